"""The published test rows of `industrial` as a split, and what may be trained on without the train rows.

A row is a window of up to ten items and the next one; a person has a row for each of their later events. The
windows of test rows hold the targets of earlier test rows, so of a test person only the first row's window
trains: all of it lies before the test. Of a validation person all rows train but the last target of every
fifth, which chooses.
"""

from __future__ import annotations

import csv
from ast import literal_eval
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tastemaker.catalog.catalog import Catalog
from tastemaker.finetune.splits import Split

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["published_rows"]

FIFTH = 5


def published_rows(catalog: Catalog, folder: Path) -> Split:
    """Training sequences first, then a person for each test row, trained on nothing."""
    valid, test = _read(folder / "valid.csv"), _read(folder / "test.csv")
    known = {user: _joined(windows) for user, windows in valid.items()}
    for user, windows in test.items():
        known.setdefault(user, windows[0][:-1])
    sequences = [known[user] for user in sorted(known)]
    chooses = [n % FIFTH == 0 and user in valid for n, user in enumerate(sorted(known))]
    tested = [window for user in sorted(test) for window in test[user]]
    lengths = np.array([len(one) for one in [*sequences, *tested]], np.int64)
    train, count = np.array(chooses + [False] * len(tested)), len(sequences)
    return Split(
        protocol="published rows",
        items=len(catalog),
        offsets=np.concatenate([np.zeros(1, np.int64), lengths.cumsum()]),
        rows=_rows(catalog, [*sequences, *tested]),
        trained=np.where(np.arange(len(lengths)) < count, lengths - train, 0),
        places={
            "valid": np.where(train, lengths - 1, -1),
            "test": np.where(np.arange(len(lengths)) < count, -1, lengths - 1),
        },
        repeats=True,
        notes=("The published train rows are absent: training has less than the published models had.",),
    )


def _read(path: Path) -> dict[str, list[list[int]]]:
    """Each person's windows with their targets last, in the file's order."""
    found: dict[str, list[list[int]]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["user_id"], []).append(
                [*literal_eval(row["history_item_id"]), int(row["item_id"])]
            )
    return found


def _joined(windows: list[list[int]]) -> list[int]:
    """One sequence of a person's windows: the first, and then each next target."""
    return [*windows[0], *(window[-1] for window in windows[1:])]


def _rows(catalog: Catalog, sequences: list[list[int]]) -> NDArray[np.int64]:
    return np.array([catalog.row(str(item)) for sequence in sequences for item in sequence], np.int64)
