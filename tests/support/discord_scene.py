"""A bot with honest fakes for models, and the people and servers that it meets."""

from __future__ import annotations

from contextvars import Context
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import discord
import simcord.actors
from simcord import interactions

from bot.answering.engine.engine import Engine
from bot.discord.build import build_bot
from bot.discord.shards import Shards
from bot.service.corpora.corpora import MOST_OPEN, Library
from bot.service.store.store import Store
from corpus.store.corpus import Corpus
from ingest.pipeline.pipeline import Pipeline
from ingest.web.fetcher import Fetcher
from tests.support.fakes import ScriptedChat, WordEmbedder, WordJudge
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    import pytest
    from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor

    from bot.answering.engine.engine import Style
    from bot.discord.client import FootnoteBot
    from bot.models.chat_model import ChatModel
    from bot.service.reader_links import ReaderLinks
    from ingest.report import Report
    from ingest.sources.discovery import Discovery

PAUSE = "Amazon pauses the sale of Rekognition to the police for one year.\nThe weather in Seattle is mild."
QUESTION = "For how long does Amazon pause?"
DRAFT = "Amazon pauses the sale of Rekognition to the police for one year [1]."
SAID = "“Amazon pauses the sale of Rekognition to the police for one year.” [1]"
LINK = "https://example.org/pause"
HIT = f"[[1]](<{LINK}>) **Amazon's pause**: “Amazon pauses the sale of Rekognition to the police for one year.”"
EXACT = f"{LINK}#:~:text=Amazon%20pauses%20the%20sale%20of%20Rekognition%20to%20the%20police%20for%20one%20year."
FOOTNOTE = f"[[1]](<{EXACT}>) **Amazon's pause**"


class Drafting(ScriptedChat):
    """Says the same each time it is asked."""

    def __init__(self, draft: str = DRAFT) -> None:
        super().__init__()
        self.draft = draft

    def stream(self, prompt: Any, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        del max_tokens, grammar
        self.prompts.append(prompt)
        yield from self.draft.split(" ")[:0]
        yield self.draft


class RealTimePipeline(Pipeline):
    """Runs outside the simulator's context, in which time stands still for whoever waits for a website."""

    def run(self, *args: Any, **named: Any) -> Report:
        return Context().run(super().run, *args, **named)

    def offers(self, address: str) -> tuple[Discovery, ...]:
        return Context().run(super().offers, address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where a bot runs: its data folder and its models; a bot made on it again finds what the one before left."""

    folder: Path
    model: ChatModel | None
    stack: ExitStack
    named: Mapping[str, str]
    style: Style = "draft"
    allow: tuple[str, ...] = ()
    links: ReaderLinks | None = None
    bots: list[FootnoteBot] = field(default_factory=list[Any])

    def make_bot(
        self,
        *,
        sees_content: bool = False,
        shard_count: int = 1,
        most_open_corpora: int = MOST_OPEN,
        build_library: Callable[[str, Path], Library] | None = None,
        plain_text: bool = True,
    ) -> FootnoteBot:
        store = Store(self.folder / "discord.sqlite3")
        bot = build_bot(
            store,
            self.folder,
            build_library or self.build_library,
            named_corpora=self.named,
            answers_at_once=1,
            sees_content=sees_content,
            shards=Shards(first=0, last=shard_count - 1, count=shard_count),
            most_open_corpora=most_open_corpora,
            seconds_between_edits=0,
            links=self.links,
            plain_text=plain_text,
        )
        self.stack.callback(store.close)
        self.stack.callback(bot.parts.corpora.close)
        self.stack.callback(bot.parts.workers.close)
        self.bots.append(bot)
        return bot

    def open_fetcher(self) -> Fetcher:
        return Fetcher(max_bytes=100_000, allow=[ip_network(one) for one in self.allow], delay=0, attempts=1)

    def build_library(self, name: str, directory: Path) -> Library:
        embedder = WordEmbedder()
        corpus = Corpus(directory, embedder)
        engine = Engine(corpus, embedder, self.model, style=self.style, judge=WordJudge(), context_tokens=2000)
        pipeline = RealTimePipeline(corpus, passage_tokens=100, max_file_bytes=10_000, open_getter=self.open_fetcher)
        return Library(name=name, corpus=corpus, engine=engine, pipeline=pipeline)


def fill(bot: FootnoteBot, name: str, *articles: Any) -> None:
    """Put articles into a corpus of the bot."""
    bot.parts.corpora.open(name).corpus.replace(list(articles))


def pause(title: str = "Amazon's pause", text: str = PAUSE, origin: str = LINK, **about: Any) -> Any:
    return make_article(title, text, origin=origin, **about)


@dataclass(frozen=True, slots=True)
class Room:
    """A channel of a server, and people in it."""

    guild: GuildHandle
    channel: ChannelHandle
    alice: MemberActor
    bob: MemberActor


def make_room(env: Env, name: str = "Press club", *, alice_manages: bool = False, identity: int | None = None) -> Room:
    guild = env.create_guild(name, id=identity)
    channel = guild.create_text_channel("general")
    roles = [guild.create_role("admin", permissions=discord.Permissions(manage_guild=True))] if alice_manages else []
    alice = guild.add_member(env.create_user("alice"), roles=roles)
    bob = guild.add_member(env.create_user("bob"))
    return Room(guild, channel, alice, bob)


def said(result: InteractionResult) -> list[str]:
    """Return the messages that answered a command or a button, in order."""
    shown = [result.response, *result.followups]
    texts: dict[int, str] = {one.id: words_in(one) for one in shown if one}
    return list(texts.values())


def words_in(message: Any) -> str:
    """Return what a message says, as a text or on a card, with the addresses that its buttons lead to."""
    return message.content or "\n".join(_displayed(message.components))


def _displayed(parts: Sequence[Any]) -> Iterator[str]:
    for part in parts:
        kept: dict[str, Any] = dict(part.to_dict()) if isinstance(part, discord.Component) else part
        if kept.get("type") == discord.ComponentType.text_display.value:
            yield kept["content"]
        if kept.get("url"):
            yield kept["url"]
        yield from _displayed([*kept.get("components", ()), *filter(None, [kept.get("accessory")])])


def show_commands(env: Env, guild: GuildHandle, *people: MemberActor) -> None:
    """Have a server show the commands of those who manage it to others too, as its Integrations page can."""
    for command in env.backend.commands.get(None, {}).values():
        if command["default_member_permissions"] is not None:
            guild.set_command_permissions(int(command["id"]), dict.fromkeys(people, True))


def own_id(env: Env) -> int:
    assert env.bot.user is not None
    return env.bot.user.id


def speak(monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    """Have everyone's Discord be in a language, which the simulator has no way to say."""
    original = interactions.base_payload

    def spoken(*args: Any, **named: Any) -> Any:
        record, payload = original(*args, **named)
        return record, payload | {"locale": locale}

    for module in (interactions, simcord.actors):
        for name, value in list(vars(module).items()):
            if value is original:
                monkeypatch.setattr(module, name, spoken)


def speak_french(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, "fr")


def buttons(message: Any) -> dict[str, str]:
    """Return the buttons under a message: their ids by what they say."""
    found: dict[str, str] = {}

    def walk(parts: Sequence[Any]) -> None:
        for part in parts:
            if part.get("custom_id"):
                label = part.get("label") or (part.get("emoji") or {}).get("name") or part["custom_id"]
                found[str(label)] = part["custom_id"]
            walk([*part.get("components", ()), *filter(None, [part.get("accessory")])])

    walk([part.to_dict() if isinstance(part, discord.Component) else part for part in message.components])
    return found


async def forged(env: Env, room: Room, message: Any, custom_id: str) -> Any:
    """Have bob send the id of a button that isn't under any message that he sees."""
    stored = env.backend.get_message(room.channel.id, message.id)
    row = next(row for row in stored.components if row.get("components"))
    kept = row["components"][0]["custom_id"]
    row["components"][0]["custom_id"] = custom_id
    try:
        return await room.bob.click(message.message, custom_id=custom_id)
    finally:
        row["components"][0]["custom_id"] = kept
