"""The commands that serve a catalog to programs: `serve` and `mcp`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tastemaker.options import open_agent, with_image_model, with_model, with_user

__all__ = ["mcp", "serve"]


@click.command()
@click.argument("domain", default="demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Use 0.0.0.0, and keys, for other machines."
)
@click.option(
    "--keys",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A TOML file of API keys; one key may also stand in TASTEMAKER_API_KEY.",
)
@click.option("--turns", default=4, show_default=True, type=click.IntRange(1), help="Replies at once.")
@click.option(
    "--waiting", default=16, show_default=True, type=click.IntRange(0), help="Requests that may wait."
)
@click.option(
    "--seconds", default=120.0, show_default=True, type=click.FloatRange(1), help="What a reply may take."
)
@click.option("--traces", default="", help="An OTLP collector for OpenTelemetry: http://localhost:4317")
@with_model
@with_image_model
def serve(
    domain: str,
    host: str,
    keys: Path | None,
    model: str,
    adapter: Path | None,
    image_model: str,
    **given: Any,
) -> None:
    """Serve the HTTP API: conversations in OpenAI's protocol, search, items, events."""
    from tastemaker.serve import http

    http.check()
    known = http.keys_for(host, keys)
    with open_agent(domain, model, adapter, image_model) as agent:
        http.serve(agent, host=host, keys=known, **given)


@click.command()
@click.argument("domain", default="demo")
@click.option("--http", "over_http", is_flag=True, help="Streamable HTTP instead of standard input.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Use 0.0.0.0, and keys, for other machines."
)
@click.option("--keys", type=click.Path(dir_okay=False, path_type=Path), help="A TOML file of API keys.")
@with_user
@with_model
@with_image_model
def mcp(
    domain: str,
    over_http: bool,
    port: int,
    host: str,
    keys: Path | None,
    user: str,
    **models: Any,
) -> None:
    """Offer the tools and the catalog to other models, as an MCP server."""
    from tastemaker.serve import http, mcp_server

    mcp_server.check()
    known = http.keys_for(host, keys) if over_http else None
    with open_agent(domain, **models) as agent:
        if over_http:
            mcp_server.serve_http(agent, host=host, port=port, keys=known)
        else:
            mcp_server.serve_stdio(agent, user=user)
