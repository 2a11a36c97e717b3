"""An embedder by name alone: a run in which nothing has changed loads no model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tastemaker.catalog.embedders import DEFAULTS, Frames, embedder
from tastemaker.contracts import Embedder, Modality

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Deferred", "deferred"]


class Deferred:
    """Loads its model when the first input comes."""

    dim: int

    def __init__(self, modality: Modality, asked: str, *, name: str) -> None:
        self.modality = modality
        self.asked = asked
        self.name = name

    @cached_property
    def _loaded(self) -> Embedder:
        return embedder(self.modality, self.asked)

    def __getattr__(self, name: str) -> Any:
        """`dim` and whatever else only the model itself knows."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._loaded, name)

    def encode(self, inputs: Sequence[Any]) -> NDArray[np.float32]:
        """What the model makes of the inputs."""
        return self._loaded.encode(inputs)


def deferred(modality: Modality, asked: str) -> Embedder:
    """The embedder of this name, not loaded yet where its identity can be told without."""
    name = _identity(modality) if asked == DEFAULTS[modality] else None
    return embedder(modality, asked) if name is None else Deferred(modality, asked, name=name)


def _identity(modality: Modality) -> str | None:
    """The name and version of a default embedder; None when it is not installed."""
    if modality == "text":
        from tastemaker.catalog.minilm import MiniLM

        return MiniLM.name
    if modality == "audio":
        from tastemaker.catalog.logmel import LogMel

        return LogMel.name
    tower = _tower()
    return f"frames{Frames.count}:{tower}" if tower and modality == "video" else tower


def _tower() -> str | None:
    from tastemaker.catalog.vision import is_tower, shipped_tower, tower_name

    folder = shipped_tower()
    return tower_name(folder) if is_tower(folder) else None
