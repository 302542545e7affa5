"""Read what a page says of itself in JSON-LD, in the words of schema.org."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Recipe|HowTo|FAQPage|Review)$")
_PAGE = re.compile(r"(?:WebPage|ItemPage|CreativeWork|Blog)$")
_MOST = 2000
_TAG = re.compile(r"<[^>]{0,300}>")
# What sites put around it for parsers of long ago, and the comma that no JSON has before a bracket.
_AROUND = re.compile(
    r"^\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*;?\s*$"
)
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[}\]])')


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a page says; of several articles the first is meant."""

    headline: str | None = None
    authors: tuple[str, ...] = ()
    site: str | None = None
    body: str | None = None
    published: tuple[str, ...] = ()


def statements_of(tree: Any, claims: Collection[str] = ()) -> Statements:
    """Return what a page states; what can't be parsed states nothing.

    Of several articles that is meant whose headline is one of what the page calls itself (`claims`), or else the first.
    """
    nodes = list(islice(_nodes(tree), _MOST))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _kinds(node))]
    if not articles:
        pages = (node for node in nodes if not _kinds(node) or any(_PAGE.search(kind) for kind in _kinds(node)))
        days = tuple(day for node in pages for day in _strings(node.get("datePublished")))
        return Statements(site=_site([], nodes, by_id), published=days)
    article = next((node for node in articles if _is_called(node, claims)), articles[0])
    persons = [by_id.get(node.get("@id", ""), node) for node in _dicts(article.get("author"))]
    named = [name for person in persons for name in _strings(person.get("name"))]
    return Statements(
        headline=next(iter(_strings(article.get("headline") or article.get("name"))), None),
        authors=tuple(named or _strings(article.get("author"))),
        site=_site([article], nodes, by_id),
        body=_text(next(iter(_strings(article.get("articleBody"))), "")) or None,
        published=tuple(_strings(article.get("datePublished"))),
    )


def _is_called(article: dict[str, Any], claims: Collection[str]) -> bool:
    headlines = {" ".join(text.split()).casefold() for text in _strings(article.get("headline") or article.get("name"))}
    return any(headline in claim for headline in headlines for claim in claims)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Return the statements at the top and in graphs, in their order."""
    for script in tree.iterfind(".//script[@type]"):
        if script.get("type").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        pending = [_parsed(_AROUND.sub("", script.text or ""))]
        while pending:
            node = pending.pop()
            if isinstance(node, list):
                pending.extend(reversed(cast("list[Any]", node)))
            elif isinstance(node, dict):
                yield cast("dict[str, Any]", node)
                pending.extend(filter(None, (node.get("mainEntity"), node.get("mainEntityOfPage"), node.get("@graph"))))


def _parsed(text: str) -> Any:
    for tried in (text, _LAST_COMMA.sub(r"\1", text).strip(" \n;")):
        try:
            return json.loads(tried, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _site(articles: list[dict[str, Any]], nodes: list[dict[str, Any]], by_id: dict[str, dict[str, Any]]) -> str | None:
    """Return the name of the site: what the page says of a site, of what the article is part of, of its publisher."""
    sites = [node for node in nodes if "WebSite" in _kinds(node)]
    for article in articles:
        for field in ("isPartOf", "publisher"):
            found = (by_id.get(node.get("@id", ""), node) for node in _dicts(article.get(field)))
            sites.extend(node for node in found if field == "publisher" or "WebSite" in _kinds(node))
    return next((name for node in sites for name in _strings(node.get("name"))), None)


def _kinds(node: dict[str, Any]) -> list[str]:
    return _strings(node.get("@type"))


def _dicts(value: Any) -> list[dict[str, Any]]:
    values = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [cast("dict[str, Any]", one) for one in values if isinstance(one, dict)]


def _strings(value: Any) -> list[str]:
    values = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [text for one in values if isinstance(one, str) and (text := unescape(one).strip())]


def _text(body: str) -> str:
    """Return the text of an article's body, which some sites hand out with its markup."""
    broken = re.sub(r"<(?:br|/p|/h[1-6]|/li|/div)\b[^>]{0,300}>", "\n", body) if "<" in body else body
    lines = (" ".join(_TAG.sub("", line).split(" ")).strip() for line in broken.split("\n"))
    return "\n".join(line for line in lines if line)
