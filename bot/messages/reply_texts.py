"""What Footnote itself says in a reply, by language; English where a language has no text of its own."""

from __future__ import annotations

_TEXTS = {
    "nothing": {
        "en": "The articles don't say.",
        "fr": "Les articles ne le disent pas.",
        "de": "Die Artikel sagen das nicht.",
        "es": "Los artículos no lo dicen.",
        "it": "Gli articoli non lo dicono.",
        "pt": "Os artigos não o dizem.",
        "nl": "De artikelen zeggen dat niet.",
    },
    # {words} are the question's, quoted, and joined by "or".
    "nowhere": {
        "en": "The articles don't say: none of them contains {words}.",
        "fr": "Les articles ne le disent pas : aucun ne contient {words}.",
        "de": "Die Artikel sagen das nicht: Keiner enthält {words}.",
        "es": "Los artículos no lo dicen: ninguno contiene {words}.",
        "it": "Gli articoli non lo dicono: nessuno contiene {words}.",
        "pt": "Os artigos não o dizem: nenhum contém {words}.",
        "nl": "De artikelen zeggen dat niet: geen ervan bevat {words}.",
    },
    "not_nearby": {
        "en": "The articles don't say: the nearest passages don't contain {words}.",
        "fr": "Les articles ne le disent pas : les passages les plus proches ne contiennent pas {words}.",
        "de": "Die Artikel sagen das nicht: Die nächsten Stellen enthalten {words} nicht.",
        "es": "Los artículos no lo dicen: los pasajes más cercanos no contienen {words}.",
        "it": "Gli articoli non lo dicono: i passaggi più vicini non contengono {words}.",
        "pt": "Os artigos não o dizem: as passagens mais próximas não contêm {words}.",
        "nl": "De artikelen zeggen dat niet: de meest nabije passages bevatten {words} niet.",
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
    "newest": {
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
        "en": "Understood as: {question}",
        "fr": "Compris ainsi : {question}",
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


def text(name: str, language: str) -> str:
    """Return one of the reply's own texts in a language."""
    return _TEXTS[name].get(language) or _TEXTS[name]["en"]
