"""The formats that words are set in: pixel sizes, and where text is safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tastemaker.errors import BadCall

__all__ = ["FORMATS", "Format", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A size in pixels, and the margins no text may enter: what an edge or an app's own buttons may cover."""

    name: str
    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height

    @property
    def safe(self) -> tuple[int, int, int, int]:
        """Where text may stand: left, top, right, bottom in pixels."""
        return self.left, self.top, self.width - self.right, self.height - self.bottom


FORMATS: Final = {
    given.name: given
    for given in (
        Format("poster", 1000, 1500, 76, 76, 76, 84),
        Format("square", 1080, 1080, 76, 76, 76, 76),
        Format("banner", 1200, 628, 64, 56, 64, 56),
        Format("rectangle", 300, 250, 18, 16, 18, 18),
        Format("leaderboard", 728, 90, 16, 10, 16, 10),
        Format("story", 1080, 1920, 76, 250, 76, 340),
        Format("film", 1280, 720, 72, 54, 72, 60),
    )
}
"""By name. `banner` is what links are shared with; `rectangle` and `leaderboard` are web advertising's common
sizes; a `story` leaves the top and bottom to the app that shows it."""


def format_of(name: str) -> Format:
    """The format of this name; BadCall when there is none."""
    if name not in FORMATS:
        raise BadCall(f"no format {name!r}: use one of {', '.join(FORMATS)}")
    return FORMATS[name]
