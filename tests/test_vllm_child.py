"""vLLM as a child of the API: started with what the engine needs, again if it ends, and never left behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from tastemaker.errors import MissingProgram, ModelError
from tastemaker.finetune.recipe import Recipe
from tastemaker.serve import child
from tastemaker.serve.vllm_child import TRAINED, command, vllm_server

SERVES = """
import http.server, json, os, sys
class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.said({"data": [{"id": "mini", "max_model_len": 1024}]})
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.said({"tokens": [1, 2], "count": 2})
    def said(self, what):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Answers).serve_forever()
"""
LOADS = "import time\ntime.sleep(600)\n"


@pytest.fixture
def vllm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a program in the place of vLLM; the file in which each of its processes leaves its id."""

    def put(body: str) -> Path:
        path, pids = tmp_path / "vllm", tmp_path / "pids"
        noted = f"import os\nopen({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')\n"
        path.write_text(f"#!{sys.executable}\n{noted}{body}", "utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("TASTEMAKER_VLLM", str(path))
        return pids

    return put


def until(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it comes true in time"
        time.sleep(0.02)


def processes(pids: Path) -> list[int]:
    return [int(line) for line in pids.read_text().split()] if pids.exists() else []


def runs(pid: int) -> bool:
    """Whether a process runs; one that nobody has asked for its status does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def killed(pids: Path) -> None:
    """Kill the newest, and wait for the next."""
    before = processes(pids)
    os.kill(before[-1], signal.SIGKILL)
    until(lambda: processes(pids) != before)


def answers(url: str) -> bool:
    try:
        return httpx.get(url.partition("#")[0], timeout=5).is_success
    except httpx.TransportError:
        return False


# -- started, again, and stopped


def test_vllm_is_started_with_what_the_engine_needs() -> None:
    line = " ".join(command("weights", name="mini", port=81))
    assert line.startswith("serve weights --served-model-name mini --host 127.0.0.1 --port 81")
    assert "--tool-call-parser hermes" in line
    assert "backend guidance" in line
    assert "--enable-lora --max-lora-rank 16" in line
    assert Recipe().size == TRAINED, "what finetune trains fits"


@pytest.mark.parametrize(("rank", "most"), [(1, 1), (2, 8), (16, 16), (17, 32), (512, 512), (513, 513)])
def test_its_adapters_take_no_more_than_the_largest_of_them(rank: int, most: int) -> None:
    line = command("weights", name="mini", port=81, rank=rank)
    assert line[line.index("--max-lora-rank") + 1] == str(most)


def test_a_server_is_started_and_stopped_again(vllm: Callable[[str], Path], tmp_path: Path) -> None:
    pids = vllm(SERVES)
    with vllm_server("weights", name="mini", log=tmp_path / "logs" / "vllm.log") as url:
        assert url.endswith("/v1#mini")
        [pid] = processes(pids)
        assert runs(pid)
    assert not runs(pid)


def test_a_server_that_ends_by_itself_is_started_again_at_the_same_address(
    vllm: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(child, "PAUSE", 0.1)
    pids = vllm(SERVES)
    with vllm_server("weights", name="mini", log=tmp_path / "vllm.log") as url:
        for _ in range(2):
            killed(pids)
            until(lambda: answers(url))
    assert len(processes(pids)) == 3
    assert not any(runs(pid) for pid in processes(pids))
    assert "vllm ended with status -9" in caplog.text


def test_a_server_that_does_not_come_up_says_why(vllm: Callable[[str], Path], tmp_path: Path) -> None:
    vllm("raise ValueError('no such model')\n")
    with (
        pytest.raises(ModelError, match=r"vLLM ended with status 1: ValueError: no such model"),
        vllm_server("weights", name="mini", log=tmp_path / "vllm.log"),
    ):
        pass


def test_without_vllm_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TASTEMAKER_VLLM", str(tmp_path / "nothing"))
    with (
        pytest.raises(MissingProgram, match=r"environment of its own.* set TASTEMAKER_VLLM"),
        vllm_server("weights", name="mini", log=tmp_path / "vllm.log"),
    ):
        pass


# -- the API ends


@pytest.fixture
def serve(shop: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """`tastemaker serve --with-vllm` as a process of its own."""
    begun: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        words = ["serve", str(shop), "--with-vllm", "--model", "mini", "--port", "0"]
        heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # tests in the background ignore it
        begun.append(
            subprocess.Popen(
                [sys.executable, "-m", "tastemaker", *words],
                stderr=subprocess.PIPE, text=True, preexec_fn=heeded,  # noqa: PLW1509 - no threads yet
            )
        )  # fmt: skip
        return begun[-1]

    yield start
    for one in begun:
        one.kill()
        one.communicate()


def said(process: subprocess.Popen[str], words: str) -> str:
    """The line in which it says so."""
    assert process.stderr is not None
    lines: list[str] = []
    for line in process.stderr:
        lines.append(line)
        if words in line:
            return line
    raise AssertionError("".join(lines))


def test_an_api_that_is_told_to_end_ends_vllm_too(
    vllm: Callable[[str], Path], serve: Callable[[], subprocess.Popen[str]]
) -> None:
    pids, process = vllm(SERVES), serve()
    url = said(process, "The API is at").split()[4]
    until(lambda: answers(url.replace("/v1", "/ready")), 120)
    [pid] = processes(pids)
    assert runs(pid)
    process.terminate()
    _, rest = process.communicate(timeout=90)
    assert (process.returncode, runs(pid)) == (143, False)
    assert "Traceback" not in rest


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_api_that_ends_while_vllm_loads_leaves_none_behind(
    vllm: Callable[[str], Path], serve: Callable[[], subprocess.Popen[str]], how: signal.Signals
) -> None:
    if how is signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent was killed")
    pids, process = vllm(LOADS), serve()
    said(process, "Starting vLLM")
    until(lambda: processes(pids))
    process.send_signal(how)
    process.wait(timeout=90)
    until(lambda: not runs(processes(pids)[0]))
