"""What is counted while serving, for Prometheus."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from tastemaker.serve.desk import Desk
    from tastemaker.serve.pool import Pool

__all__ = ["Meters"]

SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)


class Meters:
    """One server's own: two in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tastemaker_requests_total", "Answers by route and status.", ["route", "method", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.request_seconds = Histogram(
            "tastemaker_request_seconds", "From a request to the end of its answer.", ["route"],
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.first_text = Histogram(
            "tastemaker_first_text_seconds", "From a message to the first words of its reply.",
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.tools = Histogram(
            "tastemaker_tool_seconds", "How long the tools took.", ["tool"],
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.stopped = Counter(
            "tastemaker_turns_stopped_total", "Turns left by who asked, or out of time.",
            registry=self.registry,
        )  # fmt: skip

    def watch(self, desk: Desk) -> None:
        """Show also what a desk has before it."""
        work = Gauge("tastemaker_work", "What runs or waits, by pool.", ["pool"], registry=self.registry)
        for pool in (desk.talk, desk.quick, desk.making):
            work.labels(pool.name).set_function(partial(_taken, pool))
        items = Gauge("tastemaker_items", "Items in the catalogs.", registry=self.registry)
        items.set_function(lambda: desk.items)

    def page(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self.registry)


def _taken(pool: Pool) -> float:
    return pool.taken
