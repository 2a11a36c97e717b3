"""mini's whole recipe, one step after the other: `python -m tastemaker.finetune.mini`."""

from __future__ import annotations

import os
import subprocess
import sys

from tastemaker.catalog.demo import demo_folder
from tastemaker.finetune.allocator import ALLOCATOR

__all__ = ["main"]


def main() -> None:
    """Run every step; each goes on where it was stopped. The photographs are found by TASTEMAKER_DATA."""
    demo = str(demo_folder())
    steps = (
        ("vision",),
        ("tokenizer",),
        ("text", "--run", "runs/short", "--minutes", "15", "--short", "0.9", "--copies", "0.03",
         "--peak", "8e-4", "--muon", "1.2e-3"),
        ("text", "--warm-from", "runs/short", "--pictures", demo, "--tower", "runs/tower", "--minutes", "75",
         "--short", "0.55", "--peak", "8e-4", "--muon", "1.2e-3"),
        ("assemble", "--run", "runs/text", "--tower", "runs/tower"),
        ("hearing",),
        ("recall",),
        ("angles",),
        ("adapter",),
    )  # fmt: skip
    for name, *given in steps:
        command = [sys.executable, "-m", f"tastemaker.finetune.mini.{name}", *given]
        subprocess.run(command, check=True, env={**os.environ, **ALLOCATOR})


if __name__ == "__main__":
    main()
