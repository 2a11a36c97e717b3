"""What a model could write of a call, under the grammar of its tools."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tastemaker.agent.engines.guided import Guide, Marks
from tastemaker.agent.engines.markup import Markup
from tastemaker.agent.engines.tiny import tiny_tokenizer
from tastemaker.contracts import ToolCall, ToolSpec

__all__ = ["drawn", "writable"]

TOKENIZER = tiny_tokenizer()
MARKS = Marks(*TOKENIZER.convert_tokens_to_ids(["<tool_call>", "</tool_call>"]))
GUIDE = Guide(TOKENIZER, vocabulary=len(TOKENIZER), stops=[TOKENIZER.eos_token_id], marks=MARKS)


def writable(tools: Sequence[ToolSpec], call: Mapping[str, Any]) -> bool:
    """Whether the grammar lets a model write this call."""
    walk = GUIDE.start(tools)
    for token in [*GUIDE.tokens_of(json.dumps(call, ensure_ascii=False)), MARKS.close_token]:
        if token is None or not walk.allowed()[token]:
            return False
        walk.take(token)
    return walk.complete


def drawn(tools: Sequence[ToolSpec], *, seed: int) -> ToolCall:
    """The first call of a model that picks any allowed token with equal chance."""
    chance, walk, markup = random.Random(seed), GUIDE.start(tools), Markup()
    markup.inside, text = True, b""
    while b"</tool_call>" not in text:
        tokens = walk.forced()
        if not tokens:
            tokens = [chance.choice(np.flatnonzero(walk.allowed()).tolist())]
            walk.take(tokens[0])
        for token in tokens:
            text += b"</tool_call>" if token == MARKS.close_token else GUIDE.bytes_of(token)
    (found,) = markup.feed(text.split(b"</tool_call>")[0].decode() + "</tool_call>")
    assert isinstance(found, ToolCall)
    return found
