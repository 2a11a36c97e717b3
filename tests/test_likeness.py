"""A wish that names a title: the item itself tells what is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tastemaker.catalog.catalog import Catalog
from tastemaker.tools.likeness import likened


@pytest.fixture
def catalog(shop: Path) -> Catalog:
    return Catalog.open(shop)


@pytest.mark.parametrize(
    ("wish", "rest", "item"),
    [
        ("warm like Red dress", "warm", "red-dress"),
        ("like red dress warm", "warm", "red-dress"),
        ("similar to Blue boots but shorter", "but shorter", "blue-boots"),
        ("like a summer day", "like a summer day", ""),
        ("Red dress", "Red dress", ""),
        ("", "", ""),
    ],
)
def test_a_title_after_like_is_the_item(catalog: Catalog, wish: str, rest: str, item: str) -> None:
    assert likened(wish, catalog) == (rest, item)


def test_similar_alone_means_the_item_just_talked_about(catalog: Catalog) -> None:
    assert likened("similar", catalog, it="red-dress") == ("", "red-dress")
    assert likened("like this one", catalog, it="red-dress") == ("", "red-dress")
    assert likened("similar", catalog) == ("similar", "")
    assert likened("similar colours", catalog, it="red-dress") == ("similar colours", "")


def test_what_is_like_an_item_is_near_to_it_and_not_itself(catalog: Catalog) -> None:
    found = [one.id for one in catalog.search("", like="green-boots", k=4)]
    assert "green-boots" not in found
    assert set(found[:2]) & {"red-boots", "blue-boots", "black-boots", "green-dress", "green-shirt"}
    blue = [one.id for one in catalog.search("blue", like="green-boots", k=2)]
    assert "blue-boots" in blue


def test_one_word_is_a_title_only_if_it_begins_large(catalog: Catalog) -> None:
    assert catalog.titled("green boots") == "green-boots"
    assert catalog.titled("boots") == ""
    assert catalog.titled("Boots") == ""
