from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot.discord.rendering.digest import render_digest
from bot.discord.rendering.escape import LONGEST_MESSAGE
from bot.service.digest import NewArticle, day_due
from bot.service.store.servers import ServerSettings
from corpus.errors import StoreError
from tests.support.discord_scene import fill, make_room, pause

if TYPE_CHECKING:
    import pytest
    from simcord import Env

    from bot.discord.client import FootnoteBot


def at(hour: int, day: int = 1, minute: int = 0) -> float:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC).timestamp()


def test_a_digest_is_due_once_a_day_from_its_hour_on_by_the_servers_clock() -> None:
    paris = ServerSettings(digest_channel=1, digest_hour=9, digest_zone="Europe/Paris")

    assert day_due(paris, at(7, minute=59)) is None
    assert day_due(paris, at(8)) == "2026-01-01"
    assert day_due(ServerSettings(digest_hour=9, digest_zone="Europe/Paris", digest_day="2026-01-01"), at(20)) is None
    assert (
        day_due(ServerSettings(digest_hour=0, digest_zone="Europe/Paris", digest_day="2026-01-01"), at(23))
        == "2026-01-02"
    )


async def test_new_articles_are_told_at_the_hour_each_once(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env, alice_manages=True)
    result = await room.alice.slash(room.channel, "footnote settings")
    assert result.response is not None
    form = await room.alice.click(result.response.message, custom_id="footnote:set:form:digest")
    await room.alice.submit_modal(form, {"channel": [room.channel], "hour": "8", "zone": "UTC"})
    text = "A second basin is planned. It costs ten million. Work begins in May."
    fill(simcord_bot, "main", pause("The harbour", text, "https://example.org/h", published=date(2026, 1, 1)))

    await simcord_env.advance_time(7 * 3600)
    assert room.channel.history() == []
    await simcord_env.advance_time(3700)
    await simcord_env.advance_time(24 * 3600)

    (message,) = room.channel.history()
    assert message.content == (
        "**New articles** (1)\n\n"
        "**The harbour** — 1 January 2026 — press\n"
        "> “A second basin is planned.” “It costs ten million.”\n"
        "<https://example.org/h>"
    )


async def test_a_digest_whose_channel_is_gone_or_elsewhere_is_not_sent(
    simcord_env: Env, simcord_bot: FootnoteBot, caplog: pytest.LogCaptureFixture
) -> None:
    room = make_room(simcord_env)
    other = make_room(simcord_env, "Other")
    simcord_bot.parts.store.servers.change(room.guild.id, digest_channel=other.channel.id, digest_hour=0)

    await simcord_bot.schedule.send_digests()

    assert other.channel.history() == []
    assert "no channel" in caplog.text


async def test_an_error_does_not_end_what_is_done_by_itself(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[float] = []

    def fail(*_: object) -> int:
        tries.append(simcord_bot.parts.clock())
        raise StoreError("It is broken: mend it.")

    monkeypatch.setattr(simcord_bot.parts.store.answers, "forget_older", fail)

    await simcord_env.advance_time(200)

    assert len(tries) >= 3
    assert "What is due couldn't be done" in caplog.text


def test_a_long_digest_is_cut_and_fits() -> None:
    many = [
        NewArticle(article=pause(f"Title {n} " * 30, "x", f"https://example.org/{n}")[0], quotes=("word " * 90,) * 2)
        for n in range(15)
    ]

    messages = render_digest(many, "fr")

    assert all(len(message) <= LONGEST_MESSAGE for message in messages)
    assert messages[0].startswith("**Nouveaux articles** (15)")
    assert messages[-1].endswith("… et 5 autres : /sources les liste.")


def test_a_digest_fits_whatever_its_words_come_to() -> None:
    linked = "https://a.org/" + "*" * 130
    article, _ = pause(f"{linked[:110]} x", "x", "https://a.org/" + "x" * 380)
    article = replace(article, site=linked[:55])

    (message,) = render_digest([NewArticle(article=article, quotes=(f"{linked}", f"{linked[:180]} " * 2) * 2)], "en")

    assert len(message) <= LONGEST_MESSAGE
    assert article.address in message
