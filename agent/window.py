"""Fits a conversation into the model's window.

What stays, most important first: the current message, the cards in view, what is known of the person,
then the turns before, newest first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from langchain_core.messages import AnyMessage, BaseMessage

__all__ = ["Count", "Prompt", "fit", "reserve"]

Count: TypeAlias = Callable[["Prompt"], int]
"""The length of a prompt in tokens."""
Turn: TypeAlias = "tuple[AnyMessage, ...]"
SHORTEST: Final = 200
"""Characters of the current message that are always kept."""


@dataclass(frozen=True)
class Prompt:
    """A system message and the turns after it."""

    system: str
    turns: tuple[Turn, ...]

    @property
    def messages(self) -> list[AnyMessage]:
        """All turns' messages in a row."""
        return [message for turn in self.turns for message in turn]


def reserve(window: int) -> int:
    """Tokens kept free for the answer: a sixth of the window, at most 256."""
    return min(256, window // 6)


def fit(messages: Sequence[AnyMessage], *, systems: Sequence[str], count: Count, room: int) -> Prompt:
    """The best prompt of at most `room` tokens.

    `systems` are the system message in full and then shorter forms of it, best first.
    """
    turns = _turns(messages)
    seen = next((i for i in reversed(range(len(turns))) if any(map(_lists, turns[i]))), len(turns) - 1)
    must = sorted({seen, len(turns) - 1})
    for prompt in _shorter(systems, [turns[i] for i in must]):
        if count(prompt) <= room:
            break
    else:
        return _squeezed(prompt, count=count, room=room)
    if prompt.turns == tuple(turns[i] for i in must) and prompt.system == systems[0]:
        return _with_recent(prompt, turns, must=must, count=count, room=room)
    return prompt


def _shorter(systems: Sequence[str], must: Sequence[Turn]) -> list[Prompt]:
    """Ever shorter prompts: without the taste, without the old list's reply, without earlier tool calls."""
    bare, current = systems[-1], must[-1]
    steps = [Prompt(system, tuple(must)) for system in systems]
    last_call = (current[0], *current[-2:]) if len(current) > 3 else current
    if len(must) > 1:
        listing = tuple(_listing(must[0]))
        steps += [Prompt(bare, (listing, current)), Prompt(bare, (listing, last_call))]
    return [*steps, Prompt(bare, (last_call,))]


def _with_recent(
    prompt: Prompt, turns: Sequence[Turn], *, must: Sequence[int], count: Count, room: int
) -> Prompt:
    """The prompt and as many turns before it as there is room for, newest first, without gaps."""
    kept = set(must)
    for i in reversed(range(len(turns))):
        if i in kept:
            continue
        fuller = Prompt(prompt.system, tuple(turns[j] for j in sorted({*kept, i})))
        if count(fuller) > room:
            break
        kept, prompt = {*kept, i}, fuller
    return prompt


def _squeezed(prompt: Prompt, *, count: Count, room: int) -> Prompt:
    """The current message alone is too long: its middle is left out."""
    current = prompt.turns[-1]
    said = str(current[0].text)
    kept = len(said)
    while count(prompt) > room and kept > SHORTEST:
        kept = max(SHORTEST, kept * 3 // 4)
        text = f"{said[: kept * 2 // 3]} … {said[-(kept // 3) :]}"
        short = current[0].model_copy(update={"content": text})
        prompt = replace(prompt, turns=(*prompt.turns[:-1], (short, *current[1:])))
    return prompt


def _turns(messages: Sequence[AnyMessage]) -> list[Turn]:
    """Cut before every message of the person."""
    turns: list[list[AnyMessage]] = []
    for message in messages:
        if message.type == "human" or not turns:
            turns.append([])
        turns[-1].append(message)
    return [tuple(turn) for turn in turns]


def _lists(message: BaseMessage) -> bool:
    """Whether a tool's answer put a new list before the person."""
    return bool(message.additional_kwargs.get("new_list"))


def _listing(turn: Turn) -> list[AnyMessage]:
    """Of an old turn: the message, the call that gave the list, and the list."""
    at = next((i for i, message in enumerate(turn) if _lists(message)), len(turn) - 1)
    return [turn[0], *turn[max(1, at - 1) : at + 1]]
