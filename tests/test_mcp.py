"""The MCP server, with the official client: over standard input and over HTTP."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import sys
import textwrap
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack

import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from PIL import Image

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.catalog.live import Live
from tastemaker.contracts import Brushwork
from tastemaker.errors import Stopped
from tastemaker.serve.desk import Desk, Serving
from tastemaker.serve.keys import Keys
from tastemaker.serve.mcp_server import USER, create_app, create_server
from tastemaker.serve.people import Caller
from tastemaker.tools.studio import Easel

TALK = {"search", "recommend", "details", "compare", "remember", "forget", "taste", "caption"}
TOOLS = TALK | {"write", "paint", "storyboard", "again"}
ACME = "acme-key-0123456789"
Work = Callable[[Client], Awaitable[None]]
Do = Callable[..., None]


@pytest.fixture
def mcp(shop: Path, served: Callable[[Any], Any]) -> Iterator[Do]:
    """Does something with clients of one server, each with its own headers and way to connect."""
    engine = ScriptedEngine(["a red dress"])
    agent = Agent.open(shop, engine=engine)
    keys = Keys.of({})
    url: list[str] = []

    def do(work: Work, *, user: str = "", key: str = "", mode: str = "auto", known: Keys = keys) -> None:
        if not url:
            url.append(served(create_app(agent, keys=known)).url)
        headers = {USER: user} if user else {}
        headers |= {"authorization": f"Bearer {key}"} if key else {}

        async def run() -> None:
            async with httpx2.AsyncClient(headers=headers, timeout=300) as http:
                way = streamable_http_client(f"{url[0]}/mcp", http_client=http)
                async with Client(way, mode=mode) as client:
                    await work(client)

        asyncio.run(run())

    yield do
    agent.close()


def text(result: Any) -> str:
    return str(result.content[0].text)


def test_the_tools_are_listed_with_what_a_model_must_know(mcp: Do) -> None:
    async def work(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == TOOLS
        where = tools["search"].input_schema["properties"]["where"]["description"]
        assert "color ('black', 'blue', 'green', …)" in where
        assert "picture" not in tools["search"].input_schema["properties"]
        assert tools["caption"].input_schema["required"] == ["image"]

    mcp(work)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_cards_of_one_call_can_be_spoken_of_in_the_next(mcp: Do, mode: str) -> None:
    async def work(client: Client) -> None:
        found = await client.call_tool("search", {"where": "category == 'boots'"})
        cards = found.structured_content["items"]
        assert text(found).startswith(f"[1] {cards[0]['title']}")
        assert [card["number"] for card in cards] == [1, 2, 3, 4]
        second = await client.call_tool("details", {"item": "2"})
        assert second.structured_content["items"][0]["id"] == cards[1]["id"]
        named = await client.call_tool("details", {"item": "red-dress"})
        assert named.structured_content["items"][0]["title"] == "Red dress"

    mcp(work, user="zoe", mode=mode)


def test_a_mistake_is_told_to_the_model(mcp: Do) -> None:
    async def work(client: Client) -> None:
        for name, arguments, message in (
            ("search", {"where": "colour == 'red'"}, "did you mean 'color'?"),
            ("search", {"picture": True}, "send one as 'image'"),
            ("search", {"image": "http://example.com/a.png"}, "remote addresses are not opened"),
            ("details", {"item": "no such thing at all"}, "no such thing"),
            ("fly", {}, "there is no tool 'fly'"),
        ):
            wrong = await client.call_tool(name, arguments)
            assert wrong.is_error
            assert message in text(wrong)

    mcp(work)


def test_it_works_for_the_person_that_is_named(mcp: Do) -> None:
    async def ana(client: Client) -> None:
        picks = text(await client.call_tool("recommend", {}))
        assert "no history yet" not in picks
        assert "Red dress" not in picks, "she had it"
        await client.call_tool("remember", {"like": "velvet"})
        assert "velvet" in text(await client.call_tool("taste", {}))

    async def others(client: Client) -> None:
        assert text(await client.call_tool("taste", {})) == "nothing known yet"

    async def nobody(client: Client) -> None:
        await others(client)
        refused = await client.call_tool("remember", {"like": "velvet"})
        assert refused.is_error
        assert "somebody without a name" in text(refused)

    mcp(ana, user="ana")
    mcp(others, user="zoe")
    mcp(nobody)


def test_a_picture_comes_with_the_call(mcp: Do) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(buffer, format="PNG")
    uri = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")

    async def work(client: Client) -> None:
        assert text(await client.call_tool("caption", {"image": uri})) == "picture: a red dress"

    mcp(work)


def test_the_catalog_and_its_items_can_be_read(mcp: Do) -> None:
    async def work(client: Client) -> None:
        listed = (await client.list_resources()).resources
        catalog = json.loads((await client.read_resource(listed[0].uri)).contents[0].text)
        assert (catalog["name"], catalog["items"]) == ("Wardrobe", 12)
        assert {field["name"] for field in catalog["fields"]} == {
            "title",
            "category",
            "price",
            "color",
            "size",
        }
        templates = (await client.list_resource_templates()).resource_templates
        assert {one.name for one in templates} == {"item", "image"}
        item = json.loads((await client.read_resource("tastemaker://items/red-dress")).contents[0].text)
        assert item["price"] == 10
        image = (await client.read_resource("tastemaker://images/red-dress")).contents[0]
        assert base64.b64decode(image.blob)[:4] == b"\x89PNG"
        for uri in ("tastemaker://items/nothing", "tastemaker://secrets", "file:///etc/passwd"):
            with pytest.raises(MCPError):
                await client.read_resource(uri)

    mcp(work)


def test_keys_and_tenants_hold_here_too(mcp: Do) -> None:
    import hashlib

    known = Keys.of({hashlib.sha256(ACME.encode()).hexdigest(): Caller("acme")})

    async def acme(client: Client) -> None:
        assert text(await client.call_tool("taste", {})) == "nothing known yet", "that is the house's ana"

    mcp(acme, user="ana", key=ACME, known=known)
    for key in ("", "wrong-key-0123456789"):
        with pytest.raises(BaseException, match=r"401|unhandled errors"):
            mcp(acme, user="ana", key=key)


def test_over_standard_input(shop: Path) -> None:
    script = textwrap.dedent(f"""
        from tastemaker.agent.agent import Agent
        from tastemaker.agent.engines.scripted import ScriptedEngine
        from tastemaker.serve.mcp_server import serve_stdio
        with Agent.open({str(shop)!r}, engine=ScriptedEngine()) as agent:
            serve_stdio(agent, user="ana")
    """)
    server = StdioServerParameters(command=sys.executable, args=["-c", script], env={"PYTHONPATH": path()})

    async def work() -> None:
        async with Client(stdio_client(server)) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            Live(Agent.open(shop, engine=ScriptedEngine()).catalog).put(
                [{"id": "felt", "title": "Felt boots"}]
            )
            for _ in range(600):
                found = await client.call_tool("search", {"query": "felt boots"})
                if found.structured_content["items"][0]["id"] == "felt":
                    break
                await asyncio.sleep(0.1)
            assert text(found).startswith("[1] Felt boots")
            assert "Red dress" in text(await client.call_tool("taste", {}))

    asyncio.run(work())


def path() -> str:
    return ":".join(entry for entry in sys.path if entry)


class Brush:
    """Paints in so many steps of a twentieth of a second."""

    name = "brush"
    together = 1

    def __init__(self, steps: int) -> None:
        self.steps, self.stopped = steps, threading.Event()

    def paint(self, prompt: str, **how: Unpack[Brushwork]) -> Image.Image:
        try:
            for step in range(1, self.steps + 1):
                how["progress"](step, self.steps)  # type: ignore[misc]  # a maker always gives one
                time.sleep(0.05)
        except Stopped:
            self.stopped.set()
            raise
        return Image.new("RGB", how.get("size", (64, 64)), "red")

    def paint_many(self, prompts: Sequence[str], **how: Unpack[Brushwork]) -> list[Image.Image]:
        return [self.paint(prompt, **how) for prompt in prompts]


def painted(shop: Path, brush: Brush, told: list[str], **limits: float) -> Any:
    """What a client hears that asks for a picture, and for its progress."""

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        told.append(f"{progress:g} {message}")

    async def work(desk: Desk) -> Any:
        async with Client(create_server(desk, user="ana")) as client:
            return await client.call_tool("paint", {"item": "red-dress"}, progress_callback=hear)

    with Agent.open(shop, engine=ScriptedEngine()) as agent:
        agent.studio = replace(agent.studio, easel=lambda: Easel(brush))
        return asyncio.run(work(Desk(agent, Serving(**limits))))  # type: ignore[arg-type]  # all of them numbers


def test_a_picture_may_take_longer_than_an_answer_and_tells_how_far_it_is(shop: Path) -> None:
    told: list[str] = []
    made = painted(shop, Brush(20), told, quick=0.3)
    assert not made.is_error, text(made)
    assert [one.type for one in made.content] == ["text", "image"]
    assert told[0].startswith("1 painting")
    assert [int(one.split()[0]) for one in told] == list(range(1, len(told) + 1))


def test_what_takes_too_long_is_told_and_stops(shop: Path) -> None:
    brush = Brush(400)
    wrong = painted(shop, brush, [], job_seconds=0.3)
    assert wrong.is_error
    assert "more than 0.3 seconds" in text(wrong)
    assert brush.stopped.is_set(), "nobody waits for it any more"
