"""Write lines, blocks and tables to standard output and progress to standard error, plainly where it is a pipe."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.cli.showing.progress import IngestProgress, bar_on, quarters
from bot.messages.wording import say, terminal_language
from corpus.language.well_formed import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence


class Terminal:
    """Writes results to standard output and progress to standard error."""

    def __init__(self) -> None:
        self.language = terminal_language()
        self._out = Console(highlight=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, *words: str | Text) -> None:
        """Write a line of the result; words that are a text have a style."""
        self._out.print(*map(_harmless, words))

    def block(self, text: Text) -> None:
        """Write an indented paragraph of the result, whose line breaks are spaces."""
        text = _harmless(text).copy()
        text.plain = text.plain.replace("\n", " ")
        if self._out.is_terminal:
            self._out.print(Padding(text, (0, 2, 0, 4)), soft_wrap=False)
        else:
            self._out.print(Text("    ") + text)

    def tell(self, words: str) -> None:
        """Write a line of progress."""
        self._err.print(_harmless(Text(words, style="dim")))

    @contextmanager
    def telling(self) -> Generator[tuple[Callable[[str], None], Callable[[], None]]]:
        """Tell what is being done by one changing line on a terminal, by a line each in a pipe; yield also its end."""
        if not self._err.is_terminal:
            yield self.tell, lambda: None
            return
        with self._err.status(say("starting", self.language)) as status:
            yield lambda words: status.update(_harmless(words)), status.stop

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show rows of short words in aligned columns; a row whose first cell is indented speaks of the one above."""
        self.say("")
        self.say(Text(title, style="bold"))
        widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            aside = row is columns or row[0].startswith(" ")
            self.say(Text(line.rstrip(), style="dim" if aside else ""))

    @contextmanager
    def ingesting(self, *, naming: bool = False) -> Generator[IngestProgress]:
        """Show how ingestion goes on: a bar on a terminal, a line an article in a pipe, or everywhere if `naming`."""
        if not self._err.is_terminal:
            yield IngestProgress(self.tell, None, self.language, naming=True)
            return
        with bar_on(self._err) as bar:
            yield IngestProgress(self.tell, bar, self.language, naming=naming)

    @contextmanager
    def counting(self, what: str, total: int) -> Generator[Callable[[int], None]]:
        """Show how a count goes up: a bar on a terminal, the start and each quarter in a pipe."""
        if not self._err.is_terminal:
            self.tell(f"{what}: {total:,}" if total else what)
            yield quarters(what, total, self.tell)
            return
        with bar_on(self._err) as bar:
            task = bar.add_task(what, total=total)
            yield lambda more: bar.advance(task, more)


def _harmless(words: str | Text) -> Text:
    """Return words of others as the terminal shows them: nothing in them is obeyed."""
    text = Text(words) if isinstance(words, str) else words
    cuts = [at for found in CONTROLS.finditer(text.plain) for at in found.span()]
    return Text().join(piece for piece in text.divide(cuts) if not CONTROLS.match(piece.plain)) if cuts else text
