"""Whether several texts for one wish are truly several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from tastemaker.tools.piece import alike, distinct

__all__ = ["different", "likeness"]


def different(texts: Sequence[str], kind: str) -> int:
    """How many of the texts differ from all before them, by the measure that the tool itself keeps to."""
    kept: list[str] = []
    for text in texts:
        if distinct(text, kept, kind):
            kept.append(text)
    return len(kept)


def likeness(texts: Sequence[str], kind: str) -> float:
    """The mean share of neighbouring words that two of the texts have in common: 0 to 1."""
    pairs = [alike(one, other, kind) for one, other in combinations(texts, 2)]
    return sum(pairs) / len(pairs) if pairs else 0.0
