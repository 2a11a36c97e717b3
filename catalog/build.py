"""`index`: from a domain folder to a built catalog, doing only what has changed."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tastemaker.catalog.builds import Builds
from tastemaker.catalog.domain import read_domain
from tastemaker.catalog.making import Making
from tastemaker.catalog.report import IndexReport
from tastemaker.catalog.sources import Choice
from tastemaker.contracts import Embedder, Modality
from tastemaker.errors import BadDomain, OutOfDisk

__all__ = ["index"]

Step = Callable[[str, int, int], None]
PATIENCE: Final = 600.0
"""Seconds to wait for another index run on the same folder."""


def index(
    folder: Path | str,
    *,
    strict: bool = False,
    progress: Step | None = None,
    text_model: str = "auto",
    image_model: str = "auto",
    audio_model: str = "auto",
    video_model: str = "auto",
    embedders: Mapping[Modality, Embedder] | None = None,
) -> IndexReport:
    """Build or update the catalog of a domain folder; the one before answers until this one is complete.

    `progress(stage, done, total)` is called as work goes on. With `strict` any bad row is an error.
    A model is a name that `catalog.embedders` knows, "auto" or "none"; `embedders` gives objects instead.
    Raises BadDomain, CatalogTooNew and OutOfDisk.

    >>> index("movies").summary()  # doctest: +SKIP
    """
    started = time.perf_counter()
    step = progress or _silent
    choice = Choice(
        text=text_model, image=image_model, audio=audio_model, video=video_model, embedders=embedders or {}
    )
    builds = Builds(Path(folder))
    step("reading", 0, 1)
    domain = read_domain(builds.domain)
    step("reading", 1, 1)
    with _disk(builds), _alone(builds, step) as waited:
        if waited:
            domain = read_domain(builds.domain)
        return Making(builds, domain, step=step, strict=strict).run(choice, started=started)


def _silent(stage: str, done: int, total: int) -> None:
    """No progress wanted."""


@contextmanager
def _alone(builds: Builds, step: Step) -> Iterator[bool]:
    """Only one index run at a time works on a folder; True for a second that waited for the first."""
    from filelock import FileLock, Timeout

    builds.make_root()
    lock = FileLock(builds.root / "lock")
    waited = False
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waited = True
        step("waiting for another index run", 0, 1)
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            raise BadDomain(
                f"another index run has been working on {builds.domain} for {PATIENCE / 60:.0f} minutes. "
                "Wait for it or stop it, then index again"
            ) from None
    try:
        yield waited
    finally:
        lock.release()


@contextmanager
def _disk(builds: Builds) -> Iterator[None]:
    """Say plainly when the disk is full, by whichever library it was met."""
    try:
        yield
    except OutOfDisk:
        raise
    except Exception as wrong:  # every library says in its own way that the disk is full; others go on
        if _is_full(wrong):
            raise OutOfDisk(
                f"no space left for the catalog in {builds.root}. The one before is untouched. "
                f"Free some space, then run: tastemaker index {builds.domain}"
            ) from wrong
        raise


def _is_full(wrong: BaseException | None) -> bool:
    """True when a full disk, or a quota, is at the root of this error."""
    while wrong is not None:
        if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return True
        text = str(wrong).lower()
        if "no space left" in text or "disk is full" in text or "disk full" in text:
            return True
        wrong = wrong.__cause__ or wrong.__context__
    return False
