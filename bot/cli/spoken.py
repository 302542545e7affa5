"""Speak of the command line itself in the person's language: its help, and what is wrong with a call.

What is written in English where a command is defined is its own key in the catalogues, under the context "terminal".
"""

from __future__ import annotations

from difflib import get_close_matches
from inspect import cleandoc
from typing import Any

from typer.core import TyperCommand, TyperGroup

from bot.messages.catalogue import TERMINAL, text
from bot.messages.wording import terminal_language
from corpus.errors import UsageError


def spoken(words: str) -> str:
    """Return words of a command's definition in the language of whoever sits at the terminal."""
    return text(" ".join(words.split()), terminal_language(), context=TERMINAL)


class SpokenCommand(TyperCommand):
    """A command whose help is said in the person's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write how it is called, what it does, and what it takes."""
        _write_usage(self, ctx, formatter)
        _write_parameters(self, ctx, formatter)


class SpokenGroup(TyperGroup):
    """Commands under one name, whose help is said in the person's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write how it is called, what it takes, and its commands with the first sentence of each."""
        _write_usage(self, ctx, formatter)
        _write_parameters(self, ctx, formatter)
        with formatter.section(spoken("Commands")):
            formatter.write_dl([(name, spoken(summary)) for name, summary in self.summaries(ctx)])

    def summaries(self, ctx: Any) -> list[tuple[str, str]]:
        """Return the names of the commands, each with the first paragraph of its help, as it is written."""
        return [(name, _written_paragraphs(self.commands[name])[0]) for name in self.list_commands(ctx)]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is meant.

        Raises:
            UsageError: there is no such command.
        """
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise _no_command(args[0], list(self.commands), ctx)
        return super().resolve_command(ctx, args)


def wrong_call(error: Any) -> UsageError:
    """Return what typer says of a wrong call as one of our sentences."""
    context = getattr(error, "ctx", None)
    shown = f"{context.command_path if context else 'footnote'} --help"
    param = getattr(error, "param", None)
    name = _name_of(param) if param else getattr(error, "option_name", "")
    match type(error).__name__:
        case "NoSuchOption" if error.possibilities:
            near = ", ".join(sorted(error.possibilities))
            wrong = UsageError("There is no option {name}: did you mean {near}?", name=name, near=near)
        case "NoSuchOption":
            wrong = UsageError("There is no option {name}: `{help}` lists them.", name=name, help=shown)
        case "MissingParameter":
            wrong = UsageError("{name} is missing: `{help}` says how the command is called.", name=name, help=shown)
        case "BadOptionUsage" if "not take" in error.message:
            wrong = UsageError("{name} takes no value: leave it out.", name=name)
        case "BadOptionUsage":
            wrong = UsageError("{name} needs a value: `{help}` says which.", name=name, help=shown)
        case _ if name:
            wrong = UsageError("The value of {name} is wrong: `{help}` says what it takes.", name=name, help=shown)
        case _:
            wrong = UsageError("There are words too many: `{help}` says how the command is called.", help=shown)
    return wrong


def _no_command(name: str, known: list[str], ctx: Any) -> UsageError:
    near = get_close_matches(name, known, n=1)
    if near:
        return UsageError("There is no command {name}: did you mean {near}?", name=name, near=near[0])
    return UsageError("There is no command {name}: `{help}` lists them.", name=name, help=f"{ctx.command_path} --help")


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = [spoken("[OPTIONS]"), *(_usage_of(param) for param in command.params if not _is_option(param))]
    if isinstance(command, SpokenGroup):
        pieces.append(spoken("COMMAND [ARGUMENTS]"))
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{spoken('Usage')}: ")
    for paragraph in _paragraphs(command):
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(paragraph)


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    known = command.get_params(ctx)
    for heading, chosen in (
        ("Arguments", [param for param in known if not _is_option(param)]),
        ("Options", [param for param in known if _is_option(param)]),
    ):
        if chosen:
            with formatter.section(spoken(heading)):
                formatter.write_dl([(_written(param), spoken(param.help or "")) for param in chosen])


def _paragraphs(command: Any) -> list[str]:
    return [spoken(paragraph) for paragraph in _written_paragraphs(command)]


def _written_paragraphs(command: Any) -> list[str]:
    return cleandoc(command.help or "").split("\n\n")


def _is_option(param: Any) -> bool:
    return param.param_type_name == "option"


def _written(param: Any) -> str:
    """Return how a parameter is written in a call."""
    if not _is_option(param):
        return _name_of(param)
    return " ".join([", ".join(param.opts), *([] if param.is_flag else [spoken(param.metavar or "TEXT")])])


def _usage_of(param: Any) -> str:
    name = _name_of(param) + ("..." if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _name_of(param: Any) -> str:
    return param.opts[0] if _is_option(param) else spoken(param.metavar or param.name.upper())
