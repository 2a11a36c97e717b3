"""The engine with other families of models: LLaVA-OneVision, Qwen-VL and SmolVLM, tiny and random."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from PIL import Image
from transformers.models.llava_onevision.image_processing_pil_llava_onevision import (
    LlavaOnevisionImageProcessorPil,
)
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.smolvlm import processing_smolvlm
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil

from tastemaker.agent.engines.decoding import Choice
from tastemaker.agent.engines.tiny import tiny_tokenizer
from tastemaker.agent.engines.transformers import TransformersEngine
from tastemaker.contracts import Message
from tastemaker.errors import MissingExtra

TEXT: dict[str, Any] = {
    "vocab_size": 420,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 1024,
    "eos_token_id": 2,
    "pad_token_id": 0,
}
EYES: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
}


def save(
    folder: Path, model: Any, pictures: Any, *, kind: str, image: str = "<image>", **settings: Any
) -> Path:
    """Write a model folder as the hub has them."""
    tokenizer = tiny_tokenizer()
    if image != "<image>":
        backend = tokenizer.backend_tokenizer.to_str().replace("<image>", image)
        template = str(tokenizer.chat_template).replace("<image>", f"<|vision_start|>{image}<|vision_end|>")
        tokenizer = transformers.PreTrainedTokenizerFast(
            tokenizer_object=type(tokenizer.backend_tokenizer).from_str(backend),
            eos_token="<|im_end|>",
            pad_token="<|pad|>",
            model_max_length=1024,
            chat_template=template,
        )
    if kind == "SmolVLMProcessor":
        more = ["<fake_token_around_image>", "<end_of_utterance>", "<global-img>"]
        tokenizer.add_special_tokens({"additional_special_tokens": more})
    model.generation_config.eos_token_id, model.generation_config.pad_token_id = 2, 0
    for part in (tokenizer, pictures, model):
        part.save_pretrained(folder)
    (folder / "processor_config.json").write_text(json.dumps({"processor_class": kind, **settings}))
    (folder / "chat_template.jinja").write_text(str(tokenizer.chat_template))
    return folder


def onevision(folder: Path) -> Path:
    grid = [[28, 28], [28, 56]]
    config = transformers.LlavaOnevisionConfig(
        vision_config=transformers.SiglipVisionConfig(**EYES, image_size=28, patch_size=14),
        text_config=transformers.Qwen2Config(**TEXT),
        image_token_index=3,
        video_token_index=0,
        image_grid_pinpoints=grid,
        vision_feature_layer=-1,
        tie_word_embeddings=False,
    )
    model = transformers.LlavaOnevisionForConditionalGeneration(config)
    pictures = LlavaOnevisionImageProcessorPil(size={"height": 28, "width": 28}, image_grid_pinpoints=grid)
    settings = {"num_image_tokens": 4, "vision_feature_select_strategy": "full"}
    return save(folder, model, pictures, kind="LlavaOnevisionProcessor", **settings)


def qwen(folder: Path) -> Path:
    rope = {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10_000.0}
    eyes = {
        "depth": 2,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_heads": 2,
        "patch_size": 8,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "out_hidden_size": 32,
        "num_position_embeddings": 16,
        "deepstack_visual_indexes": [0],
    }
    config = transformers.Qwen3VLConfig(
        text_config={**TEXT, "head_dim": 8, "rope_parameters": rope},
        vision_config=eyes,
        image_token_id=3,
        video_token_id=0,
        vision_start_token_id=1,
        vision_end_token_id=2,
        tie_word_embeddings=False,
    )
    pictures = Qwen2VLImageProcessorPil(patch_size=8, merge_size=2, min_pixels=256, max_pixels=1024)
    model = transformers.Qwen3VLForConditionalGeneration(config)
    return save(folder, model, pictures, kind="Qwen3VLProcessor", image="<|image_pad|>")


def smolvlm(folder: Path) -> Path:
    config = transformers.SmolVLMConfig(
        text_config={**TEXT, "model_type": "llama"},
        vision_config={**EYES, "image_size": 32, "patch_size": 8},
        image_token_id=3,
        scale_factor=2,
        tie_word_embeddings=False,
    )
    pictures = SmolVLMImageProcessorPil(size={"longest_edge": 64}, max_image_size={"longest_edge": 32})
    model = transformers.SmolVLMForConditionalGeneration(config)
    return save(folder, model, pictures, kind="SmolVLMProcessor", image_seq_len=4)


SHOWN = [{"type": "image", "image": Image.new("RGB", (60, 40), "red")}, {"type": "text", "text": "like this"}]
WORDS: list[Message] = [{"role": "user", "content": "boots please"}]
PICTURE: list[Message] = [{"role": "user", "content": SHOWN}]
THEN: list[Message] = [{"role": "assistant", "content": "ok"}, {"role": "user", "content": "cheaper"}]
TALKS = [WORDS, [*WORDS, *THEN], PICTURE, [*PICTURE, *THEN], WORDS, [*PICTURE, *THEN, *PICTURE]]


def mine(engine: TransformersEngine, messages: list[Message]) -> list[int]:
    """Eight greedy tokens of our own loop, and its cache kept for the next turn."""
    run, choice = engine._start(engine._template.render(messages)), Choice(0, 0)
    for _ in range(8):
        run.add([choice(engine._read(run), barred=np.zeros(engine._size, np.bool_))])
    engine._keep(run)
    return [*run.read, *run.ids][-8:]


def theirs(engine: TransformersEngine, messages: list[Message]) -> list[int]:
    """The same by transformers' generate, from nothing."""
    prompt = engine._template.render(messages)
    if engine._passes._shift is not None:
        engine._passes._shift.rope_deltas = None
    ids = torch.tensor([prompt.ids])
    pictures = {name: engine._passes.placed(value) for name, value in prompt.pictures.items()}
    mask = torch.ones_like(ids)
    settings = {"max_new_tokens": 8, "do_sample": False, "eos_token_id": None}
    said: list[int] = engine._model.generate(input_ids=ids, attention_mask=mask, **settings, **pictures)[
        0
    ].tolist()
    return said[len(prompt.ids) :]


@pytest.mark.parametrize("build", [onevision, qwen, smolvlm])
def test_conversations_with_pictures_one_by_one_and_at_once(
    build: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SmolVLM asks for num2words at once, and uses it for videos only
    monkeypatch.setattr(processing_smolvlm, "num2words", object())
    torch.manual_seed(0)
    engine = TransformersEngine.open(str(build(tmp_path)), device="cpu")
    engine._model.float()  # in bfloat16 two tokens are often equally likely
    expected = [theirs(engine, talk) for talk in TALKS]
    assert [mine(engine, talk) for talk in TALKS] == expected
    assert engine._passes.shares
    with ThreadPoolExecutor(len(TALKS)) as pool:
        assert list(pool.map(lambda talk: mine(engine, talk), TALKS)) == expected


def test_a_package_that_a_processor_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing_smolvlm, "num2words", None)
    with pytest.raises(MissingExtra, match=r"needs the package 'num2words'.*pip install 'tastemaker\[hub\]'"):
        TransformersEngine.open(str(smolvlm(tmp_path)))
