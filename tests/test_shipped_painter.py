"""The image model that ships: it paints what it is asked for, and an item's picture stays that item's."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tastemaker.agent.engines.painter import PAINTING, missing, open_painter
from tastemaker.catalog.demo.drawing import render
from tastemaker.catalog.demo.sections import drafts
from tastemaker.catalog.minilm import sha256
from tastemaker.contracts import Painter

pytestmark = pytest.mark.mini


@pytest.fixture(scope="module")
def painter() -> Painter:
    return open_painter()


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
def test_a_garment_has_the_color_that_is_asked_for(painter: Painter, thing: str) -> None:
    red, blue = (middle(painter.paint(f"a {color} plain {thing}", seed=4)) for color in ("red", "blue"))
    assert red[0] > red[2] + 40
    assert blue[2] > blue[0] + 40
    black, white = (middle(painter.paint(f"a {color} plain {thing}", seed=4)) for color in ("black", "white"))
    assert black.mean() < 90
    assert white.mean() > 160


def test_an_item_keeps_its_details_in_another_light(painter: Painter) -> None:
    draft = next(one for one in drafts("fashion", seed=7) if one.attributes["pattern"] == "checked")
    own = Image.open(BytesIO(render(draft.svg or ""))).convert("RGB")
    made = painter.paint("at night", picture=own, size=own.size, strength=0.6, seed=2)
    before, after = (np.asarray(one.convert("L"), np.float64) for one in (own, made))
    assert np.abs(before - after).mean() > 2
    edges = [np.abs(np.diff(one, axis=1)).ravel() for one in (before, after)]
    assert np.corrcoef(edges)[0, 1] > 0.8
