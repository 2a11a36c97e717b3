"""Has a transformers model read packed rows span by span (`spans`), through its attention interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from tastemaker.agent.engines.spans import Spans, attend, spans_of

if TYPE_CHECKING:
    from tastemaker.agent.engines.packing import Packed

__all__ = ["by_spans"]

NAME: Final = "tastemaker_spans"
_SPANS: ContextVar[Spans | None] = ContextVar("spans", default=None)


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
