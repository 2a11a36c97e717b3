"""The recommender that an adapter makes of the language model, as the agent and its tools use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.adapter import Adapter
from tastemaker.agent.engines.fused import standard, weighted
from tastemaker.agent.engines.taste_vector import POOL, TasteVector
from tastemaker.contracts import Scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.agent.engines.taste_vector import Person
    from tastemaker.contracts import Picture, Vector

    Mask = NDArray[np.bool_]

__all__ = ["Adapted"]

HITS: Final = 200
"""Items that a search for a wish leaves to choose from, at least."""
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
        picture: Picture | None = None,
        seen: Sequence[str] = (),
    ) -> list[Scored]:
        """The best `k` items the person has not had to do with yet, and different from each other."""
        person = self.taste.person(user)
        if not person.liked or k <= 0:
            return self.taste.recommend(user, k=k, allowed=allowed, wish=wish, seen=seen)
        rows = self._near(self.taste.open_rows(person, allowed, seen), wish, most=max(HITS, POOL * k))
        if not len(rows):
            return []
        scores = self.learnt(person, rows, words=words, picture=picture)
        return self.taste.diverse(rows, scores + TASTE * self.taste.spoken(person, rows, wish=wish), k)

    def learnt(
        self, person: Person, rows: NDArray[np.int64], *, words: str = "", picture: Picture | None = None
    ) -> Vector:
        """float32 (len(rows),): the fused score of what a person liked and a wish, in standard deviations
        over the catalog. IDs are written of these rows' items alone."""
        catalog = self.taste.catalog
        liked = np.array([catalog.row(one.item) for one in reversed(person.liked)], np.int64)
        allowed = np.zeros(len(catalog), np.bool_)
        allowed[rows] = True
        parts = self.adapter.scores(liked, words=words, picture=picture, allowed=allowed)
        fused = weighted({name: scores[None] for name, scores in parts.items()}, self.adapter.about.weights)
        found: Vector = standard(fused)[0, rows]
        return found

    def _near(self, rows: NDArray[np.int64], wish: Vector | None, *, most: int) -> NDArray[np.int64]:
        """Of these rows the `most` that a search for the wish finds first; all of them without one."""
        if wish is None or len(rows) <= most:
            return rows
        nearness = self.taste.wished(rows, wish)
        return np.sort(rows[np.argpartition(-nearness, most)[:most]])

    def reason(self, user: str, item_id: str) -> str:
        """What of the person's own past or words the item is truly near to; else empty."""
        return self.taste.reason(user, item_id)

    def is_cold(self, user: str) -> bool:
        """Whether nothing is known of the person that could guide a choice."""
        return self.taste.is_cold(user)
