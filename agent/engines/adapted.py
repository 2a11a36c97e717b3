"""The recommender that an adapter makes of the language model, as the agent and its tools use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.adapter import Adapter
from tastemaker.agent.engines.fused import standard, weighted
from tastemaker.agent.engines.taste_vector import Person, TasteVector
from tastemaker.contracts import Scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.contracts import Vector

    Mask = NDArray[np.bool_]

__all__ = ["Adapted"]

TASTE: Final = 1.0
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
        person = self.taste.person(user)
        rows = self.taste.open_rows(person, allowed, seen)
        if not person.liked or k <= 0 or not len(rows):
            return self.taste.recommend(user, k=k, allowed=allowed, wish=wish, seen=seen)
        scores = self.learnt(person, words=words)[rows]
        return self.taste.diverse(rows, scores + TASTE * self.taste.spoken(person, rows, wish=wish), k)

    def learnt(self, person: Person, *, words: str = "") -> Vector:
        """float32 (items,): the fused score of what a person liked and a wish, in standard deviations."""
        rows = [self.taste.catalog.row(one.item) for one in reversed(person.liked)]
        parts = self.adapter.scores(np.array(rows, np.int64), words=words)
        fused = weighted({name: scores[None] for name, scores in parts.items()}, self.adapter.about.weights)
        found: Vector = standard(fused)[0]
        return found

    def reason(self, user: str, item_id: str) -> str:
        """What of the person's own past or words the item is truly near to; else empty."""
        return self.taste.reason(user, item_id)

    def is_cold(self, user: str) -> bool:
        """Whether nothing is known of the person that could guide a choice."""
        return self.taste.is_cold(user)
