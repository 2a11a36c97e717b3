"""Training on names: from an item's semantic ID to what it is called and how it is described."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.agent.engines.packing import Segment, Source
from tastemaker.contracts import Item

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Naming"]

TOKENS: Final = 24
"""Of a title or description, the most that are learnt."""


class Naming:
    """For some items of an epoch their ID, and after it their title or the beginning of their description."""

    def __init__(
        self,
        items: Sequence[Item],
        tokenizer: Any,
        *,
        write: Callable[[int], Sequence[int]],
        known: NDArray[np.int64],
        count: int,
        prompt: int = 0,
        seed: int = 0,
    ) -> None:
        """`known` are the rows to draw from, `count` the samples of an epoch; `write(row)` an ID's tokens."""
        self._items, self._tokenizer, self._write = items, tokenizer, write
        self._known, self._count, self._prompt, self._seed = known, count, prompt, seed

    def __call__(self, epoch: int) -> list[Segment]:
        """An epoch's samples; which they are depends on seed and epoch alone."""
        random = np.random.default_rng((self._seed, epoch, 3))
        rows = random.choice(self._known, self._count) if len(self._known) else ()
        found = (self._segment(int(row), said=bool(random.random() < 0.5)) for row in rows)
        return [segment for segment in found if segment is not None]

    def _segment(self, row: int, *, said: bool) -> Segment | None:
        item = self._items[row]
        text = (item.description if said else item.title) or item.title or item.description
        words = self._tokenizer.encode(f" {text}", add_special_tokens=False)[:TOKENS] if text.strip() else []
        if not words:
            return None
        segment = Segment.trunk([(Source.TEXT, self._write(row))], prompt=self._prompt)
        segment.written(len(segment) - 1, words)
        return segment
