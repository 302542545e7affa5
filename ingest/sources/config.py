"""Which sources there are: sources.toml, and addresses given on the command line."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import UsageError
from corpus.reason import Reason
from ingest.errors import RefusedError
from ingest.source_config import SourceConfig, is_web
from ingest.sources.kinds.registry import KINDS, LOCAL_KINDS, WEB_KINDS, kind_at
from ingest.web.address import parse_address

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLE = '[[source]] and under it feed = "https://blog.example.org/feed/"'

_INTERVAL = re.compile(r"(\d{1,4})\s*(min|m|h|d)")
_SECONDS = {"m": 60, "min": 60, "h": 3600, "d": 86_400}
_LEAST_INTERVAL = 60
_LANGUAGE = re.compile(r"[a-z]{2}")


def load_sources(path: Path) -> list[SourceConfig]:
    """Read a sources.toml.

    Raises:
        UsageError: it isn't there, doesn't parse, or says something that no source can be.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(
            "There is no {path}: name a folder, a page or a feed, as in `footnote ingest articles`, or "
            "write {example} into it.",
            path=path,
            example=EXAMPLE,
        ) from error
    except OSError as error:
        raise UsageError(
            "{path} can't be read ({reason}): check its permissions.", path=path, reason=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            "{path} is no TOML that can be read ({reason}): correct it.", path=path, reason=error
        ) from error
    _check_names(document, {"source"}, str(path))
    tables: Any = document.get("source", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise UsageError("{path} names no source: write {example} into it.", path=path, example=EXAMPLE)
    configs = [_config(table, f"{path}, source {number}", path.parent) for number, table in enumerate(tables, 1)]
    names = [config.name.casefold() for config in configs]
    if twice := next((config.name for config in configs if names.count(config.name.casefold()) > 1), None):
        raise UsageError("{path} has two sources called {twice!r}: give one another name.", path=path, twice=twice)
    return configs


_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_BY_SSH = re.compile(r"[\w.-]+@[\w.-]+:\S+")


def named_source(address: str, kind: str | None = None) -> SourceConfig:
    """Return the source of an address given on the command line: it bears its site's or its folder's name.

    Raises:
        UsageError: it is empty, or a web address that can't be one.
    """
    if not address.strip():  # an unset variable in a script must not read the folder it stands in
        raise UsageError("The address is empty: name a folder, a file or a page, as in `footnote ingest articles`.")
    if (scheme := _SCHEME.match(address)) and not is_web(address) and not Path(address).exists():
        raise UsageError(
            "Only http and https addresses are fetched, not {scheme} ones: name one, or a path.", scheme=scheme[1]
        )
    if _BY_SSH.fullmatch(address) and not Path(address).exists():
        raise UsageError("A repository is read by its web address: write it as https://example.org/owner/name.git.")
    if is_web(address):
        normal = _normal(address)
        found = KINDS.get(kind) if kind else kind_at(normal)
        host = (urlsplit(normal).hostname or normal).removeprefix("www.")
        name = (found.name_at(normal) if found and found.name_at else None) or host
        kind = found.name if found else kind
        return SourceConfig(name=name, kind=kind, address=normal, cap=_cap(kind))
    resolved = Path(address).resolve()
    folder = resolved if resolved.is_dir() else resolved.parent
    return SourceConfig(
        name=folder.name or str(folder), kind=kind or "folder", address=str(resolved), cap=_cap(kind or "folder")
    )


def origin_of(address: str) -> str:
    """Return how the corpus knows what lies at an address of the web or a path."""
    if not is_web(address):
        return str(Path(address).resolve())
    try:
        return str(parse_address(address))
    except RefusedError:
        return address


def _config(table: Mapping[str, Any], where: str, base: Path) -> SourceConfig:
    own = {field.name for field in fields(SourceConfig)} - {"kind", "address", "is_named"}
    _check_names(table, {*own, *KINDS}, where)
    kinds = [kind for kind in KINDS if kind in table]
    if len(kinds) != 1:
        raise UsageError(
            "{where} needs one of {kinds} with its address: it has {count} of them.",
            where=where,
            kinds=", ".join(KINDS),
            count=len(kinds),
        )
    kind = kinds[0]
    address = _checked(table, kind, str, where)
    if is_web(address):
        address = _normal(address, where)
    elif kind in LOCAL_KINDS:
        address = str((base / Path(address).expanduser()).resolve())
    else:
        raise UsageError(
            "{where}: {kind} is a web address that begins with https:// or http://, not {address!r}.",
            where=where,
            kind=kind,
            address=address,
        )
    if kind not in WEB_KINDS and is_web(address):
        raise UsageError(
            "{where}: a {kind} is a path on this machine: use {kinds}.",
            where=where,
            kind=kind,
            kinds=", ".join(WEB_KINDS),
        )
    given: dict[str, Any] = {
        "name": str(_checked(table, "name", str, where, named_source(address, kind).name)).strip(),
        "language": _language(_checked(table, "language", str, where, ""), where),
        "include": _patterns(table, "include", where),
        "exclude": _patterns(table, "exclude", where),
        "interval": _interval(table.get("interval", "1h"), where),
        "cap": _positive(table, "cap", where, _cap(kind)),
        "depth": _positive(table, "depth", where, 3),
        "pages": _pages(_checked(table, "pages", str, where, ""), where),
    }
    if not given["name"]:
        raise UsageError("{where}: the name is empty: write the one that people are to see.", where=where)
    return SourceConfig(kind=kind, address=address, is_named="name" in table, **given)


def _check_names(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in table:
        if name not in known:
            nearest = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0)
            raise UsageError(
                "{where}: there is no key {name!r}: the nearest is {nearest!r}.",
                where=where,
                name=name,
                nearest=nearest[0],
            )


def _checked(table: Mapping[str, Any], name: str, kind: type, where: str, default: Any = None) -> Any:
    value = table.get(name, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        wanted = {str: Reason("a text in quotation marks"), int: Reason("a whole number"), list: Reason("a list")}[kind]
        raise UsageError(
            "{where}: {name} is {wanted}, not {value!r}.", where=where, name=name, wanted=wanted, value=value
        )
    return value


def _positive(table: Mapping[str, Any], name: str, where: str, default: int) -> int:
    value: int = _checked(table, name, int, where, default)
    if value < 1:
        raise UsageError("{where}: {name} is 1 or more, not {value}.", where=where, name=name, value=value)
    return value


def _patterns(table: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value: Any = table.get(name, [])
    patterns: Any = [value] if isinstance(value, str) else value
    if not _are_texts(patterns):
        raise UsageError('{where}: {name} is a list of patterns, as in ["*/2020/*"].', where=where, name=name)
    return tuple(patterns)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _interval(value: object, where: str) -> int:
    match = _INTERVAL.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if match is None:
        raise UsageError(
            '{where}: interval is a number and m, h or d, as in "30m" or "6h", not {value!r}.', where=where, value=value
        )
    return max(int(match[1]) * _SECONDS[match[2]], _LEAST_INTERVAL)


def _language(value: str, where: str) -> str | None:
    if value and not _LANGUAGE.fullmatch(value.lower()):
        raise UsageError(
            '{where}: language is a code of two letters, as in "fr", not {value!r}.', where=where, value=value
        )
    return value.lower() or None


def _pages(value: str, where: str) -> str | None:
    if value and not (is_web(value) and ("{path}" in value or "{file}" in value)):
        raise UsageError(
            "{where}: pages is a web address with {gap} where a file's place in the folder stands, not {value!r}.",
            where=where,
            gap="{path}",
            value=value,
        )
    return value or None


def _cap(kind: str | None) -> int:
    return KINDS[kind or "feed"].most


def _normal(address: str, where: str = "") -> str:
    try:
        return str(parse_address(address))
    except RefusedError as error:
        reason = Reason("{where}: {reason}", {"where": where, "reason": error.reason}) if where else error.reason
        raise UsageError.of(reason) from error
