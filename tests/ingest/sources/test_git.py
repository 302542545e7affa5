"""Git repositories as sources: what is read of them, what is fetched again, and what none of them can do to us."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from corpus.errors import UsageError
from ingest.lists.repository import is_page_of_repository, place_of, read_refs
from ingest.pipeline.leftovers import remove_articles
from ingest.pipeline.pipeline import Pipeline
from ingest.sources.config import named_source
from ingest.sources.discovery import Discovery, discover
from ingest.web import repository
from ingest.web.fetcher import Fetcher
from tests.support.fakes import Hours, Names, Quiet
from tests.support.git_server import GitServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.store.corpus import Corpus
    from ingest.report import Report

_MILL = "---\ntitle: The mill\n---\n\nThe mill turns again since May.\n"
_FERRY = "# The ferry\n\nThe ferry sails at noon on each day of the week.\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    with GitServer(tmp_path / "served") as server:
        yield server


def _read(
    corpus: Corpus, address: str, *, allowed: bool = True, prune: bool = False, names: Names | None = None
) -> Report:
    hours = Hours()
    allow = [ip_network("127.0.0.1/32")] if allowed else []

    def opened() -> Fetcher:
        resolve = names.resolve if names else None
        return Fetcher(max_bytes=10**6, allow=allow, sleep=hours.sleep, clock=hours.clock, resolve=resolve)

    pipeline = Pipeline(corpus, passage_tokens=100, max_file_bytes=10_000, open_getter=opened)
    return pipeline.run([named_source(address)], Quiet(), prune=prune)


def _titles(corpus: Corpus) -> set[str]:
    return {article.title for article in corpus.catalogue.articles()}


def _why(report: Report) -> str:
    return "\n".join(f"{one.address}: {one.reason}" for one in (*report.failed, *report.left_out))


def test_the_files_of_a_repository_are_articles_and_only_what_changed_is_read_again(
    server: GitServer, corpus: Corpus
) -> None:
    server.commit(
        {"mill.md": _MILL, "docs/ferry.md": _FERRY, "draft.md": "---\ndraft: true\n---\nNot yet.", "a.py": "x"}
    )

    first = _read(corpus, server.address)

    assert _titles(corpus) == {"The mill", "The ferry"}
    assert {a.origin for a in corpus.catalogue.articles()} == {
        f"{server.address}#mill.md",
        f"{server.address}#docs/ferry.md",
    }
    assert "1 of its files are of kinds that aren't read (.py)" in _why(first)
    assert "draft.md" in _why(first)
    fetched = server.fetched

    again = _read(corpus, server.address)

    assert (again.added, again.changed, again.unchanged, server.fetched) == ((), (), 2, fetched)

    server.commit({"mill.md": _MILL.replace("May", "June"), "bridge.md": "# The bridge\n\nThe bridge is closed.\n"})
    later = _read(corpus, server.address)

    assert (len(later.added), len(later.changed), later.unchanged) == (1, 1, 1)
    assert "since June" in next(a.text for a in corpus.catalogue.articles() if a.title == "The mill")
    assert not [path for path in (corpus.folder / "repositories").rglob("*") if path.suffix in {".md", ".py"}]


def test_a_file_that_is_gone_is_gone_once_it_was_missed(server: GitServer, corpus: Corpus) -> None:
    server.commit({"mill.md": _MILL, "ferry.md": _FERRY})
    _read(corpus, server.address)
    server.commit({"ferry.md": None})

    for _ in range(3):
        _read(corpus, server.address, prune=True)

    assert _titles(corpus) == {"The mill"}


def test_templates_and_packages_of_a_repository_are_told_of_by_their_folders(server: GitServer, corpus: Corpus) -> None:
    server.commit(
        {
            "hugo.toml": "",
            "content/mill.md": _MILL,
            "archetypes/default.md": _FERRY,
            "layouts/index.html": "<p>{{ .Title }} turns and turns again, since the spring.</p>",
            "node_modules/x/README.md": _FERRY,
            "node_modules/x/node_modules/y/README.md": _FERRY,
        }
    )

    report = _read(corpus, server.address)

    assert _titles(corpus) == {"The mill"}
    told = sorted(one.address.rpartition("#")[2] for one in report.left_out if "templates" in str(one.reason))
    assert told == ["archetypes", "layouts", "node_modules"]


def test_what_was_fetched_goes_with_the_last_article_and_comes_back_with_the_source(
    server: GitServer, corpus: Corpus
) -> None:
    server.commit({"mill.md": _MILL, "ferry.md": _FERRY})
    _read(corpus, server.address)
    fetched = corpus.folder / "repositories"
    (source,) = corpus.catalogue.sources()
    first, *others = [article.id for article in corpus.catalogue.articles()]
    removed = [(one, tuple(corpus.catalogue.passages_of(one.id))) for one in corpus.catalogue.articles()]

    remove_articles(corpus, [first])
    assert len(list(fetched.iterdir())) == 1
    remove_articles(corpus, others)
    assert list(fetched.iterdir()) == []

    corpus.journal.forget_source(source.name)
    corpus.replace(removed)  # as whoever takes the removal back does
    again = _read(corpus, server.address)

    assert (again.failed, again.unchanged) == ((), 2)
    assert len(list(fetched.iterdir())) == 1


def test_a_link_out_of_a_repository_is_told_of_and_one_within_is_no_second_article(
    server: GitServer, corpus: Corpus, tmp_path: Path
) -> None:
    (tmp_path / "secret.md").write_text("The key lies under the stone.")
    server.link("out.md", str(tmp_path / "secret.md"))
    server.link("up.md", "../../secret.md")
    server.link("same.md", "mill.md")
    server.commit({"mill.md": _MILL})

    report = _read(corpus, server.address)

    assert _titles(corpus) == {"The mill"}
    assert sorted(one.address.rpartition("#")[2] for one in report.left_out) == ["out.md", "up.md"]
    assert _why(report).count("It leads out of the repository.") == 2


def test_footnotes_lead_to_where_mkdocs_publishes_a_page(server: GitServer, corpus: Corpus) -> None:
    server.commit({"mkdocs.yml": "site_url: https://quay.example/\n", "docs/ferry.md": _FERRY, "docs/index.md": _MILL})

    _read(corpus, server.address)

    assert {a.address for a in corpus.catalogue.articles()} == {"https://quay.example/ferry/", "https://quay.example/"}


def test_a_file_too_large_and_an_empty_one_are_told_of(server: GitServer, corpus: Corpus) -> None:
    server.commit({"mill.md": _MILL, "long.md": "word " * 3000, "empty.md": ""})

    report = _read(corpus, server.address)

    assert _titles(corpus) == {"The mill"}
    assert "long.md has" in _why(report)
    assert "empty.md is empty" in _why(report)


def test_a_repository_in_a_private_network_is_refused_before_git_runs(server: GitServer, corpus: Corpus) -> None:
    server.commit({"mill.md": _MILL})

    report = _read(corpus, server.address, allowed=False)

    assert "lies in a private network" in _why(report)
    assert server.asked == []


def test_git_connects_to_the_address_that_was_checked_whatever_else_the_name_may_stand_for(
    server: GitServer, corpus: Corpus
) -> None:
    server.commit({"mill.md": _MILL})
    names = Names({"quay.test": [["127.0.0.1"]]})  # a name that nobody else knows

    report = _read(corpus, server.address.replace("127.0.0.1", "quay.test"), names=names)

    assert _titles(corpus) == {"The mill"}, _why(report)


def test_a_repository_that_is_too_large_is_refused_and_leaves_nothing(
    server: GitServer, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.commit({"mill.md": _MILL})
    monkeypatch.setattr(repository.Repository.fetch, "__kwdefaults__", {"most_bytes": 10})

    report = _read(corpus, server.address)

    assert "is larger than" in _why(report)
    assert list((corpus.folder / "repositories").iterdir()) == []


def test_without_git_one_sentence_says_what_to_install(
    server: GitServer, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.commit({"mill.md": _MILL})
    monkeypatch.setattr(repository, "_OLDEST", (99, 0))

    report = _read(corpus, server.address)

    assert "which the program git of version 99.0 or later reads: install that." in _why(report)


def test_what_is_no_repository_is_told_of_in_one_sentence(server: GitServer, corpus: Corpus) -> None:
    server.commit({"mill.md": _MILL})

    report = _read(corpus, server.address.replace("quay", "nothing"))

    assert len(report.failed) == 1
    assert _titles(corpus) == set()


@pytest.mark.parametrize(
    ("address", "repository_at", "rest", "shown"),
    [
        ("https://github.com/me/notes", "https://github.com/me/notes", "", "https://github.com/me/notes/blob/main/a%20b.md"),
        ("https://github.com/me/notes/tree/main/docs/x", "https://github.com/me/notes", "main/docs/x", ""),
        ("https://gitlab.com/a/b/c/-/tree/dev", "https://gitlab.com/a/b/c", "dev", "https://gitlab.com/a/b/c/-/blob/main/a%20b.md"),
        ("https://codeberg.org/me/n.git", "https://codeberg.org/me/n.git", "", "https://codeberg.org/me/n/src/branch/main/a%20b.md"),
        ("https://git.example/x.git", "https://git.example/x.git", "", None),
    ],
)  # fmt: skip
def test_an_address_names_a_repository(address: str, repository_at: str, rest: str, shown: str | None) -> None:
    place = place_of(address)

    assert place
    assert (place.repository, place.rest) == (repository_at, rest)
    if shown != "":
        assert place.shown_at("main", "a b.md") == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/me/notes/issues/3",
        "https://github.com/topics/bots",
        "https://github.com/me",
        "https://blog.example/me/notes",
        "https://codeberg.org/me/n/releases",
    ],
)
def test_other_pages_are_no_repositories(address: str) -> None:
    assert place_of(address) is None


def test_a_page_that_tells_programs_of_its_repository_is_one_and_a_page_about_another_is_none() -> None:
    def page(repository_at: str) -> bytes:
        return f'<head><meta name="go-import" content="git.example/me/x git {repository_at}"></head>'.encode()

    assert is_page_of_repository(page("https://git.example/me/x.git"), "https://git.example/me/x")
    assert not is_page_of_repository(page("https://git.example/me/x.git"), "https://git.example/me/x/issues")
    assert not is_page_of_repository(page("https://git.example/me/x.git"), "https://docs.example/x")
    assert not is_page_of_repository(b"<head></head>", "https://git.example/me/x")


def test_a_branch_whose_name_has_strokes_is_told_from_the_folder_behind_it() -> None:
    commit = "a" * 40
    lines = [f"{commit} HEAD\0symref=HEAD:refs/heads/main\n", f"{commit} refs/heads/main\n"]
    lines += [f"{'b' * 40} refs/heads/docs/new\n"]
    told = "001e# service=git-upload-pack\n0000" + "".join(f"{len(line) + 4:04x}{line}" for line in lines) + "0000"

    refs = read_refs(told.encode(), "https://x.example/a.git")

    assert refs.find("docs/new/guide/x") == ("refs/heads/docs/new", "guide/x")
    assert refs.find("") == ("refs/heads/main", "")
    assert refs.find("nothing/x") is None


async def test_an_address_of_a_repository_is_found_to_be_one_before_anything_is_fetched() -> None:
    async with Fetcher(max_bytes=1) as fetcher:
        found = await discover(fetcher, "https://github.com/me/notes")

    assert found == Discovery(kind="git", address="https://github.com/me/notes", title="notes")
    assert found.table("notes") == '[[source]]\nname = "notes"\ngit = "https://github.com/me/notes"\n'


def test_an_address_with_a_token_is_refused_without_showing_it() -> None:
    with pytest.raises(UsageError) as caught:
        named_source("https://me:s3cret@github.com/me/notes.git")

    assert "s3cret" not in str(caught.value)


def test_an_address_of_ssh_is_told_how_to_be_written() -> None:
    with pytest.raises(UsageError, match="write it as https://"):
        named_source("git@github.com:me/notes.git")
