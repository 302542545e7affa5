"""Show a reply as it grows: its sentences as they are checked, then its footnotes, one entry an article."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.text import Text

from bot.answering.events import Done, Grown, Stage
from bot.cli.showing.lists import heading_of
from bot.messages.replies import lines_above, lines_below, say_heading, say_note
from bot.messages.wording import say, say_stage
from bot.service.answering import Waiting
from bot.service.corpora.names import MAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence

    from bot.answering.answer import Outcome
    from bot.answering.events import Event
    from bot.answering.reply import Citation, Reply
    from bot.cli.showing.terminal import Terminal
    from bot.service.reader_links import ReaderLinks


@contextmanager
def answering(terminal: Terminal, links: ReaderLinks | None = None, corpus: str = MAIN) -> Generator[ShownAnswer]:
    """Show an answer as it grows, a sentence a line; `links` lead to the reader where there is one."""
    footnotes = Footnotes(terminal, links, corpus)
    with terminal.telling() as (tell, stop):
        yield ShownAnswer(terminal, footnotes, tell, stop)


class Footnotes:
    """Shows footnotes, those of one article together."""

    def __init__(self, terminal: Terminal, links: ReaderLinks | None, corpus: str) -> None:
        self._terminal = terminal
        self._links = links
        self._corpus = corpus

    def show(self, citations: Sequence[Citation], quoted: Collection[str] = ()) -> None:
        """Show a heading an article, and under it each quote that isn't among the `quoted` words, and each link.

        Where an article has no address of its own, the link leads to the reader.
        """
        readers = self._links.of_reply(self._corpus, citations) if self._links else {}
        of_article: dict[str, list[Citation]] = {}
        for citation in citations:
            of_article.setdefault(citation.article.id, []).append(citation)
        for group in of_article.values():
            numbers = "".join(f"[{citation.number}]" for citation in group)
            places = dict.fromkeys(citation.place for citation in group if citation.place)
            self._terminal.say(Text(f"{numbers} ", style="cyan") + Text(heading_of(group[0].article, *places)))
            by_link: dict[str, list[Citation]] = {}
            for citation in group:
                reader = readers.get((citation.article.id, citation.start, citation.end))
                by_link.setdefault(citation.link or reader or citation.article.address, []).append(citation)
            for link, cited in by_link.items():
                marks = "".join(f"[{citation.number}] " for citation in cited) if len(by_link) > 1 else ""
                for words in dict.fromkeys(citation.quote for citation in cited if citation.quote not in quoted):
                    self._terminal.block(Text(f"“{words}”"))
                self._terminal.block(Text(f"{marks}{link}", style="dim"))


class ShownAnswer:
    """Shows one reply: its sentences as they are checked, then its footnotes."""

    def __init__(
        self, terminal: Terminal, footnotes: Footnotes, tell: Callable[[str], None], stop: Callable[[], None]
    ) -> None:
        self._terminal = terminal
        self._footnotes = footnotes
        self._stop = stop
        self._shown = 0
        self.tell = tell

    def follow(self, events: Iterable[Event | Waiting], *, growing: bool = True) -> Outcome:
        """Tell what is being done, show the sentences as they come if that is wanted, and return the outcome.

        Raises:
            ValueError: the events end without an outcome.
        """
        for event in events:
            if isinstance(event, Stage):
                self.tell(say_stage(event, self._terminal.language))
            elif isinstance(event, Waiting):
                self.tell(say("queue_place", self._terminal.language, place=event.place))
            elif isinstance(event, Grown) and growing:
                self._grow(event.reply, event.question.language)
            elif isinstance(event, Done):
                return event.outcome
        raise ValueError("The events end without an outcome.")

    def end(self, outcome: Outcome) -> None:
        """Show what is left of a reply: its last sentences, what is missing, its footnotes or what is nearest."""
        reply, language, terminal = outcome.reply, outcome.question.language, self._terminal
        self._stop()
        if reply.abstained:
            *above, reason = lines_above(reply, language)
            self._aside(above)
            terminal.say(Text(_in_one_line(reason), style="bold"))
        else:
            self._grow(reply, language, whole=True)
            self._aside(lines_below(reply, language))
        for entry in reply.entries:
            terminal.block(Text(heading_of(entry)).append(f"  {entry.address}", style="dim"))
        if reply.more:
            terminal.block(Text(say("and_more", language, count=reply.more)))
        if reply.citations:
            terminal.say("")
            # Where the sentence above is the quote itself, its words aren't printed twice.
            self._footnotes.show(reply.citations, quoted=[sentence.text for sentence in reply.sentences])
        if reply.nearest:
            terminal.say(f"\n{say('nearest_heading', language)}")
            self._footnotes.show(reply.nearest)
        if reply.suggestions:
            terminal.say(f"\n{say('suggestions', language)}")
        for note in reply.suggestions:
            terminal.block(Text(say_note(note, language)))

    def _grow(self, reply: Reply, language: str, *, whole: bool = False) -> None:
        """Show what has come; how many items a list leaves out is told once it is whole."""
        self._stop()
        if not self._shown:
            self._aside(lines_above(reply, language))
        lines = list(_told(reply, language, whole=whole))
        for line in lines[self._shown :]:
            self._terminal.block(line)
        self._shown = len(lines)

    def _aside(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._terminal.say(Text(_in_one_line(line), style="dim"))


def _in_one_line(words: str) -> str:
    return " ".join(words.split())


def _told(reply: Reply, language: str, *, whole: bool) -> Iterator[Text]:
    """Yield headings, sentences and what lists leave out, a line each."""
    for section in reply.sections:
        if section.heading:
            yield Text(say_heading(section.heading, language), style="bold underline")
        for sentence in section.sentences:
            words = f"“{sentence.text}”" if sentence.quoted else sentence.text
            marks = "".join(f"[{number}]" for number in sentence.citations)
            dated = f" ({sentence.day.isoformat()})" if sentence.day else ""
            item = "- " if section.is_list else ""
            yield Text(f"{item}{words}", style="bold").append(f" {marks}{dated}", style="cyan")
        if section.more and (whole or section is not reply.sections[-1]):
            yield Text(say("and_more", language, count=section.more))
