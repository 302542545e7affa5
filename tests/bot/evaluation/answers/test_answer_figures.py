from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.answers.failures import failure_document, failure_text, failures
from bot.evaluation.answers.figures import METRICS, differences, first_words, shares, times
from bot.evaluation.answers.grading import Judged, has_words, judge, normalised, speaks
from bot.evaluation.answers.replies import KeptReply, Quoted, Said
from bot.evaluation.data import Query

FERRY = "The ferry to Tangier leaves every Tuesday."


def query(*answers: str, language: str = "en", number: int = 1) -> Query:
    """Return a question with these answers, an unanswerable one without any."""
    relevant = frozenset({"port"}) if answers else frozenset[str]()
    return Query(
        id=str(number),
        question="When?",
        language=language,
        relevant=relevant,
        answered_in=("en",) if answers else (),
        answers=answers,
    )


def quoted(words: str = FERRY, *, number: int = 1, origin: str = "port", verbatim: bool = True) -> Quoted:
    return Quoted(number=number, origin=origin, title="Sète", quote=words, verbatim=verbatim)


def answered(*sentences: str, quotes: tuple[Quoted, ...] | None = None, first: int | None = 500) -> KeptReply:
    """Return an answer whose every sentence cites the first quote, which is its words unless given."""
    return KeptReply(
        abstained=False,
        sentences=tuple(Said(text=text, citations=(1,)) for text in sentences),
        quotes=(quoted(sentences[0]),) if quotes is None else quotes,
        note="",
        first=first,
        total=1000,
    )


def abstained(*quotes: Quoted) -> KeptReply:
    return KeptReply(
        abstained=True, sentences=(), quotes=quotes, note="The articles don't say.", first=None, total=3000
    )


def values(*judged: Judged) -> dict[str, float]:
    return {share.estimate.metric: share.estimate.value for share in shares(judged)}


def counts(*judged: Judged) -> dict[str, int]:
    return {share.estimate.metric: share.of for share in shares(judged)}


# The right words


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("It leaves every TUESDAY.", "Tuesday"),
        ("Il a été élu par Léopold Sédar Senghor.", "leopold sedar senghor"),
        ("He is called «Youssouf Raza-Gilani», they say.", "Youssouf Raza Gilani"),
        ("She crossed the Atlantic.", "Atlantic"),
        ("She crossed Atlantic waters.", "the Atlantic"),
        ("C'est la forme de sa lèvre", "forme de sa lèvre"),
        ("grâce à l’armée", "l'armée"),
        ("about 1,000 people", "1000"),
        ("environ 12 000 habitants", "12.000"),
        ("l'œuvre de Cœur", "oeuvre de Coeur"),
        ("un taux de 6,5 %", "6,5%"),
        ("a  wide\n gap", "wide gap"),
        ("東京は日本の首都である", "日本の首都"),
    ],
)
def test_case_accents_punctuation_articles_and_spaces_do_not_count(text: str, gold: str) -> None:
    assert has_words(text, gold, ["fr", "en"])


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("in 1830", "3"),
        ("the Tuesdays of May", "Tuesday"),
        ("Raza Youssouf Gilani", "Youssouf Raza Gilani"),
        ("1.5 million", "15"),
        ("anything at all", ""),
        ("anything at all", "?!"),
        ("in 2019, 120 people", "2019120"),
    ],
)
def test_half_words_other_orders_and_nothing_are_not_the_right_words(text: str, gold: str) -> None:
    assert not has_words(text, gold, ["en"])


def test_articles_are_those_of_the_languages_given() -> None:
    assert normalised("La mer a un nom", ["fr"]) == "mer a nom"
    assert normalised("La mer a un nom", ["en"]) == "la mer un nom"


def test_an_answer_that_is_an_article_is_looked_for_as_it_stands() -> None:
    assert has_words("Carrots have vitamin A in them.", "A", ["en"])
    assert not has_words("Carrots have vitamins.", "A", ["en"])


@given(st.text())
def test_a_text_has_its_own_words(text: str) -> None:
    assert has_words(f"Before. {text} After.", text, ["en"]) == bool(normalised(text, []))


# Judging


def test_a_reply_is_right_wrong_or_abstains_rightly_or_wrongly() -> None:
    assert judge(query("Tuesday"), answered(FERRY)).verdict == "right"
    assert judge(query("Friday", "on a tuesday", "every Tuesday"), answered(FERRY)).verdict == "right"
    assert judge(query("Friday"), answered(FERRY)).verdict == "wrong"
    assert judge(query("Tuesday"), abstained(quoted())).verdict == "wrongly abstained"
    assert judge(query(), answered(FERRY)).verdict == "wrongly answered"
    assert judge(query(), abstained()).verdict == "rightly abstained"


def test_an_answer_in_other_words_is_wrong_and_its_quote_told_apart() -> None:
    other = judge(query("every Tuesday"), answered("It goes once a week.", quotes=(quoted(),)))

    assert (other.verdict, other.quoted) == ("wrong", True)
    assert not judge(query("Friday"), answered("It goes once a week.", quotes=(quoted(),))).quoted
    assert judge(query("every Tuesday"), abstained(quoted())).quoted


@pytest.mark.parametrize(
    ("text", "language"),
    [(FERRY, "en"), ("Le bateau part chaque mardi du port.", "fr"), ("1862, 1863, 1864, 1865", "en")],
)
def test_an_answer_in_the_language_of_the_question_agrees(text: str, language: str) -> None:
    assert speaks(text, language) is True


@pytest.mark.parametrize(("text", "language"), [(FERRY, "fr"), ("Le bateau part chaque mardi du port.", "en")])
def test_an_answer_in_another_language_does_not(text: str, language: str) -> None:
    assert speaks(text, language) is False


@pytest.mark.parametrize("text", ["Youssouf Raza Gilani", "1862", ""])
def test_an_answer_of_three_words_is_too_short_to_tell(text: str) -> None:
    assert speaks(text, "fr") is None


# Figures


def test_right_answers_are_a_share_of_the_answerable_questions() -> None:
    judged = [
        judge(query("Tuesday"), answered(FERRY)),
        judge(query("Friday"), answered(FERRY)),
        judge(query("Tuesday"), answered("It goes weekly, they say.", quotes=(quoted(),))),
        # What an abstention shows as nearest is no answer.
        judge(query("Tuesday"), abstained(quoted())),
        judge(query(), answered(FERRY)),
    ]

    assert values(*judged)["right"] == 1 / 4
    assert values(*judged)["right_or_quoted"] == 2 / 4
    assert counts(*judged)["right"] == 4


def test_abstention_has_precision_recall_and_f1() -> None:
    judged = [
        *[judge(query(), abstained())] * 3,
        judge(query(), answered(FERRY)),
        *[judge(query("Tuesday"), abstained())] * 2,
        judge(query("Tuesday"), answered(FERRY)),
    ]

    assert values(*judged)["abstention_precision"] == 3 / 5
    assert values(*judged)["abstention_recall"] == 3 / 4
    assert values(*judged)["abstention_f1"] == pytest.approx(2 * (3 / 5) * (3 / 4) / (3 / 5 + 3 / 4))
    assert (counts(*judged)["abstention_precision"], counts(*judged)["abstention_recall"]) == (5, 4)


def test_confident_errors_are_answers_that_are_not_right_of_all_questions() -> None:
    judged = [
        judge(query("Tuesday"), answered(FERRY)),
        judge(query("Friday"), answered(FERRY)),
        judge(query(), answered(FERRY)),
        judge(query(), abstained()),
        judge(query("Tuesday"), abstained()),
    ]

    assert values(*judged)["confident_wrong"] == 2 / 5


def test_a_sentence_is_cited_where_its_numbers_are_those_of_footnotes() -> None:
    sentences = (
        Said(text="One.", citations=(1,)),
        Said(text="Two.", citations=()),
        Said(text="Three.", citations=(1, 7)),
        Said(text="Four.", citations=(1, 2)),
    )
    reply = KeptReply(
        abstained=False,
        sentences=sentences,
        quotes=(quoted(), quoted(number=2)),
        note="",
        first=None,
        total=1,
    )

    assert values(judge(query("x"), reply))["sentences_cited"] == 2 / 4
    assert "sentences_cited" not in values(judge(query("x"), abstained(quoted())))


def test_quotes_are_of_a_right_article_only_where_there_is_one() -> None:
    two = (quoted(), quoted("Bread rises.", number=2, origin="pain"))
    judged = [
        judge(query("Tuesday"), answered(FERRY, quotes=two)),
        judge(query(), answered(FERRY, quotes=two)),
        judge(query("Tuesday"), abstained(*two)),
    ]

    assert values(*judged)["relevant_citations"] == 1 / 2
    assert counts(*judged)["relevant_citations"] == 2


def test_verbatim_quotes_are_counted_wherever_they_are_shown() -> None:
    judged = [
        judge(query("Tuesday"), answered(FERRY, quotes=(quoted(), quoted("Changed.", verbatim=False)))),
        judge(query(), abstained(quoted(), quoted())),
    ]

    assert values(*judged)["verbatim_quotes"] == 3 / 4


def test_language_agreement_leaves_out_what_is_too_short_and_abstentions() -> None:
    judged = [
        judge(query("Tuesday"), answered(FERRY)),
        judge(query("Tuesday", language="fr"), answered(FERRY)),
        judge(query("Tuesday", language="fr"), answered("Tuesday")),
        judge(query(language="fr"), abstained()),
    ]

    assert values(*judged)["language_agreement"] == 1 / 2
    assert counts(*judged)["language_agreement"] == 2


def test_a_figure_of_nothing_is_left_out() -> None:
    assert set(values(judge(query("Tuesday"), answered("Tuesday")))) == set(METRICS) - {
        "abstention_precision",
        "abstention_recall",
        "abstention_f1",
        "language_agreement",
    }


def test_an_interval_is_about_as_wide_as_the_normal_one() -> None:
    judged = [judge(query("Tuesday"), answered(FERRY))] * 70 + [judge(query("Friday"), answered(FERRY))] * 30
    judged += [judge(query(), abstained())] * 100

    found = {share.estimate.metric: share.estimate for share in shares(judged)}

    # The standard error of a share of .7 of 100 is .0458.
    assert found["right"].low == pytest.approx(0.7 - 1.96 * 0.0458, abs=0.015)
    assert found["right"].high == pytest.approx(0.7 + 1.96 * 0.0458, abs=0.015)
    # The unanswerable questions are drawn apart, and were all declined.
    assert (found["abstention_f1"].low, found["abstention_f1"].high) == (1, 1)


def test_answerable_and_unanswerable_questions_are_drawn_independently() -> None:
    """Drawn alike, the errors of one kind would always come with those of the other, and the interval be wider."""
    half = [judge(query("Tuesday"), answered(FERRY)), judge(query("Friday"), answered(FERRY))] * 50
    other = [judge(query(), abstained()), judge(query(), answered(FERRY))] * 50

    found = next(s.estimate for s in shares(half + other) if s.estimate.metric == "confident_wrong")

    # The standard error of a share of .5 of 200 is .0354; it would be .05.
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.0354, abs=0.015)


def test_differences_are_paired() -> None:
    asked = [query("Tuesday", number=n) for n in range(100)]
    ours = [judge(q, answered(FERRY if n < 55 else "Never, they say.")) for n, q in enumerate(asked)]
    theirs = [judge(q, answered(FERRY if n < 45 else "Never, they say.")) for n, q in enumerate(asked)]

    found = {e.metric: e for e in differences(ours, theirs)}

    assert found["right"].value == pytest.approx(0.1)
    assert found["right"].low > 0
    assert {e.value for e in differences(ours, ours)} == {0}


def test_a_value_lies_in_its_interval() -> None:
    judged = [judge(query("Tuesday"), answered(FERRY)), judge(query(), abstained()), judge(query("x"), abstained())]

    assert all(s.estimate.low <= s.estimate.value <= s.estimate.high for s in shares(judged))


def test_times_are_percentiles_of_the_replies_that_have_them() -> None:
    judged = [judge(query("x"), answered(FERRY, first=n * 10)) for n in range(101)] + [judge(query(), abstained())]

    found = times(first_words(judged))

    assert found is not None
    assert (found.p50, found.p95, found.of) == (500, 950, 101)
    assert times([]) is None


# Failures


def test_failures_are_listed_with_question_gold_reply_and_quotes() -> None:
    many = tuple(quoted(f"Quote {n}.", number=n, origin="port" if n == 2 else "pain") for n in range(1, 6))
    judged = [
        judge(query("Tuesday"), abstained(*many)),
        judge(query("Tuesday"), answered(FERRY)),
        judge(query(), answered(FERRY)),
        judge(query("Friday"), answered(FERRY, quotes=many)),
        judge(query(), abstained()),
    ]

    assert [each.verdict for each in failures(judged)] == ["wrong", "wrongly answered", "wrongly abstained"]
    document = failure_document(failures(judged)[0])
    assert (document["kind"], document["gold"], document["reply"]) == ("wrong", ["Friday"], f"{FERRY} [1]")
    assert [q["relevant"] for q in document["quotes"]] == [False, True, False]
    text = failure_text("made", judged, ())
    assert text.startswith("made: 5 replies, 3 failures\n")
    assert "Q  When?  (1)\n=  Friday\n>  The ferry to Tangier leaves every Tuesday. [1]\n" in text
    assert "[2] Sète, right article: Quote 2." in text
    assert "Quote 4." not in text
