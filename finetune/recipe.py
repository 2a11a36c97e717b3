"""How a base model is adapted to a domain."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from tastemaker.finetune.objective import WHOLE
from tastemaker.finetune.training import Settings

__all__ = ["Recipe"]

QUICK: Final = 2048
"""Items that a softmax compares where there are minutes to keep."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to adapt a base model to a domain."""

    strategy: str = "lora"
    minutes: float | None = None
    """Stop in time, with the best so far."""
    negatives: int = WHOLE
    """The most items that a softmax compares; drawn anew in each step where the catalog is larger."""
    size: int = 16
    """Rank of LoRA's matrices, or tokens of a soft prompt."""
    neighbors: int = 200
    """Items that may speak for each item, in the linear partner."""
    dim: int = 256
    """Width of an item's vector."""
    alone: bool = True
    """Whether each code is learnt for itself too, beside what its meaning says; a base without the tokens of
    IDs needs it."""
    window: int = 50
    """Items of a history that are read."""
    dropout: float = 0.5
    """Of the partner."""
    answer_dropout: float = 0.2
    """Of what is new around the language model."""
    forget: float = 0.05
    """Share of items whose taught vector is left out in a step, so that content alone carries new items."""
    inner_dropout: float = 0.2
    """Of the language model's layers."""
    wishes: float = 0.1
    """Samples with the words of a wish, per training event."""
    names: float = 0.02
    """Samples from an item's ID to its name or description, per training event."""
    talk: float = 0.15
    """Share of an epoch's tokens that are conversations with tool calls, so that talking is not forgotten."""
    written: int = 2
    """Places of a history at which the semantic ID is learnt, drawn anew each epoch."""
    beams: int = 50
    partner: Settings = field(default_factory=lambda: Settings(row=64))
    language: Settings = field(
        default_factory=lambda: Settings(epochs=12, tokens=3072, row=128, warm_rate=3e-4)
    )
    seed: int = 0

    @property
    def sampled(self) -> int:
        """The most items that a softmax compares: few where minutes are, so that more is read in them."""
        return self.negatives if self.minutes is None else min(self.negatives, QUICK)

    def timed(self, settings: Settings, share: float) -> Settings:
        """The settings of one stage, which gets this share of the minutes."""
        minutes = None if self.minutes is None else self.minutes * share
        return replace(settings, minutes=minutes, seed=self.seed)
