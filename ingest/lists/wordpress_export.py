"""Read the export of a WordPress blog (WXR): its public posts as entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corpus.reason import Reason
from ingest.entry import Entries, Entry, LeftOut
from ingest.lists.shortcodes import without_shortcodes
from ingest.lists.xml import elements, local_name
from ingest.readers.document.dates import any_date

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPORT = Reason("WordPress export")
_POSTS = frozenset(["post", "page"])
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_AS_IT_IS = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)
_PASSWORD = Reason("It is behind a password.")
_NOT_PUBLIC = Reason("It is not public on the blog.")
_NO_ADDRESS = Reason("It has no web address.")
# What WordPress keeps as posts and isn't any: pictures, menus, styles, older versions, parts of its themes.
_NO_POSTS = frozenset(
    "attachment revision nav_menu_item custom_css customize_changeset oembed_cache user_request".split()
)
_OF_A_THEME = "wp_"


def read_export(content: bytes, address: str) -> Entries:
    """Return the posts of a WordPress export that anyone may read on the blog, and which others it has.

    Raises:
        ArticleError: it is no such export.
    """
    names: dict[str, str] = {}
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for name, item in elements(content, address, {"item", "author"}, _EXPORT, {"rss"}):
        said = {local_name(child.tag): (child.text or "").strip() for child in item}
        if name == "author" and "author_login" in said:
            names[said.get("author_login", "")] = said.get("author_display_name", "")
        elif name == "item" and said.get("post_type") in _POSTS:
            if why := _private(said):
                shown = said.get("link") or said.get("title") or address
                left_out.append(LeftOut(name=shown, reason=why, private=True))
            elif not said.get("link", "").startswith(("http://", "https://")):
                left_out.append(LeftOut(name=said.get("title") or address, reason=_NO_ADDRESS))
            else:
                entries.append(_entry(item, said, names))
        elif name == "item" and (kind := _other_kind(said)):
            shown = said.get("link") or said.get("title") or address
            reason = Reason("It is of the kind {kind}: only posts and pages are read.", {"kind": kind})
            left_out.append(LeftOut(name=shown, reason=reason))
    return Entries(entries=tuple(entries), left_out=tuple(left_out))


def _other_kind(said: Mapping[str, str]) -> str:
    """Return the kind of a published text that an extension of the blog has added; "" where it is none."""
    kind = said.get("post_type", "")
    is_text = said.get("status") == "publish" and bool(said.get("encoded"))
    return kind if is_text and kind not in _NO_POSTS and not kind.startswith(_OF_A_THEME) else ""


def _private(said: Mapping[str, str]) -> Reason | None:
    """Return why nobody reads a post on the blog without more; None where anybody does."""
    if said.get("status") != "publish":
        return _NOT_PUBLIC
    return _PASSWORD if said.get("post_password") else None


def _entry(item: Any, said: Mapping[str, str], names: Mapping[str, str]) -> Entry:
    # The text and the excerpt have one local name in two namespaces.
    texts = {child.tag: child.text or "" for child in item if local_name(child.tag) == "encoded"}
    html = next((text for tag, text in texts.items() if "content" in tag), "")
    creator = said.get("creator") or ""
    return Entry(
        address=said["link"],
        title=said.get("title", ""),
        author=names.get(creator) or creator or None,
        # The day in the blog's own time zone, as its readers see it.
        published=any_date(said.get("post_date", "")) or any_date(said.get("post_date_gmt", "")),
        html=_paragraphs(without_shortcodes(html)),
        changed=said.get("post_modified_gmt") or said.get("post_date_gmt"),
        whole=True,
    )


def _paragraphs(html: str) -> str:
    """Return the text of a post with paragraphs as WordPress makes them: an export has blank lines in their place."""
    parts = _AS_IT_IS.split(html.replace("\r\n", "\n"))
    # Of each three parts the second is as it is, the third the name of its element.
    return "".join(
        part if number % 3 == 1 else "" if number % 3 == 2 else _BLANK_LINE.sub("<br>", part)  # noqa: PLR2004 -- thirds
        for number, part in enumerate(parts)
    )
