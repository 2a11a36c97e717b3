"""Composes scripts of storyboards out of the copybook: what mini practises on."""

from __future__ import annotations

import json
from random import Random
from typing import Final, get_args

from tastemaker.contracts import Proofreader
from tastemaker.errors import BadScript
from tastemaker.finetune.mini.copywriter import Copywriter, Draft
from tastemaker.tools.brief import Brief
from tastemaker.tools.making.script import Camera, Script, read

__all__ = ["Scriptwriter", "as_written"]

TRIES: Final = 40
LONGEST: Final = 390
"""Characters of a shot in JSON, on average: three of them are about 420 tokens of mini's."""
CAMERAS: Final = get_args(Camera)
OPENING: Final = ("static", "pan right", "pan left", "tilt down", "pull out")
SHOWING: Final = ("push in", "push in", "static", "pan right", "tilt up")
BETWEEN: Final = ("cut", "cut", "cut", "crossfade", "crossfade", "fade")
ENDING: Final = ("crossfade", "fade", "cut")
PARTS: Final = ("scene", "subject", "action", "caption", "voice")


def as_written(script: Script) -> str:
    """A script as mini writes it: JSON in the order of its fields, whole seconds as whole numbers.

    Texts begin with a blank, as in a call's arguments: so a word is the same token wherever it stands.
    """
    shots = [
        {**shot.model_dump(), "seconds": int(shot.seconds) if shot.seconds.is_integer() else shot.seconds}
        for shot in script.shots
    ]
    told = json.dumps({"title": script.title, "shots": shots}, ensure_ascii=False)
    for part in ("title", *PARTS):
        told = told.replace(f'"{part}": "', f'"{part}": " ')
    return told


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
            made = [
                self._shot(draft, n, last=n == shots - 1, seconds=length)
                for n, length in enumerate(_lengths(shots, seconds, rng))
            ]
            if not all(shot[part] for shot in made for part in PARTS):
                continue
            try:
                script = read({"title": title, "shots": made})
            except BadScript:
                continue
            if len(as_written(script)) <= LONGEST * shots and _true(script, brief, proof):
                return script
        return None

    def _shot(self, draft: Draft, number: int, *, last: bool, seconds: int) -> dict[str, object]:
        """The first shot is the person's world; from the second on the item is seen, most of the time."""
        rng, shown = draft.rng, number > 0 and (last or number == 1 or draft.rng.random() < 0.5)
        return {
            "scene": self._said("scenes", draft),
            "subject": self._said("shown" if shown else "subjects", draft),
            "camera": rng.choice(SHOWING if shown else OPENING if number == 0 else CAMERAS),
            "action": self._said("shows" if shown else "acts", draft),
            "caption": self._said("ends" if last else "names" if shown else "captions", draft),
            "voice": self._said("closes" if last else "says" if shown else "voices", draft),
            "seconds": seconds,
            "transition": "cut" if number == 0 else rng.choice(ENDING if last else BETWEEN),
        }

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


def _true(script: Script, brief: Brief, proof: Proofreader) -> bool:
    """Whether what is read and heard stands on the card; what is seen claims nothing."""
    told = [script.title, *(text for shot in script.shots for text in (shot.caption, shot.voice))]
    return not any(proof.wrong(text, brief.cards[:1]) for text in told)
