"""Continuous batching: the steps of all conversations that wait are one pass through the model.

There is no batch to join or to leave. A conversation runs in its own thread and asks for its next step; one
of those that wait leads, reads for all of them in one pass, and hands the lead on. Who has ended, or whose
listener has gone, asks for nothing more. A long prompt is read in pieces beside the others' tokens.

transformers has continuous batching of its own (`generate_batch`). It takes no pictures and no grammar for
each request, keeps no conversation's cache for its next turn, and holds the model in a thread of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from torch import Tensor

from tastemaker.agent.engines.decoding import Run
from tastemaker.agent.engines.passes import Part, Passes

__all__ = ["Batch"]

FEW: Final = 32
"""Pending tokens up to which a step is read whole."""
PIECE: Final = 256
"""Tokens of a longer one that are read beside others."""
PATIENCE: Final = 0.5
"""How long a pass waits for who was in the last one, in times of what that took."""


@dataclass(slots=True, eq=False)
class _Step:
    """What a thread waits for."""

    run: Run
    keep: int
    called: threading.Event = field(default_factory=threading.Event)
    """Set when it is done, or is to lead."""
    logits: Tensor | None = None
    wrong: Exception | None = None

    @property
    def done(self) -> bool:
        return self.logits is not None or self.wrong is not None


class Batch:
    """Reads for all who wait at once, or for one after the other where the model cannot share."""

    def __init__(self, passes: Passes) -> None:
        self._passes = passes
        self._lock = threading.Condition()
        self._waiting: list[_Step] = []
        self._leader: _Step | None = None
        self._expected: set[Run] = set()
        """Who was in the last pass and has not asked again, nor left."""
        self._took = 0.0

    def step(self, run: Run, *, keep: int = 1) -> Tensor:
        """Read what is pending; the last `keep` rows of logits, float32 on the CPU, (keep, vocabulary)."""
        [logits] = self.steps([run], keep=keep)
        return logits

    def steps(self, runs: Sequence[Run], *, keep: int = 1) -> list[Tensor]:
        """The same for several runs of one thread."""
        mine = [_Step(run, keep) for run in runs]
        for one in mine:
            self._ask(one)
        try:
            return [self._ended(one) for one in mine]
        finally:
            for one in mine:
                self._withdraw(one)

    def _ended(self, mine: _Step) -> Tensor:
        """Wait for a step, or lead until it is done; then the next may lead, of this thread too."""
        mine.called.wait()
        while not mine.done:
            self._pass()
        self._withdraw(mine)
        if mine.wrong is not None:
            raise mine.wrong
        assert mine.logits is not None, "a step that is done has logits"
        return mine.logits

    def leave(self, run: Run) -> None:
        """It asks for nothing more."""
        with self._lock:
            self._expected.discard(run)
            self._lock.notify()

    # -- whose turn it is

    def _ask(self, mine: _Step) -> None:
        with self._lock:
            self._waiting.append(mine)
            self._expected.discard(mine.run)
            self._lock.notify()
            if self._leader is None:
                self._lead(mine)

    def _withdraw(self, mine: _Step) -> None:
        """It waits no more; where it led, the next one does."""
        with self._lock:
            self._waiting = [step for step in self._waiting if step is not mine]
            if self._leader is mine:
                self._leader = None
                if self._waiting:
                    self._lead(self._waiting[0])

    def _lead(self, step: _Step) -> None:
        self._leader = step
        step.called.set()

    # -- a pass

    def _pass(self) -> None:
        with self._lock:
            self._await()
            steps = self._next()
        began = time.perf_counter()
        self._read(steps)
        with self._lock:
            self._took = time.perf_counter() - began
            self._settle(steps)

    def _await(self) -> None:
        """A little, for those of the last pass who are about to ask again: together they are cheaper."""
        if self._passes.shares:
            self._lock.wait_for(lambda: not self._expected, timeout=PATIENCE * self._took)
        self._expected = set()

    def _next(self) -> list[_Step]:
        """Who is in the next pass: one with pictures alone; else all with few tokens, and one with many."""
        first = self._waiting[0]
        if first.run.pictures or not self._passes.shares:
            return [first]
        plain = [one for one in self._waiting if not one.run.pictures]
        many = [one for one in plain if len(one.run.ids) > FEW][:1]
        return [one for one in plain if len(one.run.ids) <= FEW] + many

    def _read(self, steps: Sequence[_Step]) -> None:
        """One pass; where it fails, one for each, so that nobody fails for another."""
        try:
            self._fill(steps)
            return
        except Exception as wrong:  # whatever it is, whoever waits for this step is told it
            if len(steps) == 1:
                steps[0].wrong = wrong
                return
        for step in steps:
            self._read([step])

    def _fill(self, steps: Sequence[_Step]) -> None:
        first = steps[0]
        if first.run.pictures or not self._passes.shares:
            first.logits = self._passes.alone(first.run, keep=first.keep)
            return
        parts = [_part(step, among=len(steps)) for step in steps]
        for step, part, logits in zip(steps, parts, self._passes.together(parts), strict=True):
            step.logits = logits if part.keep else None

    def _settle(self, steps: Sequence[_Step]) -> None:
        """Tell those whose step is done."""
        ready = [step for step in steps if step.done]
        self._expected.update(step.run for step in ready)
        self._waiting = [step for step in self._waiting if not step.done]
        for step in ready:
            step.called.set()


def _part(step: _Step, *, among: int) -> Part:
    """What is read of a step: a piece where it is long and others would wait for it."""
    pending = len(step.run.ids)
    if among == 1 or step.keep > 1 or pending <= PIECE:
        return Part(step.run, pending, step.keep)
    return Part(step.run, PIECE, 0)
