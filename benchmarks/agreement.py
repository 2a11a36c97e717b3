"""Whether two searches found the same items: lists of ten, likeliest first, ties apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tastemaker.agent.engines.beam import Found

__all__ = ["agreement", "same"]

CLOSE = {False: 1e-3, True: 0.1}
"""Log-probabilities that differ by less are tied: in float32, and in bfloat16 (a logit has eight bits)."""


def agreement(mine: Sequence[Found], theirs: Sequence[Found], *, loose: bool, k: int = 10) -> dict[str, Any]:
    """Shares of people with the same best `k`, and how far scores of one item differ; `loose` in bfloat16."""
    pairs = [(scored(a), scored(b)) for a, b in zip(mine, theirs, strict=True)]
    apart = [abs(a[row] - b[row]) for a, b in pairs for row in a.keys() & b.keys()]
    places = [zip([*a.values()][:k], [*b.values()][:k], strict=False) for a, b in pairs]
    steps = [abs(x - y) for place in places for x, y in place]
    tops = [({*list(a)[:k]}, {*list(b)[:k]}) for a, b in pairs]
    return {
        "people": len(pairs),
        f"top {k} alike, in order": share([list(a)[:k] == list(b)[:k] for a, b in pairs]),
        f"top {k} alike, ties apart": share([same(a, b, k=k, close=CLOSE[loose]) for a, b in pairs]),
        f"items of the top {k} in common": share([len(a & b) / max(len(a), 1) for a, b in tops]),
        "tied within": CLOSE[loose],
        "scores of an item differ by at most": round(max(apart, default=0.0), 5),
        "scores of a place differ by at most": round(max(steps, default=0.0), 5),
    }


def scored(found: Found) -> dict[int, float]:
    """One person's rows with their scores, the likeliest first."""
    rows, scores = found.rows[0].tolist(), found.scores[0].tolist()
    return {row: score for row, score in zip(rows, scores, strict=True) if row >= 0}


def same(mine: dict[int, float], theirs: dict[int, float], *, k: int, close: float) -> bool:
    """Whether each of their best `k` is, by our own scores, worth its place, or nearly."""
    ours, other = list(mine)[:k], list(theirs)[:k]
    return len(ours) == len(other) and all(
        abs(mine.get(it, float("inf")) - mine[at]) < close for it, at in zip(other, ours, strict=True)
    )


def share(values: Sequence[float]) -> float:
    """The mean."""
    return round(sum(values) / max(len(values), 1), 4)
