"""Talk that was written down, weighed into a small model's own words.

What a few million parameters learn of small talk is how it sounds. So a reply without a tool is drawn from a
mixture, word by word: the model's odds, and those of the replies that people wrote to the lines nearest to
the message, as far as they go on from what is said already. That is a nearest-neighbour language model
(arXiv 1911.00172) whose keys are whole messages. The nearer the nearest line, the more it weighs.

The lines ship beside the model in `recall.safetensors`: `keys` int8 (lines, d), `basis` float16 (384, d), and
in the metadata the replies and the encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.agent.engines.beside import opened
from tastemaker.catalog.embedders import embedder

if TYPE_CHECKING:
    import torch

__all__ = ["FILE", "Recall", "Recalled"]

FILE: Final = "recall.safetensors"
NEIGHBOURS: Final = 4
SHARP: Final = 0.05
"""Cosines that differ by this much differ e-fold in weight."""
STRANGE: Final = 0.35
"""A line that is no nearer, by cosine, says nothing of a message."""
MOST: Final = 0.97
"""What the lines weigh at most, beside the model."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """The replies that were written to lines like a message, in tokens, the one that ends among them."""

    replies: tuple[tuple[float, tuple[int, ...]], ...]
    """Each with its share; the shares' sum is what all of them weigh beside the model."""

    def mixed(self, odds: torch.Tensor, said: Sequence[int]) -> torch.Tensor:
        """The odds of the next token, float32 (vocabulary,), after these."""
        length, start = len(said), tuple(said)
        going = [(share, reply[length]) for share, reply in self.replies
                 if len(reply) > length and reply[:length] == start]  # fmt: skip
        if not going:
            return odds
        weight = sum(share for share, _ in self.replies)
        found = (1 - weight) * odds
        for share, token in going:
            found[token] += weight * share / sum(share for share, _ in going)
        return found


class Recall:
    """The lines that ship with a model."""

    def __init__(self, place: Path) -> None:
        self._place = place

    @classmethod
    def beside(cls, model: Path) -> Recall | None:
        """Those in a model's folder; None where there are none."""
        return cls(model / FILE) if (model / FILE).is_file() else None

    def __call__(self, said: str, tokens: Callable[[str], Sequence[int]]) -> Recalled | None:
        """What was written to the lines nearest to a message; None where none is near."""
        keys, basis, replies = self._lines
        if not said.strip():
            return None
        own = embedder("text", "minilm").encode([said])[0] @ basis
        near = keys @ own  # of the whole message: what of it lies outside the basis is like no line
        best = np.argsort(-near, kind="stable")[:NEIGHBOURS]
        if near[best[0]] < STRANGE:
            return None
        shares = np.exp((near[best] - near[best[0]]) / SHARP)
        alike = float(near[best[0]] / np.linalg.norm(own))
        shares *= min(alike, MOST) / shares.sum()
        return Recalled(
            tuple((float(s), tuple(tokens(replies[n]))) for s, n in zip(shares, best, strict=True))
        )

    @cached_property
    def _lines(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], Sequence[str]]:
        """Keys, float32 of length 1, basis, and replies. Raises ModelNotFound for a damaged file."""
        told, found = opened(self._place, "np", told=["replies"], tensors=["keys", "basis"])
        keys = found["keys"]
        return (
            keys / np.maximum(np.linalg.norm(keys, axis=1, keepdims=True), 1e-9),
            found["basis"],
            told["replies"],
        )
