"""What the bot has done, in the format that Prometheus reads (door: prometheus_client)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prometheus_client.core import Metric

CONTENT_TYPE = "text/plain; version=0.0.4"

_COUNTERS = {
    "questions": "Questions that were asked.",
    "answers": "Questions that were answered.",
    "abstentions": "Questions that the articles don't answer.",
    "limited": "Questions that came too often.",
    "failures": "Questions, commands and buttons that failed.",
    "without_model": "Replies that were made without the chat model, which couldn't be used.",
    "good": "Answers that someone found good.",
    "bad": "Answers that someone found bad.",
    "tokens_read": "Tokens that the chat model read.",
    "tokens_written": "Tokens that the chat model wrote.",
    "ingestions": "Runs of ingestion.",
}
_GAUGES = {
    "ready": "Whether the bot is connected.",
    "servers": "Servers that the bot is in.",
    "gateway_latency_ms": "Milliseconds that the gateway takes to answer a heartbeat.",
    "gateway_dead_s": "Seconds since the gateway was lost.",
    "answering": "Questions that are being answered.",
    "waiting": "Questions that wait for the chat model.",
    "ingesting": "Corpora that are being filled.",
}


def metrics_of(health: Mapping[str, Any]) -> bytes:
    """Return how the bot is (`health_of`) as metrics; no word of what was asked, and no name, is in them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Health(health))
    return generate_latest(registry)


class _Health:
    """Gives what is known once: the counts live elsewhere."""

    def __init__(self, health: Mapping[str, Any]) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield each figure."""
        counts: Mapping[str, int] = self._health["counts"]
        for name, what in _COUNTERS.items():
            yield CounterMetricFamily(f"footnote_{name}", what, value=counts.get(name, 0))
        for name, what in _GAUGES.items():
            if (value := self._health[name]) is not None:
                yield GaugeMetricFamily(f"footnote_{name}", what, value=float(value))
        replies = counts.get("answers", 0) + counts.get("abstentions", 0)
        seconds = counts.get("answer_ms", 0) / 1000
        yield SummaryMetricFamily("footnote_reply_seconds", "How long replies took.", replies, seconds)
