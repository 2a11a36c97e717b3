"""The taste vector: likes come up, dislikes go down, strangers get what is popular and diverse."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tastemaker.agent.engines.history import leanings
from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Event, Modality, Recommender, Statement

Vectors = NDArray[np.float32]
DAY = 86_400.0


class Words:
    """Texts that share words are alike."""

    name, dim = "words", 64
    modality: Modality = "text"

    def encode(self, inputs: Sequence[str]) -> Vectors:
        vectors = np.full((len(inputs), self.dim), 1e-3, np.float32)
        for row, text in enumerate(inputs):
            for word in re.findall(r"\w{3,}", text.lower()):
                vectors[row, zlib.crc32(word.encode()) % self.dim] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def catalog(wardrobe: Path) -> Catalog:
    index(wardrobe, embedders={"text": Words()}, image_model="none")
    return Catalog.open(wardrobe, models={"text": Words()})


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path / "memory.sqlite3")
    yield memory
    memory.close()


@pytest.fixture
def taste(catalog: Catalog, memory: Memory) -> TasteVector:
    return TasteVector(catalog, memory)


def first(taste: TasteVector, user: str, n: int = 1) -> list[str]:
    return [one.id for one in taste.recommend(user, k=n)]


def test_it_is_a_recommender(taste: TasteVector) -> None:
    assert isinstance(taste, Recommender)


def test_a_history_brings_its_like(taste: TasteVector) -> None:
    assert first(taste, "ana") == ["red-boots"], "ana rated the red dress and the red shirt"
    assert first(taste, "ben") == ["black-boots"], "ben rated all other boots"


def test_what_a_person_has_had_and_has_been_shown_is_left_out(taste: TasteVector, catalog: Catalog) -> None:
    everything = {one.id for one in taste.recommend("ana", k=50)}
    assert everything == set(catalog.ids) - {"red-dress", "red-shirt"}
    assert "red-boots" not in {
        one.id for one in taste.recommend("ana", k=50, seen=["red-boots", "not an item"])
    }


def test_what_is_liked_by_its_title_is_known_and_not_recommended(taste: TasteVector, memory: Memory) -> None:
    memory.remember("cleo", Statement("like", "Green shirt"))
    found = first(taste, "cleo", 12)
    assert len(found) == 11
    assert "green-shirt" not in found
    memory.forget("cleo", "Green shirt")
    assert "green-shirt" in first(taste, "cleo", 12)


def test_a_filter_is_respected_whatever_the_taste(taste: TasteVector, catalog: Catalog) -> None:
    allowed = catalog.mask("color == 'blue'")
    found = taste.recommend("ana", k=10, allowed=allowed)
    assert {one.id for one in found} == {"blue-dress", "blue-shirt", "blue-boots"}
    assert taste.recommend("ana", allowed=np.zeros(len(catalog), np.bool_)) == []
    assert taste.recommend("ana", k=0) == []
    assert allowed.sum() == 3, "the caller's mask is not touched"


def test_a_stranger_gets_popular_and_different_things(taste: TasteVector, catalog: Catalog) -> None:
    assert taste.is_cold("stranger")
    assert not taste.is_cold("ana")
    found = first(taste, "stranger", 3)
    assert catalog.popularity[catalog.row(found[0])] == catalog.popularity.max()
    assert len({id.split("-")[0] for id in found}) > 1
    assert taste.vector("stranger") is None
    assert taste.reason("stranger", "red-dress") == ""


def test_what_is_said_counts_at_once(taste: TasteVector, memory: Memory) -> None:
    memory.remember("cleo", Statement("like", "green things"))
    memory.remember("cleo", Statement("dislike", "boots"))
    assert not taste.is_cold("cleo")
    found = first(taste, "cleo", 12)
    assert set(found[:2]) == {"green-dress", "green-shirt"}
    assert all("boots" in id for id in found[-3:])
    memory.forget("cleo", "everything")
    assert taste.is_cold("cleo")


def test_a_dislike_weighs_against_its_like(taste: TasteVector, memory: Memory) -> None:
    memory.add_event(Event("dan", "red-dress", 1.0, event="like"))
    assert first(taste, "dan")[0].endswith(("red-shirt", "red-boots", "-dress"))
    memory.add_event(Event("dan", "red-shirt", 2.0, event="dislike"))
    memory.add_event(Event("dan", "red-boots", 3.0, event="dislike"))
    assert first(taste, "dan")[0] in {"blue-dress", "green-dress", "black-dress"}


def test_a_wish_turns_the_choice(taste: TasteVector, catalog: Catalog) -> None:
    for wish in (catalog.query_vector("blue"), Words().encode(["blue"])[0]):
        assert {one.id for one in taste.recommend("ben", k=2, wish=wish)} == {"blue-dress", "blue-shirt"}


def test_a_reason_names_what_is_truly_near(taste: TasteVector, memory: Memory) -> None:
    memory.add_event(Event("eve", "black-boots", 1.0, event="view"))
    memory.remember("fay", Statement("like", "green"))
    assert taste.reason("fay", "green-shirt") == "you like green"
    assert taste.reason("fay", "red-shirt") == ""
    assert taste.reason("eve", "green-dress") == ""


def test_the_vector_points_to_the_taste(taste: TasteVector, catalog: Catalog) -> None:
    vector = taste.vector("ana")
    assert vector is not None
    assert vector.shape == catalog.fused.shape[1:]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    scores = catalog.fused @ vector
    assert catalog.ids[int(scores.argmax())] in {"red-dress", "red-shirt"}


def test_diversity_avoids_showing_the_same_twice(wardrobe: Path, memory: Memory) -> None:
    lines = (wardrobe / "items.jsonl").read_text()
    twins = "".join(
        f'{{"id": "twin-{n}", "title": "Red boots", "description": "Boots in red.", "categories": ["boots"], '
        f'"attributes": {{"color": "red"}}, "price": 30}}\n'
        for n in range(6)
    )
    (wardrobe / "items.jsonl").write_text(lines + twins)
    index(wardrobe, embedders={"text": Words()}, image_model="none")
    taste = TasteVector(Catalog.open(wardrobe, models={"text": Words()}), memory)
    found = first(taste, "ana", 4)
    assert sum(id.startswith("twin") for id in found) < 4
    memory.add_event(Event("gil", "twin-0", 1.0, event="view"))
    assert taste.reason("gil", "twin-1") == "you looked at Red boots"


# How events weigh.


def weights(*events: Event, mean: float | None = None, spread: float = 1.0) -> dict[str, float]:
    return {one.item: round(one.weight, 2) for one in leanings(events, mean=mean, spread=spread)}


def test_ratings_weigh_by_their_distance_from_the_persons_mean() -> None:
    found = weights(
        *(Event("a", item, 1.0, rating=stars) for item, stars in (("x", 5.0), ("y", 4.0), ("z", 2.0)))
    )
    assert found["x"] > found["y"] > 0 > found["z"]


def test_someone_who_rates_all_alike_likes_it_unless_it_is_poor() -> None:
    assert all(
        w > 0 for w in weights(*(Event("a", i, 1.0, rating=4.0) for i in "xy"), mean=4.4, spread=0.5).values()
    )
    assert all(w < 0 for w in weights(*(Event("a", i, 1.0, rating=1.0) for i in "xy"), mean=3.6).values())


def test_the_latest_decision_overrules() -> None:
    changed = [
        Event("a", "x", 1.0, event="like"),
        Event("a", "x", 2.0, event="dislike"),
        Event("a", "x", 3.0),
    ]
    assert weights(*changed) == {"x": -1.0}
    assert weights(*changed, Event("a", "x", 4.0, event="more")) == {"x": 1.0}
    assert weights(Event("a", "x", 1.0, event="buy"), Event("a", "x", 2.0)) == {"x": 1.0}


def test_old_events_fade_but_never_vanish() -> None:
    found = weights(Event("a", "new", 1000 * DAY, event="like"), Event("a", "old", 820 * DAY, event="like"))
    assert found["new"] == 1.0
    assert 0.4 < found["old"] < 0.55
    assert weights(Event("a", "new", 9e9, event="like"), Event("a", "x", 0.0, event="like"))["x"] == 0.05
    assert leanings([]) == []
