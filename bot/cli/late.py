"""Commands that are imported when they are called, so that help and lists wait for no library that they don't need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer

from bot.cli.spoken import SpokenCommand, SpokenGroup

PLAIN: Mapping[str, Any] = {"add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": None}
"""How all that typer builds of ours behaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCommand:
    """Where a command is, or a group of some, and the first paragraph of its help."""

    module: str
    attribute: str
    summary: str

    def built(self, name: str) -> Any:
        """Import it and return it as typer calls it."""
        found = getattr(import_module(self.module), self.attribute)
        if isinstance(found, typer.Typer):
            group = typer.main.get_group(found)
            group.name = name
            return group
        app = typer.Typer(**PLAIN)
        app.command(name, cls=SpokenCommand)(found)
        return typer.main.get_command(app)


class LateCommands(Mapping[str, Any]):
    """Commands by their names, each built when it is asked for."""

    def __init__(self, late: Mapping[str, LateCommand]) -> None:
        self._late = late
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = self._late[name].built(name)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._late)

    def __len__(self) -> int:
        return len(self._late)


class LateGroup(SpokenGroup):
    """Commands under one name that are imported when they are called."""

    late: Mapping[str, LateCommand] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = LateCommands(self.late)

    def summaries(self, ctx: Any) -> list[tuple[str, str]]:
        """Return the names of the commands, each with the first paragraph of its help, importing none."""
        del ctx
        return [(name, command.summary) for name, command in self.late.items()]
