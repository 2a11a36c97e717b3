"""The constrained beam against running every whole sequence, with and without padding, masks and a cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from transformers import (
    CLIPVisionConfig,
    DynamicCache,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    MistralConfig,
    MistralForCausalLM,
    OPTConfig,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2VLConfig,
    Qwen2VLForConditionalGeneration,
)

from tastemaker.agent.engines.beam import beam
from tastemaker.agent.engines.trie import Trie
from tastemaker.errors import ModelError

Prefix: TypeAlias = tuple[int, ...]
VOCABULARY, IMAGE = 64, 63
SHAPE: dict[str, Any] = {
    "vocab_size": VOCABULARY,
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "max_position_embeddings": 64,
    "pad_token_id": 0,
    "tie_word_embeddings": False,  # LLaVA ties by a name that OPT does not have
}
ROTARY = SHAPE | {"num_key_value_heads": 1, "intermediate_size": 32, "initializer_range": 0.5}
EYES = CLIPVisionConfig(
    hidden_size=16,
    intermediate_size=32,
    num_hidden_layers=1,
    num_attention_heads=2,
    image_size=8,
    patch_size=4,
)


def llava(text: Any, **settings: Any) -> Any:
    config = LlavaConfig(
        vision_config=EYES,
        text_config=text,
        image_token_index=IMAGE,
        vision_feature_layer=-1,
        tie_word_embeddings=False,
    )
    return LlavaForConditionalGeneration._from_config(config, **settings)


def opt(**settings: Any) -> Any:
    """mini's architecture in miniature."""
    shape = OPTConfig(**SHAPE, ffn_dim=32, word_embed_proj_dim=16, do_layer_norm_before=False, init_std=0.5)
    return llava(shape, **settings)


MODELS: dict[str, Callable[[], Any]] = {
    "opt-llava": opt,
    "opt-llava-eager": lambda: opt(attn_implementation="eager"),
    "llama-llava": lambda: llava(LlamaConfig(**ROTARY)),
    "qwen2": lambda: Qwen2ForCausalLM(Qwen2Config(**ROTARY)),
}


def made(name: str) -> Any:
    torch.manual_seed(0)
    return MODELS[name]().eval()


@pytest.fixture(params=MODELS, scope="module")
def model(request: pytest.FixtureRequest) -> Any:
    return made(request.param)


class Case:
    """A drawn catalog, a batch of prompts and what the model makes of every prefix, run whole."""

    def __init__(self, data: st.DataObject, *, batch: int = 3) -> None:
        sizes = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
        ids = st.lists(st.tuples(*[st.integers(0, size - 1) for size in sizes]), unique=True, max_size=12)
        self.codes = data.draw(ids)
        self.trie = Trie(torch.tensor(self.codes, dtype=torch.int64).view(-1, len(sizes)), sizes=sizes)
        self.beams = data.draw(st.integers(1, 14))
        chance = torch.Generator().manual_seed(data.draw(st.integers(0, 999)))
        self.tokens = torch.randperm(60, generator=chance)[:16].view(4, 4) + 1
        lengths = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=batch))
        self.prompts = [torch.randint(1, 60, (n,), generator=chance).tolist() for n in lengths]
        share = data.draw(st.sampled_from([0.0, 0.5, 1.0]))
        self.masks = torch.rand(len(lengths), len(self.codes), generator=chance) < share

    def padded(self) -> dict[str, Tensor]:
        longest = max(map(len, self.prompts))
        ids = [[0] * (longest - len(prompt)) + prompt for prompt in self.prompts]
        mask = [[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in self.prompts]
        return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}

    def spoken(self, code: Prefix) -> list[int]:
        return [int(self.tokens[level, one]) for level, one in enumerate(code)]

    def wanted(self, model: Any, n: int) -> tuple[list[int], list[float]]:
        """The rows and scores of a beam search for one prompt that runs every sequence from its start."""
        left = {code: row for row, code in enumerate(self.codes) if self.masks[n, row]}
        alive: dict[Prefix, float] = {(): 0.0}
        for level in range(len(self.trie.sizes)):
            grown = {code[: level + 1] for code in left if code[:level] in alive}
            odds = {code: alive[code[:-1]] + self._step(model, n, code) for code in grown}
            alive = dict(sorted(odds.items(), key=lambda pair: -pair[1])[: self.beams])
        return [left[code] for code in alive], list(alive.values())

    def _step(self, model: Any, n: int, code: Prefix) -> float:
        """The log-probability of the last code after the prompt and the others, among all that may follow."""
        sequence = torch.tensor([self.prompts[n] + self.spoken(code[:-1])])
        with torch.no_grad():
            logits = model(input_ids=sequence, use_cache=False).logits[0, -1]
        siblings = sorted({one[: len(code)] for one in self.codes if one[: len(code) - 1] == code[:-1]})
        odds = logits[[self.spoken(one)[-1] for one in siblings]].log_softmax(-1)
        return float(odds[siblings.index(code)])


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_it_is_the_beam_of_whole_sequences(model: Any, data: st.DataObject) -> None:
    """Where there are as many beams as allowed items, that is every item's own score."""
    case = Case(data)
    view = case.trie.view(case.masks)
    found = beam(model, view, inputs=case.padded(), tokens=case.tokens, beams=case.beams)
    assert found.rows.shape == found.scores.shape == (len(case.prompts), case.beams)
    for n in range(len(case.prompts)):
        rows, scores = case.wanted(model, n)
        allowed = case.masks[n].nonzero().flatten().tolist()
        assert case.beams < len(allowed) or sorted(rows) == allowed
        missing = case.beams - len(rows)
        assert found.rows[n].tolist() == rows + [-1] * missing
        assert found.scores[n].tolist() == pytest.approx(scores + [-torch.inf] * missing, abs=1e-4)


CODES = torch.tensor([[0, 0, 1], [0, 1, 0], [1, 1, 1], [2, 0, 0], [2, 0, 1], [3, 3, 3]])
TOKENS = [torch.tensor([11, 12, 13, 14]), torch.tensor([21, 22, 23, 24]), torch.tensor([31, 32, 33, 34])]
PROMPT = torch.tensor([[5, 9, 2, 7, 40, 41]])


def found_after(model: Any, inputs: dict[str, Tensor], **more: Any) -> tuple[list[int], list[float]]:
    trie = Trie(CODES, sizes=(4, 4, 4))
    rows, scores = beam(model, trie.view(), inputs=inputs, tokens=TOKENS, beams=4, **more)
    return rows[0].tolist(), scores[0].tolist()


def test_embeddings_may_stand_for_tokens(model: Any) -> None:
    rows, scores = found_after(model, {"input_ids": PROMPT})
    embedded = model.get_input_embeddings()(PROMPT).detach()
    again, others = found_after(model, {"inputs_embeds": embedded})
    assert again == rows
    assert others == pytest.approx(scores, abs=1e-5)


def test_what_was_read_before_is_used_and_left_as_it_is(model: Any) -> None:
    rows, scores = found_after(model, {"input_ids": PROMPT})
    cache = DynamicCache(config=model.config)
    with torch.no_grad():
        model(input_ids=PROMPT[:, :4], past_key_values=cache, use_cache=True)
    before = [layer.keys.clone() for layer in cache.layers]
    for inputs in ({"input_ids": PROMPT[:, 4:]}, {"input_ids": PROMPT[:, 4:], "attention_mask": PROMPT > 0}):
        again, others = found_after(model, inputs, cache=cache)
        assert again == rows
        assert others == pytest.approx(scores, abs=1e-5)
    assert cache.get_seq_length() == 4
    assert all(torch.equal(layer.keys, was) for layer, was in zip(cache.layers, before, strict=True))


def test_it_is_what_generate_finds(model: Any) -> None:
    """transformers' own beam search, held to the same IDs by a function of the prefix."""
    valid = [[int(TOKENS[n][one]) for n, one in enumerate(code)] for code in CODES.tolist()]

    def allowed(_batch: int, sequence: Tensor) -> list[int]:
        prefix = sequence[PROMPT.shape[1] :].tolist()
        return sorted({code[len(prefix)] for code in valid if code[: len(prefix)] == prefix}) or [0]

    out = model.generate(
        PROMPT,
        attention_mask=torch.ones_like(PROMPT),
        num_beams=4,
        num_return_sequences=4,
        max_new_tokens=3,
        eos_token_id=None,
        length_penalty=0.0,
        prefix_allowed_tokens_fn=allowed,
        renormalize_logits=True,
        return_dict_in_generate=True,
        output_scores=True,
    )
    rows, scores = found_after(model, {"input_ids": PROMPT})
    assert [valid.index(said) for said in out.sequences[:, PROMPT.shape[1] :].tolist()] == rows
    assert out.sequences_scores.tolist() == pytest.approx(scores, abs=1e-5)


def test_a_prompt_may_hold_a_picture() -> None:
    model = made("opt-llava")
    prompt = torch.tensor([[5, IMAGE, IMAGE, IMAGE, IMAGE, 7]])
    rows, scores = found_after(model, {"input_ids": prompt, "pixel_values": torch.rand(1, 3, 8, 8)})
    assert len(set(rows)) == 4
    assert scores != found_after(model, {"input_ids": prompt, "pixel_values": torch.zeros(1, 3, 8, 8)})[1]


def test_a_model_that_counts_a_pictures_tokens_otherwise() -> None:
    """Qwen2-VL gives the tokens after a picture lower positions than their place in the sequence."""
    torch.manual_seed(0)
    eyes = {"depth": 1, "embed_dim": 16, "num_heads": 2, "hidden_size": 16, "patch_size": 4, "mlp_ratio": 2}
    rope = {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}
    text = ROTARY | {"rope_parameters": rope}
    config = Qwen2VLConfig(
        text_config=text, vision_config=eyes, image_token_id=IMAGE, vision_start_token_id=62
    )
    model = Qwen2VLForConditionalGeneration(config).eval()
    prompt = torch.tensor([[5, 62, *[IMAGE] * 4, 7]])
    picture = {
        "pixel_values": torch.rand(16, 3 * 2 * 4 * 4),
        "image_grid_thw": torch.tensor([[1, 4, 4]]),
    }
    rows, scores = found_after(
        model, {"input_ids": prompt, "mm_token_type_ids": (prompt == IMAGE).int(), **picture}
    )
    for row, score in zip(rows, scores, strict=True):
        said = torch.tensor([[int(TOKENS[n][one]) for n, one in enumerate(CODES[row].tolist())]])
        whole = torch.cat([prompt, said], dim=-1)
        with torch.no_grad():
            out = model(input_ids=whole, mm_token_type_ids=(whole == IMAGE).int(), use_cache=False, **picture)
        slow = 0.0
        for level, logits in enumerate(out.logits[0, -4:-1]):
            alike = CODES[(CODES[:, :level] == CODES[row, :level]).all(1), level].unique()
            slow += float(logits[said[0, level]] - logits[TOKENS[level][alike]].logsumexp(-1))
        assert score == pytest.approx(slow, abs=1e-4)


def test_probabilities_of_a_model_in_bfloat16_are_added_in_float32() -> None:
    model = made("opt-llava").bfloat16()
    _, scores = found_after(model, {"input_ids": PROMPT})
    assert torch.tensor(scores).bfloat16().tolist() != scores
    _, exact = found_after(model.float(), {"input_ids": PROMPT})
    assert scores == pytest.approx(exact, rel=0.02)


def test_nothing_is_found_where_nothing_is_allowed() -> None:
    model = made("opt-llava")
    trie = Trie(CODES, sizes=(4, 4, 4))
    empty = Trie(CODES[:0], sizes=(4, 4, 4))
    for view in (trie.view(torch.zeros(6, dtype=torch.bool)), empty.view()):
        found = beam(model, view, inputs={"input_ids": PROMPT}, tokens=TOKENS, beams=2)
        assert found.rows.tolist() == [[-1, -1]]
        assert found.scores.tolist() == [[-torch.inf] * 2]


def test_attention_without_such_masks_is_refused_by_name() -> None:
    model = made("opt-llava")
    model.config.text_config._attn_implementation = "flash_attention_2"
    with pytest.raises(ModelError, match="'flash_attention_2' attention"):
        found_after(model, {"input_ids": PROMPT})


def test_a_sliding_window_is_refused_by_name() -> None:
    model = MistralForCausalLM(MistralConfig(**ROTARY, sliding_window=8)).eval()
    with pytest.raises(ModelError, match="MistralForCausalLM has layers that do not keep every token"):
        found_after(model, {"input_ids": PROMPT})


def test_damaged_weights_are_said() -> None:
    model = made("opt-llava")
    torch.nn.init.constant_(model.lm_head.weight, torch.nan)
    with pytest.raises(ModelError, match="not numbers"):
        found_after(model, {"input_ids": PROMPT})
