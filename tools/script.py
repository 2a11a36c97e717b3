"""The script of a storyboard: its shots as a model writes them in JSON, and what it writes them from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from tastemaker.prompts.loader import render
from tastemaker.tools.brief import Brief

__all__ = ["CAMERAS", "LONGEST", "SHOTS", "TRANSITIONS", "Script", "Shot", "asked", "schema"]

CAMERAS: Final = ("close-up", "medium", "wide", "overhead", "tracking", "pan", "zoom in", "static")
TRANSITIONS: Final = ("cut", "fade", "dissolve", "wipe")
SHOTS: Final = (3, 8)
"""The fewest and the most shots."""
LONGEST: Final = 15
"""Seconds of one shot."""
TEXT: Final = 120
"""Characters of a text in a shot."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture and what happens in it. In `caption` and `voice`, `[1]` is the item."""

    scene: str
    subject: str
    camera: str
    action: str
    caption: str
    """Text on the screen."""
    voice: str
    """What is said over it."""
    seconds: int
    transition: str
    """How it goes over to the next."""


@dataclass(frozen=True, slots=True)
class Script:
    """A storyboard in words."""

    title: str
    shots: tuple[Shot, ...]

    @property
    def seconds(self) -> int:
        """How long it runs."""
        return sum(shot.seconds for shot in self.shots)

    def to_json(self) -> str:
        """As the model writes it: in one line, in this order."""
        return json.dumps(
            {"title": self.title, "shots": [asdict(shot) for shot in self.shots]}, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str) -> Script | None:
        """What a model wrote; None when it is no such script."""
        try:
            given = json.loads(text)
            shots = tuple(Shot(**one) for one in given["shots"])
        except (ValueError, KeyError, TypeError):
            return None
        script = cls(str(given.get("title", "")), shots)
        return script if script.sound else None

    @property
    def sound(self) -> bool:
        """Whether it keeps to the closed lists and the bounds."""
        return SHOTS[0] <= len(self.shots) <= SHOTS[1] and all(
            shot.camera in CAMERAS
            and shot.transition in TRANSITIONS
            and isinstance(shot.seconds, int)
            and 1 <= shot.seconds <= LONGEST
            and all(isinstance(text, str) and len(text) <= TEXT for text in _texts(shot))
            for shot in self.shots
        )


def schema() -> dict[str, Any]:
    """The JSON schema of a script, for engines that decode along one."""
    text = {"type": "string", "maxLength": TEXT}
    shot = {
        "scene": text,
        "subject": text,
        "camera": {"type": "string", "enum": list(CAMERAS)},
        "action": text,
        "caption": text,
        "voice": text,
        "seconds": {"type": "integer", "minimum": 1, "maximum": LONGEST},
        "transition": {"type": "string", "enum": list(TRANSITIONS)},
    }
    shots = {"type": "array", "items": _object(shot), "minItems": SHOTS[0], "maxItems": SHOTS[1]}
    return _object({"title": text, "shots": shots})


def asked(brief: Brief, *, shots: int, seconds: int) -> str:
    """What a writer of scripts is told, laid out by `prompts/script.j2`."""
    return render(
        "script", shots=shots, seconds=seconds, cameras=CAMERAS, transitions=TRANSITIONS, **brief.told()
    ).strip()


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _texts(shot: Shot) -> tuple[Any, ...]:
    return (shot.scene, shot.subject, shot.action, shot.caption, shot.voice)
