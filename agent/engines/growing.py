"""The cache of one conversation: keys and values of what was read, in a buffer with room for more.

transformers' own appends by copying all that it holds, at every token and in every layer.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import Cache, DynamicCache
from transformers.cache_utils import DynamicLayer

__all__ = ["Growing", "fresh", "plain"]


class Growing(DynamicLayer):  # type: ignore[misc]  # transformers' types are not read
    """A layer's keys and values, of shape (1, heads, tokens, width): views of buffers that are longer."""

    def __init__(self) -> None:
        super().__init__()
        self._buffers: list[Tensor] = []

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        """Begin, with no tokens yet."""
        super().lazy_initialization(key_states, value_states)
        self.keys, self.values = key_states[:, :, :0], value_states[:, :, :0]
        self._buffers = [self.keys, self.values]

    def update(self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        """Append; all keys and values."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        held = self.keys.shape[2]
        length = held + key_states.shape[2]
        if length > self._buffers[0].shape[2]:
            self._buffers = [_roomy(each, length) for each in (self.keys, self.values)]
        keys, values = self._buffers
        keys[:, :, held:length], values[:, :, held:length] = key_states, value_states
        self.keys, self.values = keys[:, :, :length], values[:, :, :length]
        return self.keys, self.values


def _roomy(held: Tensor, length: int) -> Tensor:
    """The same at the beginning of a longer buffer."""
    shape = (*held.shape[:2], length + max(64, length // 8), held.shape[3])
    buffer = torch.empty(shape, dtype=held.dtype, device=held.device)
    buffer[:, :, : held.shape[2]] = held
    return buffer


def fresh(config: Any) -> DynamicCache:
    """An empty cache for a model. Layers that do not keep every token are transformers' own."""
    cache = DynamicCache(config=config)
    cache.layers = [Growing() if type(layer) is DynamicLayer else layer for layer in cache.layers]
    return cache


def plain(cache: Cache) -> bool:
    """Whether every layer holds every token, so that it can be cut anywhere."""
    return bool(cache.layers) and all(isinstance(layer, Growing) for layer in cache.layers)
