from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from typing import TYPE_CHECKING

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.discord.endpoints import point_at
from bot.discord.start import run_bot
from bot.discord.watchdog import SECONDS_DEAD, Watchdog
from bot.service.admission.workers import Underway
from bot.service.monitoring import logs
from bot.service.monitoring.health import health_of, serving_health
from bot.service.monitoring.logs import Redactor
from bot.service.monitoring.metrics import metrics_of
from bot.settings import Settings
from corpus.errors import SettingsError
from tests.support.discord_scene import QUESTION, Machine, make_room

if TYPE_CHECKING:
    from pathlib import Path

    from simcord import Env

    from bot.discord.client import FootnoteBot

TOKEN = "MTA4NjQyMjQ2ODAxNzk1MjAwMA.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789ab"  # noqa: S105 -- nobody's


def test_without_a_token_one_sentence_says_where_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)

    with pytest.raises(SettingsError, match=r"Discord Developer Portal.*under Bot.*\.env.*DISCORD_TOKEN"):
        run_bot(Settings(data_dir=tmp_path))


@pytest.mark.parametrize(
    ("api", "gateway", "name"),
    [("ftp://a", "", "API_URL"), ("localhost:80", "", "API_URL"), ("", "https://a/", "GATEWAY_URL")],
)
def test_an_address_of_discord_that_is_none_is_refused(api: str, gateway: str, name: str) -> None:
    with pytest.raises(SettingsError, match=f"FOOTNOTE_DISCORD_{name} is an address"):
        point_at(api, gateway)


async def test_commands_are_told_to_discord_only_when_they_changed(
    simcord_env: Env, simcord_bot: FootnoteBot, machine: Machine
) -> None:
    def syncs() -> int:
        return sum(r.method == "PUT" and r.path.endswith("/commands") for r in simcord_env.http_requests)

    assert syncs() == 1
    await simcord_env.restart_bot(machine.make_bot())
    assert syncs() == 1
    simcord_bot.parts.store.remember("synced_commands", "other ones")
    await simcord_env.restart_bot(machine.make_bot())
    assert syncs() == 2


def test_the_watchdog_counts_from_the_first_loss_until_the_shard_is_back() -> None:
    now = 0.0
    watchdog = Watchdog(lambda: now)

    watchdog.lost(0)
    now = SECONDS_DEAD - 1
    watchdog.lost(0)
    assert not watchdog.is_dead
    now = SECONDS_DEAD
    assert watchdog.is_dead
    watchdog.found(0)
    assert not watchdog.is_dead
    assert watchdog.seconds_dead == 0


async def test_the_bot_waits_for_answers_under_way_and_gives_up_in_the_end() -> None:
    underway = Underway()

    async def answer(seconds: float) -> None:
        with underway.one_more():
            await asyncio.sleep(seconds)

    task = asyncio.create_task(answer(0.05))
    await asyncio.sleep(0)
    assert await underway.finish(5)
    assert task.done() or underway.count == 0
    slow = asyncio.create_task(answer(30))
    await asyncio.sleep(0)
    assert not await underway.finish(0.05)
    slow.cancel()


async def test_health_tells_how_the_bot_is_and_nothing_of_what_was_asked(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)

    told = health_of(simcord_bot)

    assert told["ready"]
    assert told["servers"] == 1
    assert told["counts"]["questions"] == told["counts"]["answers"] == 1
    assert "Amazon" not in json.dumps(told)
    simcord_bot.watchdog.lost(0)
    await simcord_env.advance_time(10)
    assert not health_of(simcord_bot)["ready"]


async def test_metrics_tell_what_was_done_in_the_format_of_prometheus(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)

    told = metrics_of(health_of(simcord_bot)).decode()

    figures = {family.name: family.samples[0].value for family in text_string_to_metric_families(told)}
    assert figures["footnote_questions"] == figures["footnote_answers"] == figures["footnote_servers"] == 1
    assert figures["footnote_failures"] == 0
    assert "footnote_reply_seconds_count 1.0" in told
    assert "Amazon" not in told


async def test_health_is_served_on_loopback_and_a_taken_port_is_told(machine: Machine, unused_tcp_port: int) -> None:
    bot = machine.make_bot()
    url = f"http://127.0.0.1:{unused_tcp_port}/health"

    async with serving_health(bot, unused_tcp_port), aiohttp.ClientSession() as session:
        async with session.get(url) as answer:
            assert answer.status == 503
            assert (await answer.json())["ready"] is False
        async with session.get(url.replace("/health", "/metrics")) as answer:
            assert answer.status == 200
            assert "footnote_ready 0.0" in await answer.text()
        with pytest.raises(SettingsError, match="FOOTNOTE_HEALTH_PORT can't be used"):
            async with serving_health(bot, unused_tcp_port):
                pass


def test_secrets_are_hidden_wherever_they_stand() -> None:
    redactor = Redactor(["sk-verysecretkey", "short", TOKEN])

    hidden = redactor.hide(
        f"Bot {TOKEN} sk-verysecretkey https://discord.com/api/v10/webhooks/1/aW50ZXJhY3Rpb24abc/messages/@original"
        f" other token MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.Gxyzab.{'q' * 38} Authorization: Bearer abc.def short"
    )

    for secret in (TOKEN, "sk-verysecretkey", "aW50ZXJhY3Rpb24abc", "q" * 38, "abc.def"):
        assert secret not in hidden
    assert "short" in hidden


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_holds_no_secret_even_in_a_traceback(form: logs.LogFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-verysecretkey")
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])

    logs.log_to_stderr(form, [TOKEN])
    try:
        int(f"no good: {TOKEN}")
    except ValueError:
        logging.getLogger("bot.test").exception("It failed with %s", "sk-verysecretkey")

    text = written.getvalue()
    assert TOKEN not in text
    assert "sk-verysecretkey" not in text
    assert "no good: [hidden]" in text
    if form == "json":
        (line,) = text.splitlines()
        assert json.loads(line)["message"] == "It failed with [hidden]"
