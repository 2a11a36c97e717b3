"""Whose taste each picture is to: the demo's simulated people, and what the pictures they liked look like.

A taste given in training is what a person's other likes have in common, seen through the vision tower, as it
is at run time (`picture_taste`). Often it is the picture's own look, or both: so the model learns to paint
towards a taste, where a person's likes alone say too little about any single picture. Its own look is told as
it differs from others of its subject: what a picture shows is for the words to say.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn.functional import normalize

from tastemaker.agent.engines.conditioning import WIDTH
from tastemaker.agent.engines.history import leanings
from tastemaker.catalog.demo.people import live
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.catalog.embedders import embedder
from tastemaker.contracts import Event
from tastemaker.disk import room
from tastemaker.finetune.painting.phrasing import subject_of
from tastemaker.finetune.painting.pictures import Pictures

__all__ = ["Likes"]

log = logging.getLogger(__name__)
LONGEST = 64
"""Likes of a person that count, the newest."""
FANS = 16
"""People per picture that are remembered."""
SOLO = 0.5
"""How often a taste is the picture's own look alone, or that and a person's, in equal parts."""
RARE = 5
"""A subject's usual look is that of its pictures and of this many of the overall mean."""


class Likes:
    """Pictures as the tower sees them, and the people who liked them. Rows run over all formats in turn."""

    def __init__(self, arrays: dict[str, NDArray[np.generic]], subjects: Sequence[str]) -> None:
        vectors = torch.from_numpy(np.asarray(arrays["vectors"], np.float32))
        self.looks = vectors - vectors.mean(0)
        """float32 (pictures, 384): how each differs from the usual."""
        self.manners = vectors - _usual(vectors, subjects)
        """float32 (pictures, 384): how each differs from the usual of its subject."""
        self._items = torch.from_numpy(np.asarray(arrays["items"], np.int64))
        self._weights = torch.from_numpy(np.asarray(arrays["weights"], np.float32))
        self._fans = torch.from_numpy(np.asarray(arrays["fans"], np.int64))

    @classmethod
    def of(cls, pictures: Pictures, folder: Path) -> Likes:
        """From the folder, or found now and kept there; its name is that of the tower that looks."""
        path = folder / f"likes-{embedder('image').name}.npz"
        if not path.is_file():
            arrays = {"vectors": _look(pictures)} | _lives(pictures)
            with room(f"no space left for {path}"):
                partial = path.with_suffix(".partial.npz")
                np.savez(partial, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the arrays for a flag
                partial.replace(path)
        subjects = [subject_of(one) for facts in pictures.facts.values() for one in facts]
        with np.load(path, allow_pickle=False) as found:
            return cls(dict(found), subjects)

    def draw(self, rows: Tensor, chance: torch.Generator) -> Tensor:
        """float32 (n, 384), length 1: a taste to which each picture is."""
        own = normalize(self.manners[rows], dim=1)
        fan = self._fans[rows, torch.randint(FANS, (len(rows),), generator=chance)]
        items, weights = self._items[fan], self._weights[fan]
        kept = torch.rand(weights.shape, generator=chance) < torch.rand(len(rows), 1, generator=chance)
        weights = weights * kept * (items != rows[:, None]) * (fan >= 0)[:, None]
        shared = normalize(torch.einsum("nl,nld->nd", weights, self.looks[items]), dim=1)
        alone = (torch.rand(len(rows), 1, generator=chance) < SOLO).float()
        mixed = torch.rand(len(rows), 1, generator=chance).round()
        unknown = (shared.norm(dim=1, keepdim=True) < 0.5).float()
        return normalize(shared * (1 - alone * mixed) + own * torch.maximum(alone, unknown), dim=1)


def _usual(vectors: Tensor, subjects: Sequence[str]) -> Tensor:
    """float32 (pictures, 384): the mean over each one's subject, and of a rare one's, more that over all."""
    place = torch.from_numpy(np.unique(subjects, return_inverse=True)[1])
    counts = torch.bincount(place)[:, None]
    sums = vectors.new_zeros(len(counts), vectors.shape[1]).index_add_(0, place, vectors)
    return ((sums + RARE * vectors.mean(0)) / (counts + RARE))[place]


def _look(pictures: Pictures) -> NDArray[np.float32]:
    """Every picture's vector, float32 (pictures, 384)."""
    tower = embedder("image")
    found = []
    for name, pixels in pictures.pixels.items():
        log.info("looking at %d pictures of %s", len(pixels), name)
        for start in range(0, len(pixels), 64):
            found.append(tower.encode([Image.fromarray(one) for one in pixels[start : start + 64]]))
    return np.concatenate(found)


def _lives(pictures: Pictures) -> dict[str, NDArray[np.generic]]:
    """Let the people of every demo live, and keep what they liked as rows of pictures."""
    rows: dict[tuple[str, str, str], int] = {}
    for facts in pictures.facts.values():
        for one in facts:
            rows[one["demo"], one["section"], one["id"]] = len(rows)
    people: list[list[tuple[int, float]]] = []
    for demo in sorted({demo for demo, _, _ in rows}):
        made = {section: drafts(section, seed=int(demo)) for section in SECTIONS}
        pasts: dict[str, list[Event]] = defaultdict(list)
        for section, events in live(made, seed=int(demo)).items():
            for event in events:
                row = rows[demo, section, event.item]
                pasts[event.user].append(
                    Event(event.user, str(row), event.timestamp, event.rating, event.event)
                )
        people += [
            [(int(one.item), one.weight) for one in leanings(past)[:LONGEST]] for past in pasts.values()
        ]
    return _tables(people, len(rows))


def _tables(people: list[list[tuple[int, float]]], count: int) -> dict[str, NDArray[np.generic]]:
    """Likes by person (people, 64), and people by picture (pictures, 16); -1 where a picture has no fan."""
    items = np.zeros((len(people), LONGEST), np.int64)
    weights = np.zeros((len(people), LONGEST), np.float32)
    fans: dict[int, list[int]] = defaultdict(list)
    for person, past in enumerate(people):
        for place, (row, weight) in enumerate(past):
            items[person, place], weights[person, place] = row, weight
            if weight > 0:
                fans[row].append(person)
    table = np.full((count, FANS), -1, np.int64)
    for row, known in fans.items():
        table[row] = np.resize(np.array(known, np.int64), FANS)
    return {"items": items, "weights": weights, "fans": table}


assert WIDTH == 384, "the tower's space is MiniLM's"
