"""What a run of the recipe is made with, and where its parts lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import torch

__all__ = ["WEIGHTS", "Recipe"]

WEIGHTS = Path(__file__).resolve().parents[2] / "agent" / "weights" / "painting"
"""Where the finished model ships."""


@dataclass(frozen=True)
class Recipe:
    """How to train; everything else is derived."""

    run: Path = Path("runs/painting")
    """Drawn pictures, checkpoints and logs."""
    out: Path = WEIGHTS
    """Where the finished model is written."""
    warm: str = ""
    """A finished model's folder to go on from: its autoencoder stays, its denoiser gets all the minutes."""
    minutes: float = 80.0
    """For both trainings together, on the clock. Drawing and reading come on top: 10 minutes on 2 cores."""
    steps: int = 0
    """When given, the steps of each training, whatever the clock says: the same result everywhere."""
    demos: int = 8
    """How many demos to draw, from seeds other than the shipped one's."""
    batch: int = 64
    """Pictures per step of the denoiser; on a GPU four times as many."""
    seed: int = 0
    device: str = field(default_factory=lambda: "cuda" if torch.cuda.is_available() else "cpu")

    @property
    def pictures(self) -> Path:
        """The folder of drawn pictures."""
        return self.run / f"pictures-{self.demos}"

    @property
    def on_gpu(self) -> bool:
        return self.device.startswith("cuda")
