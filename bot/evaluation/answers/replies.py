"""What is kept of a reply, so that it can be judged later, and its JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bot.messages.replies import lines_above

if TYPE_CHECKING:
    from bot.answering.answer import Outcome
    from bot.answering.reply import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of an answer with the numbers of its footnotes; some systems give it none."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A footnote; `origin` is the article's id in its set, `verbatim` whether the article has these words there."""

    number: int
    origin: str
    title: str
    quote: str
    verbatim: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """A reply: its sentences and their quotes, or why it abstained and the quotes it shows as nearest.

    Times are in milliseconds; `first` is None where no word came from a model or an article.
    """

    abstained: bool
    sentences: tuple[Said, ...]
    quotes: tuple[Quoted, ...]
    note: str
    first: int | None
    total: int
    code: str = ""
    listed: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return the sentences as running text, without the numbers of their footnotes."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def shown(self) -> str:
        """Return the text that people read, with the numbers of its footnotes."""
        if self.abstained:
            return self.note
        return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}".strip() for s in self.sentences)


def keep(outcome: Outcome) -> KeptReply:
    """Return what is kept of a reply."""
    reply, timings = outcome.reply, outcome.timings
    above = lines_above(reply, outcome.question.language)
    listed = tuple(f"{e.title} ({e.author or '-'}, {e.published or '-'})" for e in reply.entries)
    return KeptReply(
        code=reply.code,
        listed=listed,
        abstained=reply.abstained,
        sentences=tuple(Said(text=s.text, citations=s.citations) for s in reply.sentences),
        quotes=tuple(map(_quoted, reply.citations or reply.nearest)),
        note=above[-1] if above else "",
        first=timings.first_token,
        total=timings.total,
    )


def to_json(reply: KeptReply) -> dict[str, Any]:
    """Return a reply as what JSON can hold."""
    return asdict(reply)


def from_json(value: dict[str, Any]) -> KeptReply:
    """Return a reply from what `to_json` made of it.

    Raises:
        KeyError, TypeError: it was made by another version, or is damaged.
    """
    return KeptReply(
        abstained=value["abstained"],
        sentences=tuple(Said(text=said["text"], citations=tuple(said["citations"])) for said in value["sentences"]),
        quotes=tuple(Quoted(**quoted) for quoted in value["quotes"]),
        note=value["note"],
        first=value["first"],
        total=value["total"],
        code=value.get("code", ""),
        listed=tuple(value.get("listed", ())),
    )


def _quoted(citation: Citation) -> Quoted:
    return Quoted(
        number=citation.number,
        origin=citation.article.origin,
        title=citation.article.title,
        quote=citation.quote,
        verbatim=citation.quote == citation.article.text[citation.start : citation.end],
    )
