"""The commands that serve a catalog to programs: `serve` and `mcp`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from tastemaker.options import open_agent, with_model, with_user
from tastemaker.printing import progress

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
@click.option("--with-vllm", is_flag=True, help="Start a vLLM server for the model, and stop it again.")
@click.option("--traces", default="", help="An OTLP collector for OpenTelemetry: http://localhost:4317")
@with_model
def serve(
    domain: str,
    host: str,
    keys: Path | None,
    with_vllm: bool,
    model: str,
    adapter: Path | None,
    **given: Any,
) -> None:
    """Serve the HTTP API: conversations in OpenAI's protocol, search, items, events."""
    from tastemaker.serve import http

    http.check()
    known = http.keys_for(host, keys)
    with ExitStack() as opened:
        if with_vllm:
            model, adapter = opened.enter_context(behind_vllm(domain, model, adapter))
        agent = opened.enter_context(open_agent(domain, model, adapter))
        http.serve(agent, host=host, keys=known, **given)


@contextmanager
def behind_vllm(domain: str, model: str, adapter: Path | None) -> Iterator[tuple[str, Path | None]]:
    """The URL of a vLLM server of the model, with the adapter that goes with it, while the context lasts."""
    from tastemaker.agent.engines import is_url, weights_of
    from tastemaker.agent.opening import open_catalog, shipped_adapter
    from tastemaker.serve.vllm_child import vllm_server
    from tastemaker.settings import state_folder

    if is_url(model):
        raise click.UsageError("--with-vllm starts a server of its own: give a preset, a folder or a hub id")
    with progress("First use of the demo") as step:
        catalog = open_catalog(domain, progress=step)
    adapter = adapter or shipped_adapter(catalog, model=model)
    whole = adapter / "model" if adapter is not None else None
    weights = str(whole) if whole is not None and whole.is_dir() else weights_of(model)
    log = state_folder(catalog.folder) / "vllm.log"
    click.echo(f"Starting vLLM, which takes a minute or more; its log is {log}", err=True)
    with vllm_server(weights, name=Path(model).name, log=log) as url:
        yield url, adapter


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
def mcp(
    domain: str,
    over_http: bool,
    port: int,
    host: str,
    keys: Path | None,
    user: str,
    model: str,
    adapter: Path | None,
) -> None:
    """Offer the tools and the catalog to other models, as an MCP server."""
    from tastemaker.serve import http, mcp_server

    mcp_server.check()
    known = http.keys_for(host, keys) if over_http else None
    with open_agent(domain, model, adapter) as agent:
        if over_http:
            mcp_server.serve_http(agent, host=host, port=port, keys=known)
        else:
            mcp_server.serve_stdio(agent, user=user)
