"""The catalog answers: search by words, filter and picture; items, people's events and titles by name."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.sources import text_of
from tastemaker.catalog.titles import Titles, spellings
from tastemaker.contracts import Item, Modality, Scored
from tastemaker.errors import BadDomain, BadFilter, BadMedia, CatalogMissing, UnknownItem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class Words:
    """A text as the words in it, hashed into 1024 numbers."""

    name = "words-1"
    modality: Modality = "text"
    dim = 1024

    def encode(self, inputs: Sequence[str]) -> Vectors:
        rows = np.zeros((len(inputs), self.dim), np.float32)
        for row, text in enumerate(inputs):
            for word in text.lower().replace(".", " ").replace(",", " ").split():
                rows[row, zlib.crc32(word.encode()) % self.dim] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Colors:
    """A picture as its mean color, away from grey."""

    name = "colors-1"
    modality: Modality = "image"
    dim = 3

    def encode(self, inputs: Sequence[Image.Image]) -> Vectors:
        means = np.array([np.asarray(picture).mean(axis=(0, 1)) for picture in inputs], np.float32)
        away = means - means.mean(axis=1, keepdims=True) + 1e-3
        return away / np.linalg.norm(away, axis=1, keepdims=True)


FILMS = (
    # id, title, genres, year, price, color of the poster
    ("1", "Alien (1979)", "horror|space", 1979, 4.0, "green"),
    ("2", "Aliens (1986)", "action|space", 1986, 3.0, "blue"),
    ("3", "Matrix, The (1999)", "action", 1999, 3.5, "green"),
    ("4", "Matrix Reloaded, The (2003)", "action", 2003, 2.0, None),
    ("5", "Good, the Bad and the Ugly, The (1966)", "western", 1966, 1.0, "red"),
    ("6", "Am\u00e9lie (2001)", "romance", 2001, None, "red"),
    ("7", "Star Wars: Episode IV - A New Hope (1977)", "space", 1977, 5.0, "blue"),
    ("8", "Alice in Wonderland &amp; Friends (1951)", "family", 1951, 2.5, None),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few films, indexed; the tests here only read them."""
    found = tmp_path_factory.mktemp("films")
    rows = []
    for id, title, genres, year, price, color in FILMS:
        row = {"id": id, "title": title, "categories": genres, "price": price, "attributes": {"year": year}}
        if color:
            Image.new("RGB", (16, 16), color).save(found / f"{id}.png")
            row["image"] = f"{id}.png"
        rows.append(json.dumps(row))
    (found / "items.jsonl").write_text("\n".join(rows))
    (found / "domain.toml").write_text('name = "Films"\nnoun = "films"\ncurrency = "\u20ac"\n')
    events = ["ana,3,30,5,buy", "ana,1,10,4,", "ana,2,20,,", "ben,3,5,,", "ben,3,6,1,"]
    (found / "events.csv").write_text("\n".join(["user,item,timestamp,rating,event", *events]))
    index(found, embedders={"text": Words(), "image": Colors()})
    return found


@pytest.fixture
def catalog(folder: Path) -> Catalog:
    return Catalog.open(folder, models={"text": Words(), "image": Colors()})


def ids(found: Sequence[Scored]) -> list[str]:
    return [scored.id for scored in found]


def test_words_find_items(catalog: Catalog) -> None:
    found = catalog.search("space horror", k=3)
    assert found[0].id == "1"
    assert found[0].score >= found[1].score >= found[2].score


def test_a_filter_narrows_the_search(catalog: Catalog) -> None:
    assert set(ids(catalog.search("action", where="year >= 1999 and category == 'action'"))) == {"3", "4"}
    assert ids(catalog.search("space", where="price < 3.5", k=1)) == ["2"]


def test_a_picture_finds_pictures_alike(catalog: Catalog) -> None:
    found = catalog.search(image=Image.new("RGB", (9, 9), "blue"), k=2)
    assert set(ids(found)) == {"2", "7"}


def test_words_and_a_picture_work_together(catalog: Catalog) -> None:
    assert ids(catalog.search("action", image=Image.new("RGB", (9, 9), "green"), k=1)) == ["3"]


def test_an_item_without_a_picture_is_not_held_back_or_preferred(catalog: Catalog) -> None:
    found = {scored.id: scored.score for scored in catalog.search("action", where="year >= 1999", k=8)}
    assert ids(catalog.search("matrix reloaded", k=1)) == ["4"]
    assert found["3"] == pytest.approx(found["4"], rel=0.15)


def test_nothing_asked_for_gives_the_most_popular(catalog: Catalog) -> None:
    assert ids(catalog.search(k=3))[0] == "3"
    assert ids(catalog.search("   ", where="category == 'space'", k=2)) == ["1", "2"]


def test_ids_can_be_left_out(catalog: Catalog) -> None:
    assert "1" not in ids(catalog.search("space horror", exclude=["1", "no such"]))
    assert len(catalog.search("space", exclude=["1", "2"], k=50)) == 6


def test_a_mask_and_a_filter_both_hold(catalog: Catalog) -> None:
    allowed = np.ones(len(catalog), np.bool_)
    allowed[catalog.row("3")] = False
    assert ids(catalog.search("action", where="year >= 1999 and category == 'action'", allowed=allowed)) == [
        "4"
    ]
    assert allowed.sum() == 7


def test_a_filter_that_nothing_passes_finds_nothing(catalog: Catalog) -> None:
    assert catalog.search("action", where="year > 2050") == []


@pytest.mark.parametrize("k", [0, 1, 8, 1000])
def test_as_many_as_there_are(catalog: Catalog, k: int) -> None:
    assert len(catalog.search("space", k=k)) == min(k, 8)


def test_a_wrong_filter_names_the_fields(catalog: Catalog) -> None:
    with pytest.raises(BadFilter, match="price"):
        catalog.search("x", where="colour == 'red'")


def test_fields_are_found_in_the_items(catalog: Catalog) -> None:
    fields = {field.name: field for field in catalog.fields}
    assert (fields["year"].kind, fields["year"].low, fields["year"].high) == ("number", 1951, 2003)
    assert fields["category"].many
    assert fields["category"].values[:2] == ("action", "space")
    assert catalog.mask("price != 1").sum() == 7


def test_items_and_cards(catalog: Catalog, folder: Path) -> None:
    assert len(catalog) == 8
    assert catalog.row("3") == 2
    item = catalog.item("8")
    assert item.title == "Alice in Wonderland & Friends (1951)"
    assert item.image is None
    card = catalog.card("1", score=0.5, reason="you like space")
    assert (card.title, card.price, card.categories) == ("Alien (1979)", 4.0, ("horror", "space"))
    assert (card.score, card.reason, card.attributes) == (0.5, "you like space", {"year": 1979})
    assert card.image == str((folder / "1.png").resolve())
    assert catalog.card("6").price is None


def test_an_unknown_item_is_said_with_a_near_one(catalog: Catalog) -> None:
    with pytest.raises(UnknownItem, match=r"no item 'Amelie'.*did you mean 'Amélie \(2001\)'"):
        catalog.item("Amelie")


def test_events_come_in_time_order(catalog: Catalog) -> None:
    events = catalog.events_of("ana")
    assert [(e.item, e.timestamp, e.rating, e.event) for e in events] == [
        ("1", 10.0, 4.0, "view"),
        ("2", 20.0, None, "view"),
        ("3", 30.0, 5.0, "buy"),
    ]
    assert catalog.events_of("nobody") == []
    assert catalog.users == ("ana", "ben")


def test_popularity_is_between_0_and_1(catalog: Catalog) -> None:
    assert catalog.popularity.dtype == np.float32
    assert catalog.popularity[catalog.row("3")] == 1.0
    assert catalog.popularity[catalog.row("8")] == 0.0


def test_vectors_are_unit_rows_or_zeros(catalog: Catalog) -> None:
    images, texts = catalog.vectors("image"), catalog.vectors("text")
    assert images is not None
    assert texts is not None
    assert catalog.vectors("audio") is None
    np.testing.assert_allclose(np.linalg.norm(texts, axis=1), 1, atol=1e-5)
    assert [bool(row.any()) for row in images] == [bool(film[5]) for film in FILMS]
    np.testing.assert_allclose(np.linalg.norm(catalog.fused, axis=1), 1, atol=1e-5)


def test_a_query_vector_fits_the_fused_vectors(catalog: Catalog) -> None:
    vector = catalog.query_vector("space horror")
    assert vector.shape == catalog.fused.shape[1:]
    assert int(np.argmax(catalog.fused @ vector)) == 0


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Alien (1979)", "1"),
        ("alien", "1"),
        ("Aliens", "2"),
        ("the matrix", "3"),
        ("matrix", "3"),
        ("matrix reloadd", "4"),
        ("the good, the bad & the ugly", "5"),
        ("good bad ugly", "5"),
        ("amelie", "6"),
        ("star wars", "7"),
        ("a new hope", "7"),
        ("star wars 4", "7"),
        ("alice in wonderland", "8"),
        ("7", "7"),
    ],
)
def test_titles_are_found_as_people_write_them(catalog: Catalog, text: str, id: str) -> None:
    found = catalog.find(text)
    assert found[0].id == id
    assert 0.5 < found[0].score <= 1


@pytest.mark.parametrize("text", ["", "   ", "!!!", "qqqq zzzz", "\u4e2d\u6587"])
def test_what_is_no_title_is_found_badly_or_not(catalog: Catalog, text: str) -> None:
    assert all(scored.score < 0.5 for scored in catalog.find(text))


def test_titles_in_other_scripts_are_found() -> None:
    titles = Titles.of(["\u4e03\u4eba\u306e\u4f8d", "\u0421\u043e\u043b\u044f\u0440\u0438\u0441", ""])
    popularity = np.zeros(3, np.float32)
    assert titles.find("\u0441\u043e\u043b\u044f\u0440\u0438\u0441", k=1, popularity=popularity) == [(1, 1.0)]
    assert titles.find("\u4e03\u4eba\u306e\u4f8d", k=1, popularity=popularity) == [(0, 1.0)]


def test_a_title_has_short_forms() -> None:
    assert spellings("Matrix, The (1999)") == ("the matrix 1999", "the matrix", "matrix 1999", "matrix")


def test_the_text_of_an_item_leaves_out_codes() -> None:
    item = Item(
        "1",
        "Red boots",
        description="Warm.",
        categories=("boots",),
        attributes={"asin": "B004756YJA", "shoe_size": 36, "lined": True, "tags": ("a", "b")},
    )
    assert text_of(item) == "Red boots. boots. shoe size 36, lined yes, tags a, b. Warm"


def test_a_title_taken_from_the_description_is_said_once() -> None:
    assert text_of(Item("1", "opi shimmer", description="opi shimmer polish")) == "opi shimmer polish"


def test_opening_what_was_never_indexed_says_what_to_run(wardrobe: Path) -> None:
    with pytest.raises(CatalogMissing, match=f"tastemaker index {wardrobe}"):
        Catalog.open(wardrobe)
    with pytest.raises(BadDomain, match="does not exist"):
        Catalog.open(wardrobe / "nowhere")


def test_a_catalog_without_pictures_refuses_a_picture(wardrobe: Path) -> None:
    index(wardrobe, embedders={"text": Words()}, image_model="none")
    catalog = Catalog.open(wardrobe, models={"text": Words()})
    with pytest.raises(BadMedia, match="by words"):
        catalog.search(image=Image.new("RGB", (4, 4)))


def test_a_moved_folder_still_answers(folder: Path, tmp_path: Path) -> None:
    import shutil

    moved = tmp_path / "moved"
    shutil.copytree(folder, moved)
    catalog = Catalog.open(moved, models={"text": Words(), "image": Colors()})
    assert catalog.search("space horror", k=1)[0].id == "1"
    assert catalog.item("1").image == (moved / "1.png").resolve()


@pytest.mark.mini
def test_the_wardrobe_with_the_embedded_text_model(wardrobe: Path) -> None:
    index(wardrobe, image_model="none")
    catalog = Catalog.open(wardrobe)
    assert catalog.search("a crimson gown for the evening", k=1)[0].id == "red-dress"
    assert catalog.search("footwear", where="color == 'blue'", k=1)[0].id == "blue-boots"
