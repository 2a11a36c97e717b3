"""Talking is kept up while recommending is learnt."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.codes import code_tokens
from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.packing import Source, pack
from tastemaker.agent.engines.reader import Reader
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.agent.engines.tiny import tiny_tokenizer
from tastemaker.finetune.objective import Objective
from tastemaker.finetune.sequences import batched
from tastemaker.finetune.talk import Talk, forgetting, speaks

pytestmark = pytest.mark.mini


@pytest.fixture(scope="module")
def reader() -> Reader:
    loaded = load(weights_of("mini"))
    codes = torch.cat(code_tokens(loaded.tokenizer, (4, 4)))
    tower = SASRec(ItemTable(torch.zeros(8, 4), dim=16), heads=2)
    made = Reader(loaded.model.float(), tower, codes=codes, meaning=torch.zeros(8, 4), prompt=2)
    return made.eval()


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return load(weights_of("mini")).tokenizer


@pytest.fixture(scope="module")
def talk(tokenizer: Any) -> Talk:
    return Talk(tokenizer, prompt=2)


def test_only_what_assistants_say_is_learnt(tokenizer: Any, talk: Talk) -> None:
    segments = talk(0, tokens=3000)
    assert 3000 <= sum(map(len, segments)) < 4000
    calls = 0
    for segment in segments:
        assert segment.source[:2].tolist() == [Source.PROMPT] * 2
        assert (segment.item < 0).all()
        learnt = tokenizer.decode(segment.label[segment.label >= 0])
        read = tokenizer.decode(segment.index[2:])
        assert "<|im_start|>" not in learnt
        assert "<|im_start|>" in read
        calls += "<tool_call>" in learnt
    assert calls >= len(segments) / 4


def test_an_epoch_is_the_same_again_and_the_next_another(talk: Talk) -> None:
    first, again, other = ([one.index.tolist() for one in talk(n, tokens=500)] for n in (0, 0, 1))
    assert first == again
    assert first != other


def test_mini_talks_and_a_damaged_one_has_forgotten(reader: Reader, talk: Talk) -> None:
    told = talk.heldout()[:6]
    fresh = forgetting(reader, told)
    assert fresh < 1.5
    head = reader.network.get_output_embeddings().weight
    kept = head.detach().clone()
    with torch.no_grad():
        head.mul_(-1)
    assert forgetting(reader, told) > fresh + 3
    with torch.no_grad():
        head.copy_(kept)


def test_talk_has_a_loss_of_its_own(reader: Reader, talk: Talk) -> None:
    (batch, *_) = batched(talk(0, tokens=900), tokens=900)
    parts = Objective(reader)(pack(batch, length=max(map(len, batch))))
    assert set(parts) == {"talk", "loss"}


def test_a_model_with_another_template_is_left_alone() -> None:
    tokenizer = tiny_tokenizer()
    assert speaks(tokenizer)
    tokenizer.chat_template = "{% for message in messages %}[INST]{{ message.content }}[/INST]{% endfor %}"
    assert not speaks(tokenizer)
    assert Talk(tiny_tokenizer(), longest=5)(0, tokens=100) == []
