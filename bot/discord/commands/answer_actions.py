"""What the buttons under an answer do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord.asking.answering import answer
from bot.discord.asking.request import taken_up
from bot.discord.commands.following import follow
from bot.discord.context.context import corpus_name, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import InteractionReply, whisper
from bot.discord.rendering.footnotes import in_full
from bot.discord.rendering.reply import pack, render_notes
from bot.discord.rendering.report import FAULTS
from bot.discord.views.answer_buttons import passages_button
from bot.failures import RefusedError
from bot.messages.wording import say
from bot.service.store.answers import Opinion
from bot.service.store.questions import Request

if TYPE_CHECKING:
    from bot.discord.views.answer_buttons import Action
    from bot.messages.wording import Language
    from bot.service.service import Service
    from bot.service.store.answers import StoredAnswer
    from bot.service.store.visitor import Visitor

_LONGEST_REASON = 1000


async def press(interaction: discord.Interaction, action: Action, identity: str, number: int) -> None:
    """Do what a button says, for whoever may see its answer and may use the bot here; `number` is that of a footnote.

    Raises:
        RefusedError: they may not use it.
    """
    parts, visitor = visit(interaction)
    corpus_name(parts, visitor)
    if action == "cancel":
        await _cancel(interaction, parts, visitor, identity)
        return
    kept = _kept(parts, visitor, identity)
    if kept is None:
        await whisper(interaction, [say("gone", visitor.language)])
    elif action == "again":
        await _again(interaction, parts, visitor, kept)
    elif action == "follow":
        await follow(interaction, parts, visitor, kept)
    elif action == "bad":
        await interaction.response.send_modal(_Reason(kept.id, visitor.language))
    elif action == "good":
        _judge(parts, kept.id, Opinion(person=visitor.person, good=True, reason=""))
        await whisper(interaction, [say("thanks", visitor.language)])
    elif action == "note":
        note = next((note for note in kept.notes if note.number == number), None)
        await whisper(interaction, [in_full(note, visitor.language) if note else say("gone", visitor.language)])
    else:
        further = passages_button(kept, visitor.language) if action == "notes" else None
        await whisper(interaction, _shown(kept, action, visitor.language), further)


def _kept(parts: Service, visitor: Visitor, identity: str) -> StoredAnswer | None:
    return parts.store.answers.get(identity, guild=visitor.guild, channel=visitor.channel, person=visitor.person)


def _shown(kept: StoredAnswer, action: Action, language: Language) -> list[str]:
    """Return what a button shows of an answer."""
    if action == "more":
        return list(kept.rest) or [say("gone", language)]
    if action == "passages":
        return render_notes(kept.passages, language) if kept.passages else [say("no_passages", language)]
    if not kept.notes:
        return [say("no_notes", language)]
    return pack("\n" * bool(at) + in_full(note, language) for at, note in enumerate(kept.notes))


async def _again(interaction: discord.Interaction, parts: Service, visitor: Visitor, kept: StoredAnswer) -> None:
    request = Request(
        visitor=visitor, words=kept.words, filters=kept.filters, private=kept.private, token=interaction.token
    )
    with taken_up(parts, request, InteractionReply(interaction, private=kept.private)) as asking:
        await interaction.response.defer(ephemeral=kept.private, thinking=True)
        await answer(parts, asking)


async def _cancel(interaction: discord.Interaction, parts: Service, visitor: Visitor, identity: str) -> None:
    question, waiting = parts.store.questions.get(identity), parts.waiting.get(identity)
    if question is None or waiting is None:
        raise RefusedError("too_late_to_cancel")
    if question.request.visitor.person != visitor.person:
        raise RefusedError("not_yours")
    await interaction.response.defer()
    waiting.withdraw()


def _judge(parts: Service, identity: str, opinion: Opinion) -> None:
    parts.counts["good" if opinion.good else "bad"] += 1
    parts.store.answers.judge(identity, opinion, parts.clock())


class _Reason(discord.ui.Modal):
    """Asks what was wrong with an answer."""

    def __init__(self, answer: str, language: Language) -> None:
        super().__init__(title=say("modal_bad", language), timeout=None, custom_id=f"footnote:reason:{answer}")
        self._answer = answer
        self._kind = discord.ui.RadioGroup[discord.ui.View](
            custom_id="kind",
            options=[discord.RadioGroupOption(label=say(key, language), value=kind) for kind, key in FAULTS.items()],
        )
        self._reason = discord.ui.TextInput[discord.ui.View](
            style=discord.TextStyle.paragraph, required=False, max_length=_LONGEST_REASON, custom_id="reason"
        )
        self.add_item(discord.ui.Label(text=say("modal_choice", language), component=self._kind))
        self.add_item(discord.ui.Label(text=say("modal_reason", language), component=self._reason))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Remember the reason."""
        async with telling(interaction):
            parts, visitor = visit(interaction)
            kept = _kept(parts, visitor, self._answer)
            if kept is None:
                await whisper(interaction, [say("gone", visitor.language)])
                return
            reason = " ".join(self._reason.value.split())
            kind = self._kind.value or "other"
            _judge(parts, kept.id, Opinion(person=visitor.person, good=False, reason=reason, kind=kind))
            await whisper(interaction, [say("thanks", visitor.language)])
