"""A Git repository as a source: its files, as those of a folder are read, of one branch and without its history."""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.entry import LeftOut
from ingest.lists.repository import Place, branch_name, is_page_of_repository, place_of, read_refs
from ingest.page import Page
from ingest.readers.registry import SUFFIXES
from ingest.sources.kinds.kind import SourceKind, Visit
from ingest.sources.looking.items import Failed, Found, Listed, Noted, Read, Same, no_articles, passed
from ingest.sources.looking.looker import beyond, cleared
from ingest.sources.looking.page_links import Site, page_by_pattern, read_site
from ingest.sources.looking.site_folders import set_aside
from ingest.web.address import parse_address
from ingest.web.fetcher import Fetched
from ingest.web.repository import Repository

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence
    from pathlib import Path

    from corpus.store.tables.journal import State
    from ingest.sources.looking.items import Item
    from ingest.web.repository import File

_MB = 1024 * 1024
_BRANCHES_AT = "/info/refs?service=git-upload-pack"
_SETTINGS = frozenset(["mkdocs.yml", "mkdocs.yaml"])
_LARGEST_SETTINGS = 200_000


async def walk_repository(visit: Visit) -> AsyncGenerator[Item]:
    """Ask for the repository's branches; fetch and read its files only where there is something new."""
    config, disk = visit.config, visit.disk
    place = place_of(config.address) or Place(repository=config.address)
    got = await visit.getter.get(f"{place.repository}{_BRANCHES_AT}", named=True)
    if not isinstance(got, Fetched) or disk is None:
        return
    refs = read_refs(got.content, place.repository)
    found = refs.find(place.rest)
    if found is None:
        raise ArticleError("{page} has no such branch or folder: check the address.", page=config.address)
    ref, below = found
    what = f"{refs.commits[ref]} {hashlib.sha256(repr(config).encode()).hexdigest()[:16]}"
    known = [origin for origin in visit.state.links if visit.looker.has(origin)]
    if visit.state.changed == what and not visit.state.error and known:
        yield Found(addresses=len(known))
        for origin in known:
            yield Same(state=visit.looker.known(origin, config))
        yield Listed(source=config.name, origins=frozenset(visit.state.links) | {config.address})
        return
    base = parse_address(got.final.partition("/info/refs")[0])
    repository = Repository(fetched_to(disk.folder, config.address))
    await repository.fetch(base, ref, await visit.getter.addresses(str(base)))
    reading = _Reading(visit, place, branch_name(ref), below, disk.max_file_bytes)
    async for item in reading.items(repository):
        yield item
    yield Listed(source=config.name, origins=frozenset(reading.origins) | {config.address})
    yield Noted(state=replace(cleared(visit.state), changed=what, links=tuple(reading.origins)))


def fetched_to(folder: Path, address: str) -> Path:
    """Return where in a folder the repository at an address is kept; all its branches and folders share it."""
    place = place_of(address) or Place(repository=address)
    return folder / hashlib.sha256(place.repository.encode()).hexdigest()[:24]


class _Reading:
    """Reads the files of a repository that its source lets in."""

    def __init__(self, visit: Visit, place: Place, branch: str, below: str, max_bytes: int) -> None:
        self.origins: list[str] = []
        self._aside = frozenset[str]()
        self._visit = visit
        self._place = place
        self._branch = branch
        self._below = f"{below}/" if below else ""
        self._max_bytes = max_bytes

    async def items(self, repository: Repository) -> AsyncGenerator[Item]:
        """Yield what each file holds, and what is left out."""
        config = self._visit.config
        everything = await repository.files()
        self._aside = set_aside((file.path for file in everything), self._below)
        there = [file for file in everything if self._is_there(file)]
        articles = [file for file in there if _suffix(file) in SUFFIXES and not file.is_link]
        for item in passed([*self._left_out(there), *beyond(config, len(articles))]):
            yield item
        async for item in self._outside(there, repository):
            yield item
        admitted = articles[: config.cap]
        self.origins = [self._origin(file.path) for file in admitted]
        yield Found(addresses=len(admitted))
        for file in admitted:
            if file.size > self._max_bytes:
                yield Failed(state=self._state(file.path), error=_too_large(file, self._max_bytes))
        sites = await _sites(everything, repository)
        small = [file for file in admitted if file.size <= self._max_bytes]
        async for file, content in repository.contents(small):
            if not content:
                reason = Reason("{name} is empty: write something in it or remove it.", {"name": file.path})
                yield Failed(state=self._state(file.path), error=reason)
                continue
            page = Page(
                origin=self._origin(file.path),
                content=content,
                kind=SUFFIXES[_suffix(file)],
                address=self._address(file.path, sites),
            )
            yield Read(page=page, state=cleared(self._state(file.path)))

    def _is_there(self, file: File) -> bool:
        """Say whether a file lies in the folder that is read, isn't hidden, and is let in."""
        if not file.path.startswith(self._below) or any(part.startswith(".") for part in file.path.split("/")):
            return False
        if any(file.path.startswith(f"{folder}/") for folder in self._aside):
            return False
        return self._visit.config.admits(self._origin(file.path))

    def _left_out(self, files: Sequence[File]) -> list[LeftOut]:
        repositories = [file for file in files if file.is_repository]
        others = Counter(_suffix(f) or f.path for f in files if not f.is_repository and _suffix(f) not in SUFFIXES)
        left_out = [
            LeftOut(name=self._origin(file.path), reason=Reason("It is another repository: add it by its own address."))
            for file in repositories
        ]
        left_out += [LeftOut(name=self._origin(folder), reason=no_articles()) for folder in sorted(self._outer())]
        if others:
            kinds = ", ".join(kind for kind, _ in others.most_common(5))
            values: dict[str, str | float | Reason] = {"count": others.total(), "kinds": kinds}
            reason = Reason("{count} of its files are of kinds that aren't read ({kinds}).", values)
            left_out.append(LeftOut(name=self._visit.config.address, reason=reason))
        return left_out

    def _outer(self) -> list[str]:
        """Return the folders without articles that don't lie within another of them."""
        return [f for f in self._aside if not any(f.startswith(f"{other}/") for other in self._aside)]

    async def _outside(self, files: Sequence[File], repository: Repository) -> AsyncGenerator[Item]:
        """Yield the links that lead out of the repository; what others lead to is read where it lies."""
        links = [file for file in files if file.is_link]
        async for link, content in repository.contents(links):
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(link.path), content.decode("utf-8", "replace"))
            )
            if target.startswith(("/", "..")):
                name = self._origin(link.path)
                for item in passed([LeftOut(name=name, reason=Reason("It leads out of the repository."))]):
                    yield item

    def _address(self, path: str, sites: Mapping[str, Site]) -> str | None:
        """Return where people read a file: as its owner says, as MkDocs publishes it, or at its repository's host."""
        if pattern := self._visit.config.pages:
            return page_by_pattern(pattern, PurePosixPath(path.removeprefix(self._below)))
        for folder in PurePosixPath(path).parents:
            if site := sites.get(str(folder)):
                page = site.page_of(PurePosixPath(path).relative_to(folder))
                return page or self._place.shown_at(self._branch, path)
        return self._place.shown_at(self._branch, path)

    def _origin(self, path: str) -> str:
        return f"{self._place.repository}#{path}"

    def _state(self, path: str) -> State:
        return self._visit.looker.known(self._origin(path), self._visit.config)


async def _sites(files: Sequence[File], repository: Repository) -> dict[str, Site]:
    """Return the sites of MkDocs that a repository holds, by the folders of their settings."""
    settings = [f for f in files if posixpath.basename(f.path) in _SETTINGS and f.size <= _LARGEST_SETTINGS]
    found: dict[str, Site] = {}
    async for file, content in repository.contents([file for file in settings if not file.is_link]):
        if site := read_site(content.decode("utf-8", "replace")):
            found[posixpath.dirname(file.path) or "."] = site
    return found


def _suffix(file: File) -> str:
    return PurePosixPath(file.path).suffix.lower()


def _too_large(file: File, most: int) -> Reason:
    return Reason(
        "{name} has {size:.1f} MB, more than the {most:g} MB that are read: raise FOOTNOTE_MAX_FILE_MB or split"
        " the file.",
        {"name": file.path, "size": round(file.size / _MB, 1), "most": most / _MB},
    )


def name_at(address: str) -> str | None:
    """Return what the repository at an address is called; None where the address names none."""
    place = place_of(address)
    return place.name if place else None


def _is_it(got: Fetched) -> bool:
    return is_page_of_repository(got.content, got.final)


GIT = SourceKind(name="git", most=10_000, walk=walk_repository, name_at=name_at, is_it=_is_it)
