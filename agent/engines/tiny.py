"""Tiny models with random weights, written to a folder: for tests of engines, training and plugins.

They speak nonsense, and everything around them works as with a real model: chat template, tool call
marks, pictures, windows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeAlias

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CLIPImageProcessorPil,
    CLIPVisionConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    OPTConfig,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

__all__ = ["CONTROL", "Kind", "tiny_model", "tiny_tokenizer"]

Kind: TypeAlias = Literal["llava", "text"]
CORPUS = (
    "<|im_start|>system You recommend films. Show cards by their markers, like [1] or [1.price].",
    '{"name": "search", "arguments": {"query": "red dress", "where": "price < 40 and color == \'red\'"}}',
    "Here are three that fit: [1], [2] and [3]. The first costs [1.price]. Shall I look for others?",
)
CONTROL = ("<|pad|>", "<|im_start|>", "<|im_end|>", "<image>", "<tool_call>", "</tool_call>")
TURNS = """
{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\n' }}
{%- if message.content is string %}{{ message.content }}{% else %}
{%- for part in message.content or [] %}
{%- if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}
{%- endfor %}{% endif %}
{%- for call in message.tool_calls or [] %}
{{- '<tool_call>{"name": "' + call.function.name + '", "arguments": ' + call.function.arguments | tojson }}
{{- '}</tool_call>' }}
{%- endfor %}
{{- '<|im_end|>\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
"""
TOOLS = """{%- for tool in tools or [] %}{{ tool.function.name + '\n' }}{% endfor %}"""


def tiny_tokenizer(*, marks: bool = True) -> PreTrainedTokenizerFast:
    """A byte-level BPE tokenizer with a ChatML template; without `marks` tool calls are plain text."""
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    control = CONTROL if marks else CONTROL[:4]
    trainer = trainers.BpeTrainer(
        vocab_size=512,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=[AddedToken(token, special=True) for token in control],
        show_progress=False,
    )
    # where marks are plain text, one token runs from a mark into the call, as in real vocabularies
    backend.train_from_iterator(CORPUS if marks else (*CORPUS, '<tool_call>{"name": "'), trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, eos_token="<|im_end|>", pad_token="<|pad|>", model_max_length=1024
    )
    tokenizer.chat_template = TOOLS + TURNS if marks else TURNS
    return tokenizer


def tiny_model(folder: Path, *, kind: Kind = "llava", seed: int = 0, window: int = 1024) -> Path:
    """Write a random model: `llava` sees pictures and has marks for tool calls, `text` has neither."""
    tokenizer = tiny_tokenizer(marks=kind == "llava")
    torch.manual_seed(seed)
    if kind == "llava":
        network, processor = _llava(tokenizer, window=window)
        processor.save_pretrained(folder)
    else:
        network = Qwen2ForCausalLM(Qwen2Config(**_shape(tokenizer, window=window), num_key_value_heads=2))
        tokenizer.save_pretrained(folder)
    network.generation_config.eos_token_id = tokenizer.eos_token_id
    network.save_pretrained(folder)
    return folder


def _shape(tokenizer: Any, *, window: int) -> dict[str, Any]:
    return {
        "vocab_size": len(tokenizer) + 7,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "max_position_embeddings": window,
        "bos_token_id": None,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        "tie_word_embeddings": False,
    }


def _llava(tokenizer: Any, *, window: int) -> tuple[Any, Any]:
    """mini's architecture in miniature: a CLIP tower of 9 patches before an OPT decoder."""
    text = OPTConfig(**_shape(tokenizer, window=window), ffn_dim=64, word_embed_proj_dim=32, init_std=0.3)
    vision = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=24,
        patch_size=8,
    )
    config = LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        vision_feature_layer=-1,
        image_seq_length=9,
        tie_word_embeddings=False,  # LLaVA ties by a name that OPT does not have
    )
    side = {"height": 24, "width": 24}
    pictures = CLIPImageProcessorPil(size=side, crop_size=side, do_center_crop=False)
    processor = LlavaProcessor(
        pictures,
        tokenizer,
        patch_size=8,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=tokenizer.chat_template,
    )
    return LlavaForConditionalGeneration(config), processor
