"""A classifier of the demo's pictures, trained apart from the painter and on real renderings alone.

It says what a picture shows (the garment, the advertised product, the scene, the motif) and, of garments and
advertisements, which of the sixteen colors they have. The benchmark asks it whether the painter obeyed; its
own accuracy is measured on the renderings of a demo it has not seen. As it has no part in painting, what it
sees on its way (`features`) also says how alike two pictures are. To train it:
`python -m tastemaker.finetune.painting.judge`.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, interpolate

from tastemaker.catalog.demo.drawing import COLORS
from tastemaker.disk import room
from tastemaker.errors import ModelNotFound
from tastemaker.finetune.allocator import keep_memory
from tastemaker.finetune.painting.phrasing import subject_of
from tastemaker.finetune.painting.pictures import Pictures, draw_pictures
from tastemaker.finetune.painting.recipe import Recipe
from tastemaker.finetune.painting.training import Training

__all__ = ["Judge", "Verdict", "train_judge"]

log = logging.getLogger(__name__)
LOOK = 128
"""Pictures are judged at this side, whatever their shape."""
MINUTES = 8.0
LAYERS = 6
"""Of the eye, at each size."""
NO_COLOR = -100
"""Where a picture has no one color: what cross_entropy leaves out."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a picture shows."""

    subject: str
    """`fashion/dress`, `advertising/coffee`, `scene/lighthouse`, `music/cassette`."""
    color: str
    """Of the sixteen the likeliest: it says something of garments and advertisements alone."""


class Eye(nn.Module):
    """A small convolutional network with two heads."""

    def __init__(self, subjects: int) -> None:
        super().__init__()
        widths = (3, 24, 48, 96, 144, 192)
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [
                nn.Conv2d(before, after, 3, 2, 1), nn.GroupNorm(8, after), nn.SiLU(),
                nn.Conv2d(after, after, 3, 1, 1, groups=after // 8), nn.GroupNorm(8, after), nn.SiLU(),
            ]  # fmt: skip
        self.body = nn.Sequential(*layers)
        self.subject = nn.Linear(widths[-1], subjects)
        self.color = nn.Linear(widths[-1] + widths[2], len(COLORS))

    def levels(self, pictures: Tensor) -> list[Tensor]:
        """What is seen at each of the five sizes, coarser and coarser: (n, width, side, side)."""
        found = []
        for start in range(0, len(self.body), LAYERS):
            pictures = self.body[start : start + LAYERS](pictures)
            found.append(pictures)
        return found

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of subjects and colors, from float32 (n, 3, 128, 128) in -1..1."""
        _, early, *_, late = self.levels(pictures)
        seen = late.mean((2, 3))
        return self.subject(seen), self.color(torch.cat([seen, early.mean((2, 3))], 1))


class Judge:
    """The trained eye, and the names of what it sees."""

    name = "judge of real renderings"

    def __init__(self, eye: Eye, subjects: Sequence[str]) -> None:
        self.subjects = tuple(subjects)
        self._eye = eye.eval()

    @classmethod
    def open(cls, run: Path) -> Judge:
        """What `train_judge` left in a run's folder. Raises ModelNotFound."""
        labels, weights = run / "judge.json", run / "judge.safetensors"
        if not (labels.is_file() and weights.is_file()):
            raise ModelNotFound(
                f"no judge in {run}: run python -m tastemaker.finetune.painting.judge --run {run}"
            )
        subjects = json.loads(labels.read_text(encoding="utf-8"))["subjects"]
        eye = Eye(len(subjects))
        eye.load_state_dict(load_file(weights))
        return cls(eye, subjects)

    @torch.inference_mode()
    def look(self, pictures: Sequence[Image.Image]) -> list[Verdict]:
        """What each picture shows."""
        found, names = [], list(COLORS)
        for some in _batches(pictures):
            subjects, colors = self._eye(some)
            for subject, color in zip(subjects.argmax(1).tolist(), colors.argmax(1).tolist(), strict=True):
                found.append(Verdict(self.subjects[subject], names[color]))
        return found

    @torch.inference_mode()
    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        """float32 (n, 1008): mean and spread of what is seen at every size, which hold style and subject."""
        parts = []
        for some in _batches(pictures):
            levels = self._eye.levels(some)
            found = [part for one in levels for part in (one.mean((2, 3)), one.std((2, 3)))]
            parts.append(torch.cat(found, 1))
        return torch.cat(parts).numpy()


def _batches(pictures: Sequence[Image.Image]) -> Iterator[Tensor]:
    """float32 (n, 3, 128, 128) in -1..1, 32 at a time."""
    for start in range(0, len(pictures), 32):
        some = [
            np.asarray(one.convert("RGB").resize((LOOK, LOOK), Image.Resampling.BOX))
            for one in pictures[start : start + 32]
        ]
        yield torch.from_numpy(np.stack(some)).permute(0, 3, 1, 2).float().div(127.5).sub(1)


def train_judge(recipe: Recipe, pictures: Pictures, *, stop_after: int = 0) -> tuple[Judge, dict[str, float]]:
    """The judge, trained on all demos but the last, and how often it is right on that one."""
    torch.manual_seed(recipe.seed + 2)
    cases = Cases(pictures, recipe)
    eye = Eye(len(cases.subjects))
    training = Training(eye, recipe, name="judge", share=1.0, rate=2e-3, stop_after=stop_after)
    found = training.result()
    if found is None:
        while not training.over:
            shown, subjects, colors = cases.draw(training.chance())
            with training.autocast():
                named, painted = eye(shown)
            loss = cross_entropy(named.float(), subjects, label_smoothing=0.02)
            if bool((colors != NO_COLOR).any()):
                loss = loss + cross_entropy(painted.float(), colors)
            training.update(loss)
        found = training.finish()
    eye.load_state_dict(found)
    judge = Judge(eye.cpu(), cases.subjects)
    right = _accuracy(judge, pictures, cases)
    with room(f"no space left in {recipe.run}"):
        kept = json.dumps({"subjects": cases.subjects, "accuracy": right}, indent=1)
        (recipe.run / "judge.json").write_text(kept + "\n", encoding="utf-8")
    return judge, right


class Cases:
    """Pictures at the judge's size with their labels, moved and tinted a little; one demo is kept apart."""

    def __init__(self, pictures: Pictures, recipe: Recipe) -> None:
        facts = [one for many in pictures.facts.values() for one in many]
        demos = sorted({one["demo"] for one in facts})
        self.apart = demos[-1] if len(demos) > 1 else ""
        self.subjects = sorted({subject_of(one) for one in facts})
        colors = list(COLORS)
        self._device, self._size = recipe.device, recipe.batch
        self._pixels = torch.cat([_small(pixels) for pixels in pictures.pixels.values()])
        self._subject = torch.tensor([self.subjects.index(subject_of(one)) for one in facts])
        self._color = torch.tensor(
            [colors.index(one["color"]) if "color" in one else NO_COLOR for one in facts]
        )
        self._rows = torch.tensor([n for n, one in enumerate(facts) if one["demo"] != self.apart])

    def draw(self, chance: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        rows = self._rows[torch.randint(len(self._rows), (self._size,), generator=chance)]
        shown = self._pixels[rows].permute(0, 3, 1, 2).float().div(127.5).sub(1)
        cut = torch.randint(0, 13, (4,), generator=chance).tolist()
        shown = shown[:, :, cut[0] : LOOK - cut[1], cut[2] : LOOK - cut[3]]
        shown = interpolate(shown, (LOOK, LOOK), mode="bilinear")
        soft = interpolate(interpolate(shown, scale_factor=0.5, mode="area"), (LOOK, LOOK), mode="bilinear")
        shown = torch.lerp(shown, soft, torch.rand(len(rows), 1, 1, 1, generator=chance))
        shown = shown + 0.06 * torch.randn(len(rows), 1, 1, 1, generator=chance)
        return (
            shown.to(self._device),
            self._subject[rows].to(self._device),
            self._color[rows].to(self._device),
        )


def _small(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Tensor:
    """uint8 (n, 128, 128, 3)."""
    parts = []
    for start in range(0, len(pixels), 128):
        batch = torch.from_numpy(pixels[start : start + 128]).permute(0, 3, 1, 2).float()
        parts.append(interpolate(batch, (LOOK, LOOK), mode="area").round().byte().permute(0, 2, 3, 1))
    return torch.cat(parts)


def _accuracy(judge: Judge, pictures: Pictures, cases: Cases) -> dict[str, float]:
    """How often subject and color are right on the demo that was kept apart, jpeg or not: real renderings."""
    subject: list[bool] = []
    color: list[bool] = []
    for name, many in pictures.facts.items():
        rows = [n for n, one in enumerate(many) if one["demo"] == cases.apart]
        verdicts = judge.look([Image.fromarray(pictures.pixels[name][row]) for row in rows])
        for row, verdict in zip(rows, verdicts, strict=True):
            subject.append(verdict.subject == subject_of(many[row]))
            if "color" in many[row]:
                color.append(verdict.color == many[row]["color"])
    shares = {"subject": subject, "color": color}
    return {key: round(float(np.mean(value)), 4) if value else 0.0 for key, value in shares.items()}


def main() -> None:
    """Train the judge from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=Path, default=Recipe().run)
    parser.add_argument("--demos", type=int, default=Recipe().demos)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    recipe = replace(Recipe(), run=given.run, demos=given.demos, minutes=given.minutes)
    recipe.run.mkdir(parents=True, exist_ok=True)
    _, right = train_judge(recipe, draw_pictures(recipe.pictures, demos=recipe.demos))
    log.info("right on real renderings it has not seen: %s", right)


if __name__ == "__main__":
    keep_memory("tastemaker.finetune.painting.judge")
    main()
