"""A second reader hears which tool a message asks for: its word and the model's are weighed exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.decoding import Choice
from tastemaker.agent.engines.heard import WORDS, Heard
from tastemaker.agent.engines.hearing import Hearing
from tastemaker.agent.engines.opinion import TRUST, asked, opinion, weighed
from tastemaker.agent.engines.transformers import TransformersEngine
from tastemaker.contracts import Field, Message, ToolCall
from tastemaker.tools.registry import specs
from tests.hearsay import heard

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


class Sure:
    """Hears one tool in everything, and nothing in the words."""

    def __init__(self, tool: str | None) -> None:
        self.tool = tool

    def __call__(self, said: str, fields: Sequence[Field]) -> Heard:
        names = (*(tool.name for tool in specs(())), WORDS)
        odds = {
            name: (1.0 if name == self.tool else 1e-9) if self.tool is not None else 0.1 for name in names
        }
        return heard(said, tools=odds)


@pytest.mark.parametrize("wanted", ["search", "recommend", "remember", "taste", WORDS])
def test_a_sure_second_reader_is_followed(mini: TransformersEngine, wanted: str) -> None:
    sure = TransformersEngine(replace(mini.loaded, hearing=cast("Hearing", Sure(wanted))))
    called = [d.name for d in sure.chat(said("black boots"), tools=specs(())) if isinstance(d, ToolCall)]
    assert (called or [WORDS])[0] == wanted


def test_one_that_knows_nothing_leaves_the_choice_to_the_model(mini: TransformersEngine) -> None:
    tools = specs(())
    flat = cast("Hearing", Sure(None))
    alone, beside = (TransformersEngine(replace(mini.loaded, hearing=one)) for one in (None, flat))
    for text in ("black boots", "hello there", "forget that I like jazz", "what do you know about me?"):
        answers = [list(one.chat(said(text), tools=tools, max_new_tokens=60)) for one in (alone, beside)]
        kinds = [[d.name if isinstance(d, ToolCall) else WORDS for d in answer][:1] for answer in answers]
        assert kinds[0] == kinds[1]


def test_a_tool_that_it_does_not_know_is_as_likely_as_any() -> None:
    odds = weighed(heard("boots", tools={"search": 0.9, WORDS: 0.1}), ["search", "a new one"])
    assert sum(np.exp([share / TRUST for share in odds.values()])) == pytest.approx(1.0)
    assert odds["search"] > odds["a new one"] > odds[WORDS]


def test_only_what_a_person_said_last_is_heard() -> None:
    past = said("black boots")
    assert asked(past) == "black boots"
    assert (
        asked([*past, {"role": "tool", "tool_call_id": "1", "name": "search", "content": "[1] Boots"}]) == ""
    )
    pictured = [{"type": "image", "image": None}, {"type": "text", "text": "like this"}]
    assert asked([{"role": "user", "content": pictured}]) == "like this"
    assert asked([]) == ""
