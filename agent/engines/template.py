"""A model's chat template: renders conversations, tools and pictures into the tokens that the model reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError

from tastemaker.agent.engines.guided import Marks
from tastemaker.agent.engines.markup import CLOSE, OPEN, function, plain
from tastemaker.agent.engines.models import Loaded
from tastemaker.contracts import Message, ToolSpec
from tastemaker.errors import ModelError, UnknownModel

__all__ = ["Prompt", "Template"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A rendered conversation: token ids, the keys it is cached under, and its pictures' tensors."""

    ids: list[int]
    keys: list[int]
    pictures: dict[str, Any]


class Template:
    """Renders conversations as the model was trained to read them."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._renderer = loaded.processor or loaded.tokenizer
        self._source = str(self._renderer.chat_template or loaded.tokenizer.chat_template or "")
        if not self._source:
            raise UnknownModel(
                f"the model {loaded.name!r} has no chat template: take an instruction-tuned one"
            )
        self._knows_tools = "tools" in self._source
        self._parts = self._takes_parts()

    def render(self, messages: Sequence[Message], tools: Sequence[ToolSpec] = ()) -> Prompt:
        """The conversation up to where the answer begins. Control tokens in anybody's text stay text."""
        shown = list(messages) if self._knows_tools else plain(messages, tools)
        pictures = [part["image"] for message in shown for part in _pictures(message)]
        if pictures and not (self._loaded.processor and self._parts):
            raise ModelError(f"the model {self._loaded.name!r} sees no pictures")
        inputs = self._renderer.apply_chat_template(
            [self._in_form(message) for message in shown],
            tools=[function(tool) for tool in tools] if tools and self._knows_tools else None,
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            sanitize_control_tokens=True,
        )
        ids = inputs.pop("input_ids")[0].tolist()
        inputs.pop("attention_mask", None)
        return Prompt(ids, self._keyed(ids, pictures), dict(inputs) if pictures else {})

    def marks(self) -> Marks:
        """How this model writes tool calls: its tokens for the marks, and whether lines break after them."""
        known = self._loaded.tokenizer.get_added_vocab()
        newline = bool(re.search(r"<tool_call>(\\n|\n)", self._source)) or not self._knows_tools
        if OPEN in known and CLOSE in known:
            return Marks(known[OPEN], known[CLOSE], newline=newline)
        return Marks(newline=newline)

    def _in_form(self, message: Message) -> Message:
        """The message with its content as the template takes it: in parts, or as a string."""
        content = message.get("content") or ""
        if self._parts and isinstance(content, str) and content:
            return {**message, "content": [{"type": "text", "text": content}]}
        if not self._parts and not isinstance(content, str):
            return {**message, "content": "".join(part.get("text", "") for part in content)}
        return {**message, "content": content}

    def _keyed(self, ids: list[int], pictures: Sequence[Any]) -> list[int]:
        """The ids, those that stand for pictures replaced by a fingerprint of the pictures."""
        if not pictures:
            return list(ids)
        digest = hashlib.blake2b(digest_size=7)
        for picture in pictures:
            digest.update(repr(picture.size).encode() + picture.convert("RGB").tobytes())
        mark = -1 - int.from_bytes(digest.digest(), "big")
        config = self._loaded.model.config
        place = getattr(config, "image_token_id", None) or getattr(config, "image_token_index", None)
        return [mark if token == place else token for token in ids]

    def _takes_parts(self) -> bool:
        """True when the template reads content in parts; some print them as they are."""
        probe = [{"role": "user", "content": [{"type": "text", "text": "PROBE"}]}]
        try:
            shown = self._renderer.apply_chat_template(probe, tokenize=False)
        except (TemplateError, TypeError):
            return False  # a template of plain strings may stumble over a list
        return "PROBE" in shown and "'text'" not in shown


def _pictures(message: Message) -> list[dict[str, Any]]:
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    return [part for part in parts if part.get("type") == "image"]
