"""What a section of the demo hands over: its profile, and its items before they are rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tastemaker.contracts import Scalar

__all__ = ["TRAITS", "Draft", "Profile"]

TRAITS = (
    "minimal", "colourful", "playful", "elegant", "outdoors", "dark", "energetic", "romantic",
    "techy", "classic", "cosy", "bold", "calm", "curious", "urban", "natural",
)  # fmt: skip
"""The latent dimensions of taste that the sections share: a person's taste in one predicts another."""


@dataclass(frozen=True)
class Profile:
    """How a section presents itself, as written to its domain.toml."""

    name: str
    noun: str
    currency: str
    tone: str
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """An item before it is rendered. `id` is its slug, unique in its section."""

    id: str
    title: str
    description: str
    categories: tuple[str, ...]
    attributes: Mapping[str, Scalar | tuple[str, ...]]
    price: float | None = None
    svg: str | None = None
    """The picture as one SVG document, normally 320 x 320."""
    audio: Callable[[Path], None] | None = None
    """Writes the sound to the path it is given, whose name ends in .ogg (soundfile goes by it)."""
    video: Callable[[Path], None] | None = None
    """Writes the clip to the path it is given, whose name ends in .mp4."""
    traits: Mapping[str, float] = field(default_factory=dict)
    """Values 0..1 over TRAITS (absent means 0): what simulated people choose by."""
    shows: tuple[str, ...] = ()
    """What the picture truly shows, the main thing first: kind and cut of a garment, product group and
    drawing of an advertisement, the scene of a story or film, motif of a cover and the instrument on it."""
