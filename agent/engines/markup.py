"""Hermes markup: tool calls written as `<tool_call>{"name": …, "arguments": {…}}</tool_call>`.

`Markup` reads it from a stream; `plain` writes a conversation for models whose chat template knows
no tools, so that calls and answers are ordinary text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from tastemaker.contracts import Delta, Message, TextDelta, ToolCall, ToolSpec
from tastemaker.errors import ModelError
from tastemaker.prompts.loader import render

__all__ = ["CLOSE", "OPEN", "Markup", "call", "function", "plain", "tidy"]

OPEN = "<tool_call>"
CLOSE = "</tool_call>"
COMPARED = re.compile(r"((?:==|!=|contains|in \[|,) ?['\"])\s+")
"""Where a filter's literal begins with blanks."""


class Markup:
    """Splits a stream of text into the words meant for the person and the tool calls.

    >>> markup = Markup()
    >>> list(markup.feed('One moment.<tool_call>{"name": "taste", "arg'))
    [TextDelta(text='One moment.')]
    >>> list(markup.feed('uments": {}}</tool_call>'))
    [ToolCall(name='taste', arguments={})]
    """

    def __init__(self, *, calls: bool = True) -> None:
        """Without `calls` all is words, whatever it looks like."""
        self.inside = False
        """True between an opening and a closing mark."""
        self._calls = calls
        self._held = ""
        self._started = False

    def feed(self, text: str) -> Iterator[Delta]:
        """What the text so far says; the beginning of a mark is held back until it is certain."""
        if not self._calls:
            yield from self._words(text)
            return
        self._held += text
        while True:
            if self.inside:
                found = self._closed()
                if found is None:
                    return
                yield found
            else:
                words, mark, rest = self._held.partition(OPEN)
                if not mark:
                    safe = len(words) - _overlap(words, OPEN)
                    words, rest = words[:safe], words[safe:]
                self._held, self.inside = rest, bool(mark)
                yield from self._words(words)
                if not mark:
                    return

    def reopen(self) -> None:
        """Forget what came after the opening mark: it will come again, guided."""
        self._held = ""

    def close(self) -> Iterator[Delta]:
        """The text held back, at the end of the stream. A call cut off in the middle is an error."""
        if self.inside:
            raise ModelError(f"the model's tool call breaks off: {self._held[-80:]!r}")
        held, self._held = self._held, ""
        yield from self._words(held)

    def _words(self, text: str) -> Iterator[Delta]:
        """Text for the person, without the blanks at its very beginning and between two calls."""
        if not self._started:
            text = text.lstrip()
        if text:
            self._started = True
            yield TextDelta(text)

    def _closed(self) -> ToolCall | None:
        """The call whose closing mark has come; a mark inside a JSON string closes nothing."""
        at = self._held.find(CLOSE)
        while at >= 0:
            found = call(self._held[:at])
            if found is not None:
                self._held, self.inside, self._started = self._held[at + len(CLOSE) :], False, False
                return found
            at = self._held.find(CLOSE, at + 1)
        return None


def call(text: str) -> ToolCall | None:
    """The tool call that this JSON text is; None where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("name"), str):
        return None
    arguments = found.get("arguments", {})
    return ToolCall(found["name"], tidy(arguments)) if isinstance(arguments, dict) else None


def tidy(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments without blanks around their texts, nor before a filter's literals.

    >>> tidy({"query": " red dress", "where": " color == ' red'", "refine": True})
    {'query': 'red dress', 'where': "color == 'red'", 'refine': True}
    >>> tidy({"where": "color in [' red', ' blue']"})
    {'where': "color in ['red', 'blue']"}
    """
    return {name: _tidy(value, where=name == "where") for name, value in arguments.items()}


def _tidy(value: Any, *, where: bool) -> Any:
    if isinstance(value, list):
        return [_tidy(one, where=where) for one in value]
    if not isinstance(value, str):
        return value
    return COMPARED.sub(r"\1", value.strip()) if where else value.strip()


def _overlap(text: str, mark: str) -> int:
    """How many characters at the end of the text begin the mark."""
    return next((n for n in range(min(len(mark) - 1, len(text)), 0, -1) if text.endswith(mark[:n])), 0)


def function(tool: ToolSpec) -> dict[str, Any]:
    """The tool as chat templates expect it: OpenAI's function form."""
    about = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": about}


def plain(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> list[Message]:
    """The conversation with tools, calls and answers written out as text of system, assistant and user."""
    written = [_as_text(message) for message in messages]
    if not tools:
        return written
    about = render("hermes", tools=[json.dumps(function(tool), ensure_ascii=False) for tool in tools])
    if written and written[0]["role"] == "system":
        first = {**written[0], "content": f"{written[0]['content']}\n\n{about}"}
        return [first, *written[1:]]
    return [{"role": "system", "content": about}, *written]


def _as_text(message: Message) -> Message:
    if message["role"] == "tool":
        return {"role": "user", "content": f"<tool_response>\n{message['content']}\n</tool_response>"}
    if not message.get("tool_calls"):
        return {"role": message["role"], "content": message.get("content") or ""}
    calls = (json.dumps(one["function"], ensure_ascii=False) for one in message["tool_calls"])
    text = "\n".join([message.get("content") or "", *(f"{OPEN}\n{one}\n{CLOSE}" for one in calls)])
    return {"role": "assistant", "content": text.strip()}
