"""Does the embedded image model paint what it is asked for, does an item stay itself, does a taste show?

    python benchmarks/painting.py [--model mini] [--run runs/painting]

The judge is a classifier that was trained apart, on real renderings alone; it is trained now (minutes) where
the run has none, and conditions nothing. Prompts are of combinations that no training saw.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from dataclasses import asdict, replace
from pathlib import Path

from PIL import Image

from tastemaker.agent.engines.painter import open_painter
from tastemaker.contracts import Painter
from tastemaker.finetune.painting.exam import SEED, likeness, obedience, questions, realism
from tastemaker.finetune.painting.judge import MINUTES, train_judge
from tastemaker.finetune.painting.pictures import draw_pictures
from tastemaker.finetune.painting.recipe import Recipe
from tastemaker.finetune.painting.taste_exam import taste_shown

SHEET = 48
"""Pictures on the contact sheet."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="mini")
    parser.add_argument("--run", type=Path, default=Recipe().run, help="where pictures and judge are kept")
    parser.add_argument("--demos", type=int, default=Recipe().demos)
    parser.add_argument("--prompts", type=int, default=200)
    parser.add_argument("--items", type=int, default=100, help="real items to paint anew")
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument(
        "--seed", type=int, default=SEED, help="the exam's demo: another one to choose dials by"
    )
    parser.add_argument("--sheet", type=Path, help="where to keep a sheet of what was painted")
    given = parser.parse_args()
    recipe = replace(Recipe(), run=given.run, demos=given.demos, minutes=MINUTES)
    recipe.run.mkdir(parents=True, exist_ok=True)
    judge, sure = train_judge(recipe, draw_pictures(recipe.pictures, demos=recipe.demos))
    painter = open_painter(given.model)
    seconds = per_picture(painter)
    asked = questions(given.prompts, seed=given.seed)
    obeyed, made = obedience(painter, judge, asked)
    if given.sheet:
        sheet(made[:SHEET]).save(given.sheet)
    report = {
        "judge": sure,
        "obedience": asdict(obeyed),
        "realism": asdict(realism(made, judge, seed=given.seed)),
        "likeness": asdict(likeness(painter, judge, items=given.items, seed=given.seed)),
        "taste": asdict(taste_shown(painter, judge, people=given.people, seed=given.seed)),
        "seconds_per_picture": round(seconds, 2),
        "memory_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }
    print(json.dumps(report, indent=2))


def per_picture(painter: Painter) -> float:
    """Seconds for one picture of 256 x 256, the first not counted."""
    painter.paint("a red dress")
    began = time.perf_counter()
    for seed in range(3):
        painter.paint("a red dress", seed=seed)
    return (time.perf_counter() - began) / 3


def sheet(pictures: list[Image.Image], *, across: int = 8, side: int = 160) -> Image.Image:
    """All pictures, small, side by side."""
    whole = Image.new("RGB", (across * side, -(-len(pictures) // across) * side))
    for n, picture in enumerate(pictures):
        whole.paste(picture.resize((side, side)), (n % across * side, n // across * side))
    return whole


if __name__ == "__main__":
    main()
