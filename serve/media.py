"""The pictures, sounds and clips of items, found by item id and never by a path from outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.catalog.media import contained
from tastemaker.errors import BadMedia
from tastemaker.settings import state_folder
from tastemaker.tools.making.artefacts import KEPT

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.tools.making.artefacts import Artefacts

__all__ = ["MADE_HEADERS", "made_file", "media_file"]

TYPES: Final[dict[str, dict[str, str]]] = {
    "image": {
        ".avif": "image/avif",
        ".bmp": "image/bmp",
        ".gif": "image/gif",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".png": "image/png",
        ".tif": "image/tiff",
        ".tiff": "image/tiff",
        ".webp": "image/webp",
    },
    "audio": {
        ".aac": "audio/aac",
        ".flac": "audio/flac",
        ".m4a": "audio/mp4",
        ".mp3": "audio/mpeg",
        ".oga": "audio/ogg",
        ".ogg": "audio/ogg",
        ".opus": "audio/ogg",
        ".wav": "audio/wav",
    },
    "video": {
        ".gif": "image/gif",
        ".m4v": "video/mp4",
        ".mkv": "video/x-matroska",
        ".mov": "video/quicktime",
        ".mp4": "video/mp4",
        ".ogv": "video/ogg",
        ".webm": "video/webm",
    },
}
"""What is served, by the kind of medium and the file's ending: nothing that a browser would run."""


MADE: Final = {
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".mp4": "video/mp4",
    ".png": "image/png",
}
"""What is served of what was made."""


MADE_HEADERS: Final = {
    "Cache-Control": "private, max-age=600",
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    ),
}
"""What a storyboard's printable sheet may do: show itself."""


def made_file(artefacts: Artefacts, name: str, path: str) -> tuple[Path, str]:
    """A file of an artefact and its content type; what it was made from stays here. Raises BadMedia."""
    file = artefacts.file(name, path)
    if file.suffix not in MADE or file.name in KEPT:
        raise BadMedia(f"{file.name} is not shown")
    return file, MADE[file.suffix]


def media_file(catalog: Catalog, kind: str, *, item: str) -> tuple[Path, str]:
    """The file of an item's medium and its content type. Raises UnknownItem, BadMedia."""
    found = catalog.item(item)
    path = {"image": found.image, "audio": found.audio, "video": found.video}.get(kind)
    if path is None:
        raise BadMedia(f"{item!r} has no {kind}")
    file = contained(path, inside=catalog.folder)
    content_type = TYPES[kind].get(file.suffix.lower())
    if content_type is None or file.is_relative_to(state_folder(catalog.folder.resolve())):
        raise BadMedia(f"{file.name} is not served as {kind}")
    return file, content_type
