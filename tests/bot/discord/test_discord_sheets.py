"""Checks, digests and reports on cards: what stands on them, and where a text stands instead."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.answering.engine.checking import Checked, Finding
from bot.answering.reply import Citation
from bot.discord.rendering.checked import checked_sheet
from bot.discord.rendering.digest import digest_sheet
from bot.discord.rendering.report import report_sheet
from bot.discord.views.answer_card import sheet_card
from bot.service.digest import NewArticle
from bot.service.monitoring.report import Marked, Report, Subject
from bot.service.store.answers import Opinion
from tests.bot.discord.commands.test_discord_check import FOR, POST, UNSURE
from tests.support.discord_scene import EXACT, QUESTION, buttons, fill, make_room, pause, said, words_in

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from bot.discord.rendering.card import Sheet

GREEN, YELLOW = 0x3BA55D, 0xF0B232
NASTY = "**@everyone** <#1> " * 40


@pytest.fixture
def plain_text() -> bool:
    return False


async def test_what_was_checked_is_a_card_with_a_button_an_article_and_is_shown_to_everyone_without_its_own(
    simcord_env: Env,
) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, POST)

    checked = await room.bob.context_menu(room.channel, "Check this", message)
    assert checked.response is not None
    shown = await room.bob.click(checked.response.message, custom_id=buttons(checked.response)["Show everyone"])

    (text,) = said(checked)
    assert checked.ephemeral
    assert text.startswith(FOR)
    assert UNSURE in text
    assert text.endswith(EXACT)
    assert colour(checked.response) == YELLOW
    assert not shown.ephemeral
    assert said(shown) == said(checked)
    assert buttons(shown.response) == {}
    assert colour(shown.response) == YELLOW


async def test_a_report_is_a_card_with_its_table_and_buttons(simcord_env: Env) -> None:
    room = make_room(simcord_env, alice_manages=True)
    await room.bob.slash(room.channel, "ask", question=QUESTION)
    await room.bob.slash(room.channel, "ask", question="Where do kangaroos hibernate?", source="elsewhere")

    told = await room.alice.slash(room.channel, "footnote report")

    assert told.response is not None
    assert said(told)[0].startswith("**The last 30 days**: 2 questions, 1 answered.")
    assert "• Where do kangaroos hibernate? (1)" in said(told)[0]
    assert set(buttons(told.response)) == {"Add a source: Where do kangaroos hibernate?"}
    assert [one.filename for one in told.response.message.attachments] == ["report.csv"]


async def test_a_digest_is_a_card_with_a_button_an_article(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    servers = simcord_bot.parts.store.servers
    servers.change(room.guild.id, digest_channel=room.channel.id, digest_hour=0)
    servers.tell(
        room.guild.id, {entry.id for entry in simcord_bot.parts.corpora.open("main").corpus.catalogue.entries()}
    )
    text = "A second basin is planned. It costs ten million. Work begins in May."
    fill(simcord_bot, "main", pause("The harbour", text, "https://example.org/h", published=date(2026, 1, 1)))

    await simcord_bot.schedule.send_digests()

    (message,) = room.channel.history()
    assert words_in(message) == (
        "**New articles** (1)\n"
        "**The harbour** — 1 January 2026 — press\n"
        "> “A second basin is planned.” “It costs ten million.”\n"
        "https://example.org/h"
    )
    assert colour(message) == GREEN


async def test_the_weekly_report_is_a_card_too(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    await room.bob.slash(room.channel, "ask", question=QUESTION)
    simcord_bot.parts.store.servers.change(room.guild.id, report_channel=room.channel.id)

    await simcord_bot.schedule.send_digests()

    message = room.channel.history()[-1]
    assert words_in(message).startswith("**The last 7 days**: 1 question")
    assert colour(message) == GREEN


def test_whatever_words_come_to_a_sheet_fits_or_is_none() -> None:
    article = pause(NASTY, "A. " * 400, "https://a.org/" + "x" * 480)[0]
    citations = tuple(
        Citation(number=n, article=article, passage_id="p", quote=NASTY[:300], start=0, end=300) for n in range(1, 4)
    )
    checks = [Checked(claim=NASTY, finding=Finding.FOR, citations=citations)] * 8
    report = Report(
        asked=9,
        answered=1,
        in_vain=(Subject(questions=(NASTY,), count=3),) * 9,
        bad=(Marked(question=NASTY, opinion=Opinion(person=1, good=False, reason=NASTY, kind="wrong")),) * 9,
        sources=((NASTY, 3),) * 9,
    )
    news = [NewArticle(article=article, quotes=(NASTY, NASTY))] * 15

    sheets = [checked_sheet(checks, "de"), report_sheet(report, 30, "de"), digest_sheet(news, "de")]
    small = [checked_sheet(checks[:2], "fr"), digest_sheet(news[:2], "fr")]

    assert all(sheet is None or takes(sheet) for sheet in sheets)
    assert all(sheet is not None and takes(sheet) for sheet in small)


def takes(sheet: Sheet) -> bool:
    """Say whether Discord takes a sheet as a card, with all that may stand under it."""
    under = discord.ui.View(timeout=None)
    for number in range(5):
        under.add_item(discord.ui.Button(label="x", custom_id=str(number)))
    card = sheet_card(sheet, "en", buttons=under, file="report.csv")
    return card.content_length() <= 4000 and card.total_children_count <= 40


def colour(message: Any) -> int:
    (card,) = message.components
    return card["accent_color"] if isinstance(card, dict) else card.accent_color.value
