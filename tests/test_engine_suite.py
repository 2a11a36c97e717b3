"""What every engine must do, whatever model answers. A new engine is one more line in `ENGINES`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import jsonschema
import pytest

from tastemaker.agent.engines import MINI, open_engine
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.engines.tiny import Kind, tiny_model
from tastemaker.contracts import Engine, Message, TextDelta, ToolCall, ToolSpec
from tastemaker.errors import ModelError

SEARCH = ToolSpec(
    "search",
    "Find items.",
    {
        "type": "object",
        "properties": {
            "query": {"type": "string"},
            "where": {"type": "string"},
            "refine": {"type": "boolean"},
        },
        "additionalProperties": False,
    },
    {"where": r"/price (<|>) [0-9]{1,3}/"},
)
TASTE = ToolSpec("taste", "What is known.", {"type": "object", "properties": {}})
TOOLS = {tool.name: tool for tool in (SEARCH, TASTE)}
ASK: list[Message] = [
    {"role": "system", "content": "You recommend films."},
    {"role": "user", "content": "boots under 40, por favor — ça va?"},
]


def tiny(kind: Kind) -> Callable[[Path], Engine]:
    return lambda folder: open_engine(str(tiny_model(folder / kind, kind=kind)))


def scripted(_folder: Path) -> Engine:
    return ScriptedEngine([lambda _messages: "Here are [1] and [2]."] * 50)


def mini(_folder: Path) -> Engine:
    if not MINI.is_dir():
        pytest.skip("the embedded model's weights are not here")
    return open_engine("mini")


ENGINES = [
    pytest.param(tiny("llava"), id="llava"),
    pytest.param(tiny("text"), id="text"),
    pytest.param(scripted, id="scripted"),
    pytest.param(mini, id="mini", marks=pytest.mark.mini),
]


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    made: Engine = request.param(tmp_path_factory.mktemp("engine"))
    return made


def text_of(deltas: Sequence[TextDelta | ToolCall]) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def test_it_is_an_engine(engine: Engine) -> None:
    assert isinstance(engine, Engine)
    assert engine.name


def test_it_streams_text(engine: Engine) -> None:
    deltas = list(engine.chat(ASK, max_new_tokens=12))
    assert all(isinstance(delta, TextDelta) for delta in deltas)
    assert all(delta.text for delta in deltas if isinstance(delta, TextDelta))


def test_the_same_question_gets_the_same_answer(engine: Engine) -> None:
    first, second = (list(engine.chat(ASK, max_new_tokens=12)) for _ in range(2))
    assert first == second
    drawn = [text_of(list(engine.chat(ASK, max_new_tokens=12, temperature=1.0, seed=3))) for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_a_tool_call_always_fits_its_schema(engine: Engine) -> None:
    for seed in range(12):
        for delta in engine.chat(ASK, tools=[SEARCH, TASTE], max_new_tokens=24, temperature=1.2, seed=seed):
            if isinstance(delta, ToolCall):
                jsonschema.validate(delta.arguments, TOOLS[delta.name].parameters)


def test_stopping_early_leaves_it_ready(engine: Engine) -> None:
    stream = engine.chat(ASK, max_new_tokens=50)
    next(stream, None)
    stream.close()  # type: ignore[attr-defined]
    assert list(engine.chat(ASK, max_new_tokens=8)) == list(engine.chat(ASK, max_new_tokens=8))


def test_the_prompt_is_counted(engine: Engine) -> None:
    short, long = ASK[-1:], [*ASK, {"role": "assistant", "content": "Which size do you wear?"}]
    assert 0 < engine.count(short) < engine.count(ASK) < engine.count(long)
    assert engine.count(ASK, tools=[SEARCH, TASTE]) > engine.count(ASK)
    assert engine.count(long) < engine.window


def test_a_conversation_with_tools_is_a_prompt(engine: Engine) -> None:
    asked = {"id": "1", "type": "function", "function": {"name": "taste", "arguments": {}}}
    conversation = [
        *ASK,
        {"role": "assistant", "content": "", "tool_calls": [asked]},
        {"role": "tool", "tool_call_id": "1", "name": "taste", "content": "likes: jazz"},
    ]
    assert engine.count(conversation, tools=[TASTE]) > engine.count(ASK, tools=[TASTE])
    list(engine.chat(conversation, tools=[TASTE], max_new_tokens=4))


def test_continuations_are_scored(engine: Engine) -> None:
    scores = engine.score(ASK, ["red", "red dress with a long white belt", ""])
    assert all(math.isfinite(score) and score <= 0 for score in scores)
    assert scores[1] < scores[0]
    assert scores[2] == 0


def test_arguments_travel_as_json(engine: Engine) -> None:
    for delta in engine.chat(ASK, tools=[SEARCH], max_new_tokens=24, temperature=1.2, seed=5):
        if isinstance(delta, ToolCall):
            assert json.loads(json.dumps(dict(delta.arguments))) == delta.arguments


def test_a_prompt_beyond_the_window_is_refused_in_words(engine: Engine) -> None:
    endless = [{"role": "user", "content": "boots " * 2 * engine.window}]
    if engine.count(endless) > engine.window and not isinstance(engine, ScriptedEngine):
        with pytest.raises(ModelError, match="shorten the conversation"):
            list(engine.chat(endless))
