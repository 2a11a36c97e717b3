"""The chat page as a web server."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from tastemaker.errors import MissingExtra, TastemakerError
from tastemaker.serve.listening import address, listening

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tastemaker.agent.agent import Agent

__all__ = ["create_app", "serve"]

UPLOAD: Final = "25mb"
"""The largest picture a person may send."""
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)
"""The page talks to this server alone. Gradio builds functions from templates, hence `unsafe-eval`."""


def serve(agent: Agent, *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the chat page until interrupted; port 0 takes a free one. Raises MissingExtra, PortTaken."""
    app = create_app(agent)
    import uvicorn

    with listening(host, port) as listener:
        sys.stderr.write(f"The page is at {address(listener)}  (Ctrl+C ends it)\n")
        threading.Thread(
            target=agent.catalog.search, args=("hello",), daemon=True
        ).start()  # loads the embedder
        config = uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=2)
        uvicorn.Server(config).run(sockets=[listener])


def create_app(agent: Agent) -> FastAPI:
    """The page and the media of its items as one FastAPI application. Raises MissingExtra."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    try:
        import gradio as gr
    except ModuleNotFoundError as missing:
        raise MissingExtra(missing.name or "gradio", extra="web", purpose="the web page") from missing
    from fastapi import FastAPI

    from tastemaker.serve.page import build_page, look

    app = FastAPI(title="Tastemaker", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guarded)
    _add_media(app, agent)
    mounted: FastAPI = gr.mount_gradio_app(
        app, build_page(agent), path="/", allowed_paths=[], footer_links=[], run_history=False,
        show_error=False, max_file_size=UPLOAD, ssr_mode=False, mcp_server=False, pwa=False, **look(),
    )  # fmt: skip
    return mounted


class Guarded:
    """Adds the headers that keep the page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; responses get their headers."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", [])}
                extra = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
                extra += [(b"content-security-policy", POLICY.encode())]
                more = [pair for pair in extra if pair[0] not in given]
                message = {**message, "headers": [*message.get("headers", []), *more]}
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def _add_media(app: FastAPI, agent: Agent) -> None:
    from fastapi.responses import FileResponse, PlainTextResponse

    from tastemaker.serve.media import MADE_HEADERS, made_file, media_file

    def media(kind: str, item: str) -> Any:
        """The picture, sound or clip of an item."""
        try:
            file, content_type = media_file(agent.catalog, kind, item=item)
        except TastemakerError as error:
            return PlainTextResponse(str(error), status_code=404)
        headers = {
            "Cache-Control": "private, max-age=600",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return FileResponse(file, media_type=content_type, headers=headers)

    app.get("/media/{kind}", response_model=None)(media)

    def made(name: str, path: str, download: bool = False) -> Any:
        """A file that was made here; its name is known to whom it was shown alone."""
        try:
            file, content_type = made_file(agent.studio.artefacts, name, path)
        except TastemakerError as error:
            return PlainTextResponse(str(error), status_code=404)
        called = file.name if download else None
        return FileResponse(file, media_type=content_type, headers=MADE_HEADERS, filename=called)

    app.get("/made/{name}/{path:path}", response_model=None)(made)
