"""`index`: from a domain folder to a built catalog, doing only what has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tastemaker.catalog.builds import Builds
from tastemaker.catalog.captions import Caption
from tastemaker.catalog.changes import Changes
from tastemaker.catalog.crew import ALONE, Crew
from tastemaker.catalog.domain import read_domain
from tastemaker.catalog.making import Making
from tastemaker.catalog.report import IndexReport
from tastemaker.catalog.sources import Choice
from tastemaker.contracts import Embedder, Modality
from tastemaker.disk import room
from tastemaker.errors import BadDomain

__all__ = ["index"]

Step = Callable[[str, int, int], None]
PATIENCE: Final = 600.0
"""Seconds to wait for another index run on the same folder."""


def index(  # noqa: PLR0913 - each has a default of its own
    folder: Path | str,
    *,
    strict: bool = False,
    progress: Step | None = None,
    text_model: str = "auto",
    image_model: str = "auto",
    audio_model: str = "auto",
    video_model: str = "auto",
    embedders: Mapping[Modality, Embedder] | None = None,
    caption: Caption | None = None,
    crew: Crew = ALONE,
) -> IndexReport:
    """Build or update the catalog of a domain folder; the one before answers until this one is complete.

    `progress(stage, done, total)` is called as work goes on. With `strict` any bad row is an error.
    A model is a name that `catalog.embedders` knows, "auto" or "none"; `embedders` gives objects instead,
    which embed in this process. Otherwise a `crew` of several does.
    `caption` says what a picture shows: items that have a picture or a clip and no words are found by that.
    Raises BadDomain, CatalogTooNew and OutOfDisk.

    >>> index("movies").summary()  # doctest: +SKIP
    """
    started = time.perf_counter()
    step = progress or _silent
    choice = Choice(
        text=text_model, image=image_model, audio=audio_model, video=video_model, embedders=embedders or {}
    )
    builds = Builds(Path(folder))
    changes = Changes(builds.domain)
    step("reading", 0, 1)
    since = changes.since()
    domain = read_domain(builds.domain, changes=since)
    step("reading", 1, 1)
    full = (
        f"no space left for the catalog in {builds.root}. The one before is untouched. "
        f"Free some space, then run: tastemaker index {builds.domain}"
    )
    with room(full), _alone(builds, step) as waited:
        if waited:
            since = changes.since()
            domain = read_domain(builds.domain, changes=since)
        crew = ALONE if embedders else crew
        making = Making(builds, domain, step=step, strict=strict, changes=since, caption=caption, crew=crew)
        report = making.run(choice, started=started)
        changes.settle(domain.overruled, since)
        return report


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
