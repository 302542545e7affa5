from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from corpus.errors import ArticleError
from corpus.reason import Reason, unpacked
from corpus.store.tables.database import open_file
from corpus.store.tables.journal import Journal, State
from ingest.errors import FailedError

if TYPE_CHECKING:
    from pathlib import Path

SMALL = Reason("{page} is larger than {most:,} bytes: leave it out.", {"page": "a {page}", "most": 20_000})
NESTED = Reason("{page} redirects: {reason}", {"page": "https://a.org/é", "reason": SMALL})


def test_a_reason_is_said_in_english_with_what_stands_in_its_gaps() -> None:
    assert str(NESTED) == "https://a.org/é redirects: a {page} is larger than 20,000 bytes: leave it out."


@pytest.mark.parametrize("reason", [SMALL, NESTED, Reason("This is no XML."), Reason("{a}", {"a": "{}"})])
def test_a_reason_is_the_same_after_it_was_kept(reason: Reason) -> None:
    assert unpacked(reason.packed()) == reason


@pytest.mark.parametrize(
    "text", ["https://a.org/x is gone.", "A {brace} and {0}", '{"words": 1}', "[]", "3", "", '"words"']
)
def test_what_an_older_version_kept_is_said_as_it_stands(text: str) -> None:
    assert str(unpacked(text)) == text


def test_an_error_has_its_reason_and_says_it() -> None:
    error = FailedError("{host} wants rest for {seconds} seconds.", host="a.org", seconds=90, retry_after=90.0)

    assert str(error) == "a.org wants rest for 90 seconds."
    assert error.reason == Reason("{host} wants rest for {seconds} seconds.", {"host": "a.org", "seconds": 90})
    assert error.retry_after == 90
    assert str(ArticleError.of(error.reason)) == str(error)


def test_the_journal_keeps_reasons_and_reads_those_of_older_versions(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    journal = Journal(open_file(path))
    new = State(origin="https://a.org/new", source="a", error=NESTED, failures=2)
    journal.save(new)
    journal.save(State(origin="https://a.org/fine", source="a"))
    journal.save(State(origin="https://a.org/old", source="a", failures=1))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE addresses SET error = 'There is no page at a {b}.' WHERE origin LIKE '%old'")

    assert journal.failing() == [new, journal.state("https://a.org/old")]
    assert str(journal.failing()[1].error) == "There is no page at a {b}."
