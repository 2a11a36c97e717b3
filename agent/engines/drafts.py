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

from tastemaker.agent.engines.decoding import Run, nucleus
from tastemaker.agent.engines.recall import Recalled

__all__ = ["Draft", "Prefer", "begun", "best", "drawn"]

WARMTH: Final = 0.6
"""The temperature."""
NUCLEUS: Final = 0.95
"""The likeliest tokens that together have this share are drawn from."""

Prefer: TypeAlias = Callable[[str], int]
"""How good a draft is, beside how likely: the likeliest of the best is given."""


@dataclass(slots=True, eq=False)
class Draft:
    """One way to answer, as far as it has come."""

    run: Run
    random: torch.Generator
    recalled: Recalled | None = None
    """What was written to messages like the one that is answered."""
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
        odds = logits.softmax(-1)
        odds = self.recalled.mixed(odds, self.said) if self.recalled else odds
        inside, tokens = nucleus(odds.log() / WARMTH, share=NUCLEUS)
        token = int(tokens[torch.multinomial(inside, 1, generator=self.random)])
        self.odds.append(float(odds[token].log()))
        self.ended = token in stops
        if not self.ended:
            self.said.append(token)
            self.run.add([token])


def begun(fork: Callable[[], Run], *, count: int, seed: int, recalled: Recalled | None = None) -> list[Draft]:
    """So many drafts, each with a run from `fork` that has read the prompt, and its own chance."""
    return [Draft(fork(), torch.Generator().manual_seed(seed + n), recalled) for n in range(count)]


def drawn(
    drafts: Sequence[Draft],
    first: Tensor,
    *,
    barred: NDArray[np.bool_],
    stops: Collection[int],
    budget: int,
    read: Callable[[Sequence[Run]], Sequence[Tensor]],
) -> Iterator[None]:
    """Draw all drafts, step by step, until they have ended, or spent a `budget` of tokens.

    `first` are the logits after the prompt; `read` reads what several runs have pending, and gives each one's
    logits. All are float32, (vocabulary,). `barred` tokens are not said.
    """
    mask = torch.from_numpy(barred)
    going, rows = list(drafts), [first] * len(drafts)
    while going:
        for draft, row in zip(going, rows, strict=True):
            draft.take(row.masked_fill(mask, float("-inf")), stops=stops)
        going = [one for one in going if not one.ended and len(one.said) < budget]
        yield
        rows = list(read([one.run for one in going])) if going else []


def best(drafts: Sequence[Draft], words: Callable[[Draft], str], *, prefer: Prefer | None) -> Draft | None:
    """The likeliest of those that are preferred to all others; None where none says something and ends."""
    ranked = sorted((one for one in drafts if one.certainty > float("-inf")), key=lambda one: -one.certainty)
    return max(ranked, key=lambda one: prefer(words(one)) if prefer else 0, default=None)
