"""Training on wishes: words or a picture of an item, before a history it follows, so that they can steer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.agent.engines.adapter import WISH
from tastemaker.agent.engines.packing import Segment
from tastemaker.agent.engines.rankers import history_segment
from tastemaker.contracts import Item
from tastemaker.finetune.splits import Split

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    Ints = NDArray[np.int64]

__all__ = ["Wishes", "phrases"]

WORDS: Final = 4
"""The most words taken from a description."""
ALONE: Final = 0.3
"""Share of wishes that come from someone of whom nothing is known: words to item."""
PICTURED: Final = 0.25
"""Share of wishes that show the item's picture instead of speaking of it, where there is one."""


class Wishes:
    """For some of an epoch's people one step of their history, with words or a picture of what came next."""

    def __init__(
        self,
        split: Split,
        items: Sequence[Item],
        tokenizer: Any,
        *,
        write: Callable[[int], Sequence[int]],
        look: Callable[[int], Tensor | None] = lambda row: None,
        window: int = 50,
        prompt: int = 0,
        seed: int = 0,
    ) -> None:
        """`write(row)` are the tokens of an item's semantic ID, `look(row)` the visual tokens of its picture,
        None where there is none."""
        self._split, self._items, self._tokenizer, self._look = split, items, tokenizer, look
        self._write, self._window, self._prompt, self._seed = write, window, prompt, seed
        self._people = np.flatnonzero(split.trained >= 2)

    def __call__(self, epoch: int, *, share: float) -> list[Segment]:
        """`share` wishes per training event; which they are depends on seed and epoch alone."""
        random = np.random.default_rng((self._seed, epoch, 1))
        count = round(share * int(self._split.trained.sum()))
        people = random.choice(self._people, count) if len(self._people) else ()
        return [self._segment(self._split.train(int(person)), random) for person in people]

    def _segment(self, history: Ints, random: np.random.Generator) -> Segment:
        place = int(random.integers(1, len(history)))
        past, wanted = history[:place], int(history[place])
        text = str(random.choice(phrases(self._items[wanted], random)))
        known = past if random.random() >= ALONE else past[:0]
        seen = self._look(wanted) if random.random() < PICTURED else None
        words = self._tokenizer.encode(" " + text, add_special_tokens=False)[:WISH] if seen is None else ()
        segment = history_segment(known, window=self._window, prompt=self._prompt, words=words, seen=seen)
        last = len(segment) - 1
        segment.item[last] = wanted
        segment.written(last, self._write(wanted))
        return segment


def phrases(item: Item, random: np.random.Generator) -> list[str]:
    """Ways to ask for an item without naming it, and its name."""
    found = [item.title, *item.categories]
    for name, value in item.attributes.items():
        texts = value if isinstance(value, tuple) else (value,)
        found += [f"{name} {text}" if isinstance(text, bool | int | float) else text for text in texts]
    if words := item.description.split():
        start = int(random.integers(0, max(1, len(words) - WORDS)))
        found.append(" ".join(words[start : start + int(random.integers(1, WORDS + 1))]))
    return [text for text in found if text.strip()] or [item.id]
