"""The demo's five sections, and the drafts that a seed makes of them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tastemaker.catalog.demo.section import Draft, Profile

__all__ = ["SECTIONS", "drafts", "profile"]

SECTIONS = ("fashion", "advertising", "news", "video", "music")


def profile(section: str) -> Profile:
    """How the section presents itself."""
    found: Profile = _module(section).PROFILE
    return found


def drafts(section: str, *, seed: int) -> list[Draft]:
    """The section's items: the same seed gives the same drafts."""
    made: list[Draft] = _module(section).drafts(np.random.default_rng([seed, SECTIONS.index(section)]))
    return made


def _module(section: str) -> Any:
    return import_module(f"tastemaker.catalog.demo.{section}")
