"""What a catalog holds, row by row: as it was built, or with what was changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tastemaker.catalog.builds import Manifest
from tastemaker.catalog.changes import Change, amendment
from tastemaker.catalog.fields import cover, fields_of
from tastemaker.catalog.fusion import fuse
from tastemaker.catalog.tables import ItemTable
from tastemaker.contracts import Field, Item, Modality

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector: TypeAlias = NDArray[np.float32]
    Vectors: TypeAlias = NDArray[np.float32]

__all__ = ["Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Items and arrays of one length, and which of their rows the build's vector index does not know."""

    items: ItemTable
    popularity: Vector
    """float32, shape (items,): 0 … 1."""
    fused: Vectors
    """float32, shape (items, D)."""
    vectors: Mapping[Modality, Vectors]
    """Per modality float32, shape (items, d), zeros where an item lacks it."""
    fields: tuple[Field, ...]
    fresh: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    moved: NDArray[np.int64] | None = None
    """The new row of each of the build's rows, -1 for what is gone; None where all are where they were."""

    @classmethod
    def read(cls, build: Path, manifest: Manifest, *, folder: Path) -> Shelf:
        """A build's rows; arrays are mapped, not read."""
        return cls(
            ItemTable.read(build, folder=folder),
            np.load(build / "popularity.npy", allow_pickle=False),
            _mapped(build / "fused.npy"),
            {modality: _mapped(build / f"{modality}.npy") for modality in manifest.models},
            tuple(_field(plain) for plain in manifest.fields),
        )

    def amended(
        self,
        changes: Sequence[Change],
        *,
        weights: Mapping[Modality, float],
        embed: Callable[[Change], Mapping[Modality, Vector]],
    ) -> Shelf:
        """With these changes: what was put comes last. `embed` gives the vectors of what was put."""
        plan = amendment(self.items.ids, changes)
        put = [change for change in changes if change.item is not None]
        vectors = self._vectors([embed(change) for change in put])
        popularity = np.zeros(len(plan.kept) + len(put), np.float32)
        there = plan.moved >= 0
        popularity[plan.moved[there]] = self.popularity[there]
        items = self.items.amended(plan.kept, plan.put)
        return Shelf(
            items,
            popularity,
            _grown(self.fused, plan.kept, fuse(vectors, weights)),
            {modality: _grown(self.vectors[modality], plan.kept, new) for modality, new in vectors.items()},
            self.fields if cover(self.fields, plan.put) else fields_of(items.items()),
            np.arange(len(plan.kept), len(items.ids)),
            plan.moved,
        )

    def _vectors(self, found: Sequence[Mapping[Modality, Vector]]) -> dict[Modality, Vectors]:
        """What was found for each new row, modality by modality."""
        new = {m: np.zeros((len(found), array.shape[1]), np.float32) for m, array in self.vectors.items()}
        for row, one in enumerate(found):
            for modality, vector in one.items():
                if modality in new:
                    new[modality][row] = vector
        return new

    def __len__(self) -> int:
        return len(self.items.ids)

    def item(self, row: int) -> Item:
        """One row as an item."""
        return self.items.item(row)


def _grown(rows: Vectors, kept: NDArray[np.int64], new: Vectors) -> Vectors:
    """The rows that are kept, and the new ones behind them, copied once."""
    found = np.empty((len(kept) + len(new), rows.shape[1]), np.float32)
    if len(kept) == len(rows):
        found[: len(kept)] = rows
    else:
        np.take(rows, kept, axis=0, out=found[: len(kept)], mode="clip")  # "raise" would buffer
    found[len(kept) :] = new
    return found


def _mapped(path: Path) -> Vectors:
    found: Vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    return found


def _field(plain: Mapping[str, Any]) -> Field:
    return Field(**{**plain, "values": tuple(plain["values"])})
