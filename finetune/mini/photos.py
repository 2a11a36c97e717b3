"""What the vision tower learns from: photographs, practice drawings and the demo's pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tastemaker.errors import BadDomain
from tastemaker.finetune.mini.practice import practice

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SIDE", "Pictures", "demo_pictures", "held_out", "practice_pictures", "read_photos", "shrink"]

SIDE = 160
"""Training pictures are kept at this side, a little larger than the tower's, so that crops stay sharp."""


@dataclass(frozen=True)
class Pictures:
    """Pictures with what is said of them."""

    ids: tuple[str, ...]
    pixels: NDArray[np.uint8]
    """Shape (n, 160, 160, 3)."""
    kinds: tuple[str, ...]
    """The class of each; two pictures of one class should come out near."""
    captions: tuple[tuple[str, ...], ...]
    """Several ways to say what is in each picture."""
    features: NDArray[np.float32] | None = None
    """Reference features to learn relations from, shape (n, d); only where training may see them."""
    attributes: tuple[dict[str, str], ...] = ()
    """Color, pattern and kind, where they are known."""

    def __len__(self) -> int:
        return len(self.ids)


def held_out(item_id: str) -> bool:
    """True for the half of the items that training never sees: those whose id's SHA-256 is odd."""
    return hashlib.sha256(item_id.encode()).digest()[-1] % 2 == 1


def shrink(picture: Image.Image, *, side: int = SIDE) -> NDArray[np.uint8]:
    """The whole picture squeezed into a square: uint8, shape (side, side, 3)."""
    return np.asarray(picture.convert("RGB").resize((side, side), Image.Resampling.BICUBIC))


def _rows(folder: Path) -> list[dict[str, object]]:
    path = folder / "items.jsonl"
    if not path.is_file():
        raise BadDomain(
            f"no photographs at {folder}: {path.name} is missing. Set TASTEMAKER_DATA to the data's folder"
        )
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_photos(folder: Path, *, held: bool) -> Pictures:
    """One half of a photo domain (`clothing`, `grocery`): the held-out one, or the one to train on."""
    rows = [row for row in _rows(folder) if held_out(str(row["id"])) == held]
    ids = tuple(str(row["id"]) for row in rows)
    return Pictures(
        ids=ids,
        pixels=np.stack([shrink(Image.open(folder / str(row["image"]))) for row in rows]),
        kinds=tuple(_kind(row) for row in rows),
        captions=tuple(photo_captions(_kind(row), str(row["title"])) for row in rows),
        features=_features(folder, ids),
    )


def _kind(row: dict[str, object]) -> str:
    categories = row["categories"]
    assert isinstance(categories, list)
    return str(categories[0])


def _features(folder: Path, ids: Sequence[str]) -> NDArray[np.float32] | None:
    path = folder / "image_features.npz"
    if not path.is_file():
        return None
    with np.load(path) as stored:
        row = {str(name): n for n, name in enumerate(stored["ids"])}
        found = stored["features"][[row[name] for name in ids]].astype(np.float32)
    unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


PLAIN_WORDS = {"Outwear": "jacket", "Longsleeve": "long-sleeved shirt", "Top": "tank top"}
"""What people call the classes whose names are the data's own."""


def photo_captions(kind: str, title: str) -> tuple[str, ...]:
    """What may be said of a photograph of this class and title."""
    names = [title.lower()]
    for name in (
        kind.lower().replace("-", " ") if kind != "T-Shirt" else "t-shirt",
        PLAIN_WORDS.get(kind, ""),
    ):
        if name and name not in names:
            names.append(name)
    return tuple(
        frame.format(name) for name in names for frame in ("{}", "a photo of a {}", "a picture of a {}")
    )


def practice_pictures(count: int, *, photos: NDArray[np.uint8], seed: int) -> Pictures:
    """Drawn garments of the photo classes, in cloth and on floors cut from training photographs."""
    pixels, kinds = practice(count, photos=photos, seed=seed)
    return Pictures(
        ids=tuple(f"practice-{seed}-{n}" for n in range(count)),
        pixels=pixels,
        kinds=tuple(kinds),
        captions=tuple(photo_captions(kind, kind) for kind in kinds),
    )


SAYINGS = {
    "advertising": ("{kind} ad", "an ad for {kind}", "{kind}"),
    "news": ("{kind} news", "a picture for a story about {kind}", "{kind}"),
    "video": ("{kind} film", "a poster for a {kind} film", "{kind}"),
    "music": ("{kind} music", "a cover for {kind} music", "{kind}"),
}
"""What may be said of the pictures of the demo's other sections; fashion has sentences of its own."""
TRAITS = {
    "fashion": ("color", "pattern"),
    "advertising": ("color", "tone"),
    "news": ("tone",),
    "video": ("mood",),
    "music": ("mood",),
}
"""The attributes that a section's pictures show, beside their kind."""


def demo_pictures(section: str, *, seed: int) -> Pictures:
    """A section of the demo drawn from a seed; the demo itself is seed 7, training uses others."""
    from tastemaker.catalog.demo.drawing import render
    from tastemaker.catalog.demo.sections import drafts

    found = [(draft, draft.svg) for draft in drafts(section, seed=seed) if draft.svg]
    known = tuple(
        {"kind": draft.categories[0]} | {name: str(draft.attributes[name]) for name in TRAITS[section]}
        for draft, _ in found
    )
    return Pictures(
        ids=tuple(f"{section}/{seed}/{draft.id}" for draft, _ in found),
        pixels=np.stack([shrink(Image.open(BytesIO(render(svg, zoom=0.5)))) for _, svg in found]),
        kinds=tuple(
            "{color} {pattern} {kind}".format(**k) if section == "fashion" else k["kind"] for k in known
        ),
        captions=tuple(_drawn_captions(section, k) for k in known),
        attributes=known,
    )


def _drawn_captions(section: str, known: dict[str, str]) -> tuple[str, ...]:
    if section != "fashion":
        return tuple(saying.format(**known) for saying in SAYINGS[section])
    color, pattern, kind = known["color"], known["pattern"], known["kind"]
    if pattern == "plain":
        return (
            f"{color} {kind}",
            f"a {color} {kind}",
            f"a picture of a {color} {kind}",
            f"plain {color} {kind}",
        )
    return (
        f"{color} {pattern} {kind}",
        f"{pattern} {color} {kind}",
        f"a {color} {kind}, {pattern}",
        f"a picture of a {pattern} {kind} in {color}",
        f"{color} {kind}",
    )
