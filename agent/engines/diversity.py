"""A list that is good and not all of one kind: maximal marginal relevance (Carbonell and Goldstein, 1998)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

__all__ = ["diverse", "pool"]

RELEVANCE: Final = 0.7
"""The λ of maximal marginal relevance: 1 ranks by the score alone."""


def diverse(vectors: Vector, scores: Vector, k: int) -> list[int]:
    """Up to `k` places, picked one by one: good by its score, and unlike what is picked already.

    `vectors` is float32 (n, D) of unit rows, `scores` float32 (n,).
    """
    alike = vectors @ vectors.T
    top, bottom = float(scores.max()), float(scores.min())
    relevance = (scores - bottom) / (top - bottom) if top > bottom else np.zeros_like(scores)
    nearest, open_ = np.zeros_like(scores), np.ones(len(scores), np.bool_)
    picked: list[int] = []
    while len(picked) < min(k, len(scores)):
        best = int(np.where(open_, RELEVANCE * relevance - (1 - RELEVANCE) * nearest, -np.inf).argmax())
        picked.append(best)
        open_[best] = False
        nearest = np.maximum(nearest, alike[best])
    return picked


def pool(scores: Vector, size: int) -> NDArray[np.int64]:
    """Places of the best scores, best first; spread over all when none is better than another."""
    if float(scores.max()) == float(scores.min()):
        return np.unique(np.linspace(0, len(scores) - 1, min(size, len(scores))).astype(np.int64))
    return np.argsort(-scores, kind="stable")[:size]
