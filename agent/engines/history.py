"""What a person's events say about the items: how much each speaks for or against its like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastemaker.contracts import Event

__all__ = ["Leaning", "leanings"]

SIGNALS: Final = {
    "like": 1.0,
    "more": 1.0,
    "buy": 1.0,
    "purchase": 1.0,
    "cart": 0.7,
    "rating": 0.7,
    "play": 0.5,
    "click": 0.4,
    "view": 0.3,
    "skip": -0.3,
    "dislike": -1.0,
}
"""How much an event says; an event of another name says as much as a play."""
OTHER: Final = 0.5
EXPLICIT: Final = frozenset({"like", "more", "dislike"})
"""What a person decided: the latest such event overrules all others on its item."""
HALF_LIFE_DAYS: Final = 180.0
HALF_LIFE_EVENTS: Final = 50.0
"""Half the weight is gone after this time, and after this many later items. The second also serves files
whose timestamps are mere positions."""
POOR: Final = 1.5
"""A rating this many standard deviations below everyone's mean is against the item, whoever gave it."""
_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Leaning:
    """How an item of a person's past weighs: above 0 it was liked, below 0 it was not."""

    item: str
    weight: float
    event: str
    """The event that decided."""


def leanings(events: Sequence[Event], *, mean: float | None = None, spread: float = 1.0) -> list[Leaning]:
    """The person's items, newest first, with weights between -1 and 1.

    `mean` and `spread` are the mean and standard deviation of all ratings. A rating counts by its distance
    from the person's own mean: what lies below counts against the item's like.
    """
    ordered = sorted(events, key=lambda event: event.timestamp)
    ratings = [event.rating for event in ordered if event.rating is not None]
    scale = _Scale(float(np.mean(ratings)) if ratings else 0.0, mean, max(spread, 1e-6))
    deciding: dict[str, tuple[Event, float]] = {}
    latest: dict[str, float] = {}
    for event in ordered:
        said = _said(event, scale)
        before = deciding.get(event.item)
        if before is None or _overrules(event, said, before):
            deciding[event.item] = (event, said)
        latest[event.item] = event.timestamp
    newest = sorted(latest, key=lambda item: latest[item], reverse=True)
    now = latest[newest[0]] if newest else 0.0
    return [
        Leaning(
            item,
            _faded(deciding[item][1], days=(now - latest[item]) / _DAY, later=n),
            deciding[item][0].event,
        )
        for n, item in enumerate(newest)
    ]


@dataclass(frozen=True, slots=True)
class _Scale:
    """How ratings are read: the person's mean, everyone's, and everyone's standard deviation."""

    own: float
    everyone: float | None
    spread: float


def _said(event: Event, scale: _Scale) -> float:
    """What one event says of its item, between -1 and 1."""
    if event.event in EXPLICIT or event.rating is None:
        return SIGNALS.get(event.event, OTHER)
    distance = (event.rating - scale.own) / scale.spread
    if scale.everyone is not None and event.rating < scale.everyone - POOR * scale.spread:
        return max(-1.0, min(-0.4, 0.6 * distance))
    return max(-1.0, 0.6 * distance) if distance < -1e-6 else min(1.0, 0.4 + 0.4 * distance)


def _overrules(event: Event, said: float, before: tuple[Event, float]) -> bool:
    """A decision overrules what came before; between two mere signs the stronger counts."""
    earlier, weight = before
    if event.event in EXPLICIT or (event.rating is not None and earlier.event not in EXPLICIT):
        return True
    return earlier.event not in EXPLICIT and earlier.rating is None and abs(said) > abs(weight)


def _faded(weight: float, *, days: float, later: int) -> float:
    faded = 0.5 ** (max(days, 0.0) / HALF_LIFE_DAYS) * 0.5 ** (later / HALF_LIFE_EVENTS)
    return weight * max(float(faded), 0.05)
