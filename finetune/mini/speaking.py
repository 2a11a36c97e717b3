"""The messages of a composed turn: what is said, the call, the tool's answer, the reply."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from tastemaker.finetune.mini.phrases import Slots, distort
from tastemaker.finetune.mini.state import State
from tastemaker.finetune.mini.utterances import Utterance

__all__ = ["answer", "ask", "call"]


def ask(
    state: State,
    line: Utterance,
    slots: Slots,
    rng: Random,
    *,
    picture: bool = False,
    keep: Sequence[str] = (),
) -> None:
    """The person speaks; the words of `keep`, which a call quotes, are spelt as they are."""
    text = slots.fill(line.text)
    text = distort(rng, text, [*keep, *slots.said.values()])
    content: Any = [{"type": "image"}, {"type": "text", "text": text}] if picture else text
    state.messages.append({"role": "user", "content": content})


def call(state: State, name: str, arguments: dict[str, Any], told: str) -> None:
    """The model calls a tool, and the tool answers."""
    given = {key: value for key, value in arguments.items() if value}
    function = {"name": name, "arguments": given}
    made = {"id": f"call_{len(state.messages)}", "type": "function", "function": function}
    state.messages.append({"role": "assistant", "content": "", "tool_calls": [made]})
    state.messages.append({"role": "tool", "tool_call_id": made["id"], "name": name, "content": told})


def answer(state: State, reply: str | None) -> bool:
    """The model answers; False when it has nothing to say."""
    if not reply:
        return False
    state.messages.append({"role": "assistant", "content": reply})
    return True
