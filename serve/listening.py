"""A socket that listens, and what its address is to people."""

from __future__ import annotations

import socket

from tastemaker.errors import PortTaken

__all__ = ["address", "listening"]


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as wrong:
        raise PortTaken(
            f"cannot listen on {host}:{port} ({wrong.strerror or wrong}): give another port with --port, "
            "or 0 for any free one"
        ) from wrong


def address(listener: socket.socket) -> str:
    """As a person writes it into a browser."""
    host, port = listener.getsockname()[:2]
    shown = "localhost" if host in ("0.0.0.0", "127.0.0.1", "::", "::1") else host
    return f"http://{shown}:{port}"
