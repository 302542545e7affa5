"""What Footnote itself says in a reply, by language; English where a language has no text of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import NoteCode, ReplyCode
from bot.messages.dates import time_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.reply import Note, Reply

_UNQUOTED = (NoteCode.UNDERSTOOD,)
_TEXTS = {
    "nearest": {
        "en": "No sentence was found that states it.",
        "fr": "Aucune phrase trouvée ne le dit.",
        "de": "Es wurde kein Satz gefunden, der es sagt.",
        "es": "No se encontró ninguna frase que lo diga.",
        "it": "Non è stata trovata nessuna frase che lo dica.",
        "pt": "Não foi encontrada nenhuma frase que o diga.",
        "nl": "Er is geen zin gevonden die het zegt.",
    },
    "not_here": {
        "en": "The articles don't say.",
        "fr": "Les articles ne le disent pas.",
        "de": "Die Artikel sagen das nicht.",
        "es": "Los artículos no lo dicen.",
        "it": "Gli articoli non lo dicono.",
        "pt": "Os artigos não o dizem.",
        "nl": "De artikelen zeggen dat niet.",
    },
    # {words} are the question's, quoted, and joined by "or".
    "no_article_has": {
        "en": "The articles don't say: none of them contains {words}.",
        "fr": "Les articles ne le disent pas : aucun ne contient {words}.",
        "de": "Die Artikel sagen das nicht: Keiner enthält {words}.",
        "es": "Los artículos no lo dicen: ninguno contiene {words}.",
        "it": "Gli articoli non lo dicono: nessuno contiene {words}.",
        "pt": "Os artigos não o dizem: nenhum contém {words}.",
        "nl": "De artikelen zeggen dat niet: geen ervan bevat {words}.",
    },
    "passages_lack": {
        "en": "No sentence was found that states it: the nearest passages don't contain {words}.",
        "fr": "Aucune phrase trouvée ne le dit : les passages les plus proches ne contiennent pas {words}.",
        "de": "Es wurde kein Satz gefunden, der es sagt: Die nächsten Stellen enthalten {words} nicht.",
        "es": "No se encontró ninguna frase que lo diga: los pasajes más cercanos no contienen {words}.",
        "it": "Non è stata trovata nessuna frase che lo dica: i passaggi più vicini non contengono {words}.",
        "pt": "Não foi encontrada nenhuma frase que o diga: as passagens mais próximas não contêm {words}.",
        "nl": "Er is geen zin gevonden die het zegt: de meest nabije passages bevatten {words} niet.",
    },
    "quoted": {
        "en": "“{word}”",
        "fr": "« {word} »",
        "de": "„{word}“",
        "es": "«{word}»",
        "it": "«{word}»",
        "pt": "“{word}”",
        "nl": "“{word}”",
    },
    "or": {"en": " or ", "fr": " ou ", "de": " oder ", "es": " o ", "it": " o ", "pt": " ou ", "nl": " of "},
    "open": {
        "en": "The articles raise this question and don't answer it.",
        "fr": "Les articles soulèvent cette question et n'y répondent pas.",
        "de": "Die Artikel werfen diese Frage auf und beantworten sie nicht.",
        "es": "Los artículos plantean esta pregunta y no la responden.",
        "it": "Gli articoli pongono questa domanda e non vi rispondono.",
        "pt": "Os artigos levantam esta pergunta e não a respondem.",
        "nl": "De artikelen stellen deze vraag en beantwoorden haar niet.",
    },
    "empty": {
        "en": "There are no articles here yet that could answer.",
        "fr": "Il n'y a pas encore ici d'articles qui puissent répondre.",
    },
    "filtered": {
        "en": "No article has that source, language, author or date: there was nothing to look at.",
        "fr": "Aucun article n'a cette source, cette langue, cet auteur ou cette date : il n'y avait rien à lire.",
    },
    "no_words": {
        "en": "There are no words in the question: ask it in words.",
        "fr": "La question n'a pas de mots : posez-la avec des mots.",
    },
    "newest_first": {
        "en": "The newest articles first",
        "fr": "Les articles les plus récents d'abord",
    },
    # A time is read from questions in these two languages (bot/answering/question/time_expressions.py).
    "of_time": {
        "en": "Articles {time}",
        "fr": "Articles {time}",
    },
    "none_of_time": {
        "en": "No article {time} says anything about it: these have other dates, or none.",
        "fr": "Aucun article {time} n'en dit rien : ceux-ci ont d'autres dates, ou n'en ont pas.",
    },
    "not_found_in_time": {
        "en": "Articles of any time: in those {time} no sentence was found that states it.",
        "fr": "Articles de toutes dates : dans ceux {time}, aucune phrase trouvée ne le dit.",
    },
    "less_of_time": {
        "en": "Articles of any time: those {time} say less about it.",
        "fr": "Articles de toutes dates : ceux {time} en disent moins.",
    },
    "quotes": {
        "en": "In the articles' own words:",
        "fr": "Dans les mots des articles :",
        "de": "In den Worten der Artikel:",
        "es": "Con las palabras de los artículos:",
        "it": "Con le parole degli articoli:",
        "pt": "Nas palavras dos artigos:",
        "nl": "In de woorden van de artikelen:",
    },
    "several": {
        "en": "Several articles may be meant (a name or a date would tell which). The nearest one says:",
        "fr": "Plusieurs articles peuvent convenir (un nom ou une date dirait lequel). Le plus proche dit :",
        "de": "Mehrere Artikel können gemeint sein (ein Name oder ein Datum sagte, welcher). Der nächste sagt:",
        "es": "Puede tratarse de varios artículos (un nombre o una fecha diría cuál). El más cercano dice:",
        "it": "Può trattarsi di più articoli (un nome o una data direbbe quale). Il più vicino dice:",
        "pt": "Pode tratar-se de vários artigos (um nome ou uma data diria qual). O mais próximo diz:",
        "nl": "Er kunnen meer artikelen bedoeld zijn (een naam of datum zegt welk). Het dichtstbijzijnde zegt:",
    },
    "differ": {
        "en": "The articles don't agree:",
        "fr": "Les articles ne disent pas la même chose :",
        "de": "Die Artikel sagen nicht dasselbe:",
        "es": "Los artículos no dicen lo mismo:",
        "it": "Gli articoli non dicono la stessa cosa:",
        "pt": "Os artigos não dizem o mesmo:",
        "nl": "De artikelen zeggen niet hetzelfde:",
    },
    "without_model": {
        "en": "The language model can't be used just now: this is made without it.",
        "fr": "Le modèle de langue ne peut pas être utilisé pour l'instant : ceci est fait sans lui.",
        "de": "Das Sprachmodell ist gerade nicht verfügbar: Dies entstand ohne es.",
        "es": "El modelo de lenguaje no se puede usar por ahora: esto se hizo sin él.",
        "it": "Il modello linguistico non è utilizzabile al momento: questo è fatto senza di esso.",
        "pt": "O modelo de linguagem não pode ser usado de momento: isto foi feito sem ele.",
        "nl": "Het taalmodel is nu niet beschikbaar: dit is zonder gemaakt.",
    },
    "understood": {
        "en": "Understood as: {words}",
        "fr": "Compris ainsi : {words}",
    },
    "translated": {
        "en": "Translated from the articles:",
        "fr": "Traduit des articles :",
        "de": "Aus den Artikeln übersetzt:",
        "es": "Traducido de los artículos:",
        "it": "Tradotto dagli articoli:",
        "pt": "Traduzido dos artigos:",
        "nl": "Vertaald uit de artikelen:",
    },
}


_BESIDE_SENTENCES = (ReplyCode.OPEN, ReplyCode.DIFFER)
_OF_CODE = (*_BESIDE_SENTENCES, ReplyCode.NEAREST, ReplyCode.NOT_HERE)


def lines_above(reply: Reply, language: str) -> list[str]:
    """Return what is said before a reply's sentences, or in their place: how it was understood, how far it goes."""
    lines = [say_note(note, language) for note in reply.notes]
    if reply.missing:
        lines += [say_note(note, language) for note in reply.missing]
    elif reply.code in _OF_CODE and (reply.code in _BESIDE_SENTENCES or not _tells_why(reply)):
        lines.append(_text(reply.code, language))
    return lines


def say_note(note: Note, language: str) -> str:
    """Return a note in a language."""
    time = time_in_words(note.since, note.until, note.reach, language) if note.since or note.until else ""
    words = _listed(note.words, language) if note.code not in _UNQUOTED else " ".join(note.words)
    return _text(note.code, language).format(time=time, words=words, count=note.count)


def in_words(reply: Reply, language: str) -> str:
    """Return a reply as running text with the numbers of its footnotes, or why it has no sentences."""
    if reply.abstained:
        return lines_above(reply, language)[-1]
    return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}".strip() for s in reply.sentences)


def _tells_why(reply: Reply) -> bool:
    return any(note.code in (NoteCode.EMPTY, NoteCode.FILTERED) for note in reply.notes)


def _listed(words: Sequence[str], language: str) -> str:
    if not words:
        return ""
    *first, last = (_text("quoted", language).format(word=word) for word in words)
    return _text("or", language).join(filter(None, (", ".join(first), last)))


def _text(name: str, language: str) -> str:
    return _TEXTS.get(name, {}).get(language) or _TEXTS.get(name, {}).get("en") or name + " {words} {count}"
