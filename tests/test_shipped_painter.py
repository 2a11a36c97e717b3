"""The image model that ships: it paints what it is asked for, and an item's picture stays that item's."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tastemaker.agent.engines.diffusion import DiffusionPainter
from tastemaker.agent.engines.painter import PAINTING, missing, open_painter
from tastemaker.catalog.demo.drawing import render
from tastemaker.catalog.demo.sections import drafts
from tastemaker.catalog.minilm import sha256

pytestmark = pytest.mark.mini


@pytest.fixture(scope="module")
def painter() -> DiffusionPainter:
    made = open_painter()
    assert isinstance(made, DiffusionPainter)
    return made


def middle(picture: Image.Image) -> np.ndarray:
    """The mean color of the middle, float64 (3,)."""
    width, height = picture.size
    cut = picture.crop((width * 3 // 8, height * 3 // 8, width * 5 // 8, height * 5 // 8))
    return np.asarray(cut, np.float64).mean((0, 1))


def test_it_is_complete_and_as_it_was_written() -> None:
    assert missing() is None
    for line in (PAINTING / "SHA256SUMS.txt").read_text().splitlines():
        digest, _, file = line.partition("  ")
        assert sha256(PAINTING / file) == digest


@pytest.mark.parametrize("thing", ["t-shirt", "sweater", "dress"])
def test_a_garment_has_the_color_that_is_asked_for(painter: DiffusionPainter, thing: str) -> None:
    red, blue = (middle(painter.paint(f"a {color} plain {thing}", seed=4)) for color in ("red", "blue"))
    assert red[0] > red[2] + 40
    assert blue[2] > blue[0] + 40
    black, white = (middle(painter.paint(f"a {color} plain {thing}", seed=4)) for color in ("black", "white"))
    assert black.mean() < 90
    assert white.mean() > 160


def test_items_keep_their_details_in_another_light(
    painter: DiffusionPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edges stay where they are, far more than in what is painted without the guide of the item's picture."""
    checked = [one for one in drafts("fashion", seed=7) if one.attributes["pattern"] == "checked"][:4]
    owns = [Image.open(BytesIO(render(draft.svg or ""))).convert("RGB") for draft in checked]
    kept = [edges_kept(painter, own) for own in owns]
    monkeypatch.setattr(painter, "_manner", replace(painter._manner, detail=0))
    lost = [edges_kept(painter, own) for own in owns]
    assert min(kept) > 0.7
    assert all(one > other + 0.2 for one, other in zip(kept, lost, strict=True))


def edges_kept(painter: DiffusionPainter, own: Image.Image) -> float:
    """How far the edges of a picture and of the same at night are correlated."""
    made = painter.paint("at night", picture=own, size=own.size, strength=0.6, seed=2)
    before, after = (np.asarray(one.convert("L"), np.float64) for one in (own, made))
    assert np.abs(before - after).mean() > 2, "it is painted anew"
    return float(np.corrcoef([np.abs(np.diff(one, axis=1)).ravel() for one in (before, after)])[0, 1])
