"""Samples side by side in rows of tokens, with no padding between them: how a batch is read at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import Tensor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["LEARNT", "Packed", "Segment", "Source", "pack"]

NONE: Final = -1
LEARNT: Final = ("source", "index", "place", "branch", "label", "item")
"""What a segment says of each of its tokens."""


class Source(IntEnum):
    """Where a token's embedding comes from, and so what its index counts."""

    TEXT = 0
    """The model's own vocabulary, semantic-ID tokens included."""
    ITEM = 1
    """A soft token: the item table's view of a catalog row."""
    PROMPT = 2
    """A learnt token of a soft prompt."""
    PICTURE = 3
    """A visual token: its vector comes with the sample."""


@dataclass(slots=True)
class Segment:
    """One sample: a trunk that is read from left to right, and branches that go on from places in it.

    A branch sees the trunk before the place where it begins, and itself: so that one reading of a history
    serves to learn several continuations. All arrays are int64 of shape (tokens,), unless said otherwise.
    """

    source: Ints
    index: Ints
    place: Ints
    """The position; a branch counts on from where it leaves the trunk."""
    branch: Ints
    """0 in the trunk, else the number of the branch."""
    label: Ints
    """The token to be written next, -1 where there is none."""
    item: Ints
    """The catalog row to be chosen next, -1 where there is none."""
    seen: Tensor | None = None
    """float32, shape (visual tokens, width): what is on a picture."""

    @classmethod
    def trunk(
        cls,
        parts: Sequence[tuple[Source, Sequence[int] | Ints]],
        *,
        prompt: int = 0,
        seen: Tensor | None = None,
    ) -> Segment:
        """Runs of tokens of one source each after a soft prompt and a picture; nothing is learnt yet."""
        picture = np.arange(0 if seen is None else len(seen))
        first = ((Source.PROMPT, np.arange(prompt)), (Source.PICTURE, picture))
        parts = [(kind, run) for kind, run in (*first, *parts) if len(run)]
        source = np.concatenate([np.full(len(run), kind, np.int64) for kind, run in parts])
        index = np.concatenate([np.asarray(run, np.int64) for _, run in parts])
        nothing = np.full(len(index), NONE, np.int64)
        place = np.arange(len(index))
        return cls(source, index, place, np.zeros_like(index), nothing, nothing.copy(), seen)

    def __len__(self) -> int:
        return len(self.index)

    def written(self, at: int, tokens: Sequence[int]) -> None:
        """Learn to write text tokens after the trunk's token `at`, in a branch of its own."""
        count = len(tokens) - 1
        self.label[at] = tokens[0]
        number = int(self.branch.max()) + 1
        added = {
            "source": np.full(count, Source.TEXT, np.int64),
            "index": np.asarray(tokens[:-1], np.int64),
            "place": at + 1 + np.arange(count),
            "branch": np.full(count, number, np.int64),
            "label": np.asarray(tokens[1:], np.int64),
            "item": np.full(count, NONE, np.int64),
        }
        for name, values in added.items():
            setattr(self, name, np.concatenate([getattr(self, name), values]))


@dataclass(slots=True)
class Packed:
    """Rows of segments. All tensors are int64 of shape (rows, length)."""

    source: Tensor
    index: Tensor
    place: Tensor
    branch: Tensor
    label: Tensor
    item: Tensor
    segment: Tensor
    """The number of the segment in its row, from 1; 0 is what is left over at a row's end."""
    ends: Tensor
    """int64, shape (segments, 2): row and column of the last token of each segment's trunk, as given."""
    seen: Tensor | None = None
    """float32, shape (visual tokens, width): in the order of rows and columns."""

    def mask(self) -> Tensor:
        """bool, shape (rows, 1, length, length): which token (last axis) each token sees."""
        place, branch, segment = (one[:, None, :] for one in (self.place, self.branch, self.segment))
        here, own, mine = (one[:, :, None] for one in (self.place, self.branch, self.segment))
        start = self._starts()[:, :, None]
        trunk = (branch == 0) & (place < start)
        seen = (mine == segment) & (trunk | ((branch == own) & (place <= here)))
        found: Tensor = seen[:, None]
        return found

    def nth_item(self) -> Tensor:
        """int64 (rows, length): how many items of its segment come before a token."""
        items = (self.source == Source.ITEM).long()
        before = items.cumsum(dim=1) - items
        found: Tensor = before - before.gather(1, self._begun())
        return found

    def leaves(self) -> Tensor:
        """int64 (rows, length): the column of the trunk's token after which a token was written."""
        return self._begun() + self._starts() - 1

    def _begun(self) -> Tensor:
        """int64 (rows, length): the column where a token's segment begins."""
        return _run_starts(self.segment)

    def _starts(self) -> Tensor:
        """int64 (rows, length): the trunk's places before this one are seen."""
        branches = _run_starts(torch.stack([self.segment, self.branch]))
        return torch.where(self.branch == 0, self.place + 1, self.place.gather(1, branches))

    def to(self, device: torch.device) -> Packed:
        """The same on another device."""
        held = {one.name: getattr(self, one.name) for one in fields(self)}
        return replace(self, **{name: value.to(device) for name, value in held.items() if value is not None})


def pack(segments: Sequence[Segment], *, length: int) -> Packed:
    """Put segments into as few rows of `length` tokens as first-fit in the given order finds.

    A segment must fit a row. Raises ValueError for one that does not.
    """
    places, rows = _placed([len(one) for one in segments], length)
    shape = (rows, length)
    made = {name: np.zeros(shape, np.int64) for name in ("source", "index", "place", "branch", "segment")}
    made |= {name: np.full(shape, NONE, np.int64) for name in ("label", "item")}
    numbers, ends = np.zeros(rows, np.int64), np.zeros((len(segments), 2), np.int64)
    for one, (row, column), out in zip(segments, places, ends, strict=True):
        to = slice(column, column + len(one))
        numbers[row] += 1
        made["segment"][row, to] = numbers[row]
        for name in LEARNT:
            made[name][row, to] = getattr(one, name)
        out[:] = row, column + int(np.count_nonzero(one.branch == 0)) - 1
    inside = sorted(range(len(segments)), key=places.__getitem__)
    seen = [shown for n in inside if (shown := segments[n].seen) is not None]
    return Packed(
        **{name: torch.from_numpy(made[name]) for name in made},
        ends=torch.from_numpy(ends),
        seen=torch.cat(seen) if seen else None,
    )


def _run_starts(values: Tensor) -> Tensor:
    """int64 (rows, length): the column where each run of equal values begins.

    `values` is (rows, length), or (kinds, rows, length): a run ends where one of the kinds changes.
    """
    values = values if values.dim() == 3 else values[None]
    first = torch.ones(values.shape[1:], dtype=torch.bool, device=values.device)
    first[:, 1:] = (values[..., 1:] != values[..., :-1]).any(dim=0)
    column = torch.arange(first.shape[1], device=first.device)
    return torch.where(first, column, 0).cummax(dim=1).values


def _placed(lengths: Iterable[int], room: int) -> tuple[list[tuple[int, int]], int]:
    """Row and column of each segment, and the number of rows: the last few rows are tried, then a new one."""
    used: list[int] = []
    places: list[tuple[int, int]] = []
    for length in lengths:
        if length > room:
            raise ValueError(f"a segment of {length} tokens does not fit a row of {room}")
        row = next(
            (row for row in range(max(0, len(used) - 8), len(used)) if used[row] + length <= room), None
        )
        if row is None:
            row = len(used)
            used.append(0)
        places.append((row, used[row]))
        used[row] += length
    return places, len(used)
