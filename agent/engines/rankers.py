"""Scores over the whole catalog from a model that reads histories: what evaluation and the agent rank by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import torch
from torch import Tensor

from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.packing import Packed, Segment, Source, pack
from tastemaker.contracts import Ranker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Scores = NDArray[np.float32]

__all__ = ["Dense", "Fused", "Reads", "history_segment", "standard"]


BATCH: Final = 128
"""People read at once."""


class Reads(Protocol):
    """A model with a dense read-out: the LLM, or SASRec."""

    @property
    def table(self) -> ItemTable:
        """The items it knows."""
        ...

    def __call__(self, packed: Packed, table: Tensor) -> Tensor:
        """Hidden states of packed histories."""
        ...

    def answer(self, hidden: Tensor) -> Tensor:
        """Hidden states to unit vectors."""
        ...

    def eval(self) -> object:
        """Leave nothing out any more."""
        ...


class Dense:
    """Ranks by the cosine between what the model answers and every item."""

    def __init__(
        self, name: str, model: Reads, *, window: int = 50, prompt: int = 0, length: int = 256
    ) -> None:
        """The last `window` items of a history are read, after `prompt` tokens of a soft prompt."""
        self.name = name
        self._model = model
        self._window, self._prompt = window, prompt
        self._length = length

    def scores(self, histories: Sequence[Ints]) -> Scores:
        """Cosines, -1 to 1; 0 for everything where nothing is known."""
        found = np.zeros((len(histories), len(self._model.table)), np.float32)
        known = [n for n, history in enumerate(histories) if len(history)]
        for start in range(0, len(known), BATCH):
            some = known[start : start + BATCH]
            found[some] = self.ranked(
                [history_segment(histories[n], window=self._window, prompt=self._prompt) for n in some]
            )
        return found

    @torch.no_grad()
    def ranked(self, segments: Sequence[Segment]) -> Scores:
        """Cosines float32 (segments, items) of what the model answers at the end of each."""
        self._model.eval()
        table = self._model.table()
        packed = pack(segments, length=max(self._length, *map(len, segments))).to(table.device)
        with torch.autocast(table.device.type, torch.bfloat16):
            hidden = self._model(packed, table)
            last = hidden[packed.ends[:, 0], packed.ends[:, 1]]
        found: Scores = (self._model.answer(last.float()) @ self._model.table.targets(table).T).cpu().numpy()
        return found


class Fused:
    """A weighted sum of rankers, each in standard deviations over the catalog."""

    def __init__(self, name: str, parts: Sequence[tuple[Ranker, float]]) -> None:
        self.name = name
        self._parts = tuple(parts)

    def scores(self, histories: Sequence[Ints]) -> Scores:
        """The sum; an item that one part cannot produce counts there like the lowest it can."""
        found = [np.float32(weight) * standard(part.scores(histories)) for part, weight in self._parts]
        total: Scores = np.sum(found, axis=0, dtype=np.float32)
        return total


def history_segment(history: Ints, *, window: int, prompt: int = 0, words: Sequence[int] = ()) -> Segment:
    """A person's last items as one trunk, after the soft prompt and the tokens of what they wish."""
    parts: list[tuple[Source, Sequence[int] | Ints]] = [
        (Source.PROMPT, np.arange(prompt)),
        (Source.TEXT, words),
        (Source.ITEM, np.asarray(history, np.int64)[-window:]),
    ]
    return Segment.trunk([(kind, run) for kind, run in parts if len(run)])


def standard(scores: Scores) -> Scores:
    """Each row less its mean, in its standard deviations; what is -inf becomes the row's lowest."""
    finite = np.isfinite(scores)
    low = np.where(finite, scores, np.inf).min(axis=1, keepdims=True)
    scores = np.where(finite, scores, np.where(np.isfinite(low), low, 0.0))
    spread = scores.std(axis=1, keepdims=True)
    found: Scores = ((scores - scores.mean(axis=1, keepdims=True)) / np.maximum(spread, 1e-6)).astype(
        np.float32
    )
    return found
