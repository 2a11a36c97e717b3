"""A vLLM server as a child of this process: started with the flags that the engine needs, and stopped."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import httpx

from tastemaker.errors import MissingExtra, ModelError

__all__ = ["command", "vllm_server"]

READY_SECONDS: Final = 900.0
"""How long it may take to load."""
STOP_SECONDS: Final = 30.0
LARGEST_RANK: Final = 64
"""Of a LoRA adapter that it can take."""
ADAPTERS: Final = 8
"""That are in use at once; vLLM swaps the least recently used out."""
QUIET: Final = {"VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}
"""No telemetry leaves the machine."""


@contextmanager
def vllm_server(model: str, *, name: str, log: Path) -> Iterator[str]:
    """The URL of a server of this model (a folder or hub id), under a name, while the context lasts.

    `TASTEMAKER_VLLM_ARGS` may hold more flags for it, such as `--tensor-parallel-size 2`.
    Raises MissingExtra where vLLM is not installed, and ModelError when it does not come up.
    """
    program, port = _program(), _free_port()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        more = shlex.split(os.environ.get("TASTEMAKER_VLLM_ARGS", ""))
        child = _start([program, *command(model, name=name, port=port), *more], out)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(child, url, log)
            yield f"{url}/v1#{name}"
        finally:
            _stop(child)


def command(model: str, *, name: str, port: int) -> list[str]:
    """What follows `vllm` on its command line."""
    return [
        "serve", model,
        "--served-model-name", name,
        "--host", "127.0.0.1",
        "--port", str(port),
        "--enable-auto-tool-choice", "--tool-call-parser", "hermes",
        "--structured-outputs-config.backend", "guidance",
        "--enable-lora", "--max-lora-rank", str(LARGEST_RANK), "--max-loras", str(ADAPTERS),
    ]  # fmt: skip


def _program() -> str:
    """`TASTEMAKER_VLLM`, or the `vllm` of this environment, or the one on the path."""
    given = os.environ.get("TASTEMAKER_VLLM", "")
    beside = shutil.which("vllm", path=str(Path(sys.executable).parent))
    found = given or beside or shutil.which("vllm")
    if not found or not Path(found).is_file():
        raise MissingExtra("vllm", extra="vllm", purpose="serving with vLLM")
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _start(program: list[str], out: IO[bytes]) -> subprocess.Popen[bytes]:
    env = {**os.environ, **QUIET, "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "1"}
    env.setdefault("VLLM_CPU_KVCACHE_SPACE", "2")
    return subprocess.Popen(program, stdout=out, stderr=subprocess.STDOUT, env=env, start_new_session=True)


def _wait(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Until it answers."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if child.poll() is not None:
            raise ModelError(f"vLLM ended with status {child.returncode}: {_end_of(log)} (all in {log})")
        with suppress(httpx.TransportError):
            if httpx.get(f"{url}/health", timeout=5.0, trust_env=False).is_success:
                return
        time.sleep(1.0)
    raise ModelError(f"vLLM was not ready after {READY_SECONDS:.0f} seconds: its log is {log}")


def _end_of(log: Path) -> str:
    """The last line that says what was wrong."""
    lines = [line.strip() for line in log.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    wrong = [line for line in lines if "Error" in line]
    return (wrong or lines or ["it said nothing"])[-1][-300:]


def _stop(child: subprocess.Popen[bytes]) -> None:
    """The server and the processes it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, how)
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
            if how is signal.SIGTERM:
                continue  # what it started may outlive it
            return
