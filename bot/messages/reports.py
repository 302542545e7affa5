"""Say in words what a run of ingestion did, or would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.wording import say, say_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ALWAYS = ("added", "changed", "unchanged", "removed", "failed")
_WHERE_ANY = ("left_out", "copies", "vanished", "waiting")
_KINDS_NAMED = 8


def counts_in_words(what: Mapping[str, int], language: str) -> str:
    """Return the counts of a run: those that people expect always, the others where there are any."""
    return _counted(_ALWAYS, what, language)


def dry_run_in_words(what: Mapping[str, int], language: str) -> str:
    """Return what a run would do."""
    changes = {name: say_number(what[name], language) for name in ("added", "changed", "removed")}
    return say("would_change", language, **changes, others=_counted(("unchanged", "failed"), what, language))


def not_read_in_words(kinds: Sequence[tuple[str, int]], language: str) -> str:
    """Return how many files are of kinds that can't be read, by their endings, the most frequent first."""
    named = [(ending or say("no_ending", language), count) for ending, count in kinds[:_KINDS_NAMED]]
    if rest := sum(count for _, count in kinds[_KINDS_NAMED:]):
        named.append((say("other_kinds", language), rest))
    listed = ", ".join(say("kind_counted", language, kind=kind, count=count) for kind, count in named)
    return say("not_read", language, count=sum(count for _, count in kinds), kinds=listed)


def _counted(names: Sequence[str], what: Mapping[str, int], language: str) -> str:
    shown = [*names, *(name for name in _WHERE_ANY if what.get(name))]
    return ", ".join(say(f"count_{name}", language, count=what.get(name, 0)) for name in shown)
