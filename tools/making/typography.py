"""A title, a price and lines set over a picture, as on a poster or a banner."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.tools.making.blocks import Block
from tastemaker.tools.making.composition import Composition, compose
from tastemaker.tools.making.contrast import INK, PAPER, Color, dimming, luminance, readable
from tastemaker.tools.making.formats import Format, format_of
from tastemaker.tools.making.framing import Box, falling
from tastemaker.tools.making.tones import accent, dark, light
from tastemaker.tools.making.words import Faces, Words

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["Piece", "lay", "piece"]

THIN: Final = 0.12
"""A veil of at most this share changes the picture little."""
CALM: Final = 0.8
"""The share of veil over the most restless picture."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A picture ready for its words: what lies under them, where they stand, and in which colours."""

    ground: Image.Image
    block: Block
    ink: Color
    accent: Color

    def draw(self) -> Image.Image:
        """The finished picture, RGB, in the format's size."""
        drawn = self.ground.copy()
        for box in self.block.buttons:
            drawn.paste(self.ink, box, _pill((box[2] - box[0], box[3] - box[1])))
        fills = {"ink": self.ink, "accent": self.accent, "button": INK if self.ink == PAPER else PAPER}
        for run in self.block.runs:
            drawn.paste(fills[run.role], run.box, run.mask())
        return drawn


def lay(picture: Image.Image, words: Words, *, format: str | Format = "poster") -> Image.Image:
    """The words set over the picture in a format: RGB, in the format's size.

    Text can always be read: it has at least 4.5 : 1 against every pixel under it. A warning tells of words
    that were cut or have no glyphs. Raises BadCall for an unknown format.

    >>> lay(picture, Words("Slow mornings", price="€ 4"), format="square")  # doctest: +SKIP
    """
    return piece(picture, words, format=format).draw()


def piece(picture: Image.Image, words: Words, *, format: str | Format = "poster") -> Piece:
    """What `lay` draws, before it is drawn."""
    shape = format_of(format) if isinstance(format, str) else format
    picture = picture.convert("RGB")
    composed = compose(picture, Faces.of(words), shape)
    if not composed.block.whole:
        warnings.warn(
            f"not all of {words.title[:60]!r} fits a {shape.name} of {shape.width} × {shape.height}: "
            "it was cut. Give shorter words or a larger format",
            stacklevel=3,
        )
    ground, ink = _legible(composed, picture)
    labels = [run.box for run in composed.block.runs if run.role == "accent"]
    colored = accent(picture)
    if not labels or colored is None:
        return Piece(ground, composed.block, ink, ink)
    return Piece(ground, composed.block, ink, readable(colored, _under(ground, labels), text=ink))


def _legible(composed: Composition, picture: Image.Image) -> tuple[Image.Image, Color]:
    """The ground under as thin a veil as the text needs, and the text's colour.

    White on a dark veil is preferred to black on a milky one, unless black needs hardly any.
    """

    boxes = [run.box for run in composed.block.runs if run.role != "button"] + list(composed.block.buttons)
    if not boxes:
        return composed.ground, PAPER
    under = _under(composed.ground, boxes)
    paper, ink = dimming(PAPER, under, veil=dark(picture)), dimming(INK, under, veil=light(picture))
    if ink <= THIN and ink < paper:
        share, text, veil = ink, INK, light(picture)
    else:
        share, text, veil = paper, PAPER, dark(picture)
    share = max(share, CALM * _unrest(under)) if composed.over else share
    return _veiled(composed, veil, share), text


def _veiled(composed: Composition, veil: Color, share: float) -> Image.Image:
    """The ground with `share` of the veil mixed in under the words, fading out beyond them."""
    from PIL import Image

    ground = composed.ground
    fading = falling(ground.size, composed.words, reach=composed.reach)
    mask = fading.point([round(level * share) for level in range(256)])
    return Image.composite(Image.new("RGB", ground.size, veil), ground, mask)


def _unrest(under: NDArray[np.uint8]) -> float:
    """How much a ground would distract from text, 0 for an even one to 1."""
    return min(float(luminance(under).std()) / 0.1, 1.0)


def _under(ground: Image.Image, boxes: list[Box]) -> NDArray[np.uint8]:
    """The pixels under these boxes, shape (pixels, 3)."""
    pixels = np.asarray(ground)
    cut = [
        pixels[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
        for left, top, right, bottom in boxes
    ]
    return np.concatenate([part.reshape(-1, 3) for part in cut])


def _pill(size: tuple[int, int]) -> Image.Image:
    """A mask with round ends, drawn larger and scaled down so that its edge is smooth."""
    from PIL import Image, ImageDraw

    large = Image.new("L", (4 * size[0], 4 * size[1]))
    ImageDraw.Draw(large).rounded_rectangle((0, 0, *large.size), radius=2 * size[1], fill=255)
    return large.resize(size, Image.Resampling.LANCZOS)
