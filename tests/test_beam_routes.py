"""The beam of `benchmarks/served_beam.py` against a double of vLLM, and how two results are compared."""

from __future__ import annotations

import base64
import importlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import torch
from fastapi import FastAPI
from transformers import Qwen2Config, Qwen2ForCausalLM

from tastemaker.agent.engines.beam import Found, beam
from tastemaker.agent.engines.model_server import ModelServer
from tastemaker.agent.engines.trie import Trie

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SIZES = (4, 4, 5)
IDS = torch.cartesian_prod(*(torch.arange(size) for size in SIZES))[::3]
SHAPE: dict[str, Any] = {
    "vocab_size": 32,
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "max_position_embeddings": 64,
    "initializer_range": 0.5,
}


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Imports a module of the benchmarks, which lie in no package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


@pytest.fixture
def network() -> Any:
    torch.manual_seed(0)
    return Qwen2ForCausalLM(Qwen2Config(**SHAPE)).eval()


def double(network: Any, asked: list[dict[str, Any]]) -> FastAPI:
    """Answers completions as vLLM does with embedded prompts and processed log-probabilities."""
    app = FastAPI()

    @app.post("/v1/completions")
    @torch.no_grad()
    def complete(body: dict[str, Any]) -> dict[str, Any]:
        asked.append(body)
        prompts = torch.stack(
            [torch.load(BytesIO(base64.b64decode(one)), weights_only=True) for one in body["prompt_embeds"]]
        )
        logits = network(inputs_embeds=prompts).logits[:, -1]
        barred = torch.ones(logits.shape[-1], dtype=torch.bool)
        barred[body["allowed_token_ids"]] = False
        odds = logits.masked_fill(barred, -torch.inf).log_softmax(-1)
        best = odds.topk(body["logprobs"])
        choices = [
            {
                "index": n,
                "logprobs": {"top_logprobs": [{f"token_id:{t}": o for t, o in zip(*row, strict=True)}]},
            }
            for n, row in enumerate(zip(best.indices.tolist(), best.values.tolist(), strict=True))
        ]
        return {"choices": choices[::-1]}  # by index, in whatever order

    return app


def searched(network: Any, url: str, bench: Any, view: Any, *, beams: int) -> tuple[Found, Found]:
    """What both routes find after one prompt."""
    tokens = [torch.arange(size) + 8 * level for level, size in enumerate(SIZES)]
    words = network.get_input_embeddings().weight.detach()
    prompt = torch.randn(6, 16, generator=torch.Generator().manual_seed(1))
    served = bench("served_beam").ServedBeam(ModelServer(f"{url}/v1#mini"), words=words, tokens=tokens)
    inputs = {"inputs_embeds": prompt[None]}
    mine = beam(network, view, inputs=inputs, tokens=tokens, beams=beams)
    return mine, served.search(prompt, view, beams=beams)


@pytest.mark.parametrize("beams", [1, 5, 40])
@pytest.mark.parametrize("share", [None, 0.5, 0.05, 0.0])
def test_a_level_a_request_finds_what_the_tree_finds(
    network: Any, bench: Any, served: Callable[[Any], Any], beams: int, share: float | None
) -> None:
    asked: list[dict[str, Any]] = []
    allowed = (
        None if share is None else torch.rand(len(IDS), generator=torch.Generator().manual_seed(2)) < share
    )
    view = Trie(IDS, sizes=SIZES).view(allowed)
    mine, theirs = searched(network, served(double(network, asked)).url, bench, view, beams=beams)
    assert torch.equal(mine.rows, theirs.rows)
    torch.testing.assert_close(mine.scores, theirs.scores, rtol=1e-4, atol=1e-4)
    if share is None:
        assert [len(body["prompt_embeds"]) for body in asked] == [1, min(beams, 4), min(beams, 16)]
        assert asked[0]["allowed_token_ids"] == [0, 1, 2, 3]
        assert asked[0]["model"] == "mini"


def found(*rows: tuple[int, float]) -> Found:
    return Found(torch.tensor([[row for row, _ in rows]]), torch.tensor([[score for _, score in rows]]))


def test_near_ties_may_change_places_and_nothing_else_may(bench: Any) -> None:
    agreement = bench("agreement").agreement
    mine = found((1, -1.0), (2, -2.0), (3, -2.0005), (4, -5.0))
    swapped = found((1, -1.0), (3, -2.0), (2, -2.0), (4, -5.0))
    other = found((1, -1.0), (4, -2.0), (2, -2.0), (3, -5.0))
    report = agreement([mine, mine, mine], [mine, swapped, other], loose=False, k=2)
    assert report["top 2 alike, in order"] == pytest.approx(1 / 3, abs=1e-4)
    assert report["top 2 alike, ties apart"] == pytest.approx(2 / 3, abs=1e-4)
    assert report["scores of an item differ by at most"] == 3.0
    assert report["scores of a place differ by at most"] == 0.0


def test_items_that_are_missing_are_no_items(bench: Any) -> None:
    few = found((1, -1.0), (-1, float("-inf")))
    assert bench("agreement").agreement([few], [few], loose=True)["top 10 alike, in order"] == 1.0
