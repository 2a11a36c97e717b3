"""Fused vectors: the inner product of two is the weighted mean of their similarities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tastemaker.catalog.fusion import fuse, is_padded, query, slots, without_padding

Vectors = NDArray[np.float32]
WEIGHTS = {"text": 1.0, "image": 0.5, "audio": 0.5}


def unit(n: int, d: int, seed: int = 0) -> Vectors:
    found = np.random.default_rng(seed).standard_normal((n, d))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def test_similarities_are_averaged_by_their_weights() -> None:
    text, image = unit(5, 8), unit(5, 4, seed=1)
    fused = fuse({"text": text, "image": image}, {"text": 1.0, "image": 0.5})
    assert fused.shape == (5, 8 + 4 + 1)
    assert np.allclose(fused @ fused.T, (text @ text.T + 0.5 * image @ image.T) / 1.5, atol=1e-6)


def test_words_find_items_with_and_without_a_picture_alike() -> None:
    text = np.repeat(unit(1, 8), 2, axis=0)
    image = unit(2, 4, seed=1)
    image[1] = 0
    dims = {"text": 8, "image": 4}
    fused = fuse({"text": text, "image": image}, WEIGHTS)
    scores = fused @ query({"text": text[0]}, WEIGHTS, dims=dims)
    assert scores[0] == pytest.approx(scores[1])
    assert np.linalg.norm(fused, axis=1) == pytest.approx([1, 1])
    assert without_padding(fused, dims, WEIGHTS)[:, -1].tolist() == [0, 0]


def test_padding_is_told_from_a_vectors_own_last_number() -> None:
    text = unit(30, 8)
    assert is_padded(fuse({"text": text, "image": unit(30, 4)}, WEIGHTS))
    assert not is_padded(fuse({"text": text}, WEIGHTS))
    assert not is_padded(np.abs(text) * 2)
    assert not is_padded(text[:0])


def test_one_modality_alone_is_kept_as_it_is() -> None:
    text = unit(3, 8)
    assert np.allclose(fuse({"text": text, "image": None}, WEIGHTS), text)
    assert np.allclose(query({"text": text[0]}, WEIGHTS, dims={"text": 8}), text[0])
    assert np.allclose(without_padding(text, {"text": 8}, WEIGHTS), text)


def test_a_modality_of_no_weight_takes_no_room() -> None:
    vectors = {"text": unit(3, 8), "image": unit(3, 4)}
    assert fuse(vectors, {"text": 1.0, "image": 0.0}).shape == (3, 8)
    assert fuse(vectors, {"text": 0.0, "image": 1.0}).shape == (3, 4)
    assert list(slots({"text": 8, "image": 4}, {"text": 0.0, "image": 0.0})) == ["text", "image"]


def test_an_item_without_anything_is_zero_and_broken_numbers_count_as_nothing() -> None:
    text = unit(3, 8)
    text[1] = 0
    text[2, 3] = np.nan
    fused = fuse({"text": text, "image": np.zeros((3, 4), np.float32)}, WEIGHTS)
    assert np.isfinite(fused).all()
    assert not fused[1:].any()
    assert fuse({}, WEIGHTS).shape == (0, 0)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["text", "image", "audio"]), unique=True, min_size=1), st.integers(0, 30))
def test_fused_vectors_have_length_1_and_fit_their_queries(modalities: list[str], seed: int) -> None:
    dims = {"text": 6, "image": 5, "audio": 3}
    vectors = {m: unit(7, dims[m], seed) for m in modalities}
    vectors[modalities[0]][3] = 0
    fused = fuse(vectors, WEIGHTS)  # type: ignore[arg-type]
    lengths = np.linalg.norm(fused, axis=1)
    assert np.allclose(np.delete(lengths, 3), 1, atol=1e-5)
    asked = query({m: vectors[m][0] for m in modalities}, WEIGHTS, dims={m: dims[m] for m in modalities})  # type: ignore[misc,arg-type]
    assert asked.shape == fused.shape[1:]
    assert asked @ fused[0] == pytest.approx(1, abs=1e-5)
    assert asked.dtype == fused.dtype == np.float32
