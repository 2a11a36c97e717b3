"""Does the embedded image model paint what it is asked for, does an item stay itself, does a taste show?

    python benchmarks/painting.py [--model mini] [--run runs/painting]
    python benchmarks/painting.py --cost [--model mini]
    python benchmarks/painting.py --series 40 [--run runs/painting] [--domain demo]
    python benchmarks/painting.py --grid grid.png [--model mini] [--domain demo] [--rows 6] [--columns 5]

The judge is a classifier that was trained apart, on real renderings alone; it is trained now (minutes) where
the run has none, and conditions nothing. Prompts are of combinations that no training saw. `--cost` measures
seconds and memory of painting alone, as the report does in a process of its own.

`--series` paints items from all over a domain for so many of its people, for strangers and for nobody, by the
tool itself, and asks whether they are, together, nearer to what a person liked later. Of the domain's people
every second one is asked of: the ambience's settings were chosen on the others.

`--grid` makes a picture for human eyes and measures nothing: a row for each of some people of a domain, with
their taste in a few words, a column for each of some items, and above them the same painted for nobody and
the items' own pictures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from PIL import Image
from setting import about, peak_gb

from tastemaker.agent.engines.painter import open_painter
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.opening import open_catalog
from tastemaker.agent.studio import LazyEasel
from tastemaker.finetune.making.gallery import Gallery
from tastemaker.finetune.making.grid import drawn, rows, spread
from tastemaker.finetune.making.series import series
from tastemaker.finetune.making.sitters import FEWEST, sitters
from tastemaker.finetune.making.workshop import Workshop
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
    parser.add_argument("--cost", action="store_true", help="measure seconds and memory, and no more")
    parser.add_argument("--series", type=int, default=0, help="paint for so many people, and no more")
    parser.add_argument("--grid", type=Path, help="paint people by items into this file, and no more")
    parser.add_argument("--domain", default="demo", help="of the grid's people and items")
    parser.add_argument("--rows", type=int, default=6, help="of the grid: people")
    parser.add_argument("--columns", type=int, default=5, help="of the grid: items")
    parser.add_argument("--fewest", type=int, default=FEWEST, help="events that the grid's people have")
    given = parser.parse_args()
    if given.grid:
        grid(given).save(given.grid)
        return
    if given.series:
        print(json.dumps(shown_in_series(given), indent=2))
        return
    print(json.dumps(cost(given.model) if given.cost else report(given), indent=2))


def report(given: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    began, spent = time.perf_counter(), apart(given.model)
    recipe = replace(Recipe(), run=given.run, demos=given.demos, minutes=MINUTES)
    recipe.run.mkdir(parents=True, exist_ok=True)
    judge, sure = train_judge(recipe, draw_pictures(recipe.pictures, demos=recipe.demos))
    painter = open_painter(given.model)
    asked = questions(given.prompts, seed=given.seed)
    obeyed, made = obedience(painter, judge, asked)
    if given.sheet:
        sheet(made[:SHEET]).save(given.sheet)
    return {
        "benchmark": "painting",
        "painter": painter.name,
        "seed": given.seed,
        "judge": sure,
        "obedience": asdict(obeyed),
        "realism": asdict(realism(made, judge, seed=given.seed)),
        "likeness": asdict(likeness(painter, judge, items=given.items, seed=given.seed)),
        "taste": asdict(taste_shown(painter, judge, people=given.people, seed=given.seed)),
        **spent,
        **about(began, "diffusers"),
    }


def apart(model: str) -> dict[str, Any]:
    """The cost in a process of its own: this one looks at all the pictures of the training."""
    command = [sys.executable, __file__, "--cost", "--model", model]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def cost(model: str) -> dict[str, float]:
    """Seconds for one picture of 256 x 256, the first not counted, and this process' memory at its most."""
    painter = open_painter(model)
    painter.paint("a red dress")
    began = time.perf_counter()
    for seed in range(3):
        painter.paint("a red dress", seed=seed)
    seconds = (time.perf_counter() - began) / 3
    return {"seconds_per_picture": round(seconds, 2), "memory_gb": round(peak_gb(), 2)}


def shown_in_series(given: argparse.Namespace) -> dict[str, Any]:
    """Whether a taste shows over several pictures, by the judge's eye."""
    began, catalog = time.perf_counter(), open_catalog(given.domain)
    recipe = replace(Recipe(), run=given.run, demos=given.demos, minutes=MINUTES)
    judge, _ = train_judge(recipe, draw_pictures(recipe.pictures, demos=recipe.demos))

    def told(pictures: Sequence[Image.Image]) -> list[str]:
        return [verdict.subject for verdict in judge.look(pictures)]

    with Workshop.opened(catalog, engine=ScriptedEngine(), easel=LazyEasel(given.model)) as shop:
        people = sitters(catalog, shop.memory, most=2 * given.series)[1::2]
        gallery = Gallery(catalog, judge, seed=given.seed)
        found = series(shop.paint, gallery, people, told=told, seed=given.seed)
    return {
        "benchmark": "painting series",
        "painter": given.model,
        "domain": catalog.profile.name,
        "people": len(people),
        "seed": given.seed,
        **asdict(found),
        **about(began, "diffusers"),
    }


def grid(given: argparse.Namespace) -> Image.Image:
    """People of a domain by items of it."""
    catalog = open_catalog(given.domain)
    with Workshop.opened(catalog, engine=ScriptedEngine(), easel=LazyEasel(given.model)) as shop:
        people = sitters(catalog, shop.memory, most=max(4, given.rows), fewest=given.fewest, seed=given.seed)
        items = spread(shop, given.columns, seed=given.seed)
        made = rows(shop, people[: given.rows], items, seed=given.seed)
    return drawn(made, [catalog.item(item).title for item in items])


def sheet(pictures: list[Image.Image], *, across: int = 8, side: int = 160) -> Image.Image:
    """All pictures, small, side by side."""
    whole = Image.new("RGB", (across * side, -(-len(pictures) // across) * side))
    for n, picture in enumerate(pictures):
        whole.paste(picture.resize((side, side)), (n % across * side, n // across * side))
    return whole


if __name__ == "__main__":
    main()
