"""What the tracks are about: titles and notes by genre."""

from __future__ import annotations

from typing import Final

from tastemaker.catalog.demo.tunes_loud import LOUD
from tastemaker.catalog.demo.tunes_quiet import QUIET
from tastemaker.catalog.demo.wording import Wording

__all__ = ["TUNES"]

GENRES: Final = (
    "jazz",
    "techno",
    "house",
    "folk",
    "ambient",
    "rock",
    "classical",
    "hip hop",
    "lo-fi",
    "disco",
    "metal",
    "synthwave",
    "bossa nova",
    "reggae",
)

TUNES: Final[dict[str, tuple[Wording, ...]]] = {genre: (LOUD | QUIET)[genre] for genre in GENRES}
"""By genre, in the order in which the demo draws them."""
