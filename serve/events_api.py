"""`/v1/events`: what people did with items. An event that is sent again under its id is kept once."""

from __future__ import annotations

import time
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tastemaker.contracts import Event
from tastemaker.errors import UnknownItem
from tastemaker.serve import people
from tastemaker.serve.at import Here, Who
from tastemaker.serve.problems import failures

__all__ = ["EventRequest", "EventsKept", "EventsRequest", "router"]

router = APIRouter(prefix="/v1", tags=["people"])
Name = Annotated[str, Field(min_length=1, max_length=128)]


class EventRequest(BaseModel):
    """One thing that one person did with one item."""

    id: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        description="Yours, unique per person: the same one again changes nothing."
    )
    user: Name
    item: Annotated[str, Field(min_length=1, max_length=512)]
    event: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        "view", description="`view`, `like`, `dislike`, `more`, `purchase` or any word of yours."
    )
    rating: float | None = Field(None, ge=-1e6, le=1e6, allow_inf_nan=False)
    timestamp: float | None = Field(
        None, ge=0, le=1e11, allow_inf_nan=False, description="Seconds since 1970; now, when left out."
    )

    def at(self, now: float) -> float:
        """When it was."""
        return now if self.timestamp is None else self.timestamp


class EventsRequest(BaseModel):
    """Events, kept together or not at all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"events": [{"id": "o-1", "user": "ana", "item": "red-dress", "event": "like"}]}]
        }
    )

    events: list[EventRequest] = Field(min_length=1, max_length=1000)


class EventsKept(BaseModel):
    """How many were new, and how many had been kept before."""

    object: Literal["events"] = "events"
    kept: int
    known: int


@router.post("/events", responses=failures(404))
async def events(body: EventsRequest, here: Here, who: Who) -> EventsKept:
    """Note what people did. They shape what is recommended from the next request on."""
    return await here.desk.quick.run(_kept, body.events, here, who)


def _kept(given: list[EventRequest], here: Here, who: Who) -> EventsKept:
    catalog, now = here.branch.agent.catalog, time.time()
    people_of = [people.person(who, one.user) for one in given]
    if strange := next((one.item for one in given if one.item not in catalog), None):
        raise UnknownItem(f"there is no item {strange!r}: none of these {len(given)} events was kept")
    new = here.branch.agent.memory.add_events(
        (
            one.id,
            Event(user, one.item, one.at(now), one.rating, one.event),
        )
        for user, one in zip(people_of, given, strict=True)
    )
    return EventsKept(kept=new, known=len(given) - new)
