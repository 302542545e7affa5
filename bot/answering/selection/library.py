"""What kinds of questions ask of a corpus: sentences ranked by what is measured of them, articles by their titles."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.answering.answer import Evidence
from bot.answering.judge.quotable import asks_again, quotable
from corpus.embedding.titled import titled_sentence
from corpus.language.names import names
from corpus.language.numbers import named_days
from corpus.language.registry import language_data
from corpus.language.words import fold, index_words, spelt_and_indexed
from corpus.search.cutoff import fitting
from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from corpus.article import Article, Entry, Filters, Hit
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.embedder import Embedder
    from corpus.language.numbers import NamedDay
    from corpus.store.corpus import Corpus

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
# A heading, a date line or "Yes." is found by its words and tells nothing as a quote.
_FEWEST_WORDS = 4
_HITS = 12
# So many sentences are looked at: what answers is among them.
_CLOSELY = 40
# So many passages with a word are looked through for the articles that mention it.
_PASSAGES = 500
# What the share of a question's words that a sentence has counts beside its cosine and its passage's joined score: of
# weights from 0 to .1 the one that puts most facts first. How well its words are met by meaning adds nothing to these.
_SPELT = 0.05
# And what a unit of the log-odds counts that it answers, which a scorer that was taught to tell says of it: of 168
# questions of articles that it hasn't learnt from .53 have what answers them first, .46 without (training/README.md).
_SCORED = 0.02
# And what the share that its paragraph has counts; in another language of the names alone, which are the same there.
_PARAGRAPH = 0.15


# What a sentence gains that is of the day or the month that a question names: what happened then is told in any words.
_DAY = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A sentence, what it is worth, and which of the question's words it and its surroundings have.

    `spelt` are the words, as the index has them, that stand in the sentence, `around` those in its passage or title.
    `share` is how much those in the sentence tell of the question, from 0 to 1, and 0 where it is in another language;
    `scored` the log-odds that it answers, None where nothing tells.
    """

    evidence: Evidence
    worth: float
    spelt: frozenset[str]
    around: frozenset[str]
    share: float = 0.0
    scored: float | None = None


class Library:
    """One corpus, as one question asks it."""

    def __init__(  # noqa: PLR0913 -- one parameter a part
        self,
        corpus: Corpus,
        embedder: Embedder,
        language: str,
        filters: Filters,
        hits: Callable[[str, Filters, int], Sequence[Hit]],
        *,
        today: date,
        scorer: Reranker | None = None,
    ) -> None:
        """Name the parts; `hits` finds so many passages for words, within filters; `scorer` tells what answers."""
        self._scorer = scorer
        self.today = today
        self.corpus = corpus
        self.language = language
        self.filters = filters
        self._embedder = embedder
        self._hits = hits
        self._found: dict[tuple[str, str, Filters], list[Ranked]] = {}

    def answering(self, question: str, *, because: str = "") -> list[Ranked]:
        """Return the sentences found for a question, those that are likeliest to answer it first.

        They are searched with words that reasons go with, where it asks for one.
        """
        return self._ranked_once(f"{question} {because}".strip(), question, self.filters)

    def ranked(self, text: str, filters: Filters | None = None) -> list[Ranked]:
        """Return the sentences found for some words, the worthiest first, whatever is asked of them."""
        return self._ranked_once(text, "", self.filters if filters is None else filters)

    def _ranked_once(self, text: str, question: str, filters: Filters) -> list[Ranked]:
        key = text, question, filters
        if key not in self._found:
            self._found[key] = self._ranked(text, question, list(sentences(self._hits(text, filters, _HITS))))
        return self._found[key]

    def _ranked(self, text: str, question: str, found: list[Evidence]) -> list[Ranked]:
        """Weigh sentences against words by what is measured of both."""
        found = sorted(found, key=lambda e: e.score + e.passage_score, reverse=True)[:_CLOSELY]
        wanted = self.telling(text.removesuffix(language_data(self.language).because))
        weights = _rarity(frozenset(wanted), [_indexed(e.text, e.article.language) for e in found])
        named = self.named(text)
        days = named_days(text, self.language)
        ranked = [
            self._weighed(e, weights, named, days, scored)
            for e, scored in zip(found, self._scores(question, found), strict=True)
        ]
        again = {id(r) for r in ranked if asks_again(r.evidence.text, r.evidence.article.language, text)}
        return sorted(ranked, key=lambda r: (id(r) not in again, r.worth), reverse=True)

    def _scores(self, question: str, found: Sequence[Evidence]) -> Sequence[float | None]:
        if self._scorer is None or not question:
            return [None] * len(found)
        return self._scorer.scores(question, [titled_sentence(e.article.title, e.text) for e in found])

    def _weighed(
        self,
        evidence: Evidence,
        wanted: dict[str, float],
        names: frozenset[str],
        days: Sequence[NamedDay],
        scored: float | None,
    ) -> Ranked:
        language = evidence.article.language
        spelt = frozenset(wanted) & _indexed(evidence.text, language)
        around = frozenset(wanted) & _indexed(f"{evidence.article.title}\n{evidence.passage.text}", language)
        share = sum(wanted[word] for word in spelt) if language == self.language else 0.0
        shared = frozenset(wanted) if language == self.language else frozenset(wanted) & names
        beside = shared & _indexed(paragraph(evidence), language)
        # In another language names are all that can be looked up, and an article is of those it is called by.
        titled = shared & _indexed(evidence.article.title, language) - beside if language != self.language else ()
        around_share = (len(beside) + len(titled)) / len(shared) if shared else 0.0
        worth = evidence.score + evidence.passage_score + _SPELT * share + _PARAGRAPH * around_share
        worth += _DAY * is_of_a_day(evidence, days) + _SCORED * (scored or 0.0)
        return Ranked(evidence=evidence, worth=worth, spelt=spelt, around=spelt | around, share=share, scored=scored)

    def finds(self, topic: str) -> bool:
        """Say whether any passage found for a topic fits it; something nearest is found for whatever is asked."""
        hits = self._hits(topic, self.filters, _HITS)
        return bool(fitting(topic, self.language, hits, scale_is_sure=self.corpus.made_with.calibration().sure))

    def telling(self, text: str) -> dict[str, str]:
        """Return the words that tell what a text is about, as they are spelt, by their forms in the index."""
        data = language_data(self.language)
        little = data.says_little | data.asked_with
        pairs = spelt_and_indexed(text, self.language)
        return {form: word for word, form in pairs if word.casefold() not in little}

    def names(self, text: str) -> set[str]:
        """Return the names in a text, folded; a word that only names in the corpus are spelt like counts, too."""
        return names(text, self.language)

    def named(self, text: str) -> frozenset[str]:
        """Return the names in a text as the index has them."""
        return frozenset(form for form, word in self.telling(text).items() if word[:1].isupper())

    def names_in(self, evidence: Evidence) -> set[str]:
        """Return the names in a sentence, folded."""
        return names(evidence.text, evidence.article.language)

    def indexed(self, text: str, language: str) -> frozenset[str]:
        """Return a text's words as the index of its language and of the question's has them."""
        return _indexed(text, language) | _indexed(text, self.language)

    @cached_property
    def entries(self) -> list[Entry]:
        """Return the articles that the filters admit, without their texts, newest first."""
        admitted = [e for e in self.corpus.catalogue.entries() if _admits(self.filters, e)]
        return sorted(admitted, key=lambda e: (e.published is not None, str(e.published)), reverse=True)

    def titled(self, topic: str) -> list[Entry]:
        """Return the articles whose titles have most of a topic's words, the best first; none where none has."""
        wanted = _folded_words(topic, self.telling(topic).values())
        scored = [(sum(word in _title_words(e) for word in wanted), e) for e in self.entries] if wanted else []
        best = max((score for score, _ in scored), default=0)
        return [e for score, e in scored if score == best] if best >= max(1, len(wanted) / 2) else []

    def mentioning(self, topic: str) -> list[Entry]:
        """Return the articles that have all of a topic's words, those with them in the title first, then the newest."""
        wanted = _folded_words(topic, self.telling(topic).values())
        if not wanted:
            return []
        titled = {e.id for e in self.entries if all(word in _title_words(e) for word in wanted)}
        holding: set[str] | None = None
        searcher = Searcher(self.corpus)
        for word in self.telling(topic).values() or wanted:
            ids = [identity for identity, _ in searcher.by_words(word, language=self.language, limit=_PASSAGES)]
            having = {
                a.id for p, a in self.corpus.catalogue.passages(ids).values() if _has(f"{a.title} {p.text}", fold(word))
            }
            holding = having if holding is None else holding & having
        known = titled | (holding or set())
        return sorted((e for e in self.entries if e.id in known), key=lambda e: e.id not in titled)

    def sentences_of(self, article: Article) -> list[Evidence]:
        """Return the sentences of an article in its order."""
        return [
            Evidence(article=article, passage=p, text=p.sentence(i), start=s.start, end=s.end, score=0, passage_score=0)
            for p in self.corpus.catalogue.passages_of(article.id)
            for i, s in enumerate(p.sentences)
            if can_be_quoted(p.sentence(i), article)
        ]

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts."""
        return self._embedder.passages(list(texts))

    def likeness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a text to each of others."""
        if not others:
            return []
        vectors = self._embedder.passages([text, *others])
        return [float(vectors[0] @ other) for other in vectors[1:]]


def sentences(hits: Iterable[Hit]) -> Iterable[Evidence]:
    """Yield the sentences of passages that may be quoted."""
    for hit in hits:
        for index, (span, score) in enumerate(zip(hit.passage.sentences, hit.sentence_scores, strict=True)):
            text = hit.passage.sentence(index)
            if can_be_quoted(text, hit.article):
                yield Evidence(
                    article=hit.article,
                    passage=hit.passage,
                    text=text,
                    start=span.start,
                    end=span.end,
                    score=score,
                    passage_score=hit.score,
                )


def can_be_quoted(text: str, article: Article) -> bool:
    """Say whether a sentence tells something by itself and may be quoted."""
    if len(_WORD.findall(text)) < _FEWEST_WORDS and len(text) < 4 * _FEWEST_WORDS:
        return False
    return quotable(text, article)


def is_of_a_day(evidence: Evidence, days: Sequence[NamedDay]) -> bool:
    """Say whether a sentence names one of some days or months, in whatever language."""
    told = named_days(evidence.text, evidence.article.language) if days else []
    return any(day.may_be(other) for day in days for other in told)


def paragraph(evidence: Evidence) -> str:
    """Return the paragraph of an article that a sentence stands in."""
    text = evidence.article.text
    end = text.find("\n", evidence.end)
    return text[text.rfind("\n", 0, evidence.start) + 1 : end if end >= 0 else len(text)]


def has_number(text: str, language: str) -> bool:
    """Say whether a text has a number, in digits or in words; in most languages "one" is an article, too.

    A capital within the text makes a name of a word: "the Day One blog".
    """
    data = language_data(language)
    own = _WORD.findall(text)
    words = {word.casefold() for at, word in enumerate(own) if at == 0 or not word[0].isupper()}
    return bool(_DIGIT.search(text)) or any(word in data.numbers and word not in data.before_nouns for word in words)


def _admits(filters: Filters, entry: Entry) -> bool:
    return filters.admits(entry)  # pyright: ignore[reportArgumentType] -- it looks at what an entry has


def _rarity(words: frozenset[str], found: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return what each word tells of what is found, together one: the rarer among it, the more (Sparck Jones, 1972)."""
    counts = {word: sum(word in own for own in found) for word in words}
    weights = {word: math.log(1 + (len(found) + 1) / (count + 1)) for word, count in counts.items()}
    return {word: weight / sum(weights.values()) for word, weight in weights.items()}


def _indexed(text: str, language: str) -> frozenset[str]:
    return frozenset(index_words(text, language))


def _folded_words(text: str, telling: Iterable[str]) -> list[str]:
    return [fold(word) for word in telling] or [fold(word) for word in _WORD.findall(text)]


def _title_words(entry: Entry) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(entry.title)))


def _has(text: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}", fold(text)))
