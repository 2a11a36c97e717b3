"""Requests that are built of pieces: what is said and what is meant belong together."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.catalog.filters import parse
from tastemaker.finetune.mini.building import BUILT, Builder
from tastemaker.finetune.mini.utterances import Utterance
from tastemaker.finetune.mini.worlds import World, compact, draw_world, literal, strange

WORDS = ("harbour", "lantern", "quiet", "copper", "meadow", "signal")
seeds = st.integers(0, 10**9)


def wish(rng: Random, world: World) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 3)))


def built(seed: int, intent: str = "search") -> tuple[Utterance, World]:
    rng = Random(seed)
    while True:
        world = draw_world(rng)
        line = Builder(wish).line(intent, world, rng)
        if line is not None:
            return line, world


@given(seeds, st.sampled_from(BUILT))
@settings(max_examples=150, deadline=None)
def test_what_is_asked_for_besides_the_fields_stands_in_the_message_word_by_word(seed: int, intent: str):
    line, _ = built(seed, intent)
    wanted = str(line.args.get("wish" if intent == "recommend" else "query", ""))
    assert wanted.lower() in line.text.lower()


@given(seeds)
@settings(max_examples=150, deadline=None)
def test_every_value_that_is_meant_is_said(seed: int):
    line, world = built(seed)
    said = line.text.lower()
    for one in line.conditions:
        if one.role in world.texts:
            assert one.value.lower() in said, (line, one)


@given(seeds)
@settings(max_examples=150, deadline=None)
def test_conditions_are_a_filter_over_the_catalog(seed: int):
    line, world = built(seed)
    parts = []
    for one in line.conditions:
        value = float(one.value) if one.role in world.numbers else one.value
        parts.append(f"{one.role} {one.op} {literal(value)}")
    parse(" and ".join(parts), list(world.fields()))


@given(seeds)
@settings(max_examples=150, deadline=None)
def test_a_barred_value_is_said_as_one(seed: int):
    line, _ = built(seed)
    for one in line.conditions:
        if one.op == "!=":
            assert re.search(
                r"\b(not|no|but|without|except|never|nothing|don't|out|minus|skip|leave|other|stand)\b",
                line.text.lower(),
            ), line


def test_most_requests_have_several_conditions():
    counts = [len({one.role for one in built(seed)[0].conditions}) for seed in range(300)]
    assert sum(count >= 2 for count in counts) > 150
    assert max(counts) >= 4


def test_a_request_is_drawn_again_from_its_seed():
    assert [built(seed)[0] for seed in range(20)] == [built(seed)[0] for seed in range(20)]


@pytest.mark.parametrize("seed", range(20))
def test_a_small_catalog_and_one_of_strange_words_keep_their_categories(seed: int):
    rng = Random(seed)
    world = draw_world(rng)
    small = compact(world, rng)
    assert "category" in small.texts
    assert len(small.fields()) <= min(5, len(world.fields()))
    odd = strange(world, WORDS, rng)
    assert list(odd.texts) == list(world.texts)
    assert all(odd.texts.values())
