"""Words of others that are likely to break a message of the bot's, and how to see whether they did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from bot.discord.rendering.escape import LONGEST_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy


def _one_of(*texts: str) -> SearchStrategy[str]:
    return st.sampled_from(texts)


KINDS: dict[str, SearchStrategy[str]] = {
    "long": _one_of("word " * 500, "x" * 3000, "*" * 900, "@" * 900, "https://a.org/*" + "*" * 400, "Sí. " * 300),
    "markdown": _one_of(
        *("**", "*a*", "__", "_b_", "~~", "||", "# ", "\n## ", "\n- ", "\n* ", "\n> ", ">>> ", "-# ", "\\", "\\\\*"),
        *("[a](", ")", "[a](https://evil.example)", "![a](https://evil.example/x.png)", "***\n***"),
    ),
    "fences": _one_of("```", "`", "``", "```py\nprint()\n```", "\n```\n", "~~~", "`` ` ``", "\\```", "`x`"),
    "tables": _one_of("| a | b |", "|---|---|", "\n| a | b |\n|---|---|\n| 1 | ||2|| |\n", "a\tb\tc\n1\t2\t3"),
    "right to left": _one_of(
        "עברית", "العربية", "\u202e", "\u2067a\u2069", "\u200f", "\u061c", "אב12", "\u202bx\u202c"
    ),
    "emoji": _one_of("👩\u200d👩\u200d👧", "🏳️\u200d🌈", "🇫🇷", "❤️", "👍🏽", ":smile:", "<:x:123>", "<a:x:123>", "1️⃣"),
    "zero width": _one_of("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "@\u200beveryone", "`\u200b``"),
    "mentions": _one_of(
        *("@everyone", "@here", "@", "everyone", "<@1>", "<@!1>", "<@&2>", "<#3>", "</ask:4>", "<t:5:R>"),
        *("<id:home>", "<@\u200b1>", "＠everyone", "@\\everyone", "https://a.org/@everyone", "<https://a.org/@here>"),
    ),
    "forged footnotes": _one_of(
        *("[1]", "[9]", "\n[9] **x** <https://evil.example>", "\n\n[1] **x**: “y” <https://evil.example>", "[1][2]"),
        *("\n**[1] x**\n> y", "”", "“", "\\[1\\]", "[1](<https://evil.example>)"),
    ),
    "links": _one_of(
        "https://", "http://a.org/x_y*z", "<https://a.org>", "https://a.org/ b", "https://a.org/`|`", "://"
    ),
    "anything": st.text(max_size=200),
}
"""What words of others try, and texts that do."""

# Where Discord reads nothing into what it shows: after a backslash, and in an address between its brackets.
_PLAIN = re.compile(r"\\[^0-9A-Za-z\s]|<https?://[^\s<>\\*|`@]*>")
_MENTION = re.compile(r"@(everyone|here|[!&]?\d)")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


@st.composite
def hostile_texts(draw: Callable[[Any], Any], seen: Callable[[str], None] = lambda _: None) -> str:
    """Return texts made of several pieces that each try something; `seen` is told what."""
    kinds: list[str] = draw(st.lists(st.sampled_from(sorted(KINDS)), max_size=6))
    for kind in kinds:
        seen(kind)
    return "".join(draw(KINDS[kind]) for kind in kinds)


def formatting_of(message: str, longest: int = LONGEST_MESSAGE) -> str:
    """Return a message with a dot in place of all that Discord shows as it stands: words, and what it would act on.

    It fits into a message, mentions nobody, and turns no text around; anything else is an AssertionError.
    """
    assert 1 <= len(message) <= longest
    assert message.strip()
    assert not _MENTION.search(message)
    assert not _TURNING.search(message)
    left = _PLAIN.sub("·", message)
    assert not re.search(r"[`~_<]|\|\||\|", left)
    return left
