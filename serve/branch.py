"""One domain as it is served: the agent over its newest catalog, with its newest adapter."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tastemaker.abilities import Adaptable
from tastemaker.agent.engines.adapted import Adapted
from tastemaker.catalog.live import Live
from tastemaker.errors import AdapterNotServed, BadAdapter, TastemakerError

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.contracts import Engine

__all__ = ["Branch"]

log = logging.getLogger(__name__)


class Branch:
    """`agent` is always the newest; a turn that runs keeps the one it began with, its adapter included."""

    def __init__(self, name: str, agent: Agent) -> None:
        self.name, self.agent, self.live = name, agent, Live(agent.catalog)
        self.adapter = agent.adapter
        """The domain's adapter, whether it is loaded or has made room for others."""
        self.used = 0.0
        """When a turn last began, in seconds since 1970."""
        self.problem = ""
        """Why the adapter could not be loaded; the domain goes on without it."""
        self._turns: Counter[Engine] = Counter()
        self._guard = threading.Lock()
        """Held for a moment."""
        self._changing = threading.RLock()
        """Held while another agent is made."""

    @property
    def loaded(self) -> bool:
        """Whether the adapter is in memory."""
        return self.agent.adapter is not None

    @property
    def turns(self) -> int:
        """Turns that run with the newest adapter."""
        return self._turns[self.agent.engine]

    @property
    def bytes(self) -> int:
        """What the adapter takes in memory."""
        agent = self.agent
        around = agent.recommender.adapter.bytes if isinstance(agent.recommender, Adapted) else 0
        return around + (agent.engine.adapter_bytes if isinstance(agent.engine, Adaptable) else 0)

    @contextmanager
    def turn(self) -> Iterator[Agent]:
        """The agent for one turn; an adapter that has made room is loaded again first."""
        agent = self._begun()
        try:
            yield agent
        finally:
            with self._guard:
                self._turns[agent.engine] -= 1
            self._left(agent.engine)

    def _begun(self) -> Agent:
        self.used = time.time()
        with self._guard:
            if self.loaded or self.adapter is None:
                return self._counted()
        with self._changing:
            if not self.loaded:
                self._load()
            with self._guard:
                return self._counted()

    def _counted(self) -> Agent:
        self._turns[self.agent.engine] += 1
        return self.agent

    def _load(self) -> None:
        try:
            self._take(self.agent.adapted(self.adapter))
            self.problem = ""
        except (TastemakerError, OSError) as wrong:
            self._without(wrong)

    def _without(self, wrong: Exception) -> None:
        self.problem = str(wrong)
        log.warning("%s goes on without its adapter: %s", self.name, wrong)

    def adapt(self, adapter: Path | None) -> None:
        """Put another adapter, or none, in the place of this one: turns that begin from now on have it.

        Raises BadAdapter, and leaves everything as it is.
        """
        with self._changing:
            try:
                before = _state(adapter)
                agent = self.agent.adapted(adapter)
                after = _state(adapter)
            except OSError as wrong:
                raise BadAdapter(f"the adapter {adapter} cannot be read: {wrong}") from wrong
            except AdapterNotServed as wrong:
                raise BadAdapter(str(wrong)) from wrong
            if before != after:
                self._left(agent.engine)
                raise BadAdapter(f"the adapter {adapter} was written to while it was read: try again later")
            self._take(agent)
            self.adapter, self.problem = adapter, ""

    def rest(self) -> bool:
        """Let the adapter make room until the next turn; False where a turn has it, or it is changing."""
        if not self._changing.acquire(blocking=False):
            return False
        try:
            if not self.loaded or self.turns:
                return False
            self._take(self.agent.adapted(None))
            return True
        finally:
            self._changing.release()

    def renew(self) -> Agent:
        """Take in what has been changed in the catalog, or built, since."""
        with self._changing:
            catalog = self.live.renew()
            if catalog is not self.agent.catalog:
                try:
                    if self.agent.adapter is not None and not self.agent.adapter.is_dir():
                        raise BadAdapter(f"the adapter {self.agent.adapter} is gone: put the folder back")
                    self._take(self.agent.over(catalog))
                except (BadAdapter, OSError) as wrong:
                    self._take(self.agent.adapted(None).over(catalog))
                    self._without(wrong)
            return self.agent

    def _take(self, agent: Agent) -> None:
        before = self.agent.engine
        with self._guard:
            self.agent = agent
        self._left(before)

    def _left(self, engine: Engine) -> None:
        """Let an engine's adapter go when it is not the newest any more and its last turn has ended."""
        with self._guard:
            if engine is self.agent.engine or self._turns[engine]:
                return
            del self._turns[engine]
        if isinstance(engine, Adaptable):
            engine.unload()


def _state(folder: Path | None) -> list[tuple[str, int, int]]:
    """Tells whether anything in a folder has been written in between."""
    files = sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
    found = [(file.name, file.stat()) for file in files if file.is_file()]
    return [(name, about.st_size, about.st_mtime_ns) for name, about in found]
