"""A test double for engines: it answers from a queue and remembers what it was asked.

For tests of the agent, of tools and of plugins. It has no model and no rules: what it says is
what the test queued.
"""

from __future__ import annotations

import copy
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tastemaker.contracts import Delta, Message, TextDelta, ToolCall, ToolSpec
from tastemaker.errors import ModelError

__all__ = ["Answer", "Prompt", "Script", "ScriptedEngine"]

Answer: TypeAlias = str | ToolCall | Sequence[str | ToolCall]
"""A text, a tool call, or several of them in a row."""
Script: TypeAlias = Answer | Callable[[Sequence[Message]], Answer]
"""One queued reply: the answer itself, or a function of the messages that gives it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one call of `chat` received."""

    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...]
    max_new_tokens: int
    temperature: float
    seed: int
    schema: Mapping[str, Any] | None = None


class ScriptedEngine:
    """Answers with the queued replies, one per call of `chat`, and records the prompts.

    >>> engine = ScriptedEngine([ToolCall("search", {"query": "boots"}), "Here: [1]"])
    >>> [delta.name for delta in engine.chat([{"role": "user", "content": "boots"}])]
    ['search']
    """

    name = "scripted"
    tools: frozenset[str] | None = None

    def __init__(self, replies: Sequence[Script] = (), *, window: int = 100_000) -> None:
        self.replies: deque[Script] = deque(replies)
        self.prompts: list[Prompt] = []
        self._window = window

    def chat(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[ToolSpec] = (),
        max_new_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        schema: Mapping[str, Any] | None = None,
    ) -> Iterator[Delta]:
        """The next queued reply; text comes word by word, as from a real engine."""
        kept = tuple(copy.deepcopy(list(messages)))
        self.prompts.append(Prompt(kept, tuple(tools), max_new_tokens, temperature, seed, schema))
        if not self.replies:
            raise ModelError(
                f"the script has no reply left for call {len(self.prompts)}: {_last(messages)!r}"
            )
        reply = self.replies.popleft()
        answer = reply(messages) if callable(reply) else reply
        parts = [answer] if isinstance(answer, str | ToolCall) else list(answer)
        return _deltas(parts)

    def count(self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = ()) -> int:
        """The number of words in the messages and the tools' names."""
        return sum(len(_text(message).split()) for message in messages) + len(tools)

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[float]:
        """Shorter is likelier: minus the number of words."""
        return [-float(len(continuation.split())) for continuation in continuations]

    @property
    def window(self) -> int:
        """As given; large unless a test wants a narrow one."""
        return self._window


def _deltas(parts: Sequence[str | ToolCall]) -> Iterator[Delta]:
    """Texts in pieces of a word each, tool calls whole."""
    for part in parts:
        if isinstance(part, ToolCall):
            yield part
        else:
            yield from (TextDelta(piece) for piece in re.findall(r"\s*\S+|\s+$", part))


def _text(message: Message) -> str:
    """The words of a message, whichever form its content has."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content)


def _last(messages: Sequence[Message]) -> str:
    return _text(messages[-1])[:80] if messages else ""
