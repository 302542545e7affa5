"""What can be set of a server and of a channel, each once: which text names it, what may be chosen, how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.failures import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.service.store.servers import ChannelSettings, ServerSettings

AUTO: Final = "auto"
SERVERS: Final = "server"
"""Of a channel's language: as the server has it."""
WAYS: Final = ("private", "unasked")
"""How a channel of its own is answered: each a field of its settings, its text is "room_" and its name."""
_MOST_QUESTIONS = 100_000
_LAST_HOUR = 23
_THREADS: Final = {"threads_off": (False, False), "threads_open": (True, False), "threads_follow": (True, True)}

Kind = Literal["channels", "forums", "roles"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A setting that is some of a server's channels, forums or roles; `none` is the text for none of them."""

    name: str
    label: str
    kind: Kind
    none: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A setting that is one of some values: which it is in the settings, and what choosing one changes."""

    name: str
    label: str
    values: tuple[str, ...]
    chosen: Callable[[ServerSettings], str]
    changes: Callable[[str], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A setting that is a whole number up to `most`; `wrong` is the text for what is none."""

    name: str
    label: str
    most: int = _MOST_QUESTIONS
    wrong: str = "wrong_limit"

    def read(self, words: str) -> int:
        """Return the number that someone wrote.

        Raises:
            RefusedError: it is none, or too large.
        """
        words = words.strip()
        if not (words.isascii() and words.isdecimal() and int(words) <= self.most):
            raise RefusedError(self.wrong)
        return int(words)


PICKS: Final = (
    Pick(name="channels", label="pick_channels", kind="channels", none="everywhere"),
    Pick(name="roles", label="pick_roles", kind="roles", none="everyone"),
    Pick(name="managers", label="pick_managers", kind="roles", none="none"),
    Pick(name="forums", label="pick_forums", kind="forums", none="none"),
)
LIMITS: Final = (
    Count(name="per_person", label="limit_person"),
    Count(name="per_channel", label="limit_channel"),
    Count(name="per_server", label="limit_server"),
)
ROOM_LIMITS: Final = LIMITS[:2]
"""Those that a channel may have of its own; an empty line leaves them to the server."""
HOUR: Final = Count(name="digest_hour", label="digest_hour", most=_LAST_HOUR, wrong="wrong_hour")


def choices(languages: Sequence[str]) -> tuple[Choice, ...]:
    """Return what is chosen of a few values, for what speaks so many languages."""
    return (
        Choice(
            name="threads",
            label="pick_threads",
            values=tuple(_THREADS),
            chosen=_threads_of,
            changes=lambda value: dict(zip(("threads", "follow"), _THREADS[value], strict=True)),
        ),
        Choice(
            name="language",
            label="pick_language",
            values=(AUTO, *languages),
            chosen=lambda settings: settings.language,
            changes=lambda value: {"language": value},
        ),
        Choice(
            name="look",
            label="pick_look",
            values=("cards", "plain"),
            chosen=lambda settings: "plain" if settings.plain_text else "cards",
            changes=lambda value: {"plain_text": value == "plain"},
        ),
    )


def room_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Return what may be chosen as the language of a channel."""
    return (SERVERS, AUTO, *languages)


def room_language(own: ChannelSettings) -> str:
    """Return what is chosen as the language of a channel."""
    return own.language or SERVERS


def room_changes(
    *, language: str | None = None, ways: Sequence[str] | None = None, limits: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return what changes of a channel's settings; what isn't given stays.

    Raises:
        RefusedError: a limit is no number.
    """
    changes: dict[str, Any] = {}
    if language is not None:
        changes["language"] = None if language == SERVERS else language
    if ways is not None:
        changes |= {way: way in ways for way in WAYS}
    for count, words in zip(ROOM_LIMITS, limits or (), strict=False):
        changes[count.name] = count.read(words) if words.strip() else None
    return changes


def _threads_of(settings: ServerSettings) -> str:
    held = (settings.threads, settings.threads and settings.follow)
    return next(value for value, way in _THREADS.items() if way == held)
