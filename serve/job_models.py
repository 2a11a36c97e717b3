"""What `/v1/create` takes and gives: a wish, and the job that it has become."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from tastemaker.agent.creating import What
from tastemaker.agent.jobs import Job, Status
from tastemaker.serve import people
from tastemaker.serve.people import Caller
from tastemaker.serve.problems import Detail
from tastemaker.serve.shown import ShownMedia, made_media
from tastemaker.tools.canvas import PictureKind
from tastemaker.tools.room import KINDS, Kind
from tastemaker.tools.storyboard import LENGTHS
from tastemaker.tools.write import MOST

__all__ = ["CreateRequest", "ShownJob", "shown_job"]

AnyKind: TypeAlias = Literal[Kind, PictureKind, "storyboard"]
SIZE: Final = re.compile(r"^([1-9][0-9]{0,4})x([1-9][0-9]{0,4})$")
SEEDS: Final = 2**32
EXAMPLES: Final[list[JsonValue]] = [
    {"kind": "headline", "item": "red-dress", "user": "ana", "style": "playful", "count": 3},
    {"kind": "poster", "item": "red-dress", "user": "ana", "style": "at dusk", "size": "1000x1500"},
    {"kind": "storyboard", "item": "red-dress", "style": "for hikers", "seconds": 12},
]


class CreateRequest(BaseModel):
    """What is to be made, by `kind`; `what` alone makes copy, a poster or a storyboard."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": EXAMPLES})

    item: str = Field(min_length=1, max_length=512, description="The item's id or title.")
    kind: AnyKind | None = Field(None, description="Which text, which picture, or a storyboard.")
    what: What | None = Field(None, description="As `Agent.create` has it; needs not be said beside a kind.")
    user: str | None = Field(
        None, description="For whom: somebody of whom something is known. Without one, for everybody."
    )
    style: str | None = Field(
        None, max_length=2000, description="Tone and length, scene and colors, and for whom."
    )
    count: int | None = Field(None, ge=1, le=MOST, description="Of texts: how many different ones.")
    size: str | None = Field(
        None,
        pattern=SIZE.pattern,
        examples=["1200x628"],
        description="Of a picture: pixels, where the kind's own are not wanted.",
    )
    seconds: int | None = Field(
        None, ge=LENGTHS[0], le=LENGTHS[1], description="Of a storyboard: how long it is."
    )
    seed: int | None = Field(
        None, ge=0, lt=SEEDS, description="Of pictures and storyboards: the same one gives the same."
    )

    @model_validator(mode="after")
    def _says_what(self) -> CreateRequest:
        if self.kind is None and self.what is None:
            raise ValueError("say what to make: give a kind, as in headline, poster or storyboard")
        return self

    @property
    def made(self) -> str:
        """What `Agent.create` is to make."""
        if self.what is not None:
            return self.what
        return "text" if self.kind in KINDS else "storyboard" if self.kind == "storyboard" else "image"

    @property
    def wishes(self) -> dict[str, Any]:
        """The wishes of `Agent.create`."""
        size = SIZE.match(self.size or "")
        return {
            "kind": None if self.kind == self.made else self.kind,
            "style": self.style,
            "count": self.count,
            "size": (int(size[1]), int(size[2])) if size else None,
            "seconds": self.seconds,
            "seed": self.seed,
        }


class JobProgress(BaseModel):
    """How far it is."""

    step: int
    steps: int
    what: str = Field(description="What is being done: `painting shot 2 of 3`; empty while it waits.")


class ShownJob(BaseModel):
    """Something that is being made, or has been."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0f8fad5bd9cb469fa16570867728950e",
                    "object": "job",
                    "status": "running",
                    "progress": {"step": 3, "steps": 12, "what": "painting"},
                    "created": 1760000000,
                    "what": "image",
                    "kind": "poster",
                    "item": "red-dress",
                    "user": "ana",
                    "media": [],
                    "error": None,
                }
            ]
        }
    )

    id: str
    object: Literal["job"] = "job"
    status: Status
    progress: JobProgress
    created: int = Field(description="Seconds since 1970.")
    what: str
    kind: str
    item: str = Field(description="The item's id.")
    user: str | None = None
    media: list[ShownMedia] = Field([], description="What was made, once it is done.")
    error: Detail | None = Field(None, description="Why it failed, as an answer would say it.")


def shown_job(job: Job, caller: Caller, domain: str = "") -> ShownJob:
    """A job for whose it is."""
    done = job.status == "done"
    return ShownJob(
        id=job.id,
        status=job.status,
        progress=JobProgress(step=job.steps if done else job.step, steps=job.steps, what=job.doing),
        created=int(job.created),
        what=job.what,
        kind=job.kind,
        item=job.item,
        user=people.called(caller, job.user) or None,
        media=[made_media(one, at=f"/v1/create/{job.id}/files", domain=domain) for one in job.media],
        error=Detail(**job.error) if job.error else None,
    )
