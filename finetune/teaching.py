"""The tower teaches the language model to write: its belief over items, summed over the codes they share.

One event names one item; the tower has an opinion on all of them. Its probabilities, summed over the items
under each next code, are a target that says more than the one code that came (arXiv 1503.02531).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from tastemaker.agent.engines.reader import TEMPERATURE

__all__ = ["Teaching"]


class Teaching(nn.Module):
    """Gives for labelled tokens a distribution over the codes that may follow."""

    spoken: Tensor

    def __init__(self, spoken: Tensor, *, tokens: Sequence[Tensor]) -> None:
        """`spoken` is int64 (items, depth), the tokens of every item's ID; `tokens[level]` a level's."""
        super().__init__()
        self.tokens = list(tokens)
        self.register_buffer("spoken", spoken, persistent=False)

    @torch.no_grad()
    def target(self, states: Tensor, targets: Tensor, prefixes: Tensor) -> Tensor:
        """float32 (n, codes of the level): the probability of each next code, 0 where no item has it.

        `states` are unit answers (n, dim), `targets` unit item vectors (items, dim), `prefixes` the ID tokens
        written so far, int64 (n, level).
        """
        level = prefixes.shape[1]
        odds = (states.to(targets.dtype) @ targets.T).float() / TEMPERATURE
        for n in range(level):
            odds = odds.masked_fill(self.spoken[:, n] != prefixes[:, n, None], -torch.inf)
        first = int(self.tokens[level][0])
        codes = (self.spoken[:, level] - first).expand(len(odds), -1)
        size = len(self.tokens[level])
        return odds.new_zeros((len(odds), size)).scatter_add_(1, codes, odds.softmax(-1))
