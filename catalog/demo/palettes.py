"""Colors of a picture by its light and its mood."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, fields

import numpy as np

from tastemaker.catalog.demo.drawing import mix, rgb
from tastemaker.catalog.demo.wording import choose

__all__ = ["GREEN", "Palette", "film_palette", "news_palette", "turned"]


GREEN = "#5f9a4a"
"""Leaves and meadows, whatever the light."""


@dataclass(frozen=True, slots=True)
class Palette:
    """From the sky down to the silhouettes in front, then what shines and what stands out."""

    top: str
    middle: str
    low: str
    far: str
    mid: str
    near: str
    ink: str
    glow: str
    accent: str
    second: str


def _palette(colors: str) -> Palette:
    return Palette(*(f"#{color}" for color in colors.split()))


NIGHT = {
    "blue": _palette("0b1230 1c2f63 4a6aa5 2b4478 182a52 0e1a36 080f22 ffe9a8 f2b84b 7fd0e8"),
    "green": _palette("06191a 0f3b3a 3f8276 1f5550 123633 0a2221 051414 f4f2b0 b7e06a 7fd6c1"),
    "red": _palette("1a0710 4d0f1e b3302f 5c1620 380d18 22080f 12040a ffd9a0 ff6a3d f2c14e"),
    "violet": _palette("140a2e 3b1d63 9a55a8 542a7c 351a57 20103a 110824 ffe1c9 ff7fb0 7fd8ff"),
    "teal": _palette("071d2b 0f4257 49939c 236577 12445a 0a2c3e 061a27 ffeab5 ff9a56 9be8d8"),
    "black": _palette("0c0d12 22252f 5a606e 363a46 23262f 15171d 08090c fff2cf e23b3b c8ced8"),
}
DUSK = {
    "orange": _palette("38305f c4587a ffb25c a2577a 6b3c66 3f274d 22162f fff0b8 ff6f4e ffd166"),
    "rose": _palette("5a4a8a d781a8 ffd1b5 b06d9c 7a4c80 4c315a 2b1c38 fff3d6 ff5f7e ffe08a"),
    "gold": _palette("7a4a24 e0983c ffe09a b9803f 85562c 563619 2f1d0f fff7d0 d9432f 2f7f86"),
    "peach": _palette("2f6f8f f0a58a ffe3b8 8f7f95 5d6480 364560 1d2a40 fff6dc f0623f ffcf5c"),
    "crimson": _palette("2b1038 a02a4c ff8a4c 7a2748 4d1a38 2e1128 190a18 ffe6a8 ffca3a ff5d5d"),
}
DAY = {
    "blue": _palette("3f8fd8 8cc7f0 dff1fa 9fc3d6 6fa58b 3f7f5c 1f3f3a fff6cf f2643d f7c53f"),
    "spring": _palette("6fc3e8 b8e6ee f3fbe6 a9d9b0 79bf79 4a9457 24503a fff8d2 f57ca0 ffd34e"),
    "warm": _palette("f0a35a f8cd8a fdeccb d6a66b b37a48 7d4f30 43281a fffbe0 c8432f 2a7f86"),
    "pale": _palette("9fb6c6 c9d7de eef1ee a8b6b8 7f9294 566a70 2c3a42 fffdf0 d06a4a e0b34f"),
    "sand": _palette("59b3c9 b5dfd9 fbf0d2 e2bd80 c99455 96642f 4f3117 fff7cf d8472b 2f6f8f"),
    "candy": _palette("ff9fb8 ffd0b0 fff2d0 9fd8cf 5fb8b0 2f8a91 29406b fff9d8 ff5a5f ffc93c"),
    "mint": _palette("4fbfae a6e3d0 f2fbe8 8fcfb0 58a688 2f7768 173f42 fffbe0 ff7a59 ffd25a"),
    "grey": _palette("6f7b88 9aa6b0 cfd6d9 8a97a0 66737e 45525d 252f38 fbf3d8 e0a13c 5fa6c4"),
}
INDOOR = {
    "amber": _palette("3a2318 7a4a2a c98f4f 8a5a34 63402a 45291c 22140e ffe6a6 e2562f 2f8f86"),
    "blue": _palette("16233d 2f4a72 6f93b8 45648c 2c4468 1b2d49 0d1728 ffefc2 f2a541 e2566f"),
    "rose": _palette("4a1f3a 8f3f5f e08f8f a5566f 743650 4c2238 26101d ffe9c9 ffb84f 6fc7c2"),
    "green": _palette("12302a 2a5f4c 7fae82 447a60 2c5746 1b3a30 0c1f1a fff1c4 f2b13c e2603f"),
    "cream": _palette("e8d9b8 f3e8cf fbf6e6 d9c39a b99a6a 7f6340 3b2c1e fffdf2 d9472f 2f7f8f"),
    "light": _palette("bcd9e6 dcecf2 f6fafb b4cbd6 85a6b6 4f7488 21384a fffdf0 f2643d f2b53c"),
}
SPACE = {
    "blue": _palette("050818 101c46 2f4f96 22386e 172650 0d1734 060b1c e8f4ff ff8a4a 66d9e8"),
    "violet": _palette("0b0620 2a1150 7a3a96 4a2070 301450 1a0a32 0c041a ffe8f4 ffb34a 7fe0d0"),
    "rust": _palette("12080c 3a141c 96452f 6b2c26 4a1c1e 2a1014 14070a ffeecf ff7a3d ffd06a"),
    "teal": _palette("031416 08353c 2f8590 175660 0d3a44 07242c 031215 e6fff6 ffcf5a ff6f61"),
}
WATER = {
    "deep": _palette("0a4a78 08355c 04203e 12507a 0c3a5e 072744 041628 d8f6ff ffb04a ff6f7d"),
    "teal": _palette("2fb3b8 127f92 084f66 1f8a96 136a7a 0b4a5a 06303c f2fff0 ff7a59 ffd25a"),
    "violet": _palette("4a5fc0 343a92 1e1f5e 3f4aa0 2d337c 1d2058 101236 fff0ff ff8fb8 ffd97a"),
}
NEON = {
    "pink": _palette("0e0630 35105e d0368c 5a1a78 3a1058 220838 10041f ffe0f6 ff3f9f 2fe6ff"),
    "cyan": _palette("041426 0a2f56 1f8fb8 124a72 0c3354 071f38 030f1e e0fbff 19e6e0 ff4f8b"),
    "acid": _palette("0a1408 16301a 4f8a2f 24501f 163618 0c220e 051207 f6ffd0 b8ff3d ff5fb0"),
}
LIGHTS = {
    "night": NIGHT, "dusk": DUSK, "day": DAY, "indoor": INDOOR, "space": SPACE, "water": WATER, "neon": NEON,
}  # fmt: skip

FILM_MOODS: dict[str, str] = {
    "eerie": "green violet black teal grey deep pale",
    "dark": "black red blue crimson rust deep grey pink",
    "tense": "red black teal crimson rust grey blue acid",
    "melancholic": "blue teal rose pale grey peach violet",
    "witty": "gold candy mint amber cream violet blue cyan peach",
    "tender": "rose peach violet spring warm amber",
    "playful": "candy spring mint sand orange teal pink cream",
    "hopeful": "orange gold blue spring peach mint light",
    "epic": "orange crimson gold blue sand rust teal red",
    "dreamy": "violet rose mint candy peach pink",
    "cosy": "amber blue gold warm orange rose spring teal",
    "calm": "teal blue peach pale spring mint light deep",
}

NEWS_TONES: dict[str, str] = {
    "calm": "blue pale mint teal light peach deep",
    "hopeful": "blue spring mint gold peach orange light teal",
    "urgent": "red grey crimson black orange rust blue",
    "critical": "grey pale black teal crimson blue violet rust",
    "warm": "warm gold sand orange amber peach cream rose",
    "curious": "mint violet teal candy spring rose cyan",
    "sober": "grey pale blue teal black",
    "playful": "candy spring sand mint pink orange rose cream",
}

REGION_TINTS: dict[str, tuple[str, float]] = {
    "Nordics": ("#7fb2d9", 0.16),
    "Mediterranean": ("#ffcf8f", 0.16),
    "British Isles": ("#8fa69a", 0.18),
    "Central Europe": ("#b0a27f", 0.12),
    "North America": ("#c98f6f", 0.12),
    "South America": ("#5fc79a", 0.15),
    "West Africa": ("#e08f3c", 0.2),
    "East Asia": ("#e58fa6", 0.15),
    "Oceania": ("#4fc9cf", 0.17),
}


def film_palette(light: str, mood: str, *, rng: np.random.Generator) -> Palette:
    """Colors for a film scene under this light, its hue turned a little so that no two are the same."""
    return turned(_pick(light, FILM_MOODS[mood], rng=rng), float(rng.uniform(-0.025, 0.025)))


def news_palette(light: str, tone: str, *, region: str, rng: np.random.Generator) -> Palette:
    """Colors for a news scene: the tone chooses them, the region tints them."""
    tint, share = REGION_TINTS[region]
    base = turned(_pick(light, NEWS_TONES[tone], rng=rng), float(rng.uniform(-0.02, 0.02)))
    parts = {part.name: getattr(base, part.name) for part in fields(base)}
    tinted = {name: mix(parts[name], tint, share=share) for name in ("top", "middle", "low", "far", "mid")}
    return Palette(**{**parts, **tinted})


def turned(palette: Palette, turn: float) -> Palette:
    """The palette with every hue turned by a fraction of the color circle."""
    return Palette(*(_turn(getattr(palette, part.name), turn) for part in fields(palette)))


def _pick(light: str, names: str, *, rng: np.random.Generator) -> Palette:
    known = LIGHTS[light]
    fitting = [name for name in names.split() if name in known] or list(known)
    return known[choose(fitting, rng)]


def _turn(color: str, turn: float) -> str:
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in rgb(color)))
    parts = colorsys.hls_to_rgb((hue + turn) % 1.0, light, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
