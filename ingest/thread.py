"""The nouns of a chat's archive: a thread and what people wrote in it, before it is read as an article."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one person wrote at once, as they wrote it, in Markdown; `author` is None where nobody is to be named."""

    address: str
    author: str | None
    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread or a forum's post; its `messages` are in order, `site` is the server that it stands in."""

    address: str
    title: str
    day: date
    site: str
    messages: tuple[Message, ...]

    def packed(self) -> bytes:
        """Return the thread as bytes, the same for the same thread."""
        return json.dumps(asdict(self), default=date.isoformat, sort_keys=True, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """The addresses of a channel's threads that all may read: those `archived`, and those that are still `open`."""

    archived: tuple[str, ...]
    open: tuple[str, ...] = ()


def unpacked(content: bytes) -> Thread:
    """Return the thread that was packed into bytes."""
    held = json.loads(content)
    messages = [Message(**one | {"day": date.fromisoformat(one["day"])}) for one in held.pop("messages")]
    return Thread(**held | {"day": date.fromisoformat(held["day"])}, messages=tuple(messages))
