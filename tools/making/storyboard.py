"""A script with a picture for every shot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tastemaker.errors import BadScript
from tastemaker.tools.making.script import Script

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Storyboard"]


@dataclass(frozen=True, slots=True)
class Storyboard:
    """What a film and a sheet are made of; BadScript when there is not one keyframe a shot."""

    script: Script
    keyframes: tuple[Image.Image, ...]
    """One a shot, in order, of any size and shape."""
    audio: Path | None = None
    """A recording to lay under the film."""

    def __post_init__(self) -> None:
        shots, found = len(self.script.shots), len(self.keyframes)
        if shots != found:
            raise BadScript(f"the script has {shots} shots and there are {found} keyframes: give one a shot")
