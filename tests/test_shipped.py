"""The adapter that ships: mini on the demo recommends with it from the first conversation on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines import DEMO, SECTIONS
from tastemaker.agent.engines.adapted import Adapted
from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.agent.opening import open_recommender, recommend_for, shipped_adapter
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.demo.sections import SECTIONS as SECTIONS_OF_DEMO

pytestmark = pytest.mark.mini
BUDGET = 52_000_000
"""Bytes that all weights may take in the repository."""


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TASTEMAKER_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
        with Agent.open("demo") as opened:
            yield opened


def test_it_belongs_to_the_mini_and_the_demo_that_ship(agent: Agent) -> None:
    assert isinstance(agent.recommender, Adapted)
    assert not agent.recommender.adapter.unknown
    assert agent.recommender.adapter.generative is not None


def test_it_picks_otherwise_than_mere_likeness_and_says_why(agent: Agent) -> None:
    users = agent.catalog.users[:12]
    plain = open_recommender(agent.catalog, agent.memory, engine=None, adapter=None)
    assert isinstance(plain, TasteVector)
    lists = {user: [card.id for card in agent.recommend(user, k=10)] for user in users}
    assert len({tuple(found) for found in lists.values()}) == len(users)
    for user, found in lists.items():
        assert not set(found) & {event.item for event in agent.catalog.events_of(user)}
        assert found != [one.id for one in plain.recommend(user, k=10)]
    reasons = [card.reason for user in users for card in agent.recommend(user, k=5)]
    assert sum(bool(reason) for reason in reasons) > len(reasons) / 2


def test_a_conversation_uses_it_and_hears_the_wish(agent: Agent) -> None:
    user = agent.catalog.users[0]
    reply = agent.chat("recommend me something to watch tonight", user=user)
    assert reply.items
    listed = agent.recommend(user, k=5, where="section == 'music'")
    assert {card.attributes["section"] for card in listed} == {"music"}


def test_another_model_or_catalog_does_not_take_it(agent: Agent, wardrobe: Path) -> None:
    index(wardrobe)
    assert shipped_adapter(agent.catalog, model="laptop") is None
    assert shipped_adapter(Catalog.open(wardrobe), model="mini") is None
    cards, cold = recommend_for(Catalog.open(wardrobe), "ana", k=3)
    assert cards
    assert not cold


def test_a_copy_of_the_demo_takes_it_too(agent: Agent, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(agent.catalog.folder, tmp_path / "mine"))
    assert shipped_adapter(Catalog.open(copy), model="mini") == DEMO


def test_it_names_no_place_of_the_machine_it_was_made_on() -> None:
    shipped = [*DEMO.glob("*"), *SECTIONS.glob("*/*")]
    texts = [path.read_text("utf-8") for path in shipped if path.suffix in (".json", ".md")]
    assert len(texts) > 3
    assert not [text for text in texts if "/tmp/" in text or "/home/" in text or "/work/" in text]


@pytest.mark.parametrize("section", SECTIONS_OF_DEMO)
def test_every_section_has_one_of_its_own_that_is_found(agent: Agent, section: str) -> None:
    folder = agent.catalog.folder / section
    index(folder)
    assert shipped_adapter(Catalog.open(folder), model="mini") == SECTIONS / section
    assert measured(section, "fused") > measured(section, "popularity")


def measured(section: str, ranker: str) -> float:
    """NDCG@10 on what a section's people did last, as its training measured it: of 100 to 250 people each."""
    told = json.loads((SECTIONS / section / "metrics.json").read_text("utf-8"))["test"]
    return float(told[ranker]["ndcg@10"])


def test_over_all_sections_theirs_are_clearly_better_than_what_is_popular() -> None:
    fused, popular = (
        sum(measured(section, ranker) for section in SECTIONS_OF_DEMO) for ranker in ("fused", "popularity")
    )
    assert fused > 1.3 * popular


def test_all_weights_fit_the_budget() -> None:
    files = list(DEMO.parent.rglob("*.safetensors"))
    assert sum(path.stat().st_size for path in files) < BUDGET
