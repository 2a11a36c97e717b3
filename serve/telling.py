"""How far something is that takes long, told while a thread works on it: to a job, or to an MCP client."""

from __future__ import annotations

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tastemaker.agent.events import Progress
from tastemaker.errors import Stopped

if TYPE_CHECKING:
    from mcp.server.session import ServerSession

    from tastemaker.agent.jobs import Jobs

__all__ = ["ToClient", "ToJob"]

OFTEN: Final = 0.2
"""Seconds between two words about the progress of one thing."""


@dataclass(slots=True)
class _Telling(ABC):
    """Called from the thread that works; ends the work where nobody waits for it any more."""

    stop: threading.Event
    _last: tuple[str, float] = field(default=("", 0.0), init=False)

    def __call__(self, what: str, done: int, total: int) -> None:
        """So far it is. Raises Stopped."""
        if self.stop.is_set():
            raise Stopped("this was stopped before its end: ask again, what was begun is gone on with")
        doing, when = self._last
        if what == doing and time.monotonic() - when < OFTEN:
            return
        self._last = (what, time.monotonic())
        self.tell(what, done, total)

    @abstractmethod
    def tell(self, what: str, done: int, total: int) -> None:
        """Whoever waits hears it."""


@dataclass(slots=True)
class ToJob(_Telling):
    """Tells where every process reads it, and stops what was cancelled there."""

    jobs: Jobs
    id: str

    def tell(self, what: str, done: int, total: int) -> None:
        if self.jobs.change(self.id, doing=what, step=done, steps=total).ended is not None:
            raise Stopped("this was cancelled")


@dataclass(slots=True)
class ToClient(_Telling):
    """Tells the MCP client that called a tool."""

    session: ServerSession
    loop: asyncio.AbstractEventLoop
    _count: int = field(default=0, init=False)
    _sending: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    def tell(self, what: str, done: int, total: int) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            self.loop.call_soon_threadsafe(self._send, str(Progress(what, done, total)))

    def _send(self, said: str) -> None:
        self._count += 1  # the protocol wants a number that grows, and a film has several stages
        task = self.loop.create_task(self.session.report_progress(self._count, message=said))
        self._sending.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled():
            task.exception()  # whoever has gone is told nothing
