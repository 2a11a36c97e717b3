"""`/v1/chat/completions` and `/v1/models`: the conversation, for every client of OpenAI's protocol."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from tastemaker.agent.events import CardsShown, MediaMade, Progress, StepDone, TextPiece
from tastemaker.contracts import Reply
from tastemaker.serve.asked import BEGUN, Asked, Told
from tastemaker.serve.at import At, Spot, Who
from tastemaker.serve.chat_models import (
    ChatRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    Delta,
    Said,
    Usage,
)
from tastemaker.serve.pool import Work
from tastemaker.serve.problems import Problem, failures, of
from tastemaker.serve.shown import coming, trimmings
from tastemaker.serve.waiting import pinged, unless_gone

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["chat"])


class Model(BaseModel):
    """A name to ask for."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["tastemaker"] = "tastemaker"


class Models(BaseModel):
    """What may be asked for."""

    object: Literal["list"] = "list"
    data: list[Model]


@router.get("/models", responses=failures())
async def models(at: At) -> Models:
    """The domains, by the names under which they may be asked for; the first one has several."""
    return Models(data=[Model(id=name, created=at.began) for name in at.desk.models])


@router.get("/models/{model}", responses=failures(404))
async def model(model: str, at: At) -> Model:
    """One of them."""
    at.desk.model(model)
    return Model(id=model, created=at.began)


STREAMED: Final[dict[str, Any]] = {
    "description": "A reply; with `stream`, its pieces as server-sent events, the last one `[DONE]`.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.post("/chat/completions", response_model=Completion, responses={**failures(404), 200: STREAMED})
async def chat(body: ChatRequest, request: Request, at: At, who: Who) -> Response:
    """Answer a message. The reply's cards, media and tools are in the field `tastemaker`."""
    branch = at.desk.model(body.model)
    asked = Asked.of(body, who)

    def answered(stop: threading.Event) -> Iterator[Told]:
        with at.desk.turn(branch) as agent:
            yield from asked.answered(agent, stop)

    work = at.desk.talk.start(answered)
    turn = Speaking(Spot(at.desk, branch), work, body.model, at, request.state.span)
    try:
        await turn.begin(request)
        if body.stream:
            usage = body.stream_options is not None and body.stream_options.include_usage
            return StreamingResponse(
                turn.events(usage=usage),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
            )
        return JSONResponse((await turn.whole(request)).model_dump())
    except BaseException:
        turn.close()
        raise


@dataclass(slots=True)
class Speaking:
    """A turn that is being answered, on its way to whoever asked."""

    spot: Spot
    work: Work[Told]
    model: str
    at: At
    parent: Any = None
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))
    began: float = field(default_factory=time.perf_counter)
    reply: Reply = field(default_factory=lambda: Reply(""))
    usage: Usage = field(default_factory=lambda: Usage(prompt_tokens=0, completion_tokens=0, total_tokens=0))
    span: Any = None
    spoke: bool = False

    def close(self) -> None:
        """End the turn, wherever it stands."""
        self.work.close()
        if self.span is not None:
            self.span.end()
            self.span = None

    async def begin(self, request: Request) -> None:
        """Wait until the turn has begun; what is wrong with the message is raised here."""
        if self.at.traces is not None:
            self.span = self.at.traces.turn(self.parent, model=self.model)
        first = await unless_gone(request, anext(self.work))
        assert first is BEGUN, "a turn begins by saying so"

    async def whole(self, request: Request) -> Completion:
        """The reply in one piece."""
        await unless_gone(request, self._all())
        said = Said(content=self.reply.text, tastemaker=trimmings(self.reply, self.spot.domain))
        return Completion(
            id=self.id,
            created=self.created,
            model=self.model,
            choices=[Choice(message=said)],
            usage=self.usage,
        )

    async def _all(self) -> None:
        async for _ in self._heard():
            pass
        self.close()

    async def events(self, *, usage: bool) -> AsyncIterator[str]:
        """The reply as server-sent events. Left in the middle, the turn ends."""
        ended = False
        try:
            yield self._event(Delta(role="assistant", content=""))
            async for delta in pinged(self._heard()):
                yield ": still here\n\n" if delta is None else self._event(delta)
            yield self._event(Delta(tastemaker=trimmings(self.reply, self.spot.domain)), finish="stop")
            if usage:
                yield _line(self._chunk(choices=[], usage=self.usage))
            yield "data: [DONE]\n\n"
            ended = True
        except Exception as wrong:  # the status is long sent: the error travels in the stream
            ended = True
            self.at.meters.stopped.inc()
            yield _line(Problem(error=of(wrong)[1]))
        finally:
            if not ended:
                self.at.meters.stopped.inc()
            self.close()

    async def _heard(self) -> AsyncIterator[Delta]:
        """Words, cards and what is made, as they come; all else is noted."""
        async for one in self.work:
            if isinstance(one, TextPiece):
                if not self.spoke:
                    self.at.meters.first_text.observe(time.perf_counter() - self.began)
                self.spoke = True
                yield Delta(content=one.text)
            elif isinstance(one, CardsShown | MediaMade | Progress):
                yield Delta(tastemaker=coming(one, self.spot.domain))
            elif isinstance(one, StepDone):
                self.at.meters.tools.labels(one.step.tool).observe(one.step.ms / 1000)
                if self.span is not None and self.at.traces is not None:
                    self.at.traces.tool(self.span, one.step)
            elif isinstance(one, Reply):
                self.reply = one
            elif isinstance(one, Usage):
                self.usage = one

    def _event(self, delta: Delta, *, finish: Literal["stop"] | None = None) -> str:
        return _line(self._chunk(choices=[ChunkChoice(delta=delta, finish_reason=finish)]))

    def _chunk(self, *, choices: list[ChunkChoice], usage: Usage | None = None) -> Chunk:
        return Chunk(id=self.id, created=self.created, model=self.model, choices=choices, usage=usage)


def _line(one: BaseModel) -> str:
    return f"data: {one.model_dump_json()}\n\n"
