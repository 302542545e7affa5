"""A small blog in our own words, well behaved and badly, for a server on loopback."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from tests.support.website import Reply, redirect

if TYPE_CHECKING:
    from collections.abc import Sequence

_SENTENCES = (
    "The {thing} of Port-Aven was opened by the mayor on Monday in front of three hundred people.",
    "It took the town's builders four years and cost eleven million, two more than was planned.",
    "The fishermen of the lower quay had asked for the {thing} since the storm of 1987.",
    "A committee will say in autumn whether the {thing} is to be closed to lorries at night.",
)
_PHRASES = (
    "La {thing} de Port-Aven a été inaugurée lundi par la maire devant trois cents personnes.",
    "Les travaux ont duré quatre ans et coûté onze millions, deux de plus que prévu.",
    "Les pêcheurs du quai d'en bas réclamaient la {thing} depuis la tempête de 1987.",
    "Un comité dira à l'automne si la {thing} doit être fermée la nuit aux camions.",
)


def words(thing: str, *, french: bool = False) -> list[str]:
    """Return the paragraphs of the article about a thing; each article says something of its own."""
    sentences = [sentence.format(thing=thing) for sentence in (_PHRASES if french else _SENTENCES)]
    own = "".join(sorted(thing * 3))
    return [*sentences, f"{thing.capitalize()} {own} {len(thing)}: the archive keeps file {sum(map(ord, thing))}."]


def page(thing: str, *, french: bool = False, charset: str = "utf-8", title: str | None = None) -> bytes:
    """Return the page of the article about a thing."""
    paragraphs = "".join(f"<p>{p}</p>" for p in words(thing, french=french))
    html = (
        f'<!doctype html><html lang="{"fr" if french else "en"}"><head><meta charset="{charset}">'
        f"<title>{title or thing.capitalize()}</title>"
        '<meta property="article:published_time" content="2024-03-05T09:00:00+01:00">'
        '<meta property="og:site_name" content="Le Quai"></head><body><nav><a href="/">Home</a> <a href="/2024/">2024'
        f"</a></nav><article><h1>{title or thing.capitalize()}</h1>{paragraphs}</article>"
        '<footer>We use cookies. <a href="/contact">Contact</a></footer></body></html>'
    )
    return html.encode(charset)


def html(content: bytes, charset: str = "utf-8", **headers: str) -> Reply:
    """Return a page as a server sends it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(headers={"Content-Type": f"text/html; charset={charset}", **named}, body=content)


def feed(entries: Sequence[tuple[str, str]], *, told: str = "") -> Reply:
    """Return an RSS feed with entries of an address and a title, and what it tells of each."""
    items = "".join(
        f"<item><title>{title}</title><link>{address}</link><description>{told}</description>"
        "<pubDate>Tue, 05 Mar 2024 08:00:00 GMT</pubDate></item>"
        for address, title in entries
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Le Quai</title>{items}</channel></rss>'
    return Reply(headers={"Content-Type": "application/rss+xml", "ETag": '"f1"'}, body=body.encode())


def sitemap(addresses: Sequence[tuple[str, str]]) -> Reply:
    """Return a sitemap of addresses, each with the day it last changed."""
    urls = "".join(f"<url><loc>{address}</loc><lastmod>{day}</lastmod></url>" for address, day in addresses)
    body = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Reply(headers={"Content-Type": "application/xml"}, body=body.encode())


BOMB = Reply(
    headers={"Content-Type": "text/html", "Content-Encoding": "gzip"},
    body=gzip.compress(b"<p>" + b"a" * 30_000_000),
)
ENDLESS = Reply(headers={"Content-Type": "text/html"}, body=b"<p>", without_end=b"and on and on " * 4000)
SLOW = Reply(headers={"Content-Type": "text/html"}, body=page("weir"), pause=30)
METADATA = redirect("http://169.254.169.254/")
NO_PDF = Reply(headers={"Content-Type": "application/pdf"}, body=b"This is no PDF at all.")
ENTITIES = Reply(
    headers={"Content-Type": "application/rss+xml"},
    body=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + b"b" * 1000
    + b'">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(9))
    + b']><rss version="2.0"><channel><title>&a8;</title><item><title>&a8;</title>'
    b"<link>http://127.0.0.1/x</link></item></channel></rss>",
)
