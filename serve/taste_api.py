"""`/v1/taste`: what is known of a person, theirs to read, to correct and to erase."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from tastemaker.contracts import Statement
from tastemaker.serve import people
from tastemaker.serve.at import Here, Who
from tastemaker.serve.problems import failures
from tastemaker.serve.shown import ShownCard, card
from tastemaker.tools.clean import clean

__all__ = ["Correction", "ShownTaste", "router"]

router = APIRouter(prefix="/v1/taste", tags=["people"])
User = Annotated[str, Path(min_length=1, max_length=128, examples=["ana"])]
LONGEST = 120


class Stated(BaseModel):
    """Something that a person said of themselves."""

    kind: Literal["like", "dislike", "fact"]
    text: str = Field(min_length=1, max_length=LONGEST)


class Correction(BaseModel):
    """What to add to a person's taste, and what to take out of it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"add": [{"kind": "like", "text": "linen"}]}]}
    )

    add: list[Stated] = Field([], max_length=100)
    remove: list[Stated] = Field([], max_length=100)
    clear: list[str] = Field([], max_length=100, description="Items whose likes and dislikes are taken back.")


class Known(BaseModel):
    """Something that is known from a person's own words."""

    kind: Literal["like", "dislike", "fact"]
    text: str


class ShownTaste(BaseModel):
    """What is known of a person: what they said, and the items of their history, newest first."""

    user: str
    statements: list[Known]
    history: list[ShownCard]


class Erased(BaseModel):
    """Nothing is known of the person any more."""

    user: str
    object: Literal["taste"] = "taste"
    deleted: Literal[True] = True


@router.get("/{user:path}", responses=failures(404))
async def read(user: User, here: Here, who: Who) -> ShownTaste:
    """All that is known of a person."""
    return await here.desk.quick.run(_shown, user, people.person(who, user), here)


@router.patch("/{user:path}", responses=failures(404))
async def correct(user: User, body: Correction, here: Here, who: Who) -> ShownTaste:
    """Correct what is known of a person."""
    name = people.person(who, user)

    def corrected() -> ShownTaste:
        memory = here.branch.agent.memory
        for one in body.remove:
            memory.retract(name, Statement(one.kind, one.text))
        for item in body.clear:
            memory.take_back(name, item, "like", "dislike")
        for one in body.add:
            memory.remember(name, Statement(one.kind, clean(one.text, limit=LONGEST)))
        return _shown(user, name, here)

    return await here.desk.quick.run(corrected)


@router.delete("/{user:path}", responses=failures(404))
async def erase(user: User, here: Here, who: Who) -> Erased:
    """Erase all that is kept of a person: statements, events, conversations and what was made for them."""
    await here.desk.quick.run(here.branch.agent.forget, people.person(who, user))
    return Erased(user=user)


def _shown(user: str, name: str, here: Here) -> ShownTaste:
    known = here.branch.agent.taste(name)
    said = [Known(kind=one.kind, text=one.text) for one in known.statements]
    return ShownTaste(user=user, statements=said, history=[card(one, here.domain) for one in known.history])
