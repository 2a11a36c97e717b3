"""The hand-written stock of copy: angles, ways to say facts, styles and forms, split by phrasing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from tastemaker.finetune.mini.utterances import held_out

__all__ = ["ANYONE", "SLOTS", "Angle", "Book", "Style", "read_book"]

ANYONE: Final = "anyone"
"""The angle for somebody of whom nothing is known."""
SLOTS: Final = ("heads", "who", "when", "lines", "because", "calls", "asks", "scenes", "acts")
"""What an angle has phrases for."""
FOLDER = Path(__file__).parent / "copy"


@dataclass(frozen=True, slots=True)
class Angle:
    """From where somebody looks at things: words of a taste, ways to state it, and copy that suits it."""

    name: str
    triggers: tuple[str, ...]
    says: tuple[str, ...]
    heads: tuple[str, ...]
    who: tuple[str, ...]
    when: tuple[str, ...]
    lines: tuple[str, ...]
    because: tuple[str, ...]
    calls: tuple[str, ...]
    asks: tuple[str, ...]
    scenes: tuple[str, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write, and the ways to ask for it."""

    name: str
    asked: tuple[str, ...]
    heads: tuple[str, ...]
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All of it. `facts` are by kind of catalog and slot, `forms` by kind of text and size."""

    angles: Mapping[str, Angle]
    phrases: Mapping[str, Sequence[str]]
    """Of every slot what all angles have for it, but for the one that suits anyone."""
    styles: Mapping[str, Style]
    facts: Mapping[str, Mapping[str, Sequence[Any]]]
    forms: Mapping[str, Mapping[str, Sequence[str]]]


@cache
def read_book(*, heldout: bool | None = None) -> Book:
    """The phrasings for training (False), those kept for watching it where there are any (True), or all."""
    rows = [one for path in sorted(FOLDER.glob("angles_*.toml")) for one in _toml(path)["angle"]]
    more = _toml(FOLDER / "tastes.toml")
    angles = {
        one["name"]: _angle({**one, "says": [*one["says"], *more.get(one["name"], [])]}, heldout)
        for one in rows
    }
    styles = _toml(FOLDER / "styles.toml")["style"]
    named = [angle for name, angle in angles.items() if name != ANYONE]
    return Book(
        angles,
        {slot: tuple(phrase for angle in named for phrase in getattr(angle, slot)) for slot in SLOTS},
        {one["name"]: _style(one, heldout) for one in styles},
        {kind: _kept(slots, heldout) for kind, slots in _toml(FOLDER / "facts.toml").items()},
        {kind: _kept(sizes, heldout) for kind, sizes in _toml(FOLDER / "forms.toml").items()},
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _angle(row: dict[str, Any], heldout: bool | None) -> Angle:
    triggers = tuple(word.strip().lower() for word in row["triggers"].split(",") if word.strip())
    slots = {field.name: row[field.name] for field in fields(Angle) if field.name not in ("name", "triggers")}
    return Angle(name=row["name"], triggers=triggers, **_kept(slots, heldout))


def _style(row: dict[str, Any], heldout: bool | None) -> Style:
    slots = {name: row[name] for name in ("asked", "heads", "opens", "closes")}
    return Style(name=row["name"], flags=tuple(row["flags"]), **_kept(slots, heldout))


def _kept(slots: Mapping[str, Iterable[Any]], heldout: bool | None) -> dict[str, tuple[Any, ...]]:
    return {slot: _split(tuple(phrases), heldout) for slot, phrases in slots.items()}


def _split(phrases: tuple[Any, ...], heldout: bool | None) -> tuple[Any, ...]:
    """One phrasing in twenty is kept back; a slot that would be empty keeps all it has."""
    if heldout is None:
        return phrases
    mine = tuple(one for one in phrases if held_out(str(one)) == heldout)
    return mine or phrases
