"""Attention over long packed rows, span by span: no product is made only to be masked away.

A row that holds several segments costs attention as if it were one text, with a mask that throws most of it
out. Here each segment attends to itself, and those without branches need no mask at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

if TYPE_CHECKING:
    from tastemaker.agent.engines.packing import Packed

__all__ = ["LONG", "Span", "Spans", "attend", "spans_of"]

LONG: Final = 256
"""Rows up to this length are read with a mask: there is little to be thrown out."""


class Span(NamedTuple):
    """A segment of a row, or what is left over at its end."""

    start: int
    end: int
    empty: bool
    """Left over: nobody looks at what is there."""
    plain: bool
    """Read from left to right, without branches; else its part of the mask counts."""


Spans: TypeAlias = Sequence[Sequence[Span]]
"""Of each row, from left to right; together they are the whole row."""


def spans_of(packed: Packed) -> Spans | None:
    """The spans of rows for which they gain something; else None."""
    if packed.segment.shape[1] <= LONG or packed.segment.device.type != "cpu":
        return None
    found = []
    for segment, branch in zip(packed.segment, packed.branch, strict=True):
        numbers, lengths = torch.unique_consecutive(segment, return_counts=True)
        branched = [bool(part.any()) for part in branch.split(lengths.tolist())]
        ends = lengths.cumsum(0).tolist()
        parts = zip(numbers.tolist(), lengths.tolist(), ends, branched, strict=True)
        found.append([Span(end - length, end, number == 0, not some) for number, length, end, some in parts])
    return found


def attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    *,
    mask: Tensor,
    spans: Spans | None,
    dropout: float = 0.0,
    scale: float | None = None,
    plain: bool = True,
) -> Tensor:
    """Attention, all of shape (rows, heads, length, width), with a bool mask (rows, 1, length, length).

    With `spans` nothing is compared across them, and where they are empty the answer is 0. Without `plain`
    the mask counts in all of them.
    """
    if spans is None:
        return scaled_dot_product_attention(query, key, value, mask, dropout_p=dropout, scale=scale)

    def attended(row: int, span: Span) -> Tensor:
        one, part = slice(row, row + 1), slice(span.start, span.end)
        if span.empty:
            return torch.zeros_like(query[one, :, part])
        causal = plain and span.plain
        return scaled_dot_product_attention(
            query[one, :, part], key[one, :, part], value[one, :, part],
            attn_mask=None if causal else mask[one, :, part, part],
            is_causal=causal, dropout_p=dropout, scale=scale,
        )  # fmt: skip

    rows = [torch.cat([attended(row, span) for span in some], dim=2) for row, some in enumerate(spans)]
    return torch.cat(rows)
