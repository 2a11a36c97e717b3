"""Series of pictures: a taste that shows is told, and none where pictures are for nobody in particular."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from PIL import Image

from tastemaker.finetune.making.gallery import Gallery
from tastemaker.finetune.making.series import chosen, series
from tastemaker.finetune.making.sitters import Sitter


class Greys:
    """A gallery of six grey items, 0 to 5, seen by their shade; two kinds of them."""

    ids = tuple("012345")

    @property
    def catalog(self) -> Any:
        return self

    def item(self, id: str) -> Any:
        return type(
            "Item", (), {"attributes": {"section": "dark" if id < "3" else "light"}, "categories": ()}
        )

    def picture(self, id: str) -> Image.Image:
        return Image.new("RGB", (4, 4), (40 * int(id),) * 3)

    def placed(self, pictures: Sequence[Image.Image]) -> Any:
        shades = np.array([np.asarray(one).mean() / 100 - 1 for one in pictures])
        return np.stack([shades, np.ones_like(shades)], 1) / np.hypot(shades, 1)[:, None]

    def place(self, items: Sequence[str]) -> Any:
        return self.placed([self.picture(item) for item in items])


GALLERY = cast("Gallery", Greys())
PEOPLE = [
    Sitter("bright", ("5", "4")),
    Sitter("gloomy", ("0",)),
    Sitter("sunny", ("5",)),
    Sitter("dim", ("0", "1")),
]


def told(pictures: Sequence[Image.Image]) -> list[str]:
    return [str(one.size) for one in pictures]


def paint(user: str, item: str, seed: int) -> Image.Image:
    shade = 100 + {"bright": 60, "sunny": 60, "gloomy": -60, "dim": -60}.get(user, 0)
    return Image.new("RGB", (4, 4), (shade,) * 3)


def test_a_taste_that_shows_is_told() -> None:
    found = series(paint, GALLERY, PEOPLE, told=told, items=2)
    assert (found.nearer.value, found.strangers.value, found.single.value, found.right.value) == (1, 0, 1, 1)
    assert found.gain.value > 0 > found.gain_strangers.value
    assert (found.nearer.of, found.single.of) == (4, 8)


def test_none_shows_where_all_get_the_same() -> None:
    found = series(lambda user, item, seed: paint("nobody", item, seed), GALLERY, PEOPLE, told=told, items=2)
    assert (found.nearer.value, found.strangers.value, found.gain.value) == (0, 0, 0)


def test_items_are_of_all_kinds() -> None:
    some = chosen(GALLERY, 2, np.random.default_rng(0), by="section")
    assert sorted(item >= "3" for item in some) == [False, True]
