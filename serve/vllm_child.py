"""A vLLM server as a child of this process, started with the flags that the engine needs."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import httpx

from tastemaker.errors import MissingProgram, ModelError
from tastemaker.serve.child import Child

__all__ = ["TRAINED", "command", "vllm_server"]

READY_SECONDS: Final = 900.0
"""How long it may take to load."""
RANKS: Final = (1, 8, 16, 32, 64, 128, 256, 320, 512)
"""That vLLM knows. It counts each adapter as one of the largest, so a larger one makes all slower."""
TRAINED: Final = 16
"""The rank that `tastemaker finetune` gives."""
ADAPTERS: Final = 8
"""That are in use at once; vLLM swaps the least recently used out."""
QUIET: Final = {"VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}
"""No telemetry leaves the machine."""


@contextmanager
def vllm_server(model: str, *, name: str, log: Path, rank: int = TRAINED) -> Iterator[str]:
    """The URL of a server of this model (a folder or hub id), under a name, while the context lasts.

    It takes LoRA adapters up to a `rank`. Where it ends by itself, it is started again under the same URL.
    `TASTEMAKER_VLLM_ARGS` may hold more flags for it, such as `--tensor-parallel-size 2`. Raises
    MissingProgram where vLLM is not installed, and ModelError when it does not come up.
    """
    program, port = _program(), _free_port()
    log.parent.mkdir(parents=True, exist_ok=True)
    more = shlex.split(os.environ.get("TASTEMAKER_VLLM_ARGS", ""))
    with log.open("wb") as out:
        words = [program, *command(model, name=name, port=port, rank=rank), *more]
        child = Child(words, env=_env(), out=out)
        try:
            child.start()
            _wait(child, f"http://127.0.0.1:{port}", log)
            child.keep(lambda: _end_of(log))
            yield f"http://127.0.0.1:{port}/v1#{name}"
        finally:
            child.stop()


def command(model: str, *, name: str, port: int, rank: int = TRAINED) -> list[str]:
    """What follows `vllm` on its command line. A rank beyond all that it knows is for it to refuse."""
    most = next((one for one in RANKS if one >= rank), rank)
    return [
        "serve", model,
        "--served-model-name", name,
        "--host", "127.0.0.1",
        "--port", str(port),
        "--enable-auto-tool-choice", "--tool-call-parser", "hermes",
        "--structured-outputs-config.backend", "guidance",
        "--enable-lora", "--max-lora-rank", str(most), "--max-loras", str(ADAPTERS),
    ]  # fmt: skip


def _program() -> str:
    """`TASTEMAKER_VLLM`, or the `vllm` of this environment, or the one on the path."""
    given = os.environ.get("TASTEMAKER_VLLM", "")
    beside = shutil.which("vllm", path=str(Path(sys.executable).parent))
    found = given or beside or shutil.which("vllm") or "vllm"
    if not Path(found).is_file():
        raise MissingProgram(
            f"serving with vLLM needs the program {found!r}, which is not there: install vLLM in an "
            "environment of its own, as it wants other versions (python3 -m venv /opt/vllm, then "
            "/opt/vllm/bin/pip install vllm), and set TASTEMAKER_VLLM=/opt/vllm/bin/vllm"
        )
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _env() -> dict[str, str]:
    env = {**os.environ, **QUIET, "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "1"}
    env.setdefault("VLLM_CPU_KVCACHE_SPACE", "2")
    return env


def _wait(child: Child, url: str, log: Path) -> None:
    """Until it answers."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if child.ended is not None:
            raise ModelError(f"vLLM ended with status {child.ended}: {_end_of(log)} (all in {log})")
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
