"""Items without words: what a model sees on them is what they are found by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.demo.clips import write_clip
from tastemaker.catalog.demo.posters import Look
from tastemaker.errors import BadMedia


class Eye:
    """Names a picture's color, as a model might."""

    def __init__(self) -> None:
        self.seen = 0

    def __call__(self, picture: Image.Image) -> str:
        self.seen += 1
        red, _, blue = picture.convert("RGB").getpixel((3, 3))
        return "a red wooden chair" if red > blue else "a blue glass bottle"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, color in (("a", "red"), ("b", "blue"), ("c", "red")):
        Image.new("RGB", (24, 24), color).save(tmp_path / f"{name}.png")
    rows = [
        {"id": "a", "image": "a.png"},
        {"id": "b", "image": "b.png", "categories": ["kitchen"]},
        {"id": "c", "image": "c.png", "title": "Poppy", "description": "A print."},
    ]
    (tmp_path / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def test_an_item_without_words_is_found_by_its_caption(shop: Path):
    index(shop, caption=Eye())
    catalog = Catalog.open(shop)
    assert catalog.item("a").title == catalog.item("a").description == "a red wooden chair"
    assert catalog.item("b").description == "a blue glass bottle"
    assert catalog.search("something to sit on", k=1)[0].id == "a"


def test_a_clip_is_captioned_by_its_middle(shop: Path):
    write_clip(
        shop / "d.mp4", look=Look(scene="balloon", genre="animation", mood="playful", year=2001, seed=3)
    )
    (shop / "items.jsonl").write_text(json.dumps({"id": "d", "video": "d.mp4"}) + "\n")
    eye = Eye()
    index(shop, caption=eye)
    assert eye.seen == 1
    assert Catalog.open(shop).item("d").description


def test_words_that_somebody_wrote_stay(shop: Path):
    index(shop, caption=Eye())
    assert Catalog.open(shop).item("c").title == "Poppy"


def test_a_caption_is_told_once_and_kept(shop: Path):
    eye = Eye()
    index(shop, caption=eye)
    index(shop, caption=eye)
    assert eye.seen == 2
    index(shop)
    assert Catalog.open(shop).item("a").description == "a red wooden chair"


def test_another_picture_gets_another_caption(shop: Path):
    index(shop, caption=Eye())
    Image.new("RGB", (20, 20), "blue").save(shop / "a.png")
    index(shop, caption=Eye())
    assert Catalog.open(shop).item("a").description == "a blue glass bottle"


def test_without_a_model_items_keep_their_ids_for_names(shop: Path):
    index(shop)
    assert Catalog.open(shop).item("a").title == "a"
    assert not (shop / ".tastemaker" / "captions.jsonl").exists()


def test_what_the_model_refuses_stays_without_words(shop: Path):
    def blind(picture: Image.Image) -> str:
        raise BadMedia("too dark")

    assert index(shop, caption=blind).items == 3
    assert Catalog.open(shop).item("a").description == ""


def test_a_damaged_line_is_told_anew(shop: Path):
    index(shop, caption=Eye())
    path = shop / ".tastemaker" / "captions.jsonl"
    path.write_text("{broken\n")
    eye = Eye()
    index(shop, caption=eye)
    assert eye.seen == 2
    assert len(path.read_text().splitlines()) == 2
