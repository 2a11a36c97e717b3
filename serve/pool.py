"""Work in threads: as much at once as the machine can do. A little may wait, what is more is turned away."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, Final, Generic, TypeVar

from tastemaker.errors import Stopped, TooBusy, TookTooLong

__all__ = ["Pool", "Work"]

T = TypeVar("T")
Job = Callable[[threading.Event], Iterable[T]]
"""Gives its results one by one, and ends early when the event is set."""
LAST: Final = 60
"""Seconds after which a caller is told to come again, at most."""


class Pool:
    """Threads, and room for some work to wait for one."""

    def __init__(self, name: str, *, workers: int, waiting: int, seconds: float) -> None:
        """`seconds` is what one piece of work may take, the time it waits included."""
        self.name, self.workers, self.waiting, self.seconds = name, workers, waiting, seconds
        self.taken = 0
        """Pieces of work that run or wait."""
        self.ended: Callable[[float], None] = lambda seconds: None
        """Hears how long each piece took."""
        self._mean = 1.0
        self._guard = threading.Lock()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=f"tastemaker-{name}")
        self._works: set[Work[Any]] = set()

    def start(self, job: Job[T]) -> Work[T]:
        """Begin as soon as a thread is free. Raises TooBusy when too much waits already."""
        with self._guard:
            if self.taken >= self.workers + self.waiting:
                ahead = self.taken - self.workers + 1
                raise TooBusy(min(max(math.ceil(ahead / self.workers * self._mean), 1), LAST))
            self.taken += 1
        work: Work[T] = Work(asyncio.get_running_loop(), seconds=self.seconds)
        self._works.add(work)
        future = self._threads.submit(self._run, job, work)
        future.add_done_callback(partial(self._release, work))
        work.cancel = future.cancel
        return work

    async def run(self, call: Callable[..., T], *given: Any, **named: Any) -> T:
        """What the call returns."""
        async with self.start(lambda stop: [call(*given, **named)]) as work:
            return await anext(work)

    def close(self) -> None:
        """Stop what runs, and take nothing more in."""
        for work in list(self._works):
            work.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job[T], work: Work[T]) -> None:
        began = time.monotonic()
        try:
            if not work.stop.is_set():
                for one in job(work.stop):
                    work.tell(one)
            work.tell(None, end=StopAsyncIteration())
        except BaseException as wrong:  # whatever it is belongs to who waits for the work
            work.tell(None, end=wrong)
        finally:
            took = time.monotonic() - began
            self._mean = 0.8 * self._mean + 0.2 * took
            self.ended(took)

    def _release(self, work: Work[Any], _future: Any) -> None:
        with self._guard:
            self.taken -= 1
        self._works.discard(work)


class Work(Generic[T]):
    """One piece of work: its results come by `async for`. Left early, it stops.

    >>> async with pool.start(job) as work:  # doctest: +SKIP
    ...     async for one in work: ...
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, *, seconds: float) -> None:
        self.stop = threading.Event()
        self.cancel: Callable[[], bool] = lambda: False
        self._loop, self._until, self._seconds = loop, loop.time() + seconds, seconds
        self._told: asyncio.Queue[tuple[T | None, BaseException | None]] = asyncio.Queue()

    def tell(self, one: T | None, *, end: BaseException | None = None) -> None:
        """Hand a result over, from the thread that works."""
        with suppress(RuntimeError):  # nobody is left to be told: the server has ended
            self._loop.call_soon_threadsafe(self._told.put_nowait, (one, end))

    def close(self) -> None:
        """End it: nobody waits any more, or nobody shall."""
        self.stop.set()
        if self.cancel():
            self.tell(None, end=Stopped("the server ended before this could begin"))

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        """The next result. Raises what the work raised, and TookTooLong."""
        try:
            async with asyncio.timeout_at(self._until):
                one, end = await self._told.get()
        except TimeoutError:
            self.close()
            raise TookTooLong(f"this took more than {self._seconds:g} seconds and was stopped") from None
        if end is not None:
            raise end
        return one  # type: ignore[return-value]  # None comes with an end, or is a T itself

    async def __aenter__(self) -> Work[T]:
        return self

    async def __aexit__(self, *error: object) -> None:
        self.close()
