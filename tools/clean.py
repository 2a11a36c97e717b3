"""Text from catalogs, pictures and people is data: nothing in it may read as a prompt's markup."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["clean", "cut"]

MARKUP: Final = re.compile(
    r"<\|[^<>]*\|?>|<<?/?[A-Za-z_][^<>]*>>?|\[/?(?:INST|SYS|TOOL_CALLS?|AVAILABLE_TOOLS|TOOL_RESULTS)\]"
)
"""Control tokens of chat templates (`<|im_start|>`, `<tool_call>`, `[INST]`) and any other tag."""
MARKER: Final = re.compile(r"\[((?:\d+|it|last)(?:\.\w+)?)\]")
"""What our own cards and replies use to point at a card."""
UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str, *, limit: int | None = None, line: bool = True, markers: bool = False) -> str:
    """The text without control tokens, markup, card markers and invisible characters.

    With `line` it also fits on one line of a card; with `markers` those stay, as in what our own model
    wrote. Removing a tag can join two halves of another, so the text is cleaned until nothing changes.
    """
    before = None
    text = UNSEEN.sub("", text)
    while before != text:
        before, text = text, MARKUP.sub(" ", text)
    if not markers:
        text = MARKER.sub(r"(\1)", text)
    if line:
        text = " ".join(text.split()).replace(" | ", " / ")
    return cut(text, limit) if limit else text.strip()


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis when something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
