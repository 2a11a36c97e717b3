"""Where pictures and films are made: the painter, the artefacts, and how large a film is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tastemaker.tools.making.artefacts import Artefacts

if TYPE_CHECKING:
    from tastemaker.contracts import Painter, Picture, Vector
    from tastemaker.tools.making.ambience import Ambience

__all__ = ["Easel", "Studio"]


@dataclass(frozen=True, slots=True)
class Easel:
    """A painter, and how taste reaches it."""

    painter: Painter
    feels: bool = False
    """True when it takes a person's taste as a vector; any other is told of it in words."""
    weights: str = ""
    """Tells the painter's weights from others of its name, where they lie in a folder."""

    @property
    def models(self) -> dict[str, str]:
        """The painter, as it is kept with what it made: with other weights, the same is painted anew."""
        return {"painter": self.painter.name} | ({"painter_weights": self.weights} if self.weights else {})


def unknown(user: str) -> Vector | None:
    """Nobody's taste in pictures is known."""
    return None


def nowhere(user: str) -> Ambience | None:
    """Nobody's likes are known."""
    return None


def unseen(picture: Picture) -> str:
    """No picture is looked at."""
    return ""


@dataclass(frozen=True, slots=True)
class Studio:
    """What makers of pictures share; one per agent."""

    easel: Callable[[], Easel]
    """Opens the painter at first use. Raises ModelNotFound where there is none, with the mend."""
    artefacts: Artefacts
    taste: Callable[[str], Vector | None] = unknown
    """Where a person's taste in pictures lies; None where nothing is known."""
    ambience: Callable[[str], Ambience | None] = nowhere
    """The light and colours of what a person liked; None where they liked no picture."""
    inspect: Callable[[Picture], str] = unseen
    """Looks at what was painted; what it answers is why it may not be shown."""
    film: tuple[int, int] = (1280, 720)
    """Pixels of a film, both even."""
    fps: int = 24
