"""How much each modality should count, learnt from what people choose one after another.

A logistic regression tells pairs of items that the same person chose from pairs drawn at random, by how alike
they are in each modality, with weights that cannot be negative. A fused similarity is the weighted sum of
these (see fusion): with the learnt weights, such pairs lie nearest. Random pairs are the same items paired
otherwise, so that popular items tell nothing. Where an item lacks a modality, a pair counts as neither alike
nor different in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.contracts import Modality

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Numbers = NDArray[np.float64]
    Pairs = NDArray[np.int64]

__all__ = ["FusionWeights", "learn"]

FEWEST: Final = 200
"""Pairs below which nothing is learnt: all modalities count the same."""
MOST: Final = 50_000
"""Pairs looked at; a handful of weights needs no more."""
HELD_OUT: Final = 0.2
RANDOM: Final = 2
"""Random pairs per pair."""
_CHUNK: Final = 16_384


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """Weights that sum to 1, and what they brought on pairs that were held out."""

    weights: dict[Modality, float]
    auc: dict[str, float]
    """The chance that a pair lies nearer than a random one: under "learnt" and "equal" weights, and by each
    modality alone; .5 tells nothing. Empty with too few pairs."""
    pairs: int
    """Pairs learnt from and measured on."""


def learn(vectors: Mapping[Modality, Vectors], pairs: Pairs, *, seed: int = 0) -> FusionWeights:
    """Learn the weights of float32 vectors of shape (items, d), zero rows where an item lacks a modality.

    `pairs`, int64 of shape (n, 2), are rows of items that the same person chose one after another, taken from
    training events only.

    >>> learn({"text": texts, "image": images}, pairs).weights  # doctest: +SKIP
    {'text': 0.62, 'image': 0.38}
    """
    names = list(vectors)
    rng = np.random.default_rng(seed)
    pairs = rng.permutation(pairs[pairs[:, 0] != pairs[:, 1]])[:MOST]
    equal = np.full(len(names), 1 / max(len(names), 1))
    if len(pairs) < FEWEST:
        return FusionWeights(dict(zip(names, equal.tolist(), strict=True)), {}, 0)
    units = [_unit(array) for array in vectors.values()]
    parts = np.split(pairs, [int(HELD_OUT * len(pairs))])
    held, seen = ((_alike(units, part), _alike(units, _at_random(part, rng))) for part in parts)
    common = _mean(np.concatenate(seen))
    learnt = _fit(*(_filled(part, common) for part in seen))
    if not learnt.any():
        learnt = equal
    tried: dict[str, Numbers] = {"learnt": learnt, "equal": equal}
    tried.update(zip(names, np.eye(len(names)), strict=True))
    chosen, random = (_filled(part, common) for part in held)
    return FusionWeights(
        weights=dict(zip(names, learnt.tolist(), strict=True)),
        auc={name: _auc(chosen @ weights, random @ weights) for name, weights in tried.items()},
        pairs=len(pairs),
    )


def _unit(rows: Vectors) -> Vectors:
    """Rows of length 1, NaN where there is nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-9, lengths, np.nan), dtype=np.float32)


def _at_random(pairs: Pairs, rng: np.random.Generator) -> Pairs:
    """The same items in other pairs."""
    first = np.tile(pairs[:, 0], RANDOM)
    second = np.concatenate([rng.permutation(pairs[:, 1]) for _ in range(RANDOM)])
    apart = first != second
    return np.stack([first[apart], second[apart]], axis=1)


def _alike(units: Sequence[Vectors], pairs: Pairs) -> Numbers:
    """float64, shape (pairs, modalities): cosines, NaN where one of two items lacks the modality."""
    found = np.empty((len(pairs), len(units)))
    for start in range(0, len(pairs), _CHUNK):
        one, other = pairs[start : start + _CHUNK].T
        for column, unit in enumerate(units):
            found[start : start + _CHUNK, column] = np.einsum("ij,ij->i", unit[one], unit[other])
    return found


def _mean(alike: Numbers) -> Numbers:
    """Of each column, what is missing left out."""
    there = ~np.isnan(alike)
    found: Numbers = np.where(there, alike, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return found


def _filled(alike: Numbers, common: Numbers) -> Numbers:
    """Counted from the mean; what is missing is the mean."""
    return np.nan_to_num(alike - common)


def _fit(chosen: Numbers, random: Numbers) -> Numbers:
    """float64, shape (modalities,): weights of a logistic regression, none negative, summing to 1 or to 0."""
    from scipy.optimize import minimize

    scale = np.maximum(np.concatenate([chosen, random]).std(axis=0), 1e-9)
    rows = np.concatenate([chosen, random]) / scale
    sign = np.repeat([1.0, -1.0], [len(chosen), len(random)])
    share = np.repeat([0.5 / len(chosen), 0.5 / len(random)], [len(chosen), len(random)])

    def loss(point: Numbers) -> tuple[float, Numbers]:
        margin = sign * (rows @ point[:-1] + point[-1])
        pull = -share * sign * np.exp(-np.logaddexp(0, margin))
        return float(share @ np.logaddexp(0, -margin)), np.append(pull @ rows, pull.sum())

    bounds = [(0, None)] * rows.shape[1] + [(None, None)]
    best = minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B").x
    weights: Numbers = best[:-1] / scale
    return weights / (weights.sum() or 1.0)


def _auc(chosen: Numbers, random: Numbers) -> float:
    """The chance that one of the first is above one of the second; a tie counts half."""
    order = np.sort(random)
    below, upto = np.searchsorted(order, chosen, "left"), np.searchsorted(order, chosen, "right")
    return float((below + upto).mean() / 2 / len(random))
