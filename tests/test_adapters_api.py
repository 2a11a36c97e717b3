"""Several domains on one server: each with its adapter on one model, replaced while it is served."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.adapted import Adapted
from tastemaker.agent.engines.tiny import tiny_model
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Engine
from tastemaker.errors import BadAdapter
from tastemaker.finetune.finetuning import finetune
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.training import Settings
from tastemaker.serve.api import create_api
from tastemaker.serve.desk import Desk, Serving
from tastemaker.serve.keys import Keys
from tests.conftest import write_wardrobe

QUICK = Settings(epochs=1, tokens=96, row=32, every=10, patience=0)
OPERATOR, TENANT = "operator-key-0123456789", "tenant-key-0123456789"
KEYS = f"""
[[keys]]
key = "{OPERATOR}"
tenant = "ops"
adapters = true

[[keys]]
key = "{TENANT}"
tenant = "acme"
items = true
"""


def domain(folder: Path, kind: str) -> Path:
    """The wardrobe under ids of its own, where everyone goes through it in one order."""
    write_wardrobe(folder)
    text = (folder / "items.jsonl").read_text().replace('"id": "', f'"id": "{kind}-')
    (folder / "items.jsonl").write_text(text)
    ids = [line.split('"')[3] for line in text.splitlines()]
    lines = [f"p{person},{ids[(person + n) % len(ids)]},{n}" for person in range(12) for n in range(5)]
    (folder / "events.csv").write_text("\n".join(["user,item,timestamp", *lines]) + "\n")
    index(folder, image_model="none")
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def made(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two domains and an adapter for each, hardly trained."""
    found = tmp_path_factory.mktemp("made")
    recipe = Recipe(talk=0.0, size=2, dim=16, window=8, beams=5, partner=QUICK, language=QUICK)
    for name in ("shop", "films"):
        catalog = Catalog.open(domain(found / name, name))
        finetune(catalog, recipe=recipe, base=str(base), folder=found / f"{name}-adapter")
    return found


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return Path(shutil.copytree(made, tmp_path / "here"))


@pytest.fixture
def agents(here: Path, base: Path) -> Iterator[dict[str, Agent]]:
    engine = open_engine(str(base))
    found = {
        name: Agent.open(here / name, engine=engine, adapter=here / f"{name}-adapter")
        for name in ("shop", "films")
    }
    yield found
    for agent in found.values():
        agent.close()


@pytest.fixture
def client(agents: dict[str, Agent], served: Callable[[Any], Any]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served(create_api(agents)).url, timeout=300) as opened:
        yield opened


def listed(client: httpx.Client) -> dict[str, Any]:
    return {one["name"]: one for one in client.get("/v1/adapters").json()["data"]}


def ids(reply: httpx.Response) -> set[str]:
    assert reply.status_code == 200, reply.text
    return {card["id"].partition("-")[0] for card in reply.json()["data"]}


# ---- several domains


def test_the_model_names_the_domain_and_so_does_a_parameter(client: httpx.Client) -> None:
    names = [model["id"] for model in client.get("/v1/models").json()["data"]]
    assert {"tastemaker", "shop", "films"} <= set(names)
    for name in ("shop", "films"):
        at = {"domain": name}
        assert ids(client.post("/v1/search", params=at, json={"query": "red"})) == {name}
        assert ids(client.post("/v1/recommendations", params=at, json={"user": "p1"})) == {name}
        event = {"id": "1", "user": "zoe", "item": f"{name}-red-dress"}
        assert client.post("/v1/events", params=at, json={"events": [event]}).json()["kept"] == 1
        assert len(client.get("/v1/taste/zoe", params=at).json()["history"]) == 1
        item = client.get(f"/v1/items/{name}-red-dress", params=at).json()
        assert client.get(item["image"]).headers["content-type"] == "image/png"
    assert ids(client.post("/v1/search", json={"query": "red"})) == {"shop"}, "the first one"
    assert client.get("/ready").json()["items"] == 24


def test_openai_s_client_talks_with_each_by_its_name(client: httpx.Client) -> None:
    talk = openai.OpenAI(base_url=f"{client.base_url}/v1", api_key="none", max_retries=0)
    for name in ("shop", "films"):
        reply = talk.chat.completions.create(model=name, messages=[{"role": "user", "content": "hello"}])
        assert reply.model == name
    assert {name: one["last_used"] is not None for name, one in listed(client).items()} == {
        "shop": True,
        "films": True,
    }


def test_what_is_made_stays_in_its_domain(client: httpx.Client) -> None:
    body = {"what": "text", "kind": "headline", "item": "Red dress"}
    assert client.post("/v1/create", json=body).json()["item"] == "shop-red-dress"
    asked = client.post("/v1/create", params={"domain": "films"}, json=body)
    assert asked.status_code == 202, asked.text
    where = asked.headers["location"]
    assert where.endswith("?domain=films")
    assert client.get(where).json()["item"] == "films-red-dress"
    assert client.get(where.partition("?")[0]).status_code == 404


def test_what_is_not_served_is_refused_naming_what_is(client: httpx.Client) -> None:
    body = {"model": "music", "messages": [{"role": "user", "content": "hi"}]}
    unknown = client.post("/v1/chat/completions", json=body)
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "model_not_found")
    assert "shop or films" in unknown.json()["error"]["message"]
    for lost in (
        client.post("/v1/search", params={"domain": "music"}, json={}),
        client.put("/v1/adapters/music", json={"folder": "x"}),
    ):
        assert (lost.status_code, lost.json()["error"]["code"]) == (404, "domain_not_found")
        assert "ask for shop or films" in lost.json()["error"]["message"]


# ---- adapters that come and go


def test_adapters_are_listed_replaced_and_taken_away(client: httpx.Client, here: Path) -> None:
    before = listed(client)["films"]
    assert before["folder"] == str(here / "films-adapter")
    assert (before["loaded"], before["turns"]) == (True, 0)
    assert before["bytes"] > 1000
    other = shutil.copytree(here / "films-adapter", here / "films-2")
    assert client.put("/v1/adapters/films", json={"folder": str(other)}).json()["folder"] == str(other)
    assert listed(client)["films"]["folder"] == str(other)
    assert client.delete("/v1/adapters/films").json()["deleted"]
    assert set(listed(client)) == {"shop"}
    assert ids(client.post("/v1/recommendations", params={"domain": "films"}, json={"user": "p1"})) == {
        "films"
    }


def test_an_adapter_of_another_domain_or_half_of_one_changes_nothing(
    client: httpx.Client, here: Path, base: Path
) -> None:
    half = shutil.copytree(here / "films-adapter", here / "half")
    (half / "adapter_model.safetensors").write_bytes(b"half")
    bare = shutil.copytree(here / "films-adapter", here / "bare")
    (bare / "adapter_model.safetensors").unlink()
    for folder, says in (
        (here / "shop-adapter", "is of the domain 'shop'; of its 12 items only 0 are in 'films'"),
        (half, "cannot be read"),
        (bare, "no adapter_model.safetensors"),
        (here / "nowhere", "no adapter in"),
    ):
        refused = client.put("/v1/adapters/films", json={"folder": str(folder)})
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_adapter"), folder
        assert says in refused.json()["error"]["message"]
    assert listed(client)["films"]["folder"] == str(here / "films-adapter")
    assert listed(client)["films"]["loaded"]


def test_an_adapter_that_is_written_to_while_it_is_read_is_refused(
    agents: dict[str, Agent], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, folder = Desk(agents), here / "films-adapter"
    adapted = Agent.adapted

    def meanwhile(agent: Agent, adapter: Path) -> Agent:
        (folder / "metrics.json").write_text("{}")
        return adapted(agent, adapter)

    monkeypatch.setattr(Agent, "adapted", meanwhile)
    with pytest.raises(BadAdapter, match="was written to while it was read"):
        desk.adapt(desk.branch("films"), folder)
    desk.close()


def test_a_turn_keeps_the_adapter_that_it_began_with(agents: dict[str, Agent], here: Path) -> None:
    desk = Desk(agents)
    branch = desk.branch("films")
    other = Path(shutil.copytree(here / "films-adapter", here / "films-2"))
    with desk.turn(branch) as first:
        assert branch.turns == 1
        desk.adapt(branch, other)
        assert branch.turns == 0
        with desk.turn(branch) as second:
            assert (first.adapter, second.adapter) == (here / "films-adapter", other)
            assert first.recommend("p1", k=3) == second.recommend("p1", k=3)
    desk.close()


def test_the_least_recently_used_makes_room_and_comes_back(agents: dict[str, Agent]) -> None:
    desk = Desk(agents, Serving(adapters=1))
    shop, films = desk.branch("shop"), desk.branch("films")
    assert [shop.loaded, films.loaded] == [True, False]
    assert films.bytes == 0
    with desk.turn(films) as agent:
        assert isinstance(agent.recommender, Adapted)
        assert [shop.loaded, films.loaded] == [False, True]
        with desk.turn(shop) as other:
            assert isinstance(other.recommender, Adapted)
            assert [shop.loaded, films.loaded] == [True, True], "none that a turn has is taken away"
    with desk.turn(shop):
        assert [shop.loaded, films.loaded] == [True, False]
    desk.close()


def test_a_folder_that_is_gone_costs_the_adapter_and_not_the_domain(
    agents: dict[str, Agent], here: Path
) -> None:
    desk = Desk(agents, Serving(adapters=1))
    films = desk.branch("films")
    kept = (here / "films-adapter").rename(here / "elsewhere")
    with desk.turn(films) as agent:
        assert agent.recommend("p1", k=3)
    assert "recommender" in films.problem or "no adapter" in films.problem
    kept.rename(here / "films-adapter")
    with desk.turn(films) as agent:
        assert isinstance(agent.recommender, Adapted)
    assert not films.problem
    (here / "films-adapter").rename(here / "elsewhere")
    films.live.put([{"id": "films-new", "title": "A new film"}])
    assert "films-new" in films.renew().catalog
    assert films.problem
    desk.close()


def test_only_operators_see_and_change_adapters(
    agents: dict[str, Agent], served: Callable[[Any], Any], tmp_path: Path, here: Path
) -> None:
    (tmp_path / "keys.toml").write_text(KEYS)
    url = served(create_api(agents, keys=Keys.read(tmp_path / "keys.toml"))).url
    for key, status in ((TENANT, 403), (OPERATOR, 200)):
        with httpx.Client(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=300) as client:
            assert client.get("/v1/adapters").status_code == status
            body = {"folder": str(here / "films-adapter")}
            assert client.put("/v1/adapters/films", json=body).status_code == status
            assert client.delete("/v1/adapters/films").status_code == status


class Counted:
    """Adapters on a server that is told to load and to unload them."""

    name, window, tools, adapter_bytes = "counted", 1000, None, 7

    def __init__(self, adapter: Path | None, log: list[str]) -> None:
        self.adapter, self.log = adapter, log

    def adapted(self, adapter: Path | None) -> Engine:
        return Counted(adapter, self.log)  # type: ignore[return-value]  # nobody talks to it

    def unload(self) -> None:
        self.log.append(self.adapter.name if self.adapter else "")


def test_what_was_replaced_is_unloaded_when_its_last_turn_has_ended(here: Path, tmp_path: Path) -> None:
    log: list[str] = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    engine: Any = Counted(None, log)
    desk = Desk(Agent.open(here / "shop", engine=engine, adapter=tmp_path / "one"))
    with desk.turn(desk.first):
        desk.adapt(desk.first, tmp_path / "two")
        assert log == []
    assert log == ["one"]
    desk.adapt(desk.first, None)
    assert log == ["one", "two"]
    desk.agent.close()
    desk.close()
