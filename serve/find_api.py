"""`/v1/search` and `/v1/recommendations`: cards without a conversation, and the media of items."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from tastemaker.errors import BadMedia, UnknownItem
from tastemaker.serve import people
from tastemaker.serve.at import Here, Who
from tastemaker.serve.media import media_file
from tastemaker.serve.pictures import decoded
from tastemaker.serve.problems import failures
from tastemaker.serve.shown import ShownCard, card
from tastemaker.tools.recommend import Explains

__all__ = ["Found", "Picks", "RecommendRequest", "SearchRequest", "router"]

router = APIRouter(prefix="/v1", tags=["find"])
WHERE: Final = Field(
    "",
    max_length=2000,
    description="A filter over the catalog's fields, as in `price < 50`.",
    examples=["price < 50"],
)


class SearchRequest(BaseModel):
    """What to look for: words, a picture, a filter, or several of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "red dress", "k": 3}]})

    query: str = Field("", max_length=20_000)
    image: str | None = Field(None, description="A picture as `data:image/png;base64,…`.")
    where: str = WHERE
    k: int = Field(10, ge=1, le=1000)


class RecommendRequest(BaseModel):
    """For whom, and among what."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"user": "ana", "k": 3}]})

    user: str | None = Field(None, description="Without one, what is popular.")
    where: str = WHERE
    k: int = Field(10, ge=1, le=1000)


class Found(BaseModel):
    """Items, the best first."""

    object: Literal["list"] = "list"
    data: list[ShownCard]


class Picks(Found):
    """Items for one person."""

    cold: bool = Field(description="Whether nothing is known of the person: then these are popular ones.")


@router.post("/search", responses=failures(404))
async def search(body: SearchRequest, here: Here, who: Who) -> Found:
    """The items nearest to words and picture that pass the filter."""

    def found() -> list[ShownCard]:
        image = decoded(body.image) if body.image else None
        cards = here.branch.agent.search(body.query, image=image, where=body.where, k=body.k)
        return [card(one, here.domain) for one in cards]

    return Found(data=await here.desk.quick.run(found))


@router.post("/recommendations", responses=failures(404))
async def recommendations(body: RecommendRequest, here: Here, who: Who) -> Picks:
    """The best items for a person that pass the filter, each with its reason."""
    user = people.somebody(who) if body.user is None else people.person(who, body.user)

    def picked() -> Picks:
        with here.desk.turn(here.branch) as agent:
            cards = agent.recommend(user, k=body.k, where=body.where)
            explains = isinstance(agent.recommender, Explains)
            cold = agent.recommender.is_cold(user) if explains else not agent.taste(user)  # type: ignore[attr-defined]
        return Picks(data=[card(one, here.domain) for one in cards], cold=cold)

    return await here.desk.quick.run(picked)


HEADERS: Final = {
    "Cache-Control": "private, max-age=600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
FILE: Final[dict[str, Any]] = {
    "description": "The file.",
    "content": {"image/*": {}, "audio/*": {}, "video/*": {}},
}


@router.get("/media/{kind}", response_class=FileResponse, responses={**failures(404), 200: FILE})
async def media(
    kind: Literal["image", "audio", "video"],
    item: Annotated[str, Query(min_length=1)],
    here: Here,
    who: Who,
) -> FileResponse:
    """The picture, sound or clip of an item."""
    try:
        file, content_type = await here.desk.quick.run(media_file, here.branch.agent.catalog, kind, item=item)
    except BadMedia as wrong:
        raise UnknownItem(str(wrong)) from wrong
    return FileResponse(file, media_type=content_type, headers=HEADERS)
