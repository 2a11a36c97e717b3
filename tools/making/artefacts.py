"""What was made, kept with what it was made from: a folder each, whole or not there."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastemaker.catalog.builds import write_bytes, write_text
from tastemaker.catalog.media import contained
from tastemaker.disk import room
from tastemaker.errors import BadCall, BadMedia

if TYPE_CHECKING:
    from tastemaker.contracts import Picture

__all__ = ["INPUTS", "KEPT", "NAME", "REFERENCE", "TASTE", "Artefacts", "Inputs", "png", "versions"]

INPUTS: Final = "inputs.json"
REFERENCE: Final = "reference.png"
"""The picture that a painter began with, pixel for pixel."""
TASTE: Final = "taste.npy"
"""The person's taste in pictures as the painter was given it."""
KEPT: Final = (INPUTS, REFERENCE, TASTE)
"""What an artefact was made from: it lies beside it, and is shown to nobody."""
KEY: Final = ".key"
NAME: Final = re.compile(r"[0-9a-f]{32}")
"""What an artefact is called."""
PACKAGES: Final = ("tastemaker", "diffusers", "torch", "pillow")
PATIENCE: Final = 600.0
"""Seconds to wait for another who makes the same."""


def versions() -> dict[str, str]:
    """What the packages are that make pictures, as far as they are installed."""
    found = {}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that an artefact was made from: with the same it can be made again."""

    domain: str
    item: str
    user: str
    tool: str
    arguments: Mapping[str, Any]
    seed: int
    models: Mapping[str, str]
    told: Mapping[str, Any]
    """What the models were given: prompts, and digests of the picture and the taste that lie beside it."""
    versions: Mapping[str, str] = field(default_factory=versions)

    def to_json(self) -> str:
        """Readable, and the same for the same."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class Artefacts:
    """A folder of artefacts. A name cannot be guessed by who does not know the folder's key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, inputs: Inputs, write: Callable[[Path], None]) -> Path:
        """The artefact's folder; `write` fills it, unless the same was made before.

        An interrupted `write` finds what it has left when the same is asked for again. Raises OutOfDisk.
        """
        with room(f"no space left for what is made in {self.folder}"):
            name = self.name(inputs)
            place, work = self.folder / name, self.folder / f".{name}.work"
            with _alone(self.folder / f".{name}.lock"):
                if not place.is_dir():
                    work.mkdir(exist_ok=True)
                    write_text(work / INPUTS, inputs.to_json())
                    write(work)
                    work.rename(place)
        return place

    def name(self, inputs: Inputs) -> str:
        """The same for the same inputs."""
        told = inputs.to_json().encode()
        return hashlib.blake2b(told, digest_size=16, key=self._key()).hexdigest()

    def inputs(self, name: str) -> dict[str, Any]:
        """What an artefact was made from. Raises BadMedia."""
        found: dict[str, Any] = json.loads(self.file(name, INPUTS).read_text(encoding="utf-8"))
        return found

    def file(self, name: str, path: str) -> Path:
        """A file of an artefact. Raises BadMedia for what is not there or leads elsewhere."""
        if not NAME.fullmatch(name) or not (self.folder / name).is_dir():
            raise BadMedia(f"nothing of the name {name[:40]!r} was made here")
        if any(part.startswith(".") for part in Path(path).parts):
            raise BadMedia(f"{path[:80]!r} is not shown")
        return contained(path, inside=self.folder / name)

    def erase(self, user: str) -> int:
        """Remove what was made for a person, begun things too; how many."""
        mine = [folder for folder in self._folders() if _user(folder) == user]
        for folder in mine:
            shutil.rmtree(folder, ignore_errors=True)
        return len(mine)

    def _folders(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (one for one in self.folder.iterdir() if one.is_dir())

    def _key(self) -> bytes:
        """Made at first use; whoever comes second takes what is there."""
        path = self.folder / KEY
        self.folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), path.open("xb") as file:
            file.write(secrets.token_bytes(32))
        return path.read_bytes()


def _user(folder: Path) -> str | None:
    try:
        user = json.loads((folder / INPUTS).read_text(encoding="utf-8"))["user"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(user)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One at a time makes the same thing."""
    from filelock import FileLock, Timeout

    held = FileLock(lock)
    try:
        held.acquire(timeout=PATIENCE)
    except Timeout:
        raise BadCall(f"the same has been in the making for {PATIENCE / 60:.0f} minutes: ask later") from None
    try:
        yield
    finally:
        held.release()


def png(picture: Picture, path: Path) -> None:
    """Write a picture whole or not at all."""
    written = BytesIO()
    picture.convert("RGB").save(written, "PNG")
    write_bytes(path, written.getvalue())
