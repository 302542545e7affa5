"""Judge whether words of an article support a sentence, in whatever languages the two are.

What can be told for certain is checked exactly - numbers, names, whether either denies something, whether the
article only asks - and meaning by the cosine of the two. Each check can only refuse: none makes up for another.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# The cosine of a sentence and its translation: 98 of 100 pairs lie above, and in 95 of 100 cases
# every neighbouring sentence below (benchmarks/answers.md).
SAME_MEANING = 0.865

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_NOT_DIGIT = re.compile(r"\D")
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"[^\W\d_][\w’'.-]*")
_ASKS = re.compile(r"[?？؟]\W*$|^\W*(?:quid|qu['’]en est-il|what about)\b", re.IGNORECASE)

_NUMBER_WORDS = {
    1: "one un une uno una ein eine einen een um uma",
    2: "two deux dos zwei due dois duas twee twice",
    3: "three trois tres drei tre três drie",
    4: "four quatre cuatro vier quattro quatro",
    5: "five cinq cinco fünf cinque vijf",
    6: "six seis sechs sei zes",
    7: "seven sept siete sieben sette sete zeven",
    8: "eight huit ocho acht otto oito",
    9: "nine neuf nueve neun nove negen",
    10: "ten dix diez zehn dieci dez tien",
    11: "eleven onze once elf undici",
    12: "twelve douze doce zwölf dodici doze twaalf",
    20: "twenty vingt veinte zwanzig venti vinte twintig",
    30: "thirty trente treinta dreißig trenta trinta dertig",
    40: "forty quarante cuarenta vierzig quaranta quarenta veertig",
    50: "fifty cinquante cincuenta fünfzig cinquanta cinquenta vijftig",
    100: "hundred cent cien ciento hundert cento honderd",
    1000: "thousand mille mil tausend duizend",
}
_NAME_BEGINS = 5
_LONGEST_ENDING = 3
_MOST_LONGER = 2.5  # times: a translation that differs by more in length says more or less than its source
_TRANSLATED = frozenset("us usa uk eu ue eua onu un otan nato".split())
_AS_NUMBER = {word: str(number) for number, words in _NUMBER_WORDS.items() for word in words.split()}
# "1er" and "1st", in words.
_ORDINALS = {
    1: "first premier première erste erster ersten primero primera primer primo prima primeiro primeira eerste",
    2: "second seconde deuxième zweite zweiter zweiten segundo segunda secondo seconda tweede",
    3: "third troisième dritte dritter dritten tercero tercera tercer terzo terza terceiro terceira derde",
}
_AS_ORDINAL = {word: str(number) for number, words in _ORDINALS.items() for word in words.split()}

_NEGATIONS = frozenset(
    "not no never neither nor none nobody nothing cannot without isn aren wasn weren doesn don didn won wouldn couldn"
    " shouldn hasn haven hadn can't"
    " ne n pas jamais aucun aucune sans ni non rien"
    " nicht kein keine keinen keiner keines nie niemals ohne nichts weder"
    " ningún ninguno ninguna nunca jamás sin ni nada"
    " non nessun nessuno nessuna mai senza né nulla"
    " não nenhum nenhuma nunca jamais sem nem nada"
    " niet geen nooit zonder niets".split()
)
# What joins a second thing said of the same: of it the subject may be named again.
_JOINED = re.compile(r"\b(?:and|but|et|mais)(?:\s+[\w’']+){0,2}\s*$", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"(?:do|does|did) not (?:say|mention|state|specify|tell|explain)|(?:doesn|don|didn)['’]t (?:say|mention|state)|"
    r"ne (?:dit|disent|mentionne|mentionnent|précise|précisent|permet|explique)(?: pas| rien)?|"
    r"sans préciser|unclear|is not clear|pas (?:clair|précisé|mentionné)",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Say whether a sentence asks something, and so states nothing."""
    return bool(_ASKS.search(text))


def leaves_open(text: str) -> bool:
    """Say whether a sentence asks something or says that something isn't said."""
    return asks(text) or bool(_SAYS_NOTHING.search(text))


def told_and_left_open(text: str) -> tuple[str, str] | None:
    """Return what a sentence tells and what it then leaves open; None where it doesn't do both.

    "It lasts a year and doesn't say what comes then" tells how long it lasts.
    """
    found = _SAYS_NOTHING.search(text)
    if found is None or not _JOINED.search(text[: found.start()]):
        return None
    return text[: found.start()], text[found.end() :]


def denies(text: str) -> bool:
    """Say whether a sentence has a negation in it."""
    return any(word in _NEGATIONS for word in _WORD.findall(text.casefold()))


def numbers(text: str) -> set[str]:
    """Return the numbers a text gives in digits, as digits alone."""
    return {_NOT_DIGIT.sub("", number) for number in _NUMBER.findall(text)}


def numbers_in_words(text: str) -> set[str]:
    """Return the numbers a text gives in words, as digits."""
    return {_AS_NUMBER[word] for word in _WORD.findall(text.casefold()) if word in _AS_NUMBER}


def names(text: str) -> set[str]:
    """Return the names a text gives: words with a capital, without the first word, folded."""
    words = _NAME.findall(text)
    found = {word for word in words[1:] if word[0].isupper()} | {w for w in words[:1] if w.isupper() and len(w) > 1}
    return {folded for word in found for folded in [fold(word)] if len(folded) > 1}


def fold(word: str) -> str:
    """Return a word without case, accents, possessive or final full stop."""
    word = re.sub(r"['’]s$", "", word).rstrip(".'’-")
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def numbers_agree(sentence: str, source: str) -> bool:
    """Say whether every number of a sentence stands in its source, in digits or in words."""
    return numbers(sentence) <= numbers(source) | numbers_in_words(source)


def names_known(sentence: str, sources: Iterable[str], *, same_language: bool) -> bool:
    """Say whether every name of a sentence stands in one of the texts it may be taken from.

    Names are compared by their beginning, since endings change (Congress, Congrès). Between two languages only
    abbreviations must match: countries and offices have other names there.
    """
    known = beginnings(sources)
    wanted = names(sentence) if same_language else {n for n in names(sentence) if n.upper() in sentence}
    return all(part[:_NAME_BEGINS] in known for name in wanted - _TRANSLATED for part in _parts(name))


def beginnings(texts: Iterable[str]) -> set[str]:
    """Return the words of texts as names are compared: folded, and their first letters."""
    return {part[:_NAME_BEGINS] for text in texts for part in _parts(text)}


def has_name(name: str, texts: Iterable[str]) -> bool:
    """Say whether one of the texts has a name, in any of its forms: its words' beginnings are compared."""
    return not _lacking(_parts(name), texts)


def missing_names(question: str, sources: Iterable[str]) -> float:
    """Return which share of a question's names none of the texts has, 0.0 where it names nothing."""
    wanted = {part for name in names(question) for part in _parts(name)}
    return len(_lacking(wanted, sources)) / len(wanted) if wanted else 0.0


def _lacking(parts: Collection[str], texts: Iterable[str]) -> list[str]:
    """Return the words of names that no text has.

    A word that is all beginning is a name's only where what the name has more is an ending: "clear" isn't Clearview.
    """
    known = {part for text in texts for part in _parts(text)}
    begun = {part[:_NAME_BEGINS] for part in known if len(part) > _NAME_BEGINS}
    return [
        part
        for part in parts
        if part[:_NAME_BEGINS] not in (known if len(part) <= _NAME_BEGINS + _LONGEST_ENDING else begun) | begun
    ]


def missing_numbers(question: str, sources: Iterable[str]) -> float:
    """Return which share of a question's numbers none of the texts has, 0.0 where it has none."""
    wanted = numbers(question)
    known = {n for source in sources for n in numbers(source) | numbers_in_words(source) | _ordinals(source)}
    return len(wanted - known) / len(wanted) if wanted else 0.0


def _ordinals(text: str) -> set[str]:
    return {_AS_ORDINAL[word] for word in _WORD.findall(text.casefold()) if word in _AS_ORDINAL}


def _parts(text: str) -> list[str]:
    return [fold(part) for part in re.split(r"[\W_]+", text) if part]


def restates(sentence: str, source: str, similarity: float) -> bool:
    """Say whether a sentence says what its source says, in another language: no more, no less, no opposite."""
    return (
        similarity >= SAME_MEANING
        and numbers_agree(sentence, source)
        and numbers_agree(source, sentence)
        and denies(sentence) == denies(source)
        and 1 / _MOST_LONGER <= len(sentence) / len(source) <= _MOST_LONGER
    )


def backs(sentence: str, source: str, similarity: float, *, known: Iterable[str], same_language: bool) -> bool:
    """Say whether a source backs a sentence drafted freely; `known` are the texts its names may come from."""
    if asks(source) and not leaves_open(sentence):
        return False
    if leaves_open(source) and not denies(sentence) and not asks(sentence):
        return False
    return (
        similarity >= SAME_MEANING
        and numbers_agree(sentence, source)
        and names_known(sentence, known, same_language=same_language)
        and (denies(source) or not denies(sentence) or leaves_open(source))
    )
