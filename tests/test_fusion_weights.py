"""Weights of the modalities, learnt where the truth is known: who chooses what follows one of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tastemaker.catalog import fusion_weights as module
from tastemaker.catalog.fusion_weights import learn
from tastemaker.contracts import Modality

Vectors = NDArray[np.float32]
Pairs = NDArray[np.int64]


def unit(rows: NDArray[np.float64]) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def kinds(n: int = 300, *, seed: int = 0) -> tuple[Vectors, Pairs]:
    """Items of ten kinds, and pairs of items of one kind."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(10, size=n)
    vectors = unit(rng.standard_normal((10, 12))[kind] + 0.7 * rng.standard_normal((n, 12)))
    first = rng.integers(n, size=2000)
    second = [int(rng.choice(np.flatnonzero(kind == kind[row]))) for row in first]
    return vectors, np.stack([first, np.array(second)], axis=1)


def noise(n: int = 300, *, seed: int = 5) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((n, 12)))


def test_what_decides_gets_the_weight() -> None:
    telling, pairs = kinds()
    for vectors in ({"text": telling, "image": noise()}, {"text": noise(), "image": telling}):
        found = learn(vectors, pairs)  # type: ignore[arg-type]
        told = "text" if vectors["text"] is telling else "image"
        assert found.weights[told] > 0.9  # type: ignore[index]
        assert sum(found.weights.values()) == pytest.approx(1)
        assert found.auc["learnt"] > found.auc["equal"] > 0.6
        assert found.auc[told] > 0.85
        assert abs(found.auc["image" if told == "text" else "text"] - 0.5) < 0.05


def test_two_that_tell_different_things_share_the_weight() -> None:
    text, by_text = kinds(seed=1)
    image, by_image = kinds(seed=2)
    found = learn({"text": text, "image": image}, np.concatenate([by_text, by_image]))
    assert 0.3 < found.weights["text"] < 0.7
    assert found.auc["learnt"] > max(found.auc["text"], found.auc["image"])


def test_what_misleads_gets_no_weight() -> None:
    pairs = np.arange(300).reshape(-1, 2).repeat(4, axis=0)
    telling, opposite = noise(seed=6), noise()
    telling[1::2], opposite[1::2] = telling[::2], -opposite[::2]
    found = learn({"text": telling, "image": opposite}, pairs)
    assert found.weights == {"text": 1.0, "image": 0.0}
    assert found.auc["image"] < 0.1


def test_a_wider_spread_of_similarities_is_no_advantage() -> None:
    """Vectors close around one point count as much as those that spread: weights make up for it."""
    text, by_text = kinds(seed=1)
    image, by_image = kinds(seed=2)
    narrow = unit(image + 4 * np.ones((1, 12)))
    pairs = np.concatenate([by_text, by_image])
    wide = learn({"text": text, "image": image}, pairs)
    found = learn({"text": text, "image": narrow}, pairs)
    assert 0.4 < wide.weights["image"] < 0.6
    assert found.weights["image"] > 0.9
    assert found.auc["learnt"] == pytest.approx(wide.auc["learnt"], abs=0.03)


def test_items_without_a_modality_take_nothing_from_it() -> None:
    telling, pairs = kinds()
    rng = np.random.default_rng(3)
    part = telling.copy()
    part[rng.random(300) < 0.5] = 0
    found = learn({"text": noise(), "image": part}, pairs)
    assert found.weights["image"] > 0.9
    assert 0.55 < found.auc["image"] < learn({"text": noise(), "image": telling}, pairs).auc["image"]


def test_items_without_a_modality_do_not_count_as_unlike_the_others() -> None:
    text, by_text = kinds(seed=1)
    image, by_image = kinds(seed=2)
    narrow = unit(image + 4 * np.ones((1, 12)))
    narrow[np.random.default_rng(3).random(300) < 0.3] = 0
    found = learn({"text": text, "image": narrow}, np.concatenate([by_text, by_image]))
    assert found.weights["image"] > 0.9, "as where every item has it"


def test_being_popular_is_not_being_alike() -> None:
    vectors = noise()
    vectors[:30] = unit(vectors[:30] + 2 * np.ones((1, 12)))
    popular = np.random.default_rng(0).integers(30, size=(2000, 2))
    found = learn({"text": vectors, "image": noise(seed=6)}, popular)
    assert found.auc["text"] == pytest.approx(0.5, abs=0.05)


def test_a_modality_that_no_item_has_does_no_harm() -> None:
    telling, pairs = kinds()
    found = learn({"text": telling, "audio": np.zeros((300, 4), np.float32)}, pairs)
    assert found.weights == {"text": 1.0, "audio": 0.0}
    assert found.auc["audio"] == 0.5


def test_too_few_pairs_leave_all_equal() -> None:
    telling, pairs = kinds()
    found = learn({"text": telling, "image": noise()}, pairs[:50])
    assert (found.weights, found.auc, found.pairs) == ({"text": 0.5, "image": 0.5}, {}, 0)
    same = np.stack([np.arange(300), np.arange(300)], axis=1)
    assert learn({"text": telling}, same).weights == {"text": 1.0}


def test_pairs_that_tell_nothing_still_give_weights_that_sum_to_one() -> None:
    random = np.random.default_rng(0).integers(300, size=(1000, 2))
    found = learn({"text": noise(), "image": noise(seed=6)}, random)
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.auc["learnt"] == pytest.approx(0.5, abs=0.05)


def test_the_same_seed_gives_the_same_weights() -> None:
    telling, pairs = kinds()
    vectors: dict[Modality, Vectors] = {"text": telling, "image": noise()}
    assert learn(vectors, pairs, seed=1) == learn(vectors, pairs, seed=1)
    assert learn(vectors, pairs, seed=1) != learn(vectors, pairs, seed=2)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=12), st.lists(st.integers(0, 5), min_size=1, max_size=12)
)
def test_the_measure_agrees_with_comparing_every_two(chosen: list[int], random: list[int]) -> None:
    wins = [(one > other) + (one == other) / 2 for one in chosen for other in random]
    assert module._auc(np.array(chosen, float), np.array(random, float)) == pytest.approx(np.mean(wins))
