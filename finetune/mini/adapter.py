"""What mini is taught about the demo: `python -m tastemaker.finetune.mini.adapter`.

A small LoRA adapter with everything around it, trained by `finetune` on the demo's simulated people, so that
the first conversation is already with the recommender. Killed, the same command goes on.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path
from typing import Final

from tastemaker.agent.engines import DEMO
from tastemaker.agent.opening import open_catalog
from tastemaker.finetune.finetuning import RUNS, finetune
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.training import Settings

__all__ = ["RECIPE", "main"]

RECIPE: Final = Recipe(
    strategy="lora",
    size=8,
    neighbors=15,
    dim=64,
    wishes=0.15,
    names=0.05,
    talk=0.4,
    written=4,
    partner=Settings(epochs=80, tokens=1024, row=64, every=5),
    language=Settings(epochs=16, tokens=3072, row=256),
)
"""Narrow, so that it ships; wishes weigh much: in a conversation there is one in nearly every turn."""


def main() -> None:
    """Train it, and put it where mini's weights are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--demo", default="demo", help="the demo's folder, if it is not the usual one")
    parser.add_argument("--run", type=Path, default=Path("runs/adapter"))
    given = parser.parse_args()
    finetune(open_catalog(given.demo), recipe=RECIPE, base="mini", folder=given.run, say=_say)
    shutil.copytree(given.run, DEMO, dirs_exist_ok=True, ignore=shutil.ignore_patterns(RUNS))


def _say(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    main()
