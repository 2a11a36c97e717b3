"""One person's turns over the HTTP API, streamed, for `load.py`: what came, when, and what went wrong."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from crowd import Person

__all__ = ["Turn", "known", "talked"]

DONE: Final = "[DONE]"
BUSY: Final = 429


@dataclass(slots=True)
class Turn:
    """What became of one message. Seconds run from sending it first, waits for a place included."""

    person: Person
    said: str
    text: str = ""
    first_text: float | None = None
    first_card: float | None = None
    whole: float | None = None
    """None where it ended in an error."""
    turned_away: int = 0
    """How often it was answered with 429, and sent again when `Retry-After` said."""
    tokens: int = 0
    """Of the reply's words, by `usage`."""
    more: dict[str, Any] = field(default_factory=dict)
    """The field `tastemaker`: cards, media, trace."""
    error: str = ""


async def talked(client: httpx.AsyncClient, person: Person, *, until: float) -> list[Turn]:
    """A person's turns, one after the other; none begins after `until` (`perf_counter`)."""
    turns: list[Turn] = []
    for number, conversation in enumerate(person.conversations()):
        history: list[dict[str, str]] = []
        for said in conversation:
            if time.perf_counter() >= until:
                return turns
            history.append({"role": "user", "content": said})
            turns.append(await _turn(client, person, history, thread=f"{person.name}-{number}"))
            if turns[-1].error:
                break  # the next conversation begins anew
            history.append({"role": "assistant", "content": turns[-1].text})
    return turns


async def known(client: httpx.AsyncClient, person: Person) -> str:
    """What the server knows of them."""
    return (await client.get(f"/v1/taste/{person.name}")).raise_for_status().text


async def _turn(
    client: httpx.AsyncClient, person: Person, history: list[dict[str, str]], *, thread: str
) -> Turn:
    """Send the last message until it is let in, and read the answer."""
    body: dict[str, Any] = {"model": "tastemaker", "user": person.name, "stream": True}
    body |= {"messages": history[-1:], "thread": thread} if person.threaded else {"messages": history}
    body["stream_options"] = {"include_usage": True}
    turn, began = Turn(person, history[-1]["content"]), time.perf_counter()
    try:
        while True:
            async with client.stream("POST", "/v1/chat/completions", json=body) as answer:
                if answer.status_code != BUSY:
                    await _read(answer, turn, began)
                    return turn
                wait = float(answer.headers["Retry-After"])
            turn.turned_away += 1
            await asyncio.sleep(wait)
    except (httpx.HTTPError, KeyError, ValueError) as wrong:
        turn.error = turn.error or f"{type(wrong).__name__}: {wrong}"
    return turn


async def _read(answer: httpx.Response, turn: Turn, began: float) -> None:
    """Note what comes, and when."""
    if answer.is_error:
        turn.error = f"{answer.status_code}: {(await answer.aread()).decode('utf-8', 'replace')[:300]}"
        return
    ended = False
    async for data in _events(answer):
        ended = data == DONE
        if not ended:
            _heard(json.loads(data), turn, time.perf_counter() - began)
    if ended and not turn.error:
        turn.whole = time.perf_counter() - began
    turn.error = turn.error or ("" if ended else "the stream broke off")


async def _events(answer: httpx.Response) -> AsyncIterator[str]:
    async for line in answer.aiter_lines():
        if line.startswith("data:"):
            yield line.removeprefix("data:").strip()


def _heard(event: dict[str, Any], turn: Turn, now: float) -> None:
    """Take in one event of the stream."""
    if "error" in event:
        turn.error = str(event["error"].get("message", event["error"]))
    if event.get("usage"):
        turn.tokens = int(event["usage"]["completion_tokens"])
    for choice in event.get("choices", ()):
        delta = choice["delta"]
        if delta.get("content"):
            turn.text += delta["content"]
            turn.first_text = turn.first_text or now
        if delta.get("tastemaker"):
            turn.more = delta["tastemaker"]
            if turn.more.get("items"):
                turn.first_card = turn.first_card or now
