"""The program `footnote`: its commands, and how errors become one sentence and an exit status."""

from __future__ import annotations

import signal
import sys
import traceback
from importlib.metadata import version
from typing import Annotated

import typer
from typer.exceptions import TyperException

from bot.cli.ask import ask, search
from bot.cli.chat import chat
from bot.cli.evaluate import evaluate
from bot.cli.ingest import ingest
from bot.cli.maintenance import bot, doctor, mcp, models, serve
from bot.cli.sources import sources_app
from bot.cli.spoken import SpokenCommand, SpokenGroup, wrong_call
from bot.messages.wording import say, say_error, terminal_language
from corpus.errors import FootnoteError, SettingsError
from corpus.language.well_formed import without_controls

_INTERRUPTED = 130
_GOES_ON = {"ingest", "eval"}

app = typer.Typer(
    cls=SpokenGroup,
    help="Answers questions from your articles, with a footnote under every sentence.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(cls=SpokenCommand)(ingest)
app.command(cls=SpokenCommand)(ask)
app.command(cls=SpokenCommand)(chat)
app.command(cls=SpokenCommand)(search)
app.command(cls=SpokenCommand)(bot)
app.command(cls=SpokenCommand)(serve)
app.command(cls=SpokenCommand)(mcp)
app.command("eval", cls=SpokenCommand)(evaluate)
app.command(cls=SpokenCommand)(models)
app.command(cls=SpokenCommand)(doctor)
app.add_typer(sources_app, name="sources")


def run() -> None:
    """Run the command line and end with its exit status: 0 done, 1 failed, 2 called wrongly."""
    signal.signal(signal.SIGINT, _interrupt)
    try:
        sys.exit(app(prog_name="footnote", standalone_mode=False) or 0)
    except FootnoteError as error:
        _fail(_worded(error), error.exit_status)
    except TyperException as error:
        wrong = wrong_call(error)
        _fail(_worded(wrong), wrong.exit_status)
    except (_Interrupted, KeyboardInterrupt):
        _fail(say("stopped_kept" if _GOES_ON & set(sys.argv) else "stopped", terminal_language()), _INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        words = say("system_refused", terminal_language(), reason=error.strerror, name=error.filename)
        _fail(words, FootnoteError.exit_status)
    except Exception as error:  # noqa: BLE001 -- the last door: a person gets a sentence, not a traceback
        _fail(say("unforeseen", terminal_language(), kind=type(error).__name__), FootnoteError.exit_status)


def _worded(error: FootnoteError) -> str:
    try:
        return say_error(error, terminal_language())
    except SettingsError:  # a catalogue is broken, which may be the error itself
        return str(error)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 -- how typer calls it
    if wanted:
        typer.echo(f"footnote {version('footnote')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    *,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show which version this is.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
) -> None:
    """Answer questions from your articles, with a footnote under every sentence."""
    del show_version, debug  # _show_version has done it; _fail reads the other, and serves errors before this runs
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


class _Interrupted(BaseException):
    """Ctrl-C, under a name that typer doesn't catch to end without a word."""


def _interrupt(_number: int, _frame: object) -> None:
    raise _Interrupted


def _fail(sentence: str, status: int) -> None:
    if "--debug" in sys.argv:
        traceback.print_exc()
    sys.stderr.write(without_controls(sentence) + "\n")
    sys.exit(status)
