from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.service.failures import RefusedError
from bot.service.filters import Options, read_filters
from bot.service.store.answers import Note, Opinion, StoredAnswer, new_id
from bot.service.store.servers import AddedSource
from bot.service.store.store import Store
from corpus.article import Filters
from corpus.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400.0


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


def test_an_answer_comes_back_as_it_was_after_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path / "discord.sqlite3")
    answer = kept(store)
    store.close()

    store = Store(tmp_path / "discord.sqlite3")
    assert store.answers.get(answer.id, guild=1, channel=10, person=6) == answer
    store.close()


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


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "discord.sqlite3")
    store.remember("version", "99")
    store.close()

    with pytest.raises(StoreError, match="newer Footnote"):
        Store(tmp_path / "discord.sqlite3")


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


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "discord.sqlite3")
