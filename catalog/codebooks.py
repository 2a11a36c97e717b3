"""Residual quantisation: a vector as a few codes, each chosen for what those before it have left over.

Every level is a k-means over the residuals of the level before (RQ-k-means, as in OneRec, arXiv 2506.13695;
TIGER, arXiv 2305.05065, learns the same form with an autoencoder). Vectors are first reduced to their main
directions: in the full space residuals point everywhere alike, and most codes of the later levels would stand
for hardly any item.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Codes = NDArray[np.int64]

__all__ = ["Codebooks"]

DIRECTIONS: Final = 64
"""Main directions kept: fewer use the codes more evenly, more keep alike items closer together."""
SEEN_PER_CODE: Final = 256
"""Vectors that k-means looks at, per code: more make it slower and hardly better."""
ROUNDS: Final = 20
"""Of k-means."""
SAME: Final = 1e-4
"""Differences below this share of the largest number are taken for rounding."""
_CHUNK: Final = 16_384


@dataclass(frozen=True, slots=True, eq=False)
class Codebooks:
    """What turns vectors of shape (n, D) into codes of shape (n, levels) and back.

    >>> books = Codebooks.fit(vectors, levels=3, size=256)  # doctest: +SKIP
    >>> books.encode(vectors[:1])  # doctest: +SKIP
    array([[ 17, 203,   5]])
    """

    mean: Vectors
    """float32, shape (D,)."""
    axes: Vectors
    """float32, shape (D, d): the main directions, orthonormal columns."""
    centers: Vectors
    """float32, shape (levels, size, d); zero rows after those in use."""
    used: tuple[int, ...]
    """Codes of each level that have a center: fewer than `size` where there were fewer distinct residuals."""

    @classmethod
    def fit(cls, vectors: Vectors, *, levels: int, size: int, seed: int = 0) -> Codebooks:
        """Learn codebooks from float32 vectors of shape (n, D), n ≥ 1. The same seed gives the same ones."""
        rng = np.random.default_rng(seed)
        most = SEEN_PER_CODE * size
        seen = vectors if len(vectors) <= most else vectors[np.sort(rng.permutation(len(vectors))[:most])]
        mean = seen.mean(axis=0, dtype=np.float64).astype(np.float32)
        axes = _main_directions(seen - mean)
        left: Vectors = (seen - mean) @ axes
        fine = SAME * float(np.abs(left).max())
        centers = np.zeros((levels, size, axes.shape[1]), dtype=np.float32)
        used = []
        for level in range(levels):
            found = _means(_distinct(left, fine), size, seed=seed + level)
            centers[level, : len(found)] = found
            used.append(len(found))
            left = left - found[_nearest(left, found)]
        return cls(mean, axes, centers, tuple(used))

    @property
    def levels(self) -> int:
        return len(self.centers)

    @property
    def size(self) -> int:
        """Codes per level."""
        return int(self.centers.shape[1])

    @property
    def dim(self) -> int:
        """The width D of the vectors."""
        return len(self.mean)

    def first(self, levels: int) -> Codebooks:
        """Only the first levels of these; their codes are the same."""
        return replace(self, centers=self.centers[:levels], used=self.used[:levels])

    def encode(self, vectors: Vectors) -> Codes:
        """int64, shape (n, levels): at each level the center nearest to what is left of the vector."""
        codes = np.zeros((len(vectors), self.levels), dtype=np.int64)
        for start in range(0, len(vectors), _CHUNK):
            rows = slice(start, start + _CHUNK)
            centered: Vectors = vectors[rows] - self.mean
            left: Vectors = centered @ self.axes
            for level, used in enumerate(self.used):
                found = _nearest(left, self.centers[level, :used])
                left -= self.centers[level][found]
                codes[rows, level] = found
        return codes

    def decode(self, codes: Codes) -> Vectors:
        """float32, shape (n, D): the vectors that codes of shape (n, levels) stand for."""
        parts = self.centers[np.arange(self.levels), codes]
        found: Vectors = parts.sum(axis=1) @ self.axes.T + self.mean
        return found

    def near(self, codes: Codes) -> Iterator[tuple[int, ...]]:
        """All tuples of codes, beginning with this one of shape (levels,).

        Later levels change first, and each passes from code to code by the distance of their centers.
        """
        orders = []
        for code, centers in zip(codes, self.centers, strict=True):
            apart = ((centers - centers[code]) ** 2).sum(axis=1)
            apart[code] = -1  # unused codes all lie in one place: this one comes first all the same
            orders.append(np.argsort(apart, kind="stable").tolist())
        return itertools.product(*orders)

    def tensors(self) -> dict[str, NDArray[np.generic]]:
        """All there is to save, by name."""
        used = np.array(self.used, dtype=np.int64)
        return {"mean": self.mean, "axes": self.axes, "centers": self.centers, "used": used}

    @classmethod
    def of(cls, tensors: Mapping[str, NDArray[np.generic]]) -> Codebooks:
        """What `tensors` gave. KeyError when something is missing."""
        mean, axes, centers = (
            np.asarray(tensors[name], dtype=np.float32) for name in ("mean", "axes", "centers")
        )
        return cls(mean, axes, centers, tuple(int(n) for n in tensors["used"]))


def _main_directions(centered: Vectors) -> Vectors:
    """float32, shape (D, d): the eigenvectors of the largest variances, d at most 64."""
    axes = np.linalg.eigh(centered.T @ centered)[1][:, ::-1][:, :DIRECTIONS]
    return np.ascontiguousarray(axes, dtype=np.float32)


def _distinct(rows: Vectors, fine: float) -> Vectors:
    """The rows that differ by more than that, so that an item listed a hundred times counts once."""
    grid = np.round(rows / (fine or 1.0)).astype(np.int32)
    return rows[np.sort(np.unique(grid, axis=0, return_index=True)[1])]


def _means(rows: Vectors, k: int, *, seed: int) -> Vectors:
    """float32, shape (≤ k, d): the centers of a k-means; the rows themselves where there are no more."""
    if len(rows) <= k:
        return rows
    from sklearn.cluster import KMeans

    found = KMeans(k, n_init=1, max_iter=ROUNDS, random_state=seed).fit(rows)
    centers: Vectors = found.cluster_centers_.astype(np.float32)
    return centers


def _nearest(rows: Vectors, centers: Vectors) -> Codes:
    """The center nearest to each row, the first of equals."""
    found: Codes = ((centers**2).sum(axis=1) - 2 * (rows @ centers.T)).argmin(axis=1)
    return found
