"""Awaiting what a server does, in threads that may hear meanwhile that nobody waits any more.

A thread that reads from a socket cannot be stopped. So requests run in one event loop beside the threads: who
waits looks up now and then, and what is given up is cancelled, which closes its connection.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

__all__ = ["heeding", "later", "result", "results"]

T = TypeVar("T")
MOMENT: Final = 0.2
"""Seconds after which a thread that waits looks up."""
CHECK: Final[ContextVar[Callable[[], None] | None]] = ContextVar("check", default=None)
STARTING: Final = threading.RLock()


@contextmanager
def heeding(check: Callable[[], None]) -> Iterator[None]:
    """Whatever `check` raises ends what is awaited inside."""
    before = CHECK.set(check)
    try:
        yield
    finally:
        CHECK.reset(before)


def result(wanted: Coroutine[Any, Any, T]) -> T:
    """What it returns."""
    task = later(wanted)
    try:
        while not wait([task], timeout=MOMENT).done:
            _look_up()
        return task.result()
    finally:
        task.cancel()


def results(wanted: AsyncIterator[T]) -> Generator[T, None, None]:
    """What it gives, one by one. Closed, it goes no further."""
    told: SimpleQueue[T | Future[None]] = SimpleQueue()

    async def tell() -> None:
        async for one in wanted:
            told.put(one)

    task = later(tell())
    task.add_done_callback(told.put)
    try:
        while True:
            try:
                one = told.get(timeout=MOMENT)
            except Empty:
                _look_up()
                continue
            if isinstance(one, Future):
                one.result()
                return
            yield one
    finally:
        task.cancel()


def later(wanted: Coroutine[Any, Any, T]) -> Future[T]:
    """Begin, and wait for nothing."""
    with STARTING:
        return asyncio.run_coroutine_threadsafe(wanted, _loop())


def _look_up() -> None:
    check = CHECK.get()
    if check is not None:
        check()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop in which all requests run, in a thread of its own until the process ends."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="tastemaker-requests", daemon=True).start()
    return loop
