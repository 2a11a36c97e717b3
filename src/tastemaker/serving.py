"""The commands that serve a catalog to programs: `serve`, `mcp` and `batch`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from tastemaker.options import open_agent, with_image_model, with_json, with_model, with_user
from tastemaker.printing import dumped, progress

__all__ = ["batch", "mcp", "serve"]


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
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1), help="Things made at once.")
@click.option(
    "--job-seconds",
    default=900.0,
    show_default=True,
    type=click.FloatRange(1),
    help="What making one may take.",
)
@click.option("--with-vllm", is_flag=True, help="Start a vLLM server for the model, and stop it again.")
@click.option("--traces", default="", help="An OTLP collector for OpenTelemetry: http://localhost:4317")
@with_model
@with_image_model
def serve(
    domain: str,
    host: str,
    keys: Path | None,
    with_vllm: bool,
    model: str,
    adapter: Path | None,
    image_model: str,
    **given: Any,
) -> None:
    """Serve the HTTP API: conversations in OpenAI's protocol, search, items, events."""
    from tastemaker.serve import http

    http.check()
    known = http.keys_for(host, keys)
    with ExitStack() as opened:
        if with_vllm:
            model, adapter = opened.enter_context(behind_vllm(domain, model, adapter))
        agent = opened.enter_context(open_agent(domain, model, adapter, image_model))
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


@click.command()
@click.argument("domain", default="demo")
@click.option(
    "-o", "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="A folder."
)
@click.option("-k", "k", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--where", default="", help="A filter, as in: stock > 0")
@click.option(
    "--people", type=click.File("r", "utf-8"), help="A file of user ids, one a line; all without it."
)
@click.option("--reasons", is_flag=True, help="With a reason for each item, which takes longer.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Processes, by Ray.")
@click.option("--ray", "address", default="", help="A Ray cluster: auto, or ray://HOST:10001")
@click.option(
    "--part", "size", default=1000, show_default=True, type=click.IntRange(1), help="People of a file."
)
@with_model
@with_json
def batch(
    domain: str, out: Path, people: TextIO | None, workers: int, address: str, as_json: bool, **given: Any
) -> None:
    """Recommend for everybody, into Parquet files; run again, it goes on where it was left."""
    from tastemaker.agent.opening import open_catalog
    from tastemaker.serve.offline import Batch, lists_for, offline, people_of

    with progress("First use of the demo") as step:
        catalog = open_catalog(domain, progress=step)
    if given["where"]:
        catalog.mask(given["where"])
    whose = [line.strip() for line in people if line.strip()] if people else people_of(catalog)
    begun = Batch.begun(out, lists_for(catalog, **given), list(dict.fromkeys(whose)))
    done, began = begun.parts - len(begun.missing), time.perf_counter()
    with progress("Recommending", hidden=as_json) as step:
        step("parts", done, begun.parts)
        for n, _ in enumerate(offline(begun, workers=workers, address=address), done + 1):
            step("parts", n, begun.parts)
    seconds = round(time.perf_counter() - began, 1)
    found = {
        "folder": str(out),
        "people": len(begun.people),
        "parts": begun.parts,
        "made": begun.parts - done,
    }
    if as_json:
        click.echo(dumped(found | {"seconds": seconds}))
    else:
        click.echo(f"{len(begun.people):,} people in {begun.parts} files in {out}, {seconds} seconds")
