"""Record covers: a motif by the tune, colors by its mood, often with its instrument."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo.drawing import darker, lighter
from tastemaker.catalog.demo.instruments import instrument
from tastemaker.catalog.demo.motifs import MOTIFS
from tastemaker.catalog.demo.palettes import film_palette
from tastemaker.catalog.demo.stage import Stage, circle, group, rect
from tastemaker.catalog.demo.synth import Tune

__all__ = ["Cover", "cover"]

PIXELS = (320, 320)

MOODS: dict[str, str] = {
    "smoky": "dark", "relaxed": "calm", "playful": "playful", "melancholic": "melancholic", "dark": "dark", "hypnotic": "tense",
    "driving": "tense", "cold": "eerie", "sunny": "hopeful", "happy": "playful", "dreamy": "dreamy", "warm": "cosy", "tender": "tender",
    "cheerful": "playful", "calm": "calm", "floating": "dreamy", "wild": "epic", "angry": "dark", "hopeful": "hopeful",
    "solemn": "melancholic", "proud": "witty", "sleepy": "dreamy", "glamorous": "playful", "epic": "epic", "nostalgic": "dreamy",
}  # fmt: skip
"""Which film mood a tune's mood looks like."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A record's cover."""

    svg: str
    """320 x 320."""
    played: bool
    """Whether the tune's instrument is on it."""


def cover(motif: str, *, tune: Tune) -> Cover:
    """The cover of a tune."""
    light, draw = MOTIFS[motif]
    rng = np.random.default_rng(tune.seed)
    stage = Stage(
        film_palette(str(rng.choice(light.split())), MOODS[tune.mood], rng=rng), pixels=PIXELS, seed=tune.seed
    )
    art = draw(stage)
    played = bool(rng.random() < (0.95 if motif == "bolt" else 0.72))
    if played:
        art += _with(tune.instrument, stage, rng=rng)
    return Cover(stage.document(*_sleeve(art, stage, rng=rng)), played)


def _with(name: str, s: Stage, *, rng: np.random.Generator) -> str:
    """The instrument in front, in a pool of light."""
    big = float(rng.uniform(1.0, 1.35))
    tool = instrument(name, s, color=s.palette.accent)
    x, y = s.middle + float(rng.uniform(-5, 5)), 52.0 + float(rng.uniform(-3, 4))
    disc = circle(x, y, 35, s.palette.ink, opacity=0.38) if rng.random() < 0.5 else ""
    halo = s.halo(x, y, r=48, color=lighter(s.palette.low, 0.2), opacity=0.65)
    return (
        halo
        + disc
        + group(tool, x=x, y=y, scale=big * (0.85 if disc else 1.0), turn=float(rng.uniform(-24, 24)))
    )


def _sleeve(art: str, s: Stage, *, rng: np.random.Generator) -> tuple[str, ...]:
    """Full bleed, a paper border, a round window or a colored spine."""
    kind = int(rng.integers(5))
    if kind == 0:
        window = rect(7, 7, 86, 86, "#fff")
    elif kind == 1:
        window = circle(50, 50, 43, "#fff")
    elif kind == 2:
        return art, rect(-1, -1, 7, 102, s.palette.accent), rect(6, -1, 1, 102, s.palette.glow, opacity=0.7)
    else:
        return art, b.vignette(s, opacity=0.35)
    paper = "#f5eee0" if rng.random() < 0.6 else darker(s.palette.near, 0.1)
    return rect(
        -1, -1, 102, 102, paper
    ), f'<clipPath id="window">{window}</clipPath><g clip-path="url(#window)">{art}</g>'
