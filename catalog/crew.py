"""Processes that work on one thing: several here, or those of a Ray cluster. Ray Data deals the work out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tastemaker.errors import MissingExtra

__all__ = ["ALONE", "Crew"]


@dataclass(frozen=True, slots=True)
class Crew:
    """How many there are, and where: `auto` is the cluster this machine belongs to."""

    workers: int = 1
    address: str = ""

    @property
    def alone(self) -> bool:
        """Whether it is this process, and nobody need be told."""
        return self.workers == 1 and not self.address

    def deal(
        self, rows: Sequence[dict[str, Any]], worker: type, *, given: tuple[Any, ...], purpose: str
    ) -> Iterator[dict[str, Any]]:
        """What workers make of the rows, as it is made; each is called with one row after the other.

        Every process makes a worker of its own from what is `given`. Folders that are named must be reachable
        from all machines. Raises MissingExtra.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no telemetry leaves the machine
        try:
            import ray
            import ray.data
        except ImportError as missing:
            raise MissingExtra("ray", extra="batch", purpose=purpose) from missing
        ray.init(
            address=self.address or None, num_cpus=None if self.address else self.workers,
            include_dashboard=False, log_to_driver=False, logging_level="error", ignore_reinit_error=True,
        )  # fmt: skip
        ray.data.DataContext.get_current().enable_progress_bars = False
        try:
            dealt = ray.data.from_items(list(rows), override_num_blocks=max(len(rows), 1))
            yield from dealt.map(
                worker, fn_constructor_args=given, concurrency=self.workers, num_cpus=1
            ).iter_rows()
        finally:
            ray.shutdown()


ALONE: Final = Crew()
