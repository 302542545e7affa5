"""What was asked in vain, marked as bad and quoted most, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord.rendering.card import Sheet, Tone, first_fitting
from bot.discord.rendering.escape import escape, shortened
from bot.discord.rendering.reply import pack
from bot.messages.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.messages.wording import Language
    from bot.service.monitoring.report import Report

FAULTS = {
    "wrong": "bad_wrong",
    "source": "bad_source",
    "language": "bad_language",
    "long": "bad_long",
    "other": "bad_other",
}
"""What may be wrong with an answer, as people choose from, and the texts that say it."""
_SUBJECTS = 5
_SHOWN = 5
_WIDTH = 150


def render_report(report: Report, days: int, language: Language) -> str:
    """Return a report as one message; its table has what isn't shown."""
    return pack("\n\n".join(_told(report, days, language)).split("\n"))[0]


def report_sheet(report: Report, days: int, language: Language) -> Sheet | None:
    """Return a report as a sheet, None where it has no room there; its table has what isn't shown."""
    return first_fitting([Sheet(tone=Tone.ANSWERED, pieces=tuple(_told(report, days, language)))])


def _told(report: Report, days: int, language: Language) -> list[str]:
    """Return what a report begins with, then what it says under each of its headings, the first few."""
    if not report.asked:
        return [say("report_none", language, days=days)]
    head = say("report_head", language, days=days, asked=report.asked, answered=report.answered)
    in_vain = (f"• {_plain(subject.questions[0])} ({subject.count})" for subject in report.in_vain[:_SUBJECTS])
    bad = (
        f"• {_plain(one.question)} — {say(FAULTS.get(one.opinion.kind, 'bad_other'), language)}"
        + (f": {_plain(one.opinion.reason)}" if one.opinion.reason else "")
        for one in report.bad[:_SHOWN]
    )
    sources = (f"• {_plain(source)} ({count})" for source, count in report.sources[:_SHOWN])
    under = {"report_in_vain": in_vain, "report_bad": bad, "report_sources": sources}
    return [head, *(part for key, lines in under.items() if (part := _under(say(key, language), lines)))]


def _plain(words: str) -> str:
    return escape(shortened(words, _WIDTH))


def _under(heading: str, lines: Iterable[str]) -> str:
    told = list(lines)
    return "\n".join([f"**{heading}**", *told]) if told else ""
