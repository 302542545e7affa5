"""The program `footnote`: its commands, and how errors become one sentence and an exit status."""

from __future__ import annotations

import signal
import sys
import traceback
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from bot.cli.late import PLAIN, LateCommand, LateGroup
from bot.cli.spoken import wrong_call
from bot.messages.wording import say, say_error, terminal_language
from corpus.errors import FootnoteError, SettingsError
from corpus.language.well_formed import without_controls

if TYPE_CHECKING:
    from collections.abc import Mapping

_INTERRUPTED = 130
_GOES_ON = {"ingest", "eval", "move"}


def _in(module: str, attribute: str, summary: str) -> LateCommand:
    return LateCommand(module=f"bot.cli.{module}", attribute=attribute, summary=summary)


class _Commands(LateGroup):
    """The commands of `footnote`, in the order of its help."""

    late: Mapping[str, LateCommand] = {
        "ingest": _in(
            "ingest",
            "ingest",
            "Read articles from folders, files and the web into the corpus; unchanged ones cost nothing.",
        ),
        "ask": _in("ask", "ask", "Answer a question, with a footnote under every sentence."),
        "chat": _in(
            "chat",
            "chat",
            "Talk with the articles.",
        ),
        "search": _in("ask", "search", "Find passages by meaning and by words; no chat model is asked."),
        "bot": _in("maintenance", "bot", "Start the Discord bot."),
        "serve": _in("maintenance", "serve", "Serve the pages, the reader, the HTTP API and MCP."),
        "worker": _in(
            "maintenance",
            "worker",
            "Read what `footnote ingest --queue` and the bot leave to workers, until stopped; any number may run.",
        ),
        "mcp": _in(
            "maintenance",
            "mcp",
            "Answer another program's language model by MCP, over standard input and output.",
        ),
        "eval": _in(
            "evaluate",
            "evaluate",
            "Measure finding, or answering, on questions with known answers;"
            " the articles go into corpora of their own.",
        ),
        "models": _in(
            "maintenance",
            "models",
            "List the chat models that can be set: the bundled one, those fetched, and those recommended.",
        ),
        "doctor": _in("maintenance", "doctor", "Check settings, models and store, and say what to run."),
        "move": _in(
            "maintenance",
            "move",
            "Copy all articles, and what the bot remembers, to PostgreSQL and Chroma, or back into a folder.",
        ),
        "sources": _in("sources", "sources_app", "List what is in the corpus; show or remove a part."),
    }


app = typer.Typer(
    cls=_Commands,
    help="Answers questions from your articles, with a footnote under every sentence.",
    invoke_without_command=True,
    **PLAIN,
)


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
        from importlib.metadata import version

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
