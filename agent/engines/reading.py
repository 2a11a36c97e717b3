"""Has a transformers model attend in another way, by its attention interface: packed rows span by span."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import torch
from torch import Tensor
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from tastemaker.agent.engines.spans import Spans, attend, spans_of

if TYPE_CHECKING:
    from tastemaker.agent.engines.packing import Packed

__all__ = ["NAME", "Way", "attending", "by_spans"]

NAME: Final = "tastemaker"
"""The attention implementation of a model that is told how to attend; without word from us it is sdpa."""
Way: TypeAlias = Callable[..., tuple[Tensor, Any]]
"""transformers' attention function: (batch, heads, length, width) to (batch, length, heads, width)."""
_WAY: ContextVar[Way] = ContextVar("way", default=sdpa_attention_forward)


@contextmanager
def attending(way: Way) -> Iterator[None]:
    """What this thread has a model of that name read inside, it attends to in this way."""
    token = _WAY.set(way)
    try:
        yield
    finally:
        _WAY.reset(token)


@contextmanager
def by_spans(decoder: Any, packed: Packed) -> Iterator[None]:
    """What `decoder` reads inside, it reads span by span; where that gains nothing, as it always does."""
    config = decoder.config
    kind, spans = config._attn_implementation, spans_of(packed)
    if kind not in ("sdpa", NAME) or spans is None:
        yield
        return
    config._attn_implementation = NAME  # another thread that reads now is not told, and keeps to sdpa
    try:
        with attending(partial(_span_by_span, spans)):
            yield
    finally:
        config._attn_implementation = kind


def _span_by_span(
    spans: Spans,
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    dropout: float = 0.0,
    scaling: float | None = None,
    **given: Any,
) -> tuple[Tensor, Any]:
    """Attention over packed rows, and over anything else by sdpa."""
    if query.shape != key.shape:
        found: tuple[Tensor, Any] = sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **given
        )
        return found
    assert attention_mask is not None, "packed rows come with a mask"
    seen = attend(query, key, value, mask=attention_mask, spans=spans, dropout=dropout, scale=scaling)
    return seen.transpose(1, 2).contiguous(), None


def _attention(
    module: torch.nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, **given: Any
) -> tuple[Tensor, Any]:
    return _WAY.get()(module, query, key, value, mask, **given)


AttentionInterface.register(NAME, _attention)
AttentionMaskInterface.register(NAME, sdpa_mask)
