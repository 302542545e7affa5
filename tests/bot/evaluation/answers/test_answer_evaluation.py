from __future__ import annotations

import json
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering.engine.engine import Engine
from bot.answering.events import outcome_of
from bot.evaluation.answers.asking import Round, questions
from bot.evaluation.answers.progress import Progress
from bot.evaluation.answers.replies import from_json, keep, to_json
from bot.evaluation.answers.trial import answer_key
from bot.evaluation.data import EvaluationSet, read_set
from bot.evaluation.fingerprint import fingerprint
from bot.settings import Settings
from corpus.article import Filters
from corpus.errors import ModelError, UsageError
from tests.support.evaluation_sets import ARTICLES, QUERIES, write_set
from tests.support.fakes import ScriptedChat, WordEmbedder, fit
from tests.support.program import PROGRAM, ROOT
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.answering.answer import Outcome
    from corpus.store.corpus import Corpus

ANSWERED: list[dict[str, Any]] = [
    {**QUERIES[0], "answers": ["every Tuesday"]},
    {**QUERIES[1], "answers": ["trois heures"]},
    {**QUERIES[2], "answers": ["1862"]},
    QUERIES[3],
    {**QUERIES[3], "id": "5", "question": "How tall is the queen of Denmark?"},
]


def made(tmp_path: Path, queries: Sequence[Any] = ANSWERED) -> EvaluationSet:
    return read_set(write_set(tmp_path / "made", queries=queries))


@pytest.fixture
def ask(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Outcome]:
    """Ask the engine about the articles of the set, with a model that says yes to everything."""
    # The fake embedder's cosines lie elsewhere than the real one's.
    monkeypatch.setattr("bot.answering.judge.confidence.WITH_VERDICT", fit(slope=1.0, begins=0.0))
    with corpus.writing():
        corpus.replace([make_article(a["title"], a["text"], origin=a["id"], language=a["lang"]) for a in ARTICLES])
    engine = Engine(corpus, WordEmbedder(), ScriptedChat(*["Said."] * 40), style="quotes", context_tokens=500)
    return lambda question: outcome_of(engine.ask(question, Filters()))


# Reading


def test_a_set_has_its_unanswerable_questions_apart(tmp_path: Path) -> None:
    data = made(tmp_path)

    assert [(q.id, q.answers, q.answerable) for q in data.queries] == [
        ("1", ("every Tuesday",), True),
        ("2", ("trois heures",), True),
        ("3", ("1862",), True),
    ]
    assert [(q.id, q.answers, q.answerable) for q in data.unanswerable] == [("4", (), False), ("5", (), False)]


def test_an_unanswerable_question_may_name_articles_that_only_look_right(tmp_path: Path) -> None:
    data = made(tmp_path, [ANSWERED[0], {**QUERIES[3], "relevant_ids": ["port"]}])

    assert data.unanswerable[0].relevant == frozenset()


def test_questions_are_asked_in_turn_the_first_of_each_kind(tmp_path: Path) -> None:
    data = made(tmp_path)

    assert [q.id for q in questions(data)] == ["1", "4", "2", "5", "3"]
    assert [q.id for q in questions(data, 1)] == ["1", "4"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([], r'The question 1 of made has no words under "answers"'),
        (["Tuesday", " ?"], r'The question 1 of made has no words under "answers"'),
        ("Tuesday", r"Line 1 of .*queries\.jsonl has something else than a list of texts under 'answers'"),
        ([3], r"Line 1 of .*queries\.jsonl has something else than a list of texts under 'answers'"),
    ],
)
def test_a_question_without_words_to_look_for_is_refused(tmp_path: Path, answers: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        questions(made(tmp_path, [{**QUERIES[0], "answers": answers}]))


def test_a_question_beyond_the_limit_may_lack_them(tmp_path: Path) -> None:
    assert [q.id for q in questions(made(tmp_path, [ANSWERED[0], QUERIES[1]]), 1)] == ["1"]


# Keeping replies


def test_a_reply_of_the_engine_is_kept_whole(ask: Callable[[str], Outcome]) -> None:
    answer = keep(ask("When does the ferry to Tangier leave?"))

    assert not answer.abstained
    assert answer.words.startswith("The ferry to Tangier leaves every Tuesday.")
    assert "leaves every Tuesday. [1]" in answer.shown
    assert (answer.quotes[0].origin, answer.quotes[0].verbatim) == ("port", True)
    assert answer.total >= (answer.first or 0)
    assert from_json(json.loads(json.dumps(to_json(answer)))) == answer


def test_an_abstention_is_kept_with_what_is_nearest(corpus: Corpus) -> None:
    engine = Engine(corpus, WordEmbedder(), None, style="quotes", context_tokens=500)

    reply = keep(outcome_of(engine.ask("Who sings?", Filters())))

    assert (reply.abstained, reply.words, reply.first) == (True, "", None)
    assert reply.shown == "There are no articles here yet that could answer."
    assert from_json(to_json(reply)) == reply


def test_a_round_goes_on_where_another_stopped(tmp_path: Path, ask: Callable[[str], Outcome]) -> None:
    asked = questions(made(tmp_path))
    progress = Progress(tmp_path / "kept" / "replies.jsonl")
    first = Round(asked, progress)
    for query in first.pending[:2]:
        first.ask(query, ask)

    second = Round(asked, Progress(progress.path))

    assert [q.id for q in second.pending] == ["2", "5", "3"]
    assert second.judged() == first.judged()
    for query in second.pending:
        second.ask(query, ask)
    assert [each.query.id for each in Round(asked, progress).judged()] == ["1", "4", "2", "5", "3"]
    progress.start_anew()
    assert len(Round(asked, progress).pending) == 5


def test_a_line_cut_off_costs_one_question(tmp_path: Path, ask: Callable[[str], Outcome]) -> None:
    asked = questions(made(tmp_path))
    progress = Progress(tmp_path / "replies.jsonl")
    whole = Round(asked, progress)
    for query in asked[:3]:
        whole.ask(query, ask)
    content = progress.path.read_bytes()
    progress.path.write_bytes(content[:-40])

    after = Round(asked, progress)
    assert [q.id for q in after.pending] == ["2", "5", "3"]
    for query in after.pending:
        after.ask(query, ask)

    assert Round(asked, progress).pending == []


@pytest.mark.parametrize("line", ["[]", "3", '{"id": "1"}', '{"id": "1", "question": "x", "reply": {}}', "\udcff"])
def test_lines_of_another_make_are_left_alone(tmp_path: Path, line: str) -> None:
    progress = Progress(tmp_path / "replies.jsonl")
    progress.path.write_bytes(line.encode("utf-8", "surrogateescape"))

    assert progress.replies() == {}


def test_a_question_in_other_words_is_asked_again_and_other_gold_is_not(
    tmp_path: Path, ask: Callable[[str], Outcome]
) -> None:
    progress = Progress(tmp_path / "replies.jsonl")
    before = Round(questions(made(tmp_path)), progress)
    for query in before.pending:
        before.ask(query, ask)
    changed = [{**ANSWERED[0], "answers": ["every Friday"]}, {**ANSWERED[1], "question": "Autre chose ?"}]

    after = Round(questions(made(tmp_path, changed)), progress)

    assert [q.id for q in after.pending] == ["2"]
    assert (before.judged()[0].verdict, after.judged()[0].verdict) == ("right", "wrong")


def test_a_model_that_fails_once_leaves_its_question_for_later(tmp_path: Path, ask: Callable[[str], Outcome]) -> None:
    asked = questions(made(tmp_path))
    fails = {asked[0].question, asked[1].question, asked[3].question}

    def moody(question: str) -> Outcome:
        if question in fails:
            raise ModelError("It didn't answer within 120 s.")
        return ask(question)

    round_ = Round(asked, Progress(tmp_path / "replies.jsonl"))
    for query in round_.pending:
        round_.ask(query, moody)

    assert [(each.query.id, each.error) for each in round_.failed] == [
        (identity, "It didn't answer within 120 s.") for identity in ("1", "4", "5")
    ]
    assert [q.id for q in round_.pending] == ["1", "4", "5"]
    assert len(round_.judged()) == 2


def test_a_question_that_is_too_long_is_left_out(tmp_path: Path, ask: Callable[[str], Outcome]) -> None:
    asked = questions(made(tmp_path, [{**ANSWERED[0], "question": "When? " * 500}, ANSWERED[1]]))
    round_ = Round(asked, Progress(tmp_path / "replies.jsonl"))

    for query in round_.pending:
        round_.ask(query, ask)

    assert [each.error[:31] for each in round_.failed] == ["The question has 2,999 characte"]
    assert [each.query.id for each in round_.judged()] == ["2"]


def test_a_model_that_fails_three_times_in_a_row_ends_the_round(tmp_path: Path) -> None:
    def broken(question: str) -> Outcome:
        raise ModelError(f"It can't be reached for {question}.")

    round_ = Round(questions(made(tmp_path)), Progress(tmp_path / "replies.jsonl"))
    round_.ask(round_.pending[0], broken)
    round_.ask(round_.pending[1], broken)

    with pytest.raises(ModelError, match="can't be reached"):
        round_.ask(round_.pending[2], broken)


def test_the_key_of_replies_changes_with_settings_prompts_and_code_that_answers(tmp_path: Path) -> None:
    assert answer_key(Settings()) == answer_key(Settings(chat_threads=3))
    assert answer_key(Settings()) != answer_key(Settings(context_tokens=300))
    assert answer_key(Settings()) != answer_key(Settings(chat_model="none"))
    (tmp_path / "answer.md").write_text("Answer.")
    (tmp_path / "code.py").write_text("x = 1")
    (tmp_path / "notes.txt").write_text("Not looked at.")
    before = fingerprint({"a": 1}, [tmp_path])
    (tmp_path / "notes.txt").write_text("Changed.")
    assert fingerprint({"a": 1}, [tmp_path]) == before
    (tmp_path / "answer.md").write_text("Answer briefly.")
    after = fingerprint({"a": 1}, [tmp_path])
    (tmp_path / "code.py").write_text("x = 2")
    later = fingerprint({"a": 1}, [tmp_path])
    (tmp_path / "probe.json").write_text("{}")
    assert len({before, after, later, fingerprint({"a": 1}, [tmp_path])}) == 4


# The command, with the real embedding model and no chat model


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, "eval", "--answers", *words]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_set_is_asked_in_parts_and_its_failures_are_listed(environment: dict[str, str], tmp_path: Path) -> None:
    folder = str(write_set(tmp_path / "made", queries=ANSWERED))

    done = run(environment, folder, "--limit", "2", "--stop-after", "3")
    assert done.returncode == 0
    assert "made, none: 2 answerable questions, 1 unanswerable; 3 articles" in done.stdout.splitlines()
    assert "made: 1 of 4 questions are left: the same command goes on with them" in done.stdout.splitlines()
    assert "made: 3 articles, 2 answerable questions and 2 unanswerable, 1 left for later" in done.stderr
    assert "Texts embedded: 6" in done.stderr
    assert "Questions asked: 3" in done.stderr
    assert max(map(len, done.stdout.splitlines()[:16])) <= 80

    done = run(environment, folder, "--json")
    document = json.loads(done.stdout)
    assert "made: 3 articles, 3 answerable questions and 2 unanswerable, 3 of them asked before" in done.stderr
    assert "Questions asked: 2" in done.stderr
    assert (document["set"], document["questions"], document["answerable"], document["unanswerable"]) == (
        "made",
        5,
        3,
        2,
    )
    assert document["verbatim_quotes"] == 1
    assert document["intervals"]["verbatim_quotes"] == [1, 1]
    assert 0 <= document["right"] <= 1
    assert document["of"]["right"] == 3
    assert document["total_ms"]["of"] == 5
    kinds = {failure["kind"] for failure in document["failures"]}
    assert kinds <= {"wrong", "wrongly abstained", "wrongly answered"}
    listed = (tmp_path / "data" / "evaluation" / "answers").glob("made-*.txt")
    assert [str(path) for path in listed] == [document["listed"]]

    # All is asked: no model is loaded, nothing is embedded.
    done = run(environment, folder, "--json")
    assert {**json.loads(done.stdout), "total_ms": None} == {**document, "total_ms": None}
    assert "Questions asked" not in done.stderr
    assert "Questions asked: 5" in run(environment, folder, "--again").stderr


def test_ctrl_c_keeps_what_was_asked(environment: dict[str, str], tmp_path: Path) -> None:
    many = [{**ANSWERED[0], "id": str(n), "question": f"When does ferry {n} to Tangier leave?"} for n in range(2000)]
    folder = str(write_set(tmp_path / "made", queries=many))
    command = [*PROGRAM, "eval", "--answers", folder]
    kept = tmp_path / "data" / "evaluation" / "answers"
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 120
        while time.monotonic() < until and not any(path.stat().st_size for path in kept.glob("*.jsonl")):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read() if process.stderr else ""

    assert process.returncode == 130
    assert said.strip().splitlines()[-1].startswith("Stopped: what was finished is kept")
    (file,) = kept.glob("*.jsonl")
    replies = len(Progress(file).replies())
    assert 0 < replies < 2000
    done = run(environment, folder, "--stop-after", "1")
    assert f"made, none: {replies + 1} answerable questions" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--answers", "--baselines"], "leave --baselines, --against, --translated out"),
        (["--answers", "--against", "FOOTNOTE_PASSAGE_TOKENS=40"], "leave --baselines, --against, --translated out"),
        (["--stop-after", "3"], "--stop-after and --again go with --answers"),
        (["--again"], "--stop-after and --again go with --answers"),
        (["--answers", "--stop-after", "0"], "The value of --stop-after is wrong"),
        (["--answers"], 'The question 1 of made has no words under "answers" to look for in a reply'),
    ],
)
def test_a_wrong_call_gives_one_sentence(
    environment: dict[str, str], tmp_path: Path, words: Sequence[str], said: str
) -> None:
    command = [*PROGRAM, "eval", str(write_set(tmp_path / "made")), *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
