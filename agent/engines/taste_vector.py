"""The recommender that needs no training: a person's taste as a direction among the catalog's vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.diversity import diverse, pool
from tastemaker.agent.engines.history import Leaning, leanings
from tastemaker.catalog.fusion import without_padding
from tastemaker.contracts import Scored, Statement

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory
    from tastemaker.contracts import Picture

    Vector = NDArray[np.float32]
    Mask = NDArray[np.bool_]

__all__ = ["POOL", "Person", "TasteVector"]

POOL: Final = 8
"""Candidates among which diversity chooses, per item asked for."""
NEIGHBORS: Final = 30
"""Items of the past whose single neighborhoods count beside their mean."""
BACKGROUND: Final = 2048
"""Rows from which a score's mean and spread over the catalog are taken."""
HISTORY, STATED, WISHED, AGAINST, POPULAR = 1.0, 0.8, 1.5, 0.8, 1.5
"""Weights of the parts of the score, each in standard deviations over the catalog; popularity is 0 to 1."""
PRIOR_EVENTS: Final = 5.0
"""With this many events per item popularity counts by half: what few people did says little."""
NEAR, RARE, FEW = 1.5, 0.03, 3
"""A similarity is a reason when it lies this many standard deviations above the catalog's mean, and at most
this share of the catalog, or fewer than this many items, are nearer still."""
_VERBS: Final = {
    "view": "looked at",
    "click": "looked at",
    "play": "played",
    "buy": "bought",
    "purchase": "bought",
}


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person, as far as it can be found in the catalog."""

    past: tuple[Leaning, ...]
    stated: tuple[Statement, ...]

    @property
    def liked(self) -> list[Leaning]:
        return [one for one in self.past if one.weight > 0]

    @property
    def disliked(self) -> list[Leaning]:
        return [one for one in self.past if one.weight < 0]

    def said(self, kind: str) -> list[str]:
        return [one.text for one in self.stated if one.kind == kind]


class TasteVector:
    """Ranks by likeness to what a person liked and says they like, away from what they do not.

    The parts of a score are brought to one scale by their mean and spread over the catalog, so that a stated
    wish weighs as much as a history. The best are picked one by one for relevance and difference. Someone of
    whom nothing is known gets what is popular, and diverse.
    """

    def __init__(self, catalog: Catalog, memory: Memory) -> None:
        self.catalog = catalog
        self._memory = memory
        self._asked = lru_cache(maxsize=512)(self._embedded)
        self._titled = lru_cache(maxsize=512)(catalog.titled)

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
        """The best `k` items the person has not had to do with yet.

        `wish` is a query vector of the catalog, or a text vector; its `words` and `picture` say nothing more.
        """
        person = self.person(user)
        rows = self.open_rows(person, allowed, seen)
        if k <= 0 or not len(rows):
            return []
        scores = self._done(person, rows) + self.spoken(person, rows, wish=wish)
        return self.diverse(rows, scores, k)

    def recommend_many(
        self, users: Sequence[str], *, k: int = 10, allowed: Mask | None = None
    ) -> list[list[Scored]]:
        """For each of them what `recommend` gives."""
        return [self.recommend(user, k=k, allowed=allowed) for user in users]

    def diverse(self, rows: NDArray[np.int64], scores: Vector, k: int) -> list[Scored]:
        """The `k` best rows by scores of shape (len(rows),), of those one by one the unlike ones."""
        best = pool(scores, POOL * k)
        vectors = self._as_queries(np.asarray(self.catalog.fused[rows[best]], dtype=np.float32))
        picked = diverse(vectors, scores[best], k)
        return [Scored(self.catalog.ids[rows[best[n]]], float(scores[best[n]])) for n in picked]

    def open_rows(self, person: Person, allowed: Mask | None, seen: Sequence[str]) -> NDArray[np.int64]:
        """The rows that are allowed, not seen, not of the person's past, and not liked by their title."""
        mask = np.ones(len(self.catalog), np.bool_) if allowed is None else allowed.copy()
        spoken = (self._titled(text) for kind in ("like", "dislike") for text in person.said(kind))
        closed = [*seen, *(one.item for one in person.past), *spoken]
        mask[[self.catalog.row(item) for item in closed if item in self.catalog]] = False
        return np.flatnonzero(mask)

    def is_cold(self, user: str) -> bool:
        """Whether nothing is known of the person that could guide a choice in this catalog."""
        person = self.person(user)
        return not person.past and not person.said("like") and not person.said("dislike")

    def vector(self, user: str) -> Vector | None:
        """The person's taste as one fused vector of length 1, shape (D,); None when nothing is known."""
        person = self.person(user)
        parts = [(one.weight, self._rows_as_queries([one])[0]) for one in person.past]
        parts += [(STATED, self._asked(text)) for text in person.said("like")]
        parts += [(-STATED, self._asked(text)) for text in person.said("dislike")]
        if not parts:
            return None
        total = np.sum([weight * vector for weight, vector in parts], axis=0)
        length = float(np.linalg.norm(total))
        return (total / length).astype(np.float32) if length > 1e-9 else None

    def reason(self, user: str, item_id: str) -> str:
        """What of the person's past or words the item is truly near to, `you liked X`; else empty."""
        person = self.person(user)
        own = self.catalog.fused[self.catalog.row(item_id)]
        liked = [one for one in person.liked if one.item != item_id]
        stated = person.said("like")
        nearness = self._nearness(own, liked, stated)
        if not np.any(nearness >= NEAR):
            return ""
        best = int(nearness.argmax())
        if best < len(liked):
            title = self.catalog.item(liked[best].item).title
            return f"you {_VERBS.get(liked[best].event, 'liked')} {title}"
        return f"you like {stated[best - len(liked)]}"

    def _nearness(self, own: Vector, liked: Sequence[Leaning], stated: Sequence[str]) -> Vector:
        """How much nearer the item is to each than the catalog's items are, in standard deviations; 0 where
        too many are nearer. The liked item itself does not count among them."""
        queries = [*self._rows_as_queries(liked), *(self._asked(text) for text in stated)]
        if not queries:
            return np.empty(0, np.float32)
        stack = np.stack(queries)
        itself = np.einsum("ij,ij->i", stack, stack) - 1e-4
        usual = self._background @ stack.T
        others = np.ma.masked_where(usual >= itself, usual)
        near = stack @ own
        rank = (others > near + 1e-6).sum(axis=0).filled(0)
        mean, spread = others.mean(axis=0).filled(np.inf), others.std(axis=0).filled(0)  # of none: not near
        found: Vector = np.where(
            rank < max(FEW, RARE * len(usual)), (near - mean) / np.maximum(spread, 1e-6), np.float32(0)
        )
        return found

    def person(self, user: str) -> Person:
        """What is known of someone, as far as it can be found in the catalog."""
        events = [*self.catalog.events_of(user), *self._memory.events_of(user)]
        mean, spread = self._ratings
        known = [event for event in events if event.item in self.catalog]
        past = leanings(known, mean=mean, spread=spread)
        return Person(tuple(past), tuple(self._memory.statements(user)))

    @cached_property
    def _ratings(self) -> tuple[float | None, float]:
        """Mean and standard deviation of all ratings."""
        ratings = self.catalog.events.rating
        ratings = ratings[np.isfinite(ratings)]
        return (float(ratings.mean()), max(float(ratings.std()), 0.5)) if len(ratings) else (None, 1.0)

    @cached_property
    def _trust(self) -> float:
        """How much there is behind the popularity, 0 to 1."""
        events = len(self.catalog.events)
        return events / (events + PRIOR_EVENTS * max(len(self.catalog), 1))

    @cached_property
    def _background(self) -> Vector:
        """float32, shape (at most 2048, D): rows spread over the catalog."""
        step = max(1, -(-len(self.catalog) // BACKGROUND))
        return np.asarray(self.catalog.fused[::step], dtype=np.float32)

    def _embedded(self, text: str) -> Vector:
        return self.catalog.query_vector(text)

    def _rows_as_queries(self, past: Sequence[Leaning]) -> Vector:
        rows = [self.catalog.row(one.item) for one in past]
        return self._as_queries(np.asarray(self.catalog.fused[rows], dtype=np.float32))

    def _as_queries(self, fused: Vector) -> Vector:
        return without_padding(fused, self.catalog.dims, self.catalog.profile.weights)

    def _done(self, person: Person, rows: NDArray[np.int64]) -> Vector:
        """float32, shape (len(rows),): popularity, and what the person's past speaks for."""
        scores = np.asarray(POPULAR * self._trust * self.catalog.popularity[rows], dtype=np.float32)
        if liked := person.liked[:NEIGHBORS]:
            weights = np.array([one.weight for one in liked], np.float32)
            scores += HISTORY * self._past(rows, self._rows_as_queries(liked), weights)
        return scores

    def spoken(self, person: Person, rows: NDArray[np.int64], *, wish: Vector | None) -> Vector:
        """float32, shape (len(rows),): dislikes, what the person says they like, and the wish."""
        scores = np.zeros(len(rows), np.float32)
        if disliked := person.disliked[:NEIGHBORS]:
            scores -= AGAINST * self._excess(rows, self._rows_as_queries(disliked))
        if likes := person.said("like"):
            asked = np.stack([self._asked(text) for text in likes])
            scores += STATED * self._standard(rows, asked).max(axis=1)
        if dislikes := person.said("dislike"):
            scores -= AGAINST * self._excess(rows, np.stack([self._asked(text) for text in dislikes]))
        if wish is not None:
            scores += WISHED * self.wished(rows, wish)
        return scores

    def wished(self, rows: NDArray[np.int64], wish: Vector) -> Vector:
        """float32, shape (len(rows),): how near each is to a wish, in the catalog's standard deviations."""
        found: Vector = self._standard(rows, self._wish(wish)[None])[:, 0]
        return found

    def _past(self, rows: NDArray[np.int64], liked: Vector, weights: Vector) -> Vector:
        """Likeness to the mean of what was liked, and to single items: a taste has several centers.

        0 for all that is no nearer than usual: how far away it is says nothing.
        """
        center = (weights @ liked)[None] / max(float(weights.sum()), 1e-6)
        near = self._standard(rows, np.concatenate([center, liked]))
        single = near[:, 1:] * np.sqrt(weights / weights.max())
        found: Vector = 0.5 * near[:, 0] + 0.5 * single.max(axis=1)
        return np.maximum(found, 0)

    def _excess(self, rows: NDArray[np.int64], against: Vector) -> Vector:
        """How clearly an item is of a kind that is not liked; 0 for all that is not clearly so."""
        found: Vector = np.maximum(self._standard(rows, against).max(axis=1) - 1.0, 0)
        return found

    def _standard(self, rows: NDArray[np.int64], queries: Vector) -> Vector:
        """float32, shape (rows, queries): similarities in standard deviations over the catalog."""
        usual, fused = self._background @ queries.T, self.catalog.fused
        many = 2 * len(rows) > len(
            fused
        )  # then copying the rows' vectors costs more than the others' products
        near = (fused @ queries.T)[rows] if many else fused[rows] @ queries.T
        found: Vector = (near - usual.mean(axis=0)) / np.maximum(usual.std(axis=0), 1e-6)
        return found

    def _wish(self, wish: Vector) -> Vector:
        """The wish as a query of the catalog; a bare text vector is put into its slot."""
        if wish.shape == self.catalog.fused.shape[1:]:
            return np.asarray(wish, dtype=np.float32)
        found = np.zeros(self.catalog.fused.shape[1], np.float32)
        found[: len(wish)] = wish  # text comes first in a fused vector
        return found
