"""Where built catalogs lie: numbered folders, of which one is live.

.tastemaker/CURRENT          the number of the live build, replaced atomically
.tastemaker/builds/000007/   a finished build; 000008.….partial is one in the making
.tastemaker/progress/        vectors of an interrupted run, taken over by the next
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastemaker.contracts import Modality
from tastemaker.errors import BadDomain, CatalogMissing, CatalogTooNew
from tastemaker.settings import state_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FORMAT", "Builds", "Manifest", "write_array", "write_bytes", "write_text"]

FORMAT: Final = 1
"""The layout of a build; raised when an older Tastemaker could no longer read it."""
KEPT: Final = 2
"""Finished builds kept: the live one, and the one before for those who still read it."""
PARTIAL: Final = ".partial"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build holds."""

    format: int
    version: str
    """Of the Tastemaker that built it."""
    created: str
    fingerprint: str
    """Equal inputs and models give equal fingerprints."""
    items: int
    events: int
    profile: dict[str, Any]
    fields: list[dict[str, Any]]
    models: dict[Modality, str]
    """The embedder of each modality."""
    asked: dict[Modality, str]
    """By which name each of them is opened."""
    changes: int = 0
    """The last change made while serving that is in it."""
    files: dict[str, int] = field(default_factory=dict)
    """The build's own files with their sizes in bytes; those of the vector index are its own matter."""


@dataclass(frozen=True, slots=True)
class Builds:
    """The builds of one domain folder."""

    domain: Path

    @property
    def root(self) -> Path:
        return state_folder(self.domain)

    @property
    def folder(self) -> Path:
        return self.root / "builds"

    @property
    def progress(self) -> Path:
        return self.root / "progress"

    @property
    def rejected_file(self) -> Path:
        return self.root / "rejected.jsonl"

    def live(self) -> Path:
        """The folder of the live build; CatalogMissing when there is none."""
        try:
            name = (self.root / "CURRENT").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            name = ""
        found = self.folder / name
        if not name.isdigit() or not (found / "manifest.json").is_file():
            raise CatalogMissing(f"{self.domain} has no catalog yet. Run: tastemaker index {self.domain}")
        return found

    def manifest(self, build: Path) -> Manifest:
        """The build's manifest; CatalogTooNew when a newer Tastemaker wrote it."""
        try:
            plain = json.loads((build / "manifest.json").read_text("utf-8"))
            found, version = int(plain["format"]), str(plain["version"])
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise CatalogMissing(
                f"the catalog in {build} is damaged ({wrong}). Run: tastemaker index {self.domain}"
            ) from wrong
        if found > FORMAT:
            raise CatalogTooNew(
                f"the catalog in {build} was built by Tastemaker {version} in format {found}; this one reads "
                f"up to format {FORMAT}. Run: pip install --upgrade tastemaker, or delete "
                f"{self.root / 'builds'} and index again"
            )
        if found < FORMAT:
            raise CatalogMissing(
                f"the catalog in {build} has the old format {found}. Run: tastemaker index {self.domain}"
            )
        return Manifest(**plain)

    def whole(self, build: Path, manifest: Manifest) -> bool:
        """True when every file is there in its full size."""
        return all(_size(build / name) == size for name, size in manifest.files.items())

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """A fresh folder for a build in the making; what is left in it after a failure is removed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        numbers = [int(path.name) for path in self.folder.iterdir() if path.name.isdigit()]
        # a name of its own: libraries remember databases by path, also after a failure
        stage = self.folder / f"{max(numbers, default=0) + 1:06}.{os.urandom(4).hex()}{PARTIAL}"
        stage.mkdir()
        try:
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def publish(self, stage: Path, manifest: Manifest) -> Path:
        """Make a staged build the live one, in one step that either happens or does not."""
        for path in _files(stage):
            _flush(path)
        files = {path.name: path.stat().st_size for path in stage.iterdir() if path.is_file()}
        write_text(stage / "manifest.json", json.dumps({**asdict(manifest), "files": files}, indent=1))
        done = stage.with_name(stage.name.partition(".")[0])
        stage.rename(done)
        write_text(self.root / "CURRENT", done.name)
        return done

    def clean(self, live: Path, *, forget: Callable[[Path], None]) -> None:
        """Remove interrupted builds, and finished ones that nobody should still be reading."""
        finished = sorted(path for path in self.folder.iterdir() if path.name.isdigit() and path != live)
        for path in self.folder.glob(f"*{PARTIAL}"):
            shutil.rmtree(path, ignore_errors=True)
        for path in finished[: max(len(finished) - (KEPT - 1), 0)]:
            forget(path)
            shutil.rmtree(path, ignore_errors=True)

    def make_root(self) -> None:
        """Create the state folder, or say that it cannot be written."""
        try:
            self.root.mkdir(exist_ok=True)
            write_text(self.root / ".writable", "")
            (self.root / ".writable").unlink()
        except OSError as wrong:
            if wrong.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
            raise BadDomain(
                f"{self.root} cannot be written: {wrong.strerror}. Copy the folder first"
            ) from wrong


def write_text(path: Path, text: str) -> None:
    """Write a whole small file or leave the old one: never half of it."""
    write_bytes(path, text.encode("utf-8"))


def write_array(path: Path, array: NDArray[np.generic]) -> None:
    """Save as .npy, whole or not at all. Unlike `np.save` a full disk is told by its errno."""
    import io

    import numpy as np

    array = np.ascontiguousarray(array)
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(array))
    write_bytes(path, header.getvalue(), array.data if array.size else b"")


def write_bytes(path: Path, *parts: bytes | memoryview) -> None:
    """Write a whole file or leave the old one, flushed to the disk."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1
