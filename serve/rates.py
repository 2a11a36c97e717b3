"""How many requests a key may make: a bucket of tokens that fills up again, for every key its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tastemaker.serve.people import Caller

__all__ = ["Rates"]


@dataclass(slots=True)
class Rates:
    """Counts in this process: a second process counts for itself.

    >>> rates = Rates(clock=lambda: 0.0)
    >>> caller = Caller(rate=2)
    >>> [rates.wait(caller) for _ in range(3)]
    [0.0, 0.0, 30.0]
    """

    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Per key the tokens left, and when that was."""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, caller: Caller) -> float:
        """Take a token: 0 when there was one, else the seconds until there is."""
        if not caller.rate:
            return 0.0
        now, speed = self.clock(), caller.rate / 60
        with self._guard:
            left, then = self._buckets.get(caller.name, (float(caller.rate), now))
            left = min(float(caller.rate), left + (now - then) * speed)
            enough = left >= 1
            self._buckets[caller.name] = (left - enough, now)
        return 0.0 if enough else (1 - left) / speed
