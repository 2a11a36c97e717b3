"""The tools and the catalog for other models: an MCP server over standard input or streamable HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tastemaker import __version__
from tastemaker.errors import MissingExtra, TastemakerError
from tastemaker.serve import http, people

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext
    from mcp.server.lowlevel import Server
    from mcp_types import (
        CallToolRequestParams,
        CallToolResult,
        ListResourcesResult,
        ListResourceTemplatesResult,
        ListToolsResult,
        PaginatedRequestParams,
        ReadResourceRequestParams,
        ReadResourceResult,
    )
    from starlette.types import ASGIApp

    from tastemaker.agent.agent import Agent
    from tastemaker.serve.desk import Desk
    from tastemaker.serve.keys import Keys

    Context: TypeAlias = ServerRequestContext[Any, Any]
    Page: TypeAlias = PaginatedRequestParams | None

__all__ = ["USER", "check", "create_app", "create_server", "serve_http", "serve_stdio"]

USER: Final = "x-tastemaker-user"
"""The header that says which of the key's people a model works for."""
SESSION: Final = "mcp-session-id"
INSTRUCTIONS: Final = (
    "Tools over one catalog: search and recommend show items as numbered cards, and the other tools take a "
    "card's number, its id or its title. Show people only items that a tool has shown."
)


def check() -> None:
    """Raises MissingExtra when a package for MCP is not there."""
    try:
        import_module("mcp")
    except ModuleNotFoundError as missing:
        raise MissingExtra(missing.name or "mcp", extra="mcp", purpose="the MCP server") from missing


def serve_stdio(agent: Agent, *, user: str = "guest") -> None:
    """Serve whoever started this process, over its standard input and output, until it ends."""
    check()
    from mcp.server.stdio import stdio_server

    from tastemaker.serve.desk import Desk

    async def run() -> None:
        server = create_server(Desk(agent), user=user)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    asyncio.run(run())


def serve_http(agent: Agent, *, host: str = "127.0.0.1", port: int = 8001, keys: Keys | None = None) -> None:
    """Serve over streamable HTTP until interrupted. Raises MissingExtra, PortTaken."""
    check()
    http.check()
    http.run(create_app(agent, keys=keys), host=host, port=port, what="The MCP server", path="/mcp")


def create_app(agent: Agent, *, keys: Keys | None = None) -> ASGIApp:
    """The MCP server as an application at `/mcp`, behind the gate of the HTTP API."""
    from mcp.server.transport_security import TransportSecuritySettings

    from tastemaker.serve.desk import Desk
    from tastemaker.serve.gate import Gate
    from tastemaker.serve.keys import Keys
    from tastemaker.serve.meters import Meters

    desk, meters = Desk(agent), Meters()
    meters.watch(desk)
    app = create_server(desk).streamable_http_app(
        max_request_body_size=desk.serving.body,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the gate does
    )
    return Gate(app, keys=keys or Keys(), serving=desk.serving, meters=meters)


def create_server(desk: Desk, *, user: str | None = None) -> Server[Any]:
    """The server over a desk. The person is `user`, or the one whom each HTTP request names."""
    from mcp.server.lowlevel import Server

    from tastemaker.serve.telling import ToClient
    from tastemaker.serve.toolbox import MAKING, Toolbox

    toolbox = Toolbox(desk)

    @asynccontextmanager
    async def lifespan(server: Server[Any]) -> AsyncIterator[dict[str, Any]]:
        await asyncio.to_thread(desk.warm)
        watching = asyncio.create_task(desk.watch())
        yield {}
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await asyncio.to_thread(desk.close)

    async def list_tools(context: Context, page: Page) -> ListToolsResult:
        return toolbox.tools()

    async def called(
        context: Context, asked: CallToolRequestParams, *, person: str, session: str
    ) -> CallToolResult:
        loop = asyncio.get_running_loop()

        def job(stop: threading.Event) -> list[CallToolResult]:
            told = ToClient(stop, context.session, loop)
            given = asked.arguments or {}
            return [toolbox.call(asked.name, given, person=person, session=session, progress=told)]

        pool = desk.making if asked.name in MAKING else desk.quick
        async with pool.start(job) as work:
            return await anext(work)

    async def call_tool(context: Context, asked: CallToolRequestParams) -> CallToolResult:
        try:
            person, session = _who(context, user)
            return await called(context, asked, person=person, session=session)
        except TastemakerError as wrong:
            return toolbox.mistake(str(wrong))

    async def list_resources(context: Context, page: Page) -> ListResourcesResult:
        return toolbox.resources()

    async def list_templates(context: Context, page: Page) -> ListResourceTemplatesResult:
        return toolbox.templates()

    async def read_resource(context: Context, asked: ReadResourceRequestParams) -> ReadResourceResult:
        return await desk.quick.run(toolbox.read, str(asked.uri))

    return Server(
        "tastemaker",
        version=__version__,
        title="Tastemaker",
        instructions=INSTRUCTIONS,
        lifespan=lifespan,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def _who(context: Context, user: str | None) -> tuple[str, str]:
    """The person a request works for, and the session whose cards it may speak of. Raises BadMessage."""
    if user is not None:
        return people.person(people.Caller(), user), ""
    request = context.request
    assert request is not None, "without a user it is served over HTTP"
    caller: people.Caller = request.state.caller
    session = str(request.headers.get(SESSION, ""))
    named = request.headers.get(USER)
    return (people.person(caller, named) if named else people.somebody(caller, session or None)), session
