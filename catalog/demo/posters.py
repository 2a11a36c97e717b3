"""Film posters: a scene in the colors of its mood, framed as its decade framed them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tastemaker.catalog.demo.backdrops import vignette
from tastemaker.catalog.demo.drawing import path
from tastemaker.catalog.demo.palettes import Palette, film_palette
from tastemaker.catalog.demo.scenes import light_of, scene
from tastemaker.catalog.demo.stage import Stage, circle, group, rect

__all__ = ["Look", "poster", "still"]

PIXELS = (240, 340)


@dataclass(frozen=True, slots=True)
class Look:
    """What a film looks like: enough to draw its poster and its clip."""

    scene: str
    genre: str
    mood: str
    year: int
    seed: int

    def palette(self) -> Palette:
        """The film's colors: the same on the poster and in the clip."""
        rng = np.random.default_rng(self.seed)
        return film_palette(light_of(self.scene, rng=rng), self.mood, rng=rng)


def poster(look: Look) -> str:
    """An SVG of 240 x 340."""
    stage = Stage(look.palette(), pixels=PIXELS, seed=look.seed)
    picture = scene(look.scene, stage) + vignette(stage, opacity=0.5)
    return stage.document(*_framed(picture, look, stage))


def still(look: Look, *, pixels: tuple[int, int], time: float, seconds: float) -> str:
    """The film's scene at a moment of its clip, 0 to 1, under a slowly moving camera."""
    stage = Stage(look.palette(), pixels=pixels, seed=look.seed, time=time, seconds=seconds)
    near = 1.03 + 0.07 * (time if look.seed % 2 else 1 - time)
    picture = group(
        scene(look.scene, stage), x=stage.middle * (1 - near), y=stage.ground * (1 - near) + 1, scale=near
    )
    return stage.document(picture, vignette(stage, opacity=0.4))


def _framed(picture: str, look: Look, stage: Stage) -> tuple[str, ...]:
    """Paper borders for old films, a band for the eighties, bleeding pictures after that."""
    frames = {0: _arched, 1: _bordered, 2: _banded, 3: _bled, 4: _lined}
    era = int(np.searchsorted((1970, 1984, 1997, 2011), look.year, side="right"))
    if look.seed % 7 == 0:
        era = 3
    return frames[era](picture, stage)


def _bordered(picture: str, stage: Stage) -> tuple[str, ...]:
    """A cream border with a thin line of the accent color."""
    w, h = stage.width, stage.height
    return (
        *_cut(picture, stage, rect(5, 5, w - 10, h - 16, "#fff", rx=1.5)),
        rect(4, 4, w - 8, h - 14, "none", rx=2, stroke=stage.palette.accent, stroke_width=0.8),
        _credits(stage, h - 6.4, color=stage.palette.ink),
    )


def _arched(picture: str, stage: Stage) -> tuple[str, ...]:
    """An arched window in cream paper."""
    w, h = stage.width, stage.height
    arch = path(f"M7 {h - 14:.1f}V40Q7 7 {w / 2:.1f} 7Q{w - 7:.1f} 7 {w - 7:.1f} 40V{h - 14:.1f}Z", "#fff")
    dots = tuple(circle(x, y, 2.2, stage.palette.accent) for x in (8, w - 8) for y in (8,))
    return _cut(picture, stage, arch) + dots + (_credits(stage, h - 8, color=stage.palette.ink),)


def _banded(picture: str, stage: Stage) -> tuple[str, ...]:
    """A dark band below with three stripes, as video shops had them."""
    p, w, h = stage.palette, stage.width, stage.height
    stripes = "".join(
        rect(0, h - 15 + 1.5 * n, w, 0.9, color) for n, color in enumerate((p.accent, p.second, p.glow))
    )
    band = rect(-1, h - 15, w + 2, 16, p.ink)
    return picture, band, stripes, _credits(stage, h - 5.4, color=p.glow)


def _bled(picture: str, stage: Stage) -> tuple[str, ...]:
    """The picture to the edge, darker towards the foot."""
    p, w, h = stage.palette, stage.width, stage.height
    fade = rect(-1, h - 40, w + 2, 42, stage.down((0, p.ink, 0), (1, p.ink, 0.85)))
    return picture, fade, _credits(stage, h - 6, color=p.glow)


def _lined(picture: str, stage: Stage) -> tuple[str, ...]:
    """The picture to the edge with a thin inner frame."""
    p, w, h = stage.palette, stage.width, stage.height
    line = rect(4, 4, w - 8, h - 8, "none", stroke=p.glow, stroke_width=0.6, opacity=0.75)
    fade = rect(-1, h - 34, w + 2, 36, stage.down((0, p.ink, 0), (1, p.ink, 0.7)))
    return picture, fade, line, _credits(stage, h - 9, color=p.glow)


def _cut(picture: str, stage: Stage, window: str) -> tuple[str, ...]:
    paper = rect(-1, -1, stage.width + 2, stage.height + 2, "#f6efdf")
    return paper, f'<clipPath id="window">{window}</clipPath><g clip-path="url(#window)">{picture}</g>'


def _credits(stage: Stage, y: float, *, color: str) -> str:
    """The small print that no one reads, as fine bars."""
    rng, x, out = stage.rng("credits"), stage.middle - 26.0, []
    while x < stage.middle + 24:
        wide = float(rng.uniform(2, 7))
        out.append(rect(x, y, min(wide, stage.middle + 26 - x), 0.9, color, rx=0.45, opacity=0.6))
        x += wide + 1.3
    return "".join(out)
