"""Shot sizes: close shots look where there is something to see, and not twice at the same."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tastemaker.tools.making.shot_sizes import CLOSE, MEDIUM, framed, sizes


def spotted(*spots: tuple[int, int], size: tuple[int, int] = (320, 180)) -> Image.Image:
    """Grey, with checked squares of 40 pixels at some places."""
    levels = np.full((size[1], size[0], 3), 128, np.uint8)
    checks = np.kron(np.indices((10, 10)).sum(0) % 2, np.ones((4, 4))) * 255
    for x, y in spots:
        levels[y : y + 40, x : x + 40] = checks[..., None]
    return Image.fromarray(levels)


@given(st.integers(0, 12))
def test_a_film_begins_and_ends_with_all_there_is(shots: int) -> None:
    found = sizes(shots)
    assert len(found) == shots
    assert all(one == 1.0 for one in (*found[:1], *found[-1:]))
    assert set(found[1:-1]) <= {CLOSE, MEDIUM}
    assert all(one != other for one, other in pairwise(found[1:-1]))


def test_a_close_shot_looks_where_there_is_something_to_see() -> None:
    whole, close, last = framed([spotted((20, 120))] * 3)
    assert (whole.size, close.size, last.size) == ((320, 180), (160, 90), (320, 180))
    seen = np.asarray(close.convert("L"), np.float64)
    assert (seen != 128).sum() == 40 * 40, "all of the spot is in it"


def test_close_shots_look_at_different_parts() -> None:
    pictures = framed([spotted((20, 20), (260, 120))] * 6)
    one, other = (np.asarray(pictures[n].convert("L"), np.float64) for n in (1, 3))
    assert (one != 128).sum() > 1000
    assert (other != 128).sum() > 1000
    assert np.abs(one - other).mean() > 5


def test_of_an_even_picture_the_middle_is_seen() -> None:
    levels = np.tile(np.linspace(0, 255, 320).astype(np.uint8), (180, 1))
    close = np.asarray(framed([Image.fromarray(levels)] * 3)[1], np.float64)
    assert close.mean() == pytest.approx(levels.mean(), abs=16)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 8))
def test_any_picture_keeps_its_shape(wide: int, tall: int, shots: int) -> None:
    for picture in framed([Image.new("RGB", (wide, tall), "teal")] * shots):
        assert picture.width <= wide
        assert picture.width / picture.height == pytest.approx(wide / tall, rel=0.1)
