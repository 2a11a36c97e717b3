"""Learning curves as TensorBoard files, where TensorBoard is installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["record"]


def record(folder: Path, row: Mapping[str, float], *, step: int) -> bool:
    """Add a row of numbers at a step; False when the package is missing and nothing was written."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return False
    with SummaryWriter(str(folder)) as writer:
        for name, value in row.items():
            writer.add_scalar(name, value, step)
    return True
