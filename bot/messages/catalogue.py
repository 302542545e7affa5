"""The words of all that Footnote says: a catalogue a language, `xx.po` beside this module (door: Babel's PO files).

A message is named by a key, and its English stands in en.po as any other language's does in its own file. What is
written in English where it comes from has that for its key and stands under a context: why something failed ("error"),
names and descriptions of Discord's commands ("command"), the pages ("page"), the terminal's help ("terminal"). A
catalogue with `X-Interface: complete` in its head has every message; one without has what is said within replies. What
a catalogue lacks is said in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from gettext import c2py
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

from corpus.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENGLISH: Final = "en"
TERMINAL: Final = "terminal"
"""The context of what the terminal alone says: its help, and what ingestion tells of an address."""
_FOLDER = Path(__file__).parent
_CLAIM = rb"X-Interface: complete\n"
_HEAD_BYTES = 1 << 10

Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """One language's messages by context and key, each in as many forms as it has plurals, or in one."""

    language: str
    is_complete: bool
    messages: Mapping[Key, tuple[str, ...]]
    plural: Callable[[int], int]


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, English first."""
    return (ENGLISH, *sorted({path.stem for path in _FOLDER.glob("*.po")} - {ENGLISH}))


@cache
def interface_languages() -> tuple[str, ...]:
    """Return the languages that everything is said in, English first."""
    return tuple(language for language in languages() if _is_complete(language))


def check_catalogues() -> None:
    """Read every catalogue, so that one that is broken is noticed at the start.

    Raises:
        SettingsError: a catalogue is no PO file, or a message has other gaps than its English.
    """
    for language in languages():
        _catalogue(language)


def text(key: str, language: str, *, context: str | None = None, count: int | None = None) -> str:
    """Return a message with its gaps, in the form for a count; in English where a language lacks it.

    Raises:
        KeyError: there is no such message without a context.
    """
    for one in dict.fromkeys((language, ENGLISH)):
        if one in languages() and (forms := _catalogue(one).messages.get((context, key))):
            return forms[_catalogue(one).plural(count) if count is not None and len(forms) > 1 else 0]
    if context is None:
        raise KeyError(key)
    return key


def _is_complete(language: str) -> bool:
    """Say whether a catalogue claims to be complete, by its head: to read all of each would take a command's start."""
    try:
        with (_FOLDER / f"{language}.po").open("rb") as file:
            return _CLAIM in file.read(_HEAD_BYTES)
    except OSError:  # reading it will say why
        return False


@cache
def _catalogue(language: str) -> Catalogue:
    return read_catalogue(_FOLDER / f"{language}.po")


def read_catalogue(path: Path) -> Catalogue:
    """Return what a catalogue's file holds.

    Raises:
        SettingsError: it is no PO file, or a message has other gaps than its English.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        held = path.read_bytes()
        read = read_po(BytesIO(held), locale=path.stem, abort_invalid=True)
        plural = c2py(read.plural_expr)
    except (PoFileError, ValueError, OSError) as error:
        raise SettingsError(
            "The catalogue {name} is broken ({reason}): mend it, or take it away.", name=path.name, reason=error
        ) from error
    messages: dict[Key, tuple[str, ...]] = {}
    for message in read:
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if key and all(forms):
            messages[message.context, key] = forms
    english = messages if path.stem == ENGLISH else _catalogue(ENGLISH).messages
    for (context, key), forms in messages.items():
        _check_gaps(path.name, key, forms, english.get((context, key), (key,)) if context is None else (key,))
    return Catalogue(
        language=path.stem,
        is_complete=_CLAIM in held,
        messages=messages,
        plural=plural,
    )


def _check_gaps(file: str, key: str, forms: tuple[str, ...], english: tuple[str, ...]) -> None:
    """Refuse a message that has another gap than its English, or lacks one in all its forms."""
    wanted, there = (set[str]().union(*map(gaps, one)) for one in (english, forms))
    if wanted != there:
        odd = ", ".join(f"{{{name}}}" for name in sorted(wanted ^ there))
        raise SettingsError(
            "The message {key!r} of {file} should have the gaps of its English: see to {odd}.",
            key=key,
            file=file,
            odd=odd,
        )


def gaps(message: str) -> set[str]:
    """Return the names of a message's gaps.

    Raises:
        SettingsError: its braces don't match.
    """
    try:
        return {name for _, name, _, _ in Formatter().parse(message) if name is not None}
    except ValueError as error:
        raise SettingsError("The message {message!r} has braces that don't match: mend it.", message=message) from error
