"""The tools of the conversation as MCP has them, and the catalog as resources."""

from __future__ import annotations

import base64
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final
from urllib.parse import quote, unquote

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    BlobResourceContents,
    CallToolResult,
    ImageContent,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
)

from tastemaker.catalog.fields import describe
from tastemaker.contracts import ToolSpec
from tastemaker.errors import BadCall, TastemakerError
from tastemaker.serve.desk import Desk
from tastemaker.serve.media import media_file
from tastemaker.serve.people import nameless
from tastemaker.serve.pictures import decoded
from tastemaker.serve.shown import card, shown_media
from tastemaker.tools.again import MAKERS
from tastemaker.tools.registry import MISTAKE, call, specs
from tastemaker.tools.result import Made, Result, Shown
from tastemaker.tools.session import Progress
from tastemaker.tools.view import View

__all__ = ["MAKING", "Toolbox"]

CATALOG: Final = "tastemaker://catalog"
ITEM: Final = "tastemaker://items/"
IMAGE: Final = "tastemaker://images/"
PNG: Final = "data:image/png;base64,"
VIEWS: Final = 1000
"""Sessions whose cards are kept in mind."""
PICTURE: Final = {"type": "string", "description": "a picture as data:image/png;base64,…"}
MAKING: Final = frozenset({*MAKERS, "again"})
"""Tools that take as long as jobs do."""
SEES: Final = frozenset({"search", "caption"})
"""Tools that look at a picture: here it comes with the call, since there is no conversation."""


class Toolbox:
    """What an MCP client can list, call and read. Threads may share it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._views: OrderedDict[tuple[str, str], View] = OrderedDict()
        self._guard = threading.Lock()

    def tools(self) -> ListToolsResult:
        """The tools over the catalog as it is now."""
        fields = self._desk.agent.catalog.fields
        return ListToolsResult(tools=[_tool(spec, describe(fields)) for spec in specs(fields)])

    def call(
        self, name: str, arguments: Mapping[str, Any], *, person: str, session: str, progress: Progress
    ) -> CallToolResult:
        """Run a tool for a person; the cards it shows may be spoken of by number in the same session."""
        if name == "remember" and nameless(person):
            raise BadCall("nothing is remembered of somebody without a name: send one as X-Tastemaker-User")
        agent, given = self._desk.agent, dict(arguments)
        with self._guard:
            view = self._views.get((person, session), View())
        working = agent.session(person, view=view)
        working.progress = progress
        if "image" in given and name in SEES:
            working.picture, working.pictured = decoded(str(given.pop("image"))), True
            given |= {"picture": True} if name == "search" else {}
        elif "picture" in given:
            raise BadCall(f"{name} has no argument 'picture': send one as 'image'")
        result, text = call(working, name, given)
        with self._guard:
            self._views[person, session] = working.view
            self._views.move_to_end((person, session))
            if len(self._views) > VIEWS:
                self._views.popitem(last=False)
        return self.mistake(text) if text.startswith(MISTAKE) else _answer(result, text)

    def mistake(self, text: str) -> CallToolResult:
        """What was wrong with a call, for the model that made it."""
        said = text.removeprefix(MISTAKE).strip()
        return CallToolResult(content=[TextContent(type="text", text=said)], is_error=True)

    def resources(self) -> ListResourcesResult:
        """The catalog."""
        about = f"What is in {self._desk.agent.catalog.profile.name}: how many items, and their fields."
        found = Resource(uri=CATALOG, name="catalog", description=about, mime_type="application/json")
        return ListResourcesResult(resources=[found])

    def templates(self) -> ListResourceTemplatesResult:
        """Its items and their pictures."""
        item = ResourceTemplate(
            uri_template=f"{ITEM}{{id}}", name="item", description="An item.", mime_type="application/json"
        )
        image = ResourceTemplate(uri_template=f"{IMAGE}{{id}}", name="image", description="Its picture.")
        return ListResourceTemplatesResult(resource_templates=[item, image])

    def read(self, uri: str) -> ReadResourceResult:
        """The catalog, an item or a picture. Raises MCPError for anything else."""
        try:
            return ReadResourceResult(contents=[self._content(uri)])
        except TastemakerError as wrong:
            raise MCPError(INVALID_PARAMS, str(wrong)) from wrong

    def _content(self, uri: str) -> TextResourceContents | BlobResourceContents:
        catalog = self._desk.agent.catalog
        if uri == CATALOG:
            about = catalog.profile.model_dump(include={"name", "noun", "currency"})
            plain = {**about, "items": len(catalog), "fields": [asdict(field) for field in catalog.fields]}
            return _json(uri, plain)
        if uri.startswith(ITEM):
            return _json(uri, card(catalog.card(unquote(uri.removeprefix(ITEM)))).model_dump())
        if uri.startswith(IMAGE):
            file, kind = media_file(catalog, "image", item=unquote(uri.removeprefix(IMAGE)))
            blob = base64.b64encode(file.read_bytes()).decode("ascii")
            return BlobResourceContents(uri=uri, mime_type=kind, blob=blob)
        raise BadCall(f"there is no {uri!r}: read {CATALOG}, {ITEM}ID or {IMAGE}ID")


def _tool(spec: ToolSpec, fields: str) -> Tool:
    """A tool with what a model without our grammar must be told: the fields, and how a picture comes."""
    properties = {name: dict(schema) for name, schema in spec.parameters["properties"].items()}
    properties.pop("picture", None)
    if "where" in properties:
        properties["where"]["description"] += f", as in: price < 50 and color == 'red'. Fields: {fields}"
    needed = list(spec.parameters["required"])
    if spec.name in SEES:
        properties["image"] = dict(PICTURE)
        needed += ["image"] if spec.name == "caption" else []
    schema = {**spec.parameters, "properties": properties, "required": needed}
    return Tool(name=spec.name, description=spec.description, input_schema=schema)


def _answer(result: Result, text: str) -> CallToolResult:
    """The words that our own model reads, and the cards for programs."""
    shown = result.cards if isinstance(result, Shown) else ()
    cards = [{"number": number, **_for_models(card(one).model_dump())} for number, one in shown]
    media = [shown_media(one) for one in result.media] if isinstance(result, Made) else []
    pictures = [_picture(one.url) for one in media if one.url and one.url.startswith(PNG)]
    plain = {"items": cards, "text": text}
    return CallToolResult(
        content=[TextContent(type="text", text=text), *pictures],
        structured_content={**plain, "media": [one.model_dump() for one in media]} if media else plain,
    )


def _picture(url: str) -> ImageContent:
    return ImageContent(type="image", data=url.removeprefix(PNG), mime_type="image/png")


def _for_models(plain: dict[str, Any]) -> dict[str, Any]:
    """A card whose picture is a resource."""
    media = {"image": f"{IMAGE}{quote(plain['id'], safe='')}" if plain["image"] else None}
    return {**{name: value for name, value in plain.items() if name not in ("audio", "video")}, **media}


def _json(uri: str, plain: dict[str, Any]) -> TextResourceContents:
    text = json.dumps(plain, ensure_ascii=False)
    return TextResourceContents(uri=uri, mime_type="application/json", text=text)
