"""At which address a file of a folder is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.errors import UsageError
from ingest.source_config import SourceConfig
from ingest.sources.config import load_sources
from ingest.sources.looking.page_links import page_of
from tests.support.fakes import Quiet
from tests.support.folders import put
from tests.support.ingester import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.corpus import Corpus


def _config(folder: Path, pages: str | None = None) -> SourceConfig:
    return SourceConfig(name="Notes", kind="folder", address=str(folder), pages=pages)


def test_a_footnote_leads_to_the_page_that_the_owner_of_a_folder_names(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "notes" / "2024 été"
    folder.mkdir(parents=True)
    put(folder, "bridge")
    file = tmp_path / "sources.toml"
    file.write_text('[[source]]\nfolder = "notes"\npages = "https://notes.example/{path}/?from={file}"\n', "utf-8")

    pipeline(corpus).run(load_sources(file), Quiet())

    (article,) = corpus.catalogue.articles()
    place = "2024%20%C3%A9t%C3%A9/bridge"
    assert article.address == f"https://notes.example/{place}/?from={place}.txt"
    assert article.origin == str(folder / "bridge.txt")


@pytest.mark.parametrize("pages", ["notes.example/{path}", "https://notes.example/", "ftp://x.example/{path}"])
def test_an_address_of_pages_that_none_can_be_made_of_is_refused(tmp_path: Path, pages: str) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(f'[[source]]\nfolder = "."\npages = "{pages}"\n', "utf-8")
    with pytest.raises(UsageError, match=r"pages is a web address with \{path\}"):
        load_sources(file)


@pytest.mark.parametrize(
    ("settings", "file", "address"),
    [
        ("site_url: https://docs.example/en/\n", "docs/how/run.md", "https://docs.example/en/how/run/"),
        ("site_url: 'https://docs.example'\n", "docs/index.md", "https://docs.example/"),
        ("site_url: https://docs.example\n", "docs/how/README.md", "https://docs.example/how/"),
        (
            "site_url: https://docs.example\nuse_directory_urls: false\n",
            "docs/how/run.md",
            "https://docs.example/how/run.html",
        ),
        ("site_url: https://docs.example\ndocs_dir: content\n", "content/run.md", "https://docs.example/run/"),
        ("site_url: https://docs.example\n", "README.md", None),
        ("site_url: https://docs.example\n", "docs/a.pdf", None),
        ("site_name: Docs\n", "docs/run.md", None),
        ("site_url: https://docs.example\nplugins:\n  - blog\n", "docs/blog/posts/run.md", None),
        ("site_url: !ENV [SITE]\n", "docs/run.md", None),
    ],
)
def test_a_folder_of_mkdocs_says_where_its_pages_are(
    tmp_path: Path, settings: str, file: str, address: str | None
) -> None:
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")
    path = tmp_path / file
    assert page_of(_config(path.parent), path) == address
