"""Several rankers as one: a weighted sum of their scores, each in standard deviations over the catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from tastemaker.contracts import Ranker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Scores = NDArray[np.float32]
    Mask = NDArray[np.bool_]

__all__ = ["Fused", "Partial", "known_by", "standard", "weighted"]


class Fused:
    """Ranks by the weighted sum of its parts; parts of weight 0 are not asked."""

    def __init__(self, name: str, parts: Mapping[str, Ranker], *, weights: Mapping[str, float]) -> None:
        self.name = name
        self._parts = {part: ranker for part, ranker in parts.items() if weights.get(part)}
        self._weights = weights
        self._known = known_by(self._parts)

    def scores(self, histories: Sequence[Ints]) -> Scores:
        """float32 (histories, items), in standard deviations, weighted and summed."""
        scores = {part: ranker.scores(histories) for part, ranker in self._parts.items()}
        return weighted(scores, self._weights, known=self._known)


@runtime_checkable
class Partial(Protocol):
    """A ranker that has something to say of some items only."""

    @property
    def known(self) -> Mask:
        """Which: bool (items,)."""
        ...


def known_by(parts: Mapping[str, Ranker]) -> dict[str, Mask]:
    """What each of the parts that know only some items knows: bool (items,)."""
    return {name: part.known for name, part in parts.items() if isinstance(part, Partial)}


def weighted(
    scores: Mapping[str, Scores], weights: Mapping[str, float], *, known: Mapping[str, Mask] | None = None
) -> Scores:
    """float32 (n, items): the weighted sum of standard scores; parts without a weight do not count.

    Of an item that a part does not know, it says nothing: there the others speak for it. So a new item is
    judged by those that read its content, and is no worse off for having no past.
    """
    asked = {part: standard(some) for part, some in scores.items() if weights.get(part)}
    items = next(iter(asked.values())).shape[1]
    voices = {part: np.full(items, weights[part], np.float32) for part in asked}
    for part, mask in (known or {}).items():
        if part in voices:
            voices[part] = np.where(mask, voices[part], np.float32(0))
    spoken = np.sum(list(voices.values()), axis=0)
    share = sum(weights[part] for part in asked) / np.maximum(spoken, 1e-6)
    total = np.sum([voices[part] * some for part, some in asked.items()], axis=0, dtype=np.float32)
    found: Scores = (total * share).astype(np.float32)
    return found


def standard(scores: Scores) -> Scores:
    """Each row less its mean, in its standard deviations; what is -inf becomes the row's lowest."""
    finite = np.isfinite(scores)
    low = np.where(finite, scores, np.inf).min(axis=1, keepdims=True)
    scores = np.where(finite, scores, np.where(np.isfinite(low), low, 0.0))
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-6)
    found: Scores = ((scores - scores.mean(axis=1, keepdims=True)) / spread).astype(np.float32)
    return found
