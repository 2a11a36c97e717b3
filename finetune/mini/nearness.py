"""How near the copybook's phrases are to a taste: what moves a person is told in words near to theirs.

"Sailing" is nearer to "cast off" than to "tuck in". MiniLM, which the decoder is warm-started from, knows
that; from the lessons that are composed by it the decoder learns to choose so itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.finetune.mini.copybook import ANYONE, SLOTS, Book
from tastemaker.tools.brief import Brief, traits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["Nearness"]

SHARPNESS: Final = 25.0
"""Cosines are multiplied by this before they become weights: so the best few phrases are told in turn."""
TOGETHER: Final = 0.12
"""By how much nearer the phrases of the nearest angle count, so that those of one text go together."""
STATED, CHOSEN, LIKED = 1.0, 0.4, 0.15
"""What a stated like, an often chosen trait and a trait of a liked item weigh in a taste."""


class Nearness:
    """Weights for all phrases by their likeness to a taste; the embedder is loaded on first use."""

    def __init__(self, book: Book) -> None:
        self._book = book
        named = [angle for name, angle in book.angles.items() if name != ANYONE]
        places = {p: n for n, angle in enumerate(named) for slot in SLOTS for p in getattr(angle, slot)}
        self._phrases, self._angles = list(places), np.array(list(places.values()))
        self._known: dict[str, Vectors] = {}

    def __call__(self, brief: Brief) -> Mapping[str, float]:
        """The weight of every phrase, the nearest one's 1."""
        cells = [(one, STATED) for one in brief.likes] + [(one, CHOSEN) for one in brief.often]
        cells += [(trait, LIKED) for card in brief.liked for trait in traits(card)[:3]]
        if not cells:
            return {}
        rows = [self._vector(text) for text, _ in cells]
        taste = np.array([weight for _, weight in cells], np.float32) @ (np.stack(rows) - self._usual)
        near = self._vectors @ (taste / max(float(np.linalg.norm(taste)), 1e-9))
        angles = np.bincount(self._angles, weights=near) / np.bincount(self._angles)
        near = near + TOGETHER * (self._angles == angles.argmax())
        weights = np.exp(SHARPNESS * (near - near.max()))
        return dict(zip(self._phrases, weights.tolist(), strict=True))

    @cached_property
    def _embedder(self) -> Any:
        from tastemaker.catalog.minilm import MiniLM

        return MiniLM()

    @cached_property
    def _vectors(self) -> Vectors:
        """float32 (phrases, 384): each as far as it differs from the others, of length 1."""
        raw: Vectors = self._embedder.encode(self._phrases)
        apart = raw - raw.mean(axis=0)
        found: Vectors = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
        return found

    @cached_property
    def _usual(self) -> Vectors:
        """What all tastes have in common."""
        said = [text for angle in self._book.angles.values() for text in angle.says]
        vectors: Vectors = self._embedder.encode(said)
        self._known.update(zip(said, vectors, strict=True))
        mean: Vectors = vectors.mean(axis=0)
        return mean

    def _vector(self, text: str) -> Vectors:
        if text not in self._known:
            self._known[text] = self._embedder.encode([text])[0]
        return self._known[text]
