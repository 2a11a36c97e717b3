"""Painters: the embedded form and other diffusers families, in any size, repeatable, refusing nonsense."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tastemaker.agent.engines import painter as painters
from tastemaker.agent.engines.commission import fit, working_size
from tastemaker.agent.engines.conditioning import POOLED, TOKENS, WIDTH, told
from tastemaker.agent.engines.diffusion import DiffusionPainter
from tastemaker.agent.engines.painter import open_painter
from tastemaker.agent.engines.picture_taste import direction
from tastemaker.agent.engines.tiny_painter import PainterKind, tiny_painter
from tastemaker.catalog.minilm import MiniLM
from tastemaker.contracts import Brushwork, Painter
from tastemaker.errors import BadPicture, ModelNotFound, Refused, UnknownModel

KINDS: tuple[PainterKind, ...] = ("mini", "sd", "sdxl")
Opened = Callable[[PainterKind], DiffusionPainter]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[PainterKind, Path]:
    base = tmp_path_factory.mktemp("painters")
    return {kind: tiny_painter(base / kind, kind=kind) for kind in KINDS}


@pytest.fixture(scope="module")
def painter(folders: dict[PainterKind, Path]) -> Opened:
    opened = {kind: open_painter(str(folder), device="cpu") for kind, folder in folders.items()}

    def of(kind: PainterKind) -> DiffusionPainter:
        found = opened[kind]
        assert isinstance(found, DiffusionPainter)
        return found

    return of


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_has_the_size_asked_for(painter: Opened, kind: PainterKind) -> None:
    assert isinstance(painter(kind), Painter)
    for size in ((64, 64), (100, 61), (48, 96)):
        made = painter(kind).paint("a red dress", size=size, steps=2)
        assert (made.size, made.mode) == (size, "RGB")


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_picture(painter: Opened, kind: PainterKind) -> None:
    first, again, other = (
        painter(kind).paint("a red dress", size=(64, 64), steps=2, seed=seed) for seed in (3, 3, 4)
    )
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_words_matter(painter: Opened, kind: PainterKind) -> None:
    one, other = (
        painter(kind).paint(words, size=(64, 64), steps=2) for words in ("red", "a lighthouse at night")
    )
    assert one.tobytes() != other.tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_to_begin_with_stays_the_nearer_the_less_strength(
    painter: Opened, kind: PainterKind
) -> None:
    begun = Image.new("RGB", (80, 50), (200, 40, 40))
    near, far = (
        np.asarray(
            painter(kind).paint("a dress", picture=begun, size=(64, 64), steps=10, strength=strength), float
        )
        for strength in (0.2, 1.0)
    )
    untouched = painter(kind).paint("a dress", picture=begun, size=(64, 64), strength=0)
    assert untouched.size == (64, 64)
    assert untouched.getpixel((32, 32)) == (200, 40, 40)
    assert near.shape == far.shape
    assert not np.array_equal(near, far)


@pytest.mark.parametrize("kind", KINDS)
def test_progress_is_told_step_by_step(painter: Opened, kind: PainterKind) -> None:
    seen: list[tuple[int, int]] = []
    painter(kind).paint(
        "a dress", size=(64, 64), steps=4, progress=lambda step, steps: seen.append((step, steps))
    )
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_painting_can_be_broken_off(painter: Opened) -> None:
    def stop(step: int, steps: int) -> None:
        if step == 2:
            raise KeyboardInterrupt

    whole = painter("mini").paint("a dress", size=(64, 64), steps=4)
    with pytest.raises(KeyboardInterrupt):
        painter("mini").paint("a dress", size=(64, 64), steps=4, progress=stop)
    assert painter("mini").paint("a dress", size=(64, 64), steps=4).tobytes() == whole.tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_many_pictures_begin_from_the_same_noise(painter: Opened, kind: PainterKind) -> None:
    seen: list[tuple[int, int]] = []
    shots = painter(kind).paint_many(
        ["a dress", "a hat", "a dress", "a bag", "a dress"],
        size=(64, 64), steps=2, seed=5, progress=lambda *told: seen.append(told),
    )  # fmt: skip
    assert len(shots) == 5
    alike = [np.abs(np.asarray(shots[0], float) - np.asarray(shots[n], float)).max() for n in (2, 4)]
    assert max(alike) <= 2  # the rounding of another batch size
    assert shots[0].tobytes() != shots[1].tobytes()
    assert seen[-1] == (len(seen), len(seen))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("begun", [None, Image.new("RGB", (80, 50), (200, 40, 40))], ids=["words", "picture"])
def test_a_batch_paints_what_each_would_alone(
    painter: Opened, kind: PainterKind, begun: Image.Image | None
) -> None:
    one = painter(kind)
    many = DiffusionPainter(one._pipe, replace(one._manner, together=3), name=kind)
    how = Brushwork(size=(64, 64), steps=3, seed=5, taste=np.linspace(-1, 1, WIDTH, dtype=np.float32))
    how |= {"picture": begun} if begun else {}
    prompts = ["a dress", "a lighthouse at night", "three bags", "a hat"]
    for alone, together in zip(
        [one.paint(prompt, **how) for prompt in prompts], many.paint_many(prompts, **how), strict=True
    ):
        assert np.abs(np.asarray(alone, int) - np.asarray(together, int)).max() <= 2  # rounding


def test_a_taste_changes_what_the_embedded_model_paints(painter: Opened) -> None:
    taste = np.linspace(-1, 1, WIDTH, dtype=np.float32)
    plain, own, opposite = (
        painter("mini").paint("a dress", size=(64, 64), taste=given).tobytes()
        for given in (None, taste, -taste)
    )
    assert len({plain, own, opposite}) == 3
    words = [painter("sd").paint("a dress", size=(64, 64), steps=2, taste=given) for given in (None, taste)]
    assert words[0].tobytes() == words[1].tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_wanted_is_heard(painter: Opened, kind: PainterKind) -> None:
    plain, without = (
        painter(kind).paint("a dress", size=(64, 64), steps=2, negative=words)
        for words in ("", "red stripes")
    )
    assert plain.tobytes() != without.tobytes()


def test_the_embedded_form_loads_in_plain_diffusers(folders: dict[PainterKind, Path]) -> None:
    from diffusers import DiffusionPipeline

    pipe = DiffusionPipeline.from_pretrained(folders["mini"])
    pipe.set_progress_bar_config(disable=True)
    words, nothing = told(MiniLM(), ["a red dress"]), told(MiniLM(), [""])
    made = pipe(
        prompt_embeds=words.tokens,
        pooled_prompt_embeds=words.pooled,
        negative_prompt_embeds=nothing.tokens,
        negative_pooled_prompt_embeds=nothing.pooled,
        num_inference_steps=2,
    ).images[0]
    assert made.size == (64, 64)


def test_what_is_told_has_its_place() -> None:
    taste = np.ones(WIDTH, np.float32)
    said = told(MiniLM(), ["a red dress", "", "words " * 100], taste=taste)
    assert said.tokens.shape == (3, TOKENS, WIDTH)
    assert said.pooled.shape == (3, POOLED)
    assert torch.equal(said.tokens[0, 0], said.pooled[0, WIDTH:])
    assert said.tokens[0, 1:6].norm(dim=1).min() > 1  # [CLS] a red dress [SEP]
    assert not said.tokens[0, 6:].any()
    assert not said.tokens[1, 1:].any()
    assert not said.pooled[1, :WIDTH].any()
    assert said.tokens[2].norm(dim=1).min() > 1
    assert not told(MiniLM(), ["a red dress"]).tokens[0, 0].any()


def test_a_taste_is_where_the_liked_lies_from_the_usual() -> None:
    vectors = np.eye(3, WIDTH, dtype=np.float32)
    found = direction(vectors, np.array([1, 0, 0], np.float32), usual=np.zeros(WIDTH, np.float32))
    assert found is not None
    assert found.argmax() == 0
    assert np.linalg.norm(found) == pytest.approx(1)
    assert direction(vectors, np.zeros(3, np.float32), usual=vectors[0]) is None
    disliked = direction(vectors[:1], np.array([-1], np.float32), usual=np.zeros(WIDTH, np.float32))
    assert disliked is not None
    assert disliked[0] == pytest.approx(-1)


def test_sizes_are_painted_near_what_the_model_knows() -> None:
    assert working_size((256, 256), side=256, unit=32) == (256, 256)
    assert working_size((1024, 768), side=256, unit=32) == (288, 224)
    assert working_size((30, 200), side=256, unit=32) == (96, 672)
    assert fit(Image.new("RGBA", (10, 30)), (20, 20)).mode == "RGB"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"size": (8, 64)}, "8 x 64"),
        ({"size": (64, 0)}, "64 x 0"),
        ({"size": (10_000, 64)}, "16 to 4,096"),
        ({"size": (4096, 4096)}, "more than"),
        ({"size": (1600, 16)}, "strip"),
        ({"strength": 1.5}, "strength 1.5"),
        ({"steps": 0}, "0 steps"),
    ],
)
def test_what_cannot_be_painted_is_refused(painter: Opened, how: dict[str, object], said: str) -> None:
    with pytest.raises(BadPicture, match=said):
        painter("mini").paint("a dress", **how)  # type: ignore[arg-type]  # wrong on purpose


def test_a_picture_needs_words(painter: Opened) -> None:
    with pytest.raises(BadPicture, match="prompt is empty"):
        painter("mini").paint("  ")
    assert painter("mini").paint_many([]) == []


def test_a_name_that_is_no_model() -> None:
    with pytest.raises(UnknownModel, match="no image model 'vangogh'"):
        open_painter("vangogh")


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"model_index\.json.*check the folder"):
        open_painter(str(tmp_path))


def test_weights_that_are_missing_or_pickled(folders: dict[PainterKind, Path], tmp_path: Path) -> None:
    broken = shutil.copytree(folders["mini"], tmp_path / "broken")
    weights = broken / "unet" / "diffusion_pytorch_model.safetensors"
    torch.save({"weight": torch.zeros(1)}, weights.with_suffix(".bin"))
    weights.unlink()
    with pytest.raises(ModelNotFound, match="safetensors"):
        open_painter(str(broken))


def test_the_embedded_model_names_what_is_missing(
    folders: dict[PainterKind, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = shutil.copytree(folders["mini"], tmp_path / "painting")
    monkeypatch.setattr(painters, "PAINTING", part)
    assert open_painter("mini", device="cpu").name == "mini"
    (part / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(
        ModelNotFound, match=r"vae/diffusion_pytorch_model\.safetensors is missing.*finetune\.painting"
    ):
        open_painter("mini")


def test_a_truncated_embedded_model_is_named_with_the_command(
    folders: dict[PainterKind, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = shutil.copytree(folders["mini"], tmp_path / "painting")
    weights = part / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(ModelNotFound, match=r"unet/diffusion_pytorch_model\.safetensors.*check the folder"):
        open_painter(str(part))
    monkeypatch.setattr(painters, "PAINTING", part)
    with pytest.raises(ModelNotFound, match=r"unet/diffusion_pytorch_model\.safetensors.*run python -m tast"):
        open_painter("mini")


@pytest.mark.parametrize("written", ["{", "[]", "{}", '{"tokens": 40, "brush": 2}', '{"tokens": 40}', "\xff"])
def test_a_damaged_manner_is_named_with_the_mend(
    folders: dict[PainterKind, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    part = shutil.copytree(folders["mini"], tmp_path / "painting")
    (part / "painting.json").write_bytes(written.encode("latin-1"))
    with pytest.raises(ModelNotFound, match=r"painting\.json is damaged \(.*\): check the folder"):
        open_painter(str(part))
    monkeypatch.setattr(painters, "PAINTING", part)
    with pytest.raises(
        ModelNotFound, match=r"painting\.json is damaged .* run python -m tastemaker\.finetune"
    ):
        open_painter("mini")


def test_a_model_of_another_version_is_refused(folders: dict[PainterKind, Path], tmp_path: Path) -> None:
    other = shutil.copytree(folders["mini"], tmp_path / "other")
    manner = json.loads((other / "painting.json").read_text())
    (other / "painting.json").write_text(json.dumps({**manner, "tokens": 7}))
    with pytest.raises(ModelNotFound, match="another version"):
        open_painter(str(other))
    (other / "painting.json").write_text(json.dumps({**manner, "reads": "another-reader"}))
    with pytest.raises(ModelNotFound, match="token states of 'another-reader'"):
        open_painter(str(other)).paint("a dress")


def checked_by(model: DiffusionPainter, *, limit: float) -> None:
    """Give a model a safety checker, of random weights, that speaks against what is above a limit."""
    from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPTextConfig, CLIPVisionConfig

    small = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1}
    eyes = CLIPVisionConfig(**small, image_size=32, patch_size=16)
    checker = StableDiffusionSafetyChecker(
        CLIPConfig(
            vision_config=eyes.to_dict(), text_config=CLIPTextConfig(**small).to_dict(), projection_dim=8
        )
    )
    for weights in (checker.concept_embeds_weights, checker.special_care_embeds_weights):
        torch.nn.init.constant_(weights, limit)
    extractor = CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    model._pipe.register_modules(safety_checker=checker.eval(), feature_extractor=extractor)


def test_what_a_models_own_safety_checker_speaks_against_is_not_shown(
    folders: dict[PainterKind, Path], tmp_path: Path
) -> None:
    model = DiffusionPainter.open(str(folders["sd"]), device="cpu")
    how: Brushwork = {"size": (64, 64), "steps": 2}
    checked_by(model, limit=2.0)
    assert np.asarray(model.paint("a red dress", **how)).any()
    checked_by(model, limit=-2.0)
    for more in ({}, {"picture": Image.new("RGB", (64, 64), "red")}):
        with pytest.raises(Refused, match=r"not shown: the safety checker of .* speaks"):
            model.paint("a red dress", **how, **more)  # type: ignore[typeddict-item]  # a picture is one
