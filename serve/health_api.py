"""`/health`, `/ready` and `/metrics`: for who looks after the server."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel

from tastemaker import __version__
from tastemaker.serve.at import At, Who
from tastemaker.serve.problems import failures

__all__ = ["keyed", "router"]

router = APIRouter(tags=["health"])
keyed = APIRouter(tags=["health"])


class Health(BaseModel):
    """The server runs."""

    status: Literal["ok"] = "ok"
    version: str = __version__


class Readiness(BaseModel):
    """Whether requests should be sent here."""

    status: Literal["ready", "not ready"]
    items: int


@router.get("/health")
async def health() -> Health:
    """Whether the server runs."""
    return Health()


@router.get("/ready", responses={503: {"model": Readiness, "description": "Not now."}})
async def ready(at: At) -> Response:
    """Whether it is ready to answer. While it starts, who asks waits; told to end, it lets nobody in."""
    state: Literal["ready", "not ready"] = "ready" if at.desk.ready else "not ready"
    found = Readiness(status=state, items=at.desk.items)
    return JSONResponse(found.model_dump(), 200 if at.desk.ready else 503)


@keyed.get("/metrics", response_class=PlainTextResponse, responses=failures())
async def metrics(at: At, who: Who) -> Response:
    """What was counted, for Prometheus."""
    return Response(at.meters.page(), media_type="text/plain; version=0.0.4; charset=utf-8")
