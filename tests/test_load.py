"""`benchmarks/load.py` in its parts: who talks, what came of it, and how mix-ups are noticed."""

from __future__ import annotations

import asyncio
import importlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response, StreamingResponse

from tastemaker.contracts import TextDelta, ToolCall

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
CARDS = {"items": [{"id": "kite"}], "media": [], "trace": []}


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Imports a module of the benchmarks, which lie in no package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


def event(said: dict[str, Any]) -> str:
    return f"data: {json.dumps(said)}\n\n"


def delta(**said: Any) -> str:
    return event({"choices": [{"delta": said}]})


USAGE = event({"choices": [], "usage": {"completion_tokens": 7}})
WHOLE = [
    delta(content="Here: "),
    delta(content="a kite."),
    delta(tastemaker=CARDS),
    USAGE,
    "data: [DONE]\n\n",
]


def turns(bench: Any, answers: list[Any], *, number: int = 0) -> tuple[list[Any], list[dict[str, Any]]]:
    """What a person makes of these answers; and what was sent. The last answer is given again and again."""
    sent: list[dict[str, Any]] = []
    app = FastAPI()

    @app.post("/v1/chat/completions")
    def chat(body: dict[str, Any]) -> Response:
        sent.append(body)
        answer = answers[min(len(sent), len(answers)) - 1]
        return answer if isinstance(answer, Response) else StreamingResponse(iter(answer))

    async def talk() -> list[Any]:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        async with client:
            person = bench("crowd").crowd(2, seed=0)[number]
            found: list[Any] = await bench("talking").talked(client, person, until=time.perf_counter() + 0.3)
            return found

    return asyncio.run(talk()), sent


def test_a_turn_is_timed_and_counted(bench: Any) -> None:
    (first, *_), sent = turns(bench, [WHOLE])
    assert (first.text, first.tokens, first.more, first.error) == ("Here: a kite.", 7, CARDS, "")
    assert 0 < first.first_text <= first.first_card <= first.whole
    assert sent[0]["stream"]
    assert [one["content"] for one in sent[1]["messages"]] == [sent[1]["messages"][0]["content"]]
    assert sent[0]["thread"]


def test_who_keeps_the_conversation_sends_all_of_it(bench: Any) -> None:
    _, sent = turns(bench, [WHOLE], number=1)
    assert "thread" not in sent[1]
    assert [one["role"] for one in sent[1]["messages"]] == ["user", "assistant", "user"]


def test_who_is_turned_away_comes_again_when_told(bench: Any) -> None:
    (first, *_), sent = turns(bench, [JSONResponse({}, 429, headers={"Retry-After": "0"}), WHOLE])
    assert (first.turned_away, first.error) == (1, "")
    assert sent[0] == sent[1]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (JSONResponse({"error": {"message": "no"}}, 500), "500: "),
        ([event({"error": {"message": "too long"}}), "data: [DONE]\n\n"], "too long"),
        (WHOLE[:2], "broke off"),
        (["data: {nonsense\n\n"], "JSONDecodeError"),
    ],
)
def test_what_goes_wrong_is_an_error_and_no_reply(bench: Any, answer: Any, says: str) -> None:
    (first, *_), _ = turns(bench, [answer])
    assert says in first.error
    assert first.whole is None


def test_who_is_told_of_anothers_love_was_mixed_up(bench: Any) -> None:
    ana, ben = everybody = bench("crowd").crowd(2, seed=0)
    turn, load = bench("talking").Turn, bench("load")
    back = bench("crowd").BACK[0]
    said = [
        turn(ana, back, text=f"You love {ana.like}.", whole=1.0),
        turn(ben, back, text="Here.", whole=2.0, more={"trace": [{"args": {"query": ana.like}}]}),
        turn(ben, "hello", error="500: no"),
    ]
    report = load.summary(said, 2.0, everybody)
    assert report["mixed up"] == {"count": 1, "first": [{"person": ben.name, "told": [ana.like]}]}
    assert report["errors"]["count"] == 1
    assert report["turns per second"] == 1.0
    kept = load.memory([f"likes {ana.like}", f"likes {ana.like}"], everybody, said)
    assert list(kept.values()) == [1, 2, 1, 1]


def test_waits_are_told_by_the_middle_the_slow_and_the_slowest(bench: Any) -> None:
    spread = bench("waits").spread
    told = spread([*(float(n) for n in range(1, 101)), None])
    assert told == {"median": 50.5, "p95": 95.05, "most": 100.0, "turns": 100}
    assert spread([None]) == {"turns": 0}


def test_a_crowd_loves_different_things(bench: Any) -> None:
    module = bench("crowd")
    everybody = module.crowd(64, seed=0)
    assert len({person.like for person in everybody}) == 64
    assert module.crowd(64, seed=0) == everybody
    ana, ben = everybody[:2]
    script = next(ana.conversations())
    assert ana.like in script[0]
    assert script[-1] in module.BACK
    assert next(ben.conversations())[1:-1] != script[1:-1]
    assert module.strangers(f"You love {ana.like}.", ana, everybody) == []
    assert module.strangers(f"You love {ben.like.upper()}.", ana, everybody) == [ben.like]
    with pytest.raises(ValueError, match="too many"):
        module.crowd(1000, seed=0)


def test_the_reference_counts_words_calls_and_ends(bench: Any) -> None:
    class Engine:
        name = "double"

        class loaded:  # noqa: N801  # as an engine names it
            class tokenizer:  # noqa: N801
                @staticmethod
                def encode(text: str, *, add_special_tokens: bool) -> list[str]:
                    return text.split()

        def chat(self, said: str) -> Any:
            yield from (TextDelta("two words"), ToolCall("search", {"query": "kite"}))

    counting = bench("alone").Counting(Engine())
    assert len(list(counting.chat("hello"))) == 2
    assert counting.name == "double"
    assert counting.tokens == 1 + 2 + 7, "the end, the words, and a call's marks, name and arguments"
