"""How far what is painted lies from real pictures as a whole: the Fréchet distance on an eye's features.

It is computed as FID is (Heusel et al., 2017: arXiv 1706.08500), and is none: FID is on Inception's features
of tens of thousands of pictures. It falls with their number, so only distances of as many compare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.linalg import qr, svdvals

from tastemaker.finetune.making.estimates import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Rows = NDArray[np.int64]

__all__ = ["distance", "frechet", "further"]

RESAMPLES: Final = 200


def frechet(one: Vectors, other: Vectors) -> float:
    """The squared distance of the normal distributions that have these features' means and covariances.

    Features are (n, d) and (m, d), n and m at least 2; n and m may be less than d. The trace of the root of
    the product of both covariances is the sum of the singular values of the product of the centred features,
    (n, d) by (d, m), which are those of their triangles.
    """
    first, second = (_centred(np.asarray(features, np.float64)) for features in (one, other))
    between = float(np.square(one.mean(axis=0) - other.mean(axis=0)).sum())
    ours, theirs = (qr(features, mode="economic")[1] for features in (first, second))
    shared = float(svdvals(ours @ theirs.T).sum())
    return between + float(np.square(first).sum() + np.square(second).sum()) - 2 * shared


def distance(made: Vectors, real: Vectors, *, seed: int = 0) -> Estimate:
    """Of what was made to what is real, (n, d) and (m, d), with an interval over what was made."""
    return _resampled(lambda rows: frechet(made[rows], real), len(made), seed=seed)


def further(made: Vectors, plain: Vectors, real: Vectors, *, seed: int = 0) -> Estimate:
    """How much further what was made lies than what was made in its place, row by row, for nobody."""
    return _resampled(
        lambda rows: frechet(made[rows], real) - frechet(plain[rows], real), len(made), seed=seed
    )


def _resampled(measure: Callable[[Rows], float], count: int, *, seed: int) -> Estimate:
    """The measure of all rows; its bootstrap interval is centred on it, as rows that come twice alone make a
    distance larger."""
    rng, value = np.random.default_rng(seed), measure(np.arange(count))
    found = np.array([measure(rng.integers(count, size=count)) for _ in range(RESAMPLES)])
    low, high = np.quantile(found - found.mean(), [0.025, 0.975]) + value
    return Estimate(round(value, 4), round(float(low), 4), round(float(high), 4), count)


def _centred(features: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = (features - features.mean(axis=0)) / np.sqrt(len(features) - 1)
    return found
