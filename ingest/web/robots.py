"""Read what a site's robots.txt asks of us (door: protego)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

_MOST_SECONDS = 30.0


class Rules:
    """What one robots.txt says to one program; without a file, all is allowed."""

    def __init__(self, content: bytes = b"", *, user_agent: str) -> None:
        """Give the file and the program's name, its version left out."""
        from protego import Protego as Parser

        self._rules: Protego = Parser.parse(content.decode("utf-8-sig", errors="replace"))
        self._user_agent = user_agent

    def allows(self, address: str) -> bool:
        """Say whether a page may be fetched."""
        return self._rules.can_fetch(address, self._user_agent)

    @property
    def delay(self) -> float:
        """Return the seconds between two requests that are asked for, at most 30; 0 where none are."""
        return min(self._rules.crawl_delay(self._user_agent) or 0.0, _MOST_SECONDS)
