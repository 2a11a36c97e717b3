"""An answer in words, written piece by piece: of several ways to go on the one that is chosen.

Of n whole texts that are drawn the best is one in n; with n ways to say each of k pieces it is one in n to
the power of k (blockwise best-of-k, arXiv 2310.17022). A piece goes up to the end of a sentence or line. Ways
begin with different words, drawn without replacement from the nucleus (arXiv 1904.09751), and go on as they
are drawn; that there is no further piece is the model's own draw. Which way is best is somebody else's to
say: every word of a text is drawn from the model, after the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tastemaker.agent.engines.decoding import Run, nucleus

__all__ = ["Choose", "Pieces", "Way", "is_piece"]

WAYS: Final = 16
"""How many ways to go on are drawn at most: two with one first word where there are few of them."""
FIRST, NEXT = 1.0, 0.6
"""The temperature of a way's first token, and of those after it."""
NUCLEUS: Final = 0.9
"""The likeliest tokens that together have this share are drawn from."""
LIKELIEST: Final = 256
"""Of so many tokens at most."""
END: Final = re.compile(r"(?:[.!?…][\"”’)]*|\S\n)\s*$")
OPEN: Final = re.compile(r"\[[^\]\s]*$")

Choose: TypeAlias = Callable[[Sequence[str]], int | None]
"""Which of several texts, each as far as it has come and the likeliest first, goes on; None: none can."""


@dataclass(slots=True, eq=False)
class Way:
    """One way to go on."""

    run: Run
    said: list[int]
    """All tokens of the text with it."""
    odds: list[float]
    """The log-probability of each new token, the one that ends included."""
    ended: bool = False
    """Whether the text ends with it."""
    whole: bool = False
    """Whether the piece is there."""

    @property
    def certainty(self) -> float:
        """The mean of the log-probabilities."""
        return sum(self.odds) / len(self.odds)


@dataclass(slots=True, eq=False)
class Pieces:
    """A text on its way. Logits are float32, (vocabulary,)."""

    fork: Callable[[Run | None], Run]
    """A run that goes on from what another has read; from the prompt for None."""
    read: Callable[[Sequence[Run]], Sequence[Tensor]]
    """Reads what runs have pending, and gives each one's logits."""
    leave: Callable[[Run], None]
    """Is told of a run that asks for nothing more."""
    words: Callable[[Sequence[int]], str]
    choose: Choose
    barred: NDArray[np.bool_]
    """Tokens that are not said, (vocabulary,)."""
    stops: Collection[int]
    budget: int
    """Tokens of a text at most."""
    random: torch.Generator
    said: list[int] = field(default_factory=list)
    """What is written so far."""

    def write(self, first: Tensor) -> Iterator[None]:
        """Write the text that goes on with the logits `first`; comes back after every pass."""
        run, row = None, first
        while ways := self._begun(run, row):
            try:
                yield from self._drawn(ways)
            finally:
                for one in ways:
                    self.leave(one.run)
            ways.sort(key=lambda one: -one.certainty)
            chosen = self.choose([self.words(one.said) for one in ways])
            if chosen is None and self.said:
                return
            best = ways[chosen or 0]
            self.said, run = best.said, best.run
            if best.ended or len(self.said) >= self.budget:
                return
            [row] = self.read([run])
            self.leave(run)

    def _begun(self, run: Run | None, row: Tensor) -> list[Way]:
        """Ways with a first token each; none where the text is to end."""
        odds = self._odds(row)
        own = torch.multinomial((odds / NEXT).softmax(-1), 1, generator=self.random)
        if self.said and int(own) in self.stops:
            return []
        shares, tokens = nucleus(odds / FIRST, share=NUCLEUS, most=LIKELIEST)
        count = min(WAYS, int((shares > 0).sum()))
        drawn = tokens[torch.multinomial(shares, count, generator=self.random)].tolist()
        firsts = [token for token in drawn if token not in self.stops]
        ways = [Way(self.fork(run), list(self.said), []) for _ in range(min(WAYS, 2 * len(firsts)))]
        for one, token in zip(ways, firsts * 2, strict=False):
            self._take(one, token, float(odds[token]))
        return ways

    def _drawn(self, ways: Sequence[Way]) -> Iterator[None]:
        """Draw each up to the end of its piece."""
        while going := [one for one in ways if not one.whole]:
            odds = self._odds(torch.stack(list(self.read([one.run for one in going]))))
            shares, tokens = nucleus(odds / NEXT, share=NUCLEUS, most=LIKELIEST)
            drawn = tokens.gather(1, torch.multinomial(shares, 1, generator=self.random))
            likely = odds.gather(1, drawn)[:, 0].tolist()
            for one, token, share in zip(going, drawn[:, 0].tolist(), likely, strict=True):
                self._take(one, token, share)
            yield

    def _take(self, way: Way, token: int, share: float) -> None:
        """A way's next token, of so high a log-probability."""
        way.odds.append(share)
        way.ended = token in self.stops
        if not way.ended:
            way.said.append(token)
            way.run.add([token])
        full = way.ended or len(way.said) >= self.budget
        way.whole = full or is_piece(self.words(way.said[len(self.said) :]))
        if way.whole:
            self.leave(way.run)

    def _odds(self, logits: Tensor) -> Tensor:
        return logits.masked_fill(torch.from_numpy(self.barred), float("-inf")).log_softmax(-1)


def is_piece(text: str) -> bool:
    """Whether a text has come to the end of a piece; a stop within a marker ends nothing."""
    return bool(END.search(text)) and not OPEN.search(text)
