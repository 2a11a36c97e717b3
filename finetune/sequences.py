"""People's training histories as packed batches: at every item the next one is learnt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tastemaker.agent.engines.packing import Segment, Source
from tastemaker.finetune.splits import Split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Sequences", "batched"]


class Sequences:
    """The segments of one epoch, in an order that depends on nothing but seed and epoch."""

    def __init__(
        self,
        split: Split,
        *,
        window: int = 50,
        prompt: int = 0,
        written: int = 0,
        write: Callable[[int], Sequence[int]] | None = None,
        seed: int = 0,
    ) -> None:
        """A segment holds up to `window` items, after `prompt` tokens of a soft prompt.

        The first of the next item's tokens `write(row)` is learnt at every item, all of them at `written`
        places, drawn anew each epoch.
        """
        self._split, self._window, self._prompt = split, window, prompt
        self._written, self._write, self._seed = written, write, seed
        self._people = np.flatnonzero(split.trained >= 2)

    def __call__(self, epoch: int) -> list[Segment]:
        """All people's segments, shuffled."""
        random = np.random.default_rng((self._seed, epoch))
        segments = [
            self._segment(chunk, random)
            for person in random.permutation(self._people)
            for chunk in _chunks(self._split.train(int(person)), self._window, random)
        ]
        return [segments[n] for n in random.permutation(len(segments))]

    def _segment(self, chunk: Ints, random: np.random.Generator) -> Segment:
        segment = Segment.trunk([(Source.ITEM, chunk[:-1])], prompt=self._prompt)
        segment.item[self._prompt :] = chunk[1:]
        if self._write is not None:
            segment.label[self._prompt :] = [self._write(int(row))[0] for row in chunk[1:]]
            count = min(self._written, len(chunk) - 1)
            for place in random.choice(len(chunk) - 1, count, replace=False):
                segment.written(self._prompt + int(place), self._write(int(chunk[place + 1])))
        return segment


def batched(segments: Sequence[Segment], *, tokens: int) -> list[list[Segment]]:
    """Runs of segments of about `tokens` tokens each; the last may be shorter."""
    batches: list[list[Segment]] = []
    room = 0
    for segment in segments:
        if not batches or room < len(segment):
            batches.append([])
            room = tokens
        batches[-1].append(segment)
        room -= len(segment)
    return batches


def _chunks(history: Ints, window: int, random: np.random.Generator) -> Iterator[Ints]:
    """A history cut into runs of up to `window` steps, so that every item but the first is a target once."""
    steps = len(history) - 1
    cut = steps if steps <= window else int(random.integers(1, window + 1))
    start = 0
    while start < steps:
        yield history[start : cut + 1]
        start, cut = cut, min(cut + window, steps)
