"""Lessons in writing: a brief as the writer reads it, and the text or script that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from tastemaker.finetune.mini.briefs import Briefs
from tastemaker.finetune.mini.copybook import read_book
from tastemaker.finetune.mini.copywriter import Copywriter
from tastemaker.finetune.mini.nearness import Nearness
from tastemaker.finetune.mini.scriptwriter import Scriptwriter, as_written
from tastemaker.finetune.mini.worlds import World
from tastemaker.tools.screenplay import asked

__all__ = ["Written"]

AGAIN: Final = 0.18
"""Share of lessons in which something was written before."""
SHOTS: Final = (3, 3, 3, 3, 3, 4, 4, 4, 5)
SECONDS: Final = (6, 8, 10, 12, 15, 20, 24, 30)
"""Lengths of storyboards as people ask for them."""


class Written:
    """Composes lessons from the phrasings for training (False), those kept for watching it (True), or all."""

    def __init__(self, stocks: Sequence[World], *, heldout: bool | None) -> None:
        book = read_book(heldout=heldout)
        self.briefs = Briefs(book, stocks)
        self.writer = Copywriter(book, near=Nearness(book))
        self.scripts = Scriptwriter(self.writer)

    def draw(self, rng: Random) -> tuple[str, str]:
        """A prompt and its answer."""
        while True:
            brief, proof = self.briefs.draw(rng)
            if rng.random() < AGAIN:
                text = self.writer.write(brief, proof, rng)
                brief = self.briefs.again(brief, text, proof, rng) if text else brief
            if answer := self.writer.answer(brief, proof, rng):
                return brief.prompt(), answer

    def draw_script(self, rng: Random) -> tuple[str, str]:
        """A prompt for a storyboard and its script in JSON."""
        while True:
            brief, proof = self.briefs.draw(rng)
            shots = rng.choice(SHOTS)
            seconds = max(2 * shots, rng.choice(SECONDS))
            script = self.scripts.write(brief, proof, rng, shots=shots, seconds=seconds)
            if script is not None:
                return asked(brief, shots=shots, seconds=seconds), as_written(script)
