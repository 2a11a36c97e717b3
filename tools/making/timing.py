"""When each shot is on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tastemaker.errors import BadScript
from tastemaker.tools.making.script import SECONDS, Script

__all__ = ["Span", "fit", "spans"]

MIXED: Final = 0.6
"""The longest transition, in seconds."""
SHARE: Final = 0.35
"""How much of the shorter shot a transition may take on its side, at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """When a shot is on screen, in seconds from the film's start."""

    start: float
    end: float
    before: float
    """How long the transition into the shot is; half of it lies before `start`."""
    after: float
    """How long the transition out of it is; half of it lies after `end`."""


def fit(script: Script, *, seconds: float) -> Script:
    """The script with its shots lengthened or shortened in proportion to last `seconds` in all.

    A shot that would leave 0.5 to 15 seconds stays at that limit, and the others make up for it; BadScript
    when no lengths within the limits give the wanted total. Lengths are in whole milliseconds.
    """
    count, (least, most) = len(script.shots), SECONDS
    if not count * least <= seconds <= count * most:
        raise BadScript(
            f"{count} shots cannot last {seconds:g} seconds in all: a shot lasts {least:g} to {most:g}, "
            f"so give {count * least:g} to {count * most:g}"
        )
    lengths = _rounded(_scaled([shot.seconds for shot in script.shots], seconds), seconds)
    shots = tuple(
        shot.model_copy(update={"seconds": length})
        for shot, length in zip(script.shots, lengths, strict=True)
    )
    return script.model_copy(update={"shots": shots})


def spans(script: Script) -> tuple[Span, ...]:
    """When each shot is on screen. A transition takes at most 0.6 seconds and 70 % of the shorter shot."""
    lengths = [shot.seconds for shot in script.shots]
    mixes = [
        0.0 if n == 0 or shot.transition == "cut" else min(MIXED, 2 * SHARE * min(lengths[n - 1 : n + 1]))
        for n, shot in enumerate(script.shots)
    ]
    found, start = [], 0.0
    for length, before, after in zip(lengths, mixes, [*mixes[1:], 0.0], strict=True):
        found.append(Span(start, start + length, before, after))
        start += length
    return tuple(found)


def _scaled(lengths: list[float], total: float) -> list[float]:
    """Each length times the factor at which, held within the limits, they add up: found by halving."""
    low, high = SECONDS[0] / max(lengths), SECONDS[1] / min(lengths)
    for _ in range(60):
        middle = (low + high) / 2
        if sum(_held(length * middle) for length in lengths) < total:
            low = middle
        else:
            high = middle
    return [_held(length * high) for length in lengths]


def _rounded(lengths: list[float], total: float) -> list[float]:
    """Each length in whole milliseconds; what rounding lost goes to those that lost most, and so for won."""
    ticks = [round(1000 * length) for length in lengths]
    least, most = (round(1000 * limit) for limit in SECONDS)
    left = round(1000 * total) - sum(ticks)
    step = 1 if left > 0 else -1
    while left:
        room = [n for n, tick in enumerate(ticks) if least <= tick + step <= most]
        ticks[max(room, key=lambda n: step * (1000 * lengths[n] - ticks[n]))] += step
        left -= step
    return [tick / 1000 for tick in ticks]


def _held(length: float) -> float:
    return min(max(length, SECONDS[0]), SECONDS[1])
