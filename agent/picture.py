"""The picture that a person sends: opened safely, kept small."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.errors import BadMedia
from tastemaker.settings import LIMITS

if TYPE_CHECKING:
    from tastemaker.contracts import Picture

__all__ = ["kept", "opened", "received"]

SIDE: Final = 512
"""Pixels of the longer side of the picture that a thread keeps: more than any of our encoders looks at."""


def received(image: Path | str | Picture) -> Picture:
    """A picture as RGB, at most 512 pixels wide or high. Raises BadMedia."""
    from PIL import Image

    from tastemaker.catalog.media import open_picture

    if isinstance(image, str | Path):
        path = Path(image).expanduser().resolve()
        picture = open_picture(path, inside=path.parent)
    elif isinstance(image, Image.Image):
        picture = _converted(image)
    else:
        raise BadMedia(f"a picture is a file or a PIL image, found {type(image).__name__}")
    picture.thumbnail((SIDE, SIDE))
    return picture


def kept(picture: Picture) -> str:
    """The picture as base64 JPEG, for the checkpointer."""
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG", quality=90)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def opened(text: str) -> Picture | None:
    """The picture that `kept` wrote; None for an empty text."""
    from PIL import Image

    return Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB") if text else None


def _converted(image: Picture) -> Picture:
    pixels = image.width * image.height
    if not 0 < pixels <= LIMITS.picture_pixels:
        raise BadMedia(
            f"the picture is {image.width} x {image.height}; at most {LIMITS.picture_pixels:,} pixels fit"
        )
    try:
        return image.convert("RGB")
    except (OSError, ValueError, SyntaxError) as wrong:
        raise BadMedia(f"the picture cannot be read: {wrong}") from wrong
