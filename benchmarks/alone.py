"""The reference of `load.py`: the same people, one after the other, with the model in this process."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from crowd import Person
from waits import spread

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.markup import CLOSE, OPEN
from tastemaker.agent.events import CardsShown, TextPiece
from tastemaker.agent.opening import open_catalog, shipped_adapter
from tastemaker.contracts import Delta, Reply, TextDelta

__all__ = ["Counting", "alone"]


class Counting:
    """An engine that counts the tokens of what it answers: words, calls, and the one that ends."""

    drafts = 1
    """Of a reply, as of the server that it is compared with."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.tokens = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def adapted(self, adapter: Path | None) -> Counting:
        """This one, through the adapter: what it says is counted still."""
        self._engine = self._engine.adapted(adapter)
        return self

    def chat(self, *given: Any, **named: Any) -> Iterator[Delta]:
        """As the engine's own."""
        words, calls = "", []
        try:
            for delta in self._engine.chat(*given, **named):
                if isinstance(delta, TextDelta):
                    words += delta.text
                else:
                    said = {"name": delta.name, "arguments": dict(delta.arguments)}
                    calls.append(f"{OPEN}\n{json.dumps(said, ensure_ascii=False)}\n{CLOSE}")
                yield delta
        finally:
            encode = self._engine.loaded.tokenizer.encode
            self.tokens += 1 + len(encode("\n".join([words, *calls]), add_special_tokens=False))


def alone(domain: Path, given: argparse.Namespace, everybody: Sequence[Person]) -> dict[str, Any]:
    """Each person's first conversation, until the seconds of the reference are over."""
    adapter = given.adapter or shipped_adapter(open_catalog(domain), model=given.model)
    engine: Any = Counting(open_engine(given.model, adapter=adapter))
    turns: list[tuple[float | None, float | None, float]] = []
    with Agent.open(domain, engine=engine, adapter=adapter) as agent:
        agent.chat("hello", user="nobody")  # what is loaded once
        engine.tokens, began = 0, time.perf_counter()
        for person in everybody:
            for said in next(person.conversations()):
                if time.perf_counter() - began < given.reference:
                    turns.append(turned(agent, said, f"alone-{person.name}"))
        took = time.perf_counter() - began
    return {
        "turns": len(turns),
        "took, seconds": round(took, 1),
        "turns per second": round(len(turns) / took, 2),
        "decoded tokens per second": round(engine.tokens / took, 1),
        "first words": spread([words for words, _, _ in turns]),
        "first card": spread([card for _, card, _ in turns]),
        "reply": spread([whole for _, _, whole in turns]),
    }


def turned(agent: Agent, said: str, user: str) -> tuple[float | None, float | None, float]:
    """Seconds to the first words, the first card and the whole reply."""
    began, words, card = time.perf_counter(), None, None
    for one in agent.stream(said, user=user):
        now = time.perf_counter() - began
        words = now if words is None and isinstance(one, TextPiece) else words
        card = now if card is None and isinstance(one, CardsShown) else card
        if isinstance(one, Reply):
            return words, card, now
    raise AssertionError("a turn ends with its reply")
