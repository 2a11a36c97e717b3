"""Figures with their intervals, and the same for a person and for nobody side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tastemaker.finetune.metrics import interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values: TypeAlias = Sequence[bool] | Sequence[float] | NDArray[np.bool_] | NDArray[np.floating]

__all__ = ["Compared", "Estimate", "average", "compared"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or a share with its 95 % bootstrap interval, and of how many."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What was made for people, what the same generator made for nobody, and the paired difference."""

    personal: Estimate
    plain: Estimate
    difference: Estimate


def average(values: Values) -> Estimate:
    """The mean of these, or of yes and no the share of yes."""
    if not len(values):
        return Estimate(0.0, 0.0, 0.0, 0)
    table = np.asarray(values, np.float64)
    low, high = interval(table)
    value, low, high = (round(float(one), 4) for one in (table.mean(), low, high))
    return Estimate(value, low, high, len(table))


def compared(personal: NDArray[np.float64], plain: NDArray[np.float64]) -> Compared:
    """Two measures of the same rounds, float64 (rounds,) each."""
    return Compared(average(personal), average(plain), average(personal - plain))
