"""`/v1/create`: texts, pictures and storyboards about items, made as jobs that tell how far they are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from tastemaker.agent.creating import EVERYBODY, checked
from tastemaker.agent.jobs import Job
from tastemaker.errors import BadMedia, TastemakerError, UnknownJob
from tastemaker.serve import people
from tastemaker.serve.at import Here, Spot, Who
from tastemaker.serve.job_models import CreateRequest, ShownJob, shown_job
from tastemaker.serve.media import MADE_HEADERS, made_file
from tastemaker.serve.problems import Problem, failures, of
from tastemaker.serve.shown import named
from tastemaker.serve.waiting import pinged, unless_gone

__all__ = ["router"]

router = APIRouter(prefix="/v1/create", tags=["create"])
LONGEST: Final = 60
"""Seconds that a request may wait for what it asked for."""
LOOK: Final = 0.2
"""Seconds between two looks at a job: it may be made by another process."""
Id = Annotated[
    str,
    Path(min_length=1, max_length=64, examples=["0f8fad5bd9cb469fa16570867728950e"]),
]
Wait = Annotated[
    float,
    Query(
        ge=0, le=LONGEST, allow_inf_nan=False, description="Seconds to wait for the end, which suits texts."
    ),
]
_WHERE: Final = {"Location": {"description": "The job's address.", "schema": {"type": "string"}}}
STARTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": ShownJob, "description": "It ended while the request waited.", "headers": _WHERE},
    202: {"description": "It is being made, or waits for its turn.", "headers": _WHERE},
}


@router.post("", status_code=202, response_model=ShownJob, responses={**failures(404), **STARTED})
async def create(body: CreateRequest, request: Request, here: Here, who: Who, wait: Wait = 0) -> Response:
    """Make something about an item, for a person or for everybody."""
    user = EVERYBODY if body.user is None else people.person(who, body.user)
    agent = here.branch.agent
    wish = await here.desk.quick.run(checked, agent, body.made, item=body.item, user=user, wishes=body.wishes)
    job = await here.maker.start(wish, tenant=who.tenant)
    if wait:
        job = await unless_gone(request, _ended(job, here, seconds=wait))
    status = 202 if job.ended is None else 200
    headers = {"Location": f"{router.prefix}/{job.id}{named(here.domain)}"}
    return JSONResponse(shown_job(job, who, here.domain).model_dump(), status, headers=headers)


@router.get("/{id}", responses=failures(404))
async def read(id: Id, here: Here, who: Who) -> ShownJob:
    """A job as it stands, with what was made once it is done."""
    return shown_job(await _mine(id, here, who), who, here.domain)


STREAMED: Final[dict[str, Any]] = {
    "description": "The job whenever it has changed, as server-sent events named by its status.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.get("/{id}/events", response_class=StreamingResponse, responses={**failures(404), 200: STREAMED})
async def events(id: Id, here: Here, who: Who) -> StreamingResponse:
    """The job's progress as it goes on; the last event holds what was made."""
    await _mine(id, here, who)
    return StreamingResponse(
        _told(id, here, who),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


FILE: Final[dict[str, Any]] = {
    "description": "The file.",
    "content": {"image/png": {}, "image/gif": {}, "video/mp4": {}, "text/html": {}, "application/json": {}},
}


@router.get("/{id}/files/{name:path}", response_class=FileResponse, responses={**failures(404), 200: FILE})
async def file(
    id: Id, name: Annotated[str, Path(min_length=1, examples=["picture.png"])], here: Here, who: Who
) -> FileResponse:
    """A file that was made: a picture, a film, a sheet, a script."""
    job = await _mine(id, here, who)
    made = (path.split("/", 1) for one in job.media for path in (one.path, *one.files) if path)
    artefact = next((artefact for artefact, inside in made if inside == name), "")
    try:
        found, content_type = await here.desk.quick.run(
            made_file, here.branch.agent.studio.artefacts, artefact, name
        )
    except BadMedia as wrong:
        raise UnknownJob(f"the job {id[:40]!r} has no file {name[:80]!r}") from wrong
    return FileResponse(found, media_type=content_type, headers=MADE_HEADERS)


@router.delete("/{id}", responses=failures(404))
async def cancel(id: Id, here: Here, who: Who) -> ShownJob:
    """Cancel a job, which ends at its next step; what is done stays as it is."""
    await _mine(id, here, who)
    return shown_job(await here.maker.cancel(id), who, here.domain)


async def _mine(id: str, here: Spot, who: Who) -> Job:
    """A job of the caller's tenant. Raises UnknownJob."""
    return await asyncio.to_thread(here.maker.jobs.read, id, tenant=who.tenant)


async def _ended(job: Job, here: Spot, *, seconds: float) -> Job:
    """The job at its end, or as far as it is after so many seconds."""
    until = time.monotonic() + seconds
    while job.ended is None and (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(LOOK, left))
        job = await asyncio.to_thread(here.maker.jobs.read, job.id)
    return job


async def _changes(id: str, here: Spot, who: Who) -> AsyncIterator[str]:
    """A job whenever it has changed, until it has ended."""
    seen: Job | None = None
    while seen is None or seen.ended is None:
        job = await _mine(id, here, who)
        if job != seen:
            yield _event(job.status, shown_job(job, who, here.domain))
        seen = job
        await asyncio.sleep(LOOK if job.ended is None else 0)


async def _told(id: str, here: Spot, who: Who) -> AsyncIterator[str]:
    try:
        async for piece in pinged(_changes(id, here, who)):
            yield ": still here\n\n" if piece is None else piece
    except TastemakerError as wrong:  # the status is long sent: the error travels in the stream
        yield _event("error", Problem(error=of(wrong)[1]))


def _event(name: str, one: BaseModel) -> str:
    return f"event: {name}\ndata: {one.model_dump_json()}\n\n"
