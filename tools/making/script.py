"""A storyboard's script: three to eight shots, each with what is seen, what moves and what is said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from tastemaker.errors import BadScript

__all__ = [
    "SECONDS",
    "SHOTS",
    "Camera",
    "Script",
    "Shot",
    "Transition",
    "read",
    "read_shots",
    "schema",
]

Camera: TypeAlias = Literal["static", "push in", "pull out", "pan left", "pan right", "tilt up", "tilt down"]
Transition: TypeAlias = Literal["cut", "crossfade", "fade"]

SHOTS: Final = (3, 8)
"""The fewest and the most shots of a script."""
SECONDS: Final = (0.5, 15.0)
"""The shortest and the longest shot."""
QUOTED: Final = 60
"""How many characters of a wrong value an error shows."""


def _plain(given: object) -> object:
    """A text on one line, without control characters; anything else as it is."""
    if not isinstance(given, str):
        return given
    return " ".join("".join(c for c in given if c.isprintable() or c.isspace()).split())


Told: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=140), BeforeValidator(_plain)
]
Label: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=80), BeforeValidator(_plain)
]
Caption: TypeAlias = Annotated[str, StringConstraints(strict=True, max_length=60), BeforeValidator(_plain)]
Voice: TypeAlias = Annotated[str, StringConstraints(strict=True, max_length=140), BeforeValidator(_plain)]
Seconds: TypeAlias = Annotated[float, Field(strict=True, ge=SECONDS[0], le=SECONDS[1])]


class Shot(BaseModel):
    """One shot of a film: `Shot(scene=…, subject=…, action=…, camera="push in", seconds=4)`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scene: Told
    """Where it is, and in what light."""
    subject: Label
    """Who or what is seen."""
    camera: Camera = "static"
    """How the camera moves, as it is seen: `pan right` shows more of what is to the right."""
    action: Told
    """What happens."""
    caption: Caption = ""
    """The text on screen; empty for none."""
    voice: Voice = ""
    """What the narrator says; empty for silence."""
    seconds: Seconds = 3.0
    transition: Transition = "cut"
    """How the shot begins: at once, mixed with the one before, or out of black."""


class Script(BaseModel):
    """A title and shots, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Label
    shots: Annotated[tuple[Shot, ...], Field(min_length=SHOTS[0], max_length=SHOTS[1])]

    @property
    def seconds(self) -> float:
        """The film's length."""
        return sum(shot.seconds for shot in self.shots)


def read_shots(given: str) -> tuple[str, tuple[Shot, ...]]:
    """Of a part of a script what can be used of it: its title, if it has one, and the shots that are whole.

    >>> read_shots('{"title": "Dawn", "shots": [{"scene": "a roof"}]}')
    ('Dawn', ())
    """
    try:
        told = json.loads(given)
    except (ValueError, RecursionError):
        return "", ()
    if not isinstance(told, dict) or not isinstance(told.get("shots"), list):
        return "", ()
    shots = tuple(shot for one in told["shots"] if (shot := _shot(one)))
    title = told.get("title")
    return (title if isinstance(title, str) else ""), shots


def _shot(given: object) -> Shot | None:
    try:
        return Shot.model_validate(given)
    except ValidationError:
        return None


def read(given: str | Mapping[str, Any]) -> Script:
    """A script from JSON or plain data; BadScript says which shot, which field and what was found.

    >>> read('{"title": "Dawn", "shots": []}')
    Traceback (most recent call last):
    tastemaker.errors.BadScript: the script has 0 shots: give 3 to 8
    """
    try:
        return Script.model_validate(json.loads(given) if isinstance(given, str) else given)
    except ValidationError as wrong:
        raise BadScript(_sentence(wrong.errors()[0])) from None
    except (ValueError, RecursionError) as wrong:
        raise BadScript(f"the script is not JSON: {wrong}") from None


def schema(*, shots: tuple[int, int] = SHOTS) -> dict[str, Any]:
    """The JSON schema by which a model writes a script: flat, everything required, every length bounded.

    `shots` is the fewest and the most shots to ask for. Seconds come in halves, so that a number ends.
    """
    parts = Script.model_json_schema()
    shot = _closed(parts["$defs"]["Shot"])
    shot["properties"]["seconds"] = {
        "type": "number",
        "minimum": SECONDS[0],
        "maximum": SECONDS[1],
        "multipleOf": 0.5,
    }
    script = _closed(parts)
    script["properties"]["shots"] = {
        "type": "array",
        "items": shot,
        "minItems": shots[0],
        "maxItems": shots[1],
    }
    return script


def _closed(part: Mapping[str, Any]) -> dict[str, Any]:
    """An object without defaults or descriptions: all its properties are required, no others are allowed."""
    kept = ("type", "enum", "minLength", "maxLength")
    properties = {
        name: {key: given[key] for key in kept if key in given} for name, given in part["properties"].items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _sentence(wrong: Mapping[str, Any]) -> str:
    """One of pydantic's errors in our words."""
    place, kind, found = wrong["loc"], wrong["type"], wrong["input"]
    whose = f"shot {place[1] + 1}" if len(place) > 1 else "the script"
    name = place[-1] if place and isinstance(place[-1], str) else ""
    if kind == "missing":
        return f"{whose} has no {name}"
    if kind == "extra_forbidden":
        known = (Shot if len(place) > 1 else Script).model_fields
        return f"{whose} has an unknown field {_quoted(name)}: use {', '.join(known)}"
    if not name:
        return f"{whose} is {_quoted(found)}: give an object"
    if name == "shots" and isinstance(found, list | tuple):
        return f"{whose} has {len(found)} shots: give {SHOTS[0]} to {SHOTS[1]}"
    if kind in ("string_too_long", "string_too_short"):
        return f"{whose} has {_length(name, len(found), wrong['ctx'].get('max_length'))}"
    return f"{whose} has {name} {_quoted(found)}: {_wanted(name)}"


def _length(name: str, found: int, most: int | None) -> str:
    return f"a {name} of {found} characters, more than {most}" if most else f"an empty {name}"


def _wanted(name: str) -> str:
    if name == "seconds":
        return f"give {SECONDS[0]:g} to {SECONDS[1]:g}"
    if name in ("camera", "transition"):
        return f"use {', '.join(get_args(Camera if name == 'camera' else Transition))}"
    return "give a list of shots" if name == "shots" else "give a text"


def _quoted(found: object) -> str:
    shown = repr(found)
    return shown if len(shown) <= QUOTED else f"{shown[: QUOTED - 1]}…"
