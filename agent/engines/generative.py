"""The LLM as a ranker that writes: a beam over the semantic IDs after a person's history."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import Tensor

from tastemaker.agent.engines.beam import beam
from tastemaker.agent.engines.low_rank import through
from tastemaker.agent.engines.packing import LEARNT, Packed, Segment, pack
from tastemaker.agent.engines.rankers import history_segment
from tastemaker.agent.engines.reader import Reader
from tastemaker.agent.engines.trie import Trie, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Scores = NDArray[np.float32]

__all__ = ["Generative"]

BATCH: Final = 32
"""People of like length whose beams are searched at once."""


class Generative:
    """Ranks by the log-probability of an item's ID; items outside the beam cannot be produced (-inf)."""

    def __init__(
        self,
        name: str,
        reader: Reader,
        *,
        codes: NDArray[np.integer[Any]],
        sizes: Sequence[int],
        beams: int = 50,
        window: int = 50,
        repeats: bool = False,
    ) -> None:
        """`codes` (items, depth) are the items' IDs, of levels of so many codes as `sizes` says.

        Without `repeats` a history's items are not picked.
        """
        self.name = name
        self.reader = reader
        ends = np.cumsum(sizes).tolist()
        self._levels = [torch.arange(end - size, end) for size, end in zip(sizes, ends, strict=True)]
        self._trie = Trie(torch.from_numpy(codes.astype(np.int64)), sizes=list(sizes))
        self._beams, self._window, self._repeats = beams, window, repeats

    def scores(self, histories: Sequence[Ints], *, allowed: NDArray[np.bool_] | None = None) -> Scores:
        """Natural log-probabilities; an empty history is answered from nothing but the soft prompt.

        `allowed`, bool (histories, items), takes the place of what a history has not had.
        """
        prompt, items = self.reader.lead, len(self.reader.table)
        found = np.full((len(histories), items), -np.inf, np.float32)
        order = sorted(range(len(histories)), key=lambda n: len(histories[n]))
        known = [n for n in order if len(histories[n]) or prompt]
        for start in range(0, len(known), BATCH):
            some = known[start : start + BATCH]
            past = [histories[n] for n in some]
            segments = [history_segment(history, window=self._window, prompt=prompt) for history in past]
            mask = None if self._repeats else _unseen(past, items=items)
            if allowed is not None:
                mask = torch.from_numpy(allowed[some])
            found[some] = self.ranked(segments, allowed=mask)
        return found

    @torch.no_grad()
    def ranked(self, segments: Sequence[Segment], *, allowed: Tensor | None = None) -> Scores:
        """Log-probabilities float32 (segments, items) after any trunks, -inf outside the beam.

        `allowed` is bool (items,) or (segments, items).
        """
        inputs, view = self.asked(segments, allowed=allowed)
        device = inputs["inputs_embeds"].device
        writer, levels = _Writer(self.reader), [level.to(device) for level in self._levels]
        with torch.autocast(device.type, torch.bfloat16), through([self.reader.lora]):
            found = beam(writer, view, inputs=inputs, tokens=levels, beams=self._beams)
        rows, odds = found.rows.cpu().numpy(), found.scores.cpu().numpy()
        scores = np.full((len(segments), len(self.reader.table)), -np.inf, np.float32)
        person, place = np.nonzero(rows >= 0)
        scores[person, rows[person, place]] = odds[person, place]
        return scores

    @torch.no_grad()
    def asked(
        self, segments: Sequence[Segment], *, allowed: Tensor | None = None
    ) -> tuple[dict[str, Tensor], View]:
        """What the beam is given: the embedded prompts, padded on the left, and what it may walk."""
        self.reader.eval()
        table = self.reader.table()
        packed = _left(segments).to(table.device)
        inputs = {
            "inputs_embeds": self.reader.embedded(packed, table),
            "attention_mask": (packed.segment > 0).long(),
        }
        return inputs, self._trie.to(table.device).view(None if allowed is None else allowed.to(table.device))


class _Writer:
    """The reader's network as a beam asks it: its vocabulary are the codes, by the reader's own rows.

    So the network needs no rows of this domain, and nobody waits for the logits of words.
    """

    def __init__(self, reader: Reader) -> None:
        network = reader.network
        self.config, self.dtype, self.model = network.config, network.dtype, network.base_model
        self._read, self._written = reader.read_rows().to(network.dtype), reader.written_rows()

    def __call__(
        self,
        *,
        input_ids: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        logits_to_keep: int = 0,
        **given: Any,
    ) -> Any:
        """Logits (rows, tokens, codes) of the last tokens, or of all."""
        embedded = self._read[input_ids] if inputs_embeds is None else inputs_embeds
        hidden = self.model(inputs_embeds=embedded, **given).last_hidden_state[:, -logits_to_keep:]
        return SimpleNamespace(logits=hidden @ self._written.T.to(hidden.dtype))


def _left(segments: Sequence[Segment]) -> Packed:
    """One segment a row, padded on the left."""
    length = max(map(len, segments))
    packed = pack([_padded(one, length - len(one)) for one in segments], length=length)
    for row, one in enumerate(segments):
        packed.segment[row, : length - len(one)] = 0
    return packed


def _padded(segment: Segment, count: int) -> Segment:
    """The segment behind `count` tokens that nothing will look at."""
    values = {name: np.concatenate([np.zeros(count, np.int64), getattr(segment, name)]) for name in LEARNT}
    return Segment(**values, seen=segment.seen)


def _unseen(histories: Sequence[Ints], *, items: int) -> Tensor:
    """bool (people, items): what each has not had."""
    found = torch.ones((len(histories), items), dtype=torch.bool)
    people = np.repeat(np.arange(len(histories)), [len(history) for history in histories])
    found[torch.from_numpy(people), torch.from_numpy(np.concatenate(histories))] = False
    return found
