"""What was asked to be made, and how far it is: a file for each job, which every process can read."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from tastemaker.agent.alive import Alive
from tastemaker.catalog.builds import write_text
from tastemaker.contracts import Media
from tastemaker.disk import room
from tastemaker.errors import UnknownJob
from tastemaker.settings import state_folder

__all__ = ["KEPT", "Job", "Jobs", "Status"]

Status: TypeAlias = Literal["queued", "running", "done", "failed", "cancelled"]
JOBS: Final = "jobs"
"""The folder, beside a domain's builds."""
ID: Final = re.compile(r"[0-9a-f]{32}")
KEPT: Final = 7 * 24 * 3600.0
"""Seconds for which is kept what became of a job; what it made stays."""
SWEPT: Final = 3600.0
"""Seconds between two times of clearing away."""
LOST: Final[Mapping[str, str | None]] = {
    "message": "the server that was making this has ended: ask again, what was begun is gone on with",
    "type": "server_error",
    "param": None,
    "code": "interrupted",
}


@dataclass(frozen=True, slots=True)
class Job:
    """One wish on its way."""

    id: str
    tenant: str
    """Who may know of it."""
    user: str
    """For whom it is made; empty for everybody."""
    what: str
    kind: str
    item: str
    created: float
    """Seconds since 1970."""
    worker: str = ""
    """The process that makes it, by its sign of life."""
    status: Status = "queued"
    doing: str = ""
    step: int = 0
    steps: int = 1
    ended: float | None = None
    media: tuple[Media, ...] = ()
    """What was made; paths lead from the folder of artefacts."""
    error: Mapping[str, str | None] | None = None
    """What went wrong, as the API says it."""

    @classmethod
    def from_json(cls, text: str) -> Job:
        """The job of a file."""
        plain: dict[str, Any] = json.loads(text)
        media = tuple(Media(**{**one, "files": tuple(one["files"])}) for one in plain.pop("media"))
        return cls(**plain, media=media)


class Jobs:
    """The jobs of one domain. Processes may share them: each change is made by one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._alive = folder, Alive(folder)
        self._swept = 0.0

    @classmethod
    def of(cls, domain: Path) -> Jobs:
        """The jobs of a domain folder."""
        return cls(state_folder(domain) / JOBS)

    def add(self, job: Job) -> Job:
        """Keep a new job as this process's own. Raises OutOfDisk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if time.time() - self._swept > SWEPT:
            self._swept = time.time()
            self.sweep()
        job = replace(job, worker=self._alive.begin())
        self._write(job)
        return job

    def read(self, id: str, *, tenant: str | None = None) -> Job:
        """A job as it stands, of one tenant if so asked; one whose process has died is failed.

        Raises UnknownJob.
        """
        job = self._read(id)
        if tenant not in (None, job.tenant):
            raise _unknown(id)
        if job.ended is None and not self._alive.sees(job.worker):
            return self.change(id, status="failed", error=LOST, ended=time.time())
        return job

    def change(self, id: str, **changes: Any) -> Job:
        """A job with these changes; one that has ended stays as it is. Raises UnknownJob and OutOfDisk."""
        with self._alone():
            job = self._read(id)
            if job.ended is None:
                job = replace(job, **changes)
                self._write(job)
            return job

    def remove(self, id: str) -> None:
        """Forget a job."""
        with self._alone():
            self._path(id).unlink(missing_ok=True)

    def erase(self, user: str) -> int:
        """Forget all jobs of a person, those that run too: they stop where they find it out; how many."""
        mine = [job.id for job in self._all() if job.user == user]
        for id in mine:
            self.remove(id)
        return len(mine)

    def sweep(self) -> None:
        """Forget what ended long ago."""
        for job in self._all():
            if (job.ended or time.time()) < time.time() - KEPT:
                self.remove(job.id)

    def close(self) -> None:
        """Nothing is made here any more."""
        self._alive.end()

    def _all(self) -> Iterator[Job]:
        for path in self.folder.glob("*.json"):
            with suppress(UnknownJob):
                yield self.read(path.stem)

    def _read(self, id: str) -> Job:
        if not ID.fullmatch(id):
            raise _unknown(id)
        try:
            return Job.from_json(self._path(id).read_text("utf-8"))
        except (OSError, ValueError, TypeError, KeyError) as wrong:
            raise _unknown(id) from wrong

    def _write(self, job: Job) -> None:
        with room(f"no space left for the jobs in {self.folder}"):
            write_text(self._path(job.id), json.dumps(asdict(job), ensure_ascii=False))

    def _path(self, id: str) -> Path:
        return self.folder / f"{id}.json"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time, of all threads and processes."""
        from filelock import FileLock

        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock", poll_interval=0.01):
            yield


def _unknown(id: str) -> UnknownJob:
    return UnknownJob(f"there is no job {id[:40]!r} here")
