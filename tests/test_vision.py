"""mini's vision tower: what it learns from, what is held out, and what ships."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tastemaker.catalog.deferred import deferred
from tastemaker.catalog.vision import HEAD, MiniVision, open_tower, shipped_tower, tower_digest
from tastemaker.errors import BadDomain, ModelNotFound
from tastemaker.finetune.mini.garments import GARMENTS, draw
from tastemaker.finetune.mini.photos import demo_pictures, held_out, photo_captions, read_photos
from tastemaker.finetune.mini.practice import practice

NOTHING = np.zeros((0, 160, 160, 3), np.uint8)


def write_photos(folder: Path, *, count: int = 12) -> Path:
    folder.mkdir()
    rows = []
    for n in range(count):
        Image.new("RGB", (20, 30), (n * 20, 0, 0)).save(folder / f"{n}.png")
        rows.append({"id": f"photo-{n}", "title": "Hat", "categories": ["Hat"], "image": f"{n}.png"})
    (folder / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    np.savez(
        folder / "image_features.npz",
        ids=[r["id"] for r in rows],
        features=np.eye(count, 16, dtype=np.float16),
    )
    return folder


def test_the_halves_share_nothing_and_miss_nothing(tmp_path: Path) -> None:
    folder = write_photos(tmp_path / "hats")
    training, held = read_photos(folder, held=False), read_photos(folder, held=True)
    assert set(training.ids).isdisjoint(held.ids)
    assert set(training.ids) | set(held.ids) == {f"photo-{n}" for n in range(12)}
    assert held.ids
    assert training.ids


def test_the_split_goes_by_the_id_alone() -> None:
    assert held_out("eaea121f-11bc-4179-a259-5bff022b18c8") == held_out(
        "eaea121f-11bc-4179-a259-5bff022b18c8"
    )
    share = np.mean([held_out(str(n)) for n in range(2000)])
    assert 0.46 < share < 0.54


def test_features_stay_with_their_pictures(tmp_path: Path) -> None:
    photos = read_photos(write_photos(tmp_path / "hats"), held=True)
    assert photos.features is not None
    for name, feature in zip(photos.ids, photos.features, strict=True):
        assert feature.argmax() == int(name.removeprefix("photo-"))


def test_no_photographs_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(BadDomain, match="TASTEMAKER_DATA"):
        read_photos(tmp_path, held=False)


def test_captions_say_what_people_say() -> None:
    assert "a photo of a jacket" in photo_captions("Outwear", "Outwear")
    assert "t-shirt" in photo_captions("T-Shirt", "T-Shirt")


@pytest.mark.parametrize("kind", sorted(GARMENTS))
def test_every_garment_covers_a_good_part_of_the_floor(kind: str) -> None:
    shares = [(draw(kind, rng=np.random.default_rng(seed)) > 0).mean() for seed in range(8)]
    assert 0.1 < np.mean(shares) < 0.8


def test_practice_is_the_same_for_the_same_seed() -> None:
    first, kinds = practice(4, photos=NOTHING, seed=3)
    again, _ = practice(4, photos=NOTHING, seed=3)
    other, _ = practice(4, photos=NOTHING, seed=4)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert kinds == ["Blazer", "Blouse", "Dress", "Hat"]


@pytest.mark.mini
def test_the_tower_is_a_plain_clip_model_and_small() -> None:
    from safetensors import safe_open
    from safetensors.torch import load_file

    tower = open_tower(shipped_tower())
    head = load_file(shipped_tower() / HEAD)
    config = tower.config
    assert (config.image_size // config.patch_size) ** 2 <= 64
    assert head["weight"].shape == (384, config.hidden_size)
    assert head["bias"].shape == (384,)
    assert sum(one.numel() * one.element_size() for one in tower.state_dict().values()) < 4_500_000
    with safe_open(shipped_tower() / HEAD, "pt") as file:
        assert file.metadata()["tower"] == tower_digest(tower)


@pytest.mark.mini
def test_a_tower_of_its_own_sees_what_it_sees_in_mini(tmp_path: Path) -> None:
    from transformers import CLIPImageProcessor

    open_tower(shipped_tower()).save_pretrained(tmp_path)
    CLIPImageProcessor.from_pretrained(shipped_tower()).save_pretrained(tmp_path)
    shutil.copy(shipped_tower() / HEAD, tmp_path)
    own, minis = MiniVision(tmp_path), MiniVision()
    picture = Image.effect_noise((90, 60), 50.0)
    assert own.name == minis.name == deferred("image", "mini").name
    assert np.array_equal(own.encode([picture]), minis.encode([picture]))


def test_a_head_beside_another_tower_is_refused(tmp_path: Path) -> None:
    from safetensors.torch import save_file
    from transformers import CLIPVisionConfig, CLIPVisionModel

    small = CLIPVisionConfig(hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1)
    CLIPVisionModel(small).save_pretrained(tmp_path)
    (tmp_path / "preprocessor_config.json").write_text("{}")
    with pytest.raises(ModelNotFound, match=r"lacks head\.safetensors"):
        MiniVision(tmp_path)
    weights = {"weight": torch.zeros(384, 8), "bias": torch.zeros(384)}
    save_file(weights, tmp_path / HEAD, metadata={"tower": "0" * 64})
    with pytest.raises(ModelNotFound, match=r"another vision tower \(0000000000000000\)"):
        MiniVision(tmp_path)


@pytest.mark.mini
def test_a_red_dress_is_nearer_to_its_words_than_to_blue_boots() -> None:
    from tastemaker.catalog.embedders import embedder

    drawn = demo_pictures("fashion", seed=7)
    chosen = [
        Image.fromarray(pixels)
        for pixels, known in zip(drawn.pixels, drawn.attributes, strict=True)
        if (known["color"], known["kind"]) == ("red", "dress")
    ]
    pictures = embedder("image", "mini").encode(chosen)
    dress, boots = embedder("text", "minilm").encode(["red dress", "blue boots"])
    assert (pictures @ dress > pictures @ boots).all()


@pytest.mark.data
@pytest.mark.parametrize("name", ["clothing", "grocery"])
def test_the_halves_of_the_real_photographs_are_apart(name: str) -> None:
    folder = Path(os.environ.get("TASTEMAKER_DATA", "")) / name
    if not folder.is_dir():
        pytest.skip("set TASTEMAKER_DATA to the research data")
    ids = [str(json.loads(line)["id"]) for line in (folder / "items.jsonl").read_text().splitlines()]
    held = {i for i in ids if held_out(i)}
    assert 0.45 < len(held) / len(ids) < 0.55
