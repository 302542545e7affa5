from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.answering.answer import Outcome, Question, QuestionTime
from bot.answering.engine.engine import Engine, Style
from bot.answering.engine.retrieve import retrieve
from bot.answering.events import Stage, StageCode, outcome_of
from bot.answering.evidence import worth
from bot.answering.reply import Note, NoteCode
from bot.answering.selection.context import fit
from bot.cli.showing.reply import answering
from bot.cli.showing.terminal import Terminal
from bot.discord.rendering.reply import render
from bot.documents.as_json import ask_document
from bot.messages.replies import say_note
from corpus.article import Filters
from corpus.search.recency import MOST, newness
from corpus.search.searcher import Searcher
from tests.support.fakes import ScriptedChat, WordEmbedder, WordJudge
from tests.support.fakes import fit as fitted
from tests.support.samples import make_article

if TYPE_CHECKING:
    from corpus.store.corpus import Corpus

TODAY = date(2020, 7, 8)  # a Wednesday
ANNOUNCED = {
    "A pause": (date(2020, 6, 10), "Amazon announced a pause of Rekognition for one year."),
    "A lawsuit": (date(2020, 7, 2), "Amazon announced a lawsuit about Rekognition and the police."),
    "A warehouse": (date(2020, 7, 7), "Amazon announced a warehouse in Lyon with many robots."),
    "A launch": (date(2016, 11, 30), "Amazon announced a launch of Rekognition for developers."),
    "No date": (None, "Amazon announced a price of Rekognition per image."),
}
ANNOUNCED_FR = {
    "Une pause": (date(2020, 6, 10), "Amazon a annoncé une pause de Rekognition pour un an."),
    "Un entrepôt": (date(2020, 7, 7), "Amazon a annoncé un entrepôt près de Lyon."),
}


@pytest.fixture(autouse=True)
def sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take what finding says for an answer, since the fake embedder's cosines lie elsewhere than the real one's."""
    monkeypatch.setattr("bot.answering.judge.confidence.ALONE", fitted(slope=1.0, begins=0.0))


@pytest.fixture
def far_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Part the answers from the others where the fake embedder's cosines do."""
    monkeypatch.setattr("bot.answering.judge.confidence.ALONE", fitted(slope=30.0, begins=0.7))


@pytest.fixture
def news(corpus: Corpus) -> Corpus:
    corpus.replace([make_article(title, text, published=day) for title, (day, text) in ANNOUNCED.items()])
    return corpus


def ask(
    corpus: Corpus,
    question: str,
    *,
    filters: Filters | None = None,
    model: ScriptedChat | None = None,
    style: Style = "quotes",
) -> Outcome:
    engine = Engine(
        corpus, WordEmbedder(), model, style=style, judge=WordJudge(), context_tokens=500, today=lambda: TODAY
    )
    return outcome_of(engine.ask(question, filters or Filters()))


def titles(outcome: Outcome) -> list[str]:
    reply = outcome.reply
    return [c.article.title for c in (reply.citations or reply.nearest)]


def shown(outcome: Outcome) -> str | None:
    time = outcome.question.time
    return say_note(time.note, outcome.question.language) if time else None


@pytest.mark.parametrize(
    ("question", "found", "said"),
    [
        ("Articles of June 2020: what has Amazon announced?", {"A pause"}, "Articles of June 2020"),
        ("What has Amazon announced this week?", {"A warehouse"}, "Articles since 6 July 2020"),
        ("What has Amazon announced yesterday?", {"A warehouse"}, "Articles of 7 July 2020"),
        ("What has Amazon announced last month?", {"A pause"}, "Articles of June 2020"),
        ("News before 2020: what has Amazon announced?", {"A launch"}, "Articles up to 31 December 2019"),
        (
            "What has Amazon announced in November 2016?",
            {"A launch"},
            "Articles of November 2016, up to 7 December 2016",
        ),
        ("What has Amazon announced since July 2020?", {"A lawsuit"}, "Articles since 1 July 2020"),
    ],
)
def test_a_time_in_the_question_is_a_filter_and_is_shown(
    news: Corpus, question: str, found: set[str], said: str
) -> None:
    outcome = ask(news, question)

    assert set(titles(outcome)) == found
    assert shown(outcome) == said


def test_in_french_too(corpus: Corpus) -> None:
    corpus.replace([make_article(t, text, published=d, language="fr") for t, (d, text) in ANNOUNCED_FR.items()])

    assert shown(ask(corpus, "Qu'a annoncé Amazon depuis le 1er juin 2020 ?")) == "Articles depuis le 1er juin 2020"
    outcome = ask(corpus, "Qu'a annoncé Amazon hier ?")
    assert titles(outcome) == ["Un entrepôt"]
    assert shown(outcome) == "Articles du 7 juillet 2020"


def test_what_happened_in_a_month_is_told_in_the_week_after_it(news: Corpus) -> None:
    happened = ask(news, "Has Amazon announced a lawsuit about the police in June 2020?")
    published = ask(news, "Articles of June 2020: has Amazon announced a lawsuit about the police?")

    assert titles(happened)[0] == "A lawsuit"
    assert shown(happened) == "Articles of June 2020, up to 7 July 2020"
    assert titles(published) == ["A pause"]
    assert shown(published) == "Articles of June 2020"


def test_where_nothing_is_of_an_explicit_time_other_times_are_searched_and_that_is_said(news: Corpus) -> None:
    outcome = ask(news, "Articles of March 2019: has Amazon announced a launch of Rekognition for developers?")

    assert not outcome.reply.abstained
    assert titles(outcome)[0] == "A launch"
    assert shown(outcome) == "No article of March 2019 says anything about it: these have other dates, or none."


@pytest.mark.usefixtures("far_apart")
def test_where_the_articles_of_a_time_do_not_answer_other_times_are_searched_and_that_is_said(news: Corpus) -> None:
    engine = Engine(
        news, WordEmbedder(), None, style="quotes", judge=WordJudge(), context_tokens=500, today=lambda: TODAY
    )
    events = list(engine.ask("Yesterday: has Amazon a launch of Rekognition for developers?", Filters()))
    outcome = outcome_of(events)

    assert not outcome.reply.abstained
    assert titles(outcome)[0] == "A launch"
    assert shown(outcome) == "Articles of any time: in those of 7 July 2020 no sentence was found that states it."
    assert Stage(code=StageCode.OTHER_TIMES) in events


def test_a_draft_that_finds_no_answer_in_the_time_is_drafted_anew_from_other_times(news: Corpus) -> None:
    model = ScriptedChat("NO ANSWER", "Amazon announced a launch of Rekognition for developers. [1]")

    outcome = ask(news, "Was a launch of Rekognition for developers announced yesterday?", model=model, style="draft")

    assert not outcome.reply.abstained
    assert len(model.prompts) == 2
    assert "robots" in model.prompts[0].user
    assert "developers." not in model.prompts[0].user


def test_a_bare_date_that_the_corpus_does_not_reach_is_that_of_what_happened(news: Corpus) -> None:
    for question in ("What has Amazon announced in 1998?", "What has Amazon announced since 1998?"):
        outcome = ask(news, question)

        assert outcome.question.time is None
        assert outcome.question.filters == Filters()


def test_a_bare_date_whose_articles_tell_clearly_less_is_no_filter_and_that_is_said(news: Corpus) -> None:
    outcome = ask(news, "Has Amazon announced a launch of Rekognition for developers in July 2020?")

    assert titles(outcome)[0] == "A launch"
    assert outcome.question.filters == Filters()
    assert shown(outcome) == "Articles of any time: those of July 2020 say less about it."


def test_a_date_no_calendar_has_is_its_month(news: Corpus) -> None:
    outcome = ask(news, "Articles of 31 June 2020: what has Amazon announced?")

    assert titles(outcome) == ["A pause"]
    assert shown(outcome) == "Articles of June 2020"


def test_in_a_corpus_without_dates_no_date_is_a_filter(corpus: Corpus) -> None:
    corpus.replace([make_article("A pause", "Amazon announced a pause of Rekognition.")])

    bare, vague, explicit = (
        ask(corpus, question)
        for question in ("What has Amazon announced in June 2020?", "The latest on Amazon?", "What came yesterday?")
    )

    assert bare.question.time is None
    assert vague.question.time is None
    assert explicit.question.filters == Filters()
    assert "No article of 7 July 2020" in (shown(explicit) or "")


def test_filters_given_by_flags_win(news: Corpus) -> None:
    given = Filters(until=date(2019, 12, 31))

    outcome = ask(news, "What has Amazon announced last month?", filters=given)

    assert titles(outcome) == ["A launch"]
    assert outcome.question.filters == given
    assert outcome.question.time is None


def test_a_filter_by_source_stays_beside_the_time(news: Corpus) -> None:
    outcome = ask(news, "What has Amazon announced last month?", filters=Filters(source="press"))

    assert outcome.question.filters == Filters(source="press", since=date(2020, 6, 1), until=date(2020, 6, 30))


def test_a_question_without_time_is_searched_as_it_is(news: Corpus) -> None:
    outcome = ask(news, "What has Amazon announced?")

    assert outcome.question.time is None
    assert outcome.question.filters == Filters()


def test_the_latest_come_first_among_passages_nearly_as_good_and_nowhere_else(corpus: Corpus) -> None:
    days = {"fig": date(2015, 1, 1), "two": date(2015, 2, 1), "ten": date(2020, 5, 1), "pear": date(2020, 6, 1)}
    corpus.replace(
        [
            make_article(word, f"Amazon says of Rekognition {word} thing to the press today.", published=day)
            for word, day in days.items()
        ]
    )

    def read(time: QuestionTime | None) -> dict[str, float]:
        text = "Amazon says of Rekognition what thing to the press recently"
        question = Question(text=text, language="en", filters=Filters(), time=time)
        context = fit(question, retrieve(Searcher(corpus), question, 12), tokens=500, sentences=24)
        return {e.article.title: worth(e) for e in context.evidence}

    plain, latest = read(None), read(QuestionTime(note=Note(code=NoteCode.NEWEST_FIRST), newest_first=True))

    assert list(plain) == ["fig", "two", "ten", "pear"]
    assert plain["two"] - plain["ten"] < MOST / 2 < MOST < plain["fig"] - plain["ten"]
    assert list(latest) == ["fig", "ten", "two", "pear"]
    assert latest == plain


def test_a_vague_time_shows_that_the_newest_come_first(news: Corpus) -> None:
    outcome = ask(news, "What has Amazon announced recently?")

    assert outcome.question.filters == Filters()
    assert outcome.question.time is not None
    assert outcome.question.time.newest_first
    assert shown(outcome) == "The newest articles first"
    assert shown(ask(news, "Qu'a annoncé Amazon récemment ?")) == "Les articles les plus récents d'abord"


def test_newness_counts_by_rank_and_never_by_more_than_parts_two_quotable_sentences() -> None:
    days = [date(1900, 1, 1), None, date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 2)]
    articles = [make_article(str(at), "Text.", published=day)[0] for at, day in enumerate(days)]

    worth = [newness(articles).get(article.id) for article in articles]

    assert worth == [0, None, MOST / 2, MOST, MOST]
    assert newness([articles[1]]) == {}
    assert newness([articles[0]]) == {articles[0].id: 0}


def test_the_words_for_a_time_of_the_articles_are_not_searched_for(news: Corpus) -> None:
    explicit = ask(news, "What has Amazon announced last month?").question
    bare = ask(news, "Has Amazon announced a pause of Rekognition in June 2020?").question
    short = ask(news, "What happened yesterday?").question

    assert explicit.sought == "What has Amazon announced ?"
    assert explicit.text == "What has Amazon announced last month?"
    assert bare.sought == bare.text
    assert bare.matter == "Has Amazon announced a pause of Rekognition ?"
    assert short.sought == short.text


def test_every_face_shows_the_time(news: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = ask(news, "What has Amazon announced last month?")

    with answering(Terminal()) as shown:
        shown.end(outcome)

    assert capsys.readouterr().out.startswith("Articles of June 2020\n")
    assert render(outcome)[0].startswith("Articles of June 2020\nIn the articles' own words:\n“Amazon announced")
    assert ask_document(outcome)["time"] == {
        "since": "2020-06-01",
        "until": "2020-06-30",
        "newest_first": False,
        "shown": "Articles of June 2020",
    }
    assert ask_document(ask(news, "What has Amazon announced?"))["time"] is None


@pytest.mark.usefixtures("far_apart")
def test_an_abstention_shows_the_time_too(news: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = ask(news, "Which elephants slept last month?")

    with answering(Terminal()) as shown:
        shown.end(outcome)

    assert outcome.reply.abstained
    said = (
        "Articles of any time: in those of June 2020 no sentence was found that states it.\n"
        "The articles don't say: none of them contains “elephants slept”."
    )
    assert capsys.readouterr().out.startswith(said)
    assert render(outcome)[0].startswith(said)


def test_an_empty_corpus_says_only_that(corpus: Corpus) -> None:
    outcome = ask(corpus, "What happened yesterday?")

    assert outcome.reply.abstained
    assert outcome.question.time is None
