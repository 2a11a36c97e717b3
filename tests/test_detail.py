"""The details of a small painting: from the picture it began with, where it follows that picture."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tastemaker.agent.engines.detail import SMOOTH, coefficients, detailed


def scene() -> Image.Image:
    """A dress with seams that are one pixel wide."""
    picture = Image.new("RGB", (320, 320), (230, 235, 240))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(110, 60), (210, 60), (250, 280), (70, 280)], fill=(190, 40, 50))
    for x in range(90, 240, 12):
        pen.line([(160, 60), (x, 280)], fill=(90, 10, 20))
    return picture


def blurred(picture: Image.Image, side: int = 64) -> Image.Image:
    return picture.resize((side, side), Image.Resampling.BOX)


def apart(one: Image.Image, other: Image.Image) -> float:
    """The mean difference, in levels."""
    return float(np.abs(np.asarray(one, np.float64) - np.asarray(other, np.float64)).mean())


def test_a_painting_that_changes_nothing_gives_the_picture_back() -> None:
    picture = scene()
    plain = blurred(picture).resize(picture.size, Image.Resampling.BICUBIC)
    found = detailed(blurred(picture), picture, radius=8)
    assert found.size == picture.size
    assert apart(found, picture) < 0.3 * apart(plain, picture)


def test_another_light_falls_on_the_same_seams() -> None:
    picture = scene()
    night = picture.point([level // 3 + add for add in (0, 10, 40) for level in range(256)])
    found = detailed(blurred(night), picture, radius=8)
    assert apart(found, night) < 0.3 * apart(found, picture)
    seam, cloth = (found.getpixel((x, 260)) for x in (96, 91))
    assert sum(seam) < sum(cloth) - 15  # type: ignore[arg-type]


def test_what_the_painting_adds_of_its_own_stays() -> None:
    picture = Image.new("RGB", (128, 128), (200, 200, 200))
    moon = Image.new("RGB", (64, 64), (20, 20, 60))
    ImageDraw.Draw(moon).ellipse((20, 20, 44, 44), fill=(240, 240, 200))
    found = detailed(moon, picture, radius=2)
    assert np.asarray(found)[64, 64].min() > 180
    assert np.asarray(found)[4, 4].max() < 80


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_same_as_a_least_squares_in_every_window(seed: int, radius: int) -> None:
    rng = np.random.default_rng(seed)
    guide, painted = rng.random((9, 7, 3)), rng.random((9, 7, 3))
    slopes, offsets = coefficients(torch.from_numpy(guide), torch.from_numpy(painted), radius=radius)
    wanted_slopes, wanted_offsets = slowly(guide, painted, radius)
    np.testing.assert_allclose(slopes, wanted_slopes, atol=1e-6)
    np.testing.assert_allclose(offsets, wanted_offsets, atol=1e-6)


def slowly(guide: np.ndarray, painted: np.ndarray, radius: int) -> tuple[np.ndarray, np.ndarray]:
    """One window after the other."""
    height, width = guide.shape[:2]

    def window(values: np.ndarray, y: int, x: int) -> np.ndarray:
        cut = values[max(0, y - radius) : y + radius + 1, max(0, x - radius) : x + radius + 1]
        return cut.reshape(-1, *values.shape[2:])

    slopes, offsets = np.empty((height, width, 3, 3)), np.empty((height, width, 3))
    for y in range(height):
        for x in range(width):
            ours, theirs = window(guide, y, x), window(painted, y, x)
            off, target = ours - ours.mean(0), theirs - theirs.mean(0)
            slopes[y, x] = np.linalg.solve(off.T @ off + len(ours) * SMOOTH * np.eye(3), off.T @ target)
            offsets[y, x] = theirs.mean(0) - ours.mean(0) @ slopes[y, x]
    means = [np.empty_like(slopes), np.empty_like(offsets)]
    for mean, values in zip(means, (slopes, offsets), strict=True):
        for y in range(height):
            for x in range(width):
                mean[y, x] = window(values, y, x).mean(0)
    return means[0], means[1]


@pytest.mark.parametrize("size", [(320, 320), (333, 127)])
def test_any_size(size: tuple[int, int]) -> None:
    assert detailed(blurred(scene()), scene().resize(size), radius=3).size == size
