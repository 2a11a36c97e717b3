"""`/v1/adapters`: what the model was taught about each domain, seen and replaced while it is served."""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from tastemaker.errors import NotAllowed
from tastemaker.serve.at import At, Who
from tastemaker.serve.branch import Branch
from tastemaker.serve.problems import failures

__all__ = ["AdapterRequest", "ShownAdapter", "router"]


def _may(who: Who) -> None:
    if not who.adapters:
        raise NotAllowed("this key may not see or change adapters: in the key file, adapters = true lets one")


router = APIRouter(prefix="/v1/adapters", tags=["adapters"], dependencies=[Depends(_may)])
Name = Annotated[str, Path(min_length=1, max_length=512, examples=["shop"], description="The domain's name.")]


class AdapterRequest(BaseModel):
    """An adapter for a domain: a folder that `finetune` or PEFT wrote."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"folder": "/srv/adapters/shop-2"}]}
    )

    folder: str = Field(min_length=1, max_length=4096, description="On the server, whole and left alone.")


class ShownAdapter(BaseModel):
    """A domain's adapter."""

    name: str = Field(description="The domain's.")
    object: Literal["adapter"] = "adapter"
    folder: str
    loaded: bool = Field(description="If not, its domain's next turn loads it.")
    turns: int = Field(description="That run with it now.")
    last_used: int | None = Field(None, description="When a turn last began, in seconds since 1970.")
    bytes: int = Field(description="In memory, beside the base that all share.")
    problem: str | None = Field(None, description="Why it could not be loaded: the domain goes on without.")


class Adapters(BaseModel):
    """The adapters of the domains that have one."""

    object: Literal["list"] = "list"
    data: list[ShownAdapter]


class Gone(BaseModel):
    """A domain without an adapter."""

    name: str
    object: Literal["adapter"] = "adapter"
    deleted: Literal[True] = True


@router.get("", responses=failures(403))
async def adapters(at: At) -> Adapters:
    """All adapters: which are loaded, in use, and what they take."""
    found = [_shown(one, one.adapter) for one in at.desk.branches.values() if one.adapter is not None]
    return Adapters(data=found)


@router.put("/{name}", responses=failures(403, 404))
async def put(name: Name, body: AdapterRequest, at: At) -> ShownAdapter:
    """Give a domain an adapter, in the place of the one it had: turns that have begun end with that."""
    branch, folder = at.desk.branch(name), Folder(body.folder)
    await at.desk.quick.run(at.desk.adapt, branch, folder)
    return _shown(branch, folder)


@router.delete("/{name}", responses=failures(403, 404))
async def remove(name: Name, at: At) -> Gone:
    """Let a domain go on without an adapter: with the base, and the recommender that needs no training."""
    await at.desk.quick.run(at.desk.adapt, at.desk.branch(name), None)
    return Gone(name=name)


def _shown(branch: Branch, folder: Folder) -> ShownAdapter:
    return ShownAdapter(
        name=branch.name,
        folder=str(folder),
        loaded=branch.loaded,
        turns=branch.turns if branch.loaded else 0,
        last_used=int(branch.used) or None,
        bytes=branch.bytes,
        problem=branch.problem or None,
    )
