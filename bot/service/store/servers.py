"""What each server has set, and the sources added from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from bot.service.store.database import StateTables


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What is set for one channel and its threads; None for what the server says.

    `private`: commands answer whoever uses them alone, unless they say otherwise. `unasked`: what asks there is
    answered without a mention, where the answer is sure. `authors`: where its archived threads are read, those who
    wrote are named.
    """

    channel: int
    language: str | None = None
    per_person: int | None = None
    per_channel: int | None = None
    private: bool = False
    unasked: bool = False
    authors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """What one server has set; an empty tuple of channels or roles means all of them.

    `managers` are roles that may do what Manage Server may; `forums` are forum channels whose posts are answered.
    `threads`: /ask opens one; `follow`: in them no mention is needed. Limits are questions an hour, 0 for none.
    `language` is the one spoken with all, "auto" each person's own; `plain_text` None leaves to whoever runs the bot
    whether answers are plain text or cards.
    `digest_hour` is by the clock of `digest_zone`, an IANA name; 0 for `digest_channel` means no digest, 0 for
    `report_channel` no weekly report. `by_channel` is what channels have of their own.
    """

    channels: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    managers: tuple[int, ...] = ()
    forums: tuple[int, ...] = ()
    threads: bool = True
    follow: bool = False
    language: str = "auto"
    plain_text: bool | None = None
    per_person: int = 20
    per_channel: int = 100
    per_server: int = 400
    digest_channel: int = 0
    digest_hour: int = 8
    digest_zone: str = "UTC"
    digest_day: str = ""
    report_channel: int = 0
    report_week: str = ""
    by_channel: tuple[ChannelSettings, ...] = ()

    def of_channel(self, channel: int, parent: int | None = None) -> ChannelSettings:
        """Return what is set for a channel, or for the channel of a thread; `channel` is then the thread's own."""
        own = {one.channel: one for one in self.by_channel}
        return own.get(channel) or own.get(parent or 0) or ChannelSettings(channel=channel)

    def within(self, channel: int, parent: int | None = None) -> ServerSettings:
        """Return the settings as they hold in a channel."""
        own = self.of_channel(channel, parent)
        named = {"language": own.language, "per_person": own.per_person, "per_channel": own.per_channel}
        return replace(self, **{name: value for name, value in named.items() if value is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSource:
    """A source that was added from Discord; `looked_at` is when, in seconds since 1970, 0 for never."""

    address: str
    kind: str | None
    looked_at: float


class Servers:
    """Remembers the settings of servers, the sources of corpora, and what a digest has told of."""

    def __init__(self, tables: StateTables) -> None:
        """Name the tables that hold them."""
        self._db = tables

    def settings(self, guild: int | None) -> ServerSettings:
        """Return what a server has set; the defaults for direct messages."""
        rows = self._db.rows("SELECT settings FROM servers WHERE id = ?", (guild,)) if guild else []
        return _settings(json.loads(str(rows[0][0]))) if rows else ServerSettings()

    def change(self, guild: int, **changes: Any) -> ServerSettings:
        """Set some of a server's settings; return them all."""
        changed = replace(self.settings(guild), **changes)
        self._db.run(
            "INSERT INTO servers VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET settings = excluded.settings",
            (guild, json.dumps(asdict(changed))),
        )
        return changed

    def change_channel(self, guild: int, channel: int, **changes: Any) -> ServerSettings:
        """Set some of a channel's settings; return all of its server's."""
        kept = self.settings(guild)
        changed = replace(kept.of_channel(channel), **changes)
        others = tuple(one for one in kept.by_channel if one.channel != channel)
        left = others if changed == ChannelSettings(channel=channel) else (*others, changed)
        return self.change(guild, by_channel=left)

    def all(self) -> list[tuple[int, ServerSettings]]:
        """Return the servers that have set anything, with their settings."""
        rows = self._db.rows("SELECT id, settings FROM servers ORDER BY id")
        return [(int(guild), _settings(json.loads(str(held)))) for guild, held in rows]

    def told(self, guild: int) -> set[str]:
        """Return the ids of the articles that a server's digests have told of."""
        return {str(row[0]) for row in self._db.rows("SELECT article FROM told WHERE guild = ?", (guild,))}

    def tell(self, guild: int, articles: set[str]) -> None:
        """Remember that a server was told of articles."""
        self._db.run_all(
            "INSERT INTO told VALUES (?, ?) ON CONFLICT DO NOTHING", [(guild, one) for one in sorted(articles)]
        )

    def sources(self, corpus: str) -> list[AddedSource]:
        """Return the sources that were added to a corpus, by address."""
        query = "SELECT address, kind, looked_at FROM sources WHERE corpus = ? ORDER BY address"
        return [
            AddedSource(address=str(address), kind=kind and str(kind), looked_at=float(looked_at))
            for address, kind, looked_at in self._db.rows(query, (corpus,))
        ]

    def looked_at_before(self, then: float) -> list[tuple[str, AddedSource]]:
        """Return the sources that weren't looked at since a time, each with its corpus."""
        query = "SELECT corpus, address, kind, looked_at FROM sources WHERE looked_at < ? ORDER BY looked_at, address"
        return [
            (str(corpus), AddedSource(address=str(address), kind=kind and str(kind), looked_at=float(looked_at)))
            for corpus, address, kind, looked_at in self._db.rows(query, (then,))
        ]

    def add_source(self, corpus: str, source: AddedSource) -> None:
        """Remember a source, or that it was looked at."""
        values = (corpus, source.address, source.kind, source.looked_at)
        self._db.run(
            "INSERT INTO sources VALUES (?, ?, ?, ?) ON CONFLICT (corpus, address)"
            " DO UPDATE SET kind = excluded.kind, looked_at = excluded.looked_at",
            values,
        )

    def remove_source(self, corpus: str, address: str) -> bool:
        """Forget a source; say whether it was there."""
        return bool(self._db.run("DELETE FROM sources WHERE corpus = ? AND address = ?", (corpus, address)))

    def corpora_with_sources(self) -> list[str]:
        """Return the names of the corpora that sources were added to."""
        return [str(row[0]) for row in self._db.rows("SELECT DISTINCT corpus FROM sources ORDER BY corpus")]


def _settings(held: dict[str, Any]) -> ServerSettings:
    """Return settings from what is held; a name that this version doesn't know is left out."""
    known = {field.name for field in fields(ServerSettings)}
    given: dict[str, Any] = {
        name: tuple(cast("list[int]", v)) if isinstance(v, list) else v for name, v in held.items()
    }
    rooms: list[dict[str, Any]] = held.get("by_channel", [])
    given["by_channel"] = tuple(ChannelSettings(**room) for room in rooms)
    return ServerSettings(**{name: value for name, value in given.items() if name in known})
