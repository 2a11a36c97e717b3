"""Several rankers as one: a weighted sum of their scores, each in standard deviations over the catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tastemaker.contracts import Ranker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Scores = NDArray[np.float32]

__all__ = ["Fused", "standard", "weighted"]


class Fused:
    """Ranks by the weighted sum of its parts; parts of weight 0 are not asked."""

    def __init__(self, name: str, parts: Mapping[str, Ranker], *, weights: Mapping[str, float]) -> None:
        self.name = name
        self._parts = {part: ranker for part, ranker in parts.items() if weights.get(part)}
        self._weights = weights

    def scores(self, histories: Sequence[Ints]) -> Scores:
        """float32 (histories, items), in standard deviations, weighted and summed."""
        return weighted(
            {part: ranker.scores(histories) for part, ranker in self._parts.items()}, self._weights
        )


def weighted(scores: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """float32 (n, items): the weighted sum of standard scores; parts without a weight do not count."""
    found = [np.float32(weights[part]) * standard(some) for part, some in scores.items() if weights.get(part)]
    total: Scores = np.sum(found, axis=0, dtype=np.float32)
    return total


def standard(scores: Scores) -> Scores:
    """Each row less its mean, in its standard deviations; what is -inf becomes the row's lowest."""
    finite = np.isfinite(scores)
    low = np.where(finite, scores, np.inf).min(axis=1, keepdims=True)
    scores = np.where(finite, scores, np.where(np.isfinite(low), low, 0.0))
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    found: Scores = ((scores - scores.mean(axis=1, keepdims=True)) / spread).astype(np.float32)
    return found
