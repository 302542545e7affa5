"""Find a page's title, the heading that holds it, and the name of its site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ingest.readers.document.reading import tidy_title
from ingest.readers.html.clutter import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.readers.html.json_ld import Statements

_SEPARATOR = re.compile(r"\s+[|–—·•⋅:«»‹›\-/]+\s+|\s*\|\s*|:\s+")
_MOST_HEADINGS = 60
_LIKE = 0.5
_SHORTEST = 15
_WORD = re.compile(r"\w+")
_NO_NAME = re.compile(r"https?://|^@|^\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A page's title, its site's name, and the element that holds the title."""

    title: str | None
    site: str | None
    headline: Any | None


def head_of(tree: Any, statements: Statements) -> Head:
    """Return what a page says of its title and its site; a site's name is no part of the title."""
    in_title = tidy_title(" ".join(tree.xpath("//head//title[1]//text() | /html/title[1]//text()")))
    claims = [*_meta(tree, "og:title"), *filter(None, [tidy_title(statements.headline or "")])]
    site = next(chain(_meta(tree, "og:site_name"), filter(None, [statements.site])), None)
    site = site or next(_meta(tree, "application-name"), None)
    site = tidy_title(site) if site and not _NO_NAME.search(site) else None
    headline, title = _headline(tree, claims, in_title, site)
    title = title or next((_without_site(claim, site) for claim in claims), None)
    site = site or _site_in_title(tree, in_title, title)
    return Head(title=title or _without_site(in_title, site) or None, site=site, headline=headline)


def _meta(tree: Any, name: str) -> Iterator[str]:
    for meta in tree.iterfind(".//meta[@content]"):
        if (meta.get("property") or meta.get("name") or "").lower() == name and (
            text := tidy_title(meta.get("content"))
        ):
            yield text


def _headline(tree: Any, claims: list[str], in_title: str, site: str | None) -> tuple[Any, str | None]:
    """Return the heading that says what the page's head says is its title, and that title."""
    headings = [(element, text) for element, text in _headings(tree) if text.casefold() != (site or "").casefold()]
    for element, text in headings:
        if any(text.casefold() == _without_site(claim, site).casefold() for claim in claims):
            return element, text
    for element, text in headings:
        if _part_of(text, in_title):
            return element, text
    for core in (_without_site(claim, site) for claim in claims):
        # Under one heading with the title some sites set a kicker.
        element = next((element for element, text in headings if _ends_with(text, core)), None)
        if element is not None:
            return element, core
    for core in (*(_without_site(claim, site) for claim in claims), *_SEPARATOR.split(in_title)[:1]):
        element = next((element for element, text in headings if core and _part_of(core, text)), None)
        if element is not None:
            return element, core
    firsts = [(element, text) for element, text in headings if element.tag == "h1"]
    if len(firsts) == 1 and (not (claims or in_title) or any(_alike(firsts[0][1], c) for c in (*claims, in_title))):
        return firsts[0]
    return (firsts[0][0] if len(firsts) == 1 else None), None


def _headings(tree: Any) -> Iterator[tuple[Any, str]]:
    """Return the headings that may be the title, the greatest first, but not the site's own name over the page."""
    for level in ("h1", "h2", "h3"):
        for element in islice(tree.iterfind(f".//body//{level}"), _MOST_HEADINGS):
            text = tidy_title(element.text_content())
            if text and not _leads_home(element) and not named(element, "site"):
                yield element, text


def _leads_home(element: Any) -> bool:
    links = chain(element.iter("a"), element.iterancestors("a"))
    return any("href" in link.attrib and _is_home(link.get("href")) for link in links)


def _is_home(href: str) -> bool:
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    return parts.path in {"", "/"} and not parts.query and not parts.fragment and bool(parts.path or parts.netloc)


def _part_of(text: str, whole: str) -> bool:
    """Say whether a text is the beginning or the end of another, up to a separator."""
    small, large = text.casefold(), whole.casefold()
    if small == large:
        return True
    rest = large[len(small) :] if large.startswith(small) else large[: -len(small)] if large.endswith(small) else ""
    return bool(rest) and (bool(_SEPARATOR.search(rest)) or len(_WORD.findall(rest)) == 1)


def _ends_with(text: str, core: str) -> bool:
    rest = len(text) - len(core)
    return len(core) >= _SHORTEST and 0 < rest <= len(core) and text.casefold().endswith(core.casefold())


def _alike(text: str, other: str) -> bool:
    words, others = set(_WORD.findall(text.casefold())), set(_WORD.findall(other.casefold()))
    return bool(words) and len(words & others) >= _LIKE * len(words)


def _without_site(title: str, site: str | None) -> str:
    """Return a title without the name of its site after or before a separator."""
    if site:
        name = re.escape(site)
        end = rf"(?:\s+[|–—·•«»‹›\-]+|\s*\||:)\s*{name}$"
        return re.sub(rf"{end}|^{name}\s*(?:[|–—·•«»:\-]+)\s+", "", title, flags=re.IGNORECASE).strip()
    return title


def _site_in_title(tree: Any, in_title: str, title: str | None) -> str | None:
    """Return the part of the page's title beside its headline, if the way home has the same name.

    Without that witness it may as well be the name of a section.
    """
    if not title or title.casefold() not in in_title.casefold() or len(in_title) == len(title):
        return None
    at = in_title.casefold().index(title.casefold())
    parts = [*_SEPARATOR.split(in_title[:at]), *_SEPARATOR.split(in_title[at + len(title) :])]
    names = [part.strip(" |–—·•«»:-") for part in parts]
    return next((name for name in reversed(names) if name and name.casefold() in _names_of_home(tree)), None)


def _names_of_home(tree: Any) -> set[str]:
    links = (link for link in tree.iterfind(".//body//a[@href]") if _is_home(link.get("href")))
    marked = (element for element in tree.iterfind(".//body//*[@class]") if named(element, "site"))
    elements = islice(chain(links, marked), _MOST_HEADINGS)
    return {tidy_title(element.text_content()).casefold() for element in elements} - {""}
