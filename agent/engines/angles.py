"""From which angle a person looks at things, or a text is told: a linear reading of MiniLM's vectors.

The copybook's angles (calm, the sea, old things, …) have lines that people state a taste by, and lines that
suit it. One reading is trained on both (`finetune/mini/angles.py`), so that a person and a sentence are read
alike. It ships beside the model as `angles.safetensors`: `weight` (angles, 384) and `bias` (angles,) in
float16; in the metadata the angles' names and the encoder's. A model without the file writes as it does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.beside import ENCODER, opened
from tastemaker.catalog.embedders import embedder
from tastemaker.catalog.minilm import MiniLM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["FILE", "Angles"]

FILE: Final = "angles.safetensors"
KEPT: Final = 10_000
"""Texts whose reading is remembered, at most."""


@dataclass(frozen=True, slots=True)
class Angles:
    """What reads short texts for the angle that they are said from."""

    names: tuple[str, ...]
    weight: Vectors
    """float32 (names, 384)."""
    bias: Vectors
    """float32 (names,)."""
    known: dict[str, Vectors] = field(default_factory=dict, repr=False, compare=False)
    """What was read lately: a small model says many a sentence again."""

    @classmethod
    def beside(cls, model: Path) -> Angles | None:
        """The one in a model's folder; None where there is none. Raises ModelNotFound for a damaged one."""
        place = model / FILE
        if not place.is_file():
            return None
        told, tensors = opened(place, "np", told=["names"], tensors=["weight", "bias"])
        return cls(tuple(told["names"]), tensors["weight"], tensors["bias"])

    def write(self, place: Path) -> None:
        """Keep it, in float16."""
        from safetensors.numpy import save_file

        tensors = {"weight": self.weight.astype(np.float16), "bias": self.bias.astype(np.float16)}
        save_file(tensors, place, {"names": json.dumps(self.names), ENCODER: MiniLM.name})

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The log-probability of each angle for each text, float32 (texts, names)."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        found = {text: self.known[text] for text in texts if text in self.known}
        if new:
            scores = embedder("text", "minilm").encode(new) @ self.weight.T + self.bias
            found |= zip(new, scores - np.logaddexp.reduce(scores, axis=1, keepdims=True), strict=True)
        if len(self.known) > KEPT:
            self.known.clear()
        self.known.update(found)
        return np.stack([found[text] for text in texts])
