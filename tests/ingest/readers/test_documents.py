"""Documents that are no text, from a folder and from the web to passages."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.cli.showing.lists import show_hits
from bot.cli.showing.terminal import Terminal
from corpus.errors import ArticleError
from corpus.search.searcher import Searcher
from ingest.page import Page
from ingest.pipeline.pipeline import Pipeline
from ingest.readers.extract import extract
from ingest.readers.sandbox import read_apart
from ingest.source_config import SourceConfig
from ingest.sources.kinds.folder import find_files
from tests.support import blog
from tests.support.documents import docx, epub, lines, odt, paragraph, pdf, wrapped, xhtml
from tests.support.fakes import Quiet
from tests.support.follower import Follower, source
from tests.support.website import Reply, Website

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.corpus import Corpus
    from ingest.report import Report
    from ingest.web.fetcher import Fetcher

_EBB = "The ebb leaves the lower quay dry for two hours, and the ferry waits for the flood at the outer mole."
_FLOOD = "La marée haute couvre la digue de Port-Aven chaque matin d’été, dit le maître du port à la radio."
_PDF = pdf([lines(wrapped(_EBB)), lines(wrapped(_FLOOD))], info={"Title": "The harbour of Port-Aven"})
_BOOK = epub(
    {"a.xhtml": xhtml(f"<h1>Ebb</h1><p>{_EBB}</p>"), "b.xhtml": xhtml(f"<h1>Flood</h1><p>{_FLOOD}</p>")},
    metadata="<dc:title>The Tide</dc:title><dc:creator>Ann Lee</dc:creator><dc:date>2020-06-30</dc:date>",
)
_DOCUMENTS: dict[str, bytes] = {
    "pdf": _PDF,
    "docx": docx(paragraph("Ebb", "H1") + paragraph(_EBB) + paragraph("Flood", "H1") + paragraph(_FLOOD)),
    "epub": _BOOK,
    "odt": odt(
        f'<text:h text:outline-level="1">Ebb</text:h><text:p>{_EBB}</text:p>'
        f'<text:h text:outline-level="1">Flood</text:h><text:p>{_FLOOD}</text:p>'
    ),
}
_PLACES: dict[str, tuple[str, str]] = {"pdf": ("p. 1", "p. 2")}
_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "odt": "application/vnd.oasis.opendocument.text",
}
kinds = pytest.mark.parametrize("kind", _DOCUMENTS)


def _no_web() -> Fetcher:
    raise AssertionError("a folder needs no web")


def _ingest(corpus: Corpus, folder: Path) -> Report:
    config = SourceConfig(name="harbour", kind="folder", address=str(folder))
    pipeline = Pipeline(corpus, passage_tokens=60, max_file_bytes=10**6, open_getter=_no_web)
    return pipeline.run([config], Quiet())


# From a folder


def test_a_pdf_in_a_folder_becomes_an_article_whose_footnotes_name_the_page(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "2020-06-30-harbour.pdf").write_bytes(_PDF)

    report = _ingest(corpus, folder)

    (article,) = corpus.catalogue.articles()
    assert (report.added, report.failed) == ((str(folder.resolve() / "2020-06-30-harbour.pdf"),), ())
    assert (article.title, str(article.published)) == ("The harbour of Port-Aven", "2020-06-30")
    assert article.text == f"{_EBB}\n\n{_FLOOD}"
    assert all(p.text == article.text[p.start : p.end] for p in corpus.catalogue.passages_of(article.id))
    hit = Searcher(corpus).search("la marée haute couvre la digue", language="fr", limit=1)[0]
    assert hit.passage.text == _FLOOD
    show_hits(Terminal(), [hit])
    assert "The harbour of Port-Aven — 2020-06-30 — p. 2" in " ".join(capsys.readouterr().out.split())
    assert _ingest(corpus, folder).unchanged == 1


@kinds
def test_a_document_keeps_its_places_all_the_way(kind: str, corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / f"tide.{kind}").write_bytes(_DOCUMENTS[kind])
    corpus_path = tmp_path / f"tide.{kind}"
    assert _ingest(corpus, corpus_path).failed == ()
    (article,) = corpus.catalogue.articles()
    ebb, flood = _PLACES.get(kind, ("Ebb", "Flood"))
    assert [article.place_at(article.text.index(words)) for words in (_EBB, _FLOOD)] == [ebb, flood]
    assert article.places[0].start == 0


def test_a_folder_gives_documents_too(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.DOCX", "c.epub", "d.odt", "e.doc", "f.odp"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in find_files(tmp_path).articles] == ["a.pdf", "b.DOCX", "c.epub", "d.odt"]


def test_documents_that_can_not_be_read_are_listed_and_stop_no_other(
    corpus: Corpus, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for kind, content in _DOCUMENTS.items():
        (folder / f"broken.{kind}").write_bytes(content[: len(content) // 2])
    (folder / "scan.pdf").write_bytes(pdf([[], []]))
    (folder / "tide.odt").write_bytes(_DOCUMENTS["odt"])

    report = _ingest(corpus, folder)

    assert [article.title for article in corpus.catalogue.articles()] == ["tide"]
    assert len(report.failed) == 5
    for failure in report.failed:
        assert failure.error.startswith(failure.address.rpartition("/")[2])
        assert failure.error.endswith(".")
        assert "\n" not in failure.error
    assert capfd.readouterr() == ("", "")


def test_a_pdf_that_is_called_a_text_says_what_to_call_it() -> None:
    page = Page(origin="/notes/tide.txt", content=_PDF, kind="text")
    with pytest.raises(ArticleError, match=r"tide\.txt holds a PDF document, no text: give its name the suffix \.pdf"):
        extract(page, "notes", "hash")


def test_what_a_book_says_of_itself_reaches_the_article() -> None:
    article = extract(Page(origin="/notes/tide.epub", content=_BOOK, kind="epub"), "notes", "hash")
    assert (article.title, article.author, article.published) == ("The Tide", "Ann Lee", date(2020, 6, 30))


# From the web


def _served(content: bytes, media_type: str) -> Reply:
    return Reply(headers={"Content-Type": media_type}, body=content)


@kinds
@pytest.mark.parametrize("media_type", ["", "application/octet-stream", "application/zip", "its own"])
async def test_a_document_on_the_web_is_read_by_its_type_or_its_bytes(
    kind: str, media_type: str, corpus: Corpus
) -> None:
    async with Website() as site:
        site.pages["/tide"] = [_served(_DOCUMENTS[kind], _TYPES[kind] if media_type == "its own" else media_type)]
        follower = Follower(corpus, site)
        report = await follower.run(source(site, "page", "/tide"))
        assert report.failed == ()
    (article,) = corpus.catalogue.articles()
    ebb, flood = _PLACES.get(kind, ("Ebb", "Flood"))
    assert [article.place_at(article.text.index(words)) for words in (_EBB, _FLOOD)] == [ebb, flood]


async def test_what_is_no_document_on_the_web_fails_with_a_sentence(corpus: Corpus) -> None:
    async with Website() as site:
        site.pages |= {
            "/paper.pdf": [blog.NO_PDF],
            "/tide.docx": [_served(b"PK\x03\x04 and no more", "application/octet-stream")],
            "/tide.zip": [_served(b"PK\x03\x04 and no more", "application/octet-stream")],
            "/tide.doc": [_served(b"\xd0\xcf\x11\xe0", "application/msword")],
        }
        follower = Follower(corpus, site)
        report = await follower.run(*[source(site, "page", path) for path in list(site.pages)])
        errors = follower.errors(report)
    assert "paper.pdf is no PDF document" in errors["/paper.pdf"]
    assert "tide.docx is no Word document" in errors["/tide.docx"]
    assert "is no page of text but application/octet-stream" in errors["/tide.zip"]
    assert "is no page of text but application/msword" in errors["/tide.doc"]


async def test_a_document_that_a_page_links_to_is_an_article_of_its_site(corpus: Corpus) -> None:
    async with Website() as site:
        home = blog.page("bridge").replace(b"</article>", b'</article><a href="/tide.pdf">The tide</a>')
        site.pages |= {"/": [blog.html(home)], "/tide.pdf": [_served(_PDF, "application/pdf")]}
        follower = Follower(corpus, site)
        await follower.run(source(site, "site", "/", depth=1))
    assert "The harbour of Port-Aven" in follower.titles()


# In a process of its own


def test_the_process_that_reads_gets_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    reader = tmp_path / "reader"
    reader.write_text(f"#!/bin/sh\nenv > {told}\n")
    reader.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(reader))
    monkeypatch.setenv("OPENAI_API_KEY", "a-secret-of-ours")
    monkeypatch.setenv("DISCORD_TOKEN", "a-secret-of-ours")
    with pytest.raises(ArticleError, match=r"tide\.pdf can't be read, it breaks its reader: save it anew"):
        read_apart("pdf", _PDF, "tide.pdf")
    assert "PYTHONPATH=" in told.read_text()
    assert "a-secret-of-ours" not in told.read_text()


def test_a_document_is_read_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')")
    (tmp_path / "ingest").mkdir()
    assert read_apart("pdf", _PDF, "tide.pdf").text.startswith(_EBB)


def test_a_document_that_takes_too_much_memory_is_refused() -> None:
    book = epub({"a.xhtml": xhtml("".join(f"<p>{number * 7919:x}</p>" for number in range(300_000)))})
    with pytest.raises(ArticleError, match=r"^tide\.epub .*save it anew"):
        read_apart("epub", book, "tide.epub", memory=96 * 1024 * 1024)
