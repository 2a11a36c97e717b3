"""What mini is taught about the demo and its sections: `python -m tastemaker.finetune.mini.adapter`.

Small LoRA adapters with everything around them, trained by `finetune` on the demo's simulated people, so that
the first conversation is already with the recommender. Killed, the same command goes on.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from tastemaker.agent.engines import DEMO, SECTIONS
from tastemaker.agent.engines.about import About
from tastemaker.agent.opening import open_catalog
from tastemaker.catalog.demo import sections
from tastemaker.finetune.finetuning import RUNS, finetune
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.training import Settings

__all__ = ["RECIPE", "SECTION", "main"]

RECIPE: Final = Recipe(
    strategy="lora",
    size=8,
    neighbors=15,
    dim=64,
    wishes=0.15,
    names=0.05,
    talk=0.4,
    written=4,
    partner=Settings(epochs=80, row=64, every=5),
    language=Settings(epochs=16, tokens=3072, row=256),
)
"""Narrow, so that it ships; wishes weigh much: in a conversation there is one in nearly every turn."""
SECTION: Final = replace(RECIPE, size=1, neighbors=8, dim=32, alone=False)
"""Narrower still, for a fifth of the items."""


def main() -> None:
    """Train them, and put them where mini's weights are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--demo", default="demo", help="the demo's folder, if it is not the usual one")
    parser.add_argument("--run", type=Path, default=Path("runs/adapter"))
    parser.add_argument("--of", nargs="+", choices=["demo", *sections.SECTIONS], help="only of these")
    given = parser.parse_args()
    for name in given.of or ["demo", *sections.SECTIONS]:
        teach(name, demo=given.demo, run=given.run / name)
    held = {folder.name: _bytes(folder) for folder in (DEMO, *sorted(SECTIONS.glob("*")))}
    _say(f"{held} bytes, {sum(held.values()):,} together")


def teach(name: str, *, demo: str, run: Path) -> None:
    """Train the adapter of the whole demo, or of a section, and ship it."""
    whole = name == "demo"
    if not About.there(run):
        catalog = open_catalog(demo if whole else f"{demo}/{name}")
        _say(f"{name}: {len(catalog)} items")
        finetune(catalog, recipe=RECIPE if whole else SECTION, base="mini", folder=run, say=_say)
    place = DEMO if whole else SECTIONS / name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(run, place, ignore=shutil.ignore_patterns(RUNS))


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _say(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    main()
