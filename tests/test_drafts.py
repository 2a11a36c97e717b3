"""Replies that are drawn several times: the likeliest is given, and what calls a tool is never drawn."""

from __future__ import annotations

import math
from codecs import getincrementaldecoder
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tastemaker.abilities import Drafting
from tastemaker.agent.chat_model import EngineChatModel
from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.decoding import nucleus
from tastemaker.agent.engines.drafts import NUCLEUS, WARMTH, Draft
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.tiny import tiny_model
from tastemaker.agent.engines.transformers import TransformersEngine
from tastemaker.contracts import Message, TextDelta, ToolCall, ToolSpec

HELLO: list[Message] = [{"role": "user", "content": "boots please"}]
WORDS = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
SEARCH = ToolSpec("search", "Find items.", WORDS)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> TransformersEngine:
    """A tiny model in float32: in bfloat16 two tokens are often equally likely."""
    loaded = load(str(tiny_model(tmp_path_factory.mktemp("models") / "text", kind="text")), device="cpu")
    loaded.model.float()
    return TransformersEngine(loaded)


def text_of(deltas: Any) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def naive(
    engine: TransformersEngine, messages: list[Message], *, seed: int, budget: int
) -> tuple[float, str]:
    """One draft and its certainty: all is read again for every token, the nucleus gathered one by one."""
    ids, random = list(engine._template.render(messages).ids), torch.Generator().manual_seed(seed)
    barred = torch.from_numpy(engine._silent(tools=False))
    said, odds = list[int](), list[float]()
    for _ in range(budget):
        with torch.inference_mode():
            logits = engine._model(input_ids=torch.tensor([[*ids, *said]])).logits[0, -1, : engine._size]
        logits = logits.float().masked_fill(barred, float("-inf"))
        warm = (logits / WARMTH).softmax(-1)
        order, share = warm.argsort(descending=True).tolist(), 0.0
        inside = torch.zeros(len(order))
        for n, token in enumerate(order):
            if share < NUCLEUS:
                inside[n] = warm[token]
            share += float(warm[token])
        token = order[int(torch.multinomial(inside, 1, generator=random))]
        odds.append(float(logits.log_softmax(-1)[token]))
        if token in engine._stops:
            break
        said.append(token)
    spelt = getincrementaldecoder("utf-8")("replace").decode(b"".join(map(engine._guide.bytes_of, said)))
    ended = len(odds) > len(said)
    return (sum(odds) / len(odds) if said and ended else -math.inf), spelt.lstrip()


@pytest.mark.parametrize("seed", range(4))
def test_the_likeliest_of_all_drafts_is_given(
    engine: TransformersEngine, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_stops", frozenset(range(3, engine._size, 9)))  # a tiny model seldom ends
    told = text_of(engine.chat(HELLO, max_new_tokens=40, seed=seed, drafts=5))
    known = [naive(engine, HELLO, seed=seed + n, budget=40) for n in range(5)]
    assert len({certainty for certainty, _ in known}) > 1, "drafts differ"
    assert told == max(known, key=lambda one: one[0])[1]
    assert told == text_of(engine.chat(HELLO, max_new_tokens=40, seed=seed, drafts=5)), "the same again"


@pytest.mark.parametrize("seed", range(3))
def test_of_drafts_that_are_preferred_the_likeliest_is_given(
    engine: TransformersEngine, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_stops", frozenset(range(3, engine._size, 9)))
    known = sorted((naive(engine, HELLO, seed=seed + n, budget=40) for n in range(5)), reverse=True)
    texts = [text for certainty, text in known if certainty > -math.inf]
    assert len(set(texts)) > 2
    for wanted in range(len(texts)):

        def prefer(text: str, wanted: int = wanted) -> int:
            return texts.index(text) >= wanted

        told = text_of(engine.chat(HELLO, max_new_tokens=40, seed=seed, drafts=5, prefer=prefer))
        assert told == next(text for text in texts if text in texts[wanted:])
    nothing = engine.chat(HELLO, max_new_tokens=40, seed=seed, drafts=5, prefer=lambda _: 0)
    assert text_of(nothing) == texts[0], "where none is preferred it is the likeliest"


def test_one_draft_is_the_likeliest_word_by_word(engine: TransformersEngine) -> None:
    plain = text_of(engine.chat(HELLO, max_new_tokens=12))
    assert text_of(engine.chat(HELLO, max_new_tokens=12, drafts=1)) == plain


def test_the_next_turn_goes_on_from_the_draft_that_was_given(engine: TransformersEngine) -> None:
    told = text_of(engine.chat(HELLO, max_new_tokens=12, drafts=3))
    then = [*HELLO, {"role": "assistant", "content": told}, {"role": "user", "content": "cheaper"}]
    fresh = TransformersEngine(engine.loaded)
    assert text_of(engine.chat(then, max_new_tokens=8)) == text_of(fresh.chat(then, max_new_tokens=8))


def test_people_who_are_answered_at_once_hear_what_they_would_alone(engine: TransformersEngine) -> None:
    talks: list[list[Message]] = [[{"role": "user", "content": f"number {n}"}] for n in range(6)]

    def answer(talk: list[Message]) -> str:
        return text_of(engine.chat(talk, max_new_tokens=10, drafts=2))

    alone = [answer(talk) for talk in talks]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(answer, talks)) == alone


def test_who_stops_listening_ends_all_drafts(engine: TransformersEngine) -> None:
    stream: Any = engine.chat(HELLO, max_new_tokens=50, drafts=3)
    assert next(stream) == TextDelta(""), "before the draft is chosen there is room to stop"
    stream.close()
    assert text_of(engine.chat(HELLO, max_new_tokens=4))
    assert not engine._batch._expected - {None}
    assert not engine._batch._waiting


@given(st.lists(st.floats(-8, 8, width=32), min_size=2, max_size=12), st.floats(0.05, 1), st.integers(1, 12))
def test_the_nucleus_is_the_likeliest_tokens_up_to_a_share(
    scores: list[float], share: float, most: int
) -> None:
    shares, tokens = nucleus(torch.tensor(scores), share=share, most=most)
    odds = torch.tensor(scores).softmax(-1).tolist()
    before = 0.0
    for found, token in zip(shares.tolist(), tokens.tolist(), strict=True):
        assert found in (0.0, pytest.approx(odds[token]))
        assert (found > 0) == (before < share) or before == pytest.approx(share)
        before += odds[token]
    assert len(shares) == min(most, len(scores))
    assert odds[tokens[0]] == pytest.approx(max(odds))


def test_a_draft_that_says_nothing_is_the_last_choice() -> None:
    silent, words = (Draft(None, torch.Generator()) for _ in range(2))  # type: ignore[arg-type]
    silent.odds, words.odds, words.said = [-0.01], [-3.0, -4.0], [7]
    silent.ended = words.ended = True
    assert silent.certainty == -math.inf
    assert words.certainty == -3.5


def test_a_draft_that_runs_on_is_the_last_choice() -> None:
    endless, words = (Draft(None, torch.Generator()) for _ in range(2))  # type: ignore[arg-type]
    endless.odds, endless.said = [-0.001] * 9, [7] * 9
    words.odds, words.said, words.ended = [-2.0, -2.0], [7], True
    assert max([endless, words], key=lambda one: one.certainty) is words


# -- whom it is for


class Noted:
    """An engine that says hello, and how it was asked."""

    name, window, tools = "noted", 1000, None

    def __init__(self, drafts: int | None) -> None:
        self.asked: list[dict[str, Any]] = []
        if drafts is not None:
            self.drafts = drafts

    def chat(self, messages: Any, **given: Any) -> Any:
        self.asked.append(given)
        yield TextDelta("Hello.")


@pytest.mark.parametrize(("drafts", "asked"), [(None, None), (1, None), (4, 4)])
def test_a_model_is_asked_for_as_many_as_its_config_says(drafts: int | None, asked: int | None) -> None:
    engine = Noted(drafts)
    model = EngineChatModel(engine=engine)
    model.invoke("hi")
    model.invoke("hi", temperature=0.7)
    assert [given.get("drafts") for given in engine.asked] == [asked, None]


@pytest.mark.mini
def test_mini_draws_its_words_and_never_its_calls() -> None:
    mini: Any = open_engine("mini")
    assert isinstance(mini, Drafting)
    assert mini.drafts > 1
    rules = "You recommend boots from Shop. Show cards by their markers, like [1] or [1.price]; never invent."
    wish: list[Message] = [
        {"role": "system", "content": rules},
        {"role": "user", "content": "boots under 40"},
    ]
    given = {"tools": [SEARCH], "max_new_tokens": 60}
    [call] = list(mini.chat(wish, **given))
    assert isinstance(call, ToolCall)
    assert list(mini.chat(wish, **given, drafts=4)) == [call]
    found = [
        *wish,
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {
                    "id": "1",
                    "type": "function",
                    "function": {"name": "search", "arguments": dict(call.arguments)},
                }
            ],
        },
        {
            "role": "tool",
            "tool_call_id": "1",
            "name": "search",
            "content": "[1] Red boots | 30\n[2] Hill boots | 35",
        },
    ]
    said = {text_of(mini.chat(found, max_new_tokens=60, drafts=4, seed=seed)) for seed in (0, 10, 20)}
    assert len(said) > 1, "another seed, other words"
    assert all("[1" in one or "[2" in one for one in said)


def test_a_model_that_reads_one_at_a_time_draws_none(
    engine: TransformersEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = text_of(engine.chat(HELLO, max_new_tokens=8))
    monkeypatch.setattr(engine._passes, "shares", False)
    assert text_of(engine.chat(HELLO, max_new_tokens=8, drafts=4)) == plain


def test_what_is_drawn_needs_no_more_than_its_config(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "model", kind="text")
    assert load(str(folder), device="cpu").drafts == 1
    config = (folder / "config.json").read_text("utf-8")
    (folder / "config.json").write_text(config.replace("{", '{"drafts": 3,', 1), "utf-8")
    assert TransformersEngine.open(str(folder), device="cpu").drafts == 3
