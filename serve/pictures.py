"""Pictures as they come in a request: data URIs, opened with limits."""

from __future__ import annotations

import base64
import binascii
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.catalog.embeddings import digest
from tastemaker.catalog.media import read_picture
from tastemaker.errors import BadMedia
from tastemaker.settings import state_folder

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["data_of", "decoded", "is_data", "stored"]

URI: Final = re.compile(r"data:image/[\w.+-]+(?:;[\w.=+-]+)*;base64,", re.IGNORECASE)
FOLDER: Final = "media"
"""Where pictures of items lie that came with a request, in the domain folder."""


def is_data(url: str) -> bool:
    """Whether it holds the picture itself."""
    return url[:5].lower() == "data:"


def data_of(url: str) -> bytes:
    """The bytes of a picture that a request holds. Raises BadMedia."""
    head = URI.match(url)
    if head is None:
        raise BadMedia(
            f"a picture comes as data:image/png;base64,…, found {url[:40]!r}: remote addresses are not opened"
        )
    try:
        return base64.b64decode(url[head.end() :], validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise BadMedia(f"the picture is not base64: {wrong}") from wrong


def decoded(url: str) -> Image.Image:
    """The picture of a data URI in RGB. Raises BadMedia."""
    return read_picture(data_of(url))


def stored(url: str, *, domain: Path) -> str:
    """Keep an item's picture in the domain folder; its path from there. Raises BadMedia."""
    picture = decoded(url)
    name = f"{FOLDER}/{digest(picture.tobytes())}.png"
    file = domain / name
    if not file.is_file():
        file.parent.mkdir(exist_ok=True)
        beside = state_folder(domain) / f"{file.name}.{os.urandom(4).hex()}"
        picture.save(beside, format="PNG")
        beside.replace(file)
    return name
