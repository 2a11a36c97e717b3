"""The advertising section: 240 creatives, one per slogan, composed by tone and cut to their channel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tastemaker.catalog.demo.campaigns import AUDIENCES, CAMPAIGNS, CHANNELS, OBJECTS, SETTINGS
from tastemaker.catalog.demo.compositions import compose
from tastemaker.catalog.demo.section import Draft, Profile

__all__ = ["PROFILE", "drafts"]

PROFILE = Profile(
    name="Billboard",
    noun="ads",
    currency="€",
    tone="crisp and upbeat, like a media planner",
    weights={"text": 0.55, "image": 0.45},
)

TONE_COLORS = {
    "funny": "yellow pink orange sky_blue green purple",
    "warm": "orange red brown beige yellow pink",
    "bold": "red black blue yellow purple orange",
    "calm": "sky_blue teal beige white green grey",
    "elegant": "black navy white purple brown teal",
    "energetic": "orange blue red green yellow purple",
    "nostalgic": "beige brown olive teal red orange",
}
"""The colors that suit a tone."""

TONE_TRAITS: dict[str, dict[str, float]] = {
    "funny": {"playful": 0.9, "colourful": 0.4},
    "warm": {"cosy": 0.8, "romantic": 0.4},
    "bold": {"bold": 0.9, "urban": 0.4},
    "calm": {"calm": 0.9, "minimal": 0.5},
    "elegant": {"elegant": 0.9, "minimal": 0.3},
    "energetic": {"energetic": 0.9, "bold": 0.3},
    "nostalgic": {"classic": 0.8, "cosy": 0.4},
}
GROUP_TRAITS: dict[str, dict[str, float]] = {
    "coffee": {"cosy": 0.5, "urban": 0.3}, "travel": {"outdoors": 0.6, "curious": 0.5}, "phone": {"techy": 0.9, "urban": 0.3},
    "car": {"urban": 0.4, "techy": 0.4}, "cosmetics": {"romantic": 0.5, "elegant": 0.5}, "bank": {"minimal": 0.3, "urban": 0.3},
    "sportswear": {"energetic": 0.8, "outdoors": 0.5}, "furniture": {"cosy": 0.7, "calm": 0.3}, "ice cream": {"playful": 0.7, "colourful": 0.5},
    "headphones": {"techy": 0.7, "urban": 0.4}, "watch": {"elegant": 0.6, "classic": 0.5}, "bicycle": {"outdoors": 0.7, "natural": 0.4},
    "pizza": {"playful": 0.4, "urban": 0.4}, "insurance": {"calm": 0.4, "classic": 0.4}, "energy": {"natural": 0.6, "techy": 0.5},
    "cinema": {"dark": 0.4, "curious": 0.3}, "books": {"curious": 0.8, "calm": 0.4}, "pets": {"playful": 0.5, "cosy": 0.4},
    "juice": {"energetic": 0.4, "natural": 0.5}, "garden": {"natural": 0.9, "calm": 0.4},
}  # fmt: skip
COLOR_TRAITS: dict[str, dict[str, float]] = {
    "black": {"dark": 0.8}, "navy": {"dark": 0.4, "classic": 0.2}, "white": {"minimal": 0.6}, "grey": {"minimal": 0.4, "dark": 0.2},
    "yellow": {"colourful": 0.6}, "pink": {"colourful": 0.4, "romantic": 0.3}, "orange": {"colourful": 0.6}, "red": {"bold": 0.4},
    "purple": {"colourful": 0.4}, "green": {"natural": 0.4}, "olive": {"natural": 0.4}, "beige": {"calm": 0.3},
    "brown": {"natural": 0.3, "cosy": 0.2}, "sky blue": {"calm": 0.4}, "teal": {"colourful": 0.3}, "blue": {"colourful": 0.3},
}  # fmt: skip


def drafts(rng: np.random.Generator) -> list[Draft]:
    """The section's items: one per slogan of every product group."""
    out = []
    for group, (brands, audiences, slogans) in CAMPAIGNS.items():
        lines = [part.strip() for line in slogans.strip().splitlines() for part in line.split("|")]
        channels = _spread(len(lines), rng)
        for number, line in enumerate(lines):
            tone, slogan = line.split(": ", 1)
            facts = {
                "brand": _pick(rng, brands.split("|")),
                "channel": channels[number],
                "tone": tone,
                "audience": _pick(rng, audiences.split("|")),
                "color": _pick(rng, TONE_COLORS[tone].split()).replace("_", " "),
            }
            out.append(_draft(group, slogan, facts, rng=rng))
    return out


def _spread(count: int, rng: np.random.Generator) -> list[str]:
    """Channels in shuffled order, each about as often."""
    names = list(CHANNELS)
    every = [names[n % len(names)] for n in range(count)]
    return [every[int(n)] for n in rng.permutation(count)]


def _pick(rng: np.random.Generator, options: list[str] | tuple[str, ...]) -> str:
    return str(options[int(rng.integers(len(options)))])


def _draft(group: str, slogan: str, facts: dict[str, str], *, rng: np.random.Generator) -> Draft:
    variant = int(rng.integers(len(OBJECTS[group])))
    layout = int(rng.integers(3))
    _, size, (low, high) = CHANNELS[facts["channel"]]
    title = _pick(
        rng, [f"{facts['brand']}: {slogan}", f"{slogan} ({facts['brand']})", f"{facts['brand']}: “{slogan}”"]
    )
    return Draft(
        id="-".join("".join(c if c.isalnum() else " " for c in f"{facts['brand']} {slogan}".lower()).split()),
        title=title,
        description=_description(group, facts, variant=variant, layout=layout, rng=rng),
        categories=(group,),
        attributes=facts,
        price=round(float(rng.uniform(low, high)), 1),
        svg=compose(group, facts, size=size, variant=variant, layout=layout),
        traits=_traits(group, facts),
        shows=(group, OBJECTS[group][variant]),
    )


def _description(
    group: str, facts: Mapping[str, str], *, variant: int, layout: int, rng: np.random.Generator
) -> str:
    what = _pick(rng, CHANNELS[facts["channel"]][0])
    shown = OBJECTS[group][variant]
    setting = SETTINGS[facts["tone"]][layout]
    color = facts["color"]
    pictures = [
        f"{what} in {color}: {shown} {setting}.",
        f"{what} for {facts['brand']} showing {shown} {setting}, all on {color}.",
        f"On {color}, {shown} {setting}.",
        f"{what} that puts {shown} {setting}. The ground is {color}.",
    ]
    people = _pick(rng, AUDIENCES[facts["audience"]])
    return f"{_pick(rng, pictures)} {people}" if rng.random() < 0.75 else _pick(rng, pictures)


def _traits(group: str, facts: Mapping[str, str]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in (TONE_TRAITS[facts["tone"]], GROUP_TRAITS[group], COLOR_TRAITS[facts["color"]]):
        for trait, weight in part.items():
            total[trait] = round(min(1.0, total.get(trait, 0.0) + 0.85 * weight), 3)
    return total
