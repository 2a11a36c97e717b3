"""Writes a storyboard into a folder: script, keyframes, sheet, GIF and film; nothing is made twice."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastemaker.catalog.builds import write_bytes, write_text
from tastemaker.catalog.media import contained
from tastemaker.disk import room
from tastemaker.errors import BadCall
from tastemaker.tools.making.film import Progress, write_film
from tastemaker.tools.making.frames import check
from tastemaker.tools.making.framing import Size
from tastemaker.tools.making.gif import write_gif
from tastemaker.tools.making.sheet import write_sheet
from tastemaker.tools.making.storyboard import Storyboard
from tastemaker.tools.making.timing import spans

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Exported", "export"]

LEDGER: Final = ".made.json"
"""What each file was made from."""
LOCK: Final = ".lock"
KEYFRAMES: Final = "keyframes"
OURS: Final = re.compile(rf"{KEYFRAMES}/\d\d\.png")
"""The only files that are ever removed."""
GIF_LENGTH: Final = 384
PATIENCE: Final = 600.0
"""Seconds to wait for another call in the same folder."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Where everything lies."""

    script: Path
    keyframes: tuple[Path, ...]
    sheet: Path
    gif: Path
    film: Path
    made: tuple[str, ...]
    """The files that this call wrote, relative to the folder; those of equal inputs were there already."""


def export(
    board: Storyboard,
    folder: Path | str,
    *,
    size: Size = (1280, 720),
    fps: int = 24,
    progress: Progress | None = None,
) -> Exported:
    """Write `script.json`, `keyframes/01.png` and on, `sheet.html`, `storyboard.gif` and `storyboard.mp4`.

    Each file appears whole or not at all. After an interruption the next call goes on where this one stopped.
    `size` (pixels, both sides even) and `fps` are the film's. `progress(what, done, total)` is called as work
    goes on. Raises BadCall, BadMedia and OutOfDisk.

    >>> export(board, "story").film  # doctest: +SKIP
    PosixPath('story/storyboard.mp4')
    """
    folder, heard = Path(folder), _sound(board)
    check(size, fps=fps)
    with room(f"no space left for the storyboard in {folder}"), _alone(folder):
        work = _Work(folder)
        names = _write_keyframes(work, board)
        seen = [_script(board), *(_picture(picture) for picture in board.keyframes)]
        work.make("script.json", [*seen[:1], str(bool(board.audio))], lambda path: _tell(board, names, path))
        work.make("sheet.html", [*seen, size], lambda path: write_sheet(board, path, size=size))
        small = _gif_size(size)
        work.make(
            "storyboard.gif",
            [*seen, small],
            lambda path: write_gif(board, path, size=small, progress=progress),
        )
        work.make(
            "storyboard.mp4",
            [*seen, heard, size, fps],
            lambda path: write_film(board, path, size=size, fps=fps, progress=progress),
        )
    return Exported(
        script=folder / "script.json",
        keyframes=tuple(folder / name for name in names),
        sheet=folder / "sheet.html",
        gif=folder / "storyboard.gif",
        film=folder / "storyboard.mp4",
        made=tuple(work.made),
    )


class _Work:
    """A folder, and what each of its files was made from."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, list[str]()
        try:
            self.ledger = dict(json.loads((folder / LEDGER).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            self.ledger = {}

    def make(self, name: str, of: Sequence[object], write: Callable[[Path], None]) -> None:
        """Write a file, unless it is there, whole, and was made from the same."""
        path = self.folder / name
        digest = hashlib.blake2b(repr((version("tastemaker"), *of)).encode(), digest_size=16).hexdigest()
        if path.is_file() and self.ledger.get(name) == [digest, path.stat().st_size]:
            return
        write(path)
        self.made.append(name)
        self._note(name, [digest, path.stat().st_size])

    def drop(self, name: str) -> None:
        """Remove a file that an earlier call made and that no longer belongs here."""
        (self.folder / name).unlink(missing_ok=True)
        self._note(name, None)

    def _note(self, name: str, entry: list[Any] | None) -> None:
        if entry is None:
            self.ledger.pop(name, None)
        else:
            self.ledger[name] = entry
        write_text(self.folder / LEDGER, json.dumps(self.ledger, indent=1))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The folder, made where it was missing; one call at a time works in it."""
    from filelock import FileLock, Timeout

    try:
        (folder / KEYFRAMES).mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise BadCall(
            f"another export has been working in {folder} for {PATIENCE / 60:.0f} minutes"
        ) from None
    except (FileExistsError, NotADirectoryError, PermissionError) as wrong:
        raise BadCall(f"{folder} cannot be written: {wrong.strerror}. Give another folder") from wrong
    try:
        yield
    finally:
        lock.release()


def _write_keyframes(work: _Work, board: Storyboard) -> list[str]:
    """The keyframes as PNG, and none left of a longer script before."""
    names = [f"{KEYFRAMES}/{n:02}.png" for n in range(1, len(board.keyframes) + 1)]
    for name, picture in zip(names, board.keyframes, strict=True):
        work.make(name, [_picture(picture)], partial(_write_png, picture))
    for name in [name for name in work.ledger if OURS.fullmatch(name) and name not in names]:
        work.drop(name)
    return names


def _tell(board: Storyboard, names: Sequence[str], path: Path) -> None:
    """The script as JSON, with when each shot is seen and where everything lies, relative to the folder."""
    times = zip(names, spans(board.script), strict=True)
    told = {
        "script": board.script.model_dump(),
        "seconds": round(board.script.seconds, 3),
        "shots": [
            {"keyframe": name, "start": round(span.start, 3), "end": round(span.end, 3)}
            for name, span in times
        ],
        "files": {"sheet": "sheet.html", "gif": "storyboard.gif", "film": "storyboard.mp4"},
        "sound": bool(board.audio),
    }
    write_text(path, json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def _gif_size(size: Size) -> Size:
    """The film's shape, 384 pixels long at most."""
    scale = min(GIF_LENGTH / max(size), 1.0)
    wide, tall = (max(2 * round(side * scale / 2), 16) for side in size)
    return wide, tall


def _write_png(picture: Image.Image, path: Path) -> None:
    written = BytesIO()
    picture.convert("RGB").save(written, "PNG")
    write_bytes(path, written.getvalue())


def _script(board: Storyboard) -> str:
    return board.script.model_dump_json()


def _picture(picture: Image.Image) -> str:
    """What tells a picture from others: its size and pixels."""
    plain = picture.convert("RGB")
    return f"{plain.size} {hashlib.blake2b(plain.tobytes(), digest_size=16).hexdigest()}"


def _sound(board: Storyboard) -> str:
    """What tells a recording from others."""
    if not board.audio:
        return ""
    with contained(board.audio, inside=board.audio.parent).open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
