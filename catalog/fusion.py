"""One vector per item from the vectors of its modalities, and one query vector that fits it.

A fused vector is the concatenation of sqrt(weight) × unit vector per modality, so that the inner product of
two is the weighted mean of their similarities. Where an item lacks a modality its slot is zero, and a last
number fills the vector up to length 1. That number is zero in a query: an item without a picture is neither
preferred nor held back when words are asked for. (Stretching the other slots instead would put every item
without a picture above its equals with one.) With a single modality there is nothing to fill up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.contracts import Modality

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["MODALITIES", "fuse", "is_padded", "query", "slots", "without_padding"]

MODALITIES: Final[tuple[Modality, ...]] = ("text", "image", "audio", "video")
"""The order of the slots."""
_ROWS: Final = 16_384
"""Rows fused at a time: what bounds the memory beside the result."""


def slots(
    dims: Mapping[Modality, int], weights: Mapping[Modality, float]
) -> dict[Modality, tuple[slice, float]]:
    """Where each modality lies in the fused vector, and by what it is scaled there."""
    used = [m for m in MODALITIES if dims.get(m) and weights.get(m, 1.0) > 0] or [
        m for m in MODALITIES if dims.get(m)
    ]
    total = sum(weights.get(m, 1.0) for m in used) or 1.0
    found: dict[Modality, tuple[slice, float]] = {}
    start = 0
    for modality in used:
        scale = float(np.sqrt(weights.get(modality, 1.0) / total)) or 1.0
        found[modality] = (slice(start, start + dims[modality]), scale)
        start += dims[modality]
    return found


def _width(places: Mapping[Modality, tuple[slice, float]]) -> int:
    last = max((place.stop for place, _ in places.values()), default=0)
    return last + (len(places) > 1)


def fuse(vectors: Mapping[Modality, Vectors | None], weights: Mapping[Modality, float]) -> Vectors:
    """float32, shape (n, D), rows of length 1. `vectors` are (n, d) each, zero rows where an item lacks one.

    A modality with weight 0, or without vectors, takes no room. A row that lacks everything is zero.
    """
    present = {m: array for m in MODALITIES if (array := vectors.get(m)) is not None}
    places = slots({m: array.shape[1] for m, array in present.items()}, weights)
    n = max((len(array) for array in present.values()), default=0)
    fused = np.zeros((n, _width(places)), dtype=np.float32)
    for start in range(0, n, _ROWS):
        rows = slice(start, start + _ROWS)
        for modality, (place, scale) in places.items():
            fused[rows, place] = scale * _unit(present[modality][rows])
        if len(places) > 1:
            _pad(fused[rows])
    return fused


def _unit(rows: Vectors) -> Vectors:
    """Rows of length 1; what is not finite counts as missing."""
    rows = np.asarray(rows, dtype=np.float32)
    finite = np.isfinite(rows).all(axis=1, keepdims=True)
    rows = np.where(finite, rows, np.float32(0)).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.asarray(rows / np.where(lengths > 1e-9, lengths, 1), dtype=np.float32)
    unit[lengths[:, 0] <= 1e-9] = 0
    return unit


def _pad(fused: Vectors) -> None:
    squares = np.einsum("ij,ij->i", fused[:, :-1], fused[:, :-1])
    fused[:, -1] = np.where(squares > 0, np.sqrt(np.clip(1 - squares, 0, 1)), 0)


def is_padded(fused: Vectors) -> bool:
    """Whether the last number of each row is what `fuse` adds: never negative, making length 1."""
    if not len(fused) or fused.shape[1] < 2 or float(fused[:, -1].min()) < 0:
        return False
    lengths = np.einsum("ij,ij->i", fused, fused)
    return bool(np.all((np.abs(lengths - 1) < 1e-3) | (lengths == 0)))


def query(
    vectors: Mapping[Modality, Vectors | None],
    weights: Mapping[Modality, float],
    *,
    dims: Mapping[Modality, int],
) -> Vectors:
    """float32, shape (D,), length 1: what is asked for, to be compared with `fuse`'s rows by inner product.

    `vectors` are of shape (d,); a modality that is not asked for stays zero. `dims` are those of the catalog.
    """
    places = slots(dims, weights)
    found = np.zeros(_width(places), dtype=np.float32)
    for modality, (place, scale) in places.items():
        if (vector := vectors.get(modality)) is not None:
            found[place] = scale * _unit(vector[None])[0]
    length = float(np.linalg.norm(found))
    return found / np.float32(length) if length > 0 else found


def without_padding(
    fused: Vectors, dims: Mapping[Modality, int], weights: Mapping[Modality, float]
) -> Vectors:
    """A copy of fused vectors as queries: without the number that stands for what an item lacks."""
    found = np.array(fused, dtype=np.float32)
    if len(slots(dims, weights)) > 1:
        found[..., -1] = 0
    return found
