"""Every scene by name: what it needs for light, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tastemaker.catalog.demo.scenes_animals import ANIMALS
from tastemaker.catalog.demo.scenes_care import CARE
from tastemaker.catalog.demo.scenes_child import CHILD
from tastemaker.catalog.demo.scenes_couple import COUPLE
from tastemaker.catalog.demo.scenes_culture import CULTURE
from tastemaker.catalog.demo.scenes_deep import DEEP
from tastemaker.catalog.demo.scenes_devices import DEVICES
from tastemaker.catalog.demo.scenes_energy import ENERGY
from tastemaker.catalog.demo.scenes_fable import FABLE
from tastemaker.catalog.demo.scenes_land import LAND
from tastemaker.catalog.demo.scenes_road import ROAD
from tastemaker.catalog.demo.scenes_room import ROOM
from tastemaker.catalog.demo.scenes_science import SCIENCE
from tastemaker.catalog.demo.scenes_space import SPACE
from tastemaker.catalog.demo.scenes_sport import SPORT
from tastemaker.catalog.demo.scenes_state import STATE
from tastemaker.catalog.demo.scenes_street import STREET
from tastemaker.catalog.demo.scenes_water import WATER
from tastemaker.catalog.demo.scenes_weather import WEATHER
from tastemaker.catalog.demo.stage import Stage
from tastemaker.catalog.demo.wording import choose

__all__ = ["SCENES", "light_of", "scene"]

READABLE = {"night_window", "chart_up", "chart_down", "weathermap", "clock"}

SCENES: dict[str, tuple[str, Callable[[Stage], str]]] = {
    **LAND,
    **WATER,
    **STREET,
    **ROAD,
    **ROOM,
    **SPACE,
    **FABLE,
    **COUPLE,
    **ENERGY,
    **ANIMALS,
    **DEEP,
    **CHILD,
    **STATE,
    **SPORT,
    **CARE,
    **SCIENCE,
    **CULTURE,
    **DEVICES,
    **WEATHER,
}
"""Name to its lights, separated by spaces, and what draws it."""


def light_of(name: str, *, rng: np.random.Generator) -> str:
    """One of the lights that the scene may be seen in."""
    return choose(SCENES[name][0].split(), rng)


def scene(name: str, stage: Stage) -> str:
    """The scene, drawn on the stage; every other one is mirrored, unless something in it can be read."""
    drawn = SCENES[name][1](stage)
    if stage.seed % 2 or name in READABLE:
        return drawn
    return f'<g transform="translate({stage.width:.2f} 0) scale(-1 1)">{drawn}</g>'
