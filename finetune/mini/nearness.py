"""What moves a person: how near the copybook's angles and phrases are to their taste.

"Sailing" is nearer to "cast off" than to "tuck in". MiniLM, which the decoder is warm-started from, knows
that; from the lessons that are composed by it the decoder learns to choose so itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.finetune.mini.copybook import SLOTS, Book
from tastemaker.tools.brief import Brief
from tastemaker.tools.suiting import cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["Leaning", "Nearness"]

DECIDED: Final = 120.0
SHARPNESS: Final = 25.0
"""Cosines of angles and of phrases are multiplied by these before they become weights."""
NEIGHBORS: Final = 5
"""An angle is as near as its nearest ways to state it are on average."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """How likely each angle, by its name, and each phrase is told to somebody, the likeliest 1.

    Of those that are missing all are as likely.
    """

    angles: Mapping[str, float] = field(default_factory=dict)
    phrases: Mapping[str, float] = field(default_factory=dict)


class Nearness:
    """The leaning of a brief's person; the embedder is loaded on first use."""

    def __init__(self, book: Book) -> None:
        self._book = book
        named = [angle for angle in book.angles.values() if angle.says]
        self._names = [angle.name for angle in named]
        self._stated = [(n, text) for n, angle in enumerate(named) for text in (*angle.says, *angle.triggers)]
        self._phrases = [phrase for angle in named for slot in SLOTS for phrase in getattr(angle, slot)]
        self._known: dict[str, Vectors] = {}

    def __call__(self, brief: Brief) -> Leaning:
        """By what they said, what they often choose, and what they liked."""
        told = cells(brief)
        if not told:
            return Leaning()
        vectors = np.stack([self._vector(text) for text, _ in told])
        shares = np.array([weight for _, weight in told], np.float32)
        shares /= shares.sum()
        taste = shares @ (vectors - self._usual)
        near = np.float32(1 / max(float(np.linalg.norm(taste)), 1e-9)) * (self._vectors @ taste)
        angles = (shares @ self._angles(vectors)).astype(np.float32)
        return Leaning(_weights(self._names, angles, DECIDED), _weights(self._phrases, near, SHARPNESS))

    def _angles(self, vectors: Vectors) -> Vectors:
        """float32 (cells, angles): how near each angle is to each cell."""
        owners = np.array([n for n, _ in self._stated])
        cosines = vectors @ self._ways.T
        parts = [np.sort(cosines[:, owners == n], axis=1)[:, -NEIGHBORS:] for n in range(len(self._names))]
        return np.stack([part.mean(axis=1) for part in parts], axis=1).astype(np.float32)

    @cached_property
    def _embedder(self) -> Any:
        from tastemaker.catalog.minilm import MiniLM

        return MiniLM()

    @cached_property
    def _ways(self) -> Vectors:
        """float32 (ways to state an angle, 384)."""
        found: Vectors = self._embedder.encode([text for _, text in self._stated])
        return found

    @cached_property
    def _usual(self) -> Vectors:
        """What all tastes have in common."""
        mean: Vectors = self._ways.mean(axis=0)
        return mean

    @cached_property
    def _vectors(self) -> Vectors:
        """float32 (phrases, 384): each as far as it differs from the others, of length 1."""
        raw: Vectors = self._embedder.encode(self._phrases)
        apart = raw - raw.mean(axis=0)
        found: Vectors = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
        return found

    def _vector(self, text: str) -> Vectors:
        if text not in self._known:
            self._known[text] = self._embedder.encode([text])[0]
        return self._known[text]


def _weights(names: list[str], near: Vectors, sharpness: float) -> dict[str, float]:
    weights = np.exp(sharpness * (near - near.max()))
    return dict(zip(names, weights.tolist(), strict=True))
