"""Composes scripts of storyboards out of the copybook: what mini practises on."""

from __future__ import annotations

from random import Random
from typing import Final

from tastemaker.contracts import Proofreader
from tastemaker.finetune.mini.copywriter import Copywriter, Draft
from tastemaker.tools.brief import Brief
from tastemaker.tools.script import CAMERAS, Script, Shot

__all__ = ["Scriptwriter"]

TRIES: Final = 40
LONGEST: Final = 390
"""Characters of a shot in JSON, on average: three of them are about 420 tokens of mini's."""
OPENING: Final = ("wide", "pan", "static", "tracking", "overhead")
SHOWING: Final = ("close-up", "medium", "zoom in", "tracking")
BETWEEN: Final = ("cut", "cut", "cut", "dissolve", "wipe", "fade")
ENDING: Final = ("fade", "cut", "dissolve")


class Scriptwriter:
    """Writes storyboards: the person's world opens, the item comes into it, the last shot asks."""

    def __init__(self, writer: Copywriter) -> None:
        self._writer = writer
        self._forms = writer.book.forms["script"]

    def write(
        self, brief: Brief, proof: Proofreader, rng: Random, *, shots: int, seconds: int
    ) -> Script | None:
        """A script of so many shots and seconds; None when the card has too little for one."""
        for _ in range(TRIES):
            draft = self._writer.draft(brief, rng)
            title = self._said("titles", draft)
            made = tuple(
                self._shot(draft, n, last=n == shots - 1, seconds=length)
                for n, length in enumerate(_lengths(shots, seconds, rng))
            )
            script = Script(title, made)
            whole = title and script.sound and all(_whole(shot) for shot in made)
            if whole and len(script.to_json()) <= LONGEST * shots and _true(script, brief, proof):
                return script
        return None

    def _shot(self, draft: Draft, number: int, *, last: bool, seconds: int) -> Shot:
        """The first shot is the person's world; from the second on the item is seen, most of the time."""
        rng, shown = draft.rng, number > 0 and (last or number == 1 or draft.rng.random() < 0.5)
        return Shot(
            scene=self._said("scenes", draft),
            subject=self._said("shown" if shown else "subjects", draft),
            camera=rng.choice(SHOWING if shown else OPENING if number == 0 else CAMERAS),
            action=self._said("shows" if shown else "acts", draft),
            caption=self._said("ends" if last else "names" if shown else "captions", draft),
            voice=self._said("closes" if last else "says" if shown else "voices", draft),
            seconds=seconds,
            transition=rng.choice(ENDING if last else BETWEEN),
        )

    def _said(self, part: str, draft: Draft) -> str:
        """The shorter of two forms for a part that can be filled; empty when none can."""
        forms = ["{scene}"] if part == "scenes" else list(self._forms[part])
        draft.rng.shuffle(forms)
        texts = [text for form in forms[:6] if (text := self._writer.fill(form, draft))]
        return min(texts[:2], key=len, default="")


def _lengths(shots: int, seconds: int, rng: Random) -> list[int]:
    """Whole seconds for each shot that add up."""
    lengths = [seconds // shots] * shots
    for n in rng.sample(range(shots), seconds % shots):
        lengths[n] += 1
    return lengths


def _whole(shot: Shot) -> bool:
    return all((shot.scene, shot.subject, shot.action, shot.caption, shot.voice))


def _true(script: Script, brief: Brief, proof: Proofreader) -> bool:
    """Whether what is read and heard stands on the card; what is seen claims nothing."""
    told = [script.title, *(text for shot in script.shots for text in (shot.caption, shot.voice))]
    return not any(proof.wrong(text, brief.cards[:1]) for text in told)
