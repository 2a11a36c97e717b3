"""Cards, media and steps as the API shows them: no path of the server's leaves the house."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from tastemaker.agent.events import CardsShown, MediaMade, Progress
from tastemaker.contracts import Card, Media, Reply, Scalar, Step

__all__ = [
    "Coming",
    "ShownCard",
    "ShownMedia",
    "ShownStep",
    "Trimmings",
    "card",
    "coming",
    "made_media",
    "named",
    "shown_media",
    "trimmings",
]

LARGEST: Final = 4_000_000
"""Bytes of a file that was made and is sent along; a larger one is only named."""


class ShownCard(BaseModel):
    """An item of the catalog. Media are addresses on this server, to be asked for with the same key."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "red-dress", "title": "Red dress", "price": 39.5, "categories": ["dress"]}]
        }
    )

    id: str
    title: str
    description: str = ""
    price: float | None = None
    categories: list[str] = []
    attributes: dict[str, str | int | float | bool | list[str]] = {}
    image: str | None = None
    audio: str | None = None
    video: str | None = None
    score: float | None = None
    reason: str = Field("", description="Why this person gets it, from their own history or words.")


class ShownMedia(BaseModel):
    """Something made for the person: a text, or a file: in a reply as a data URI, of a job by its address."""

    kind: str
    text: str | None = None
    url: str | None = None
    form: str | None = Field(None, description="What it is: a headline, a poster.")
    item: str | None = Field(None, description="The item it is about.")
    note: str | None = None
    files: dict[str, str] = Field({}, description="What belongs to it, by file name, given as `url` is.")


class ShownStep(BaseModel):
    """A tool that the model called, with what, and how long it took."""

    tool: str
    args: dict[str, Any]
    ms: float


class Trimmings(BaseModel):
    """What Tastemaker's reply holds beside its text: the field `tastemaker`."""

    items: list[ShownCard] = []
    media: list[ShownMedia] = []
    trace: list[ShownStep] = []


class Coming(BaseModel):
    """What a stream tells before the reply is complete: what there is of it, the rest left out."""

    items: list[ShownCard] | None = None
    media: list[ShownMedia] | None = None
    progress: str | None = Field(None, description="What takes long, and how far it is.")

    @model_serializer(mode="wrap")
    def _what_came(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what did not come."""
        plain: dict[str, Any] = serialize(self)
        return {name: value for name, value in plain.items() if value is not None}


def card(one: Card, domain: str = "") -> ShownCard:
    """A card for people elsewhere, of a domain where several are served."""
    return ShownCard(
        id=one.id,
        title=one.title,
        description=one.description,
        price=one.price,
        categories=list(one.categories),
        attributes={name: _plain(value) for name, value in one.attributes.items()},
        image=_address("image", one.id, domain) if one.image else None,
        audio=_address("audio", one.id, domain) if one.audio else None,
        video=_address("video", one.id, domain) if one.video else None,
        score=one.score,
        reason=one.reason,
    )


def coming(one: CardsShown | MediaMade | Progress, domain: str = "") -> Coming:
    """What a stream tells of something that has happened in a turn."""
    if isinstance(one, CardsShown):
        return Coming(items=[card(each, domain) for each in one.cards])
    if isinstance(one, MediaMade):
        return Coming(media=[shown_media(each) for each in one.media])
    return Coming(progress=str(one))


def trimmings(reply: Reply, domain: str = "") -> Trimmings:
    """What a reply holds beside its text."""
    return Trimmings(
        items=[card(one, domain) for one in reply.items],
        media=[shown_media(one) for one in reply.media],
        trace=list(_steps(reply.trace)),
    )


def _steps(trace: Iterable[Step]) -> Iterable[ShownStep]:
    return (ShownStep(tool=one.tool, args=dict(one.args), ms=round(one.ms, 1)) for one in trace)


def _plain(value: Scalar | tuple[str, ...]) -> str | int | float | bool | list[str]:
    return list(value) if isinstance(value, tuple) else value


def _address(kind: str, item: str, domain: str) -> str:
    return f"/v1/media/{kind}?item={quote(item, safe='')}{named(domain, mark='&')}"


def named(domain: str, *, mark: str = "?") -> str:
    """The end of an address that names a domain: nothing, where only one is served."""
    return f"{mark}domain={quote(domain, safe='')}" if domain else ""


def shown_media(one: Media) -> ShownMedia:
    """Something made, for people elsewhere: files come along."""
    return _media(one, lambda path: _file(Path(path)))


def made_media(one: Media, *, at: str, domain: str = "") -> ShownMedia:
    """Something made, its files by their addresses under `at`; paths lead from the folder of artefacts."""
    return _media(one, lambda path: f"{at}/{quote(path.partition('/')[2])}{named(domain)}")


def _media(one: Media, address: Callable[[str], str | None]) -> ShownMedia:
    """Something made, its files where `address` says they are; None for what is not to be had."""
    return ShownMedia(
        kind=one.kind,
        text=one.text,
        form=one.form,
        item=one.item,
        note=one.note,
        url=address(one.path) if one.path else None,
        files={Path(path).name: url for path in one.files if (url := address(path))},
    )


def _file(path: Path) -> str | None:
    """A file as a data URI; None for a folder, and for what is too large to be sent along."""
    if not path.is_file() or path.stat().st_size > LARGEST:
        return None
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
