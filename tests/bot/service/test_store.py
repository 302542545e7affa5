from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.answering.answer import Turn
from bot.failures import RefusedError
from bot.service.filters import Options, read_filters
from bot.service.store.answers import Note, Opinion, StoredAnswer, new_id
from bot.service.store.followed import MOST_FOLLOWED, Followed
from bot.service.store.offers import Choice
from bot.service.store.questions import OpenQuestion, Request
from bot.service.store.removals import Removal
from bot.service.store.servers import AddedSource
from bot.service.store.store import Store
from bot.service.store.visitor import Visitor
from corpus.article import Filters
from corpus.database.postgres import PostgresServer
from corpus.errors import StoreError
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DAY = 86_400.0
# The tables as version 2 made them.
VERSION_2 = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO facts VALUES ('version', '2');
CREATE TABLE answers (
  id TEXT PRIMARY KEY, guild INTEGER, channel INTEGER NOT NULL, message INTEGER, asker INTEGER NOT NULL,
  private INTEGER NOT NULL, asked REAL NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE TABLE opinions (
  answer TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE, person INTEGER NOT NULL, good INTEGER NOT NULL,
  reason TEXT NOT NULL, given REAL NOT NULL, kind TEXT NOT NULL DEFAULT '', PRIMARY KEY (answer, person)
) STRICT;
CREATE TABLE followed (id TEXT NOT NULL, person INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, person)) STRICT;
"""


def note(number: int = 1) -> Note:
    return Note(
        number=number,
        article="a",
        title="Title",
        site=None,
        author="Ann",
        published=date(2020, 6, 10),
        place="p. 4",
        quote="Quote.",
        around="A quote. Quote.",
        link="https://example.org",
        exact=None,
    )


def kept(
    store: Store, *, guild: int | None = 1, asker: int = 5, private: bool = False, asked: float = 0.0
) -> StoredAnswer:
    answer = StoredAnswer(
        id=new_id(),
        guild=guild,
        channel=10,
        message=None,
        asker=asker,
        private=private,
        asked=asked,
        words="Why?",
        filters=Filters(since=date(2020, 1, 1), source="press"),
        language="fr",
        text="Because.",
        answered=True,
        notes=(note(), note(2)),
        passages=(note(),),
        rest=("more",),
    )
    store.answers.keep(answer)
    return answer


def open_question(*, asked: float) -> OpenQuestion:
    visitor = Visitor(
        person=5, channel=10, parent=None, guild=1, roles=frozenset({7, 8}), manages_server=False, language="fr"
    )
    request = Request(
        visitor=visitor,
        words="Why?",
        filters=Filters(since=date(2020, 1, 1)),
        conversation=(Turn(question="What?", answer="That."),),
        message=9,
    )
    return OpenQuestion(request=request, asked=asked, shown=None)


def test_an_answer_comes_back_as_it_was_after_a_restart(opened: Callable[[], Store]) -> None:
    with closing(opened()) as store:
        answer = kept(store)

    with closing(opened()) as store:
        assert store.answers.get(answer.id, guild=1, channel=10, person=6) == answer


def test_an_answer_is_found_in_its_server_and_by_those_who_may_only(store: Store) -> None:
    public, private, direct = kept(store), kept(store, private=True), kept(store, guild=None)

    assert store.answers.get(public.id, guild=2, channel=10, person=5) is None
    assert store.answers.get(public.id, guild=None, channel=10, person=5) is None
    assert store.answers.get(private.id, guild=1, channel=10, person=6) is None
    assert store.answers.get(private.id, guild=1, channel=10, person=5) == private
    assert store.answers.get(direct.id, guild=None, channel=10, person=6) is None
    assert store.answers.get(direct.id, guild=None, channel=10, person=5) == direct
    assert store.answers.get(public.id, guild=1, channel=11, person=5) is None
    assert store.answers.get("' OR 1=1 --", guild=1, channel=10, person=5) is None


def test_the_conversation_of_a_thread_begins_with_the_answer_it_hangs_on(store: Store) -> None:
    first = kept(store, asked=1)
    store.answers.placed(first.id, 77)
    kept(store, asked=2, private=True)

    assert [a.id for a in store.answers.conversation(77, guild=1, limit=4)] == [first.id]
    assert store.answers.conversation(77, guild=2, limit=4) == []
    assert len(store.answers.conversation(10, guild=1, limit=4)) == 1


def test_old_answers_are_forgotten_with_their_opinions(store: Store) -> None:
    old, new = kept(store, asked=0), kept(store, asked=50 * DAY)
    store.answers.judge(old.id, Opinion(person=1, good=True, reason=""), 0)

    assert store.answers.forget_older(30, 60 * DAY) == 1
    assert store.answers.get(old.id, guild=1, channel=10, person=5) is None
    assert store.answers.get(new.id, guild=1, channel=10, person=5) is not None
    assert store.answers.opinions(old.id) == []


def test_the_answers_of_a_server_that_is_left_are_forgotten(store: Store) -> None:
    left, other = kept(store, guild=1), kept(store, guild=2)

    store.answers.forget_server(1)

    assert store.answers.get(left.id, guild=1, channel=10, person=5) is None
    assert store.answers.get(other.id, guild=2, channel=10, person=5) is not None


def test_settings_and_sources_are_each_servers_and_corpus_own(store: Store) -> None:
    store.servers.change(1, roles=(7,), per_person=3)
    store.servers.add_source("main", AddedSource(address="https://a.org", kind="feed", looked_at=4.0))

    assert store.servers.settings(1).roles == (7,)
    assert store.servers.settings(2).roles == ()
    assert store.servers.settings(None).per_person == 20
    assert store.servers.sources("main") == [AddedSource(address="https://a.org", kind="feed", looked_at=4.0)]
    assert store.servers.sources("2") == []
    assert not store.servers.remove_source("2", "https://a.org")
    assert store.servers.remove_source("main", "https://a.org")


def test_a_file_that_is_none_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "discord.sqlite3"
    path.write_bytes(b"This is no database, and long enough to be seen as none." * 100)

    with pytest.raises(StoreError, match=r"discord\.sqlite3 can't be used .* move it away"):
        Store(path)


def test_what_a_newer_version_made_is_refused(opened: Callable[[], Store]) -> None:
    with closing(opened()) as store:
        store.remember("version", "99")

    with pytest.raises(StoreError, match="newer Footnote"):
        opened()


def test_the_last_answer_is_found_by_its_channel_its_question_and_what_it_goes_on_from(store: Store) -> None:
    first = replace(kept(store, asked=1), id=new_id(), question=501, asked=2)
    second = replace(first, id=new_id(), question=502, asked=3, follows=first.id, message=900)
    for answer in (first, second):
        store.answers.keep(answer)
    store.answers.mark(second.id, "Changed since.")
    marked = replace(second, mark="Changed since.")

    assert store.answers.last(10, guild=1, person=6) == marked
    assert store.answers.to(501, 10) == first
    assert store.answers.to(502, 11) is None
    assert store.answers.up_to(900, guild=1, person=6, limit=4) == [first, marked]
    assert store.answers.servers() == [1]
    assert [one.id for one in store.answers.of_server(1, since=2)] == [first.id, second.id]


def test_the_last_opinion_of_a_person_counts(store: Store) -> None:
    answer = kept(store)
    for opinion in (Opinion(person=1, good=True, reason=""), Opinion(person=1, good=False, reason="No.", kind="false")):
        store.answers.judge(answer.id, opinion, 5)
    store.answers.judge(answer.id, Opinion(person=2, good=True, reason=""), 6)

    assert store.answers.opinions(answer.id) == [opinion, Opinion(person=2, good=True, reason="")]
    assert store.answers.bad_marks(1, since=5) == [(answer.id, opinion)]
    store.answers.forget(answer.id)
    assert store.answers.bad_marks(1, since=0) == []


def test_settings_of_a_server_and_its_channels_are_changed_one_by_one(store: Store) -> None:
    store.servers.change(2**62, language="de", digest_channel=7)
    store.servers.change_channel(2**62, 9, private=True)
    store.servers.change(2**62, language="fr")

    ((guild, settings),) = store.servers.all()
    assert (guild, settings.language, settings.digest_channel) == (2**62, "fr", 7)
    assert settings.of_channel(9).private


def test_what_a_digest_told_is_told_once(store: Store) -> None:
    store.servers.tell(1, {"a", "b"})
    store.servers.tell(1, {"b", "c"})

    assert store.servers.told(1) == {"a", "b", "c"}
    assert store.servers.told(2) == set()


def test_followed_questions_stay_in_their_order_until_they_end(store: Store) -> None:
    first, second, direct = (
        Followed(id=name, person=5, guild=guild, question=f"{name}?", language="en", known=frozenset({"a:1"}))
        for name, guild in (("z", 1), ("y", 2), ("x", None))
    )
    for one in (first, second, direct):
        assert store.following.follow(one)
    store.following.tell(first, {"b:2"})

    assert store.following.of(5) == [replace(first, known=frozenset({"a:1", "b:2"})), second, direct]
    store.following.forget_server(2)
    assert store.following.end("z", person=5)
    assert not store.following.end("z", person=6)
    assert store.following.all() == [direct]


def test_nobody_follows_without_end(store: Store) -> None:
    one = Followed(id="0", person=5, guild=1, question="?", language="en", known=frozenset())
    followed = [store.following.follow(replace(one, id=str(number))) for number in range(MOST_FOLLOWED + 1)]

    assert followed == [True] * MOST_FOLLOWED + [False]
    assert store.following.follow(replace(one, question="Why?"))


def test_what_is_offered_and_what_was_removed_is_taken_once_within_a_day(store: Store) -> None:
    offer = store.offers.keep("main", [Choice(address="https://a.org", kind="feed", name="A")], 0)
    stale = store.offers.keep("main", [Choice(address="https://b.org")], 0)
    article, passages = make_article("Harbour", "Ships.")
    removal = Removal(articles=((article, tuple(passages)),), sources=(("https://a.org", None),))
    removed = store.removals.keep("main", removal, 0)

    assert store.offers.take(offer, "other", 1) == ()
    assert store.offers.take(offer, "main", 1) == (Choice(address="https://a.org", kind="feed", name="A"),)
    assert store.offers.take(offer, "main", 1) == ()
    assert store.offers.take(stale, "main", 2 * DAY) == ()
    assert store.removals.take(removed, "main", 1) == removal
    assert store.removals.take(removed, "main", 1) is None


def test_an_open_question_comes_back_as_it_was_until_it_is_closed(store: Store) -> None:
    first, second = (open_question(asked=asked) for asked in (2.0, 1.0))
    for question in (first, second):
        store.questions.keep(question)
    store.questions.shown(first.id, 77)

    assert store.questions.all() == [second, replace(first, shown=77)]
    store.questions.close(second.id)
    assert store.questions.get(second.id) is None
    assert store.questions.get(first.id) == replace(first, shown=77)


def test_what_an_older_version_kept_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "discord.sqlite3"
    with closing(Store(tmp_path / "now.sqlite3")) as store:
        answer = replace(kept(store), id=new_id(), question=501, mark="Changed.")
        store.answers.keep(answer)
        ((body,),) = store._db.rows("SELECT body FROM answers WHERE id = ?", (answer.id,))  # pyright: ignore[reportPrivateUsage] -- looks within
    followed = Followed(id="z", person=5, guild=2, question="Why?", language="en", known=frozenset())
    with closing(sqlite3.connect(path)) as old:
        old.executescript(VERSION_2)
        held = json.dumps(json.loads(body) | {"question": 501, "mark": "Changed."})
        old.execute("INSERT INTO answers VALUES (?, 1, 10, NULL, 5, 0, 0, ?)", (answer.id, held))
        old.execute("INSERT INTO followed VALUES ('z', 5, ?)", (json.dumps(asdict(followed) | {"known": []}),))
        old.execute("INSERT INTO opinions VALUES (?, 1, 0, 'No.', 3, 'false')", (answer.id,))
        old.commit()

    for _ in range(2):
        with closing(Store(path)) as store:
            assert store.answers.to(501, 10) == answer
            assert store.answers.opinions(answer.id) == [Opinion(person=1, good=False, reason="No.", kind="false")]
            assert store.following.all() == [followed]
    with closing(Store(path)) as store:
        store.following.forget_server(2)
        assert store.following.all() == []


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2020", "2020", (date(2020, 1, 1), date(2020, 12, 31))),
        ("2020-02", "2020-02", (date(2020, 2, 1), date(2020, 2, 29))),
        ("2020-6-9", "10/06/2020", (date(2020, 6, 9), date(2020, 6, 10))),
        ("06/2020", None, (date(2020, 6, 1), None)),
        (None, " ", (None, None)),
    ],
)
def test_days_months_and_years_are_read(
    since: str | None, until: str | None, expected: tuple[date | None, date | None]
) -> None:
    filters = read_filters(Options(since=since, until=until))

    assert (filters.since, filters.until) == expected


@pytest.mark.parametrize("words", ["2020-13", "31/02/2020", "yesterday", "0000", "2020-06-10T00:00", "٢٠٢٠-٠١-٠١-٠١"])
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(RefusedError) as error:
        read_filters(Options(since=words))

    assert error.value.key == "wrong_date"
    assert error.value.values == {"value": words}


@pytest.fixture(params=["file", "server"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Open what the bot of a test remembers, again and again the same."""
    path = tmp_path / "discord.sqlite3"
    if request.param == "file":
        return lambda: Store(path)
    server = PostgresServer(url=request.getfixturevalue("postgres_url"), schema=f"test_{uuid.uuid4().hex}")
    return lambda: Store(path, server)


@pytest.fixture
def store(opened: Callable[[], Store]) -> Iterator[Store]:
    with closing(opened()) as store:
        yield store
