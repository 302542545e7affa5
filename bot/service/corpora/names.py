"""Name corpora and say where each lies: `main`, one for each server by its id, and shared ones by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

MAIN = "main"
OWN = "own"
DIRECT = "dm"
_ALL = "*"
_SCHEMA = "footnote_"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SERVER = re.compile(r"[1-9][0-9]{0,19}")


def read_names(words: str) -> dict[str, str]:
    """Read which corpus is whose: pairs as `123=press`, `dm=main` or `*=main`, separated by commas.

    Raises:
        SettingsError: a pair isn't one.
    """
    named: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in words.split(","))):
        key, _, name = (part.strip() for part in pair.partition("="))
        if not ((_SERVER.fullmatch(key) or key in {_ALL, DIRECT}) and _NAME.fullmatch(name)):
            raise SettingsError(
                "The setting FOOTNOTE_DISCORD_CORPORA is pairs such as 123456789=press or *=main, separated by commas:"
                " a server's id, dm or *, and a name of small letters, digits and hyphens."
            )
        named[key] = name
    return named


def set_name(key: str, named: Mapping[str, str]) -> str | None:
    """Return what the settings say of a server, by its id, or of direct messages; None where they say nothing."""
    return named.get(key) or named.get(_ALL)


def own_name(server: str, said: str | None, home: str | None) -> str:
    """Return the corpus of a server of which the settings say so much; `home` is the server that has `main`."""
    if said and said != OWN:
        return said
    return MAIN if said is None and server == home else server


def directory_of(data_dir: Path, name: str) -> Path:
    """Return the folder of a corpus."""
    if name == MAIN:
        return data_dir / "corpus"
    return data_dir / ("servers" if _SERVER.fullmatch(name) else "shared") / name


def names_there(data_dir: Path) -> list[str]:
    """Return the names of the corpora that there are."""
    servers = [path.name for path in sorted((data_dir / "servers").glob("*")) if _SERVER.fullmatch(path.name)]
    shared = [path.name for path in sorted((data_dir / "shared").glob("*")) if _NAME.fullmatch(path.name)]
    return [name for name in (MAIN, *shared, *servers) if directory_of(data_dir, name).is_dir()]


def names_of_schemas(schemas: Collection[str]) -> list[str]:
    """Return the names of the corpora that a database has, by what `directory_of` makes of their schemas."""
    found = [schema.removeprefix(_SCHEMA).partition("_") for schema in schemas if schema.startswith(_SCHEMA)]
    shared = [name for kind, _, name in found if kind == "shared" and _NAME.fullmatch(name)]
    servers = [name for kind, _, name in found if kind == "servers" and _SERVER.fullmatch(name)]
    return [*([MAIN] if ("corpus", "", "") in found else []), *shared, *servers]


def chosen(
    given: str,
    corpora: Callable[[], Collection[str]],
    named: Mapping[str, str],
    home: Callable[[], str | None],
    *,
    to_fill: bool,
) -> str:
    """Return the corpus that someone means who writes `main`, a server's id or the name of a shared corpus.

    A server's id means the corpus that it reads, as the settings and `home` say: the id of the server that has `main`.
    One that isn't among the `corpora` yet is taken only `to_fill` it.

    Raises:
        UsageError: it is no such name, or there is no such corpus.
    """
    if not (_SERVER.fullmatch(given) or _NAME.fullmatch(given)) or given == OWN:
        raise UsageError(
            "{given!r} is no name of a corpus: write main, a server's id, or a shared corpus's name of "
            "small letters, digits and hyphens.",
            given=given,
        )
    name = own_name(given, set_name(given, named), home()) if _SERVER.fullmatch(given) else given
    if name == MAIN:
        return name
    there = corpora()
    if name in there:
        return name
    if not to_fill:
        raise UsageError(
            "There is no corpus {name} yet; there is {names}: `footnote ingest` makes one.",
            name=name,
            names=_listed(there),
        )
    shared = sorted(set(named.values()) - {OWN, MAIN})
    if not _SERVER.fullmatch(name) and name not in shared:
        known = ", ".join(dict.fromkeys([MAIN, *shared, *there]))
        raise UsageError(
            "No server reads a corpus {name}: give it to one in FOOTNOTE_DISCORD_CORPORA, as in "
            "123456789={name}, or take one that there is: {known}.",
            name=name,
            known=known,
        )
    return name


def _listed(names: Collection[str]) -> str:
    return ", ".join(names) or "none"
