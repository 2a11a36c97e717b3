"""Attention over long packed rows, span by span: no product is made only to be masked away.

A row that holds several segments costs attention as if it were one text, with a mask that throws most of it
out. Here each segment attends to itself, and those without branches need no mask at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

if TYPE_CHECKING:
    from tastemaker.agent.engines.packing import Packed

__all__ = ["LONG", "Span", "Spans", "attend", "by_spans", "spans_of"]

NAME: Final = "tastemaker_spans"
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
_SPANS: ContextVar[Spans | None] = ContextVar("spans", default=None)


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


@contextmanager
def by_spans(decoder: Any, packed: Packed) -> Iterator[None]:
    """What `decoder` reads inside, it reads span by span; where that gains nothing, as it always does."""
    config = decoder.config
    kind, spans = config._attn_implementation, spans_of(packed)
    if kind != "sdpa" or spans is None:
        yield
        return
    token = _SPANS.set(spans)
    config._attn_implementation = NAME  # another thread that reads now finds no spans, and sdpa
    try:
        yield
    finally:
        config._attn_implementation = kind
        _SPANS.reset(token)


def _attention(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    **given: Any,
) -> tuple[Tensor, Any]:
    """transformers' attention function: (batch, heads, length, width) to (batch, length, heads, width)."""
    spans = _SPANS.get()
    if spans is None or query.shape != key.shape:
        found: tuple[Tensor, Any] = sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **given
        )
        return found
    assert attention_mask is not None, "packed rows come with a mask"
    seen = attend(query, key, value, mask=attention_mask, spans=spans, dropout=dropout, scale=scaling)
    return seen.transpose(1, 2).contiguous(), None


AttentionInterface.register(NAME, _attention)
AttentionMaskInterface.register(NAME, sdpa_mask)
