"""The shipped typeface, and what becomes of characters that it has no glyphs for."""

from __future__ import annotations

import os
import unicodedata
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tastemaker.errors import BadMedia
from tastemaker.tools.making.wrapping import SPACES

if TYPE_CHECKING:
    from PIL import ImageFont

__all__ = ["FINE", "Face", "Weight", "face"]

Weight: TypeAlias = Literal["display", "strong", "text"]

FOLDER: Final = Path(__file__).parent / "fonts"
FILES: Final[dict[Weight, str]] = {
    "display": "InterDisplay-ExtraBold.otf",
    "strong": "Inter-SemiBold.otf",
    "text": "Inter-Medium.otf",
}
OWN: Final = "TASTEMAKER_FONT"
"""Names a font file of one's own, for the scripts that the shipped font lacks."""
UNUSED: Final = "\uffff"
"""Never a character: it is drawn as a font draws whatever it lacks."""
UNSEEN: Final = ("Cc", "Cf", "Mn", "Zl", "Zp")
"""Categories that nobody misses when they are gone: controls, marks, variation selectors."""
JOINER: Final = "\u200d"
FINE: Final = 4
"""Text is measured and drawn so many times larger: small type keeps its spacing."""


@dataclass(frozen=True, slots=True)
class Face:
    """A text as it can be set, and the font file to set it in."""

    text: str
    file: str

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font at a size in pixels."""
        return _font(self.file, size)

    def width(self, text: str, size: int) -> float:
        """How wide a piece of text is, in pixels."""
        return _width(self.file, FINE * size, text) / FINE


def face(text: str, weight: Weight) -> Face:
    """The text in the font that shows most of it. A warning tells of characters that had to be left out."""
    text = SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    best = min(_chain(weight), key=lambda file: len(_missing(text, file)))
    if not (missing := _missing(text, best)):
        return Face(text, best)
    shown = "".join(c if c not in missing else _instead(c, best) for c in text if c != JOINER)
    lost = [c for c in missing if not _instead(c, best) and unicodedata.category(c) not in UNSEEN]
    if lost:
        warnings.warn(
            f"no font here can show {' '.join(lost[:8])} in {text[:60]!r}: left out. "
            f"Set {OWN} to a font file that has them",
            stacklevel=2,
        )
    return Face(SPACES.sub(" ", shown).strip(), best)


def _chain(weight: Weight) -> list[str]:
    """Font files, the one that looks best first."""
    own = os.environ.get(OWN)
    if own and not _opens(own):
        raise BadMedia(f"{OWN} is {own!r}, which is not a font: give a .ttf or .otf file")
    return [*(str(FOLDER / FILES[kind]) for kind in (weight, "strong")), *([own] if own else [])]


def _missing(text: str, file: str) -> list[str]:
    """The characters that the font lacks, once each, in order."""
    return [c for c in dict.fromkeys(text) if not c.isspace() and not _has(file, c)]


def _instead(c: str, file: str) -> str:
    """A plainer form of a character that the font has, or nothing."""
    plainer = unicodedata.normalize("NFKD", c)
    return plainer if plainer != c and not _missing(plainer, file) else ""


@lru_cache(maxsize=8192)
def _has(file: str, c: str) -> bool:
    font = _font(file, 24)
    drawn, lacking = font.getmask(c), font.getmask(UNUSED)
    return (drawn.size, bytes(drawn)) != (lacking.size, bytes(lacking))


@lru_cache(maxsize=256)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(file, size)


@lru_cache(maxsize=8192)
def _width(file: str, size: int, text: str) -> float:
    return _font(file, size).getlength(text)


@lru_cache(maxsize=8)
def _opens(file: str) -> bool:
    try:
        _font(file, 12)
    except OSError:
        return False
    return True
