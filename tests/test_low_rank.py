"""Adapters beside one network: each answers as if it were merged alone, whoever else is there."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
import torch

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.low_rank import LowRank, through
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.engines.tiny import tiny_model
from tastemaker.agent.engines.transformers import TransformersEngine
from tastemaker.contracts import TextDelta
from tastemaker.errors import BadAdapter, ModelError

HELLO = [{"role": "user", "content": "a red dress"}]
SAID = ["red", "Shall I look for others?"]


def lora(base: Path, folder: Path, *, seed: int, rank: int = 2, **more: Any) -> Path:
    """A random PEFT adapter whose effect is large; even seeds adapt other layers."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(seed)
    network = load(str(base), device="cpu").model
    places = (
        r".*language_model.*(q_proj|v_proj|fc1)" if seed % 2 else r".*language_model.*(k_proj|v_proj|fc2)"
    )
    config = LoraConfig(r=rank, lora_alpha=100, target_modules=places, init_lora_weights=False, **more)
    get_peft_model(network, config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def adapters(base: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("adapters")
    return [lora(base, folder / f"{seed}", seed=seed, rank=1 + seed) for seed in (1, 2, 3)]


@pytest.fixture
def shared(base: Path) -> TransformersEngine:
    engine = open_engine(str(base), device="cpu")
    assert isinstance(engine, TransformersEngine)
    return engine


def low(engine: TransformersEngine) -> LowRank:
    assert engine.loaded.lora is not None
    return engine.loaded.lora


def alike(scores: list[float]) -> Any:
    """The same but for rounding: what was read before is read in other pieces."""
    return pytest.approx(scores, abs=0.01)


def test_each_answers_as_if_merged_alone(
    shared: TransformersEngine, adapters: list[Path], base: Path
) -> None:
    before = shared.score(HELLO, SAID)
    beside = [shared.adapted(adapter) for adapter in adapters]
    found = [engine.score(HELLO, SAID) for engine in beside]
    for adapter, one in zip(adapters, found, strict=True):
        merged = open_engine(str(base), adapter=adapter, device="cpu").score(HELLO, SAID)
        assert one == pytest.approx(merged, rel=0.02, abs=0.2)  # bfloat16, where the CPU has it
        assert one != alike(before)
    assert shared.score(HELLO, SAID) == alike(before), "the base is as it was"
    assert [engine.score(HELLO, SAID) for engine in beside] == [alike(one) for one in found], (
        "one's prefixes are of no use to another"
    )
    assert beside[0].adapted(None).score(HELLO, SAID) == alike(before)


def test_one_batch_may_go_through_several(shared: TransformersEngine, adapters: list[Path]) -> None:
    first, second, third = (low(shared.adapted(adapter)) for adapter in adapters)
    network, ids = shared.loaded.model.float(), torch.randint(10, 200, (5, 7))

    @torch.no_grad()
    def read(rows: Sequence[LowRank | None]) -> torch.Tensor:
        with through(rows):
            logits: torch.Tensor = network(input_ids=ids).logits
        return logits

    rows = [first, None, second, first, third]
    mixed = read(rows)
    for n, row in enumerate(rows):
        torch.testing.assert_close(mixed[n], read([row])[n], atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(read([None]), read([]))


def test_conversations_that_take_turns_do_not_disturb_each_other(
    shared: TransformersEngine, adapters: list[Path]
) -> None:
    one, other = (shared.adapted(adapter) for adapter in adapters[:2])
    alone = [list(engine.chat(HELLO, max_new_tokens=12)) for engine in (one, other)]
    fresh = [shared.adapted(adapter).chat(HELLO, max_new_tokens=12) for adapter in adapters[:2]]
    together: list[list[Any]] = [[], []]
    for _ in range(20):
        for said, answer in zip(together, fresh, strict=True):
            said.extend([delta] if (delta := next(answer, None)) else [])
    text = [
        ["".join(d.text for d in each if isinstance(d, TextDelta)) for each in two]
        for two in (alone, together)
    ]
    assert text[0] == text[1]


def test_who_has_begun_ends_with_the_one_it_began_with(
    shared: TransformersEngine, base: Path, tmp_path: Path
) -> None:
    folder = lora(base, tmp_path / "films", seed=1)
    engine = shared.adapted(folder)
    before = engine.score(HELLO, SAID)
    shutil.rmtree(folder)
    lora(base, folder, seed=5)
    assert engine.score(HELLO, SAID) == alike(before)
    assert engine.adapted(folder).score(HELLO, SAID) != alike(before)
    assert engine.adapter_bytes > 0 == shared.adapter_bytes


def test_nothing_is_left_of_one_that_nobody_holds(shared: TransformersEngine, adapters: list[Path]) -> None:
    one, other = (low(shared.adapted(adapter)) for adapter in adapters[:2])
    network, ids = shared.loaded.model, torch.randint(10, 200, (2, 7))
    for rows in ([one, other], [one]):
        with torch.no_grad(), through(rows):
            network(input_ids=ids)
    matrices = [ref(matrix) for pair in one.parts.values() for matrix in pair]
    assert all(matrix() is not None for matrix in matrices)
    del one, rows
    gc.collect()
    assert not any(matrix() is not None for matrix in matrices)
    with torch.no_grad(), through([other]):
        network(input_ids=ids)


def test_an_adapter_of_another_base_is_refused_naming_both(
    shared: TransformersEngine, base: Path, tmp_path: Path
) -> None:
    adapter = lora(base, tmp_path / "wide", seed=1)
    config = json.loads((adapter / "adapter_config.json").read_text())
    (adapter / "adapter_config.json").write_text(
        json.dumps(config | {"base_model_name_or_path": "Qwen/Other"})
    )
    text = open_engine(str(tiny_model(tmp_path / "text", kind="text")), device="cpu")
    with pytest.raises(BadAdapter, match=r"wide was trained on 'Qwen/Other', and '.*text' has no layer"):
        text.adapted(adapter)  # type: ignore[attr-defined]  # an engine in this process


def test_what_is_no_whole_plain_lora_is_refused(
    shared: TransformersEngine, base: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadAdapter, match="no adapter in"):
        shared.adapted(tmp_path / "gone")
    with pytest.raises(BadAdapter, match=r"more than plain LoRA \(.*magnitude"):
        shared.adapted(lora(base, tmp_path / "dora", seed=1, use_dora=True))
    half = lora(base, tmp_path / "half", seed=1)
    weights = half / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:900])
    with pytest.raises(BadAdapter, match=r"adapter_model\.safetensors cannot be read"):
        shared.adapted(half)
    (tmp_path / "full" / "model").mkdir(parents=True)
    with pytest.raises(BadAdapter, match="whole model"):
        shared.adapted(tmp_path / "full")


@pytest.mark.parametrize("more", [{}, {"use_rslora": True}, {"alpha_pattern": {"q_proj": 30}}])
@torch.no_grad()
def test_it_adds_what_peft_adds(base: Path, tmp_path: Path, more: dict[str, Any]) -> None:
    from peft import PeftModel

    adapter, ids = lora(base, tmp_path / "adapter", seed=1, **more), torch.randint(10, 200, (2, 7))
    network, theirs = (load(str(base), device="cpu").model.float() for _ in range(2))
    before = network(input_ids=ids).logits
    with through([LowRank.open(adapter, network, name="base")]):
        found = network(input_ids=ids).logits
    torch.testing.assert_close(found, PeftModel.from_pretrained(theirs, adapter)(input_ids=ids).logits)
    assert (found - before).abs().max() > 0.1


def test_a_model_with_an_adapter_in_its_weights_takes_no_other(base: Path, adapters: list[Path]) -> None:
    merged = open_engine(str(base), adapter=adapters[0], device="cpu")
    assert isinstance(merged, TransformersEngine)
    with pytest.raises(BadAdapter, match=r"1 in its weights and takes no other, found .*2"):
        merged.adapted(adapters[1])


def test_agents_of_two_domains_share_one_model(
    shared: TransformersEngine, adapters: list[Path], shop: Path
) -> None:
    with (
        Agent.open(shop, engine=shared, adapter=adapters[0]) as one,
        Agent.open(shop, engine=shared, adapter=adapters[1]) as other,
    ):
        models = [engine.loaded.model for engine in (one.engine, other.engine)]  # type: ignore[attr-defined]
        assert models[0] is models[1]
        assert one.engine.score(HELLO, SAID) != other.engine.score(HELLO, SAID)
        again = one.adapted(adapters[1]).engine.score(HELLO, SAID)
        assert again == alike(other.engine.score(HELLO, SAID))


def test_an_engine_that_takes_no_adapters_says_so(shop: Path, adapters: list[Path]) -> None:
    with pytest.raises(BadAdapter, match="'scripted' takes no adapters"):
        Agent.open(shop, engine=ScriptedEngine(), adapter=adapters[0])


def test_too_long_a_prompt_is_still_said(shared: TransformersEngine, adapters: list[Path]) -> None:
    with pytest.raises(ModelError, match="shorten the conversation"):
        shared.adapted(adapters[0]).chat([{"role": "user", "content": "a red dress " * 400}])
