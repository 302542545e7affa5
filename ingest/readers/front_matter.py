"""Read the front matter of Markdown (door: frontmatter, yaml)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import yaml
from frontmatter.default_handlers import YAMLHandler

from corpus.errors import ArticleError
from ingest.readers.dates import parse_date

if TYPE_CHECKING:
    from datetime import date

_NOTHING = ("", "~", "null")


class FrontMatter:
    """What an article says of itself before its text; keys in any case, unknown ones ignored."""

    def __init__(self, values: dict[str, Any], name: str) -> None:
        self._values = {key.lower(): value for key, value in values.items() if value not in _NOTHING}
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
        """Return the date of the first of the keys that is given; raise ArticleError if it is no date."""
        key = next((key for key in keys if key in self._values), None)
        if key is None:
            return None
        value = self._values[key]
        day = parse_date(value) if isinstance(value, str) else None
        if day is None:
            raise ArticleError(
                "`{key}` in the front matter of {name} is no date: write it like 2020-06-30.", key=key, name=self._name
            )
        return day


def split_front_matter(text: str, name: str) -> tuple[FrontMatter, str]:
    """Return the front matter, empty if there is none, and the text after it.

    The library's own `parse` is passed by: it drops a text between two rules that is no front matter, and reads
    JSON where an article begins with a brace. All values are read as strings: YAML would read the language `no` as
    false, and would fail at a date that doesn't exist without naming its key.

    Raises:
        ArticleError: The front matter is no valid YAML; says the line.
    """
    handler = YAMLHandler()
    nothing = FrontMatter({}, name)
    stripped = text.lstrip()
    if not handler.detect(stripped):
        return nothing, text
    try:
        block, body = handler.split(stripped)
    except ValueError:  # no second delimiter: the first was a rule
        return nothing, text
    try:
        values: object = handler.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        before = text[: text.index(block, text.index("---") + 3)]
        line = before.count("\n") + 1 + _line_within(block, error)
        raise ArticleError(
            "The front matter of {name} is no valid YAML at line {line}: mend it there.", name=name, line=line
        ) from error
    if isinstance(values, dict):
        pairs = cast("dict[Any, Any]", values)
        return FrontMatter({key: value for key, value in pairs.items() if isinstance(key, str)}, name), body
    return nothing, text if values else body


def _line_within(block: str, error: Exception) -> int:
    """Return at which line of the block, counted from 0, the error is."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        line = error.problem_mark.line
        # What is opened and never closed is only missed at the end: there the context tells where it begins.
        return error.context_mark.line if error.context_mark and line >= block.count("\n") else line
    position = getattr(error, "position", 0)
    return block.count("\n", 0, position) if isinstance(position, int) else 0
