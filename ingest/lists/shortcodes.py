"""Take the shortcodes of WordPress out of a text: the words within stay, but for captions and what members alone see.

https://codex.wordpress.org/Shortcode_API: `[name attribute="value"]`, with `[/name]` around a text or alone.
"""

from __future__ import annotations

import re

_NAME = r"[A-Za-z][\w-]*"
_TAG = re.compile(rf"\[(\[?)(/?)({_NAME})((?:\s+[^\[\]]*|\s*=[^\[\]]*)?)(/?)\](\]?)")
_WITHIN = (
    r"\[(?P<name>(?:wp_)?caption|audio|video|playlist|embed|gallery"
    r"|[\w-]*(?:private|member|restrict|protect|paywall|hidden|hide)[\w-]*)(?:\s[^\]]*)?(?<!/)\].*?\[/(?P=name)\]"
)
_LEFT_OUT = re.compile(_WITHIN, re.DOTALL | re.IGNORECASE)
# Those of WordPress itself and of its most used extensions that come without attributes and without an end.
_ALONE = frozenset(
    "gallery caption audio video playlist embed more nextpage contact-form contact-form-7 toc sitemap archives"
    " recent-posts googlemaps youtube vimeo slideshow".split()
)


def without_shortcodes(html: str) -> str:
    """Return a text without its shortcodes; what only looks like one, as [sic] or [1], stays."""
    text = _LEFT_OUT.sub("", html)
    ended = {match[3].lower() for match in _TAG.finditer(text) if match[2]}

    def shown(match: re.Match[str]) -> str:
        opening, end, name, attributes, alone, closing = match.groups()
        if opening and closing:  # written double it is shown
            return match.group()[1:-1]
        is_one = end or alone or "=" in attributes or name.lower() in ended | _ALONE or "_" in name
        return opening + closing if is_one else match.group()

    return _TAG.sub(shown, text)
