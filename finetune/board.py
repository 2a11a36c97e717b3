"""Learning curves as TensorBoard files, where TensorBoard is installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["Board"]


class Board:
    """The curves of one run, in a folder; nothing is written where the package is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: Any = None

    def record(self, row: Mapping[str, float], *, step: int) -> None:
        """Add a row of numbers at a step; it is on disk when this returns."""
        if self._writer is None:
            self._writer = _writer(self._folder)
        if self._writer:
            for name, value in row.items():
                self._writer.add_scalar(name, value, step)
            self._writer.flush()

    def close(self) -> None:
        """Close the file."""
        if self._writer:
            self._writer.close()


def _writer(folder: Path) -> Any:
    """A SummaryWriter, or False without the package."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return False
    return SummaryWriter(str(folder))
