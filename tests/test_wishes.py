"""Wishes to train on: words that truly speak of the item that came next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from tastemaker.agent.engines.packing import Source
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Item
from tastemaker.finetune.naming import Naming
from tastemaker.finetune.pictures import Pictures
from tastemaker.finetune.splits import Split
from tastemaker.finetune.wishes import Wishes, phrases

ITEMS = [
    Item(str(n), f"Title{n}", description=f"one two three four five item{n}", categories=(f"kind{n}",),
         attributes={"color": f"hue{n}", "year": 1900 + n, "tags": (f"tag{n}", "calm")})
    for n in range(6)
]  # fmt: skip


class Letters:
    """A tokenizer of which each character is a token."""

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        return [ord(letter) for letter in text]


def split() -> Split:
    rows = np.tile(np.arange(6), 20)
    each = np.full(20, 6)
    return Split("x", 6, np.arange(21) * 6, rows, each - 2, {"valid": each - 2, "test": each - 1})


def test_a_wish_speaks_of_the_item_it_leads_to() -> None:
    wishes = Wishes(split(), ITEMS, Letters(), write=lambda row: [1000 + row, 7])
    alone = 0
    for segment in wishes(0, share=1.0):
        words = "".join(
            chr(code) for code in segment.index[segment.source == Source.TEXT] if code < 1000
        ).strip()
        (wanted,) = segment.item[segment.item >= 0]
        random = np.random.default_rng(0)
        said = {text for _ in range(50) for text in phrases(ITEMS[wanted], random)}
        assert any(text.startswith(words[:20]) for text in said)
        history = segment.index[segment.source == Source.ITEM]
        assert history.tolist() == list(range(wanted)) or not len(history)
        alone += not len(history)
        assert segment.label[segment.label >= 0].tolist() == [1000 + wanted, 7]
    assert 0.15 < alone / len(wishes(0, share=1.0)) < 0.5


def test_an_epoch_is_the_same_again_and_the_next_another() -> None:
    wishes = Wishes(split(), ITEMS, Letters(), write=lambda row: [row, 7])
    first, again, other = ([one.index.tolist() for one in wishes(epoch, share=0.3)] for epoch in (0, 0, 1))
    assert first == again
    assert first != other
    assert len(first) == round(0.3 * 20 * 4)


def test_a_wish_may_be_a_picture_of_the_item_it_leads_to() -> None:
    looked: list[int] = []

    def look(row: int) -> torch.Tensor | None:
        looked.append(row)
        return torch.full((4, 8), float(row)) if row != 5 else None

    segments = Wishes(split(), ITEMS, Letters(), write=lambda row: [row, 7], look=look)(0, share=1.0)
    shown = [segment for segment in segments if segment.seen is not None]
    assert 0.1 < len(shown) / len(segments) < 0.4
    for segment in shown:
        (wanted,) = segment.item[segment.item >= 0]
        assert segment.seen is not None
        assert (segment.seen == wanted).all()
        assert (segment.source == Source.PICTURE).sum() == 4
        assert segment.index[(segment.source == Source.TEXT) & (segment.branch == 0)].size == 0
    assert 5 not in {int(segment.item.max()) for segment in shown}


def test_pictures_are_looked_at_once_and_only_where_there_are_any(wardrobe: Path) -> None:
    index(wardrobe)
    catalog, times = Catalog.open(wardrobe), []

    def sight(picture: Image.Image) -> torch.Tensor:
        times.append(picture.size)
        return torch.rand(4, 8)

    look = Pictures(catalog, sight)  # type: ignore[arg-type]  # anything that looks
    pictured = [row for row, item in enumerate(catalog.items) if item.image is not None]
    first, again = look(pictured[0]), look(pictured[0])
    assert first is not None
    assert again is not None
    assert torch.equal(first, again)
    assert len(times) == 1
    catalog.items[pictured[1]].image.unlink()  # type: ignore[union-attr]
    assert look(pictured[1]) is None
    assert Pictures(catalog, None)(pictured[0]) is None


def test_numbers_are_asked_for_with_their_name() -> None:
    assert "year 1903" in phrases(ITEMS[3], np.random.default_rng(0))


def test_an_item_of_which_nothing_is_said_is_asked_for_by_its_id() -> None:
    assert phrases(Item("x9", ""), np.random.default_rng(0)) == ["x9"]


def test_an_id_is_followed_by_what_the_item_is_called() -> None:
    naming = Naming(
        ITEMS, Letters(), write=lambda row: [1000 + row, 7], known=np.array([2, 5]), count=40, prompt=2
    )
    told = set()
    for segment in naming(0):
        assert segment.source[:4].tolist() == [Source.PROMPT] * 2 + [Source.TEXT] * 2
        row = int(segment.index[2]) - 1000
        learnt = "".join(chr(token) for token in segment.label[segment.label >= 0])
        assert f" {ITEMS[row].title}".startswith(learnt) or f" {ITEMS[row].description}".startswith(learnt)
        told.add((row, learnt))
    assert {row for row, _ in told} == {2, 5}
    assert len(told) == 4
    assert [one.index.tolist() for one in naming(0)] == [one.index.tolist() for one in naming(0)]
