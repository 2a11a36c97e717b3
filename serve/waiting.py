"""Waiting for something on behalf of someone who may go away meanwhile, or take silence for an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from tastemaker.errors import Gone

if TYPE_CHECKING:
    from fastapi import Request

__all__ = ["pinged", "unless_gone"]

T = TypeVar("T")
PING: Final = 15.0
"""Seconds of silence after which a stream says that it is still there."""


async def pinged(pieces: AsyncIterator[T]) -> AsyncIterator[T | None]:
    """The pieces, and None whenever none has come for a while."""
    coming: asyncio.Task[T] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(pieces))
            done, _ = await asyncio.wait({coming}, timeout=PING)
            if not done:
                yield None
                continue
            finished, coming = coming, None
            try:
                yield finished.result()
            except StopAsyncIteration:
                return
    finally:
        if coming is not None:
            coming.cancel()


async def unless_gone(request: Request, wanted: Awaitable[T]) -> T:
    """The result, unless whoever asked goes away first. Raises Gone."""
    task = asyncio.ensure_future(wanted)
    left = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({task, left}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Gone("whoever asked has gone")
        return task.result()
    finally:
        for one in (task, left):
            one.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await one


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
