"""What was asked in vain, marked as bad and quoted most, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    if not report.asked:
        return say("report_none", language, days=days)
    head = say("report_head", language, days=days, asked=report.asked, answered=report.answered)
    in_vain = (f"• {_plain(subject.questions[0])} ({subject.count})" for subject in report.in_vain[:_SUBJECTS])
    bad = (
        f"• {_plain(one.question)} — {say(FAULTS.get(one.opinion.kind, 'bad_other'), language)}"
        + (f": {_plain(one.opinion.reason)}" if one.opinion.reason else "")
        for one in report.bad[:_SHOWN]
    )
    sources = (f"• {_plain(source)} ({count})" for source, count in report.sources[:_SHOWN])
    return pack(
        [
            head,
            *_under(say("report_in_vain", language), in_vain),
            *_under(say("report_bad", language), bad),
            *_under(say("report_sources", language), sources),
        ]
    )[0]


def _plain(words: str) -> str:
    return escape(shortened(words, _WIDTH))


def _under(heading: str, lines: Iterable[str]) -> list[str]:
    told = list(lines)
    return [f"\n**{heading}**", *told] if told else []
