"""The recommender that an adapter makes of the language model, as the agent and its tools use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.adapter import Adapter
from tastemaker.agent.engines.rankers import standard
from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.contracts import Scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.contracts import Vector

    Mask = NDArray[np.bool_]

__all__ = ["Adapted"]

TASTE: Final = 0.5
"""What the wishes and statements of a conversation weigh beside what the model was taught by behaviour."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """Fuses the model's read-outs and its partner with the taste that people put into words.

    Someone without a history gets what the taste vector finds: the model has nothing to read.
    """

    adapter: Adapter
    taste: TasteVector

    def recommend(
        self,
        user: str,
        *,
        k: int = 10,
        allowed: Mask | None = None,
        wish: Vector | None = None,
        words: str = "",
        seen: Sequence[str] = (),
    ) -> list[Scored]:
        """The best `k` items the person has not had to do with yet, and different from each other."""
        history = self.history(user)
        rows = self.taste.open_rows(user, allowed, seen)
        if not len(history) or k <= 0 or not len(rows):
            return self.taste.recommend(user, k=k, allowed=allowed, wish=wish, seen=seen)
        scores = self.learnt(history, words=words)[rows] + TASTE * self.taste.spoken(user, rows, wish=wish)
        return self.taste.diverse(rows, scores, k)

    def learnt(self, history: NDArray[np.int64], *, words: str = "") -> Vector:
        """float32 (items,): the fused score of a history and a wish, in standard deviations."""
        scores = self.adapter.scores(history, words=words)
        weights = self.adapter.about.weights
        parts = [
            np.float32(weights.get(name, 0.0)) * standard(part[None])[0] for name, part in scores.items()
        ]
        found: Vector = standard(np.stack(parts).sum(axis=0)[None])[0]
        return found

    def history(self, user: str) -> NDArray[np.int64]:
        """int64: the rows of what the person liked, the oldest first."""
        liked = reversed(self.taste.liked(user))
        return np.array([self.taste.catalog.row(item) for item in liked], np.int64)

    def reason(self, user: str, item_id: str) -> str:
        """What of the person's own past or words the item is truly near to; else empty."""
        return self.taste.reason(user, item_id)

    def is_cold(self, user: str) -> bool:
        """Whether nothing is known of the person that could guide a choice."""
        return self.taste.is_cold(user)
