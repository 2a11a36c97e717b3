"""A reply on its way out: whole sentences, each checked before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

__all__ = ["Speech"]

END: Final = re.compile(r"[.!?…]+[\"'”’)\]*]*(?=\s)|\n")
"""Where a sentence ends: punctuation before a space, or the end of a line."""


class Speech:
    """Collects a model's text and lets out each sentence once it is complete.

    `check(before, sentence)` gives the sentence as it may be shown, or nothing. `out` gets it.
    """

    def __init__(self, *, check: Callable[[str, str], str], out: Callable[[str], None]) -> None:
        self._check, self._out = check, out
        self._heard = ""
        self.raw = ""
        """All that the model said."""
        self.text = ""
        """All that was let out."""

    def hear(self, piece: str) -> None:
        """Take a piece of text as the model generates it."""
        self.raw += piece
        self._heard += piece
        while end := END.search(self._heard):
            self._let_out(self._heard[: end.end()])
            self._heard = self._heard[end.end() :]

    def finish(self) -> str:
        """Let out what is left; returns all that was let out."""
        self._let_out(self._heard)
        self._heard = ""
        self.text = self.text.rstrip()
        return self.text

    def _let_out(self, sentence: str) -> None:
        """Spaces before a sentence that is dropped go with it."""
        if not sentence.strip():
            self._space(sentence)
            return
        space = sentence[: len(sentence) - len(sentence.lstrip())]
        checked = self._check(self.text, sentence.strip())
        if checked.strip():
            self._space(space)
            self.text += checked.strip()
            self._out(checked.strip())

    def _space(self, space: str) -> None:
        if self.text and space:
            self.text += space
            self._out(space)
