"""A second reader hears which tool a message asks for: its word and the model's are weighed exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tastemaker.agent.engines import MINI, open_engine
from tastemaker.agent.engines.decoding import Choice
from tastemaker.agent.engines.tool_prior import FILE, WORDS, ToolPrior, asked, opinion
from tastemaker.agent.engines.transformers import TransformersEngine
from tastemaker.contracts import Message, ToolCall
from tastemaker.errors import ModelNotFound
from tastemaker.finetune.mini.corpus import composer
from tastemaker.finetune.mini.tool_prior import fitted, messages
from tastemaker.tools.registry import specs

SIZE = 12
OPENING = 3
numbers = st.floats(-8, 8, allow_nan=False, width=32)


@pytest.fixture(scope="module")
def mini() -> TransformersEngine:
    engine = open_engine("mini")
    assert isinstance(engine, TransformersEngine)
    return engine


def said(text: str) -> list[Message]:
    return [
        {"role": "system", "content": "You recommend things."},
        {"role": "user", "content": text},
    ]


@given(
    st.lists(numbers, min_size=SIZE, max_size=SIZE),
    st.lists(numbers, min_size=SIZE, max_size=SIZE),
    st.data(),
)
def test_the_choice_is_the_product_of_both_experts(first: list[float], ahead: list[float], data: Any) -> None:
    tools = {f"tool{token}": token for token in data.draw(st.sets(st.integers(4, SIZE - 1), min_size=2))}
    odds = {name: data.draw(st.floats(-6, 0)) for name in (*tools, WORDS)}
    found = opinion(odds, np.array(ahead, np.float32), names=tools, opening=OPENING)

    own = torch.tensor(first, dtype=torch.float64).softmax(0)
    named = torch.tensor([ahead[token] for token in tools.values()], dtype=torch.float64).softmax(0)
    product = {
        name: float(own[OPENING] * p) * np.exp(odds[name]) for name, p in zip(tools, named, strict=True)
    }
    product[WORDS] = float(1 - own[OPENING]) * np.exp(odds[WORDS])
    total = sum(product.values())

    begun = torch.tensor(first, dtype=torch.float64)
    begun[OPENING] += found.first[OPENING]
    begins = float(begun.softmax(0)[OPENING])
    after = torch.tensor([ahead[t] + found.names[t] for t in tools.values()], dtype=torch.float64).softmax(0)
    assert 1 - begins == pytest.approx(product[WORDS] / total, abs=1e-5)
    for name, share in zip(tools, after, strict=True):
        assert begins * float(share) == pytest.approx(product[name] / total, abs=1e-5)


def test_a_leaning_counts_once_and_only_where_it_can() -> None:
    choice, logits = Choice(0.0, 0), torch.tensor([1.0, 0.0, 0.0, 2.0])
    nothing, not_one = np.zeros(4, bool), np.array([False, True, False, False])
    choice.lean({1: 9.0})
    assert choice(logits, barred=not_one) == 3, "where none of its tokens may come it waits"
    assert choice(logits, barred=nothing) == 1
    assert choice(logits, barred=nothing) == 3, "and is spent"


@pytest.mark.parametrize("wanted", ["search", "recommend", "remember", "taste", WORDS])
def test_a_sure_second_reader_is_followed(mini: TransformersEngine, wanted: str) -> None:
    tools = specs(())
    names = (*(tool.name for tool in tools), WORDS)
    bias = np.array([40.0 if name == wanted else 0.0 for name in names], np.float32)
    sure = TransformersEngine(
        replace(mini.loaded, prior=ToolPrior(names, np.zeros((len(names), 384), np.float32), bias))
    )
    called = [d.name for d in sure.chat(said("black boots"), tools=tools) if isinstance(d, ToolCall)]
    assert (called or [WORDS])[0] == wanted


def test_one_that_knows_nothing_changes_nothing(mini: TransformersEngine) -> None:
    tools = specs(())
    names = (*(tool.name for tool in tools), WORDS)
    flat = ToolPrior(names, np.zeros((len(names), 384), np.float32), np.zeros(len(names), np.float32))
    alone, beside = (TransformersEngine(replace(mini.loaded, prior=one)) for one in (None, flat))
    for text in ("black boots", "hello there", "forget that I like jazz", "what do you know about me?"):
        answers = [list(one.chat(said(text), tools=tools, max_new_tokens=60)) for one in (alone, beside)]
        assert answers[0] == answers[1]


def test_only_what_a_person_said_last_is_heard() -> None:
    past = said("black boots")
    assert asked(past) == "black boots"
    assert (
        asked([*past, {"role": "tool", "tool_call_id": "1", "name": "search", "content": "[1] Boots"}]) == ""
    )
    pictured = [{"type": "image", "image": None}, {"type": "text", "text": "like this"}]
    assert asked([{"role": "user", "content": pictured}]) == "like this"
    assert asked([]) == ""


def test_it_is_kept_and_found_again(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    made = ToolPrior(("search", WORDS), rng.normal(size=(2, 384)).astype(np.float32), np.ones(2, np.float32))
    assert ToolPrior.beside(tmp_path) is None
    made.write(tmp_path / FILE)
    again = ToolPrior.beside(tmp_path)
    assert again is not None
    assert again.names == made.names
    tools = ["search", "a tool it does not know"]
    assert again("boots", tools) == pytest.approx(made("boots", tools), abs=0.02)
    assert sum(np.exp(list(again("boots", tools).values()))) == pytest.approx(1.0)


def test_a_damaged_one_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"nothing of the kind")
    with pytest.raises(ModelNotFound, match=FILE):
        ToolPrior.beside(tmp_path)


def test_it_hears_phrasings_that_it_was_not_trained_on() -> None:
    shipped = ToolPrior.beside(MINI)
    assert shipped is not None
    heard, right = messages(composer(heldout=True), 1)
    best = [max(shipped.names, key=shipped(one, shipped.names[1:]).__getitem__) for one in heard]
    assert np.mean([a == b for a, b in zip(best, right, strict=True)]) > 0.6


def test_fitting_finds_what_tells_messages_apart() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(60, 384)).astype(np.float32)
    tools = ["search" if one[0] + one[1] > 0 else WORDS for one in vectors]
    prior = fitted(vectors, tools)
    best = (vectors @ prior.weight.T + prior.bias).argmax(1)
    assert [prior.names[int(n)] for n in best] == tools
