"""`/v1/create`: texts, pictures and films made over HTTP, as their users ask for them and wait for them."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack

import av
import httpx
import pytest
from PIL import Image

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.contracts import Brushwork
from tastemaker.serve.api import create_api
from tastemaker.serve.desk import Serving
from tastemaker.serve.keys import Keys
from tastemaker.serve.people import Caller
from tastemaker.tools.screenplay import TRIES
from tastemaker.tools.studio import Easel

POSTER = {"kind": "poster", "item": "red-dress", "user": "ana"}
KEYS = {"acme": "acme-key-0123456789", "zeta": "zeta-key-0123456789"}
PATIENCE = 60.0


class Brush:
    """Paints a plain color in steps, each when it is let."""

    name = "brush"
    together = 1

    def __init__(self) -> None:
        self.go, self.steps = threading.Event(), 0
        self.go.set()

    def paint(self, prompt: str, **how: Unpack[Brushwork]) -> Image.Image:
        for step in range(1, 41):
            how["progress"](step, 40)
            self.steps += 1
            if step > 2 and not self.go.wait(0.05):
                continue
        return Image.new("RGB", how.get("size", (64, 64)), "red")

    def paint_many(self, prompts: Sequence[str], **how: Unpack[Brushwork]) -> list[Image.Image]:
        return [self.paint(prompt, **how) for prompt in prompts]


@pytest.fixture
def brush() -> Brush:
    return Brush()


Open = Callable[..., httpx.Client]


@pytest.fixture
def studio(shop: Path, served: Callable[[Any], Any], brush: Brush) -> Iterator[Open]:
    """Clients, each of a server of its own over one folder, whose model says what the test queues."""
    opened: list[Any] = []

    def open_client(*replies: Any, tenants: bool = False, paints: bool = True, **limits: Any) -> httpx.Client:
        agent = Agent.open(shop, engine=ScriptedEngine(list(replies)))
        if paints:
            agent.studio = replace(agent.studio, easel=lambda: Easel(brush), film=(64, 36), fps=6)
        callers = {hashlib.sha256(key.encode()).hexdigest(): Caller(name) for name, key in KEYS.items()}
        keys = Keys.of(callers) if tenants else None
        server = served(create_api(agent, keys=keys, serving=Serving(**limits)))
        opened.extend([agent, httpx.Client(base_url=server.url, timeout=300)])
        opened[-1].server = server
        return opened[-1]

    yield open_client
    brush.go.set()
    for one in opened:
        one.close()


def ask(client: httpx.Client, *, wait: float = 0, **body: Any) -> dict[str, Any]:
    """The job that a wish becomes."""
    answer = client.post("/v1/create", json=body, params={"wait": wait} if wait else None)
    assert answer.status_code in (200, 202), answer.text
    job: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/create/{job['id']}"
    assert (answer.status_code == 202) == (job["status"] in ("queued", "running"))
    return job


def now(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/v1/create/{job['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ended(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """The job, when it is no more in the making."""
    assert until(lambda: now(client, job)["status"] not in ("queued", "running"))
    return now(client, job)


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def told(client: httpx.Client, job: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """All events of a job, to the last."""
    found = []
    with client.stream("GET", f"/v1/create/{job['id']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for event in "".join(stream.iter_text()).split("\n\n"):
            if event.startswith("event: "):
                name, _, data = event.removeprefix("event: ").partition("\ndata: ")
                found.append((name, json.loads(data)))
    return found


# ---- texts


def test_a_headline_is_there_when_the_answer_is(studio: Open, shop: Path) -> None:
    client = studio("[1], and rain is fine.")
    job = ask(client, kind="headline", item="Red dress", user="ana", style="for rainy days", wait=30)
    assert (job["status"], job["what"], job["kind"], job["item"]) == ("done", "text", "headline", "red-dress")
    assert job["user"] == "ana"
    assert job["progress"] == {"step": 1, "steps": 1, "what": "writing"}
    (media,) = job["media"]
    assert (media["kind"], media["form"], media["text"]) == (
        "text",
        "headline",
        "Red dress, and rain is fine.",
    )
    assert (media["item"], media["url"], media["files"], job["error"]) == ("red-dress", None, {}, None)
    assert now(client, job) == job
    (kept,) = (shop / ".tastemaker" / "made").glob("*/texts.json")
    assert json.loads(kept.read_text()) == ["Red dress, and rain is fine."]
    inputs = json.loads((kept.parent / "inputs.json").read_text())
    assert (inputs["user"], inputs["tool"], inputs["arguments"]["style"]) == (
        "ana",
        "write",
        "for rainy days",
    )


def test_several_texts_for_everybody(studio: Open) -> None:
    client = studio("Wear [1] to the lake.", "Summer evenings belong to [1].")
    job = ask(client, what="text", kind="copy", item="red-dress", count=2, wait=30)
    assert [one["text"] for one in job["media"]] == [
        "Wear Red dress to the lake.",
        "Summer evenings belong to Red dress.",
    ]
    assert job["user"] is None


def test_what_takes_longer_than_one_waits_goes_on(studio: Open, brush: Brush) -> None:
    client = studio()
    brush.go.clear()
    job = ask(client, **POSTER, wait=0.3)
    assert job["status"] == "running"
    assert job["progress"]["what"] == "painting"
    brush.go.set()
    assert ended(client, job)["status"] == "done"


# ---- pictures and films


def test_a_poster_tells_how_far_it_is_and_can_be_fetched(studio: Open, brush: Brush) -> None:
    client = studio()
    brush.go.clear()
    job = ask(client, **POSTER, style="at dusk", seed=4, size="400x600")
    assert (job["status"], job["media"], job["kind"]) == ("queued", [], "poster")
    events = told(client, job)
    names = [name for name, _ in events]
    assert names[-1] == "done"
    assert "running" in names
    steps = [one["progress"]["step"] for _, one in events]
    assert steps == sorted(steps)
    assert len(set(steps)) > 3
    assert events[-1][1] == now(client, job)
    (media,) = events[-1][1]["media"]
    assert media["url"] == f"/v1/create/{job['id']}/files/picture.png"
    assert media["files"] == {"plain.png": f"/v1/create/{job['id']}/files/plain.png"}
    picture = client.get(media["url"])
    assert picture.headers["content-type"] == "image/png"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert Image.open(io.BytesIO(picture.content)).size == (400, 600)
    for hidden in ("inputs.json", "../.key", "nothing.png", "%2e%2e/.key"):
        assert client.get(f"/v1/create/{job['id']}/files/{hidden}").status_code == 404


def test_a_storyboard_is_a_film_a_gif_a_sheet_and_a_script(studio: Open, script: str) -> None:
    client = studio(script)
    job = ended(client, ask(client, kind="storyboard", item="red-dress", seconds=6))
    assert job["status"] == "done", job
    (media,) = job["media"]
    film = client.get(media["url"])
    assert film.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(film.content)) as opened:
        assert sum(1 for _ in opened.decode(video=0)) == 36
    types = {name: client.get(url).headers["content-type"] for name, url in media["files"].items()}
    assert types == {
        "sheet.html": "text/html; charset=utf-8",
        "storyboard.gif": "image/gif",
        "script.json": "application/json",
        **{f"0{n}.png": "image/png" for n in (1, 2, 3)},
    }
    part = client.get(media["url"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)


def test_the_painter_that_the_server_was_given_paints(
    shop: Path, served: Callable[[Any], Any], tmp_path: Path
) -> None:
    from tastemaker.agent.engines.tiny_painter import tiny_painter

    model = tiny_painter(tmp_path / "painter")
    with Agent.open(shop, engine=ScriptedEngine(), image_model=str(model)) as agent:
        server = served(create_api(agent))
        with httpx.Client(base_url=server.url, timeout=300) as client:
            job = ended(client, ask(client, kind="rectangle", item="red-dress", user="ana"))
            assert job["status"] == "done", job
            picture = client.get(job["media"][0]["url"])
            assert Image.open(io.BytesIO(picture.content)).size == (300, 250)
        server.ended()


def test_a_finished_thing_is_found_by_every_server_of_the_folder(studio: Open) -> None:
    one, other = studio(), studio()
    job = ended(one, ask(one, **POSTER))
    assert now(other, job) == job
    assert other.get(job["media"][0]["url"]).content == one.get(job["media"][0]["url"]).content


# ---- what is not made


REFUSED: list[tuple[dict[str, Any], int, str, str]] = [
    ({"item": "nothing-of-the-kind"}, 404, "item_not_found", ""),
    ({"user": "stranger"}, 404, "person_not_found", "nothing is known of 'stranger'"),
    ({"user": "a::b"}, 400, "invalid_message", "printable characters"),
    ({"style": "a naked man wears it"}, 400, "content_policy_violation", "nudity or sex"),
    ({"kind": "headline", "style": "porn"}, 400, "content_policy_violation", "not made here"),
    ({"size": "20000x9000"}, 400, "invalid_call", "20000 x 9000 pixels is not painted"),
    ({"size": "1600x90"}, 400, "invalid_call", "too long a strip"),
    ({"size": "huge"}, 400, "invalid_value", "size"),
    ({"kind": "mural"}, 400, "invalid_value", "kind"),
    ({"what": "storyboard"}, 400, "invalid_call", "kind does not go with storyboard"),
    ({"what": "text"}, 400, "invalid_call", "no kind 'poster': write one of headline"),
    ({"kind": None}, 400, "invalid_value", "say what to make"),
    ({"kind": "storyboard", "seconds": 900}, 400, "invalid_value", "seconds"),
    ({"kind": "ad", "count": 50}, 400, "invalid_value", "count"),
    ({"count": 2}, 400, "invalid_call", "count does not go with image"),
    ({"colour": "red"}, 400, "invalid_value", "colour"),
]


def test_a_wish_that_cannot_be_is_refused_before_anything_is_made(studio: Open, shop: Path) -> None:
    client = studio()
    for body, status, code, said in REFUSED:
        refused = client.post("/v1/create", json={**POSTER, **body})
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (status, code), (body, error)
        assert said in error["message"]
    assert not list(shop.glob(".tastemaker/jobs/*.json"))


def test_nobody_waits_for_hours(studio: Open) -> None:
    assert studio().post("/v1/create", json=POSTER, params={"wait": 3600}).status_code == 400


def test_without_an_image_model_the_answer_says_what_to_run(
    studio: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tastemaker.agent.engines import painter

    monkeypatch.setattr(painter, "PAINTING", tmp_path / "painting")
    client = studio("[1] it is.", paints=False)
    refused = client.post("/v1/create", json=POSTER)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "model_missing")
    assert "python -m tastemaker.finetune.painting" in refused.json()["error"]["message"]
    assert ask(client, kind="headline", item="red-dress", wait=30)["status"] == "done", "texts need none"


def test_a_job_that_fails_says_why(studio: Open) -> None:
    client = studio(*["no"] * TRIES)
    job = ask(client, kind="storyboard", item="red-dress", wait=30)
    assert (job["status"], job["media"]) == ("failed", [])
    assert (job["error"]["code"], job["error"]["type"]) == ("nothing_made", "server_error")
    assert "no script came of it" in job["error"]["message"]
    ours = ask(client, kind="headline", item="red-dress", wait=30)
    assert ours["error"]["code"] == "internal_error", "the model has nothing queued: no more is said"


@pytest.mark.parametrize("id", ["0" * 32, "none", "../memory"])
def test_a_job_that_never_was_is_not_there(studio: Open, id: str) -> None:
    client = studio()
    for method, more in (("GET", ""), ("GET", "/events"), ("GET", "/files/picture.png"), ("DELETE", "")):
        assert client.request(method, f"/v1/create/{id}{more}").status_code == 404


# ---- who goes away, is too many, or has to end


def test_a_cancelled_job_stops_and_leaves_its_place(studio: Open, brush: Brush) -> None:
    client = studio(jobs=1, waiting=1)
    brush.go.clear()
    first, second = ask(client, **POSTER), ask(client, **POSTER, seed=2)
    assert until(lambda: now(client, first)["progress"]["step"] > 1)
    assert now(client, second)["status"] == "queued"
    refused = client.post("/v1/create", json={**POSTER, "seed": 3})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "overloaded")
    assert int(refused.headers["retry-after"]) >= 1
    assert 'tastemaker_work{pool="making"} 2.0' in client.get("/metrics").text
    assert client.delete(f"/v1/create/{second['id']}").json()["status"] == "cancelled"
    assert client.delete(f"/v1/create/{first['id']}").json()["status"] == "cancelled"
    assert until(lambda: 'tastemaker_work{pool="making"} 0.0' in client.get("/metrics").text)
    assert brush.steps < 40
    assert [now(client, one)["status"] for one in (first, second)] == ["cancelled", "cancelled"]
    brush.go.set()
    done = ended(client, ask(client, **POSTER))
    assert client.delete(f"/v1/create/{done['id']}").json() == done, "what is done stays"


def test_a_job_can_be_followed_and_cancelled_through_another_server(studio: Open, brush: Brush) -> None:
    one, other = studio(), studio()
    brush.go.clear()
    job = ask(one, **POSTER)
    assert until(lambda: now(other, job)["progress"]["step"] > 1)
    assert other.delete(f"/v1/create/{job['id']}").json()["status"] == "cancelled"
    assert told(one, job)[-1][0] == "cancelled"
    assert until(lambda: 'tastemaker_work{pool="making"} 0.0' in one.get("/metrics").text)
    assert brush.steps < 40


def test_a_job_that_takes_too_long_is_stopped(studio: Open, brush: Brush) -> None:
    client = studio(job_seconds=0.5)
    brush.go.clear()
    job = ended(client, ask(client, **POSTER))
    assert (job["status"], job["error"]["code"]) == ("failed", "timeout")
    assert until(lambda: 'tastemaker_work{pool="making"} 0.0' in client.get("/metrics").text)
    assert brush.steps < 40


def test_a_server_that_ends_says_so_of_what_it_was_making(studio: Open, brush: Brush) -> None:
    one, other = studio(jobs=1), studio()
    brush.go.clear()
    running, waiting = ask(one, **POSTER), ask(one, **POSTER, seed=2)
    assert until(lambda: now(one, running)["progress"]["step"] > 1)
    one.server.ended()  # type: ignore[attr-defined]
    for job in (running, waiting):
        found = now(other, job)
        assert (found["status"], found["error"]["code"]) == ("failed", "stopped")
    brush.go.set()
    assert ended(other, ask(other, **POSTER))["status"] == "done"


# ---- whose it is


def test_a_tenants_jobs_are_its_own(studio: Open, brush: Brush) -> None:
    client = studio("[1] it is.", tenants=True)
    acme, zeta = ({"authorization": f"Bearer {key}"} for key in KEYS.values())
    assert client.post("/v1/create", json=POSTER).status_code == 401
    event = {"id": "1", "user": "ana", "item": "red-boots", "event": "like"}
    assert client.post("/v1/events", json={"events": [event]}, headers=acme).status_code == 200
    job = client.post("/v1/create", json=POSTER, headers=acme).json()
    at = f"/v1/create/{job['id']}"
    assert until(lambda: client.get(at, headers=acme).json()["status"] == "done")
    assert client.get(at, headers=acme).json()["user"] == "ana"
    for method, more in (("GET", ""), ("GET", "/events"), ("GET", "/files/picture.png"), ("DELETE", "")):
        assert client.request(method, at + more, headers=zeta).status_code == 404
    assert client.get(f"{at}/files/picture.png", headers=acme).status_code == 200
    strange = client.post("/v1/create", json=POSTER, headers=zeta)
    assert strange.json()["error"]["code"] == "person_not_found", "their ana is somebody else"


def test_who_is_erased_takes_along_what_was_made_for_them(studio: Open, brush: Brush, shop: Path) -> None:
    client = studio()
    job = ended(client, ask(client, **POSTER))
    everybodys = ended(client, ask(client, kind="poster", item="red-dress"))
    brush.go.clear()
    running = ask(client, **POSTER, seed=9)
    assert until(lambda: now(client, running)["progress"]["step"] > 1)
    assert client.delete("/v1/taste/ana").status_code == 200
    for one in (job, running):
        assert client.get(f"/v1/create/{one['id']}").status_code == 404
    assert client.get(job["media"][0]["url"]).status_code == 404
    assert until(lambda: 'tastemaker_work{pool="making"} 0.0' in client.get("/metrics").text)
    assert "ana" not in {json.loads(path.read_text())["user"] for path in shop.rglob("made/*/inputs.json")}
    assert client.get(everybodys["media"][0]["url"]).status_code == 200
