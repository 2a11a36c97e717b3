"""What every request passes first: its key, its rate, its size, and the time it takes to come in."""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import Headers
from starlette.responses import Response

from tastemaker.serve.incoming import Incoming
from tastemaker.serve.keys import Keys
from tastemaker.serve.meters import Meters
from tastemaker.serve.people import Caller
from tastemaker.serve.problems import answer
from tastemaker.serve.rates import Rates

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tastemaker.serve.desk import Serving
    from tastemaker.serve.traces import Traces

__all__ = ["Gate"]

OPEN: Final = frozenset({"/health", "/ready", "/openapi.json"})
"""What needs no key."""
LOCAL: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?", re.IGNORECASE)
"""What this machine is called by itself. A web page that made its own name point here calls it otherwise."""
DRAINED: Final = 10
"""How many times the largest request is read and thrown away, so that its sender hears the answer."""
LARGE: Final = 1_000_000
"""Bytes. Of larger requests no more are held than may be answered or wait."""


@dataclass(slots=True)
class Gate:
    """ASGI middleware. What it lets in has its `caller` in the request's state, and its body read."""

    app: ASGIApp
    keys: Keys
    serving: Serving
    meters: Meters
    traces: Traces | None = None
    rates: Rates = field(default_factory=Rates)
    large: int = 0
    """Large requests that are being read or answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = Passage(scope, send)
        headers = Headers(scope=scope)
        if self.traces:
            passage.span = self.traces.request(scope["method"], scope["path"], dict(headers))
        scope.setdefault("state", {})["span"] = passage.span
        try:
            await self._pass(scope, headers, receive, passage.send)
        finally:
            passage.note(self.meters)

    async def _pass(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        incoming = Incoming(receive)
        caller = self._caller(scope, headers)
        refused = caller if isinstance(caller, Response) else self._crowded(headers)
        if refused is None:
            scope["state"]["caller"] = caller
            refused = await self._answered(scope, headers, incoming, send)
        if refused is not None:
            await incoming.drain(most=DRAINED * self.serving.body, seconds=self.serving.reading)
            await refused(scope, receive, send)

    async def _answered(
        self, scope: Scope, headers: Headers, incoming: Incoming, send: Send
    ) -> Response | None:
        """None when it was answered; or the answer to a body that cannot be taken."""
        large = _large(headers)
        self.large += large
        try:
            body = await self._read(headers, incoming)
            if isinstance(body, Response):
                return body
            await self.app(scope, incoming.replayed(body), send)
        finally:
            self.large -= large
        return None

    def _caller(self, scope: Scope, headers: Headers) -> Caller | Response | None:
        """Who asks, None where nobody needs to say; or the answer to who may not."""
        if not self.keys and not LOCAL.fullmatch(headers.get("host", "")):
            return answer(403, "without keys this server is for this machine alone", code="not_local")
        if scope["path"] in OPEN:
            return None
        kind, _, token = headers.get("authorization", "").partition(" ")
        caller = self.keys.caller(token.strip() if kind.lower() == "bearer" else "")
        if caller is None:
            said = "this API key is not known" if token else "no API key: send Authorization: Bearer KEY"
            return answer(401, said, code="invalid_api_key", headers={"WWW-Authenticate": "Bearer"})
        if wait := math.ceil(self.rates.wait(caller)):
            said = f"this key may ask {caller.rate} times a minute: come again in {wait} seconds"
            return answer(429, said, code="rate_limit_exceeded", headers={"Retry-After": str(wait)})
        return caller

    def _crowded(self, headers: Headers) -> Response | None:
        """The answer to one large request too many."""
        if not _large(headers) or self.large < self.serving.turns + self.serving.waiting:
            return None
        said = "as many large requests are being answered as this machine can hold: try again in a second"
        return answer(429, said, code="overloaded", headers={"Retry-After": "1"})

    async def _read(self, headers: Headers, incoming: Incoming) -> bytes | Response:
        """The body; or the answer to one that is too large or too slow."""
        most, seconds = self.serving.body, self.serving.reading
        length = headers.get("content-length", "")
        try:
            declared = int(length) if length.isdigit() else 0
            body = await incoming.read(most=most, seconds=seconds) if declared <= most else None
        except TimeoutError:
            incoming.more = False
            slow = f"the request did not come in within {seconds:g} seconds"
            return answer(408, slow, code="request_timeout")
        if body is None:
            large = f"a request has at most {most / 1e6:g} MB: send a smaller picture, or fewer items"
            return answer(413, large, code="request_too_large")
        return body


def _large(headers: Headers) -> bool:
    """Whether a request is large, or may be: it does not say."""
    length = headers.get("content-length", "")
    return int(length) > LARGE if length.isdigit() else "transfer-encoding" in headers


class Passage:
    """One request on its way through: what becomes of it, and how long that took."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._began = time.perf_counter()
        self._status = 500
        self.span: Any = None

    async def send(self, message: Message) -> None:
        """Send the answer on."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = [*message.get("headers", []), (b"x-content-type-options", b"nosniff")]
            message = {**message, "headers": headers}
        await self._send(message)

    def note(self, meters: Meters) -> None:
        """Count it."""
        route = getattr(self._scope.get("route"), "path", "")
        meters.requests.labels(route, self._scope["method"], str(self._status)).inc()
        meters.request_seconds.labels(route).observe(time.perf_counter() - self._began)
        if self.span is not None:
            self.span.set_attribute("http.response.status_code", self._status)
            self.span.end()
