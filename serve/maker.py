"""Makes jobs: each in a thread of a pool, its progress and its end written where every process reads them."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tastemaker.agent.creating import created
from tastemaker.agent.jobs import Job
from tastemaker.errors import UnknownJob
from tastemaker.serve.problems import of
from tastemaker.serve.telling import ToJob

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from tastemaker.agent.agent import Agent
    from tastemaker.agent.creating import Wish
    from tastemaker.agent.jobs import Jobs
    from tastemaker.contracts import Media
    from tastemaker.serve.pool import Pool, Work

__all__ = ["Maker"]

log = logging.getLogger(__name__)


class Maker:
    """One per domain. What is asked here is made here; what is made elsewhere can be read and cancelled."""

    def __init__(self, jobs: Jobs, pool: Pool, *, turn: Callable[[], AbstractContextManager[Agent]]) -> None:
        """`turn` lends the domain's agent for as long as something is made."""
        self.jobs, self.pool = jobs, pool
        self._turn = turn
        self._works: dict[str, Work[None]] = {}
        self._following: set[asyncio.Task[None]] = set()

    async def start(self, wish: Wish, *, tenant: str) -> Job:
        """A new job, which begins as soon as a thread is free. Raises TooBusy and OutOfDisk."""
        job = Job(uuid.uuid4().hex, tenant, wish.user, wish.what, wish.kind, wish.item, created=time.time())
        job = await asyncio.to_thread(self.jobs.add, job)
        try:
            work = self.pool.start(partial(self._making, wish, job.id))
        except BaseException:
            await asyncio.to_thread(self.jobs.remove, job.id)
            raise
        self._works[job.id] = work
        task = asyncio.create_task(self._follow(job.id, work))
        self._following.add(task)
        task.add_done_callback(self._following.discard)
        return job

    async def cancel(self, id: str) -> Job:
        """The job, cancelled unless it has ended: whoever makes it stops at the next step.

        Raises UnknownJob.
        """
        job = await asyncio.to_thread(self.jobs.change, id, status="cancelled", ended=time.time())
        if (work := self._works.get(id)) is not None and job.status == "cancelled":
            work.close()
        return job

    async def rest(self) -> None:
        """After the pool is closed: write down what became of all, and make nothing any more."""
        await asyncio.gather(*self._following, return_exceptions=True)
        await asyncio.to_thread(self.jobs.close)

    async def _follow(self, id: str, work: Work[None]) -> None:
        """Wait for the end of a job and say so where it is not a good one."""
        try:
            async with work:
                async for _ in work:
                    pass
        except Exception as wrong:  # whatever it is, it belongs into the job
            await asyncio.to_thread(self._failed, id, wrong)
        finally:
            self._works.pop(id, None)

    def _failed(self, id: str, wrong: Exception) -> None:
        with suppress(UnknownJob):
            try:
                self.jobs.change(id, status="failed", error=of(wrong)[1].model_dump(), ended=time.time())
            except OSError:
                log.exception("what became of the job %s cannot be written", id)

    def _making(self, wish: Wish, id: str, stop: threading.Event) -> Sequence[None]:
        """In a thread of the pool."""
        with self._turn() as agent:
            self._made(agent, wish, id, stop)
        return ()

    def _made(self, agent: Agent, wish: Wish, id: str, stop: threading.Event) -> None:
        try:
            if self.jobs.change(id, status="running").ended is None:
                media = created(agent, wish, progress=ToJob(stop, self.jobs, id))
                here = tuple(_from(agent.studio.artefacts.folder, one) for one in media)
                self.jobs.change(id, status="done", media=here, ended=time.time())
        except UnknownJob:
            if wish.user:  # erased meanwhile, and so is what has come of it since
                agent.studio.artefacts.erase(wish.user)


def _from(folder: Path, one: Media) -> Media:
    """Something made, by paths that lead from the folder of artefacts."""

    def there(path: str) -> str:
        return Path(path).relative_to(folder).as_posix()

    path = there(one.path) if one.path is not None else None
    return replace(one, path=path, files=tuple(map(there, one.files)))
