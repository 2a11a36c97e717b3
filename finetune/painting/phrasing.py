"""What a person might ask for when they mean a picture of the demo: the true words, in many phrasings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tastemaker.catalog.demo.drawing import COLORS, rgb
from tastemaker.catalog.demo.fashion_cuts import CUTS
from tastemaker.catalog.demo.section import Draft
from tastemaker.catalog.demo.wording import choose
from tastemaker.contracts import Card
from tastemaker.tools.order import sight

__all__ = ["Facts", "card_of", "facts_of", "light", "phrase", "sights", "subject_of", "tints", "ways"]

Facts = dict[str, str]
"""What is true of a picture: section, kind (its category), subject (what it shows, the judge's label), color
where it has one, light where it is darker or brighter than most, thing (the item as the tools ask for it),
and whatever else a phrasing may name."""

OPEN = 0.12
"""How often a scene is asked for by its category alone."""
_GAP = re.compile(r"\{(\w+)\}")
_SHARE = 0.2
_USUAL = {"fashion": (73.5, 82.0), "advertising": (54.0, 69.0)}
_OTHER = (38.0, 65.0)
"""Between which mean lightnesses (CIELAB, 0 to 100) about half of a section's pictures lie: clothes hang
before pale walls, stories and films may be nights."""


@lru_cache(maxsize=1)
def sights() -> Mapping[str, Mapping[str, list[str]]]:
    """What each scene and each motif shows, in words."""
    return _table("sights.toml")


@lru_cache(maxsize=1)
def ways() -> Mapping[str, Mapping[str, list[str]]]:
    """How a picture is asked for, by section; `open` ways leave even the scene to chance.

    `light` holds the words for dark and bright.
    """
    return _table("ways.toml")


def _table(name: str) -> Mapping[str, Mapping[str, list[str]]]:
    with (Path(__file__).parent / name).open("rb") as file:
        return tomllib.load(file)


def facts_of(section: str, draft: Draft, pixels: NDArray[np.uint8] | None) -> Facts:
    """What is true of a draft's picture; without its pixels, the colors of a scene are not told."""
    facts: Facts = {name: str(value) for name, value in draft.attributes.items() if isinstance(value, str)}
    facts |= {"section": section, "id": draft.id, "kind": draft.categories[0], "subject": draft.shows[0]}
    facts |= {"title": draft.title, "text": draft.description, "thing": sight(card_of(draft))}
    facts |= {"light": seen} if pixels is not None and (seen := light(pixels, section=section)) else {}
    if section == "fashion":
        facts["noun"] = CUTS[draft.shows[0]][draft.shows[1]][0]
        if facts["pattern"] == "plain":
            del facts["pattern"]
    elif section == "advertising":
        facts["noun"] = draft.shows[1]
    else:
        facts |= {} if pixels is None else {"tints": tints(pixels)}
        facts.pop("instrument", None)
        facts |= {"instrument": f"a {draft.shows[1]}"} if len(draft.shows) > 1 else {}
    return facts


def card_of(draft: Draft) -> Card:
    """What the tools know of an item."""
    return Card(
        draft.id,
        draft.title,
        categories=draft.categories,
        attributes=draft.attributes,
        description=draft.description,
    )


def subject_of(facts: Facts) -> str:
    """What the judge calls it: `fashion/dress`, `scene/lighthouse`; news and films share their scenes."""
    section = "scene" if facts["section"] in ("news", "video") else facts["section"]
    return f"{section}/{facts['subject']}"


def phrase(facts: Facts, rng: np.random.Generator, *, only: str = "") -> str:
    """One way to ask for this picture; what it does not have is not said.

    `only` is a regular expression that the way must match, gaps and all: `{color}` for one that names it.
    """
    section = facts["section"]
    vague = not only and section in ways()["open"] and rng.random() < OPEN
    known = dict(facts)
    if section in ("news", "video", "music"):
        known["sight"] = choose(sights()["motifs" if section == "music" else "scenes"][facts["subject"]], rng)
    if "light" in facts:
        known["light"] = choose(ways()["light"][facts["light"]], rng)
    fitting = [way for way in ways()["open" if vague else "ways"][section] if _fits(way, known, only)]
    way = choose(fitting, rng)
    said = " ".join(_GAP.sub(lambda gap: known.get(gap[1], ""), way).split()).rstrip(",")
    return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", said)


def _fits(way: str, known: Facts, only: str) -> bool:
    """Whether its gaps can be filled; a plain pattern is simply left out."""
    told = all(gap in known or gap == "pattern" for gap in _GAP.findall(way))
    return told and re.search(only, way) is not None


def light(pixels: NDArray[np.uint8], *, section: str) -> str:
    """Whether a picture (h, w, 3) is "dark" or "bright" beside others of its section; empty for most."""
    mean, (dark, bright) = float(_seen(pixels)[:, 0].mean()), _USUAL.get(section, _OTHER)
    return "dark" if mean < dark else "bright" if mean > bright else ""


def tints(pixels: NDArray[np.uint8]) -> str:
    """The one or two named colors that most of a picture (h, w, 3) is nearest to: "teal and navy"."""
    names = list(COLORS)
    swatches = _lab(np.array([rgb(COLORS[name]) for name in names], np.float32))
    apart = np.linalg.norm(_seen(pixels)[:, None] - swatches[None], axis=2)
    counts = np.bincount(apart.argmin(1), minlength=len(names))
    best = [int(n) for n in np.argsort(-counts)[:2] if counts[n] >= _SHARE * counts.sum()]
    return " and ".join(names[n] for n in best or [int(counts.argmax())])


def _seen(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A small copy of a picture in CIELAB (576, 3)."""
    from PIL import Image

    small = np.asarray(Image.fromarray(pixels).resize((24, 24), Image.Resampling.BOX))
    return _lab(small.reshape(-1, 3).astype(np.float32))


def _lab(colors: NDArray[np.float32]) -> NDArray[np.float32]:
    """sRGB (n, 3) of 0..255 in CIELAB, where distances are as seen."""
    linear = np.where(colors > 10.3, ((colors / 255 + 0.055) / 1.055) ** 2.4, colors / 3294.6)
    xyz = linear @ np.array(
        [[0.4339, 0.2126, 0.0177], [0.3762, 0.7152, 0.1095], [0.1899, 0.0722, 0.8728]], np.float32
    )
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    parts = (116 * root[:, 1] - 16, 500 * (root[:, 0] - root[:, 1]), 200 * (root[:, 1] - root[:, 2]))
    found: NDArray[np.float32] = np.stack(parts, axis=1).astype(np.float32)
    return found
