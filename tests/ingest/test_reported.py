"""What people reported to programs that read feeds, pages and documents: each in an input of our own words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ingest.source_config import SourceConfig
from tests.support.follower import Follower
from tests.support.website import Reply, Website

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.article import Article
    from corpus.store.corpus import Corpus

_FOLDER = Path(__file__).with_name("reported")
_TYPES = {
    "feeds": "application/xml",
    "pages": "text/html; charset=utf-8",
    "sitemaps": "application/xml",
}
_KINDS = {"feeds": "feed", "pages": "page", "sitemaps": "sitemap"}
_CHARACTER = re.compile(r"\{U\+([0-9A-F]{4})\}")
_ZIP = Reply(headers={"Content-Type": "application/zip"}, body=b"PK\x03\x04" + bytes(40))


def _cases() -> list[Any]:
    files = sorted(_FOLDER.glob("*.toml"))
    cases = [(file.stem, case) for file in files for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]]
    return [pytest.param(group, case, id=f"{group}: {case['name']}") for group, case in cases]


def _content(case: Mapping[str, Any], text: str, site: str) -> bytes:
    """Return what is served: with the site's address, the characters that TOML can't hold, and stray bytes."""
    text = _CHARACTER.sub(lambda found: chr(int(found[1], 16)), text.replace("{site}", site))
    content = text.encode(case.get("encoding", "utf-8"))
    for sign, byte in case.get("bytes", {}).items():
        content = content.replace(sign.encode(), bytes.fromhex(byte))
    return content


def _page(case: Mapping[str, Any], text: str, site: str) -> Reply:
    html = {"Content-Type": "text/html; charset=utf-8"}
    return _ZIP if text == "zip" else Reply(headers=html, body=_content(case, text, site))


@pytest.mark.parametrize(("group", "case"), _cases())
async def test_what_people_reported_is_read_right(
    group: str, case: Mapping[str, Any], corpus: Corpus, tmp_path: Path
) -> None:
    async with Website() as site:
        for path, text in case.get("pages", {}).items():
            site.pages[path] = [_page(case, text, site.url(""))]
        content = _content(case, case["text"], site.url(""))
        if kind := _KINDS.get(group):
            headers = {"Content-Type": case.get("type", _TYPES[group]), **case.get("headers", {})}
            path = case.get("path", "/it")
            site.pages[path] = [Reply(headers=headers, body=content)]
            config = SourceConfig(name="It", kind=case.get("kind", kind), address=site.url(path))
        else:
            file = tmp_path / case.get("file", "it.md")
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
            config = SourceConfig(name="It", kind="wordpress" if group == "exports" else "folder", address=str(file))
        report = await Follower(corpus, site).run(config)
        found = sorted(corpus.catalogue.articles(), key=lambda article: article.origin)
        told = "\n".join(f"{one.address}: {one.reason}" for one in (*report.failed, *report.left_out))

        for said in case.get("article", []):
            _check(said, found, site.url(""), told)
        assert len(found) == len(case.get("article", [])), told
        assert len(report.failed) == case.get("failed", 0), told
        if "left_out" in case:
            assert len(report.left_out) == case["left_out"], told


def _check(said: Mapping[str, Any], found: list[Article], site: str, told: str) -> None:
    """Check that an article is as it is said to be: what isn't said may be anything, "" is none."""
    title, has = said.get("title"), said.get("has", [])
    article = next((a for a in found if (not title or a.title == title) and (title or has[0] in a.text)), None)
    assert article, f"{said} is not in {[(one.title, one.text) for one in found]}\n{told}"
    assert [part for part in has if part not in article.text] == [], article.text
    assert [part for part in said.get("lacks", []) if part in f"{article.title}\n{article.text}"] == []
    for field in ("author", "published", "language", "site"):
        if field in said:
            assert getattr(article, field) == (said[field] or None)
    if "address" in said:
        assert article.address == site + said["address"]
    for line in said.get("lines", []):
        assert line in article.text.split("\n")
