"""How good a ranking is: ranks over the full catalog, the field's metrics, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Scores = NDArray[np.float32]
    Values = NDArray[np.float64]

__all__ = [
    "NEVER",
    "hide",
    "interval",
    "invalid",
    "ndcg",
    "percentiles",
    "ranks",
    "recall",
    "reciprocal",
    "top",
]

NEVER: Final = 1 << 62
"""The rank of a target that the ranker cannot produce."""


def hide(scores: Scores, rows: Sequence[Rows]) -> Scores:
    """A copy in which each person's `rows` cannot be recommended (-inf): what they had, or may not get."""
    hidden = scores.copy()
    people = np.repeat(np.arange(len(rows)), [len(some) for some in rows])
    hidden[people, np.concatenate([np.empty(0, np.int64), *rows])] = -np.inf
    return hidden


def ranks(scores: Scores, targets: Rows) -> Rows:
    """int64, shape (people,): the target's rank among all items, the best is 1; NEVER where it scores -inf.

    Ties count against the target: it stands behind every item with the same score, so that a ranker
    that cannot tell items apart gets no credit for it.
    """
    own = scores[np.arange(len(targets)), targets]
    found = (scores >= own[:, None]).sum(axis=1, dtype=np.int64)
    return np.where(np.isneginf(own), NEVER, found)


def recall(ranks: Rows, k: int) -> Values:
    """float64, shape (people,): 1 where the one target is among the first `k`, as hit rate."""
    return (ranks <= k).astype(np.float64)


def ndcg(ranks: Rows, k: int) -> Values:
    """float64, shape (people,): 1 / log2(1 + rank) within the first `k` (Järvelin and Kekäläinen, 2002);
    the ideal with one target is 1."""
    found: Values = np.where(ranks <= k, 1 / np.log2(1.0 + ranks), 0.0)
    return found


def reciprocal(ranks: Rows) -> Values:
    """float64, shape (people,): 1 / rank over the full catalog; its mean is MRR."""
    return np.where(ranks < NEVER, 1.0 / ranks, 0.0)


def top(scores: Scores, k: int) -> Rows:
    """int64, shape (people, k): the best rows, best first, the smaller row of equals; -1 where nothing more
    can be produced. One pass for each place: for short lists faster than a partition."""
    left, people = scores.copy(), np.arange(len(scores))
    best = np.empty((len(scores), min(k, scores.shape[1])), np.int64)
    for place in range(best.shape[1]):
        rows = left.argmax(axis=1)
        best[:, place] = np.where(np.isneginf(left[people, rows]), -1, rows)
        left[people, rows] = -np.inf
    return best


def invalid(best: Rows, free: Rows) -> Values:
    """float64, shape (people,): the share of the list's places that the ranker could not fill.

    `best` is what `top` gave, `free` (people,) how many items could have been recommended.
    """
    places = np.minimum(best.shape[1], free)
    found: Values = 1 - (best >= 0).sum(axis=1) / np.maximum(places, 1)
    return found


def percentiles(counts: Rows) -> Values:
    """float64, shape (items,): how popular an item is, 0 to 1; the share of items with fewer events, and
    half of those with as many."""
    order = np.sort(counts)
    below = np.searchsorted(order, counts, side="left")
    found: Values = (below + np.searchsorted(order, counts, side="right")) / (2.0 * max(len(counts), 1))
    return found


def interval(values: Values, *, level: float = 0.95, resamples: int = 1000, seed: int = 0) -> Values:
    """float64, shape (2, …): the percentile bootstrap interval of the mean over people.

    `values` is float64, shape (people, …). People are drawn with replacement, the same for every column:
    on the difference of two rankers' values this is the paired bootstrap (Efron and Tibshirani, 1993).
    """
    people = len(values)
    flat = values.reshape(people, -1)
    generator = np.random.default_rng(seed)
    means = np.empty((resamples, flat.shape[1]))
    for n in range(resamples):
        means[n] = np.bincount(generator.integers(people, size=people), minlength=people) @ flat / people
    found = np.quantile(means, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return np.reshape(found, (2, *values.shape[1:]))
