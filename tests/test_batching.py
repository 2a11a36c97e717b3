"""Continuous batching: what many are told at once is what each would be told alone."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from transformers import MistralConfig, MistralForCausalLM

from tastemaker.agent.engines.batching import FEW, PIECE, Batch
from tastemaker.agent.engines.decoding import Run
from tastemaker.agent.engines.growing import Growing, fresh
from tastemaker.agent.engines.low_rank import LowRank, through
from tastemaker.agent.engines.models import Loaded, load
from tastemaker.agent.engines.passes import Part, Passes
from tastemaker.agent.engines.tiny import Kind, tiny_model, tiny_tokenizer
from tastemaker.agent.engines.transformers import TransformersEngine
from tastemaker.contracts import TextDelta, ToolCall, ToolSpec

SEARCH = ToolSpec(
    "search",
    "Find items.",
    {"type": "object", "properties": {"query": {"type": "string"}, "k": {"type": "integer"}}},
)
WORDS = st.lists(st.integers(20, 300), min_size=1, max_size=40)
PEOPLE = st.lists(st.tuples(WORDS, st.integers(1, 8), st.integers(0, 6)), min_size=1, max_size=6)
"""What each says, how many tokens they hear before they leave, and after how many passes they come."""


def exact(folder: Path, kind: Kind) -> Loaded:
    loaded = load(str(tiny_model(folder / kind, kind=kind)), device="cpu")
    loaded.model.float()
    return loaded


@pytest.fixture(scope="module", params=["llava", "text"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return exact(tmp_path_factory.mktemp("models"), request.param)


@pytest.fixture(scope="module")
def llava(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return exact(tmp_path_factory.mktemp("models"), "llava")


class Spied(Passes):
    """Remembers who was in each pass, and with how many tokens."""

    def __init__(self, loaded: Loaded) -> None:
        self.seen: list[list[tuple[Run, int]]] = []
        super().__init__(loaded)
        self.seen.clear()

    def together(self, parts: Sequence[Part]) -> list[Tensor]:
        self.seen.append([(part.run, part.length) for part in parts])
        return super().together(parts)


def run_of(passes: Passes, words: Sequence[int], *, adapter: Any = None) -> Run:
    return Run([], passes.fresh(), None, list(words), list(words), adapter=adapter)


def naive(loaded: Loaded, words: Sequence[int]) -> Tensor:
    """The logits after these words, read alone, from the beginning, without a cache."""
    with torch.inference_mode():
        logits: Tensor = loaded.model(input_ids=torch.tensor([list(words)]), use_cache=False).logits[0, -1]
    return logits


def said_alone(loaded: Loaded, words: Sequence[int], count: int) -> list[int]:
    """Greedy tokens, each from everything before it read anew."""
    said = list(words)
    for _ in range(count):
        said.append(int(naive(loaded, said).argmax()))
    return said[len(words) :]


def told(batch: Batch, run: Run, count: int) -> list[int]:
    """Greedy tokens of a run in a batch."""
    said = []
    for _ in range(count):
        said.append(int(batch.step(run)[-1].argmax()))
        run.add(said[-1:])
    batch.leave(run)
    return said


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(jobs)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(job) for job in jobs]]


# -- one pass


@settings(max_examples=30, deadline=None)
@given(data=st.data(), people=st.lists(WORDS, min_size=1, max_size=5))
def test_whoever_reads_together_reads_as_alone(
    loaded: Loaded, data: st.DataObject, people: list[list[int]]
) -> None:
    passes = Passes(loaded)
    runs = [run_of(passes, words) for words in people]
    for _ in range(4):
        here = data.draw(st.lists(st.sampled_from(runs), unique_by=id, min_size=1), label="in this pass")
        counts = [data.draw(st.integers(1, len(run.ids)), label="tokens read") for run in here]
        keeps = [data.draw(st.integers(0, count), label="logits wanted") for count in counts]
        parts = [Part(*each) for each in zip(here, counts, keeps, strict=True)]
        for run, keep, logits in zip(here, keeps, passes.together(parts), strict=True):
            assert len(logits) == keep
            if keep:
                torch.testing.assert_close(logits[-1], naive(loaded, run.read), rtol=1e-4, atol=1e-4)
        for run in runs:
            if not run.ids:
                run.add([7])


def test_a_pass_that_fails_leaves_the_runs_as_they_were(llava: Loaded) -> None:
    passes = Passes(llava)
    runs = [run_of(passes, words) for words in ([30, 31, 32], [40, 41])]
    passes.together([Part(run, len(run.ids), 1) for run in runs])
    for run in runs:
        run.add([50])
    layer = llava.model.get_decoder().decoder.layers[1].self_attn
    broken = layer.register_forward_hook(lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        passes.together([Part(run, 1, 1) for run in runs])
    broken.remove()
    for run, logits in zip(runs, passes.together([Part(run, 1, 1) for run in runs]), strict=True):
        torch.testing.assert_close(logits[0], naive(llava, run.read), rtol=1e-4, atol=1e-4)


def test_a_model_with_a_sliding_window_reads_one_at_a_time() -> None:
    shape: dict[str, Any] = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2}
    model = MistralForCausalLM(MistralConfig(vocab_size=400, sliding_window=8, **shape, **heads)).eval()
    loaded = Loaded("mistral", model, tiny_tokenizer(), None, torch.device("cpu"), 1024, 1)
    passes = Passes(loaded)
    assert not passes.shares
    batch, talks = Batch(passes), [[30 + who] * (5 + who) for who in range(4)]
    heard = at_once([lambda words=words: told(batch, run_of(passes, words), 12) for words in talks])
    assert heard == [said_alone(loaded, words, 12) for words in talks]


def test_a_model_that_reads_otherwise_together_reads_one_at_a_time(llava: Loaded) -> None:
    class Confused(Passes):
        def together(self, parts: Sequence[Part]) -> list[Tensor]:
            return super().together(parts)[::-1]

    class Unable(Passes):
        def together(self, parts: Sequence[Part]) -> list[Tensor]:
            raise TypeError("forward() got an unexpected keyword argument 'position_ids'")

    assert Passes(llava).shares
    assert not Confused(llava).shares
    assert not Unable(llava).shares


# -- many threads


@settings(max_examples=15, deadline=None)
@given(people=PEOPLE)
def test_people_come_and_go_and_hear_what_they_would_alone(
    loaded: Loaded, people: list[tuple[list[int], int, int]]
) -> None:
    passes = Spied(loaded)
    batch = Batch(passes)

    def visit(words: list[int], count: int, after: int) -> list[int]:
        until = time.monotonic() + 0.2
        while len(passes.seen) < after and time.monotonic() < until:
            time.sleep(0.001)
        return told(batch, run_of(passes, words), count)

    heard = at_once([lambda one=one: visit(*one) for one in people])
    assert heard == [said_alone(loaded, words, count) for words, count, _ in people]


def test_sixteen_at_once_share_their_passes(llava: Loaded) -> None:
    passes = Spied(llava)
    batch, gate = Batch(passes), threading.Barrier(16)

    def visit(who: int) -> list[int]:
        gate.wait()
        return told(batch, run_of(passes, [30 + who] * 5), 20)

    heard = at_once([lambda who=who: visit(who) for who in range(16)])
    assert heard == [said_alone(llava, [30 + who] * 5, 20) for who in range(16)]
    assert len(passes.seen) < 16 * 20 / 2.5


def test_a_long_prompt_is_read_in_pieces_beside_the_others(llava: Loaded) -> None:
    passes = Spied(llava)
    batch, talking = Batch(passes), threading.Event()

    def talk() -> None:
        run = run_of(passes, [30])
        while not talking.is_set():
            told_now = told(batch, run, 1)
            assert told_now

    def ask() -> list[int]:
        time.sleep(0.05)
        try:
            return told(batch, run_of(passes, [40] * 900), 3)
        finally:
            talking.set()

    assert at_once([talk, ask])[1] == said_alone(llava, [40] * 900, 3)
    shared = [counts for counts in ([n for _, n in one] for one in passes.seen) if len(counts) > 1]
    assert shared
    assert all(sum(count > FEW for count in counts) <= 1 for counts in shared)
    assert all(max(counts) <= PIECE for counts in shared)


def test_runs_of_several_adapters_share_passes_and_are_answered_as_alone(llava: Loaded) -> None:
    layers = [layer for name, layer in llava.model.named_modules() if name.endswith(("fc1", "q_proj"))]
    draw = torch.Generator().manual_seed(1)
    adapters: list[LowRank | None] = [None]
    for rank in (1, 3):
        parts = {
            layer: (
                torch.randn(rank, layer.in_features, generator=draw),
                torch.randn(layer.out_features, rank, generator=draw),
            )
            for layer in layers
        }
        adapters.append(LowRank(parts))

    def alone(who: int) -> list[int]:
        with through([adapters[who % 3]]):
            return said_alone(llava, [30 + who] * 5, 8)

    passes = Spied(llava)
    batch, gate = Batch(passes), threading.Barrier(6)

    def visit(who: int) -> list[int]:
        gate.wait()
        return told(batch, run_of(passes, [30 + who] * 5, adapter=adapters[who % 3]), 8)

    heard = at_once([lambda who=who: visit(who) for who in range(6)])
    assert heard == [alone(who) for who in range(6)]
    assert heard != [said_alone(llava, [30 + who] * 5, 8) for who in range(6)]
    assert any(len({run.adapter for run, _ in one}) > 1 for one in passes.seen)


def test_one_whose_step_fails_fails_alone(llava: Loaded) -> None:
    passes = Passes(llava)
    batch, gate = Batch(passes), threading.Barrier(4)

    def visit(words: list[int]) -> Any:
        gate.wait()
        try:
            return told(batch, run_of(passes, words), 5)
        except IndexError as wrong:
            return wrong

    talks = [[30, 31], [10**6], [50, 51], [60]]
    heard = at_once([lambda words=words: visit(words) for words in talks])
    assert isinstance(heard.pop(1), IndexError)
    assert heard == [said_alone(llava, words, 5) for words in (talks[0], *talks[2:])]


@pytest.mark.parametrize("shares", [True, False])
@pytest.mark.parametrize("lengths", [(1, 2, 3), (2, FEW + 9, FEW + 20)])
def test_one_thread_reads_several_runs(llava: Loaded, shares: bool, lengths: Sequence[int]) -> None:
    passes = Passes(llava)
    talks = [[30 + who] * length for who, length in enumerate(lengths)]
    alone = [passes.alone(run_of(passes, words), keep=1) for words in talks]
    passes.shares = shares
    batch = Batch(passes)
    found = ThreadPoolExecutor(1).submit(batch.steps, [run_of(passes, words) for words in talks]).result(60)
    for one, other in zip(found, alone, strict=True):
        assert torch.allclose(one, other, atol=0.1)
    assert batch._leader is None, "the lead is free again"


def test_one_who_is_interrupted_hands_the_lead_on(llava: Loaded) -> None:
    passes = Passes(llava)
    batch, leading, go = Batch(passes), threading.Event(), threading.Event()
    together, first = passes.together, iter([True])

    def interrupted(parts: Sequence[Part]) -> list[Tensor]:
        if next(first, False):
            leading.set()
            go.wait(10)
            raise KeyboardInterrupt
        return together(parts)

    passes.together = interrupted  # type: ignore[method-assign]

    def lead() -> None:
        with pytest.raises(KeyboardInterrupt):
            told(batch, run_of(passes, [30]), 1)

    def follow() -> list[int]:
        leading.wait(10)
        threading.Timer(0.1, go.set).start()
        return told(batch, run_of(passes, [40, 41]), 3)

    assert at_once([lead, follow])[1] == said_alone(llava, [40, 41], 3)


# -- conversations


def talks(count: int) -> list[list[dict[str, Any]]]:
    return [[{"role": "user", "content": f"boots number {who} " * (1 + who % 5)}] for who in range(count)]


def text_of(deltas: Iterator[TextDelta | ToolCall]) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def test_sixteen_conversations_at_once_are_those_of_one_at_a_time(loaded: Loaded) -> None:
    engine = TransformersEngine(loaded)
    alone = [text_of(TransformersEngine(loaded).chat(talk, max_new_tokens=12)) for talk in talks(16)]
    heard = at_once([lambda talk=talk: text_of(engine.chat(talk, max_new_tokens=12)) for talk in talks(16)])
    assert heard == alone


def test_calls_fit_their_schema_whoever_else_talks(loaded: Loaded) -> None:
    engine = TransformersEngine(loaded)

    def ask(who: int) -> list[TextDelta | ToolCall]:
        more: dict[str, Any] = {"tools": [SEARCH], "temperature": 1.5, "seed": who, "max_new_tokens": 30}
        return list(engine.chat(talks(16)[who], **more))

    def script(who: int) -> str:
        more: dict[str, Any] = {"schema": SEARCH.parameters, "max_new_tokens": 20, "temperature": 1.0}
        return text_of(engine.chat(talks(16)[who], **more))

    heard = at_once([lambda who=who: (ask(who), script(who)) for who in range(12)])
    for deltas, written in heard:
        for call in (one for one in deltas if isinstance(one, ToolCall)):
            jsonschema.validate(call.arguments, SEARCH.parameters)
        jsonschema.validate(json.loads(written), SEARCH.parameters)


def test_who_closes_the_page_is_not_waited_for(loaded: Loaded) -> None:
    engine = TransformersEngine(loaded)
    alone = [text_of(TransformersEngine(loaded).chat(talk, max_new_tokens=10)) for talk in talks(8)]

    def listen(who: int) -> str | None:
        stream = engine.chat(talks(8)[who], max_new_tokens=10)
        if who % 2:
            return text_of(stream)
        next(stream, None)
        stream.close()  # type: ignore[attr-defined]
        return None

    heard = at_once([lambda who=who: listen(who) for who in range(8)])
    assert heard[1::2] == alone[1::2]
    assert not engine._batch._expected


# -- the cache


@given(lengths=st.lists(st.integers(1, 90), min_size=1, max_size=6), data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_growing_layer_holds_what_it_was_given(lengths: list[int], data: st.DataObject) -> None:
    layer, held = Growing(), torch.zeros(1, 2, 0, 4)
    for length in lengths:
        keys = torch.rand(1, 2, length, 4)
        held = torch.cat([held, keys], dim=2)
        mine, values = layer.update(keys, -keys)
        assert torch.equal(mine, held)
        assert torch.equal(values, -held)
        less = data.draw(st.integers(0, length), label="taken back")
        layer.crop(-less)
        held = held[:, :, : held.shape[2] - less]
        assert layer.get_seq_length() == held.shape[2]


def test_layers_that_forget_stay_as_they_are() -> None:
    layers = fresh(MistralConfig(sliding_window=8, num_hidden_layers=2)).layers
    assert not any(isinstance(layer, Growing) for layer in layers)
