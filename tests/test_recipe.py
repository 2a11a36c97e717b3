"""mini's recipe: what is composed is true to the tools, and a training run goes on where it stopped."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import PreTrainedTokenizerFast

from tastemaker.catalog.filters import parse
from tastemaker.finetune.mini import corpus
from tastemaker.finetune.mini.dialogues import Composer, Dialogue
from tastemaker.finetune.mini.tokenizer import CODES, LEVELS, train_tokenizer
from tastemaker.finetune.mini.utterances import parse_conditions, read_replies, read_utterances, utterance
from tastemaker.tools.registry import TOOLS, specs

SEEDS = st.integers(0, 10**6)


@cache
def composer() -> Composer:
    return corpus.composer(heldout=False)


@cache
def tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    texts = ["You recommend films. Show cards by their markers.", "search for a red dress under 40"] * 20
    return train_tokenizer(texts, folder)


def calls(dialogue: Dialogue) -> list[dict[str, object]]:
    return [c["function"] for m in dialogue.messages for c in m.get("tool_calls", ())]


def test_every_line_is_read_and_its_conditions_parse() -> None:
    lines = read_utterances()
    assert len(lines) > 4000
    assert len(read_replies()) > 800
    assert 0.02 < sum(line.heldout for line in lines) / len(lines) < 0.08


def test_a_comparative_becomes_a_condition_on_the_first_card() -> None:
    line = utterance("refine", {"u": "cheaper", "change": "cheaper"})
    assert line.args == {"refine": True}
    assert [(c.role, c.op, c.value) for c in line.conditions] == [("price", "<", "[1.price]")]


def test_conditions_lose_their_quotes() -> None:
    assert [c.value for c in parse_conditions('by == "{PERSON}" and year < {YEAR}')] == ["{PERSON}", "{YEAR}"]


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_composed_calls_name_real_tools_and_their_filters_parse(seed: int) -> None:
    dialogue = composer().compose(seed)
    names = {tool.__name__ for tool in TOOLS}
    for one in calls(dialogue):
        assert one["name"] in names
        arguments = one["arguments"]
        assert isinstance(arguments, dict)
        if where := arguments.get("where"):
            parse(re.sub(r"\[(?:\d|it)\.(\w+)\]", _some_value(dialogue), where), dialogue.fields)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_composed_calls_fit_their_tools(seed: int) -> None:
    known = {spec.name: spec.parameters["properties"] for spec in specs(())}
    kinds = {"string": str, "integer": int, "boolean": bool, "array": list}
    for one in calls(composer().compose_short(seed)):
        arguments = one["arguments"]
        assert isinstance(arguments, dict)
        for name, value in arguments.items():
            schema = known[str(one["name"])][name]
            assert isinstance(value, kinds[schema["type"]]), one
            assert value in schema.get("enum", [value]), one


def test_pictures_and_films_are_asked_for_made_and_made_again() -> None:
    told = [composer().compose_short(seed) for seed in range(1000)]
    made = Counter(str(one["name"]) for dialogue in told for one in calls(dialogue))
    assert min(made[name] for name in ("write", "paint", "storyboard", "again")) >= 5
    kinds = {a["kind"] for d in told for one in calls(d) if "kind" in (a := one["arguments"])}  # type: ignore[operator, index]
    assert {"poster", "banner", "picture"} <= kinds


def test_what_is_asked_of_an_item_is_named_told_and_answered() -> None:
    dialogues = [composer().compose_short(seed) for seed in range(2500)]
    whole = [d for d in dialogues if d.intents[0] in ("details", "why") and len(d.messages) > 3]
    asked = {"a field": 0, "reason": 0, "other": 0, "description": 0, "": 0}
    for dialogue in whole:
        [call] = calls(dialogue)
        about, (told, reply) = str(call["arguments"].get("about", "")), dialogue.messages[-2:]  # type: ignore[attr-defined]
        if told["content"].startswith("error:"):
            continue
        names = {field.name for field in dialogue.fields}
        asked["a field" if about in names else about] += 1
        assert not about or told["content"].startswith(f"{about}: ")
        if about in names and "not on the card" not in told["content"]:
            assert f".{about}]" in reply["content"]
            assert "Fields:" in dialogue.messages[0]["content"], "who names a field has been told of it"
        if about == "other":
            assert "]" not in re.sub(r"\[\d\]", "", reply["content"]), "nothing of the card is the answer"
    assert all(asked.values()), asked
    assert asked["a field"] > asked["other"]


def test_some_single_messages_are_followed_to_the_reply() -> None:
    found = [composer().compose_short(seed).messages[-1] for seed in range(300)]
    replies = [one for one in found if one["role"] == "assistant" and not one.get("tool_calls")]
    assert 0.2 < len(replies) / len(found) < 0.6


def _some_value(dialogue: Dialogue):  # type: ignore[no-untyped-def]
    kinds = {field.name: field.kind for field in dialogue.fields}
    return lambda match: "1" if kinds.get(match.group(1)) == "number" else "'x'"


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_replies_only_point_at_cards_that_were_told(seed: int) -> None:
    told: set[str] = set()
    for message in composer().compose(seed).messages:
        if message["role"] == "tool":
            told |= set(re.findall(r"^\[(\d)\]", message["content"], re.MULTILINE))
        elif message["role"] == "assistant" and not message.get("tool_calls"):
            assert set(re.findall(r"\[(\d)(?:\.\w+)?\]", message["content"])) <= told


def test_the_same_seed_composes_the_same_conversation() -> None:
    assert composer().compose(5) == composer().compose(5)


def test_heldout_phrasings_are_never_composed_for_training() -> None:
    held = {line.text for line in read_utterances() if line.heldout}
    trained = {line.text for lines in composer().lines.values() for line in lines}
    assert not held & trained


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60))
def test_any_text_survives_the_tokenizer(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    fast = tokenizer(tmp_path_factory.getbasetemp() / "tokenizer")
    if not any(token in text for token in fast.all_special_tokens):
        assert fast.decode(fast.encode(text, add_special_tokens=False)) == text


def test_semantic_ids_are_tokens_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    fast = tokenizer(tmp_path_factory.getbasetemp() / "tokenizer")
    ids = fast.convert_tokens_to_ids([f"<{level}_{code}>" for level in LEVELS for code in (0, CODES - 1)])
    assert len(set(ids)) == 8
    assert fast.unk_token_id not in ids


def test_only_what_the_assistant_says_is_learnt(tmp_path_factory: pytest.TempPathFactory) -> None:
    fast = tokenizer(tmp_path_factory.getbasetemp() / "tokenizer")
    stream = corpus.Corpus(fast)
    sample = next(s for s in map(stream.sample, range(100)) if s.intents)
    learnt = fast.decode(sample.ids[sample.learn])
    assert "<|im_end|>" in learnt
    assert "<|im_start|>" not in learnt
    assert "Fields:" not in learnt


def test_the_warm_start_already_copies_from_the_prompt(tmp_path_factory: pytest.TempPathFactory) -> None:
    import torch

    from tastemaker.finetune.mini.warmstart import warm_decoder

    fast = tokenizer(tmp_path_factory.getbasetemp() / "tokenizer")
    draw = torch.Generator().manual_seed(5)
    said, between = (torch.randint(300, len(fast), (8, n), generator=draw) for n in (60, 100))
    with torch.inference_mode():
        logits = warm_decoder(fast).eval()(torch.cat([said, between, said], dim=1)).logits
    assert (logits[:, -60:-1].argmax(-1) == said[:, 1:]).float().mean() > 0.8


@pytest.mark.mini
def test_a_stopped_run_goes_on_to_the_same_result(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    from tastemaker.finetune.mini.text import Dials, Stop, train

    fast = tokenizer(tmp_path / "tokenizer")
    dials = Dials(steps=3, tokens=512, chunk=2, warmup=1, save=1, watch=8)
    train(tmp_path / "whole", fast, dials)
    with pytest.raises(Stop):
        train(tmp_path / "halves", fast, dials, stop_after=2)
    train(tmp_path / "halves", fast, dials)
    whole, halves = (load_file(tmp_path / name / "mini.safetensors") for name in ("whole", "halves"))
    assert all((whole[name] == halves[name]).all() for name in whole)
    rows = [json.loads(line) for line in (tmp_path / "halves" / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows if "loss" in row] == [1, 2, 3]
