"""The commands that serve a catalog to programs: `serve`, `mcp` and `batch`."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from tastemaker.domains import adapters_for, catalogs_of, named, open_agents
from tastemaker.options import (
    open_agent,
    with_crew,
    with_image_model,
    with_json,
    with_llm,
    with_model,
    with_user,
)
from tastemaker.printing import dumped, progress

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["batch", "mcp", "serve"]


@click.command()
@click.argument("domains", nargs=-1, metavar="[DOMAIN]...")
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
@with_llm
@click.option(
    "--adapter",
    "given",
    multiple=True,
    metavar="[DOMAIN=]FOLDER",
    help="A PEFT adapter folder; where several domains are served, each with its domain's name.",
)
@click.option(
    "--adapters", default=8, show_default=True, type=click.IntRange(1), help="Adapters kept loaded."
)
@with_image_model
def serve(
    domains: tuple[str, ...],
    host: str,
    keys: Path | None,
    with_vllm: bool,
    model: str,
    given: tuple[str, ...],
    image_model: str,
    **limits: Any,
) -> None:
    """Serve the HTTP API: conversations in OpenAI's protocol, search, items, events.

    Several domains share one model, each with an adapter of its own; where none is named, the first is meant.
    """
    from tastemaker.agent.opening import shipped_adapter
    from tastemaker.serve import http

    http.check()
    asked = named(domains or ("demo",))
    wanted = adapters_for(asked, given)
    known = http.keys_for(host, keys)
    with told_to_end(), ExitStack() as opened:
        catalogs = catalogs_of(asked)
        adapters = {
            name: wanted.get(name) or shipped_adapter(one, model=model) for name, one in catalogs.items()
        }
        if with_vllm:
            model = opened.enter_context(behind_vllm(catalogs, model, adapters))
        agents = open_agents(catalogs, adapters, model=model, image_model=image_model)
        for agent in agents.values():
            opened.enter_context(agent)
        http.serve(agents, host=host, keys=known, **limits)


@contextmanager
def told_to_end() -> Iterator[None]:
    """SIGTERM ends what runs inside as Ctrl+C does: what was opened is closed, and a child is stopped."""

    def end(number: int, frame: object) -> None:
        signal.signal(signal.SIGTERM, lambda *again: None)  # what is being closed now is closed to its end
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def behind_vllm(
    catalogs: Mapping[str, Catalog], model: str, adapters: Mapping[str, Path | None]
) -> Iterator[str]:
    """The URL of a vLLM server of the model, or of the one that is a domain's adapter, while this lasts."""
    from tastemaker.agent.engines import is_url, weights_of
    from tastemaker.agent.engines.vllm_adapters import Lora
    from tastemaker.serve.vllm_child import TRAINED, vllm_server
    from tastemaker.settings import state_folder

    if is_url(model):
        raise click.UsageError("--with-vllm starts a server of its own: give a preset, a folder or a hub id")
    whole = [one / "model" for one in adapters.values() if one is not None and (one / "model").is_dir()]
    if whole and len(catalogs) > 1:
        raise click.UsageError(
            f"{whole[0].parent} is a whole model, and one vLLM server has one: serve its domain alone"
        )
    weights = str(whole[0]) if whole else weights_of(model)
    loras = [lora for one in adapters.values() if one is not None and (lora := Lora.of(one)) is not None]
    rank = max((one.rank for one in loras), default=TRAINED)
    log = state_folder(next(iter(catalogs.values())).folder) / "vllm.log"
    click.echo(f"Starting vLLM, which takes a minute or more; its log is {log}", err=True)
    with vllm_server(weights, name=Path(model).name, log=log, rank=rank) as url:
        yield url


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
@with_crew
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
