"""The HTTP API as one application: the gate, the endpoints, and what happens when it starts and ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI

from tastemaker import __version__
from tastemaker.serve import (
    adapters_api,
    chat_api,
    events_api,
    find_api,
    health_api,
    items_api,
    jobs_api,
    problems,
    taste_api,
)
from tastemaker.serve.at import Keyed, Place
from tastemaker.serve.desk import Desk, Serving
from tastemaker.serve.gate import Gate
from tastemaker.serve.keys import Keys
from tastemaker.serve.meters import Meters

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.serve.traces import Traces

__all__ = ["create_api"]

ABOUT: Final = """A recommender you talk to.

Conversations go through `/v1/chat/completions` in OpenAI's protocol: use any of its clients. Beside its text
a reply has the field `tastemaker`: `items` (cards of the catalog), `media` (what was made for the person) and
`trace` (the tools that were called). It is in the message, or in the last delta of a stream.

At `/v1/create` things are made without a conversation: a job each, which tells how far it is."""


def create_api(
    agents: Agent | Mapping[str, Agent],
    *,
    keys: Keys | None = None,
    serving: Serving | None = None,
    traces: Traces | None = None,
) -> FastAPI:
    """The API over an agent, or those of several domains by name. Without `keys` it answers this machine.

    >>> app = create_api(Agent.open("demo"), keys=Keys.read())  # doctest: +SKIP
    """
    desk, meters = Desk(agents, serving), Meters()
    meters.watch(desk)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(desk.watch())
        await asyncio.to_thread(desk.warm)
        desk.ready = True
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await asyncio.to_thread(desk.close)
        for maker in desk.makers.values():
            await maker.rest()
        if traces is not None:
            await asyncio.to_thread(traces.close)

    app = FastAPI(
        title="Tastemaker",
        version=__version__,
        description=ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.place = Place(desk, meters, int(time.time()), traces)
    app.add_middleware(Gate, keys=keys or Keys(), serving=desk.serving, meters=meters, traces=traces)
    problems.add_handlers(app)
    for room in (chat_api, jobs_api, find_api, events_api, taste_api, items_api, adapters_api):
        app.include_router(room.router, dependencies=Keyed)
    app.include_router(health_api.keyed, dependencies=Keyed)
    app.include_router(health_api.router)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """The schema without what FastAPI says of invalid requests: here they are answered with 400."""
    schema = app.openapi()
    for operation in (one for path in schema["paths"].values() for one in path.values()):
        operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(name, None)
