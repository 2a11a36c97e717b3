"""The picture of a news story: its scene, in colors of tone and region."""

from __future__ import annotations

import numpy as np

from tastemaker.catalog.demo.backdrops import vignette
from tastemaker.catalog.demo.palettes import news_palette
from tastemaker.catalog.demo.scenes import light_of, scene
from tastemaker.catalog.demo.stage import Stage, group

__all__ = ["illustrate"]

PIXELS = (320, 240)


def illustrate(name: str, *, tone: str, region: str, seed: int) -> str:
    """An SVG of 320 x 240."""
    rng = np.random.default_rng(seed)
    palette = news_palette(light_of(name, rng=rng), tone, region=region, rng=rng)
    stage = Stage(palette, pixels=PIXELS, seed=seed)
    picture = scene(name, stage)
    zoom = float(rng.uniform(1.0, 1.12))
    shift = float(rng.uniform(-1, 1)) * stage.width * (zoom - 1) / 2
    framed = group(
        picture, x=stage.middle * (1 - zoom) + shift, y=stage.ground * (1 - zoom) + 2 * (zoom - 1), scale=zoom
    )
    return stage.document(framed, vignette(stage, opacity=0.3))
