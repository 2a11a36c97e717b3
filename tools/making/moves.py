"""How the camera moves over a still."""

from __future__ import annotations

from math import pi, sin
from typing import TypeAlias

from tastemaker.tools.making.script import Camera

__all__ = ["Window", "eased", "window"]

Window: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom of what the camera sees, in shares (0 to 1) of the still's width and height."""

FASTEST = 0.16
"""The most that a move may zoom, or travel."""


def window(camera: Camera, progress: float, *, seconds: float) -> Window:
    """What the camera sees at `progress`, 0 at the beginning of its shot and 1 at the end.

    Long shots move further, at a pace that stays calm: some 3 % of the picture a second.
    """
    reach = min(FASTEST, 0.05 + 0.025 * seconds)
    along = 0.65 * progress + 0.35 * eased(progress)  # never quite at rest: cuts fall into the movement
    if camera == "static":
        return 0.0, 0.0, 1.0, 1.0
    if camera in ("push in", "pull out"):
        nearer = along if camera == "push in" else 1 - along
        side = (1 - reach) ** nearer  # even to the eye: each second enlarges by the same factor
        return (1 - side) / 2, (1 - side) / 2, (1 + side) / 2, (1 + side) / 2
    towards = along if camera in ("pan right", "tilt down") else 1 - along
    if camera in ("pan left", "pan right"):
        return reach * towards, reach / 2, 1 - reach * (1 - towards), 1 - reach / 2
    return reach / 2, reach * towards, 1 - reach / 2, 1 - reach * (1 - towards)


def eased(share: float) -> float:
    """0 to 1, slow at both ends."""
    return 0.5 + sin(pi * (min(max(share, 0.0), 1.0) - 0.5)) / 2
