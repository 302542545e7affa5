"""Say in words what a run of ingestion did, or would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ALWAYS = ("added", "changed", "unchanged", "removed", "failed")
_WHERE_ANY = {
    "left_out": "left out",
    "copies": "published elsewhere too",
    "vanished": "no longer listed",
    "waiting": "waiting for another try",
}
_KINDS_NAMED = 8


def counts_in_words(what: Mapping[str, int]) -> str:
    """Return the counts of a run: those that people expect always, the others where there are any."""
    return ", ".join([f"{what.get(name, 0)} {name}" for name in _ALWAYS] + _others(what))


def dry_counts_in_words(what: Mapping[str, int]) -> str:
    """Return the counts of what a run would do."""
    untouched = [f"{what[name]} {name}" for name in ("unchanged", "failed")] + _others(what)
    changes = f"Would add {what['added']}, update {what['changed']}, remove {what['removed']}"
    return f"{changes}; {', '.join(untouched)}"


def not_read_in_words(kinds: Sequence[tuple[str, int]]) -> str:
    """Return how many files are of kinds that can't be read, by their endings, the most frequent first."""
    total = sum(count for _, count in kinds)
    named = [f"{ending or 'without an ending'} ({count:,})" for ending, count in kinds[:_KINDS_NAMED]]
    if rest := sum(count for _, count in kinds[_KINDS_NAMED:]):
        named.append(f"others ({rest:,})")
    return f"{total:,} {'file was' if total == 1 else 'files were'} not read: {', '.join(named)}"


def _others(what: Mapping[str, int]) -> list[str]:
    return [f"{what[name]} {words}" for name, words in _WHERE_ANY.items() if what.get(name)]
