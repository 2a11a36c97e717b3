"""`/v1/items`: the catalog changes while it is served, and the next request finds what was changed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from tastemaker.catalog.catalog import card_of
from tastemaker.contracts import Item
from tastemaker.errors import NotAllowed
from tastemaker.serve.at import Here, Who
from tastemaker.serve.pictures import is_data, stored
from tastemaker.serve.problems import failures
from tastemaker.serve.shown import ShownCard, card

__all__ = ["ItemEdit", "ItemRequest", "ItemsKept", "ItemsRequest", "KeptItem", "router"]

router = APIRouter(prefix="/v1/items", tags=["items"])
Id = Annotated[str, Path(min_length=1, max_length=512, examples=["red-dress"])]
Version = Annotated[
    str | None, Header(alias="If-Match", description="Only if the item is still in this version (its ETag).")
]
Value = str | int | float | bool | list[str]
MEDIUM = "A path in the domain folder"


class ItemEdit(BaseModel):
    """Some fields of an item; null takes one away, also among the attributes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"price": 35.0}]})

    title: str | None = Field(None, max_length=10_000)
    description: str | None = Field(None, max_length=100_000)
    categories: list[str] | None = None
    attributes: dict[str, Value | None] | None = None
    price: float | None = Field(None, ge=0, allow_inf_nan=False)
    image: str | None = Field(None, description=f"{MEDIUM}, or `data:image/png;base64,…`.")
    audio: str | None = Field(None, description=f"{MEDIUM}.")
    video: str | None = Field(None, description=f"{MEDIUM}.")


class ItemRequest(ItemEdit):
    """A whole item: what is left out, it has not."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"id": "felt-boots", "title": "Felt boots", "categories": ["boots"], "price": 40.0}]
        },
    )

    id: str = Field(min_length=1, max_length=512)


class ItemsRequest(BaseModel):
    """Items, put into the catalog together or not at all."""

    items: list[ItemRequest] = Field(min_length=1, max_length=100)


class KeptItem(ShownCard):
    """An item and its version, another one after every change."""

    version: str


class ItemsKept(BaseModel):
    """Items as they are in the catalog now."""

    object: Literal["list"] = "list"
    data: list[KeptItem]


class Removed(BaseModel):
    """An item that is gone."""

    id: str
    object: Literal["item"] = "item"
    deleted: Literal[True] = True


def _may(who: Who) -> None:
    if not who.items:
        raise NotAllowed("this key may not change the catalog: in the key file, items = true lets one")


@router.post("", responses=failures(403, 404), dependencies=[Depends(_may)])
async def put(body: ItemsRequest, here: Here) -> ItemsKept:
    """Add items, or put them in the place of those of their ids."""
    return ItemsKept(data=await here.desk.quick.run(_put, body.items, here))


def _put(given: list[ItemRequest], here: Here) -> list[KeptItem]:
    rows = [_row(one, here) for one in given]
    items = here.branch.live.put(rows)
    here.branch.renew()
    return [_shown(item, here) for item in items]


@router.get("/{id:path}", responses=failures(404))
async def get(id: Id, here: Here, who: Who, response: Response) -> KeptItem:
    """An item as it is now."""
    found = await here.desk.quick.run(lambda: _shown(here.branch.agent.catalog.item(id), here))
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.patch("/{id:path}", responses=failures(403, 404, 412), dependencies=[Depends(_may)])
async def edit(id: Id, body: ItemEdit, here: Here, response: Response, version: Version = None) -> KeptItem:
    """Change some fields of an item. Of two who change different fields at once, both are heard."""

    def edited() -> KeptItem:
        item = here.branch.live.edit(id, _row(body, here), version=_bare(version))
        here.branch.renew()
        return _shown(item, here)

    found = await here.desk.quick.run(edited)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.delete("/{id:path}", responses=failures(403, 404, 412), dependencies=[Depends(_may)])
async def remove(id: Id, here: Here, version: Version = None) -> Removed:
    """Take an item out of the catalog."""

    def removed() -> Removed:
        here.branch.live.remove(id, version=_bare(version))
        here.branch.renew()
        return Removed(id=id)

    return await here.desk.quick.run(removed)


def _row(given: ItemEdit, here: Here) -> dict[str, Any]:
    """The fields that were given; a picture that came along is kept in the domain folder."""
    row = given.model_dump(exclude_unset=True)
    if is_data(row.get("image") or ""):
        row["image"] = stored(row["image"], domain=here.branch.agent.catalog.folder)
    return row


def _shown(item: Item, here: Here) -> KeptItem:
    return KeptItem(**card(card_of(item), here.domain).model_dump(), version=here.branch.live.version(item))


def _bare(version: str | None) -> str:
    """The version in an If-Match header, as HTTP writes it or bare; `*` is any."""
    bare = (version or "").strip().removeprefix("W/").strip('"')
    return "" if bare == "*" else bare
