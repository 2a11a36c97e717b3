"""Where a person's taste in pictures lies, as the embedded painter takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.history import Leaning

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.catalog.catalog import Catalog

    Vector = NDArray[np.float32]

__all__ = ["direction", "picture_taste"]

SEEN: Final = 384
"""Dimensions of the vision tower's space, which is MiniLM's."""


def direction(vectors: Vector, weights: Vector, *, usual: Vector) -> Vector | None:
    """float32 (384,), length 1: the weighted sum of how the vectors (n, 384) differ from the usual (384,).

    None where they do not differ, or there are none.
    """
    lean = (np.asarray(weights, np.float32)[:, None] * (vectors - usual)).sum(axis=0)
    length = float(np.linalg.norm(lean))
    return (lean / length).astype(np.float32) if length > 1e-6 else None


def picture_taste(catalog: Catalog, past: Sequence[Leaning]) -> Vector | None:
    """The person's taste in this catalog's pictures; None where nothing is known or no picture was seen."""
    vectors = catalog.vectors("image")
    if vectors is None or vectors.shape[1] != SEEN or not past:
        return None
    seen = np.asarray(vectors, np.float32)
    shown = np.einsum("ij,ij->i", seen, seen) > 0
    if not shown.any():
        return None
    known = [(catalog.row(one.item), one.weight) for one in past]
    rows = np.array([row for row, _ in known if shown[row]], np.int64)
    weights = np.array([weight for row, weight in known if shown[row]], np.float32)
    return direction(seen[rows], weights, usual=seen[shown].mean(axis=0))
