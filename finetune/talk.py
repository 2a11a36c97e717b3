"""Talking, so that it is not forgotten: conversations with tool calls among what recommending teaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

import numpy as np
import torch
from torch.nn import functional

from tastemaker.agent.engines.packing import Segment, Source, pack
from tastemaker.agent.engines.reader import Reader
from tastemaker.finetune.mini.corpus import ASSISTANT, Corpus, Sample

__all__ = ["Talk", "forgetting", "speaks"]

HELDOUT: Final = 48
"""Conversations by which forgetting is watched."""
LONGEST: Final = 1000
"""Tokens of a conversation: what mini can read."""
PATIENCE: Final = 30
"""Samples in a row that are too long, after which no more are looked for."""
EPOCH: Final = 1_000_000
"""Samples are numbered: so far apart are those of two epochs."""


def speaks(tokenizer: Any) -> bool:
    """Whether a model talks in the form (ChatML) in which conversations are composed."""
    return bool(tokenizer.chat_template) and ASSISTANT.split("|>")[0] in str(tokenizer.chat_template)


class Talk:
    """Composed conversations, as the product's prompts and tools write them; their assistants are learnt."""

    def __init__(self, tokenizer: Any, *, longest: int = LONGEST, prompt: int = 0, seed: int = 0) -> None:
        """`prompt` is the length of a soft prompt that comes first, `longest` the most tokens with it."""
        self._longest, self._prompt, self._seed = longest, prompt, seed
        self._corpus = Corpus(tokenizer)
        self._strange = Corpus(tokenizer, heldout=True)

    def __call__(self, epoch: int, *, tokens: int) -> list[Segment]:
        """An epoch's conversations, of about so many tokens; none where none is short enough to be read."""
        found: list[Segment] = []
        for segment in self._segments(self._corpus, (self._seed * 1000 + epoch) * EPOCH):
            if tokens <= 0:
                break
            found.append(segment)
            tokens -= len(segment)
        return found

    def heldout(self) -> list[Segment]:
        """Conversations in phrasings that are never learnt."""
        return list(islice(self._segments(self._strange, 0), HELDOUT))

    def _segments(self, corpus: Corpus, number: int) -> Iterator[Segment]:
        """Sample after sample, without those that are too long; it ends where nearly all are."""
        misses = 0
        while misses < PATIENCE:
            sample = corpus.sample(number)
            number, misses = number + 1, misses + 1
            if self._prompt + len(sample.ids) <= self._longest:
                misses = 0
                yield self._segment(sample)

    def _segment(self, sample: Sample) -> Segment:
        ids = sample.ids.astype(np.int64)
        segment = Segment.trunk([(Source.TEXT, ids[:-1])], prompt=self._prompt)
        segment.label[self._prompt :] = np.where(sample.learn[1:], ids[1:], -1)
        return segment


@torch.no_grad()
def forgetting(reader: Reader, segments: Sequence[Segment]) -> float:
    """The mean loss in nats of what assistants say in these conversations."""
    reader.eval()
    table, losses = reader.table(), []
    for segment in segments:
        packed = pack([segment], length=len(segment)).to(table.device)
        learnt = packed.label >= 0
        with torch.autocast(table.device.type, torch.bfloat16):
            logits = reader.logits(reader(packed, table)[learnt])
        losses.append(functional.cross_entropy(logits.float(), packed.label[learnt], reduction="none"))
    return float(torch.cat(losses).mean())
