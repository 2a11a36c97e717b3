"""An answer in words, drawn several times, of which the likeliest is given.

A small model that was taught hundreds of ways to say one thing spreads its first words over all of them, and
the likeliest next word, step by step, may lead into a mixture of several. A draft that is drawn commits
itself to one. Each is drawn from the nucleus (arXiv 1904.09751); the one is taken whose tokens have the
highest mean log-probability, the one that ends included; where somebody can tell which drafts are true, of
those.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tastemaker.agent.engines.decoding import Run

__all__ = ["Draft", "Prefer", "best", "drawn"]

WARMTH: Final = 0.6
"""The temperature."""
NUCLEUS: Final = 0.95
"""The likeliest tokens that together have this share are drawn from."""

Prefer: TypeAlias = Callable[[str], bool]
"""Whether a draft is better than any that is not so; asked of the likeliest first, until one is."""


@dataclass(slots=True, eq=False)
class Draft:
    """One way to answer, as far as it has come."""

    run: Run
    random: torch.Generator
    said: list[int] = field(default_factory=list)
    odds: list[float] = field(default_factory=list)
    """The log-probability of each token, the one that ends included."""
    ended: bool = False

    @property
    def certainty(self) -> float:
        """The mean of the log-probabilities; minus infinity for one that says nothing or never ends.

        What a model repeats without end is likely, token by token.
        """
        return sum(self.odds) / len(self.odds) if self.said and self.ended else float("-inf")

    def take(self, logits: Tensor, *, stops: Collection[int]) -> None:
        """Draw the next token, from float32 (vocabulary,)."""
        token = _nucleus(logits, self.random)
        self.odds.append(float(logits.log_softmax(-1)[token]))
        self.ended = token in stops
        if not self.ended:
            self.said.append(token)
            self.run.add([token])


def drawn(
    fork: Callable[[], Run],
    first: Tensor,
    *,
    count: int,
    seed: int,
    barred: NDArray[np.bool_],
    stops: Collection[int],
    budget: int,
    read: Callable[[Sequence[Run]], Sequence[Tensor]],
) -> Iterator[list[Draft]]:
    """All drafts after each step; the last time they have ended, or spent a `budget` of tokens.

    `fork` gives a run that has read the prompt, after which the logits are `first`; `read` reads what several
    runs have pending, and gives each one's logits. All are float32, (vocabulary,). `barred` tokens are not
    said.
    """
    mask = torch.from_numpy(barred)
    drafts = [Draft(fork(), torch.Generator().manual_seed(seed + n)) for n in range(count)]
    going, rows = list(drafts), [first] * count
    while going:
        for draft, row in zip(going, rows, strict=True):
            draft.take(row.masked_fill(mask, float("-inf")), stops=stops)
        going = [one for one in going if not one.ended and len(one.said) < budget]
        yield drafts
        rows = list(read([one.run for one in going])) if going else []


def best(drafts: Sequence[Draft], words: Callable[[Draft], str], *, prefer: Prefer | None) -> Draft | None:
    """The likeliest of those that are preferred, else of all; None where none says something and ends."""
    ranked = sorted((one for one in drafts if one.certainty > float("-inf")), key=lambda one: -one.certainty)
    liked = (one for one in ranked if prefer is None or prefer(words(one)))
    return next(liked, ranked[0] if ranked else None)


def _nucleus(logits: Tensor, random: torch.Generator) -> int:
    odds, tokens = (logits / WARMTH).softmax(-1).sort(descending=True)
    inside = odds * (odds.cumsum(0) - odds < NUCLEUS)
    return int(tokens[torch.multinomial(inside, 1, generator=random)])
