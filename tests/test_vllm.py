"""A model behind a vLLM server: what is asked of it, what it says, and what happens when it is away.

The server of most tests speaks vLLM's part of OpenAI's protocol and says what the test queues. Where
TASTEMAKER_VLLM names a real vllm program, it serves mini, and both engines are compared as well.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tastemaker.agent.engines import MINI, open_engine
from tastemaker.agent.engines.about import About
from tastemaker.agent.engines.vllm import VllmEngine
from tastemaker.agent.engines.vllm_adapters import Lora
from tastemaker.contracts import TextDelta, ToolCall, ToolSpec
from tastemaker.errors import (
    AdapterNotServed,
    BadAdapter,
    ModelError,
    ModelUnreachable,
    NotServed,
    UnknownModel,
)
from tests.vllm_double import Fake

HELLO = [{"role": "user", "content": "hello"}]
WORDS = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
SEARCH = ToolSpec("search", "Find items.", WORDS)


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def url(fake: Fake, served: Callable[[Any], Any]) -> str:
    found: str = served(fake.app).url
    return found


def text_of(deltas: Any) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def test_words_come_piece_by_piece_without_the_blank_before_them(fake: Fake, url: str) -> None:
    fake.says = [
        {"role": "assistant", "content": ""},
        {"content": " "},
        {"content": " Hello"},
        {"content": " there"},
    ]
    deltas = list(VllmEngine(f"{url}/v1").chat(HELLO, max_new_tokens=7, temperature=0.5, seed=3))
    assert [delta.text for delta in deltas if isinstance(delta, TextDelta)] == ["Hello", " there"]
    asked = fake.last()
    assert (asked["model"], asked["max_tokens"], asked["temperature"], asked["seed"]) == ("mini", 7, 0.5, 3)
    assert "tools" not in asked
    assert "structured_outputs" not in asked


def test_a_call_is_put_together_from_its_pieces_and_follows_our_grammar(fake: Fake, url: str) -> None:
    fake.says = [
        {"tool_calls": [{"index": 0, "function": {"name": "search", "arguments": ""}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '{"query": " red'}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ' dress"}'}}]},
    ]
    fake.finish = "tool_calls"
    asked = [{"role": "user", "content": "find me a red dress"}]
    assert list(VllmEngine(url).chat(asked, tools=[SEARCH])) == [ToolCall("search", {"query": "red dress"})]
    sent = fake.last()
    assert sent["tools"][0]["function"]["name"] == "search"
    assert sent["tool_choice"] == "auto"
    grammar = sent["structured_outputs"]["grammar"]
    assert grammar.startswith("start: <[4]> calls"), "what is heard for sure is called"
    assert "dress" in grammar


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("thank you!", "start: TEXT\n"),
        ("find me a red dress", "start: <[4]> calls\n"),
        ("save that one, I like it", "start: TEXT | TEXT <[4]> calls\n"),
    ],
)
def test_a_server_takes_from_the_second_reader_what_is_all_but_sure(
    fake: Fake, url: str, said: str, start: str
) -> None:
    fake.says = [{"content": "Well."}]
    list(VllmEngine(url).chat([{"role": "user", "content": said}], tools=[SEARCH]))
    assert fake.last()["structured_outputs"]["grammar"].startswith(start)


def test_a_call_that_is_cut_off_or_broken_is_an_error_and_no_call(fake: Fake, url: str) -> None:
    fake.says = [{"tool_calls": [{"index": 0, "function": {"name": "search", "arguments": '{"query'}}]}]
    fake.finish = "length"
    with pytest.raises(ModelError, match="search was cut off"):
        list(VllmEngine(url).chat(HELLO, tools=[SEARCH]))
    fake.finish = "stop"
    with pytest.raises(ModelError, match="guidance backend"):
        list(VllmEngine(url).chat(HELLO, tools=[SEARCH]))


def test_pictures_travel_as_data_and_arguments_as_text(fake: Fake, url: str) -> None:
    engine = VllmEngine(url)
    seen = [
        {"role": "user", "content": [{"type": "image", "image": Image.new("RGB", (4, 4), "red")},
                                     {"type": "text", "text": "like this"}]},
        {"role": "assistant", "content": "", "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "search", "arguments": {"query": "é"}}}]},
        {"role": "tool", "content": "[1] Dress", "tool_call_id": "1"},
    ]  # fmt: skip
    list(engine.chat(seen))
    user, called, _ = fake.last()["messages"]
    assert user["content"][0]["image_url"]["url"].startswith("data:image/png;base64,")
    assert called["tool_calls"][0]["function"]["arguments"] == '{"query": "é"}'
    assert engine.count(seen) == 77, "a prompt with pictures is counted by the server"


@pytest.mark.parametrize(
    "mark", ["<|im_end|>", "</tool_call>", "<tool_call>", "<image>", "[INST]", "[/INST]"]
)
def test_control_tokens_in_anybodys_text_stay_text(fake: Fake, url: str, mark: str) -> None:
    list(VllmEngine(url).chat([{"role": "user", "content": f"a {mark} b, 3 < 4 and [1] [GREAT]"}]))
    said = fake.last()["messages"][0]["content"]
    assert mark not in said
    assert said.replace("\u200b", "") == f"a {mark} b, 3 < 4 and [1] [GREAT]"
    call = {"name": "search", "arguments": {"query": f"more like {mark}"}}
    called = {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": call}]}
    list(VllmEngine(url).chat([*HELLO, called]))
    sent = fake.last()["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert mark not in sent
    assert json.loads(sent.replace("\u200b", "")) == call["arguments"]


def test_the_window_is_the_servers_and_tokens_are_counted_there(fake: Fake, url: str) -> None:
    engine = VllmEngine(url)
    assert engine.window == 1024
    assert engine.count(HELLO, tools=[SEARCH]) == 4
    assert fake.last("/tokenize")["tools"][0]["function"]["name"] == "search"


def test_a_continuation_is_scored_by_its_own_tokens(fake: Fake, url: str) -> None:
    assert VllmEngine(url).score(HELLO, ["one two three", "one", ""]) == [-1.5, -0.5, 0.0]
    assert fake.last("/v1/completions")["prompt_logprobs"] == 0


def test_the_model_may_be_named_where_several_are_served(fake: Fake, url: str) -> None:
    fake.models = [
        {"id": "first", "max_model_len": 10, "parent": None},
        {"id": "films", "max_model_len": 20, "parent": "first"},
    ]
    assert VllmEngine(url).window == 10
    assert VllmEngine(f"{url}/v1#films").window == 20
    with pytest.raises(UnknownModel, match=r"no model 'other' .* it serves first, films"):
        VllmEngine(f"{url}#other").window  # noqa: B018


def test_a_server_that_is_away_is_named_and_found_again_when_it_is_back(fake: Fake, url: str) -> None:
    engine = VllmEngine(url)
    fake.says = [{"content": "Hello"}]
    fake.status = 503
    with pytest.raises(ModelUnreachable, match=r"is not ready \(503: loading weights\)"):
        list(engine.chat(HELLO))
    fake.status = 200
    assert text_of(engine.chat(HELLO)) == "Hello"
    fake.status = 502
    with pytest.raises(ModelUnreachable):
        list(engine.chat(HELLO))
    fake.status, fake.models[0]["max_model_len"] = 200, 2048
    assert engine.window == 2048, "it is asked anew: it may have come back with another model"
    with pytest.raises(ModelUnreachable, match=r"http://127.0.0.1:9 does not answer"):
        list(VllmEngine("http://127.0.0.1:9/v1").chat(HELLO))


def test_an_answer_that_breaks_off_is_not_taken_for_whole(fake: Fake, url: str) -> None:
    fake.says, fake.finish = [{"content": "Hel"}], "broken"
    with pytest.raises(ModelUnreachable, match="in the middle of an answer"):
        list(VllmEngine(url).chat(HELLO))


def test_a_turn_that_is_left_stops_the_server(fake: Fake, url: str) -> None:
    fake.forever = True
    deltas = VllmEngine(url).chat(HELLO)
    next(iter(deltas))
    deltas.close()  # type: ignore[attr-defined]  # it is a generator
    time.sleep(0.3)
    told = fake.told
    time.sleep(0.3)
    assert fake.told == told


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "TASTEMAKER_MODEL_KEY"),
        (404, "nothing at"),
        (400, "refused"),
        (429, "is not ready"),
        (500, "failed"),
    ],
)
def test_what_a_server_refuses_is_said(fake: Fake, url: str, status: int, says: str) -> None:
    fake.status = status
    with pytest.raises((ModelError, UnknownModel), match=says):
        VllmEngine(url).window  # noqa: B018


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownModel, match="no address of a model server"):
        VllmEngine("http:///v1")


# -- adapters


def adapter(folder: Path, strategy: str) -> Path:
    folder.mkdir()
    About(strategy, "mini", "", "films", {}, (4, 4), 8, 10).write(folder)
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        (folder / name).write_text(strategy)
    return folder


def test_a_lora_adapter_is_loaded_and_asked_for_by_name(fake: Fake, url: str, tmp_path: Path) -> None:
    engine = VllmEngine(url, adapter=adapter(tmp_path / "films", "lora"))
    fake.says = [{"content": "Hi"}]
    assert text_of(engine.chat(HELLO)) == text_of(engine.chat(HELLO)) == "Hi"
    [loaded] = [body for path, body in fake.asked if path == "/v1/load_lora_adapter"]
    assert loaded["lora_path"] == str(tmp_path / "films")
    assert loaded["lora_name"].startswith("films-")
    assert fake.last()["model"] == loaded["lora_name"]


def test_adapters_of_one_server_go_by_what_is_in_them(fake: Fake, url: str, tmp_path: Path) -> None:
    base = VllmEngine(url)
    films, shop = (base.adapted(adapter(tmp_path / name, "lora")) for name in ("films", "shop"))
    for engine in (films, shop, base):
        list(engine.chat(HELLO))
    asked = [body["model"] for path, body in fake.asked if path == "/v1/chat/completions"]
    assert [name.partition("-")[0] for name in asked] == ["films", "shop", "mini"]
    (tmp_path / "films" / "adapter_model.safetensors").write_text("trained anew")
    newer = base.adapted(tmp_path / "films")
    list(newer.chat(HELLO))
    list(films.chat(HELLO))
    assert len(fake.loras) == 3, "who talks with the old one goes on with it"
    films.unload()
    assert fake.loras == {asked[1], fake.last("/v1/load_lora_adapter")["lora_name"]}
    assert newer.adapter_bytes == len("trained anew")


def test_an_adapter_that_another_process_has_had_loaded_is_there(
    fake: Fake, url: str, tmp_path: Path
) -> None:
    engine = VllmEngine(url, adapter=adapter(tmp_path / "films", "lora"))
    name = Lora.of(tmp_path / "films").name
    fake.says, fake.loras = [{"content": "Hi"}], {name}
    fake.refuses = {"/v1/load_lora_adapter": (400, f"The lora adapter '{name}' has already been loaded.")}
    assert text_of(engine.chat(HELLO)) == "Hi"
    assert not any("load_inplace" in body for _, body in fake.asked), "vLLM would read it again at each step"


@settings(max_examples=50)
@given(st.integers(1, 64), st.lists(st.integers(1, 64), max_size=3))
def test_the_rank_of_an_adapter_is_the_largest_of_its_matrices(rank: int, others: list[int]) -> None:
    with TemporaryDirectory() as folder:
        made = adapter(Path(folder) / "films", "lora")
        pattern = {f"layer{n}": other for n, other in enumerate(others)}
        (made / "adapter_config.json").write_text(json.dumps({"r": rank, "rank_pattern": pattern}))
        assert Lora.of(made).rank == max(rank, *others, 1)
        (made / "adapter_config.json").write_text("[]")
        with pytest.raises(BadAdapter, match="is damaged"):
            _ = Lora.of(made).rank


def test_an_adapter_that_the_server_cannot_load_is_told_from_a_server_that_is_going(
    fake: Fake, url: str, tmp_path: Path
) -> None:
    engine = VllmEngine(url, adapter=adapter(tmp_path / "films", "lora"))
    load = "/v1/load_lora_adapter"
    fake.refuses = {load: (500, "LoRA rank 128 is greater than max_lora_rank 64.")}
    for _ in range(2):
        with pytest.raises(AdapterNotServed, match=r"films cannot be loaded: .* LoRA rank 128"):
            list(engine.chat(HELLO))
    fake.refuses["/health"] = (503, "")
    with pytest.raises(ModelUnreachable):
        list(engine.chat(HELLO))
    fake.refuses = {load: (404, f"Loading lora films failed: No adapter found for {tmp_path / 'films'}")}
    with pytest.raises(AdapterNotServed, match=r"finds no adapter in .*films: it needs the folder under the"):
        list(engine.chat(HELLO))
    fake.refuses = {load: (404, "Not Found")}
    with pytest.raises(NotServed, match="loads no adapters at run time"):
        list(engine.chat(HELLO))
    fake.refuses, fake.says = {}, [{"content": "Hi"}]
    assert text_of(engine.chat(HELLO)) == "Hi"


def test_an_adapter_that_the_server_has_lost_is_loaded_again(fake: Fake, url: str, tmp_path: Path) -> None:
    engine = VllmEngine(url, adapter=adapter(tmp_path / "films", "lora"))
    fake.says = [{"content": "Hi"}]
    assert text_of(engine.chat(HELLO)) == "Hi"
    fake.loras.clear()  # somebody unloaded it, or the server began anew between two messages
    assert text_of(engine.chat(HELLO)) == "Hi"
    fake.loras.clear()
    assert engine.score(HELLO, ["one"]) == [-0.5]
    fake.status = 503
    engine.unload()
    with pytest.raises(ModelUnreachable):
        list(engine.chat(HELLO))
    fake.status = 200
    assert text_of(engine.chat(HELLO)) == "Hi"
    assert len(fake.loras) == 1


def test_a_whole_model_is_not_taken_by_a_server_that_has_another(url: str, tmp_path: Path) -> None:
    full = adapter(tmp_path / "whole", "full")
    (full / "model").mkdir()
    with pytest.raises(BadAdapter, match=r"whole model .*vllm serve"):
        VllmEngine(url).adapted(full)
    with pytest.raises(BadAdapter, match="no adapter in"):
        VllmEngine(url).adapted(tmp_path / "nowhere")


def test_what_vllm_cannot_serve_is_refused_by_name(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadAdapter, match=r"soft prompt .* --strategy lora or full"):
        VllmEngine(url, adapter=adapter(tmp_path / "prompt", "prompt"))


def test_features_and_a_full_model_need_nothing_of_the_server(fake: Fake, url: str, tmp_path: Path) -> None:
    for strategy in ("features", "full"):
        engine = VllmEngine(url, adapter=adapter(tmp_path / strategy, strategy))
        list(engine.chat(HELLO))
        assert fake.last()["model"] == "mini"


# -- a real one


@pytest.fixture(scope="module")
def real(real_vllm: str) -> VllmEngine:
    return VllmEngine(real_vllm)


MESSAGES = ("a red dress under 120", "hello", "something cheaper in blue", "what is the second one made of?")


@pytest.mark.mini
@pytest.mark.parametrize("message", MESSAGES)
def test_vllm_answers_as_the_engine_in_process(real: Any, message: str) -> None:
    asked = [{"role": "system", "content": "You help people choose."}, {"role": "user", "content": message}]
    ours = open_engine("mini")
    mine, theirs = list(ours.chat(asked, tools=[SEARCH])), list(real.chat(asked, tools=[SEARCH]))
    assert text_of(mine) == text_of(theirs)
    assert [d for d in mine if isinstance(d, ToolCall)] == [d for d in theirs if isinstance(d, ToolCall)]
    assert ours.count(asked, tools=[SEARCH]) == real.count(asked, tools=[SEARCH])
    assert real.score(asked, ["yes", "a dress"]) == pytest.approx(
        ours.score(asked, ["yes", "a dress"]), rel=0.02
    )


@pytest.mark.mini
def test_vllm_sees_pictures_and_takes_the_shipped_adapter(real: Any) -> None:
    picture = Image.new("RGB", (128, 128), "red")
    asked = [
        {
            "role": "user",
            "content": [{"type": "image", "image": picture}, {"type": "text", "text": "What is it?"}],
        }
    ]
    assert text_of(real.chat(asked))
    assert real.count(asked) > 64
    taught = VllmEngine(f"{real.server.base}/v1#mini", adapter=MINI.parent / "demo")
    assert text_of(taught.chat(HELLO))
