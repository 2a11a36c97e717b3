"""Semantic IDs: every item as a short tuple of codes, which begins alike for items that are alike.

The codes come from codebooks over the items' vectors; a last level, the tie-break, tells apart the items of a
cell: those that share all codes before it. Ties are given in the order 0, 1, 2, … and each only once, so the
number given per cell is the whole ledger: what lies below it is in use or retired for good. A cell holds 256
IDs; what does not fit goes to the nearest cell with room.

An item keeps its ID as long as it is there and its codes stay the same; its vector may change a little.
A new item is given one by the codebooks as they are. They are made anew, and all IDs with them, only
when `outgrown` says so.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.catalog.builds import write_bytes, write_text
from tastemaker.catalog.codebooks import Codebooks
from tastemaker.catalog.embeddings import digest
from tastemaker.catalog.id_report import IdReport
from tastemaker.errors import BadSemanticIds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["SemanticIds", "size_for"]

LEVELS: Final = 3
"""At most, without the tie-break."""
LARGEST: Final = 256
"""Codes per level at most: the model's vocabulary has as many for each."""
TIES: Final = 256
"""IDs in a cell."""
CROWDED: Final = 0.02
"""The share of items that may need the tie-break before another level is worth its token."""
GROWN: Final = 4
"""How many times its first items a catalog may hold before its codebooks are too coarse."""
FILES: Final = ("semantic_ids.safetensors", "semantic_ids.json")


def size_for(items: int) -> int:
    """Codes per level: the power of two nearest to 2·√items, so that √items / 2 share a first code; 2 … 256.

    >>> [size_for(n) for n in (1, 100, 1_000, 10_000, 1_000_000)]
    [2, 16, 64, 256, 256]
    """
    return min(1 << round(1 + math.log2(max(items, 1)) / 2), LARGEST)


@dataclass(frozen=True, eq=False)
class SemanticIds:
    """The IDs of a catalog's items, in the order of its rows.

    >>> ids = SemanticIds.fit(vectors, names)  # doctest: +SKIP
    >>> ids.id_of(0), ids.row_of((17, 203, 5, 0))  # doctest: +SKIP
    ((17, 203, 5, 0), 0)
    """

    codebooks: Codebooks
    ids: tuple[str, ...]
    codes: NDArray[np.int16]
    """int16, shape (items, depth): unique rows, the tie-break last."""
    version: int
    space: str
    """What the vectors are made of; codes of one space say nothing about vectors of another."""
    fitted: int
    """Items that the codebooks were fitted to."""
    report: IdReport
    digests: NDArray[np.uint64]
    """Of the items' vectors: an item whose vector is the same keeps its ID, however sums are rounded."""
    homes: Ints
    """int64, shape (items,): the cell that each item's codes name; its own is another where that was full."""
    given: Mapping[int, int] = field(default_factory=dict)
    """How many IDs were ever given in each cell."""

    @classmethod
    def fit(
        cls, vectors: Vectors, ids: Sequence[str], *, seed: int = 0, space: str = "", version: int = 1
    ) -> SemanticIds:
        """New codebooks and IDs for float32 vectors of shape (items, D), `ids` naming their rows."""
        if not len(ids):
            raise BadSemanticIds("semantic IDs need at least one item to be fitted to, found none")
        _check(vectors, ids)
        full = Codebooks.fit(vectors, levels=LEVELS, size=size_for(len(ids)), seed=seed)
        books = full.first(_levels(full, full.encode(vectors)))
        nothing = np.zeros(0, dtype=np.int64)
        report = IdReport(version, items=0, retired=0, sizes=(*(books.size,) * books.levels, TIES))
        codes = np.zeros((0, books.levels + 1), dtype=np.int16)
        empty = cls(books, (), codes, version, space, len(ids), report, nothing.astype(np.uint64), nothing)
        return empty.updated(vectors, ids)

    def updated(self, vectors: Vectors, ids: Sequence[str]) -> SemanticIds:
        """The IDs of these items by the same codebooks, for vectors of shape (items, D) named by `ids`.

        BadSemanticIds when the vectors do not fit the codebooks, or every ID has been given.
        """
        _check(vectors, ids, dim=self.codebooks.dim)
        digests = _digests(vectors)
        before = np.array([self._rows.get(id, -1) for id in ids], dtype=np.int64)
        kept = before >= 0
        kept[kept] = self.digests[before[kept]] == digests[kept]
        homes = np.zeros(len(ids), dtype=np.int64)
        homes[kept] = self.homes[before[kept]]
        homes[~kept] = self._cells(self.codebooks.encode(vectors[~kept]))
        known = (before >= 0) & ~kept
        kept[known] = self.homes[before[known]] == homes[known]
        register = _Register(self.codebooks, self.given)
        codes = np.zeros((len(ids), self.depth), dtype=np.int16)
        codes[kept] = self.codes[before[kept]]
        codes[~kept] = register.give(homes[~kept])
        found = replace(self, ids=tuple(ids), codes=codes, digests=digests, homes=homes, given=register.given)
        return replace(found, report=found._report(vectors))

    def outgrown(self, vectors: Vectors, *, space: str = "") -> str:
        """Why these vectors, of shape (items, D), need new codebooks; empty when they do not."""
        if space != self.space or vectors.shape[1] != self.codebooks.dim:
            return "the vectors are made in another way"
        if len(vectors) > GROWN * self.fitted:
            return f"the catalog has grown from {self.fitted:,} to {len(vectors):,} items"
        if len(vectors) + self._total > np.prod(self.sizes, dtype=np.float64):
            return f"{self._total:,} IDs have been given, and too few are left"
        return ""

    @property
    def depth(self) -> int:
        """Codes per ID, the tie-break included."""
        return self.codebooks.levels + 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """Codes per level, the tie-break's last."""
        return (self.codebooks.size,) * self.codebooks.levels + (TIES,)

    @property
    def meaning(self) -> Vectors:
        """float32, shape (codes of all levels, d): what each code adds to a vector; 0 for the tie-break.

        In units of what a code of the first level adds.
        """
        centers = self.codebooks.centers
        unit = float(np.linalg.norm(centers[0], axis=1).mean()) or 1.0
        ties = np.zeros((TIES, centers.shape[2]), np.float32)
        found: Vectors = np.concatenate([centers.reshape(-1, centers.shape[2]) / unit, ties])
        return found

    def __len__(self) -> int:
        return len(self.ids)

    def id_of(self, row: int) -> tuple[int, ...]:
        """The item's ID."""
        return tuple(self.codes[row].tolist())

    def row_of(self, codes: Sequence[int]) -> int | None:
        """The row of the item with this ID; None when no item has it (any more)."""
        return self._rows_by_id.get(tuple(codes))

    @cached_property
    def _rows_by_id(self) -> dict[tuple[int, ...], int]:
        return {tuple(codes): row for row, codes in enumerate(self.codes.tolist())}

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {id: row for row, id in enumerate(self.ids)}

    @property
    def _total(self) -> int:
        """IDs ever given."""
        return sum(self.given.values())

    def _cells(self, codes: NDArray[np.integer[Any]]) -> Ints:
        """Codes of shape (n, levels) as one number each."""
        return np.asarray(np.ravel_multi_index(tuple(codes.T.astype(np.int64)), self.sizes[:-1]))

    def _report(self, vectors: Vectors) -> IdReport:
        retired = self._total - len(self)
        return IdReport.of(self.codes, vectors, sizes=self.sizes, version=self.version, retired=retired)

    def save(self, folder: Path) -> None:
        """Two files in a folder: arrays as safetensors, the rest as JSON."""
        from safetensors.numpy import save

        arrays = {
            **self.codebooks.tensors(),
            "codes": self.codes,
            "digests": self.digests,
            "homes": self.homes,
            "cells": np.array(list(self.given), dtype=np.int64),
            "given": np.array(list(self.given.values()), dtype=np.int64),
        }
        data = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
        plain = {"version": self.version, "space": self.space, "fitted": self.fitted}
        about = {**plain, "arrays": digest(data), "report": asdict(self.report), "ids": self.ids}
        write_bytes(folder / FILES[0], data)
        write_text(folder / FILES[1], json.dumps(about))

    @classmethod
    def load(cls, folder: Path) -> SemanticIds:
        """What `save` wrote. BadSemanticIds when there is nothing, or it is damaged."""
        from safetensors.numpy import load

        try:
            data, about = (folder / FILES[0]).read_bytes(), json.loads((folder / FILES[1]).read_text("utf-8"))
            if about["arrays"] != digest(data):
                raise ValueError(f"{FILES[0]} and {FILES[1]} do not belong together")
            arrays = load(data)
            return cls(
                codebooks=Codebooks.of(arrays),
                ids=tuple(about["ids"]),
                codes=arrays["codes"],
                version=about["version"],
                space=about["space"],
                fitted=about["fitted"],
                report=IdReport(**{name: _frozen(value) for name, value in about["report"].items()}),
                digests=arrays["digests"],
                homes=arrays["homes"],
                given=dict(zip(arrays["cells"].tolist(), arrays["given"].tolist(), strict=True)),
            )
        except FileNotFoundError as wrong:
            raise BadSemanticIds(f"{folder} holds no semantic IDs: {wrong.filename} is missing") from wrong
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise BadSemanticIds(f"the semantic IDs in {folder} are damaged: {wrong}") from wrong


class _Register:
    """Gives IDs out, each only once. Beyond a full cell it goes on in the nearest one with room."""

    def __init__(self, codebooks: Codebooks, given: Mapping[int, int]) -> None:
        self.given = dict(given)
        self._shape = (codebooks.size,) * codebooks.levels
        self._codebooks = codebooks
        self._instead: dict[int, tuple[int, Iterator[int]]] = {}

    def give(self, cells: Ints) -> NDArray[np.int16]:
        """int16, shape (n, depth): new IDs in these cells, or near them, in this order."""
        places, ties = [], []
        for cell in cells.tolist():
            place = self._with_room(cell)
            ties.append(self.given.get(place, 0))
            self.given[place] = ties[-1] + 1
            places.append(place)
        codes = np.unravel_index(np.array(places, dtype=np.int64), self._shape)
        return np.stack([*codes, np.array(ties, dtype=np.int64)], axis=1).astype(np.int16)

    def _with_room(self, cell: int) -> int:
        if self.given.get(cell, 0) < TIES:
            return cell
        place, near = self._instead.get(cell) or (cell, self._near(cell))
        while self.given.get(place, 0) >= TIES:
            place = next(near, -1)
            if place < 0:
                total = len(self.given) * TIES
                raise BadSemanticIds(f"all {total:,} semantic IDs of these codebooks have been given")
        self._instead[cell] = place, near
        return place

    def _near(self, cell: int) -> Iterator[int]:
        codes = np.array(np.unravel_index(cell, self._shape))
        return (int(np.ravel_multi_index(near, self._shape)) for near in self._codebooks.near(codes))


def _levels(books: Codebooks, codes: Ints) -> int:
    """As few levels as tell nearly all items apart, or all that can be told, and leave IDs for growth."""
    for levels in range(1, books.levels):
        counts = np.unique(codes[:, :levels], axis=0, return_counts=True)[1]
        apart = counts[counts > 1].sum() <= CROWDED * len(codes) or books.used[levels] == 1
        if apart and books.size**levels * TIES >= 2 * GROWN * len(codes):
            return levels
    return books.levels


def _check(vectors: Vectors, ids: Sequence[str], *, dim: int | None = None) -> None:
    assert len(vectors) == len(ids) == len(set(ids)), "one vector per id, and every id once"
    if dim is not None and vectors.shape[1] != dim:
        raise BadSemanticIds(f"these semantic IDs are of vectors of width {dim}, found {vectors.shape[1]}")
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        wrong = ids[int(np.argmin(finite))]
        raise BadSemanticIds(f"the vector of item {wrong!r} holds numbers that are not finite")


def _digests(vectors: Vectors) -> NDArray[np.uint64]:
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    found = b"".join(hashlib.blake2b(row.tobytes(), digest_size=8).digest() for row in rows)
    return np.frombuffer(found, dtype="<u8").astype(np.uint64)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
