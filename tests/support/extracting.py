"""Extract articles from a few words of plain text, Markdown or HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.page import Page
from ingest.readers.extract import extract

if TYPE_CHECKING:
    from corpus.article import Article


PARAGRAPHS = "<p>The bridge is <b>closed</b> and will <a href='/x'>stay so</a>.</p><p>Nobody knows why it is.</p>"


def make_page(text: str | bytes, kind: str, origin: str) -> Page:
    return Page(origin=origin, content=text.encode() if isinstance(text, str) else text, kind=kind)


def from_plain(text: str | bytes, origin: str = "/notes/bridge.txt") -> Article:
    return extract(make_page(text, "text", origin), "notes", "hash")


def from_markdown(text: str | bytes, origin: str = "/notes/bridge.md") -> Article:
    return extract(make_page(text, "markdown", origin), "notes", "hash")


def from_html(text: str | bytes, origin: str = "/notes/bridge.html") -> Article:
    return extract(make_page(text, "html", origin), "notes", "hash")


def html_page(*, head: str = "", before: str = "", body: str = PARAGRAPHS, after: str = "") -> str:
    return f"""<!DOCTYPE html><html lang="en-GB"><head><title>The bridge</title>{head}</head><body>
        <nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>{before}
        <article><h1>The bridge</h1>{body}</article>{after}
        <footer>Copyright 2019 The Paper <a href="/contact">Contact</a></footer></body></html>"""
