"""What all endpoints share: the domains that are served, and the threads that work for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.agent.jobs import Jobs
from tastemaker.errors import TastemakerError, UnknownDomain, UnknownModel
from tastemaker.serve.branch import Branch
from tastemaker.serve.maker import Maker
from tastemaker.serve.pool import Pool

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent

__all__ = ["OURS", "Desk", "Serving"]

log = logging.getLogger(__name__)
LOOK: Final = 1.0
"""Seconds between two looks at what other processes have changed."""
OURS: Final = "tastemaker"
"""The model by which clients ask for the first domain."""


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
    adapters: int = 8
    """Kept loaded; the least recently used makes room, and is loaded again for its domain's next turn."""


class Desk:
    """One per server. The first of its domains is meant where none is named."""

    def __init__(self, agents: Agent | Mapping[str, Agent], serving: Serving | None = None) -> None:
        named = agents if isinstance(agents, Mapping) else {agents.catalog.folder.name: agents}
        self.branches = {name: Branch(name, agent) for name, agent in named.items()}
        self.serving = wanted = serving or Serving()
        self.talk = Pool("talk", workers=wanted.turns, waiting=wanted.waiting, seconds=wanted.seconds)
        self.quick = Pool("quick", workers=wanted.turns, waiting=wanted.waiting, seconds=wanted.quick)
        self.making = Pool("making", workers=wanted.jobs, waiting=wanted.waiting, seconds=wanted.job_seconds)
        self.makers = {
            name: Maker(Jobs.of(one.agent.catalog.folder), self.making, turn=partial(self.turn, one))
            for name, one in self.branches.items()
        }
        for agent in named.values():
            agent.expect(wanted.turns)
        self.ready = False
        self.trim()

    @property
    def first(self) -> Branch:
        """The domain that is meant where none is named."""
        return next(iter(self.branches.values()))

    @property
    def agent(self) -> Agent:
        """The first domain's."""
        return self.first.agent

    @property
    def items(self) -> int:
        """Of all catalogs."""
        return sum(len(branch.agent.catalog) for branch in self.branches.values())

    @property
    def models(self) -> Mapping[str, Branch]:
        """The domains by the names under which clients may ask for them.

        The first also answers to ours, the model's, and its adapter's.
        """
        adapter = self.first.adapter
        names = [OURS, self.agent.engine.name, *([adapter.name] if adapter else [])]
        return dict.fromkeys(names, self.first) | self.branches

    def model(self, name: str) -> Branch:
        """The domain that a model's name asks for. Raises UnknownModel."""
        if name not in self.models:
            raise UnknownModel(f"there is no model {name!r} here: ask for {' or '.join(self.models)}")
        return self.models[name]

    def branch(self, name: str | None) -> Branch:
        """The domain of this name, the first where none is given. Raises UnknownDomain."""
        if name is None:
            return self.first
        if name not in self.branches:
            raise UnknownDomain(f"there is no domain {name!r} here: ask for {' or '.join(self.branches)}")
        return self.branches[name]

    @contextmanager
    def turn(self, branch: Branch) -> Iterator[Agent]:
        """A domain's agent for one turn, which keeps what it began with."""
        with branch.turn() as agent:
            self.trim()
            yield agent

    def adapt(self, branch: Branch, adapter: Path | None) -> None:
        """Give a domain another adapter, or none. Raises BadAdapter."""
        branch.adapt(adapter)
        self.trim()

    def trim(self) -> None:
        """Have the adapters that were used longest ago make room, those in use excepted."""
        loaded = [branch for branch in reversed(self.branches.values()) if branch.loaded]
        over = len(loaded) - self.serving.adapters
        for branch in sorted(loaded, key=lambda one: one.used):
            if over > 0 and branch.rest():
                over -= 1

    def warm(self) -> None:
        """Load the embedders, so that the first who asks need not wait for them."""
        for branch in self.branches.values():
            branch.agent.catalog.search("hello", k=1)

    async def watch(self) -> None:
        """Look now and then whether another process has changed something, until cancelled."""
        while True:
            await asyncio.sleep(LOOK)
            for branch in self.branches.values():
                try:
                    await asyncio.to_thread(branch.renew)
                except (TastemakerError, OSError):
                    log.exception("%s: the newest catalog cannot be opened; the last answers on", branch.name)

    def close(self) -> None:
        """Stop what runs."""
        self.ready = False
        self.talk.close()
        self.quick.close()
        self.making.close()
