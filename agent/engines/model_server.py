"""A model server by URL: what is sent to it, what it answers, and what is wrong when it does not.

It speaks OpenAI's protocol, with what vLLM adds to that: counting tokens, grammars, adapters at run time. The
key is `TASTEMAKER_MODEL_KEY`, where it wants one. Its address is the base, with or without `/v1`, and after
`#` the name of a model, where it serves several: `http://gpu-box:8000/v1#mini`.
"""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final
from urllib.parse import urldefrag, urlsplit

import httpx

from tastemaker.agent.engines.elsewhere import later, result, results
from tastemaker.errors import ModelError, ModelFailed, ModelUnreachable, NotServed, UnknownModel

__all__ = ["ModelServer"]

CONNECT_SECONDS: Final = 5.0
SILENCE_SECONDS: Final = 90.0
"""How long it may say nothing at all: less than a turn may take, so that who waits hears why."""
BUSY: Final = 429
RESTARTING: Final = frozenset({BUSY, 502, 503, 504})
FAILED: Final = 500
DONE: Final = "[DONE]"


class ModelServer:
    """Sends requests. Several threads may share one; its connections end with it.

    >>> server = ModelServer("http://localhost:8123/v1")  # doctest: +SKIP
    >>> server.get("/v1/models")["data"][0]["id"]  # doctest: +SKIP
    'mini'
    """

    def __init__(self, address: str) -> None:
        base, self.wanted = urldefrag(address)
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UnknownModel(f"{address!r} is no address of a model server: give http://host:port/v1")
        self.base = base.rstrip("/").removesuffix("/v1")
        key = os.environ.get("TASTEMAKER_MODEL_KEY", "")
        self._client = httpx.AsyncClient(
            base_url=self.base,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=None),
            trust_env=False,
        )
        weakref.finalize(self, _close, self._client).atexit = False

    def get(self, path: str) -> dict[str, Any]:
        """What it answers. Raises ModelUnreachable, ModelError and UnknownModel, as all requests do."""
        return self._asked("GET", path)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What it answers to this body."""
        return self._asked("POST", path, json=dict(body))

    def stream(self, path: str, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Its server-sent events, one by one. Closed in the middle, the server stops working on them."""
        with self._reached(), closing(results(self._lines(path, body))) as lines:
            ended = False
            for line in lines:
                if ended or not line.startswith("data:"):
                    continue
                data = line.removeprefix("data:").strip()
                ended = data == DONE
                if not ended:
                    yield self._event(data)
            if not ended:
                raise ModelUnreachable(self._said("ended in the middle of an answer"))

    async def _lines(self, path: str, body: Mapping[str, Any]) -> AsyncIterator[str]:
        async with self._client.stream("POST", path, json={**body, "stream": True}) as response:
            if response.is_error:
                await response.aread()
                self._check(response)
            async for line in response.aiter_lines():
                yield line

    def _event(self, data: str) -> dict[str, Any]:
        found = _json(data)
        if "error" in found:
            raise self._wrong(_code(found), _message(found))
        return found

    def _asked(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        with self._reached():
            return self._read(result(self._client.request(method, path, **given)))

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        self._check(response)
        found = _json(response.text)
        if not found and response.text.strip() not in ("", "{}"):
            return {"text": response.text}
        return found

    def _check(self, response: httpx.Response) -> None:
        """Raise what a status means."""
        status = response.status_code
        if status < 400:
            return
        said = _message(_json(response.text)) or response.text.strip()[:200] or f"status {status}"
        if status in (401, 403):
            raise NotServed(f"the model server {self.base} wants a key ({said}): set TASTEMAKER_MODEL_KEY")
        if status == 404:
            path = response.request.url.path
            raise NotServed(f"the model server {self.base} has nothing at {path}: {said}")
        raise self._wrong(status, said)

    def _wrong(self, status: int, said: str) -> ModelError:
        """What went wrong there; 500 is also what a server says whose engine has died."""
        if status in RESTARTING:
            return ModelUnreachable(self._said(f"is not ready ({status}: {said})"))
        if status == FAILED:
            return ModelFailed(f"the model server {self.base} failed: {said}")
        return ModelError(f"the model server {self.base} refused a request ({status}): {said}")

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except (httpx.TransportError, httpx.StreamError) as wrong:
            why = str(wrong) or type(wrong).__name__
            raise ModelUnreachable(self._said(f"does not answer ({why})")) from wrong

    def _said(self, what: str) -> str:
        return f"the model server {self.base} {what}: start it, or try again when it is up"


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _message(found: Mapping[str, Any]) -> str:
    """The sentence in an error of OpenAI's or FastAPI's form."""
    error = found.get("error", found.get("detail", found))
    said = error.get("message", "") if isinstance(error, dict) else error
    return str(said)[:500]


def _code(found: Mapping[str, Any]) -> int:
    """The status in an error of a stream, whose own was sent before it."""
    error = found["error"]
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else FAILED


def _close(client: httpx.AsyncClient) -> None:
    later(client.aclose())
