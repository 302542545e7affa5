"""Seal what a browser keeps for us, so that it can't be changed and isn't believed for ever (door: jwt)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import jwt

from bot.web.signin.discord_accounts import Person, Server

if TYPE_CHECKING:
    from collections.abc import Collection

SIGNED_IN = "footnote-person"
BEGUN = "footnote-begun"
CHOSEN = "footnote-corpus"
SECONDS_TO_SIGN_IN = 600
# After an hour Discord is asked again, unseen, so that who has left a server soon reads it no more.
SECONDS_BELIEVED = 3600
SECONDS_REMEMBERED = 30 * 86_400
_ALGORITHM = "HS256"
# A browser drops a cookie of more than 4,096 bytes.
_LONGEST_COOKIE = 3800
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a browser brought back; `expired` says that it was ours and is believed no more."""

    person: Person
    expired: bool


class Seal:
    """Seals and opens; what was sealed with another secret, or for something else, isn't opened."""

    def __init__(self, *secrets: bytes) -> None:
        """Name the secrets; when one of them is changed, everyone signs in anew."""
        self._secret = hashlib.sha256(b"\0".join(hashlib.sha256(one).digest() for one in secrets)).digest()

    def begun(self, state: str, verifier: str, back: str, now: float) -> str:
        """Return what is kept while someone is at Discord's."""
        return self._sealed(BEGUN, {"state": state, "verifier": verifier, "back": back}, now + SECONDS_TO_SIGN_IN)

    def read_begun(self, cookie: str, now: float) -> tuple[str, str, str] | None:
        """Return the state, the verifier and where to go back to; None where it is none of ours, or too old."""
        held = self._opened(BEGUN, cookie)
        if held is None or held["exp"] <= now:
            return None
        return str(held["state"]), str(held["verifier"]), str(held["back"])

    def person(self, person: Person, known: Collection[int], now: float) -> str:
        """Return what is kept of someone who has signed in: who they are, and those of their servers that we `know`."""
        shared = [one for one in person.servers if one.id in known]
        shared.sort(key=lambda one: not one.manages)
        servers = [asdict(one) | {"name": one.name[:_LONGEST_NAME]} for one in shared]
        values = {"sub": str(person.id), "name": person.name[:_LONGEST_NAME], "servers": servers}
        while len(sealed := self._sealed(SIGNED_IN, values, now + SECONDS_BELIEVED)) > _LONGEST_COOKIE:
            servers.pop()
        return sealed

    def read_person(self, cookie: str, now: float) -> Sealed | None:
        """Return who has signed in; None where it is none of ours."""
        held = self._opened(SIGNED_IN, cookie)
        if held is None:
            return None
        servers = tuple(Server(**one) for one in held["servers"])
        person = Person(id=int(held["sub"]), name=str(held["name"]), servers=servers)
        return Sealed(person=person, expired=bool(held["exp"] <= now))

    def _sealed(self, purpose: str, values: dict[str, Any], until: float) -> str:
        return jwt.encode({**values, "aud": purpose, "exp": int(until)}, self._secret, _ALGORITHM)

    def _opened(self, purpose: str, cookie: str) -> dict[str, Any] | None:
        """Return what was sealed for a purpose; whoever asks looks at its end, by the clock that they have."""
        options: Any = {"verify_exp": False, "require": ["exp", "aud"]}
        try:
            return jwt.decode(cookie, self._secret, [_ALGORITHM], audience=purpose, options=options)
        except jwt.InvalidTokenError:
            return None
