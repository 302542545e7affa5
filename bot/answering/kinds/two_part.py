"""Several questions in one: each answered by itself, and one that isn't known said to be missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.question.kind import read_kind
from bot.answering.reply import Heading, HeadingCode, Note, NoteCode, ReplyCode
from bot.answering.selection.choosing import is_of, overlap, says_again
from bot.answering.selection.selected import Group, Selected

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library


def select(asked: Asked, answer: Callable[[Asked, str], Selected], library: Library) -> Selected:
    """Answer the parts; a later part is understood from the first, whose matter it goes on with."""
    groups: list[Group] = []
    missing: list[Note] = []
    nearest: list[Evidence] = []
    said: list[Evidence] = []
    matter = asked.parts[0]
    for part in asked.parts:
        found = _answer(part, matter, asked.language, answer, library)
        evidence = [e for e in found.evidence if not says_again(e, said) and not any(overlap(e, s) for s in said)][:1]
        if found.code in {ReplyCode.ANSWERED, ReplyCode.IN_PART} and evidence:
            said += evidence
            groups.append(Group(evidence=tuple(evidence), heading=Heading(code=HeadingCode.PART, words=part)))
        elif found.code in {ReplyCode.ANSWERED, ReplyCode.IN_PART} and _has_own(part, matter, found, library):
            groups = [_answering_too(group, part, found) for group in groups]
        else:
            missing.append(Note(code=NoteCode.PART_UNKNOWN, words=(part,)))
            nearest += found.nearest or found.evidence[:1]
    if not groups:
        return Selected(code=ReplyCode.NEAREST, missing=tuple(missing), nearest=tuple(nearest[:3]))
    code = ReplyCode.IN_PART if missing else ReplyCode.ANSWERED
    return Selected(code=code, groups=tuple(groups), missing=tuple(missing))


def _answering_too(group: Group, part: str, found: Selected) -> Group:
    """Return a group under a part's words too, where what was found for it says what the group does."""
    if group.heading is None or not any(says_again(e, group.evidence) for e in found.evidence):
        return group
    return replace(group, heading=replace(group.heading, words=f"{group.heading.words} / {part}"))


def _answer(
    part: str, matter: str, language: str, answer: Callable[[Asked, str], Selected], library: Library
) -> Selected:
    """Return what answers a part: with the first part's matter, and by itself where that has none of its own words."""
    wanted = read_kind(part, language)
    if part is matter or library.names(part):
        return answer(wanted, part)
    found = answer(wanted, f"{part} {_what(matter, library)}")
    if _has_own(part, matter, found, library):
        return found
    alone = answer(wanted, part)
    of_matter = all(is_of(e, library.names(matter)) for e in alone.evidence)
    return alone if of_matter and _has_own(part, matter, alone, library) else found


def _has_own(part: str, matter: str, found: Selected, library: Library) -> bool:
    """Say whether what was found has a word of a part that its matter hasn't, where there is one."""
    own = frozenset(library.telling(part)) - frozenset(library.telling(matter))
    return not own or any(own & library.indexed(e.text, e.article.language) for e in found.evidence)


def _what(part: str, library: Library) -> str:
    """Return what a part of a question is about: its words that tell."""
    return " ".join(library.telling(part).values())
