"""What a reply may say: names whole, only what items here have, and what was to be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.grounds import Grounds, named
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Delta, ToolCall
from tests.drafted import Drafted


@pytest.fixture
def grounds(shop: Path) -> Grounds:
    return Grounds((), Catalog.open(shop), said="likes Gardens of Ilion", names=("Gardens of Ilion",))


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("You like Gardens of Ilion, noted.", True),
        ("You like gardens of ilion, noted.", True),
        ("You like Gardens of on, noted.", False),
        ("You like the Ilion thing, noted.", False),
        ("Noted.", True),
    ],
)
def test_a_name_is_said_whole_or_not_at_all(grounds: Grounds, said: str, whole: bool) -> None:
    assert grounds.bear_out(said) == whole
    assert bool(grounds.mended("", said)) == whole


def test_nobody_offers_a_field_that_no_item_has(grounds: Grounds) -> None:
    assert grounds.mended("", "I can sort them by price.")
    assert not grounds.mended("", "I can sort them by rating.")


def test_names_are_of_several_words_and_begin_large() -> None:
    assert named(["Steel and Sequins", "wool", "Jazz", "floral prints"]) == ("Steel and Sequins",)


def test_what_was_kept_has_to_be_said(grounds: Grounds) -> None:
    kept = replace(grounds, kept=("Gardens of Ilion",))
    assert kept.answers("Gardens of Ilion it is.")
    assert not kept.answers("It is kept.")


@pytest.fixture
def agents(shop: Path) -> Iterator[list[Agent]]:
    opened: list[Agent] = []
    yield opened
    for one in opened:
        one.close()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("You are fond of Blue dress, I see.", "You are fond of Blue dress, I see."),
        ("You are fond of Blue drapes, I see.", "Saved: like Blue dress."),
    ],
)
def test_a_small_model_that_cannot_say_a_name_has_the_tool_say_it(
    shop: Path, agents: list[Agent], said: str, shown: str
) -> None:
    script: list[Delta | str] = [ToolCall("remember", {"like": "Blue dress"}), said]
    agents.append(Agent.open(shop, engine=Drafted([*script], drafts=2)))
    assert agents[0].chat("I like Blue dress", user="cleo").text == shown


def test_a_model_that_reads_by_itself_is_left_to_its_words(shop: Path, agents: list[Agent]) -> None:
    script = [ToolCall("remember", {"like": "Blue dress"}), "It is kept."]
    agents.append(Agent.open(shop, engine=ScriptedEngine(script)))
    assert agents[0].chat("I like Blue dress", user="cleo").text == "It is kept."
