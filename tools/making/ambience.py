"""The light and colours of what a person liked, and a picture in them.

What they liked is compared with what is usual in the catalog: where in a picture light and which colours
fall, what lies along its border, and which colours its shadows and its lights have. An item before a plain
ground keeps every pixel, and the ground takes on the difference; a scene is graded by it, as films are, and
keeps its forms. Differences add to what is there: for who likes pale pictures a pale ground stays pale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.tools.making.framing import plain
from tastemaker.tools.making.ground import ground_of
from tastemaker.tools.making.oklab import linear, oklab, picture

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from tastemaker.tools.making.ground import Ground
    from tastemaker.tools.making.oklab import Colors

__all__ = ["SIDE", "Ambience", "Look", "held", "lit"]

SIDE: Final = 64
"""Pixels a side at which a picture's look is taken."""
FIELDS, TONES, EDGE = 16, 8, 4
"""Places along a side, parts from dark to light, and pixels of the border."""

TINT, LIGHTS, SOFT = 1.8, 2.0, 1.5
"""How many times the differences of borders and of places a plain ground takes on, and how soft its lights
are, in places."""
DEEPER, TINTED = 0.25, 0.1
"""How much lighter or darker, and how much more colourful, a ground may become."""
GROUND: Final = (0.25, 0.97)
"""Its lightness."""
SEEN, LESS = 0.12, ((1.0, 1.0), (0.5, 1.0), (0.0, 1.0), (-0.3, 1.0), (0.0, 0.5))
"""How far it is to be from the item's own colour, and which shares of an ambience's lightness and tint are
tried for it."""
CALMER: Final = (1.0, 0.75, 0.5, 0.25, 0.0)
"""How much of the lights is tried until a ground is calm."""
GRADE, VIVID, PLACES = 1.2, 1.0, 0.6
"""How many times the differences of tones, of vividness and of places a scene takes on."""
BRIGHTER, COLORED, SPOT, STAIN = 0.15, 0.07, 0.1, 0.04
"""How far a scene's lightness and colour may go by tones, and by places."""
EVENED: Final = 0.02
"""Share of the shorter side within which a scene's change is evened out, so that its details stay."""
HELD: Final = 0.75
"""How much of a painter's change to light and colours is taken back."""


@dataclass(frozen=True, slots=True)
class Look:
    """Light and colours of a picture, or by how much those of some differ from the usual."""

    places: Colors
    """OKLab by place, (16, 16, 3)."""
    border: Colors
    """OKLab of the border, (3,)."""
    tones: Colors
    """OKLab by lightness, from the darkest eighth of the pixels to the lightest, (8, 3)."""
    vivid: NDArray[np.float32]
    """Distance from grey by lightness, (8,)."""

    @classmethod
    def of(cls, shown: Image.Image) -> Look:
        """How a picture looks, whatever its shape."""
        from PIL.Image import Resampling

        colors = oklab(shown.convert("RGB").resize((SIDE, SIDE), Resampling.BICUBIC))
        cell = SIDE // FIELDS
        places = colors.reshape(FIELDS, cell, FIELDS, cell, 3).mean(axis=(1, 3))
        around = np.ones((SIDE, SIDE), bool)
        around[EDGE:-EDGE, EDGE:-EDGE] = False
        pixels = colors.reshape(-1, 3)
        parts = pixels[np.argsort(pixels[:, 0], kind="stable")].reshape(TONES, -1, 3)
        vivid = np.hypot(parts[..., 1], parts[..., 2]).mean(axis=1)
        return cls(places, colors[around].mean(axis=0), parts.mean(axis=1), vivid)

    @classmethod
    def mean(cls, looks: Sequence[Look], weights: Sequence[float] | None = None) -> Look:
        """The weighted mean of at least one."""
        return cls(*(
            np.average([getattr(one, name) for one in looks], axis=0, weights=weights).astype(np.float32)
            for name in cls.__slots__
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ambience:
    """What is particular in what somebody liked."""

    usual: Look
    """How the catalog's pictures look."""
    apart: Look
    """How the liked ones differ from that."""

    @classmethod
    def of(cls, liked: Sequence[Look], weights: Sequence[float], *, usual: Look) -> Ambience:
        """The ambience of at least one liked picture; weights are above 0."""
        mean = Look.mean(liked, weights)
        return cls(usual, Look(*(getattr(mean, name) - getattr(usual, name) for name in Look.__slots__)))

    @property
    def digest(self) -> str:
        """The same for the same ambience."""
        told = b"".join(getattr(look, name).tobytes() for look in (self.usual, self.apart)
                        for name in Look.__slots__)  # fmt: skip
        return hashlib.blake2b(told, digest_size=16).hexdigest()


def lit(shown: Image.Image, ambience: Ambience, *, share: float = 1.0) -> Image.Image:
    """The picture in an ambience, or in a share of it: RGB of the same size, the same for the same."""
    shown = shown.convert("RGB")
    colors = oklab(shown)
    ground = ground_of(colors)
    if ground is not None:
        item = np.median(colors[ground.share == 0], axis=0)
        return ground.laid(shown, backdrop(ground, item, ambience, share=share))
    return picture(linear(graded(colors, ambience, share=share)))


def held(painted: Image.Image, begun: Image.Image, *, broad: float) -> Image.Image:
    """A painting with most of the light and colours of the picture that it began with.

    What is finer than `broad`, a share of the shorter side, stays as it was painted.
    """
    from PIL import ImageOps
    from scipy.ndimage import gaussian_filter

    there, here = oklab(painted), oklab(ImageOps.fit(begun.convert("RGB"), painted.size))
    wide = broad * min(there.shape[:2])
    change = gaussian_filter(here - there, (wide, wide, 0), mode="nearest")
    return picture(linear(there + HELD * change))


def backdrop(ground: Ground, item: Colors, ambience: Ambience, *, share: float) -> Colors:
    """OKLab of a ground in as much of an ambience as leaves the item, of OKLab (3,), to be seen before it."""
    for lightness, tint in LESS:
        kept = share * np.array([lightness, tint, tint], np.float32)
        found = _calmed(ground.colors, ambience, kept)
        if _off(found, item) >= min(_off(ground.colors, item), SEEN):
            return found
    return ground.colors


def _calmed(ground: Colors, ambience: Ambience, share: Colors) -> Colors:
    """A tinted ground whose border is even, so that it can be drawn on where a format has more room."""
    few = -(-min(ground.shape[:2]) // SIDE)
    for soft in CALMER:
        found = _tinted(ground, ambience, share, soft)
        if plain(picture(linear(found[::few, ::few]))):
            break
    return found


def _off(ground: Colors, item: Colors) -> float:
    return float(np.linalg.norm(ground.mean(axis=(0, 1)) - item))


def _tinted(ground: Colors, ambience: Ambience, share: Colors, soft: float) -> Colors:
    """A ground with shares (3,) of the tint of liked borders, and as much of soft lights where they fell."""
    from scipy.ndimage import gaussian_filter

    apart = ambience.apart
    places = gaussian_filter(apart.places, (SOFT, SOFT, 0), mode="nearest")
    lights = apart.border * TINT + (places - places.mean(axis=(0, 1))) * LIGHTS * soft
    change = share * _enlarged(lights, ground.shape[:2])
    lightness = (ground[..., :1] + _bent(change[..., :1], DEEPER)).clip(*GROUND)
    return np.concatenate([lightness, ground[..., 1:] + _within(change[..., 1:], TINTED)], axis=-1)


def graded(colors: Colors, ambience: Ambience, *, share: float) -> Colors:
    """A scene's OKLab colours in an ambience: by lightness, and a little by place."""
    from scipy.ndimage import gaussian_filter

    apart, usual = ambience.apart, ambience.usual
    rank = _rank(colors[..., 0])
    tones = np.concatenate(
        [
            np.clip(apart.tones[:, :1] * GRADE, -BRIGHTER, BRIGHTER),
            _within(apart.tones[:, 1:] * GRADE, COLORED),
            (VIVID * apart.vivid / np.maximum(usual.vivid, 1e-3)).clip(-0.4, 0.4)[:, None],
        ],
        axis=-1,
    )
    curve = _along(rank, (share * tones).astype(np.float32))
    curve = gaussian_filter(curve, (EVENED * min(rank.shape),) * 2 + (0,), mode="nearest")
    places = share * _enlarged((apart.places - apart.places.mean(axis=(0, 1))) * PLACES, rank.shape)
    room = (4 * colors[..., :1] * (1 - colors[..., :1])).clip(0, 1)
    lightness = colors[..., :1] + curve[..., :1] + room * _bent(places[..., :1], SPOT)
    hues = colors[..., 1:] * np.exp(curve[..., 3:]) + curve[..., 1:3] + _within(places[..., 1:], STAIN)
    found: Colors = np.concatenate([lightness.clip(0, 1), hues], axis=-1).astype(np.float32)
    return found


def _rank(lightness: NDArray[np.float32]) -> NDArray[np.float32]:
    """The share of a picture's pixels that are no lighter, for each."""
    ordered = np.sort(lightness, axis=None)
    found = np.searchsorted(ordered, lightness, side="right") / ordered.size
    return found.astype(np.float32)


def _along(rank: NDArray[np.float32], tones: Colors) -> NDArray[np.float32]:
    """(…, n) of curves through (8, n) tones."""
    middles = (np.arange(TONES) + 0.5) / TONES
    found = np.stack([np.interp(rank, middles, tones[:, n]) for n in range(tones.shape[1])], axis=-1)
    return found.astype(np.float32)


def _enlarged(places: Colors, shape: tuple[int, ...]) -> Colors:
    """(16, 16, 3) at a picture's size, without steps."""
    from PIL import Image

    size = (shape[1], shape[0])
    parts = [Image.fromarray(places[..., n].astype(np.float32)) for n in range(3)]
    found = [np.asarray(part.resize(size, Image.Resampling.BICUBIC), np.float32) for part in parts]
    return np.stack(found, axis=-1)


def _bent(values: Colors, most: float) -> Colors:
    """The values, small ones as they are, none beyond ± `most`."""
    found: Colors = most * np.tanh(values / most)
    return found


def _within(hues: Colors, most: float) -> Colors:
    """Colour differences (…, 2), small ones as they are, none longer than `most`."""
    length = np.maximum(np.linalg.norm(hues, axis=-1, keepdims=True), 1e-6)
    found: Colors = hues * (_bent(length, most) / length)
    return found
