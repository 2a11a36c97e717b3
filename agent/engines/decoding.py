"""The parts of decoding token by token: what is read, how a token is chosen, how it is spelt."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import Cache

from tastemaker.agent.engines.guided import Guide, Marks
from tastemaker.agent.engines.low_rank import LowRank
from tastemaker.agent.engines.markup import CLOSE, OPEN
from tastemaker.agent.engines.prefix import Prefix

__all__ = ["Choice", "Run", "Spelling", "nucleus"]


@dataclass(slots=True, eq=False)
class Run:
    """One answer in the making: what the model has read, and what it is to read next."""

    read: list[int]
    cache: Cache
    state: Any
    ids: list[int]
    keys: list[int]
    pictures: dict[str, Any] = field(default_factory=dict)
    adapter: LowRank | None = None
    """What it is read through."""

    def add(self, tokens: Sequence[int]) -> None:
        """Tokens to read at the next step."""
        self.ids.extend(tokens)
        self.keys.extend(tokens)

    def done(self, count: int) -> None:
        """So many of the pending tokens have been read, and the pictures among them."""
        self.read.extend(self.keys[:count])
        del self.ids[:count], self.keys[:count]
        self.pictures = {}

    @property
    def prefix(self) -> Prefix:
        """What has been read, for others to go on from."""
        return Prefix(tuple(self.read), self.cache, self.state)

    @property
    def length(self) -> int:
        """Tokens read and to be read."""
        return len(self.read) + len(self.ids)


class Choice:
    """Picks the next token: the likeliest at temperature 0, else drawn with a seed."""

    def __init__(self, temperature: float, seed: int) -> None:
        self._temperature = temperature
        self._random = torch.Generator().manual_seed(seed)
        self._leaning: Mapping[int, float] = {}

    def lean(self, leaning: Mapping[int, float]) -> None:
        """Add so much to the logits of these tokens, at the next choice that one of them is open to, once."""
        self._leaning = leaning

    def __call__(self, logits: torch.Tensor, *, barred: NDArray[np.bool_]) -> int:
        if self._leaning and not all(barred[token] for token in self._leaning):
            tokens, more = zip(*self._leaning.items(), strict=True)
            logits = logits.index_add(0, torch.tensor(tokens), torch.tensor(more, dtype=logits.dtype))
            self._leaning = {}
        logits = logits.masked_fill(torch.from_numpy(barred), float("-inf"))
        if self._temperature <= 0:
            return int(logits.argmax())
        chances = (logits / self._temperature).softmax(-1)
        return int(torch.multinomial(chances, 1, generator=self._random))


def nucleus(
    logits: torch.Tensor, *, share: float, most: int | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """The nucleus (arXiv 1904.09751): the likeliest tokens that together have so large a share.

    Of float (…, vocabulary) the shares, the likeliest first and 0 outside, and their tokens, both (…, most).
    """
    size = logits.shape[-1]
    shares, tokens = logits.softmax(-1).topk(min(most or size, size))
    return shares * (shares.cumsum(-1) - shares < share), tokens


class Spelling:
    """Turns tokens into text; the bytes of a character are held back until it is whole."""

    def __init__(self, guide: Guide, marks: Marks) -> None:
        self._guide = guide
        self._named = {marks.open_token: OPEN, marks.close_token: CLOSE}
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def __call__(self, token: int) -> str:
        if token in self._named:
            return self._named[token]
        return self._decoder.decode(self._guide.bytes_of(token))
