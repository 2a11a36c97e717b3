"""What all endpoints share: the agent over the newest catalog, and the threads that work for it."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tastemaker.agent.jobs import Jobs
from tastemaker.catalog.live import Live
from tastemaker.errors import TastemakerError
from tastemaker.serve.maker import Maker
from tastemaker.serve.pool import Pool

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent

__all__ = ["Desk", "Serving"]

log = logging.getLogger(__name__)
LOOK: Final = 1.0
"""Seconds between two looks at what other processes have changed."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How much a server takes on."""

    turns: int = 4
    """Conversations answered at once."""
    waiting: int = 16
    """Requests that may wait for their turn; more are answered with 429."""
    seconds: float = 120.0
    """What a turn may take, its wait included."""
    jobs: int = 2
    """Jobs made at once; as many may wait as requests may."""
    job_seconds: float = 900.0
    """What a job may take, its wait included."""
    quick: float = 30.0
    """What any other request may take."""
    body: int = 20_000_000
    """Bytes of a request."""
    reading: float = 30.0
    """Seconds in which a request must have come in."""


class Desk:
    """One per server. `agent` is always the newest; a turn that runs keeps the one it began with."""

    def __init__(self, agent: Agent, serving: Serving | None = None) -> None:
        self.agent = agent
        self.serving = wanted = serving or Serving()
        self.live = Live(agent.catalog)
        self.talk = Pool("talk", workers=wanted.turns, waiting=wanted.waiting, seconds=wanted.seconds)
        self.quick = Pool("quick", workers=wanted.turns, waiting=wanted.waiting, seconds=wanted.quick)
        self.making = Pool("making", workers=wanted.jobs, waiting=wanted.waiting, seconds=wanted.job_seconds)
        self.maker = Maker(Jobs.of(agent.catalog.folder), self.making)
        self.ready = False
        self._renewing = threading.Lock()

    @property
    def models(self) -> tuple[str, ...]:
        """The names under which clients may ask for it: ours, the model's, and its adapter's."""
        adapter = self.agent.adapter
        names = ["tastemaker", self.agent.engine.name, *([adapter.name] if adapter else [])]
        return tuple(dict.fromkeys(names))

    def renew(self) -> Agent:
        """Take in what has been changed or built since."""
        with self._renewing:
            catalog = self.live.renew()
            if catalog is not self.agent.catalog:
                self.agent = self.agent.over(catalog)
            return self.agent

    def warm(self) -> None:
        """Load the embedders, so that the first who asks need not wait for them."""
        self.agent.catalog.search("hello", k=1)

    async def watch(self) -> None:
        """Look now and then whether another process has changed something, until cancelled."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await asyncio.to_thread(self.renew)
            except (TastemakerError, OSError):
                log.exception("the newest catalog cannot be opened; the one before answers on")

    def close(self) -> None:
        """Stop what runs."""
        self.ready = False
        self.talk.close()
        self.quick.close()
        self.making.close()
