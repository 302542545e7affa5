"""Which shards a process runs, and that it runs them alone."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.discord import shards as module
from bot.discord.shards import Claim, Shards, read_shards
from bot.service.store.store import Store
from corpus.database.postgres import PostgresServer
from corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("words", "first", "last", "count"), [("0-3/16", 0, 3, 16), ("5/16", 5, 5, 16), (" 0-0/1 ", 0, 0, 1)]
)
def test_shards_are_read_from_the_first_to_the_last_of_how_many(words: str, first: int, last: int, count: int) -> None:
    assert read_shards(words) == Shards(first=first, last=last, count=count)


@pytest.mark.parametrize(
    "words", ["", "all", "5/4", "4/4", "3-1/8", "0-8/8", "0-3", "/4", "0-3/", "-1-2/4", "0-1/0", "٣/٨", "0-3/9999999"]
)
def test_what_names_no_shards_is_refused_in_one_sentence(words: str) -> None:
    with pytest.raises(UsageError, match=r"--shards takes .* as 0-3/16"):
        read_shards(words)


async def test_a_process_waits_for_the_end_of_the_one_that_runs_its_shards_and_takes_its_place(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.05)
    server = PostgresServer(url=postgres_url, schema=f"test_{uuid.uuid4().hex}")
    first, second = Store(tmp_path / "none", server), Store(tmp_path / "none", server)
    with closing(second):
        await Claim(first, read_shards("0-3/16")).taken(lambda: False)
        await Claim(second, read_shards("4-7/16")).taken(lambda: False)
        overlapping = Claim(second, read_shards("3-4/16"))
        waiting = asyncio.create_task(overlapping.taken(lambda: False))
        await asyncio.sleep(0.5)
        assert not waiting.done()
        second.let_go("shard 4/16")
        first.close()
        await asyncio.wait_for(waiting, 20)

    assert not overlapping.is_lost


async def test_a_process_whose_shards_another_took_meanwhile_is_told(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.05)
    server = PostgresServer(url=postgres_url, schema=f"test_{uuid.uuid4().hex}")
    with closing(Store(tmp_path / "none", server)) as first, closing(Store(tmp_path / "none", server)) as second:
        claim = Claim(first, None)
        await claim.taken(lambda: False)
        first.let_go("all shards")  # as where its connection was lost for long
        second.hold("all shards")
        await asyncio.wait_for(claim.lost(), 20)

    assert claim.is_lost
