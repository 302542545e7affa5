"""The noun that ingestion begins with: a source as its owner describes it."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from corpus.article import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
    """A source as its owner describes it; `kind` None stands for what its address turns out to be.

    `include` and `exclude` are patterns of addresses (`*` stands for anything); `interval` is in seconds; `cap` is how
    many articles are read at most, `depth` how many links away from its address a site is followed. `pages` is the
    address that the files of a folder are published at, {path} standing for where a file lies in it without its
    ending, {file} for the same with it. `is_named`: its owner chose the name.
    """

    name: str
    kind: str | None
    address: str
    language: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    interval: int = 3600
    cap: int = 500
    depth: int = 3
    pages: str | None = None
    is_named: bool = False

    @property
    def is_local(self) -> bool:
        """Say whether it lies on this machine's disk."""
        return not is_web(self.address)

    @property
    def source(self) -> Source:
        """Return it as the corpus knows it."""
        return Source(name=self.name, address=self.address)

    def admits(self, address: str) -> bool:
        """Say whether the patterns let an address in."""
        if any(fnmatchcase(address, pattern) for pattern in self.exclude):
            return False
        return not self.include or any(fnmatchcase(address, pattern) for pattern in self.include)


def is_web(address: str) -> bool:
    """Say whether an address is one of the web rather than a path."""
    return address.lower().startswith(("http://", "https://"))
