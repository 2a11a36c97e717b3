"""Media files as last seen: what they hold and whether they can be opened, without opening them again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tastemaker.errors import BadMedia

__all__ = ["Ledger", "Medium"]


@dataclass(frozen=True, slots=True)
class Medium:
    """A media file at one time."""

    path: str
    """Relative to the domain folder."""
    size: int
    mtime_ns: int
    digest: str
    """Of the bytes; equal files have equal digests."""


class Ledger:
    """Every media file of a domain; verdicts go by content, so a moved file keeps its own."""

    def __init__(
        self, folder: Path, *, seen: Iterable[Medium] = (), verdicts: Mapping[str, str] | None = None
    ):
        self.folder = folder
        self.media: dict[str, Medium] = {}
        self.verdicts: dict[str, str] = dict(verdicts or {})
        """By digest: empty when the file can be opened, else the reason why not."""
        self._seen = {medium.path: medium for medium in seen}

    def look(self, path: Path) -> Medium:
        """The file as it is now; its bytes are read only when size or time have changed."""
        name = os.path.relpath(path, self.folder)
        if name not in self.media:
            try:
                self.media[name] = self._looked(path, name)
            except OSError as wrong:
                raise BadMedia(f"{path.name!r} cannot be read: {wrong.strerror}") from wrong
        return self.media[name]

    def _looked(self, path: Path, name: str) -> Medium:
        state = path.stat()
        seen = self._seen.get(name)
        if seen and (seen.size, seen.mtime_ns) == (state.st_size, state.st_mtime_ns):
            return seen
        with path.open("rb") as file:
            found = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
        return Medium(name, state.st_size, state.st_mtime_ns, found.hexdigest())
