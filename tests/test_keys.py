"""Keys, tenants and rates: who may ask, for whom, and how often."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.contracts import ToolCall
from tastemaker.errors import BadKey, BadMessage
from tastemaker.serve.api import create_api
from tastemaker.serve.desk import Serving
from tastemaker.serve.http import keys_for
from tastemaker.serve.keys import Keys
from tastemaker.serve.people import Caller, nameless, person, somebody
from tastemaker.serve.rates import Rates

ACME, ZETA, HOUSE, SLOW = (
    "acme-key-0123456789",
    "zeta-key-0123456789",
    "house-key-0123456789",
    "slow-key-0123456789",
)
FILE = f"""
[[keys]]
key = "{ACME}"
tenant = "acme"

[[keys]]
sha256 = "{hashlib.sha256(ZETA.encode()).hexdigest()}"
tenant = "zeta"
items = true

[[keys]]
key = "{SLOW}"
tenant = "acme"
rate = 2
"""
DRESSES = ToolCall("search", {"query": "dress", "where": "category == 'dress'"})
JSON = {"content-type": "application/json"}
Open = Callable[..., httpx.Client]


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.toml"
    path.write_text(FILE)
    return path


@pytest.fixture
def door(
    shop: Path, served: Callable[[Any], Any], key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Clients with a key of one server, whose model says what the test queues."""
    monkeypatch.setenv("TASTEMAKER_API_KEY", HOUSE)
    engine = ScriptedEngine()
    agent = Agent.open(shop, engine=engine)
    url = served(create_api(agent, keys=Keys.read(key_file), serving=Serving(body=100_000, reading=2))).url
    clients: list[httpx.Client] = []

    def open_client(key: str = "", *replies: Any) -> httpx.Client:
        engine.replies.extend(replies)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        clients.append(httpx.Client(base_url=url, headers=headers, timeout=300))
        return clients[-1]

    yield open_client
    for client in clients:
        client.close()
    agent.close()


def chat(client: httpx.Client, text: str, **more: Any) -> Any:
    body = {"model": "tastemaker", "messages": [{"role": "user", "content": text}], **more}
    return client.post("/v1/chat/completions", json=body)


# ---- the door


@pytest.mark.parametrize("key", ["", "wrong-key-0123456789", ACME[:-1], "é" * 20])
def test_without_a_key_that_is_known_nobody_comes_in(door: Open, key: str) -> None:
    client = door()
    headers = {"authorization": f"Bearer {key}".encode()} if key else {}
    for path in ("/v1/models", "/v1/taste/ana", "/metrics", "/nowhere"):
        refused = client.get(path, headers=headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert refused.json()["error"]["code"] == "invalid_api_key"
    assert chat(client, "hi").status_code == 401
    assert client.get("/health").json()["status"] == client.get("/ready").json()["status"].replace(
        "ready", "ok"
    )


def test_the_openai_client_says_that_its_key_is_wrong(door: Open) -> None:
    url = str(door().base_url.join("/v1"))
    client = openai.OpenAI(base_url=url, api_key="wrong", max_retries=0)
    with client, pytest.raises(openai.AuthenticationError, match="not known"):
        client.models.list()


def test_the_house_and_the_tenants_come_in_by_their_keys(door: Open) -> None:
    for key in (HOUSE, ACME, ZETA):
        assert door(key).get("/v1/models").status_code == 200
    assert "tastemaker_requests_total" in door(HOUSE).get("/metrics").text


# ---- tenants


def test_people_of_two_tenants_are_two_people_whatever_they_are_called(door: Open) -> None:
    remember = ToolCall("remember", {"like": "jazz"})
    assert chat(door(ACME, remember, "Noted."), "i like jazz", user="ana").status_code == 200
    tastes = {key: door(key).get("/v1/taste/ana").json() for key in (ACME, ZETA, HOUSE)}
    assert [one["text"] for one in tastes[ACME]["statements"]] == ["jazz"]
    assert tastes[ZETA] == {"user": "ana", "statements": [], "history": []}
    assert [card["id"] for card in tastes[HOUSE]["history"]] == ["red-shirt", "red-dress"], "events.csv"
    door(ZETA).delete("/v1/taste/ana")
    assert door(ACME).get("/v1/taste/ana").json()["statements"], "erased was zeta's ana"


@pytest.mark.parametrize("name", ["acme::ana", "guest::t", "::ana", "", " ", "a\u0000b", "x" * 129])
def test_no_name_reaches_another_tenants_people(door: Open, name: str) -> None:
    for key in (ZETA, HOUSE):
        assert chat(door(key), "hi", user=name).status_code == 400
        event = {"id": "1", "user": name, "item": "red-dress"}
        assert door(key).post("/v1/events", json={"events": [event]}).status_code == 400
        assert door(key).post("/v1/recommendations", json={"user": name}).status_code == 400


def test_threads_of_two_tenants_are_two_threads(door: Open) -> None:
    details = ToolCall("details", {"item": "2"})
    first = chat(door(ACME, DRESSES, "[1], [2]."), "a dress", user="ana", thread="t")
    assert first.json()["choices"][0]["message"]["tastemaker"]["items"]
    for user in ("ana", None):
        other = chat(door(ZETA, details, "Hm."), "the second", user=user, thread="t")
        assert other.json()["choices"][0]["message"]["tastemaker"]["items"] == []
    same = chat(door(ACME, details, "[2]."), "the second", user="ana", thread="t")
    assert len(same.json()["choices"][0]["message"]["tastemaker"]["items"]) == 1


def test_only_who_may_change_the_catalog_does(door: Open) -> None:
    item = {"items": [{"id": "new", "title": "New"}]}
    refused = door(ACME).post("/v1/items", json=item)
    assert (refused.status_code, refused.json()["error"]["type"]) == (403, "permission_error")
    assert door(ACME).patch("/v1/items/red-dress", json={"price": 1}).status_code == 403
    assert door(ACME).delete("/v1/items/red-dress").status_code == 403
    assert door(ZETA).post("/v1/items", json=item).status_code == 200
    assert door(ACME).get("/v1/items/new").json()["title"] == "New"


# ---- rates, sizes and times


def test_a_key_asks_as_often_as_it_may(door: Open) -> None:
    answers = [door(SLOW).get("/v1/models") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 30
    assert answers[-1].json()["error"]["code"] == "rate_limit_exceeded"
    assert door(ACME).get("/v1/models").status_code == 200, "each key has its own"


def test_tokens_come_back_with_time() -> None:
    now = [0.0]
    rates, caller = Rates(clock=lambda: now[0]), Caller(rate=6, name="k")
    assert [rates.wait(caller) for _ in range(7)] == [0.0] * 6 + [10.0]
    now[0] = 10.0
    assert [rates.wait(caller), rates.wait(caller)] == [0.0, 10.0]
    assert rates.wait(Caller(name="free")) == 0.0


def test_a_request_that_is_too_large_is_refused_however_it_comes(door: Open) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 10_000

    for content in (b"x" * 200_000, pieces()):
        refused = door(HOUSE).post("/v1/search", content=content)
        assert (refused.status_code, refused.json()["error"]["code"]) == (413, "request_too_large")


def test_a_request_that_does_not_come_in_is_not_waited_for(door: Open) -> None:
    host, port = door().base_url.host, door().base_url.port
    with socket.create_connection((host, port or 80), timeout=60) as slow:
        head = f"POST /v1/search HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {HOUSE}\r\n"
        slow.sendall(f"{head}Content-Length: 50\r\n\r\n{{".encode())
        assert b" 408 " in slow.recv(4096)


def test_of_large_requests_no_more_are_held_than_may_be_answered(
    shop: Path, served: Callable[[Any], Any]
) -> None:
    large = b'{"query": "red"' + b" " * 1_100_000 + b"}"
    with Agent.open(shop, engine=ScriptedEngine()) as agent:
        server = served(create_api(agent, serving=Serving(turns=1, waiting=0)))

        def search(content: bytes = large) -> httpx.Response:
            return httpx.post(f"{server.url}/v1/search", content=content, headers=JSON, timeout=300)

        def answered(status: int) -> httpx.Response:
            for _ in range(600):
                if (found := search()).status_code == status:
                    return found
                time.sleep(0.05)
            raise AssertionError(f"{found.status_code}, and not {status}")

        url = httpx.URL(server.url)
        with socket.create_connection((url.host, url.port or 80), timeout=60) as slow:
            slow.sendall(b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n{")
            refused = answered(429)
            assert (refused.json()["error"]["code"], refused.headers["retry-after"]) == ("overloaded", "1")
            assert search(b'{"query": "red"}').status_code == 200, "small ones go on"
        answered(200)
        server.ended()


# ---- without keys


def test_without_keys_only_this_machine_is_answered(
    shop: Path,
    served: Callable[[Any], Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("TASTEMAKER_API_KEY", raising=False)
    assert not keys_for("127.0.0.1", None)
    assert "only this machine" in capsys.readouterr().err
    for host in ("0.0.0.0", "192.168.1.5", "example.com"):
        with pytest.raises(BadKey, match="can be reached by others"):
            keys_for(host, None)
    with Agent.open(shop, engine=ScriptedEngine()) as agent:
        server = served(create_api(agent))
        for name, status in (("localhost", 200), ("evil.example", 403), ("127.0.0.1.evil.example", 403)):
            assert httpx.get(f"{server.url}/v1/models", headers={"host": name}).status_code == status
        server.ended()


# ---- the key file


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("keys = 3", "holds no keys"),
        ("", "holds no keys"),
        ("[[keys", "cannot be read"),
        ('[[keys]]\ntenant = "a"', "key 1: Value error, give either key or sha256"),
        (f'[[keys]]\nkey = "{ACME}"', "key 1: tenant"),
        (f'[[keys]]\nkey = "{ACME}"\ntenant = "A b"', "key 1: tenant"),
        (f'[[keys]]\nkey = "{ACME}"\ntenant = "guest"', "cannot be called 'guest'"),
        ('[[keys]]\nkey = "short"\ntenant = "a"', "at least 16 characters"),
        (f'[[keys]]\nkey = "{ACME}"\ntenant = "a"\nrate = -1', "key 1: rate"),
        (f'[[keys]]\nkey = "{ACME}"\ntenant = "a"\nadmin = true', "key 1: admin"),
        ('[[keys]]\nsha256 = "xyz"\ntenant = "a"', "key 1: sha256"),
        (FILE + f'[[keys]]\nkey = "{ZETA}"\ntenant = "b"', "key 4 stands there twice"),
    ],
)
def test_a_key_file_that_is_wrong_says_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(text)
    with pytest.raises(BadKey, match=message):
        Keys.read(path)


def test_a_key_that_one_can_guess_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TASTEMAKER_API_KEY", "secret")
    with pytest.raises(BadKey, match="openssl rand"):
        Keys.read()
    monkeypatch.delenv("TASTEMAKER_API_KEY")
    with pytest.raises(BadKey, match="cannot be read"):
        Keys.read(tmp_path / "none.toml")


def test_names() -> None:
    acme = Caller("acme")
    assert person(acme, " ana ") == "acme::ana"
    assert somebody(acme) != somebody(acme)
    assert somebody(acme, "t") == somebody(acme, "t") == "acme::guest::t"
    assert all(map(nameless, (somebody(acme), somebody(acme, "a::b"), somebody(Caller(), "t"))))
    assert not any(map(nameless, ("guest", "acme::guest", "ana", person(acme, "guest"))))
    with pytest.raises(BadMessage, match="1 to 128"):
        person(acme, "")
