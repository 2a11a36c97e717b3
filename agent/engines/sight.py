"""What a base model's own eyes see of a picture, in few tokens: how a shown picture is read."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from tastemaker.agent.engines.models import Loaded
    from tastemaker.contracts import Picture

__all__ = ["TOKENS", "Sight"]

TOKENS: Final = 4
"""Visual tokens of a picture: enough to tell items apart, few enough to stand in a history."""


class Sight:
    """The vision tower and projector of a base model; what they give is pooled to `TOKENS` tokens."""

    def __init__(self, network: Any, processor: Any, *, device: torch.device) -> None:
        self._network, self._processor, self._device = network, processor.image_processor, device
        self._takes = set(inspect.signature(network.get_image_features).parameters)

    @classmethod
    def of(cls, loaded: Loaded) -> Sight | None:
        """The eyes of a base model; None for one that sees no pictures."""
        if loaded.processor is None or not hasattr(loaded.model, "get_image_features"):
            return None
        return cls(loaded.model, loaded.processor, device=loaded.device)

    @torch.no_grad()
    def __call__(self, picture: Picture) -> Tensor:
        """float32 (TOKENS, width), on the CPU, in the space of the decoder's embeddings."""
        given = self._processor(images=[picture], return_tensors="pt")
        kind = next(self._network.parameters()).dtype
        inputs = {
            name: value.to(self._device, kind if value.is_floating_point() else None)
            for name, value in given.items()
            if name in self._takes
        }
        found = self._network.get_image_features(**inputs).pooler_output
        seen = found if isinstance(found, Tensor) else torch.cat([one.flatten(0, -2) for one in found])
        pooled = functional.adaptive_avg_pool1d(seen.flatten(0, -2).float().T, TOKENS)
        return pooled.T.contiguous().cpu()
