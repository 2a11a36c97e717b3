"""A storyboard as one printable page that needs no other file."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.catalog.builds import write_text
from tastemaker.disk import room
from tastemaker.tools.making.contrast import INK, PAPER, Color, contrast
from tastemaker.tools.making.framing import Size
from tastemaker.tools.making.script import Camera
from tastemaker.tools.making.storyboard import Storyboard
from tastemaker.tools.making.takes import still
from tastemaker.tools.making.timing import spans
from tastemaker.tools.making.tones import accent, mean

if TYPE_CHECKING:
    from jinja2 import Template
    from PIL import Image

__all__ = ["page", "write_sheet"]

TEMPLATE: Final = Path(__file__).parent / "sheet.html.j2"
ARROWS: Final[dict[Camera, str]] = {
    "static": "▪",
    "push in": "⊕",
    "pull out": "⊖",
    "pan left": "←",
    "pan right": "→",
    "tilt up": "↑",
    "tilt down": "↓",
}
WIDEST: Final = 640
"""Pixels of a picture's longer side on the page."""


def page(board: Storyboard, *, size: Size = (640, 360)) -> str:
    """The page as HTML: a card for each shot, its picture inside; six cards print on a sheet of A4.

    Pictures are shown in the shape of a film of this size in pixels.
    """
    scale = WIDEST / max(size)
    small = round(size[0] * scale), round(size[1] * scale)
    return _template().render(
        size=small,
        script=board.script,
        spans=spans(board.script),
        pictures=[_embedded(still(picture, small)) for picture in board.keyframes],
        colors=[_band(picture) for picture in board.keyframes],
        arrows=ARROWS,
    )


def write_sheet(board: Storyboard, path: Path, *, size: Size = (640, 360)) -> None:
    """Write the page, whole or not at all; OutOfDisk when it does not fit."""
    with room(f"no space left for the sheet {path}"):
        write_text(path, page(board, size=size))


@cache
def _template() -> Template:
    """Everything from the script is escaped."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"clock": _clock, "seconds": _seconds}
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8"))


def _embedded(picture: Image.Image) -> str:
    """The picture as a data URI, JPEG."""
    written = BytesIO()
    picture.save(written, "JPEG", quality=85)
    return f"data:image/jpeg;base64,{b64encode(written.getvalue()).decode('ascii')}"


def _band(picture: Image.Image) -> tuple[str, str]:
    """A shot's colour on the time line, and that of the number on it, as CSS."""
    color = accent(picture) or mean(picture)
    text = max((INK, PAPER), key=lambda ink: float(contrast(ink, color)))
    return _css(color), _css(text)


def _css(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def _clock(seconds: float) -> str:
    """Minutes and seconds, to a tenth where there is one."""
    tenths = round(10 * seconds)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02}" + (f".{rest % 10}" if rest % 10 else "")


def _seconds(seconds: float) -> str:
    return f"{round(seconds, 1):g} s"
