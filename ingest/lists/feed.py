"""Read feeds - RSS, Atom, JSON Feed - into entries (door: feedparser)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urldefrag, urljoin

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.entry import Entries, Entry, LeftOut
from ingest.lists.json_feed import is_json_feed, json_entries
from ingest.lists.xml import first_tag, opened, xml_text
from ingest.readers.document.dates import any_date

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 2000
_ROOTS = frozenset(["rss", "feed", "rdf"])
_MAILED = re.compile(r"\S+@\S+?\s*\((?P<behind>.+)\)|(?P<before>.+?)\s*[<(]\s*\S+@\S+\s*[>)]|<?\S+@\S+>?")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w")
_DC_DATE, _CHANGED = re.compile(r"<dc:date[\s>]"), re.compile(r"<(?:atom|a10):updated[\s>]|<dcterms:modified[\s>]")
_NO_ADDRESS = Reason("It has no address and no text.")
_PART = Reason("It is a part of a page that is read as a whole.")


def is_feed(content: bytes) -> bool:
    """Say whether a document looks like a feed, whatever its server calls it."""
    return first_tag(content) in _ROOTS or is_json_feed(content)


def read_feed(content: bytes, address: str, charset: str | None = None) -> Entries:
    """Return the entries of a feed in its order.

    An entry without an address of its own - it has none, or shares it with others, or it is a part of a page - is
    `whole`: an article by what the feed tells of it, at the feed's or the page's address.

    Raises:
        ArticleError: it is no feed.
    """
    content = opened(content, address)
    if is_json_feed(content):
        found = list(json_entries(content, address))
    elif first_tag(content) in _ROOTS:
        found = list(_xml_entries(xml_text(content, address, charset), address))
    else:
        raise _no_feed(address)
    pages = Counter(urldefrag(entry.address)[0] for entry, _ in found if entry.address)
    entries: dict[str, Entry] = {}
    left_out: list[LeftOut] = []
    for entry, identity in found:
        page = urldefrag(entry.address)[0]
        alone = pages[page] == 1 and page not in {"", urldefrag(address)[0]}
        if not alone and _WORD.search(_TAG.sub("", entry.html)):
            whole = _by_itself(entry, identity, address)
            entries.setdefault(whole.address, whole)
        elif not page:
            left_out.append(LeftOut(name=entry.title or identity or address, reason=_NO_ADDRESS))
        elif page in entries:
            left_out.append(LeftOut(name=entry.address, reason=_PART))
        else:
            entries[page] = replace(entry, address=page)
    kept = list(entries.values())
    if len(kept) > _MOST:
        more = Reason("The feed has {count} entries more than the {most} that are read.", _counts(len(kept)))
        left_out.append(LeftOut(name=address, reason=more))
    return Entries(entries=tuple(kept[:_MOST]), left_out=tuple(left_out))


def _counts(count: int) -> dict[str, str | float | Reason]:
    return {"count": count - _MOST, "most": _MOST}


def _by_itself(entry: Entry, identity: str, address: str) -> Entry:
    """Return an entry at an address of its own: the one it has with a fragment, or with its identity for one."""
    if "#" in entry.address:
        return replace(entry, whole=True)
    said = identity if identity and identity != entry.address else ""
    name = said or hashlib.sha256(f"{entry.title} {entry.html}".encode()).hexdigest()[:16]
    return replace(entry, address=f"{entry.address or address}#{quote(name, safe=':/?=&,;@-._~')}", whole=True)


def _xml_entries(text: str, address: str) -> Iterator[tuple[Entry, str]]:
    import feedparser

    # Given as bytes, nothing is fetched; entities that blow up are refused by the parser beneath.
    headers = {"content-location": address, "content-type": "application/xml; charset=utf-8"}
    feed: Any = feedparser.parse(text.encode(), response_headers=headers)
    if not feed.version:
        raise _no_feed(address)
    about = feed.feed
    for entry in feed.entries:
        texts = [_as_html(part) for part in entry.get("content", [])]
        language = (entry.get("content") or [{}])[0].get("language") or about.get("language")
        found = Entry(
            address=_link(entry, address, text),
            title=str(entry.get("title") or ""),
            # Of an Atom feed's author all entries are that name no other, as its standard says (RFC 4287, 4.2.1).
            author=_author(entry) or (_author(about) if feed.version.startswith("atom") else None),
            published=any_date(_published(entry, feed.version, text), language),
            language=language,
            site=str(about.title) if about.get("title") else None,
            html=max([*texts, str(entry.get("summary") or "")], key=len),
            # By dict, since feedparser takes one for the other and warns of it.
            changed=dict.get(entry, "updated") or dict.get(entry, "published"),
        )
        yield found, str(entry.get("id") or "")


def _as_html(part: Any) -> str:
    """Return a text of an entry as markup: what is said to be plain, and has no elements of HTML, is."""
    return escape(str(part.value), quote=False) if part.get("type") == "text/plain" else str(part.value)


def _published(entry: Any, version: str, text: str) -> str:
    """Return when an entry was published as it says; an Atom feed's `updated` is the day of a change.

    RSS 1.0 has no date of its own, and feeds of any version put dc:date in its place, which feedparser calls updated.
    """
    said = dict.get(entry, "published") or ""
    if not said and version.startswith("rss") and _DC_DATE.search(text) and not _CHANGED.search(text):
        said = dict.get(entry, "updated") or ""
    return str(said)


def _author(entry: Any) -> str | None:
    """Return the names of an entry's authors; RSS wants an address of e-mail, which feedparser takes apart wrongly."""
    details: list[Any] = [author for author in entry.get("authors") or [] if isinstance(author, dict)]
    told = str(entry.get("author") or "").strip()
    if len(details) > 1:
        names = [str(author.get("name") or "").strip() for author in details]
    else:
        mailed = _MAILED.fullmatch(told)
        names = [(mailed["behind"] or mailed["before"] or "") if mailed else told]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _link(entry: Any, base: str, text: str) -> str:
    """Return an entry's link; its identity, which feedparser takes for one, only where it is written as an address.

    Where a service counts who follows a link, and may have closed since, the entry says where it leads as well.
    """
    if led_to := _address(entry.get("feedburner_origlink"), base):
        return led_to
    identity = str(entry.get("id") or "")
    is_identity = dict.get(entry, "guidislink") and not entry.get("links")
    return _address("" if is_identity and escape(identity) not in text else entry.get("link"), base)


def _address(link: object, base: str) -> str:
    """Return an entry's link, whole; nothing where it is no web address."""
    try:
        address = urljoin(base, str(link).strip()) if link else ""
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _no_feed(address: str) -> ArticleError:
    return ArticleError("{page} is no feed that can be read: check the address, or give it as a page.", page=address)
