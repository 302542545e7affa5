"""Tell the language of a text (door: py3langid)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from corpus.language.registry import languages

if TYPE_CHECKING:
    from corpus.language.registry import Language

# Restricting the identifier to the languages people are likely to write in takes its errors on short questions
# from 2.4 % to 0.8 % (French) and from 1 % to 0.2 % (English).
WRITTEN: Final = frozenset(
    "ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko"
    " lt lv nl no pl pt ro ru sk sl sr sv th tr uk vi zh".split()
)

_CERTAIN = 0.85
_HINT_WEIGHT = 0.3
_SHORT = 8  # words, of which names may be most
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def identify(text: str, *, fallback: str = "en") -> str:
    """Return the ISO 639-1 code of the language of a text; `fallback` where there is nothing to go by."""
    words = [word.casefold() for word in _WORD.findall(text[:4000])]
    if not words:
        return fallback
    asking = [code for code, its in languages().items() if _asks_in(words, its)] if len(words) <= _SHORT else []
    if len(asking) == 1:
        return asking[0]
    ranked: dict[str, float] = {code: float(p) for code, p in _identifier().rank(text[:4000])}
    best = max(ranked, key=lambda code: ranked[code])
    if ranked[best] >= _CERTAIN:
        return best
    # A question of three words and a name ("Qui dirige IBM ?") is too little; its function words settle it.
    hinted = {code: _HINT_WEIGHT * sum(word in its.hints for word in words) for code, its in languages().items()}
    joined = {code: p + hinted.get(code, 0.0) for code, p in ranked.items()}
    best = max(joined, key=lambda code: joined[code])
    return best if joined[best] >= _HINT_WEIGHT else fallback


def _asks_in(words: list[str], language: Language) -> bool:
    """Say whether a short question begins in a language, whatever its names are in: "Who is Guido van Rossum?"."""
    return len(words) > 1 and words[0] in language.hints and words[1] in language.stop_words | language.hints


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known: list[str] = list(identifier.labels)
    identifier.set_languages([code for code in known if code in WRITTEN | languages().keys()])
    # Made anew of what is left: it keeps the features of all its languages otherwise, 28 MB.
    return LanguageIdentifier(
        identifier.nb_ptc,
        identifier.nb_pc,
        identifier.nb_classes,
        identifier.tk_nextmove,
        identifier.tk_output,
        norm_probs=True,
        tk_row=identifier.tk_row,
    )
