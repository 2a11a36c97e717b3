"""Embedding in bulk: what is missing of a modality, dealt out to a crew.

A worker saves each chunk where `index` keeps what it has embedded so far: killed, the same command goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from tastemaker.catalog.crew import Crew
from tastemaker.catalog.deferred import deferred
from tastemaker.catalog.embeddings import CHUNK, Progress, embed
from tastemaker.catalog.sources import Source, loader
from tastemaker.contracts import Embedder, Modality

__all__ = ["embed_in_bulk"]


class Worker:
    """Embeds chunks; it loads the model once."""

    def __init__(self, modality: Modality, asked: str, folder: str) -> None:
        self._modality, self._asked, self._folder = modality, asked, Path(folder)

    @cached_property
    def _embedder(self) -> Embedder:
        return deferred(self._modality, self._asked)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Ray's call: a chunk's keys and inputs; how many they were, and why some cannot be used."""
        named = zip(row["keys"], row["inputs"], strict=True)
        wanted = {str(key): loader(self._modality, str(given)) for key, given in named}
        bad = embed(
            wanted,
            embedder=self._embedder,
            chunk=len(wanted),
            save=Progress(self._folder, model=f"{self._modality} {self._embedder.name}").save,
            step=lambda done: None,
        )
        return {"bad": json.dumps(dict(bad)), "done": len(wanted)}


def embed_in_bulk(
    source: Source, keys: Sequence[str], *, crew: Crew, folder: Path, step: Callable[[int], None]
) -> dict[str, str]:
    """Embed these inputs of a source into the progress under `folder`; why some cannot be used, by key."""
    chunk = CHUNK[source.modality]
    parts = [keys[start : start + chunk] for start in range(0, len(keys), chunk)]
    rows = [{"keys": list(part), "inputs": [source.inputs[key] for key in part]} for part in parts]
    given = (source.modality, source.asked, str(folder.resolve()))
    bad: dict[str, str] = {}
    done = 0
    for row in crew.deal(rows, Worker, given=given, purpose="embedding by several workers"):
        bad |= json.loads(row["bad"])
        done += int(row["done"])
        step(done)
    return bad
