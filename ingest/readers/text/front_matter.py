"""Read the front matter of Markdown, in any of the forms that programs for websites know (door: yaml)."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, time
from typing import Any, cast

import yaml

from corpus.errors import ArticleError
from ingest.readers.document.dates import any_date

_NOTHING = ("", "~", "null")
_UNFILLED = re.compile(r"\s*(?:\{\{.*\}\}|<%.*%>)\s*")  # what a template was to fill in
_YES, _NO = frozenset(["true", "yes", "on", "1"]), frozenset(["false", "no", "off", "0"])
_PRIVATE = frozenset("draft private unpublished hidden trash pending members paid subscribers never".split())
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)\n?^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ORG = re.compile(r"(?:#\+\w+:[^\n]*\n+){2,}", re.IGNORECASE)
_PANDOC = re.compile(r"%[ \t]+([^\n]+)\n(?:%[ \t]*([^\n]*)\n)?(?:%[ \t]*([^\n]*)\n)?")
_NIKOLA = re.compile(r"(?:<!--[ \t]*\n)?((?:\.\. \w[\w-]*:[^\n]*\n){2,})(?:[ \t]*-->[ \t]*(?:\n|\Z))?")
_PAIRS = re.compile(r"((?:[A-Za-z][\w -]{1,20}:[ \t]*[^\n]*\n){2,})[ \t]*(?:\n|\Z)")
_OPENING = re.compile(r"---[ \t]*\n")
_FIRST_PAIR = re.compile(r"[A-Za-z][\w-]*:(?:[ \t]|\n)")
_SIGNS = re.compile(r"[\s_-]")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_PLAIN_PAIR = re.compile(r"([A-Za-z][\w -]*):[ \t]+(?=[^\s'\"\[{|>&*!%@`#-])(.*?)[ \t]*")
_KNOWN = frozenset("title date author authors draft tags slug description layout published".split())
_BESIDE_TITLE = _KNOWN - {"title"} | {"category", "modified", "summary", "status", "lang", "keywords"}


class FrontMatter:
    """What an article says of itself before its text; keys in any case, unknown ones ignored."""

    def __init__(self, values: dict[str, Any], name: str) -> None:
        self._values = {_plain(key): value for key, value in values.items() if not _is_nothing(value)}
        self._name = name

    def text(self, *keys: str) -> str | None:
        """Return the text of the first of the keys that has one."""
        return next((self._values[key] for key in keys if isinstance(self._values.get(key), str)), None)

    def people(self, *keys: str) -> str | None:
        """Return the names of one or several people, given as a text, a list or under `name`."""
        found = next((self._values[key] for key in keys if key in self._values), [])
        people = cast("list[Any]", found) if isinstance(found, list) else [found]
        names = [FrontMatter(one, self._name).text("name") if isinstance(one, dict) else one for one in people]
        return ", ".join(name for name in names if isinstance(name, str) and name.strip()) or None

    def day(self, *keys: str) -> date | None:
        """Return the date of the first of the keys that has one that can be read."""
        values = (self._values.get(key) for key in keys)
        days = (any_date(value, self.text("language", "lang")) for value in values if isinstance(value, str))
        return next((day for day in days if day), None)

    @property
    def is_private(self) -> bool:
        """Say whether its author marks it as a draft or as not for the public."""
        said = {key: str(value).strip().casefold() for key, value in self._values.items()}
        return (
            any(said.get(key) in _YES for key in ("draft", "private", "unlisted"))
            or any(said.get(key) in _NO for key in ("published", "publish", "public"))
            or any(said.get(key) in _PRIVATE for key in ("status", "visibility", "access", "draft", "published"))
            or "password" in said  # Hexo encrypts the page
            or said.get("permalink") in _NO  # Eleventy writes no page
            or self._is_never_rendered()
        )

    def _is_never_rendered(self) -> bool:
        """Say whether Hugo is told to make no page of it."""
        told = self._values.get("build")
        render: Any = cast("dict[str, Any]", told).get("render") if isinstance(told, dict) else None
        return str(render).strip().casefold() in _PRIVATE | _NO


def split_front_matter(text: str, name: str) -> tuple[FrontMatter, str]:
    """Return the front matter, empty if there is none, and the text after it.

    The library's own `parse` is passed by: it drops a text between two rules that is no front matter, and reads
    JSON where an article begins with a brace. All values are read as strings: YAML would read the language `no` as
    false, and would fail at a date that doesn't exist without naming its key.

    Raises:
        ArticleError: The front matter is no valid YAML; says the line.
    """
    stripped = text.lstrip()
    for split in (_toml, _json, _org, _pandoc, _nikola, _pairs):
        if found := split(stripped):
            return FrontMatter(found[0], name), found[1]
    return _yaml(text, stripped, name)


def _toml(text: str) -> tuple[dict[str, Any], str] | None:
    """Split the front matter of Hugo and Zola: TOML between two lines of +++."""
    match = _TOML.match(text)
    if match is None:
        return None
    try:
        values: dict[str, Any] = tomllib.loads(match[1])
    except (tomllib.TOMLDecodeError, RecursionError):
        values = {}
    return _as_texts(values | cast("dict[str, Any]", values.get("extra") or {})), text[match.end() :]


def _json(text: str) -> tuple[dict[str, Any], str] | None:
    """Split the front matter of Hugo and Hexo: a JSON object that the text begins with, bare or between ;;;."""
    if not text.startswith(("{", ";;;")):
        return None
    start = text.find("{")
    try:
        values, end = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or text[end : end + 1] not in {"", "\n"} or not _KNOWN & {*map(str.lower, values)}:
        return None
    return _as_texts(cast("dict[str, Any]", values)), text[end:].lstrip("; \n")


def _org(text: str) -> tuple[dict[str, Any], str] | None:
    """Split the lines of Org: `#+TITLE: A title`."""
    match = _ORG.match(text)
    if match is None:
        return None
    pairs = (line[2:].partition(":") for line in match.group().splitlines() if line.startswith("#+"))
    return {key.lower(): value.strip().strip("<>[]") for key, _, value in pairs}, text[match.end() :]


def _pandoc(text: str) -> tuple[dict[str, Any], str] | None:
    """Split the title block of Pandoc: a line each with % for the title, the authors and the date."""
    match = _PANDOC.match(text)
    if match is None:
        return None
    title, author, day = (part.strip() if part else "" for part in match.groups())
    authors = [name.strip() for name in author.split(";") if name.strip()]
    return {"title": title, "author": authors, "date": day}, text[match.end() :]


def _nikola(text: str) -> tuple[dict[str, Any], str] | None:
    """Split the remark that a post of Nikola begins with: `.. title: A title`."""
    match = _NIKOLA.match(text)
    if match is None:
        return None
    pairs = (line[3:].partition(":") for line in match[1].splitlines())
    return {key.strip().lower(): value.strip() for key, _, value in pairs}, text[match.end() :]


def _pairs(text: str) -> tuple[dict[str, Any], str] | None:
    """Split the lines of Pelican and MultiMarkdown: `Title: A title`, up to a blank line."""
    match = _PAIRS.match(text)
    if match is None:
        return None
    pairs = [
        (key.strip().lower(), value.strip(": \t"))
        for key, _, value in (x.partition(":") for x in match[1].splitlines())
    ]
    keys = {key for key, _ in pairs}
    return (dict(pairs), text[match.end() :]) if "title" in keys and keys & _BESIDE_TITLE else None


def _as_texts(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as they would be written: dates and truths of TOML and JSON are no texts."""
    return {key: _as_text(value) for key, value in values.items()}


def _as_text(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, (date, time)):  # a datetime is a date
        return value.isoformat()
    return [_as_text(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


def _yaml(text: str, stripped: str, name: str) -> tuple[FrontMatter, str]:
    nothing = FrontMatter({}, name)
    block, body = _split_yaml(stripped)
    if block is None:
        return nothing, text
    try:
        values = _loaded(block)
    except (yaml.YAMLError, RecursionError) as error:
        before = text[: text.index(block, text.find("---") + 3 if stripped.startswith("---") else 0)]
        line = before.count("\n") + 1 + _line_within(block, error)
        raise ArticleError(
            "The front matter of {name} is no valid YAML at line {line}: mend it there.", name=name, line=line
        ) from error
    if isinstance(values, dict):
        pairs = cast("dict[Any, Any]", values)
        return FrontMatter({key: value for key, value in pairs.items() if isinstance(key, str)}, name), body
    return nothing, text if values else body


def _split_yaml(text: str) -> tuple[str | None, str]:
    """Split the front matter between two lines of ---; Hexo may leave out the first, Pandoc end it with three dots."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end() if opening else 0)
    if closing is None:
        return None, text
    block = text[opening.end() if opening else 0 : closing.start()]
    keys = {line.partition(":")[0].strip().lower() for line in block.splitlines()}
    if not opening and ("title" not in keys or not _FIRST_PAIR.match(text) or "\n\n" in block):
        return None, text
    return block, text[closing.end() :].lstrip("\n")


def _loaded(block: str) -> object:
    """Return what a block of YAML holds; a colon in a value that stands in no quotation marks is the value's own.

    Raises:
        YAMLError: it is no YAML, even then.
    """
    try:
        return yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 -- it makes texts, lists and tables of them alone
    except yaml.YAMLError:
        quoted = "\n".join(_quoted(line) for line in block.split("\n"))
        if quoted == block:
            raise
        try:
            return yaml.load(quoted, Loader=yaml.BaseLoader)  # noqa: S506 -- as above
        except yaml.YAMLError:
            pass
        raise


def _quoted(line: str) -> str:
    pair = _PLAIN_PAIR.fullmatch(line.replace(":\t", ": "))
    return f"{pair[1]}: {json.dumps(pair[2], ensure_ascii=False)}" if pair else line


def _plain(key: str) -> str:
    """Return a key as it is looked for: `pub-date`, `pub_date` and `pubDate` are one."""
    return _SIGNS.sub("", key).lower()


def _is_nothing(value: Any) -> bool:
    return value in _NOTHING or (isinstance(value, str) and bool(_UNFILLED.fullmatch(value)))


def _line_within(block: str, error: Exception) -> int:
    """Return at which line of the block, counted from 0, the error is; -1, its opening, where that isn't known."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        line = error.problem_mark.line
        # What is opened and never closed is only missed at the end: there the context tells where it begins.
        return error.context_mark.line if error.context_mark and line >= block.count("\n") else line
    position = getattr(error, "position", None)
    return block.count("\n", 0, position) if isinstance(position, int) else -1
