"""The set of valid semantic IDs as flat arrays: which codes may come next, for many prefixes at once.

The IDs lie sorted, so those that share a prefix are a run. A node is the number of such a run among those of
its level; its children are neighbours (CSR), and so are the IDs under it: whether a mask leaves any of them
is the difference of two running counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad

from tastemaker.errors import BadDomain, BadFilter, UnknownItem

__all__ = ["Children", "Trie", "View"]


class Children(NamedTuple):
    """The nodes below some nodes, padded to the widest of them; all of shape (*nodes.shape, width)."""

    nodes: Tensor
    """int32, their numbers at the next level; at the last level these are leaves."""
    codes: Tensor
    """int32, the last code of each."""
    valid: Tensor
    """bool: False for padding."""
    allowed: Tensor
    """bool: False for padding, and where no allowed item lies below."""


@dataclass(frozen=True, slots=True)
class View:
    """What one search may walk: a trie as it was when asked, all of it or what a mask leaves."""

    rows: Tensor
    """int32, shape (items,): the catalog row of every leaf."""
    codes: tuple[Tensor, ...]
    """For every level int16, shape (nodes of the next level,): the last code of each."""
    starts: tuple[Tensor, ...]
    """For every level int32, shape (nodes + 1,): the first child of each node, and the end."""
    firsts: tuple[Tensor, ...]
    """For every level int32, shape (nodes of the next level + 1,): the first leaf under each, and the end."""
    counts: Tensor | None = None
    """int32, shape (items + 1,) or (batch, items + 1): the number of allowed leaves before each."""

    @property
    def depth(self) -> int:
        """The number of codes in an ID."""
        return len(self.codes)

    @property
    def reach(self) -> int:
        """One past the last catalog row: the least length of a mask."""
        return int(self.rows.max()) + 1 if len(self.rows) else 0

    def to(self, device: torch.device) -> View:
        """The same on another device."""
        moved = {
            name: tuple(array.to(device) for array in getattr(self, name))
            for name in ("codes", "starts", "firsts")
        }
        counts = None if self.counts is None else self.counts.to(device)
        return View(self.rows.to(device), **moved, counts=counts)

    def children(self, nodes: Tensor, *, level: int) -> Children:
        """What may follow `nodes`: integers, shape (batch, …), prefixes of `level` codes. The root is 0."""
        starts = self.starts[level]
        first, end = _at(starts, nodes)[..., None], _at(starts, nodes + 1)[..., None]
        width = int((end - first).max())
        places = first + torch.arange(width + 1, dtype=torch.int32, device=first.device)
        valid = allowed = places[..., :-1] < end
        if self.counts is not None:
            allowed = self._lead(torch.minimum(places, end), level=level)
        found = torch.minimum(places[..., :-1], end - 1)
        return Children(found, _at(self.codes[level], found).int(), valid, allowed)

    def _lead(self, places: Tensor, *, level: int) -> Tensor:
        """Whether an allowed leaf lies between each of these children and the next; bool, one fewer."""
        assert self.counts is not None
        leaves = _at(self.firsts[level], places)
        if self.counts.dim() == 2:
            batch, length = self.counts.shape
            own = torch.arange(0, batch * length, length, device=places.device)
            leaves = leaves + own.view(-1, *[1] * (places.dim() - 1))
        before = _at(self.counts.view(-1), leaves)
        return before[..., 1:] > before[..., :-1]


class Trie:
    """The valid semantic IDs and the catalog rows they stand for, on the device of the codes.

    >>> trie = Trie(torch.tensor([[3, 0], [3, 1], [7, 0]]), sizes=(8, 2))
    >>> trie.view().children(torch.tensor([0]), level=0).codes
    tensor([[3, 7]], dtype=torch.int32)

    Items come and go by `add` and `remove`. A view that was taken before stays as it was, so a search need
    not wait for a change; two changes must wait for each other.
    """

    def __init__(self, codes: Tensor, *, sizes: Sequence[int], rows: Tensor | None = None) -> None:
        """`codes`: integers, shape (items, depth), below `sizes`. Without `rows`, row i of them is item i."""
        bits = [(size - 1).bit_length() for size in sizes]
        if not bits or min(sizes) < 1 or max(bits) > 15 or sum(bits) > 62:
            raise BadDomain(
                f"semantic IDs of {tuple(sizes)} codes per level do not fit in a trie: "
                "a level has 1 to 32,768 codes, an ID at most 62 bits"
            )
        self.sizes = tuple(sizes)
        self._shifts = [sum(bits[level + 1 :]) for level in range(len(bits))]
        self._masks = [(1 << each) - 1 for each in bits]
        self._keys = torch.empty(0, dtype=torch.int64, device=codes.device)
        self._view = self._built(self._keys, self._keys.int())
        self.add(codes, rows=torch.arange(len(codes), device=codes.device) if rows is None else rows)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def nbytes(self) -> int:
        """The memory of all arrays in bytes."""
        view = self._view
        return sum(array.nbytes for array in (self._keys, view.rows, *view.codes, *view.starts, *view.firsts))

    def to(self, device: torch.device) -> Trie:
        """Itself, moved to where the model is."""
        if self._keys.device != device:
            self._keys, self._view = self._keys.to(device), self._view.to(device)
        return self

    def view(self, allowed: Tensor | None = None) -> View:
        """What a search may walk: everything, or what a mask leaves.

        `allowed`: bool over the rows of the catalog, shape (items,), or (batch, items) for a mask per search.
        """
        view = self._view
        if allowed is None or not len(view.rows):
            return view
        if allowed.shape[-1] < view.reach:
            raise BadFilter(
                f"a mask over {allowed.shape[-1]:,} rows cannot filter a trie whose last row is "
                f"{view.reach - 1:,}: it was made before items were added; make it anew"
            )
        counts = allowed.index_select(-1, view.rows).cumsum(-1, dtype=torch.int32)
        return replace(view, counts=pad(counts, (1, 0)))

    # -- items come and go

    def add(self, codes: Tensor, *, rows: Tensor) -> None:
        """Take in items: `codes` integers, shape (items, depth); `rows` their rows in the catalog."""
        keys, order = self._packed(codes).sort()
        self._refuse_known(rows)
        at = torch.searchsorted(self._keys, keys) + torch.arange(len(keys), device=keys.device)
        kept = torch.ones(len(self) + len(keys), dtype=torch.bool, device=keys.device)
        kept[at] = False
        merged = torch.empty_like(kept, dtype=torch.int64).masked_scatter_(kept, self._keys)
        owners = torch.empty_like(kept, dtype=torch.int32).masked_scatter_(kept, self._view.rows)
        merged[at], owners[at] = keys, rows[order].int()
        self._refuse_twins(merged, owners)
        self._keys, self._view = merged, self._built(merged, owners)

    def remove(self, rows: Tensor) -> None:
        """Forget the items at these rows of the catalog: their IDs are free again."""
        held = self._view.rows
        gone = torch.bincount(rows, minlength=self._view.reach) > 0
        kept = (~gone).index_select(0, held).nonzero().flatten()
        if len(held) - len(kept) < int(gone.sum()):
            strangers = rows[~torch.isin(rows, held)].tolist()
            raise UnknownItem(f"no semantic ID to remove for the items at rows {_listed(strangers)}")
        keys = self._keys[kept]
        self._keys, self._view = keys, self._built(keys, held[kept])

    def _packed(self, codes: Tensor) -> Tensor:
        """The IDs as one number each, which sorts as they do; int64, shape (items,)."""
        wrong = ((codes < 0) | (codes >= torch.tensor(self.sizes, device=codes.device))).any(-1)
        if wrong.any():
            raise BadDomain(
                f"semantic IDs {_listed(codes[wrong].tolist())} do not fit levels of {self.sizes} codes: "
                "they are of another index"
            )
        return (codes.long() << torch.tensor(self._shifts, device=codes.device)).sum(-1)

    def _refuse_twins(self, keys: Tensor, rows: Tensor) -> None:
        """An ID is one item's; `keys` are sorted."""
        same = (keys[1:] == keys[:-1]).nonzero().flatten()
        if len(same):
            pairs = torch.stack([rows[same], rows[same + 1]], dim=-1).tolist()
            raise BadDomain(
                f"one semantic ID for two items, at the rows {_listed(pairs)}: give one another last code"
            )

    def _refuse_known(self, rows: Tensor) -> None:
        """An item has one ID."""
        given = torch.bincount(rows, minlength=self._view.reach)
        held = self._view.rows
        twice = [*(given > 1).nonzero().flatten().tolist(), *held[given.index_select(0, held) > 0].tolist()]
        if twice:
            raise BadDomain(
                f"two semantic IDs for one item, at rows {_listed(twice)}: remove the old one first"
            )

    def _built(self, keys: Tensor, rows: Tensor) -> View:
        """The arrays of all levels from the sorted keys."""
        changed = keys[1:] ^ keys[:-1]
        above = torch.tensor([0, len(keys)], device=keys.device)
        codes, starts, firsts = [], [], []
        for shift, mask in zip(self._shifts[:-1], self._masks, strict=False):
            begins = torch.ones(len(keys) + 1, dtype=torch.bool, device=keys.device)
            begins[1:-1] = changed >= 1 << shift
            starts.append(begins.cumsum(0, dtype=torch.int32).index_select(0, above) - 1)
            above = begins.nonzero().flatten()
            firsts.append(above.int())
            first = keys.index_select(0, above[:-1])
            codes.append(first.bitwise_right_shift_(shift).bitwise_and_(mask).short())
        starts.append(above.int())  # no two IDs are the same: at the last level every run is one leaf
        firsts.append(torch.arange(len(keys) + 1, dtype=torch.int32, device=keys.device))
        codes.append((keys & self._masks[-1]).short())
        return View(rows, tuple(codes), tuple(starts), tuple(firsts))


def _at(values: Tensor, places: Tensor) -> Tensor:
    """The values at these places; what indexing does, several times as fast."""
    return values.index_select(0, places.flatten()).view(places.shape)


def _listed(found: Sequence[object]) -> str:
    """The first few, for a message."""
    return ", ".join(map(str, found[:3])) + (f" and {len(found) - 3:,} more" if len(found) > 3 else "")
