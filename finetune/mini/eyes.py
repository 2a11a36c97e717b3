"""The pictures that mini learns to see: the demo's, as states of the frozen tower, with what they show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import torch

from tastemaker.catalog.vision import open_tower

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Eyes"]

WAYS = {
    "fashion": ("{look}", "{look} in {material}", "a picture of {look}", "{look} for {season}"),
    "advertising": (
        "an ad for {category} in {color}",
        "a {tone} {category} ad",
        "a {color} {channel} ad for {category}",
    ),
    "news": (
        "a picture for a story about {category}",
        "{category} news, {tone} in tone",
        "an illustration of {category}",
    ),
    "video": (
        "a {mood} {category} film poster",
        "a poster for a {category} film",
        "a {category} poster, {mood} in mood",
    ),
    "music": (
        "a {mood} {category} cover",
        "cover art for {category} music",
        "a record cover, {category}, {mood}",
    ),
}


@dataclass(frozen=True)
class Eyes:
    """states: bfloat16 (pictures, tokens, width), one row a picture; `facts` says what each shows."""

    states: Tensor
    facts: list[dict[str, str]]

    @property
    def tokens(self) -> int:
        return int(self.states.shape[1])

    @property
    def width(self) -> int:
        return int(self.states.shape[2])

    @classmethod
    def open(cls, demo: Path, *, tower: Path) -> Eyes:
        """Look at every picture of the demo once, with the tower in a folder."""
        rows = [(section, row) for section in WAYS for row in _rows(demo / section) if row.get("image")]
        pictures = [demo / section / row["image"] for section, row in rows]
        return cls(_look(pictures, tower), [_facts(section, row) for section, row in rows])

    def draw(self, rng: Random, *, heldout: bool) -> int:
        """A picture for training, or one of the twentieth that is never trained on."""
        while True:
            row = rng.randrange(len(self.facts))
            if self.facts[row]["heldout"] == str(heldout):
                return row

    def caption(self, row: int, rng: Random) -> str:
        """One true sentence about a picture."""
        facts = self.facts[row]
        ways = [way for way in WAYS[facts["section"]] if all(facts.get(name) for name in _names(way))]
        return rng.choice(ways).format(**facts).replace("a a", "an a").replace("a e", "an e")


def _facts(section: str, row: dict[str, Any]) -> dict[str, str]:
    given = {k: str(v) for k, v in row.get("attributes", {}).items()}
    category = row["categories"][0] if row["categories"] else "thing"
    pattern = "" if given.get("pattern", "plain") == "plain" else f"{given['pattern']} "
    look = f"a {given.get('color', '')} {pattern}{category}"
    held = hashlib.sha256(row["id"].encode()).digest()[0] < 256 // 20
    return {
        **given,
        "section": section,
        "category": category,
        "look": " ".join(look.split()),
        "heldout": str(held),
    }


def _names(way: str) -> list[str]:
    return [part.split("}")[0] for part in way.split("{")[1:]]


def _rows(folder: Path) -> Sequence[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()]


def _look(paths: Sequence[Path], folder: Path) -> Tensor:
    """The tower's last states without the class token, as LLaVA takes them."""
    from PIL import Image
    from transformers import CLIPImageProcessor

    tower: Any = open_tower(folder).float()
    processor = CLIPImageProcessor.from_pretrained(folder)
    found = []
    with torch.inference_mode():
        for start in range(0, len(paths), 64):
            pictures = [Image.open(path).convert("RGB") for path in paths[start : start + 64]]
            pixels = processor(images=pictures, return_tensors="pt")["pixel_values"]
            found.append(tower(pixels, output_hidden_states=True).hidden_states[-1][:, 1:].bfloat16())
    return torch.cat(found)
