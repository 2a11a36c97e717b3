"""`tastemaker serve`: the API on a socket, until it is told to end."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastemaker.errors import BadKey, MissingExtra
from tastemaker.serve.listening import address, listening

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.serve.keys import Keys

__all__ = ["OURS", "check", "keys_for", "run", "serve"]

OURS: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""Addresses that only this machine reaches."""
GRACE: Final = 30
"""Seconds that replies have to end after the server was told to."""


def check() -> None:
    """Raises MissingExtra when a package for serving is not there."""
    for package in ("fastapi", "uvicorn", "prometheus_client"):
        try:
            import_module(package)
        except ModuleNotFoundError as missing:
            raise MissingExtra(missing.name or package, extra="serve", purpose="the HTTP API") from missing


def keys_for(host: str, file: Path | None) -> Keys:
    """The keys that are set up. Without any, only this machine may be listened to. Raises BadKey."""
    from tastemaker.serve.keys import VARIABLE, Keys

    keys = Keys.read(file)
    if not keys and host not in OURS:
        raise BadKey(
            f"there is no API key, and {host} can be reached by others: set {VARIABLE}, give a key file with "
            "--keys, or serve on 127.0.0.1"
        )
    if not keys:
        sys.stderr.write(
            f"No API key is set: only this machine is answered. To let others in, set {VARIABLE} or --keys.\n"
        )
    return keys


def serve(
    agents: Agent | Mapping[str, Agent],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    keys: Keys | None = None,
    traces: str = "",
    **limits: Any,
) -> None:
    """Serve the API until interrupted; `limits` are those of `Serving`. Raises MissingExtra, PortTaken."""
    check()
    from tastemaker.serve.api import create_api
    from tastemaker.serve.desk import Serving
    from tastemaker.serve.traces import Traces

    sent = Traces.to(traces) if traces else None
    app = create_api(agents, keys=keys, serving=Serving(**limits), traces=sent)
    run(app, host=host, port=port, what="The API")


def run(app: object, *, host: str, port: int, what: str, path: str = "/v1") -> None:
    """Serve an application until interrupted; replies that have begun are ended first."""
    import uvicorn

    with listening(host, port) as listener:
        sys.stderr.write(f"{what} is at {address(listener)}{path}  (Ctrl+C ends it)\n")
        sys.stderr.flush()
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]  # any ASGI application
            log_level="warning",
            ws="none",
            timeout_graceful_shutdown=GRACE,
            server_header=False,
        )
        uvicorn.Server(config).run(sockets=[listener])
