"""Ingest folders in which something can't be read: it is named and remembered, and the others go on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from corpus.errors import UsageError
from corpus.store.tables.journal import FAILURES_TO_GIVE_UP
from ingest.source_config import SourceConfig
from ingest.sources.config import named_source
from tests.support.fakes import Quiet
from tests.support.folders import ingest, put
from tests.support.ingester import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.corpus import Corpus


def test_one_unreadable_file_is_named_and_the_others_go_on(corpus: Corpus, folder: Path) -> None:
    put(folder, "bridge")
    (folder / "broken.md").write_text("---\ntitle: [\n---\nText.\n", encoding="utf-8")
    (folder / "empty.txt").write_text("")

    report = ingest(corpus, folder)

    assert len(report.added) == 1
    assert sorted(failure.address.rsplit("/", 1)[1] for failure in report.failed) == ["broken.md", "empty.txt"]


def test_a_file_that_cannot_be_read_is_remembered_with_its_reason_until_it_can_be_or_is_gone(
    corpus: Corpus, folder: Path
) -> None:
    put(folder, "bridge")
    broken, empty = folder / "broken.md", folder / "empty.txt"
    broken.write_text("---\ntitle: [\n---\nText.\n", encoding="utf-8")
    empty.write_text("")
    for _ in range(FAILURES_TO_GIVE_UP):
        ingest(corpus, folder)

    failing = corpus.journal.failing()
    assert [(s.origin, s.source, s.given_up) for s in failing] == [
        (str(broken), "press", False),
        (str(empty), "press", False),
    ]
    assert str(failing[1].error) == "empty.txt is empty: write something in it or remove it."

    put(folder, "empty")
    ingest(corpus, folder)
    assert [s.origin for s in corpus.journal.failing()] == [str(broken)]

    broken.unlink()
    ingest(corpus, folder, dry_run=True)
    assert [s.origin for s in corpus.journal.failing()] == [str(broken)]
    ingest(corpus, folder)
    assert corpus.journal.failing() == []


def test_a_file_that_failed_elsewhere_stays_remembered_until_it_is_gone(
    corpus: Corpus, folder: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.txt"
    alone.write_text("")
    ingest(corpus, alone)
    put(folder, "bridge")

    ingest(corpus, folder)
    assert [s.origin for s in corpus.journal.failing()] == [str(alone)]

    alone.unlink()
    ingest(corpus, folder)
    assert corpus.journal.failing() == []


def test_a_missing_folder_is_remembered_until_it_is_there(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    both = [named_source(str(folder)), SourceConfig(name="Missing", kind="folder", address=str(missing))]
    pipeline(corpus).run(both, Quiet())
    assert [(s.origin, s.source) for s in corpus.journal.failing()] == [(str(missing), "Missing")]

    missing.mkdir()
    pipeline(corpus).run(both, Quiet())
    assert corpus.journal.failing() == []


def test_an_export_of_a_blog_that_cannot_be_read_is_remembered_until_it_can_be(corpus: Corpus, folder: Path) -> None:
    export = folder / "export.xml"
    export.write_text("nothing", encoding="utf-8")
    config = SourceConfig(name="Blog", kind="wordpress", address=str(export))
    pipeline(corpus).run([config], Quiet())
    assert [s.origin for s in corpus.journal.failing()] == [str(export)]

    export.write_text('<rss version="2.0"><channel><title>Blog</title></channel></rss>', encoding="utf-8")
    pipeline(corpus).run([config], Quiet())
    assert corpus.journal.failing() == []


def test_a_file_whose_name_is_no_text_fails_alone(corpus: Corpus, folder: Path) -> None:
    put(folder, "bridge")
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("The coffee\nIs hot.")

    report = ingest(corpus, folder)

    assert (len(report.added), len(report.failed)) == (1, 1)
    assert [s.origin for s in corpus.journal.failing()] == [str(folder / "caf\ufffd.txt")]
    ingest(corpus, folder)
    assert len(corpus.journal.failing()) == 1


def test_an_article_that_can_no_longer_be_read_is_kept_as_it_was(corpus: Corpus, folder: Path) -> None:
    put(folder, "bridge")
    ingest(corpus, folder)
    (folder / "bridge.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

    report = ingest(corpus, folder, prune=True)

    assert report.failed[0].error.endswith("Its article is kept.")
    assert [a.title for a in corpus.catalogue.articles()] == ["Bridge"]


def test_a_source_that_is_not_there_is_told_of_and_the_others_are_read(
    corpus: Corpus, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    put(other, "tunnel")
    ingest(corpus, other)
    (other / "tunnel.txt").unlink()
    other.rmdir()
    origin = put(folder, "bridge")

    both = [named_source(str(other)), named_source(str(folder))]
    report = pipeline(corpus).run(both, Quiet(), prune=True)

    (failure,) = report.failed
    assert (failure.address, failure.error) == (
        str(other),
        f"There is no file or folder at {other}: check the path.",
    )
    assert (report.added, report.removed) == ((origin,), ())
    assert {a.title for a in corpus.catalogue.articles()} == {"Bridge", "Tunnel"}


@pytest.mark.parametrize("dry_run", [False, True])
def test_files_of_kinds_that_cannot_be_read_are_counted_once_each(
    corpus: Corpus, folder: Path, *, dry_run: bool
) -> None:
    put(folder, "bridge")
    (folder / "sub").mkdir()
    for name in ("a.jpg", "b.JPG", "sub/c.jpg", "list.xls", "README", ".hidden.jpg", "left.out.jpg"):
        (folder / name).write_text("x")
    configs = [
        SourceConfig(name="Press", kind="folder", address=str(folder), exclude=("*/left.*",)),
        named_source(str(folder / "sub")),
    ]

    report = pipeline(corpus).run(configs, Quiet(), dry_run=dry_run)

    assert report.kinds_not_read == ((".jpg", 3), ("", 1), (".xls", 1))
    assert (len(report.added), report.failed) == (1, ())


def test_a_folder_that_is_not_there_changes_nothing(corpus: Corpus, folder: Path) -> None:
    put(folder, "bridge")
    ingest(corpus, folder)
    (folder / "bridge.txt").unlink()
    folder.rmdir()

    with pytest.raises(UsageError, match="no file or folder"):
        ingest(corpus, folder, prune=True)

    assert len(corpus.catalogue.articles()) == 1
