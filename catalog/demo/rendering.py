"""Renders the media of the demo: `python -m tastemaker.catalog.demo.rendering FOLDER SEED PART PARTS`.

The renderer holds Python's interpreter lock, so the work is shared among processes. They are
started as commands and not forked: a fork of a process with torch inside may hang.
"""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from tastemaker.catalog.demo.drawing import save
from tastemaker.catalog.demo.section import Draft
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.errors import ModelError, OutOfDisk

__all__ = ["Progress", "media", "render_all", "render_part"]

Progress = Callable[[str, int, int], None]
"""Is told the step, how much of it is done, and how much there is."""


def media(draft: Draft) -> dict[str, str]:
    """The paths of a draft's media, relative to its section's folder."""
    kinds = {"image": (draft.svg, "jpg"), "audio": (draft.audio, "ogg"), "video": (draft.video, "mp4")}
    return {kind: f"media/{draft.id}.{suffix}" for kind, (given, suffix) in kinds.items() if given}


def render_part(folder: Path, *, seed: int, part: int, parts: int, done: Callable[[], None]) -> None:
    """Render every `parts`-th draft, beginning with number `part`."""
    everything = [(section, draft) for section in SECTIONS for draft in drafts(section, seed=seed)]
    for section, draft in everything[part::parts]:
        for kind, name in media(draft).items():
            _render(draft, kind, folder / section / name)
        done()


def _render(draft: Draft, kind: str, file: Path) -> None:
    if kind == "image" and draft.svg is not None:
        save(draft.svg, file)
    elif kind == "audio" and draft.audio is not None:
        draft.audio(file)
    elif kind == "video" and draft.video is not None:
        draft.video(file)


def render_all(folder: Path, *, seed: int, total: int, workers: int, progress: Progress | None) -> None:
    """Render all media, in `workers` processes at once."""
    count, lock = 0, Lock()

    def done() -> None:
        nonlocal count
        with lock:
            count += 1
            if progress:
                progress("rendering", count, total)

    if workers == 1:
        render_part(folder, seed=seed, part=0, parts=1, done=done)
        return
    with ThreadPoolExecutor(workers) as pool:
        jobs = [
            pool.submit(_work, folder, seed=seed, part=part, parts=workers, done=done)
            for part in range(workers)
        ]
        for job in jobs:
            job.result()


def _work(folder: Path, *, seed: int, part: int, parts: int, done: Callable[[], None]) -> None:
    """One worker process, which prints a line for every draft it has rendered."""
    command = [sys.executable, "-m", __spec__.name, str(folder), str(seed), str(part), str(parts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        for _ in worker.stdout:
            done()
        said = worker.stderr.read().strip()
    if worker.returncode == errno.ENOSPC:
        raise OutOfDisk(f"the disk is full: {folder.parent} needs about 150 MB for the demo")
    if worker.returncode:
        raise ModelError(
            f"the demo's pictures could not be rendered: {said.splitlines()[-1:] or 'no reason given'}"
        )


def main(arguments: list[str]) -> int:
    """Render one part, as the command line says."""
    folder, seed, part, parts = Path(arguments[0]), *(int(word) for word in arguments[1:])
    try:
        render_part(folder, seed=seed, part=part, parts=parts, done=_tell)
    except OSError as wrong:
        if wrong.errno == errno.ENOSPC:
            return errno.ENOSPC
        raise
    return 0


def _tell() -> None:
    sys.stdout.write("\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
