"""Train mini's vision tower: `python -m tastemaker.finetune.mini.vision --data DATA --minutes 60`.

A small convolutional teacher learns first, from photographs, practice drawings and demo pictures; then the
tower, a plain CLIPVisionModel, learns from the same pictures and the teacher, both in MiniLM's text space.
Stopped and started again, it goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from tastemaker.catalog.vision import HEAD, tower_digest
from tastemaker.finetune.mini.distort import MEAN, SIDE, STD, Strength, plain
from tastemaker.finetune.mini.learner import Learner
from tastemaker.finetune.mini.lessons import (
    Batch,
    Source,
    bridge,
    draw_batch,
    follow,
    lesson,
    map_distance,
    source,
)
from tastemaker.finetune.mini.photos import (
    Pictures,
    demo_pictures,
    practice_pictures,
    read_photos,
)
from tastemaker.finetune.mini.towers import Heads, Teacher, Tower

__all__ = ["Recipe", "export", "prepare", "train"]

log = logging.getLogger(__name__)
TEACHER_SHARE = 0.25
"""The share of the time that goes to the teacher."""
REFERENCE = 768
"""The dimensions of the reference features."""
DEMO_SHARES = {"fashion": 0.16, "advertising": 0.02, "news": 0.02, "video": 0.02, "music": 0.02}
"""How much of a batch is drawn from each section of the demo."""


@dataclass(frozen=True)
class Recipe:
    """How to train; everything else is derived."""

    data: Path
    """Folder with the photo domains `clothing` and `grocery`."""
    out: Path
    """Where the tower is written."""
    runs: Path
    """Where prepared pictures and checkpoints are kept."""
    minutes: float = 60.0
    """Of one processor core, the teacher's included."""
    batch: int = 48
    rate: float = 1e-3
    practice: int = 9000
    """How many practice drawings to paint."""
    demos: int = 3
    """How many demos to draw, from seeds other than the shipped one's."""
    seed: int = 0


def _titled(photos: Pictures) -> Pictures:
    """Each picture a kind of its own: products are told apart by name, not by class alone."""
    return Pictures(photos.ids, photos.pixels, photos.ids, photos.captions, photos.features)


def prepare(recipe: Recipe) -> list[Source]:
    """Everything to learn from, the training halves only; painted pictures are kept in the run's folder."""
    clothing = read_photos(recipe.data / "clothing", held=False)
    grocery = _titled(read_photos(recipe.data / "grocery", held=False))
    drawn = _kept(
        recipe.runs / f"practice-{recipe.practice}-{recipe.seed}",
        lambda: practice_pictures(recipe.practice, photos=clothing.pixels, seed=recipe.seed),
    )
    sources = [
        source(clothing, name="clothing", share=0.42, strength=Strength()),
        source(drawn, name="practice", share=0.3, strength=Strength(zoom=0.82, wide=1.12)),
        source(grocery, name="grocery", share=0.06, strength=Strength(color=0.15, shape=0.8)),
    ]
    for section, share in DEMO_SHARES.items():
        parts = [
            _kept(recipe.runs / f"{section}-{seed}", lambda c=section, n=seed: demo_pictures(c, seed=n))
            for seed in range(100, 100 + recipe.demos)
        ]
        kept = Strength(color=0.08, shape=0.7, cover=0.15)
        sources.append(source(_joined(parts), name=section, share=share, strength=kept))
    for made, pictures in ((sources[0], clothing), (sources[2], grocery)):
        if pictures.features is not None:
            made.reference = torch.from_numpy(pictures.features)
    for made in sources[:2]:
        made.garment = made.label
    return sources


def _joined(parts: Sequence[Pictures]) -> Pictures:
    return Pictures(
        ids=tuple(i for part in parts for i in part.ids),
        pixels=np.concatenate([part.pixels for part in parts]),
        kinds=tuple(k for part in parts for k in part.kinds),
        captions=tuple(c for part in parts for c in part.captions),
        attributes=tuple(a for part in parts for a in part.attributes),
    )


def _kept(path: Path, make: object) -> Pictures:
    """Pictures from the run's folder, or made now and kept there."""
    pixels, words = path.with_suffix(".npy"), path.with_suffix(".json")
    if words.is_file():
        known = json.loads(words.read_text())
        return Pictures(
            tuple(known["ids"]),
            np.load(pixels),
            tuple(known["kinds"]),
            tuple(tuple(c) for c in known["captions"]),
            None,
            tuple(known["attributes"]),
        )
    assert callable(make)
    made: Pictures = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(pixels, made.pixels)
    known = {"ids": made.ids, "kinds": made.kinds, "captions": made.captions, "attributes": made.attributes}
    words.write_text(json.dumps(known))
    log.info("made %d pictures: %s", len(made), path.name)
    return made


def _rounds(learner: Learner, path: Path, sources: Sequence[Source], size: int) -> Iterator[Batch]:
    """Batches until the time is up, with a checkpoint and a log line every minute.

    Time is the processor's, so that a busy machine takes longer and trains no less.
    """
    spoken = learner.elapsed
    while not learner.done:
        began = time.process_time()
        yield draw_batch(sources, size)
        learner.elapsed += time.process_time() - began
        if learner.elapsed - spoken > 60 or learner.done:
            spoken = learner.elapsed
            learner.save(path)
            log.info("%s: %.0f s, %d steps", path.stem, learner.elapsed, learner.steps)


def _teach(recipe: Recipe, sources: Sequence[Source]) -> tuple[Teacher, Heads]:
    teacher = Teacher()
    heads = Heads(teacher.dim, kinds=len(sources[0].anchors), reference=REFERENCE)
    learner = Learner(
        teacher, heads, extra=None, rate=1.5 * recipe.rate, seconds=60 * recipe.minutes * TEACHER_SHARE
    )
    path = recipe.runs / "teacher.safetensors"
    learner.load(path)
    for batch in _rounds(learner, path, sources, recipe.batch):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            view = teacher(batch.pictures)
            loss, _, _ = lesson(view, heads, batch)
        learner.step(loss)
        _report(learner, loss)
    learner.settle()
    return teacher, heads


def _report(learner: Learner, loss: Tensor) -> None:
    if learner.steps % 100 == 0:
        log.info("step %d, %.0f s, loss %.3f", learner.steps, learner.elapsed, loss.item())


def train(recipe: Recipe) -> None:
    """The whole recipe; the tower so far is written to `out` every few minutes."""
    torch.manual_seed(recipe.seed)
    recipe.runs.mkdir(parents=True, exist_ok=True)
    sources = prepare(recipe)
    teacher, wise = _teach(recipe, sources)
    tower = Tower()
    tower.start(plain(sources[0].pixels[torch.randperm(len(sources[0].pixels))[:400]]))
    heads = Heads(tower.dim, kinds=len(sources[0].anchors), reference=REFERENCE)
    across = bridge(tower, teacher)
    learner = Learner(
        tower, heads, extra=across, rate=recipe.rate, seconds=60 * recipe.minutes * (1 - TEACHER_SHARE)
    )
    path = recipe.runs / "tower.safetensors"
    learner.load(path)
    written = learner.elapsed
    for batch in _rounds(learner, path, sources, recipe.batch):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            with torch.no_grad():
                taught = teacher(batch.pictures)
                said = (
                    functional.normalize(wise.text(taught.pooled).float(), dim=1),
                    wise.kind(taught.pooled).float(),
                )
            view = tower(batch.pictures)
            loss, vectors, kinds = lesson(view, heads, batch)
            loss = follow(loss, (vectors, kinds), said) + 3 * map_distance(view, taught, across)
        learner.step(loss)
        _report(learner, loss)
        if learner.elapsed - written > 240:
            written = learner.elapsed
            export(learner, recipe.out)
    export(learner, recipe.out)


def export(learner: Learner, folder: Path) -> None:
    """Write the averaged tower as bf16: a plain CLIPVisionModel, its processor's settings, the text head."""
    tower = Tower()
    net = {k[4:]: v for k, v in learner.average.items() if k.startswith("net.")}
    tower.load_state_dict(net)
    folder.mkdir(parents=True, exist_ok=True)
    tower.clip.to(torch.bfloat16).save_pretrained(folder)
    head = {
        name: learner.average[f"heads.text.{name}"].to(torch.bfloat16).contiguous()
        for name in ("weight", "bias")
    }
    save_file(head, folder / HEAD, metadata={"format": "pt", "tower": tower_digest(tower.clip)})
    processor = {
        "image_processor_type": "CLIPImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "resample": 3,
        "size": {"height": SIDE, "width": SIDE},
        "do_center_crop": False,
        "crop_size": {"height": SIDE, "width": SIDE},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": list(MEAN),
        "image_std": list(STD),
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(processor, indent=2) + "\n")
    for file in folder.glob("*.safetensors"):
        file.chmod(0o644)  # safetensors writes for the owner alone
    log.info("wrote %s after %d steps", folder.name, learner.steps)


def main() -> None:
    """The command line: the recipe's fields are its flags."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given = os.environ.get("TASTEMAKER_DATA", "")
    parser.add_argument("--data", type=Path, default=Path(given), help="folder with clothing and grocery")
    parser.add_argument("--out", type=Path, default=Path("runs/tower"), help="where the tower is written")
    parser.add_argument(
        "--runs", type=Path, default=Path("runs/vision"), help="prepared pictures and checkpoints"
    )
    parser.add_argument("--minutes", type=float, default=60.0, help="of one core, the teacher's included")
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--practice", type=int, default=9000, help="how many practice drawings")
    parser.add_argument("--demos", type=int, default=3, help="how many demos to draw")
    parser.add_argument("--seed", type=int, default=0)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    train(Recipe(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
