"""The words of every picture, read by MiniLM once: several phrasings each, as states of their tokens."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from tastemaker.agent.engines.conditioning import TOKENS, WIDTH
from tastemaker.catalog.minilm import MiniLM
from tastemaker.disk import room
from tastemaker.finetune.painting.phrasing import phrase
from tastemaker.finetune.painting.pictures import Pictures

__all__ = ["Words"]

log = logging.getLogger(__name__)
PHRASINGS = 5
"""Ways in which each picture is asked for."""
BATCH = 1024


class Words:
    """States of texts one after the other, and which texts each picture is asked for by."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        self._states = tensors["states"]
        """bfloat16 (tokens of all texts, 384)."""
        self._starts, self._lengths = tensors["starts"], tensors["lengths"]
        self._texts = tensors["texts"]
        """int64 (pictures, phrasings)."""

    @classmethod
    def of(cls, pictures: Pictures, folder: Path, *, seed: int) -> Words:
        """From the folder, or read now and kept there; its name tells them from what was said before."""
        rng = np.random.default_rng([seed, 31])
        said = [
            [phrase(one, rng) for _ in range(PHRASINGS)] for facts in pictures.facts.values() for one in facts
        ]
        digest = hashlib.blake2b("\n".join(text for one in said for text in one).encode(), digest_size=6)
        path = folder / f"words-{digest.hexdigest()}.safetensors"
        if not path.is_file():
            with room(f"no space left for {path}"):
                partial = path.with_suffix(".partial")
                save_file(_read(said), partial)
                partial.replace(path)
        return cls(load_file(path))

    def draw(self, rows: Tensor, chance: torch.Generator) -> Tensor:
        """float32 (n, 39, 384): one phrasing of each picture, zeros behind its last token."""
        texts = self._texts[rows, torch.randint(self._texts.shape[1], (len(rows),), generator=chance)]
        place = torch.arange(TOKENS - 1)
        spoken = place < self._lengths[texts][:, None]
        found = self._states[torch.where(spoken, self._starts[texts][:, None] + place, 0)]
        return found.float() * spoken[..., None]


def _read(phrasings: list[list[str]]) -> dict[str, Tensor]:
    known: dict[str, int] = {}
    texts = [[known.setdefault(text, len(known)) for text in one] for one in phrasings]
    reader, said = MiniLM(), list(known)
    states: list[Tensor] = []
    for start in range(0, len(said), BATCH):
        log.info("reading phrasings: %d of %d", start, len(said))
        found = reader.states(said[start : start + BATCH], longest=TOKENS - 1)
        states += [torch.from_numpy(one).bfloat16() for one in found]
    lengths = torch.tensor([len(one) for one in states])
    return {
        "states": torch.cat(states) if states else torch.zeros(0, WIDTH, dtype=torch.bfloat16),
        "starts": lengths.cumsum(0) - lengths,
        "lengths": lengths,
        "texts": torch.tensor(texts),
    }
