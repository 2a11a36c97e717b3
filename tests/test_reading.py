"""How mini reads back from the conversation: the heads written into its warm start, and what teaches them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import PreTrainedTokenizerFast

from tastemaker.agent.engines.markup import tidy
from tastemaker.finetune.mini import corpus
from tastemaker.finetune.mini.reading import POINTER_HEAD, POINTER_LAYER, keep_codes
from tastemaker.finetune.mini.sources import Sources
from tastemaker.finetune.mini.tokenizer import open_tokenizer
from tastemaker.finetune.mini.warmstart import warm_decoder

SHIPPED = Path(corpus.__file__).parents[2] / "agent" / "weights" / "mini"


@pytest.fixture(scope="module")
def fast() -> PreTrainedTokenizerFast:
    return open_tokenizer(SHIPPED)


@pytest.fixture(scope="module")
def decoder(fast: PreTrainedTokenizerFast) -> Any:
    return warm_decoder(fast).eval()


def spoken(fast: PreTrainedTokenizerFast, user: str, arguments: dict[str, Any]) -> str:
    call = {"type": "function", "function": {"name": "search", "arguments": arguments}}
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "Fields: price 5..90; color red | blue"},
        {"role": "user", "content": user},
        {"role": "assistant", "content": "", "tool_calls": [call]},
    ]
    return str(fast.apply_chat_template(messages, tokenize=False))


def test_a_word_is_the_same_token_wherever_it_stands(fast: PreTrainedTokenizerFast) -> None:
    text = spoken(fast, "blue shoes", {"query": "shoes", "where": "color == 'blue'", "refine": True})
    assert text.endswith(
        '<tool_call>{"name": "search", "arguments": '
        '{"query": " shoes", "where": " color == \' blue\'", "refine": true}}</tool_call><|im_end|>\n'
    )
    ids = fast.encode(text, add_special_tokens=False)
    for word, times in ((" shoes", 2), (" blue", 3), (" color", 2)):
        (token,) = fast.encode(word, add_special_tokens=False)
        assert ids.count(token) == times


def test_the_engine_takes_the_blanks_away_again(fast: PreTrainedTokenizerFast) -> None:
    arguments = {"query": "a b", "where": "color == 'blue' and price < 5 and color != 'red'", "picture": True}
    text = spoken(fast, "x", arguments)
    written = json.loads(text.split("<tool_call>")[1].split("</tool_call>")[0])["arguments"]
    assert written != arguments
    assert tidy(written) == arguments


def test_sources_lead_to_the_same_token_in_the_conversation(fast: PreTrainedTokenizerFast) -> None:
    find, stream, pointed = Sources(fast), corpus.Corpus(fast, short=0.5), 0
    opens, closes = fast.convert_tokens_to_ids(["<tool_call>", "</tool_call>"])
    for seed in range(60):
        ids = stream.sample(seed).ids
        places = find(ids)
        inside = np.cumsum(ids == opens) > np.cumsum(ids == closes)
        for i in np.flatnonzero(places >= 0):
            assert inside[i]
            assert places[i] < i
            assert ids[places[i]] == ids[i]
            pointed += 1
    assert pointed > 150


def test_a_wish_is_taken_from_the_message_and_a_field_from_the_system(fast: PreTrainedTokenizerFast) -> None:
    text = spoken(fast, "some shoes in blue please", {"query": "shoes", "where": "color == 'blue'"})
    ids = np.array(fast.encode(text, add_special_tokens=False), np.int32)
    places = Sources(fast)(ids)
    parts = {fast.decode([ids[i]]): int(place) for i, place in enumerate(places) if place >= 0}
    said = len(fast.encode(text[: text.index("some")], add_special_tokens=False)) - 1
    assert list(parts) == [" shoes", " color", " blue"]
    assert parts[" shoes"] > said
    assert parts[" color"] < said
    assert parts[" blue"] > said


def test_the_pointing_head_names_what_it_looks_at(decoder: Any) -> None:
    ids = torch.randint(300, 8000, (2, 40), generator=torch.Generator().manual_seed(3))
    layers, reading = decoder.model.decoder.layers, decoder.reading
    attention = layers[POINTER_LAYER].self_attn
    with torch.inference_mode():
        states = decoder.model(ids, output_hidden_states=True).hidden_states[POINTER_LAYER]
        heard = attention.v_proj(states)[..., POINTER_HEAD]
        fetched = heard @ attention.out_proj.weight[reading.fetched][:, POINTER_HEAD].T
        named = (fetched @ decoder.lm_head.weight[:, reading.fetched].T).argmax(-1)
    assert (named == ids).float().mean() > 0.95


def test_the_codes_stay_readable_whatever_training_writes(fast: PreTrainedTokenizerFast) -> None:
    model: Any = warm_decoder(fast).eval()
    inner, own = model.model.decoder, model.reading.own
    ids = torch.randint(300, 8000, (2, 40), generator=torch.Generator().manual_seed(4))
    with torch.no_grad():
        for layer in inner.layers:
            layer.fc2.weight += 0.2 * torch.randn_like(layer.fc2.weight)
            layer.final_layer_norm.bias += 1.0
        codes = inner.embed_tokens.weight[:, own]

        def nearest() -> float:
            states = inner(ids, output_hidden_states=True).hidden_states[POINTER_LAYER][..., own]
            return float(((states @ codes.T).argmax(-1) == ids).float().mean())

        assert nearest() < 0.5
        keep_codes(inner, own)
        assert nearest() > 0.9
