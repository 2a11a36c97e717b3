"""The body of a request as it comes in: so large and so slow, and no more."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Receive

__all__ = ["Incoming"]


@dataclass(slots=True)
class Incoming:
    """Reads a body, or throws it away."""

    receive: Receive
    more: bool = True
    """Whether something is still to come."""

    async def read(self, *, most: int, seconds: float) -> bytes | None:
        """All of it; None when it is more. Raises TimeoutError."""
        body = bytearray()
        async with asyncio.timeout(seconds):
            while self.more:
                body += await self._piece()
                if len(body) > most:
                    return None
        return bytes(body)

    async def drain(self, *, most: int, seconds: float) -> None:
        """Read on for a while for nothing, so that who is still sending comes to read the answer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.more and most > 0:
                    most -= len(await self._piece())

    async def _piece(self) -> bytes:
        message = await self.receive()
        self.more = message["type"] == "http.request" and message.get("more_body", False)
        found: bytes = message.get("body", b"")
        return found

    def replayed(self, body: bytes) -> Receive:
        """The body as one message, then whatever comes after it."""
        waiting = [body]

        async def again() -> Message:
            if waiting:
                return {"type": "http.request", "body": waiting.pop(), "more_body": False}
            return await self.receive()

        return again
