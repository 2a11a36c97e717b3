"""A scripted model that is small: several drafts of its replies are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.contracts import Delta, Message

__all__ = ["Drafted"]


class Drafted(ScriptedEngine):
    """A scripted model of which so many drafts of a reply are asked."""

    def __init__(self, replies: list[object], *, drafts: int) -> None:
        super().__init__(replies)  # type: ignore[arg-type]  # texts and calls
        self.drafts = drafts

    def chat(self, messages: Sequence[Message], **how: Any) -> Iterator[Delta]:
        how.pop("drafts", None), how.pop("prefer", None)
        return super().chat(messages, **how)
