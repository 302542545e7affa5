"""Read the export of a WordPress blog (WXR): its posts as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.reason import Reason
from ingest.entry import Entry
from ingest.lists.xml import elements, local_name
from ingest.readers.dates import parse_date

if TYPE_CHECKING:
    from datetime import date

_EXPORT = Reason("WordPress export")


def read_export(content: bytes, address: str) -> list[Entry]:
    """Return the published posts of a WordPress export (WXR).

    Raises:
        ArticleError: it is no such export.
    """
    entries: list[Entry] = []
    for _, item in elements(content, address, {"item"}, _EXPORT, {"rss"}):
        said = {local_name(child.tag): (child.text or "").strip() for child in item}
        # The text and the excerpt have one local name in two namespaces.
        texts = {child.tag: child.text or "" for child in item if local_name(child.tag) == "encoded"}
        if said.get("status") != "publish" or said.get("post_type") not in {"post", "page"} or not said.get("link"):
            continue
        entries.append(
            Entry(
                address=said["link"],
                title=said.get("title", ""),
                author=said.get("creator") or None,
                published=_day(said.get("post_date_gmt", "")) or _day(said.get("post_date", "")),
                html=_paragraphs(next((t for tag, t in texts.items() if "content" in tag), "")),
                changed=said.get("post_modified_gmt") or said.get("post_date_gmt"),
                whole=True,
            )
        )
    return entries


def _paragraphs(html: str) -> str:
    """Return the text of a post with paragraphs as WordPress makes them: an export has blank lines in their place."""
    if "<p" in html:
        return html
    return "".join(f"<p>{part}</p>" for part in html.replace("\r\n", "\n").split("\n\n") if part.strip())


def _day(text: str) -> date | None:
    return None if text.startswith("0000") else parse_date(text)
