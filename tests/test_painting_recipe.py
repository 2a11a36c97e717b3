"""The image model's recipe: what it draws, says and learns, in miniature and through interruptions."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from tastemaker.agent.engines.painter import PARTS, open_painter
from tastemaker.catalog.demo.section import Draft
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.contracts import Brushwork
from tastemaker.errors import BadCall, ModelNotFound, OutOfDisk, TrainingFailed
from tastemaker.finetune.making.estimates import average
from tastemaker.finetune.painting import autoencoder as coding
from tastemaker.finetune.painting import exam, likes, pictures, taste_exam, training
from tastemaker.finetune.painting import words as reading
from tastemaker.finetune.painting.__main__ import paint_recipe, recipe_from
from tastemaker.finetune.painting.autoencoder import autoencoder, picture_loss, spread_loss
from tastemaker.finetune.painting.denoiser import _weights, denoiser
from tastemaker.finetune.painting.judge import Judge, train_judge
from tastemaker.finetune.painting.latents import encoded, scaled
from tastemaker.finetune.painting.likes import Likes
from tastemaker.finetune.painting.phrasing import phrase, subject_of
from tastemaker.finetune.painting.pictures import Pictures, draw_pictures, held_out
from tastemaker.finetune.painting.recipe import Recipe
from tastemaker.finetune.painting.training import Stop, Training, standing
from tastemaker.finetune.painting.words import Words

pytestmark = pytest.mark.mini
BUDGET = 7_000_000
"""Bytes of the model in bfloat16."""


@cache
def few(section: str, *, seed: int) -> list[Draft]:
    """Four items of a section, spread over its kinds."""
    made = drafts(section, seed=seed)
    return made[:: len(made) // 3]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pictures]:
    """Two demos of four items a section."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "drafts", few)
        yield draw_pictures(tmp_path_factory.mktemp("drawn"), demos=2, workers=1)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Recipe:
    """A recipe of two steps over few pictures, in this process."""
    monkeypatch.setattr(pictures, "drafts", few)
    monkeypatch.setattr(likes, "drafts", few)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    return Recipe(run=tmp_path / "run", out=tmp_path / "out", steps=2, demos=1, batch=4, device="cpu")


def test_pictures_have_the_models_sizes_and_true_facts(drawn: Pictures) -> None:
    assert len(drawn) == 2 * sum(len(few(section, seed=200)) for section in SECTIONS)
    for name, pixels in drawn.pixels.items():
        width, height = (int(side) for side in name.split("x"))
        assert pixels.shape[1:] == (height, width, 3)
        assert width % 32 == height % 32 == 0
        assert 0.8 * 65536 < width * height < 1.2 * 65536
        assert len(pixels) == len(drawn.facts[name])
    fashion = [one for one in drawn.facts["256x256"] if one["section"] == "fashion"]
    first = fashion[0]
    draft = few("fashion", seed=200)[0]
    assert (first["kind"], first["color"], first["title"]) == (
        draft.categories[0],
        draft.attributes["color"],
        draft.title,
    )


def test_drawing_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "drafts", few)
    asked: list[str] = []
    real = pictures._draw

    def counted(job: pictures.Job) -> pictures.Job:
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append(job[2])
        return real(job)

    monkeypatch.setattr(pictures, "_draw", counted)
    with pytest.raises(KeyboardInterrupt):
        draw_pictures(tmp_path, demos=1, workers=1)
    monkeypatch.setattr(pictures, "_draw", real)
    made = draw_pictures(tmp_path, demos=1, workers=1)
    assert asked == list(SECTIONS[:3])
    assert {one["section"] for many in made.facts.values() for one in many} == set(SECTIONS)


def test_phrasings_say_what_is_true(drawn: Pictures) -> None:
    rng = np.random.default_rng(0)
    for many in drawn.facts.values():
        for facts in many:
            said = [phrase(facts, rng) for _ in range(30)]
            assert all(words and "{" not in words and "  " not in words for words in said)
            assert len(set(said)) > 5
            if "color" in facts:
                assert any(facts["color"] in words for words in said)
    assert "an orange" in phrase_of(color="orange")


def phrase_of(*, color: str) -> str:
    facts = {
        "section": "fashion",
        "subject": "coat",
        "kind": "coat",
        "noun": "coat",
        "color": color,
        "title": "",
    }
    facts |= {"text": "", "material": "wool", "style": "casual", "season": "winter"}
    rng = np.random.default_rng(0)
    return " | ".join(phrase(facts, rng) for _ in range(60))


def test_what_is_held_out_is_a_combination(drawn: Pictures) -> None:
    one = {"section": "fashion", "subject": "coat", "color": "teal", "pattern": "striped"}
    assert held_out(one) == held_out({**one, "title": "another", "demo": "201"})
    looks = [{"section": "x", "subject": str(n)} for n in range(2000)]
    assert 0.04 < np.mean([held_out(look) for look in looks]) < 0.08
    for name in drawn.pixels:
        rows = [drawn.rows(name, held=held) for held in (True, False)]
        assert sorted(np.concatenate(rows)) == list(range(len(drawn.pixels[name])))


def test_tastes_and_words_fit_their_pictures(
    drawn: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likes, "drafts", few)
    liked = Likes.of(drawn, tmp_path)
    rows = torch.arange(len(drawn))
    tastes = liked.draw(rows, torch.Generator().manual_seed(0))
    assert torch.allclose(tastes.norm(dim=1), torch.ones(len(rows)), atol=1e-5)
    own = torch.nn.functional.normalize(liked.looks, dim=1)
    near, far = (tastes * own).sum(1).mean(), (tastes * own.roll(7, 0)).sum(1).mean()
    assert near > far + 0.2
    again = Likes.of(drawn, tmp_path)
    assert torch.equal(again.draw(rows, torch.Generator().manual_seed(0)), tastes)
    words = Words.of(drawn, tmp_path, seed=0)
    said = words.draw(rows, torch.Generator().manual_seed(1))
    assert said.shape == (len(rows), 39, 384)
    assert bool((said[:, 0].norm(dim=1) > 1).all())
    Words.of(drawn, tmp_path, seed=0)
    assert len(list(tmp_path.glob("words-*"))) == 1
    monkeypatch.setattr(reading, "phrase", lambda facts, rng: "a red dress")
    anew = Words.of(drawn, tmp_path, seed=0).draw(rows, torch.Generator().manual_seed(1))
    assert not torch.equal(anew, said), "what was said in other ways is not taken"


def test_losses_know_the_right_answer() -> None:
    picture = torch.rand(2, 3, 32, 32) * 2 - 1
    assert picture_loss(picture, picture) == 0
    assert picture_loss(picture * 0.5, picture) > 0.1
    assert spread_loss(torch.randn(64, 4, 8, 8)) < 0.01 < spread_loss(3 * torch.randn(64, 4, 8, 8))


def test_a_whole_pictures_own_colors_are_not_punished(
    small: Recipe, drawn: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, ...]] = []

    def watched(latents: torch.Tensor) -> torch.Tensor:
        seen.append(tuple(latents.shape))
        return spread_loss(latents)

    monkeypatch.setattr(coding, "spread_loss", watched)
    small.run.mkdir()
    coding.train_autoencoder(replace(small, steps=5), drawn)
    assert seen == [(4, 16, 8, 8)] * 3, "the first and the fifth batch hold whole pictures"


def test_the_model_is_within_its_budget() -> None:
    both = [autoencoder(), denoiser()]
    assert 2 * sum(p.numel() for net in both for p in net.parameters()) <= BUDGET


def test_the_recipe_runs_and_its_model_paints(small: Recipe) -> None:
    from diffusers import DiffusionPipeline

    out = paint_recipe(small)
    assert all((out / part).is_file() for part in PARTS)
    assert sum(path.stat().st_size for path in out.glob("*/*.safetensors")) <= BUDGET
    sums = (out / "SHA256SUMS.txt").read_text().splitlines()
    assert [line.split()[1] for line in sums] == [
        "unet/diffusion_pytorch_model.safetensors",
        "vae/diffusion_pytorch_model.safetensors",
    ]
    assert set(json.loads((out / "training.json").read_text())) == {"autoencoder", "denoiser"}
    assert open_painter(str(out), device="cpu").paint("a red dress", steps=2).size == (256, 256)
    assert DiffusionPipeline.from_pretrained(out).default_sample_size == 16


def test_a_finished_model_can_be_gone_on_from(small: Recipe) -> None:
    first = paint_recipe(small)
    more = replace(small, warm=str(first), run=small.run.with_name("more"), out=small.out.with_name("better"))
    with pytest.raises(ModelNotFound, match="is missing"):
        paint_recipe(replace(more, warm=str(small.run)))
    second = paint_recipe(more)
    before, after = ({part: load_file(out / part) for part in PARTS[-3::2]} for out in (first, second))
    same = {
        part: all(torch.equal(before[part][name], after[part][name]) for name in after[part])
        for part in after
    }
    assert sorted(same.values()) == [False, True], "the denoiser learns, the autoencoder stays"
    told = [
        json.loads((out / "vae" / "config.json").read_text())["scaling_factor"] for out in (first, second)
    ]
    assert told[0] == told[1]
    assert set(json.loads((second / "training.json").read_text())) == {"denoiser"}
    began, ended = load_file(first / PARTS[-3]), load_file(more.run / "denoiser.safetensors")
    moved = [float((ended[name] - began[name]).abs().max()) for name in began]
    assert max(moved) < 0.1, "it begins where the first has ended"


def test_a_section_of_many_subjects_has_more_lessons(drawn: Pictures) -> None:
    weights = _weights(drawn)
    shares: dict[str, float] = {}
    for name, facts in drawn.facts.items():
        for one, weight in zip(facts, weights[name], strict=True):
            shares[one["section"]] = shares.get(one["section"], 0.0) + float(weight)
    facts = [one for many in drawn.facts.values() for one in many]
    for section, share in shares.items():
        own = [one for one in facts if one["section"] == section]
        assert share == pytest.approx((len(own) * len({one["subject"] for one in own})) ** 0.5)


def trained_coder(recipe: Recipe) -> Any:
    coder: Any = autoencoder()
    coder.load_state_dict(load_file(recipe.run / "autoencoder.safetensors"))
    return coder.eval()


def test_training_and_pipeline_see_the_same_latents_of_unit_size(small: Recipe) -> None:
    out = paint_recipe(small)
    taught = encoded(trained_coder(small), made := Pictures.open(small.pictures), small)
    assert float(torch.cat([one.float().flatten() for one in taught.values()]).std()) == pytest.approx(
        1, abs=0.01
    )
    painter: Any = open_painter(str(out), device="cpu")
    pipe = painter._from_picture
    assert abs(pipe.vae.config.scaling_factor - 1) > 0.1, "two steps alone would not have brought it to 1"
    for name, latents in taught.items():
        shown = pipe.image_processor.preprocess(Image.fromarray(made.pixels[name][0]))
        with torch.inference_mode():
            seen = pipe.prepare_latents(shown, None, 1, 1, torch.float32, "cpu", add_noise=False)
        assert float((seen - latents[:1].float()).abs().mean()) < 0.05  # bfloat16


def test_latents_of_other_demos_or_another_autoencoder_are_not_taken(small: Recipe, drawn: Pictures) -> None:
    small.run.mkdir()
    one, both = replace(small, demos=1), replace(small, demos=2)
    few_drawn = draw_pictures(one.pictures, demos=1)
    coder = coding.train_autoencoder(one, few_drawn)
    first = encoded(coder, few_drawn, one)
    found = encoded(coder, drawn, both)
    assert {name: len(some) for name, some in found.items()} == {n: len(p) for n, p in drawn.pixels.items()}
    for path in small.run.glob("autoencoder.*"):
        path.unlink()
    coder = coding.train_autoencoder(replace(one, seed=1), few_drawn)
    with pytest.raises(ModelNotFound, match="delete denoiser"):
        scaled(coder, one)
    again = encoded(coder, few_drawn, one)
    assert not any(torch.equal(again[name], first[name]) for name in first)


def test_what_is_no_number_is_never_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "SAVE_SECONDS", 0.0)
    net = torch.nn.Linear(2, 1)
    going = Training(net, Recipe(run=tmp_path, steps=9, device="cpu"), name="part", share=1.0, rate=1e-3)
    going.update(net(torch.ones(1, 2)).square().mean())
    losses = (lambda: net(torch.full((1, 2), torch.nan)).mean(), lambda: (0 * net.weight).sum().sqrt())
    for loss in losses:  # the second is 0, and its gradient is none
        with pytest.raises(TrainingFailed, match="run the same command again"):
            going.update(loss())
    for found in (load_file(tmp_path / "part.checkpoint.safetensors"), net.state_dict(), going.average):
        assert all(bool(one.isfinite().all()) for one in found.values())


def test_a_result_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(tensors: object, path: Path) -> None:
        Path(path).write_bytes(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(training, "save_file", torn)
    recipe = Recipe(run=tmp_path, steps=9, device="cpu")
    going = Training(torch.nn.Linear(2, 1), recipe, name="part", share=1.0, rate=1e-3)
    with pytest.raises(OutOfDisk, match=r"part\.safetensors"):
        going.finish()
    assert going.result() is None


def test_a_run_that_was_stopped_ends_as_one_that_was_not(small: Recipe) -> None:
    whole = replace(small, steps=3)
    paint_recipe(whole)
    parted = replace(whole, run=small.run.with_name("parted"), out=small.out.with_name("parted-out"))
    for stop in (1, 2, 1, 2):  # twice in the autoencoder, twice in the denoiser
        with pytest.raises(Stop):
            paint_recipe(parted, stop_after=stop)
    paint_recipe(parted)
    for part in PARTS[-3::2]:
        one, other = (load_file(recipe.out / part) for recipe in (whole, parted))
        assert all(torch.equal(one[name], other[name]) for name in one), part


def test_the_judge_learns_and_is_kept(drawn: Pictures, tmp_path: Path) -> None:
    recipe = Recipe(run=tmp_path, steps=2, demos=2, batch=8, device="cpu")
    judge, right = train_judge(recipe, drawn)
    assert set(right) == {"subject", "color"}
    assert {verdict.subject for verdict in judge.look(few_pictures(drawn))} <= set(judge.subjects)
    again = Judge.open(tmp_path)
    assert again.look(few_pictures(drawn)) == judge.look(few_pictures(drawn))
    assert subject_of({"section": "news", "subject": "fox"}) == subject_of(
        {"section": "video", "subject": "fox"}
    )
    with pytest.raises(ModelNotFound, match=r"painting\.judge"):
        Judge.open(tmp_path / "nowhere")


class Swatches:
    """Paints every prompt in one flat color, a taste as another."""

    name, together = "swatches", 4

    def paint(self, prompt: str, **how: Unpack[Brushwork]) -> Image.Image:
        return self.paint_many([prompt], **how)[0]

    def paint_many(self, prompts: Sequence[str], **how: Unpack[Brushwork]) -> list[Image.Image]:
        taste = how.get("taste")
        level = 128 if taste is None else int(128 + 100 * float(taste[0]))
        return [Image.new("RGB", how.get("size", (64, 64)), (level, len(one) % 256, 9)) for one in prompts]


def test_the_exam_asks_what_the_judge_can_see(
    drawn: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (exam, taste_exam):
        monkeypatch.setattr(module, "drafts", few)
    monkeypatch.setattr(exam, "held_out", lambda facts: True)
    monkeypatch.setattr(taste_exam, "FEWEST", 3)
    judge, _ = train_judge(Recipe(run=tmp_path, steps=2, demos=2, batch=8, device="cpu"), drawn)
    asked = exam.questions(10)
    colored = [one for one in asked if "color" in one.facts]
    assert len(asked) == 10
    assert {one.facts["section"] for one in asked} == set(SECTIONS)
    assert all(one.facts["color"] in one.prompt for one in colored)
    obeyed, made = exam.obedience(Swatches(), judge, asked)
    assert (obeyed.subject.of, obeyed.color.of, len(made)) == (10, len(colored), 10)
    liked = exam.likeness(Swatches(), judge, items=3)
    assert (liked.subject.of, liked.nearer.of) == (3, liked.margin.of)
    real = exam.realism(made, judge)
    assert real.distance.low <= real.distance.value
    assert 2 < real.distance.of <= len(made)
    assert real.real > 0
    shown = taste_exam.taste_shown(Swatches(), judge, people=3, prompts=2)
    assert (shown.nearer.of, shown.strangers.of, shown.subject.of) == (3, 3, 6)
    assert shown.apart.value > 0


def test_the_exam_asks_as_often_as_it_is_to_or_says_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exam, "drafts", lambda section, seed: few(section, seed=200))
    monkeypatch.setattr(exam, "held_out", lambda facts: True)
    asked = exam.questions(152)
    assert len(asked) == 152
    assert {one.facts["demo"] for one in asked} > {"300", "305"}, "five demos have too few"
    monkeypatch.setattr(exam, "held_out", lambda facts: False)
    with pytest.raises(BadCall, match="0 held-out items of fashion, fewer than the 2"):
        exam.questions(10)


def test_shares_come_with_their_interval() -> None:
    found = average([True, False] * 50)
    assert found.value == 0.5
    assert 0.38 < found.low < 0.45
    assert 0.55 < found.high < 0.62
    assert average([]).of == 0


def test_what_is_trained_so_far_can_be_looked_at(small: Recipe) -> None:
    with pytest.raises(ModelNotFound, match=r"finetune\.painting --run"):
        standing(small, "autoencoder")
    with pytest.raises(Stop):
        paint_recipe(small, stop_after=1)
    assert standing(small, "autoencoder").keys() == autoencoder().state_dict().keys()


def few_pictures(drawn: Pictures) -> list[Image.Image]:
    return [Image.fromarray(pixels[0]) for pixels in drawn.pixels.values()]


def test_the_command_line_is_the_recipes_fields() -> None:
    made = recipe_from(["--minutes", "5", "--run", "somewhere", "--device", "cpu"])
    assert (made.minutes, made.run, made.device) == (5.0, Path("somewhere"), "cpu")
