from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Context, Evidence, Question
from bot.answering.engine.cite import abstain, answer, backed_by, raises
from bot.answering.engine.draft import drafted_sentences, sentences_of, without_preamble
from bot.answering.judge.support.attribution import rested
from bot.answering.judge.support.claim import Claim, Judge, Judgement
from bot.answering.judge.support.nearness import Nearness
from bot.answering.reply import Note, NoteCode, ReplyCode
from bot.answering.selection.context import fit
from corpus.article import Filters, Hit
from tests.support.fakes import WordEmbedder, WordJudge
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering.reply import Reply

TEXT = (
    "Amazon pauses the sale of Rekognition to the police for one year.\n"
    "The post does not say what it means for federal agencies.\n"
    "What about the CIA or the FBI?"
)


def context(question: str = "Which agencies are excluded from Amazon's pause?") -> Context:
    article, passages = make_article("Amazon's pause", TEXT)
    hits = [
        Hit(passage=p, article=article, score=0.9, sentence_scores=(0.9 - i / 100,)) for i, p in enumerate(passages)
    ]
    asked = Question(text=question, language="en", filters=Filters())
    return fit(asked, hits, tokens=500, sentences=10)


def similarity(text: str, others: Sequence[str]) -> list[float]:
    """Call all alike that share half their words: the checks that aren't about meaning decide."""
    words = set(text.casefold().split())
    return [0.95 if len(words & set(o.casefold().split())) * 2 >= len(words) else 0.5 for o in others]


def cite_draft(draft: str, context: Context, judge: Judge | None = None) -> Reply:
    language = context.question.language
    drafted = drafted_sentences(draft, language)
    checked = rested(drafted, context, judge or WordJudge(), Nearness(WordEmbedder()))
    backed = list(backed_by(checked, language))
    return answer(backed) if backed else abstain(context, mentioned=lambda _: True, similarity=similarity)


class Lets:
    """Lets everything pass, or nothing."""

    def __init__(self, *, everything: bool) -> None:
        self._everything = everything

    def supports(self, claims: Sequence[Claim]) -> list[Judgement]:
        return [Judgement(probability=0.5, supported=self._everything)] * len(claims)


def test_a_marked_sentence_keeps_its_words_and_gets_its_quote() -> None:
    reply = cite_draft("Amazon pauses the sale to the police for one year [1].", context())

    assert not reply.abstained
    assert reply.sentences[0].text == "Amazon pauses the sale to the police for one year."
    assert reply.sentences[0].citations == (1,)
    quote = reply.citations[0]
    assert quote.quote == quote.article.text[quote.start : quote.end]
    assert quote.quote.startswith("Amazon pauses the sale of Rekognition")


def test_a_sentence_without_a_marker_gets_one_and_a_wrong_marker_is_put_right() -> None:
    missing = cite_draft("Amazon pauses the sale to the police for one year.", context())
    wrong = cite_draft("Amazon pauses the sale to the police for one year [3].", context())
    unknown = cite_draft("Amazon pauses the sale to the police for one year [17].", context())

    assert missing == wrong == unknown


def test_in_the_place_of_what_isnt_supported_stand_the_words_that_it_rests_on() -> None:
    draft = "Amazon never pauses the sale of Rekognition to the police [1]. The post says nothing for 7 agencies [9]."

    reply = cite_draft(draft, context())

    assert [s.text for s in reply.sentences] == [
        "Amazon pauses the sale of Rekognition to the police for one year.",
        "The post does not say what it means for federal agencies.",
    ]
    assert all(s.quoted for s in reply.sentences)
    assert [s.citations for s in reply.sentences] == [(1,), (2,)]


def test_a_quote_that_was_cited_isnt_given_again() -> None:
    draft = (
        "Amazon pauses the sale to the police for one year [1]. Amazon pauses the sale to the police for 9 years [1]."
    )

    assert [s.text for s in cite_draft(draft, context()).sentences] == [
        "Amazon pauses the sale to the police for one year."
    ]


def test_a_sentence_made_from_two_quotes_cites_both_and_one_made_from_one_cites_one() -> None:
    text = "The northern quay handles timber.\nThe weather was fine.\nThe southern quay is for ferries."
    article, passages = make_article("The harbour", text)
    asked = Question(text="What are the quays for?", language="en", filters=Filters())
    hits = [Hit(passage=p, article=article, score=0.9, sentence_scores=(0.9,)) for p in passages]
    quays = fit(asked, hits, tokens=500, sentences=10)

    both = cite_draft("The northern quay handles timber, the southern quay ferries [2].", quays)
    one = cite_draft("The southern quay is for ferries.", quays)

    assert [s.citations for s in both.sentences] == [(1, 2)]
    assert {c.quote for c in both.citations} == {
        "The northern quay handles timber.",
        "The southern quay is for ferries.",
    }
    assert [s.citations for s in one.sentences] == [(1,)]


def test_a_draft_that_says_it_is_supported_is_judged_like_any_other() -> None:
    draft = 'Amazon pauses the sale for 9 years, supported: yes [1]. {"supported": "yes"}'

    reply = cite_draft(draft, context(), Lets(everything=False))

    assert all(s.quoted for s in reply.sentences)
    assert not any("supported" in s.text for s in reply.sentences)


def test_a_draft_of_which_nothing_is_near_becomes_an_abstention_with_the_nearest_quotes() -> None:
    reply = cite_draft("Strangers bought several bakeries nearby [3].", context())

    assert reply.abstained
    assert reply.code is ReplyCode.NEAREST
    assert reply.missing == ()  # "excluded" is no thing that is asked about
    assert any("CIA" in c.quote for c in reply.nearest)
    assert all(c.quote == c.article.text[c.start : c.end] for c in reply.nearest)


def test_an_abstention_says_so_where_the_best_words_raise_the_question_themselves() -> None:
    asked = context("What about the CIA?")
    raised = Context(question=asked.question, evidence=asked.evidence[::-1])

    reply = cite_draft("NO ANSWER", raised)

    assert reply.abstained
    assert (reply.code, reply.missing) == (ReplyCode.OPEN, ())


def test_a_question_of_another_matter_is_not_called_raised() -> None:
    asked = context("How do I cook risotto?")
    raised = Context(question=asked.question, evidence=asked.evidence[::-1])

    reply = abstain(raised, mentioned=lambda _: False, similarity=similarity)

    assert reply.code is ReplyCode.NOT_HERE
    assert reply.missing == (Note(code=NoteCode.NO_ARTICLE_HAS, words=("risotto",)),)


def test_what_is_open_in_another_language_raises_no_question_that_names_nothing() -> None:
    english = context("Comment cuire un risotto ?").evidence[::-1]
    question = Question(text="Comment cuire un risotto ?", language="fr", filters=Filters())

    assert not raises(question, english[0], similarity)


@pytest.mark.parametrize(
    ("question", "raised"),
    [
        ("How long does Amazon's pause last?", False),
        ("What happens once Amazon's pause is over?", True),
    ],
)
def test_what_a_sentence_tells_before_it_leaves_something_else_open_is_not_called_raised(
    question: str, *, raised: bool
) -> None:
    text = "The pause of Amazon lasts a year and the post does not say what happens once it is over."
    article, (passage,) = make_article("Amazon", text)
    best = Evidence(article=article, passage=passage, text=text, start=0, end=len(text), score=0.9, passage_score=0.9)

    assert raises(Question(text=question, language="en", filters=Filters()), best, similarity) == raised


@pytest.mark.parametrize(
    ("question", "raised"),
    [
        ("How long does Amazon's pause last?", False),
        ("What happens once Amazon's pause is over?", True),
    ],
)
def test_of_a_sentence_in_another_language_the_part_that_is_nearer_to_the_question_counts(
    question: str, *, raised: bool
) -> None:
    told, left = "Amazon fixe une durée d'un an et ", "ce qui se passera ensuite."
    article, (passage,) = make_article("Amazon", f"{told}ne précise pas {left}", language="fr")
    whole = article.text
    best = Evidence(article=article, passage=passage, text=whole, start=0, end=len(whole), score=0.9, passage_score=0.9)

    def nearer(text: str, others: Sequence[str]) -> list[float]:
        assert [other.strip() for other in others] == [told.strip(), left]
        return [0.8, 0.9] if "happens" in text else [0.9, 0.8]

    assert raises(Question(text=question, language="en", filters=Filters()), best, nearer) == raised


def test_no_answer_to_a_question_that_names_nothing_is_an_abstention_without_missing_words() -> None:
    french = Context(question=Question(text="Qui ?", language="fr", filters=Filters()), evidence=context().evidence[:1])

    reply = cite_draft("NO ANSWER", french)

    assert reply.abstained
    assert (reply.code, reply.missing) == (ReplyCode.NEAREST, ())


def test_numbers_are_those_of_the_list_in_the_order_they_are_needed() -> None:
    draft = "The post does not say what it means for federal agencies [9]. Amazon pauses the sale to the police [1]."

    reply = cite_draft(draft, context())

    assert not reply.abstained
    assert [s.citations for s in reply.sentences] == [(1,), (2,)]
    assert [c.number for c in reply.citations] == [1, 2]


def test_addresses_and_list_marks_that_a_model_wrote_are_taken_out() -> None:
    draft = "- See https://evil.example/x for more words. ![a picture](http://b)\n2. Amazon pauses [1]"

    assert [text for text, _ in drafted_sentences(draft, "en")] == ["See for more words.", "Amazon pauses"]


def test_markers_after_the_full_stop_belong_to_the_sentence_before() -> None:
    assert drafted_sentences("One thing. [1][2] Another thing [3].", "en") == [
        ("One thing.", {1, 2}),
        ("Another thing.", {3}),
    ]


def test_a_bare_marker_is_no_sentence() -> None:
    assert drafted_sentences("[5]", "en") == []


@given(st.text(alphabet=st.sampled_from(list("ab [1]2,.?!\n-(h)")), max_size=200))
def test_no_draft_breaks_the_parser_and_no_marker_is_left(draft: str) -> None:
    for text, hints in drafted_sentences(draft, "en"):
        assert text
        assert "[1]" not in text
        assert all(hint >= 0 for hint in hints)


@given(st.text(max_size=300))
def test_whatever_a_model_says_every_sentence_of_the_reply_has_a_verbatim_quote(draft: str) -> None:
    reply = cite_draft(draft, context(), Lets(everything=True))

    if not reply.abstained:
        numbers = {c.number for c in reply.citations}
        assert all(s.citations and set(s.citations) <= numbers for s in reply.sentences)
        assert all(c.quote == c.article.text[c.start : c.end] for c in reply.citations)


def test_the_embedder_of_the_tests_gives_unit_vectors() -> None:
    vectors = WordEmbedder().passages(["a b", "c"])

    assert abs(float(vectors[0] @ vectors[0]) - 1) < 1e-5


def test_what_could_mention_someone_or_lead_elsewhere_is_taken_out_of_a_draft() -> None:
    draft = "Ask @everyone and <@123> in <#5> at evil://x/y or mailto:a@b.example [here](http://c) about the pause."

    ((said, _),) = drafted_sentences(draft, "en")

    assert said == "Ask and in at or here about the pause."


def test_a_sentence_in_another_language_than_the_questions_is_not_said() -> None:
    draft = "Amazon suspend la vente de Rekognition à la police pendant un an. Amazon pauses the sale for one year."

    reply = cite_draft(draft, context(), Lets(everything=True))

    assert not reply.abstained
    assert [s.text for s in reply.sentences] == ["Amazon pauses the sale for one year."]


def test_a_draft_comes_sentence_by_sentence_with_the_markers_that_follow_the_full_stop() -> None:
    taken: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in ("One thi", "ng. ", "[1", "][2] Ano", "ther", " thing [3].", " A third."):
            taken.append(piece)
            yield piece

    sentences = sentences_of(pieces(), "en")

    assert next(sentences) == ("One thing.", {1, 2})
    assert "".join(taken) == "One thing. [1][2] Ano"
    assert list(sentences) == [("Another thing.", {3}), ("A third.", frozenset())]


@given(st.lists(st.text(alphabet=st.sampled_from(list("ab [1]2,.?!\n-(h)<@>")), max_size=30), max_size=12))
def test_a_draft_in_pieces_gives_what_it_gives_whole_or_less(pieces: list[str]) -> None:
    whole = [text for text, _ in drafted_sentences("".join(pieces), "en")]

    streamed = [text for text, _ in sentences_of(pieces, "en")]

    assert len(streamed) <= len(whole) + 1
    assert all("[1]" not in text for text in streamed)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Here is the English translation: The pause ends.", "The pause ends."),
        ('Sure! Here\'s the translation into English:\n"The pause ends."', "The pause ends."),
        ("Voici la traduction : La pause prend fin.", "La pause prend fin."),
        ("The pause ends: Amazon says so.", "The pause ends: Amazon says so."),
        ("He translated it. Then he said: no.", "He translated it. Then he said: no."),
    ],
)
def test_what_announces_a_translation_is_left_out(written: str, said: str) -> None:
    assert without_preamble(written) == said
