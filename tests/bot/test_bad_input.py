"""Ask what no one should: nothing is found, or a sentence says what to do, and there is never a traceback."""

from __future__ import annotations

import json
import signal
import sys
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.answering.engine.engine import Engine
from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.answering.events import outcome_of
from bot.answering.reply import Note, NoteCode, Reply, ReplyCode
from bot.cli import main
from corpus.article import Filters
from corpus.embedding.embedder import SentenceEmbedder
from corpus.embedding.encoders import weights_file as weights
from corpus.errors import UsageError
from corpus.language.words import query_words
from corpus.search.searcher import Searcher
from corpus.settings import CorpusSettings
from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


HARBOUR = "The harbour opened in May.\nShips from Genoa arrive every week. They carry marble."
PORT = "Le port a ouvert en mai.\nDes navires de Gênes arrivent chaque semaine."

STOP_WORDS = ["est-ce que le la les", "qu'est-ce que c'est que ça", "the of and a", "is it that which was"]
SYMBOLS = ["🙂🎉", "👩‍👩‍👧🏳️‍🌈🇫🇷", "?!…", "« — » ;", "***", "\u200b\u200d", "\ufeff", "\u202e\u2066\u200f"]
OPERATORS = [
    "AND OR NOT",
    "harbour AND",
    "NOT harbour",
    "NEAR(ships genoa, 2)",
    "NEAR(",
    "ships*",
    "^ships",
    "title:ships",
    "{title body}: ships",
    "- ships",
    "-ships +genoa",
    '"ships from',
    'ships" "genoa"""',
    "(ships",
    "ships)))",
    "'; DROP TABLE articles; --",
    "' OR '1'='1",
    "%_\\",
]
BROKEN = [
    "ships\x00genoa",
    "\x00",
    "\x01\x1b[31mships\x7f\x85",
    "\ud800",
    "ships \udcff genoa",
    "\u2028ships\u2029",
    "\u202eships\u202c",
    "e\u0301" * 300,
    "a" + "\u0300" * 500,
    "\u0301\u0302",
    "ﷺ" * 40,
    "İıſǅß",
    "²½Ⅷ①",
    "゛゜ーー",
    "𝔰𝔥𝔦𝔭𝔰",
]
ODD = [*STOP_WORDS, *SYMBOLS, *OPERATORS, *BROKEN]
LONG = ["x" * 10_000, "mot " * 2500, "🙂" * 10_000, '"' * 10_000, "y" * 3000]
BLANK = ["", "   ", "\t\n", "\u00a0\u2003\u3000", "\x1c\x1f"]


class Called(NamedTuple):
    """What became of a call."""

    status: object
    printed: str
    told: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def articles(folder: Path) -> Iterator[Corpus]:
    corpus = Corpus(folder / "corpus", WordEmbedder())
    corpus.replace(
        [
            make_article("Harbour", HARBOUR, published=date(2020, 6, 10)),
            make_article("Port", PORT, published=date(2020, 6, 11), language="fr"),
        ]
    )
    yield corpus
    corpus.close()


@pytest.fixture
def engine(articles: Corpus) -> Engine:
    return Engine(articles, WordEmbedder(), None, style="quotes", context_tokens=500)


@pytest.fixture
def footnote(
    articles: Corpus, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Called]]:
    """Run the command line over the articles, in this process: the calls are many and load no model."""
    assert articles.selection.counts() == (2, 4)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("FOOTNOTE_DATA_DIR", str(folder))
    monkeypatch.setenv("FOOTNOTE_CHAT_MODEL", "none")
    monkeypatch.setattr("bot.wiring.embedding.build_embedder", fake_embedder)
    before = signal.getsignal(signal.SIGINT)

    def call(*words: str) -> Called:
        monkeypatch.setattr(sys, "argv", ["footnote", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Called(ended.value.code, said.out, said.err)

    yield call
    signal.signal(signal.SIGINT, before)


def fake_embedder(*_: object) -> WordEmbedder:
    return WordEmbedder()


@pytest.mark.parametrize("query", [*ODD, *LONG])
def test_a_search_takes_any_words_in_any_language(articles: Corpus, query: str) -> None:
    for language in ("en", "fr", "ja", "xx"):
        hits = Searcher(articles).search(query, language=language, limit=3)

        assert len(hits) == 3
        assert all(hit.passage.text in hit.article.text for hit in hits)


@pytest.mark.parametrize("query", BLANK)
def test_a_search_for_nothing_finds_nothing(articles: Corpus, query: str) -> None:
    assert Searcher(articles).search(query, language="en", limit=3) == []


@pytest.mark.parametrize("query", OPERATORS)
def test_operators_are_words_like_others(articles: Corpus, query: str) -> None:
    bare = "".join(c if c.isalnum() else " " for c in query)

    assert query_words(query, ["en", "fr"]) == query_words(bare, ["en", "fr"])
    if "ships" in query:
        assert Searcher(articles).search(query, language="en", limit=1)[0].passage.text.startswith("Ships from Genoa")


@pytest.mark.parametrize("question", ODD)
def test_an_odd_question_gets_a_reply(engine: Engine, question: str) -> None:
    outcome = outcome_of(engine.ask(question, Filters()))

    json.dumps(outcome.question.text, ensure_ascii=False).encode()
    assert outcome.reply


@pytest.mark.parametrize("question", LONG)
def test_an_endless_question_is_refused_with_its_length(engine: Engine, question: str) -> None:
    with pytest.raises(UsageError, match=rf"has {len(question.strip()):,} characters: ask it in {LONGEST_QUESTION:,}"):
        engine.ask(question, Filters())


@pytest.mark.parametrize("question", BLANK)
def test_an_empty_question_is_refused_with_an_example(engine: Engine, question: str) -> None:
    with pytest.raises(UsageError, match="question is empty: ask something"):
        engine.ask(question, Filters())


@pytest.mark.parametrize(
    "filters",
    [
        Filters(since=date(2030, 1, 1)),
        Filters(until=date(1999, 12, 31)),
        Filters(since=date.max, until=date.min),
        Filters(source="nowhere"),
        Filters(source="press' OR '1'='1"),
        Filters(language="de"),
    ],
    ids=str,
)
def test_a_filter_that_nothing_passes_finds_nothing_and_is_abstained_from(engine: Engine, filters: Filters) -> None:
    reply = outcome_of(engine.ask("Which ships arrive from Genoa?", filters)).reply

    assert reply == Reply(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.FILTERED),))


@pytest.mark.skipif(not weights.is_bundled(), reason="the bundled weights are for Linux on x86-64")
def test_the_real_embedding_model_takes_any_words() -> None:
    real = SentenceEmbedder("", CorpusSettings().cache_dir, lambda _: None)

    for words in ["", "🙂🎉", "\x00", "\ud800", "ships \udcff genoa", "\u0301\u0302", "x" * 10_000]:
        vector = real.query(words)
        assert float(vector @ vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("words", [STOP_WORDS[0], SYMBOLS[0], *OPERATORS[:2], *BROKEN])
def test_the_command_line_takes_any_words(footnote: Callable[..., Called], command: str, words: str) -> None:
    called = footnote(command, "--json", "--", words)

    assert called.status == 0, called.told
    assert json.loads(called.printed).keys() >= {"hits" if command == "search" else "sentences"}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["search", ""], 0, "Nothing found."),
        (["search", "x" * 10_000], 0, ""),
        (["ask", " \t "], 2, "question is empty"),
        (["ask", "x" * 10_000], 2, "10,000 characters"),
        (["search", "ships", "--since", "2030-01-01"], 0, "Nothing found."),
        (["search", "ships", "--until", "0001-01-01"], 0, "Nothing found."),
        (["search", "ships", "--source", "\udcff"], 0, "Nothing found."),
        (["search", "ships", "--language", "\udcff"], 2, "is no language code"),
        (["search", "ships", "--language", "klingon"], 2, "“klingon” is no language code"),
        (["ask", "Which ships arrive?", "--source", "nowhere"], 0, "No article has that source"),
        (["ask", "Which ships arrive?", "--since", "2030-01-01"], 0, "No article has that source"),
        (["search", "ships", "--since", "2020-02-30"], 2, "“2020-02-30” is no date"),
        (["ask", "Which ships arrive?", "--until", "2021-02-29"], 2, "“2021-02-29” is no date"),
        (["search", "ships", "--since", "hier"], 2, "“hier” is no date that I can read: write 2020-06-10"),
        (["ask", "Which ships arrive?", "--since", ""], 2, "--since takes a day, such as"),
        (["search", "ships", "--until", "10000-01-01"], 2, "“10000-01-01” is no date"),
        (["search", "ships", "--since", "2021-01-01", "--until", "2020-01-01"], 2, "swap them"),
        (["search", "ships", "--limit", "0"], 2, "--limit"),
        (["search", "-ships"], 2, "There is no option -s: `footnote search --help` lists them."),
        (["sources", "show", "\udcff"], 2, "no article"),
        (["sources", "remove", "'; --"], 2, "no article or source"),
    ],
)
def test_the_command_line_says_what_is_wrong_with_a_call(
    footnote: Callable[..., Called], words: list[str], status: int, said: str
) -> None:
    called = footnote(*words)

    assert called.status == status, called.told
    assert said in (called.told if status else called.printed)
    assert "Traceback" not in called.told


def test_an_answer_is_printed_in_the_form_that_is_wanted(footnote: Callable[..., Called]) -> None:
    forms = {
        form: footnote("ask", "Which ships come from Genoa?", "--format", form)
        for form in ("markdown", "bibtex", "csl")
    }

    assert [called.status for called in forms.values()] == [0, 0, 0]
    assert "\n[^1]: “" in forms["markdown"].printed
    assert forms["bibtex"].printed.startswith("@online{")
    assert json.loads(forms["csl"].printed)[0]["title"] == "Harbour"
    assert footnote("ask", "Which ships?", "--format", "csl", "--json").status == 2
    assert "--format is wrong" in footnote("ask", "Which ships?", "--format", "pdf").told
