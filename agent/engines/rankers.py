"""Scores over the whole catalog from a model that reads histories and answers with a vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import torch
from torch import Tensor

from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.packing import Packed, Segment, Source, pack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Scores = NDArray[np.float32]

__all__ = ["Dense", "Reads", "history_segment"]

BATCH: Final = 128
"""People read at once."""
ROW: Final = 256
"""Tokens of a row that they are packed into; more where someone's are longer."""


class Reads(Protocol):
    """A model with a dense read-out: the LLM, or SASRec."""

    lead: int
    """Tokens of a soft prompt that it expects before a history."""

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

    def __init__(self, name: str, model: Reads, *, window: int = 50) -> None:
        """The last `window` items of a history are read."""
        self.name = name
        self._model = model
        self._window = window

    def scores(self, histories: Sequence[Ints]) -> Scores:
        """Cosines, -1 to 1; 0 for everything where nothing is known."""
        found = np.zeros((len(histories), len(self._model.table)), np.float32)
        known = [n for n, history in enumerate(histories) if len(history)]
        for start in range(0, len(known), BATCH):
            some = known[start : start + BATCH]
            found[some] = self.ranked([self.segment(histories[n]) for n in some])
        return found

    def segment(self, history: Ints, *, words: Sequence[int] = (), seen: Tensor | None = None) -> Segment:
        """A history as this model reads it, after a picture and the tokens of a wish."""
        lead = self._model.lead
        return history_segment(history, window=self._window, prompt=lead, words=words, seen=seen)

    @torch.no_grad()
    def ranked(self, segments: Sequence[Segment]) -> Scores:
        """Cosines float32 (segments, items) of what the model answers at the end of each."""
        self._model.eval()
        table = self._model.table()
        packed = pack(segments, length=max(ROW, *map(len, segments))).to(table.device)
        with torch.autocast(table.device.type, torch.bfloat16):
            hidden = self._model(packed, table)
            last = hidden[packed.ends[:, 0], packed.ends[:, 1]]
        found: Scores = (self._model.answer(last.float()) @ self._model.table.targets(table).T).cpu().numpy()
        return found


def history_segment(
    history: Ints,
    *,
    window: int,
    prompt: int = 0,
    words: Sequence[int] = (),
    seen: Tensor | None = None,
) -> Segment:
    """A person's last items as one trunk, after the soft prompt, a picture's visual tokens and a wish's."""
    items = np.asarray(history, np.int64)[-window:]
    return Segment.trunk([(Source.TEXT, words), (Source.ITEM, items)], prompt=prompt, seen=seen)
