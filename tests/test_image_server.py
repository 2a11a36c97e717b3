"""The painter behind a URL, against a server on this machine."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from PIL import Image

from tastemaker.agent.engines.image_server import ImageServer
from tastemaker.agent.engines.painter import open_painter
from tastemaker.errors import BadPicture, ModelError, PainterUnreachable, UnknownModel


def coded(size: tuple[int, int] = (64, 64)) -> str:
    kept = BytesIO()
    Image.new("RGB", size, "teal").save(kept, "PNG")
    return base64.b64encode(kept.getvalue()).decode()


class Stub(ThreadingHTTPServer):
    """Keeps what it is asked, and answers what it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.answer = 200, b""
        self.say({"data": [{"b64_json": coded()}]})

    def say(self, answer: Any, *, status: int = 200) -> None:
        self.status, self.answer = status, json.dumps(answer).encode()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Stub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""


@pytest.fixture
def stub() -> Iterator[Stub]:
    server = Stub()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_words_become_a_picture(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASTEMAKER_IMAGE_KEY", "secret")
    painter = open_painter(f"{stub.url}/v1#flux")
    made = painter.paint("a red dress", size=(300, 100), seed=7, negative="text")
    assert (made.size, made.mode) == ((300, 100), "RGB")
    path, headers, body = stub.asked[0]
    assert path == "/v1/images/generations"
    assert headers["Authorization"] == "Bearer secret"
    sent = json.loads(body)
    assert sent["model"] == "flux"
    assert sent["seed"] == 7
    assert sent["size"] == "896x320"
    assert sent["prompt"] == "a red dress. Avoid: text"


def test_a_picture_to_begin_with_is_sent_along(stub: Stub) -> None:
    ImageServer(stub.url).paint("a blue dress", picture=Image.new("RGB", (40, 40)), size=(64, 64))
    path, headers, body = stub.asked[0]
    assert path == "/v1/images/edits"
    assert headers["Content-Type"].startswith("multipart/form-data")
    assert b"\x89PNG" in body
    assert b"a blue dress" in body


def test_many_pictures_share_the_seed(stub: Stub) -> None:
    seen: list[tuple[int, int]] = []
    made = ImageServer(stub.url).paint_many(
        ["a", "b"], size=(64, 64), seed=3, progress=lambda *x: seen.append(x)
    )
    assert len(made) == 2
    assert [json.loads(body)["seed"] for _, _, body in stub.asked] == [3, 3]
    assert seen == [(1, 2), (2, 2)]


def test_openais_key_goes_to_openai_alone(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TASTEMAKER_IMAGE_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "dear")
    ImageServer(stub.url).paint("a dress", size=(64, 64))
    assert "Authorization" not in stub.asked[0][1]
    assert ImageServer("https://api.openai.com/v1#gpt-image-1")._key() == "dear"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": []},
        {"data": [{"url": "http://elsewhere/x.png"}]},
        {"data": [{"b64_json": "bm90IGEgcGljdHVyZQ=="}]},
    ],
)
def test_an_answer_without_a_picture(stub: Stub, answer: Any) -> None:
    stub.say(answer)
    with pytest.raises(ModelError, match="sent no picture"):
        ImageServer(stub.url).paint("a dress")


def test_a_refusal_is_passed_on(stub: Stub) -> None:
    stub.say({"error": {"message": "no such key"}}, status=401)
    with pytest.raises(ModelError, match=r"401 \(no such key\): set TASTEMAKER_IMAGE_KEY"):
        ImageServer(stub.url).paint("a dress")
    stub.answer, stub.status = b"out of order", 500
    with pytest.raises(ModelError, match=r"500 \(out of order\)"):
        ImageServer(stub.url).paint("a dress")


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(PainterUnreachable, match="is it running"):
        ImageServer("http://127.0.0.1:9").paint("a dress")


def test_nonsense_is_refused_before_it_is_sent(stub: Stub) -> None:
    with pytest.raises(BadPicture):
        ImageServer(stub.url).paint("", size=(64, 64))
    with pytest.raises(UnknownModel, match="no address"):
        ImageServer("ftp://host/model")
    assert not stub.asked
