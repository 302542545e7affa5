from __future__ import annotations

import json
import subprocess
from math import log2
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.compare import compare
from bot.evaluation.data import EvaluationSet, Query, find_sets, read_set
from bot.evaluation.figures import METRICS, Estimate, estimate, score
from bot.evaluation.prepare import Pace, carry_out, duration, plan
from bot.evaluation.ways import RRF_K, Way, baselines, fuse, searching
from bot.settings import Settings
from bot.wiring import build_search
from corpus.errors import UsageError
from tests.program import PROGRAM, ROOT
from tests.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corpus.corpus import Corpus
    from tests.fakes import WordEmbedder

UNITS = st.floats(0, 1, allow_nan=False)
SCORES = st.lists(st.tuples(UNITS, UNITS, UNITS, UNITS, UNITS), min_size=1, max_size=30)


def query(question: str, *relevant: str, pair: tuple[str, str] = ("en", "en")) -> Query:
    return Query(id=question, question=question, language=pair[0], relevant=frozenset(relevant), answered_in=(pair[1],))


def way(name: str, answers: dict[str, list[str]]) -> Way:
    return Way(name=name, find=lambda question, _language: answers[question])


def values(estimates: Sequence[Estimate]) -> list[float]:
    return [e.value for e in estimates]


def intervals(estimates: Sequence[Estimate]) -> list[tuple[float, float]]:
    return [(e.low, e.high) for e in estimates]


# Figures


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        ("a", "a", (1, 1, 1, 1, 1)),
        ("", "a", (0, 0, 0, 0, 0)),
        ("xay", "a", (0, 1, 1, 1 / 2, 1 / log2(3))),
        ("vwxya", "a", (0, 0, 1, 1 / 5, 1 / log2(6))),
        # Of two right ones the first counts for all but nDCG.
        ("xaxbz", "ab", (0, 1, 1, 1 / 2, (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3)))),
        ("ab", "abc", (1, 1, 1, 1, (1 + 1 / log2(3)) / (1 + 1 / log2(3) + 1 / 2))),
        # Passages of one article are one place: a stands second, not fourth.
        ("xxxa", "a", (0, 1, 1, 1 / 2, 1 / log2(3))),
        # An article that comes again gains nothing again.
        ("aaa", "a", (1, 1, 1, 1, 1)),
        # The eleventh is too late.
        ("bcdefghijka", "a", (0, 0, 0, 0, 0)),
        ("bcdefghijak", "a", (0, 0, 1, 1 / 10, 1 / log2(11))),
    ],
)
def test_a_question_scores_by_where_its_right_articles_stand(
    found: str, relevant: str, expected: tuple[float, ...]
) -> None:
    assert score(found, set(relevant)) == pytest.approx(expected)


def test_more_right_articles_than_places_can_be_all_right() -> None:
    many = [f"article {number}" for number in range(15)]

    assert score(many, set(many)) == pytest.approx((1, 1, 1, 1, 1))


def test_a_figure_is_the_mean_of_its_scores() -> None:
    (figures,) = estimate([np.array([(1, 1, 1, 1, 1), (0, 1, 1, 0.5, 0.6), (0, 0, 1, 0.2, 0.4), (0, 0, 0, 0, 0)])])

    assert [e.metric for e in figures] == list(METRICS)
    assert values(figures) == pytest.approx([0.25, 0.5, 0.75, 0.425, 0.5])


@given(SCORES)
def test_a_value_lies_in_its_interval_and_an_interval_within_the_scores(scores: list[tuple[float, ...]]) -> None:
    array = np.array(scores)
    (figures,) = estimate([array])

    for e, column in zip(figures, array.T, strict=True):
        assert column.min() - 1e-9 <= e.low <= e.value <= e.high <= column.max() + 1e-9


@given(SCORES)
def test_the_same_scores_give_the_same_interval_beside_whatever_else(scores: list[tuple[float, ...]]) -> None:
    array = np.array(scores)

    assert estimate([array, 1 - array])[0] == estimate([array])[0]


def test_an_interval_is_about_as_wide_as_the_normal_one() -> None:
    right = np.repeat([1.0, 0.0], [280, 120])
    (figures,) = estimate([np.tile(right[:, None], 5)])

    # The standard error of a share of .7 of 400 is .0229.
    assert figures[0].low == pytest.approx(0.7 - 1.96 * 0.0229, abs=0.006)
    assert figures[0].high == pytest.approx(0.7 + 1.96 * 0.0229, abs=0.006)


def test_all_right_is_an_interval_without_width() -> None:
    (figures,) = estimate([np.ones((7, 5))])

    assert intervals(figures) == [(1, 1)] * 5


# Comparing


def test_a_way_differs_from_itself_by_nothing() -> None:
    answers = {f"q{n}": ["x"] * (n % 3) + ["a"] for n in range(20)}
    asked = [query(question, "a") for question in answers]

    compared = compare([way("one", answers), way("same", answers)], asked, lambda: None)

    first, second = compared.whole.rows
    assert first.difference is None
    assert second.figures == first.figures
    assert second.difference is not None
    assert [(e.value, e.low, e.high, e.differs) for e in second.difference] == [(0, 0, 0, False)] * 5


def test_a_difference_is_paired() -> None:
    """The better way is right wherever the other is, which is half of the time: unpaired, the intervals overlap."""
    ours = {f"q{n}": ["a"] if n % 20 < 11 else ["x"] for n in range(200)}
    theirs = {f"q{n}": ["a"] if n % 20 < 10 else ["x"] for n in range(200)}
    asked = [query(question, "a") for question in ours]

    first, second = compare([way("ours", ours), way("theirs", theirs)], asked, lambda: None).whole.rows

    assert second.difference is not None
    assert second.figures[0].high > first.figures[0].low
    assert second.difference[0].value == pytest.approx(-0.05)
    assert second.difference[0].high < 0
    assert second.difference[0].differs


def test_each_language_pair_has_its_own_figures() -> None:
    answers = {"a1": ["a"], "a2": ["x"], "a3": ["a"], "b1": ["x"], "c1": ["a"]}
    pairs = {"a": ("en", "es"), "b": ("es", "es"), "c": ("fr", "de")}
    asked = [query(question, "a", pair=pairs[question[0]]) for question in answers]
    counted: list[int] = []

    compared = compare([way("one", answers)], asked, lambda: counted.append(1))

    assert len(counted) == 5
    assert compared.whole.queries == 5
    assert compared.whole.rows[0].figures[0].value == pytest.approx(0.6)
    assert {name: (of.queries, of.rows[0].figures[0].value) for name, of in compared.pairs.items()} == {
        "en on es": (3, pytest.approx(2 / 3)),
        "es on es": (1, 0),
        "fr on de": (1, 1),
    }
    assert next(iter(compared.pairs)) == "en on es"


# Ways


def test_rank_fusion_adds_reciprocal_ranks_and_orders_ties_by_name() -> None:
    # a: 1/61 + 1/63, b: 1/62 + 1/61, c: 1/63, d and e: 1/62 and 1/64.
    assert RRF_K == 60
    assert fuse([["a", "b", "c"], ["b", "d", "a", "e"]]) == ["b", "a", "d", "c", "e"]
    assert fuse([["y", "x"], ["x", "y"]]) == ["x", "y"]
    assert fuse([[], []]) == []


@pytest.fixture
def harbours(corpus: Corpus) -> Corpus:
    """Hold three articles on which words and meaning disagree.

    Words, of which the rare one weighs more, prefer 'rare'; meaning, which here is the share of common words, prefers
    'short', whose words are all in the question.
    """
    long = "The ferry sails at dawn past old lighthouses and new cranes while gulls cry over nets, ropes and barrels."
    texts = {"short": "harbour ferry", "rare": f"zanzibar harbour ferry. {long}", "far": "Bread rises in warm ovens."}
    with corpus.writing():
        corpus.replace([make_article(name, text, origin=name) for name, text in texts.items()])
    return corpus


def test_words_and_meaning_find_what_they_find_and_rank_fusion_joins_them(harbours: Corpus) -> None:
    by_vectors, by_words, by_both = baselines(harbours)

    assert [each.name for each in baselines(harbours)] == ["vectors", "words", "rrf"]
    assert by_vectors.find("zanzibar harbour ferry", "en") == ["short", "rare", "far"]
    assert by_words.find("zanzibar harbour ferry", "en") == ["rare", "short"]
    # Each of the two is once first and once second, so the tie goes by the passages' ids.
    fused = by_both.find("zanzibar harbour ferry", "en")
    assert sorted(fused[:2]) == ["rare", "short"]
    assert fused[2] == "far"
    assert by_words.find("zanzibar", "en") == ["rare"]
    assert by_both.find("zanzibar", "en")[0] == "rare"


def test_a_way_over_an_empty_corpus_or_with_an_empty_question_finds_nothing(corpus: Corpus) -> None:
    for each in (*baselines(corpus), searching("ours", build_search(Settings(), corpus, print))):
        assert list(each.find("harbour", "en")) == []
        assert list(each.find("   ", "en")) == []


def test_our_way_is_the_search_of_the_corpus(harbours: Corpus) -> None:
    hits = harbours.search("zanzibar harbour ferry", language="en", limit=40)

    found = searching("ours", build_search(Settings(), harbours, print)).find("zanzibar harbour ferry", "en")

    assert list(found) == [hit.article.origin for hit in hits]


# Preparing


def make_set(count: int) -> EvaluationSet:
    articles = tuple(
        make_article(f"Title {n}", f"A sentence on harbour {n}. Another on ferry {n}.", origin=f"id {n}")[0]
        for n in range(count)
    )
    return EvaluationSet(name="made", articles=articles, queries=(query("harbour", "id 1"),), digest="0")


def test_a_set_is_embedded_once_and_its_time_told_after_the_first_batch(corpus: Corpus, embedder: WordEmbedder) -> None:
    data = make_set(40)
    told: list[str] = []
    counted: list[int] = []

    def ingest() -> int:
        lacking = plan(corpus, data, 220)
        carry_out(lacking, corpus, on_texts=counted.append, tell=told.append)
        return lacking.texts

    with corpus.writing():
        assert ingest() == 120
        assert len(embedder.embedded) == sum(counted) == 120
        assert ingest() == 0
    assert len(embedder.embedded) == 120
    assert len(told) == 1
    assert told[0].startswith("about")


def test_only_articles_whose_passages_are_cut_otherwise_are_embedded_again(corpus: Corpus) -> None:
    data = make_set(3)
    long = "\n".join(f"Sentence {n} speaks of harbours, ferries, cranes and ropes at some length." for n in range(12))
    data = EvaluationSet(
        name="made", articles=(*data.articles, make_article("Long", long)[0]), queries=data.queries, digest="0"
    )
    with corpus.writing():
        carry_out(plan(corpus, data, 220), corpus, on_texts=lambda _: None, tell=lambda _: None)

        assert [article.title for article, _ in plan(corpus, data, 60).lacking] == ["Long"]


def test_what_is_embedded_before_a_stop_is_kept(corpus: Corpus) -> None:
    data = make_set(40)
    counted: list[int] = []

    def stop(texts: int) -> None:
        if sum(counted) == 48:  # the first batch, passages and sentences
            raise KeyboardInterrupt
        counted.append(texts)

    with corpus.writing(), pytest.raises(KeyboardInterrupt):
        carry_out(plan(corpus, data, 220), corpus, on_texts=stop, tell=lambda _: None)

    assert sum(counted) == 48
    assert len(plan(corpus, data, 220).lacking) == 24
    assert corpus.check() == []


def test_vectors_that_are_gone_are_made_again(corpus: Corpus) -> None:
    data = make_set(3)
    with corpus.writing():
        carry_out(plan(corpus, data, 220), corpus, on_texts=lambda _: None, tell=lambda _: None)
        corpus.drop_vectors()
        assert corpus.check() != []

        carry_out(plan(corpus, data, 220), corpus, on_texts=lambda _: None, tell=lambda _: None)

    assert corpus.check() == []


def test_a_pace_tells_once_how_long_the_rest_takes() -> None:
    now = [0.0]
    told: list[str] = []
    pace = Pace(100, 10, told.append, lambda: now[0])

    for _ in range(10):
        now[0] += 1
        pace.advance(5)

    # 10 of 100 took 2 s, so the other 90 take 18 s.
    assert told == ["about 18 s"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.01, "about 1 s"), (44.4, "about 44 s"), (119, "about 119 s"), (120, "about 2 min"), (3600, "about 60 min")],
)
def test_a_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words


# Reading


ARTICLES: list[dict[str, Any]] = [
    {"id": "port", "title": "Sète", "text": "The ferry to Tangier leaves every Tuesday.", "lang": "en"},
    {"id": "pain", "title": "Le pain", "text": "La pâte lève trois heures dans un four tiède.", "lang": "fr"},
    {"id": "phare", "title": "Le phare", "text": "Le phare a été allumé en 1862.", "lang": "fr"},
]
QUERIES: list[dict[str, Any]] = [
    {"id": "1", "question": "When does the ferry leave?", "lang": "en", "relevant_ids": ["port"]},
    {"id": "2", "question": "Combien de temps la pâte lève-t-elle ?", "lang": "fr", "relevant_ids": ["pain"]},
    {"id": "3", "question": "When was the lighthouse lit?", "lang": "en", "relevant_ids": ["phare"]},
    {"id": "4", "question": "Who sings?", "lang": "en", "relevant_ids": [], "unanswerable": True},
]


def write_set(folder: Path, articles: Sequence[Any] = ARTICLES, queries: Sequence[Any] = QUERIES) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("corpus.jsonl", articles), ("queries.jsonl", queries)):
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_set_is_its_articles_and_its_answerable_questions(tmp_path: Path) -> None:
    data = read_set(write_set(tmp_path / "made"))

    assert data.name == "made"
    assert [article.origin for article in data.articles] == ["port", "pain", "phare"]
    assert [(q.question, q.pair, set(q.relevant)) for q in data.queries] == [
        ("When does the ferry leave?", "en on en", {"port"}),
        ("Combien de temps la pâte lève-t-elle ?", "fr on fr", {"pain"}),
        ("When was the lighthouse lit?", "en on fr", {"phare"}),
    ]


def test_a_question_answered_in_two_languages_says_both(tmp_path: Path) -> None:
    asked = {"question": "Who?", "lang": "es", "relevant_ids": ["pain", "port"]}

    assert read_set(write_set(tmp_path, queries=[asked])).queries[0].pair == "es on en+fr"


def test_a_line_separator_within_a_text_ends_no_line(tmp_path: Path) -> None:
    article = {**ARTICLES[0], "text": "One line.\u2028The same line of the file.\x85And again."}

    data = read_set(write_set(tmp_path, [article], QUERIES[:1]))

    assert data.articles[0].text == article["text"]


def test_the_digest_names_the_articles_and_not_the_questions(tmp_path: Path) -> None:
    first = read_set(write_set(tmp_path / "a")).digest

    assert read_set(write_set(tmp_path / "b", queries=QUERIES[:1])).digest == first
    assert read_set(write_set(tmp_path / "c", [*ARTICLES[:2], {**ARTICLES[2], "text": "New."}])).digest != first


@pytest.mark.parametrize(
    ("articles", "queries", "said"),
    [
        (ARTICLES, [], r"queries\.jsonl has no answerable question"),
        (ARTICLES, QUERIES[3:], r"queries\.jsonl has no answerable question"),
        ([*ARTICLES, ARTICLES[0]], QUERIES, r"Line 4 of .*corpus\.jsonl has the id 'port' of an earlier line"),
        (ARTICLES, [*QUERIES, QUERIES[1]], r"Line 5 of .*queries\.jsonl has the id '2' of an earlier line"),
        (ARTICLES[1:], QUERIES, r"Line 1 of .*queries\.jsonl names the article 'port', which corpus\.jsonl"),
        (ARTICLES, [{**QUERIES[0], "relevant_ids": []}], r"Line 1 of .* has no ids under 'relevant_ids': list"),
        (ARTICLES, [{**QUERIES[0], "relevant_ids": "port"}], r"no ids under 'relevant_ids'"),
        (ARTICLES, [{**QUERIES[0], "question": None}], r"Line 1 of .* has no text under 'question'"),
        ([{**ARTICLES[0], "title": ["Sète"]}], QUERIES, r"Line 1 of .*corpus\.jsonl has no text under 'title'"),
        ([{"id": "port"}], QUERIES, r"has no text under 'title': see the README"),
        (["port"], QUERIES, r"Line 1 of .*corpus\.jsonl isn't a JSON object"),
    ],
)
def test_a_set_that_is_not_one_is_refused_with_the_line_and_what_to_do(
    tmp_path: Path, articles: list[Any], queries: list[Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        read_set(write_set(tmp_path, articles, queries))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"id": "a"\n', r"Line 1 of .*queries\.jsonl isn't JSON: mend it"),
        (b"[" * 100_000, r"Line 1 of .*queries\.jsonl isn't JSON: mend it"),
        (b'{"id": "\xe9"}\n', r"queries\.jsonl isn't UTF-8"),
        (None, r"queries\.jsonl can't be read: an evaluation set has corpus\.jsonl and"),
    ],
)
def test_a_file_that_is_damaged_or_gone_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = write_set(tmp_path) / "queries.jsonl"
    file.unlink()
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(UsageError, match=said):
        read_set(tmp_path)


def test_sets_are_found_where_they_are_and_one_level_down(tmp_path: Path) -> None:
    first, second = write_set(tmp_path / "sets" / "a"), write_set(tmp_path / "sets" / "b")
    (tmp_path / "sets" / "notes").mkdir()
    (tmp_path / "sets" / "README.md").write_text("Sets.")

    assert find_sets([tmp_path / "sets"]) == [first, second]
    assert find_sets([second, tmp_path / "sets"]) == [second, first]
    for nothing in (tmp_path, tmp_path / "nowhere", tmp_path / "sets" / "README.md"):
        with pytest.raises(UsageError, match=r"holds no evaluation set: name a folder with corpus\.jsonl"):
            find_sets([nothing])


# The command, with the real embedding model


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_figures_of_a_set_beside_the_usual_ways_and_other_settings(environment: dict[str, str], tmp_path: Path) -> None:
    folder = write_set(tmp_path / "made")

    done = run(environment, "eval", str(folder), "--json")
    plain: dict[str, Any] = json.loads(done.stdout)

    assert plain["queries"] == 3
    assert set(METRICS) <= plain.keys()
    assert set(plain["intervals"]) == set(METRICS)
    assert plain["recall_at_4"] == 1
    assert list(plain["ways"]) == ["footnote"]
    assert list(plain["pairs"]) == ["en on en", "en on fr", "fr on fr"]
    assert plain["against"] is None
    assert "made: 3 articles, 3 questions (en on en, en on fr, fr on fr)" in done.stderr
    assert "Texts embedded: 6" in done.stderr

    other = "FOOTNOTE_PASSAGE_TOKENS=40"
    words = ["eval", str(folder), "--baselines", "--against", other, "--limit", "2"]
    done = run(environment, *words, "--json")
    compared: dict[str, Any] = json.loads(done.stdout)

    assert compared["queries"] == 2
    assert list(compared["ways"]) == ["footnote", "against", "vectors", "words", "rrf"]
    assert compared["against"] == {"FOOTNOTE_PASSAGE_TOKENS": "40"}
    assert "difference" not in compared["ways"]["footnote"]
    # Articles this short are cut alike under both.
    assert compared["ways"]["against"]["difference"]["intervals"] == {metric: [0, 0] for metric in METRICS}
    assert compared["ways"]["words"]["difference"].keys() == {*METRICS, "intervals"}
    assert compared["pairs"]["fr on fr"]["queries"] == 1
    assert done.stderr.count("Texts embedded: 6") == 1
    assert done.stderr.count("made: all embedded before") == 1

    second = write_set(tmp_path / "second", ARTICLES[:1], QUERIES[:1])
    shown = run({**environment, "COLUMNS": "40"}, *words, str(second)).stdout
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    assert "made: 2 questions, en on en, fr on fr; 3 articles, 3 passages" in lines
    assert "made, fr on fr: 1 questions" in lines
    assert sum(line.split() == ["R@1", "R@4", "R@10", "MRR@10", "nDCG@10"] for line in lines) == 4
    assert sum(line.split()[:2] == ["footnote", "1.000"] for line in lines) == 4
    assert lines.index("made, fr on fr: 1 questions") < lines.index(
        "second: 1 questions, en on en; 1 articles, 1 passages"
    )
    assert f"against: {other}" in lines


def test_several_sets_are_a_list(environment: dict[str, str], tmp_path: Path) -> None:
    write_set(tmp_path / "sets" / "a", ARTICLES[:1], QUERIES[:1])
    write_set(tmp_path / "sets" / "b", ARTICLES[1:2], QUERIES[1:2])

    document = json.loads(run(environment, "eval", str(tmp_path / "sets"), "--json").stdout)

    assert [(each["set"], each["recall_at_1"]) for each in document["sets"]] == [("a", 1), ("b", 1)]


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("FOOTNOTE_EMBEDING_MODEL=x", "no setting FOOTNOTE_EMBEDING_MODEL: the nearest is FOOTNOTE_EMBEDDING_MODEL."),
        ("embedding_model=x", "There is no setting embedding_model: the nearest is FOOTNOTE_"),
        ("FOOTNOTE_PASSAGE_TOKENS=many", "FOOTNOTE_PASSAGE_TOKENS is wrong"),
        ("FOOTNOTE_EMBEDDING_MODEL", "--against takes NAME=VALUE"),
        ("=x", "--against takes NAME=VALUE"),
    ],
)
def test_a_wrong_setting_to_compare_with_gives_one_sentence(
    environment: dict[str, str], tmp_path: Path, against: str, said: str
) -> None:
    done = run(environment, "eval", str(write_set(tmp_path / "made")), "--against", against)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.splitlines()[-1]


def test_another_model_that_does_not_exist_is_said_before_anything_is_embedded(
    environment: dict[str, str], tmp_path: Path
) -> None:
    there = {**environment, "HF_HUB_OFFLINE": "1"}
    wrong = f"FOOTNOTE_EMBEDDING_MODEL={tmp_path / 'no-model'}"

    done = run(there, "eval", str(write_set(tmp_path / "made")), "--against", wrong)

    assert done.returncode == 1
    assert "FOOTNOTE_EMBEDDING_MODEL" in done.stderr.splitlines()[-1]
    assert "Texts embedded" not in done.stderr
