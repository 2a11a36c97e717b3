"""A server that speaks vLLM's part of OpenAI's protocol, and says what a test queues."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

__all__ = ["Fake"]

MARKS = {"<tool_call>": [4], "</tool_call>": [5]}


class Fake:
    """Answers as vLLM does, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.says: list[dict[str, Any]] = []
        """Deltas of the next answer."""
        self.finish = "stop"
        self.status = 200
        self.refuses: dict[str, tuple[int, str]] = {}
        """By path, a status of its own and what it says."""
        self.fails: dict[str, Any] = {}
        """The error with which an answer ends."""
        self.ends = 200
        """The status from the end of the next answer on."""
        self.silent = False
        self.left = 0
        """Those who went away while it was silent."""
        self.models = [{"id": "mini", "max_model_len": 1024, "parent": None}]
        self.told = 0
        self.forever = False
        self.app = FastAPI()
        self.app.get("/v1/models")(self.cards)
        self.app.get("/health")(self.health)
        self.loras: set[str] = set()
        for path in ("/tokenize", "/v1/completions", "/v1/chat/completions"):
            self.app.post(path)(self.answer)
        for path in ("/v1/load_lora_adapter", "/v1/unload_lora_adapter"):
            self.app.post(path)(self.lora)

    def cards(self) -> Any:
        return self.refused("/v1/models") or {"data": self.models}

    def health(self) -> Any:
        return self.refused("/health") or {}

    def refused(self, path: str) -> JSONResponse | None:
        status, said = self.refuses.get(path, (self.status, "loading weights"))
        return None if status == 200 else JSONResponse({"error": {"message": said}}, status)

    async def answer(self, request: Request) -> Any:
        body, path = await request.json(), request.url.path
        self.asked.append((path, body))
        if (refused := self.refused(path)) is not None:
            return refused
        if path == "/tokenize":
            text = body.get("prompt", json.dumps(body.get("messages")))
            tokens = MARKS.get(text) or [len(word) for word in text.split()]
            return {"count": len(tokens), "tokens": tokens}
        if path == "/v1/completions":
            odds = [None, *({str(token): {"logprob": -0.5}} for token in body["prompt"][1:])]
            return {"choices": [{"prompt_logprobs": odds}]}
        if body["model"] not in self.loras | {str(one["id"]) for one in self.models}:
            return JSONResponse({"error": {"message": f"no model {body['model']}"}}, 404)
        await self.silence(request)
        if not body.get("stream"):
            return {"usage": {"prompt_tokens": 77}, "choices": [{"message": {"content": "a"}}]}
        return StreamingResponse(self.events(), media_type="text/event-stream")

    async def silence(self, request: Request) -> None:
        while self.silent:
            if await request.is_disconnected():
                self.left += 1
                return
            await asyncio.sleep(0.02)

    async def lora(self, request: Request) -> Any:
        body, path = await request.json(), request.url.path
        self.asked.append((path, body))
        if (refused := self.refused(path)) is not None:
            return refused
        known = self.loras.add if path == "/v1/load_lora_adapter" else self.loras.discard
        known(body["lora_name"])
        return {}

    def events(self) -> Iterator[str]:
        for delta in self.says:
            self.told += 1
            yield self.event(delta)
        while self.forever:
            self.told += 1
            yield self.event({"content": "on "})
            time.sleep(0.01)
        if self.fails:
            yield f"data: {json.dumps({'error': self.fails})}\n\n"
        if self.finish != "broken":
            self.status = self.ends
            yield self.event({}, self.finish)
            yield "data: [DONE]\n\n"

    def event(self, delta: dict[str, Any], finish: str | None = None) -> str:
        return f"data: {json.dumps({'choices': [{'delta': delta, 'finish_reason': finish}]})}\n\n"

    def last(self, path: str = "/v1/chat/completions") -> dict[str, Any]:
        return next(body for asked, body in reversed(self.asked) if asked == path)
