"""Say which sentences of an article may be quoted in a reply at all.

A reply shows no address but those of the articles, and mentions no one: a sentence that holds an address or a mention
isn't quoted, whatever it says, since a quote can't be changed; nor is one that speaks to whoever writes the reply.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.language.names import fold_name
from corpus.language.registry import languages
from corpus.language.statements import asks

if TYPE_CHECKING:
    from corpus.article import Article

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.\w|\bmailto:", re.IGNORECASE)
# What Discord turns into a mention, a channel, a command, a picture or a time.
_MENTION = re.compile(
    r"<(?:@[!&]?|#|/[^:<>]*:|a?:\w+:)\d+>|@(?:everyone|here)\b|<(?:id:\w+|t:\d+[^>]*)>", re.IGNORECASE
)
# What would end what the writer of a reply is told as data.
_ROLE = re.compile(r"(?:^|\]\s*)(?:system|assistant|user)\s*:", re.IGNORECASE)
# What is left of a page's layout: attribute lists, tags of templates, names of icons.
_LAYOUT = re.compile(r"\{\s*[:.#%{][^}]*\}+|(?<!\w):[a-z][\w-]*:(?!\w)")
_BUTTON = re.compile(r"\{[^}]*\bbutton\b[^}]*\}")
_WORD = re.compile(r"\w+")
# So much of the question's words make a sentence that asks the question again.
_AGAIN = 0.8


def quotable(text: str, article: Article) -> bool:
    """Say whether a sentence of an article may be quoted."""
    if _MENTION.search(text) or _ROLE.search(text) or _orders(text) or _is_layout(text):
        return False
    others = text.replace(article.address, "") if "://" in article.address else text
    return not _ADDRESS.search(others)


def _is_layout(text: str) -> bool:
    """Say whether a text has no words of its own, or is a button's."""
    return bool(_BUTTON.search(text)) or not _WORD.search(_LAYOUT.sub(" ", text))


def _orders(text: str) -> bool:
    """Say whether a text speaks to whoever writes the reply, in any language: an order is one in each text."""
    return any(language.orders.search(text) for language in languages().values())


def asks_again(text: str, language: str, question: str) -> bool:
    """Say whether a sentence only asks a question again: it answers nothing, and is found before what does."""
    wanted = {fold_name(word) for word in _WORD.findall(question)}
    there = {fold_name(word) for word in _WORD.findall(text)}
    return asks(text, language) and len(wanted) > 1 and len(wanted & there) >= _AGAIN * len(wanted)
