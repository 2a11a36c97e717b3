"""Where a composed conversation stands, and what words mean there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tastemaker.contracts import Card, Message, Scalar
from tastemaker.finetune.mini.phrases import Slots
from tastemaker.finetune.mini.utterances import Condition
from tastemaker.finetune.mini.worlds import World, literal
from tastemaker.tools.view import Making

__all__ = ["Meant", "State", "about", "by_word", "conditions_in", "kept", "number_of", "value_of", "where"]

Meant: TypeAlias = tuple[str, str, Scalar]
"""A condition in a world: field, operator, value."""
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
CLOSED_BY_WORD = (
    "category", "color", "pattern", "material", "season", "region", "channel", "instrument", "country",
    "platform", "diet", "room", "language", "genre",
)  # fmt: skip
"""Fields whose values a wish may name by a plain word."""
PEOPLE = ("director", "creator", "stars", "artist", "author", "cook")
"""Fields that hold names: people say a part of one, so the filter asks whether the field contains it."""
NOT_BEFORE = re.compile(r"\b(no|not|without|minus|except|isn't|isnt)\s+(?:\w+\s+)?$")


@dataclass
class State:
    """Where a conversation stands while it is composed."""

    world: World
    messages: list[Message]
    likes: list[str] = field(default_factory=list)
    dislikes: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    lately: list[str] = field(default_factory=list)
    view: list[Card] = field(default_factory=list)
    focus: int = 0
    query: str = ""
    conditions: list[Meant] = field(default_factory=list)
    made: Making | None = None
    """What was written last."""


def about(state: State) -> list[str]:
    lines = [f"likes {', '.join(state.likes)}"] if state.likes else []
    lines += [f"dislikes {', '.join(state.dislikes)}"] if state.dislikes else []
    lines += [f"fact: {fact}" for fact in state.facts]
    return [*lines, f"lately: {', '.join(state.lately)}"] if state.lately else lines


def value_of(value: Scalar, state: State) -> Scalar:
    """The value itself, or that of the card's field it points at."""
    match = re.fullmatch(r"\[(\d|it)\.(\w+)\]", str(value))
    if not match:
        return value
    number = state.focus if match[1] == "it" else int(match[1])
    if not 1 <= number <= len(state.view):
        return ""
    card = state.view[number - 1]
    held: Any = {"price": card.price, "category": card.categories[:1]}.get(
        match[2], card.attributes.get(match[2])
    )
    held = held[0] if isinstance(held, tuple) and held else held
    return "" if held is None or held == () else held


def conditions_in(conditions: Sequence[Condition], state: State, slots: Slots) -> list[Meant] | None:
    """(field, op, value) in this world, or None where it lacks a card's field, or has numbers for texts."""
    found: list[Meant] = []
    for one in conditions:
        name = state.world.field_of(one.role)
        if name is None:
            return None
        value = slots.mean(one.value)
        if match := re.fullmatch(r"\[(\w+)\.(\w+)\]", value):
            number = str(len(state.view)) if match[1] == "last" else match[1]
            value = f"[{number}.{state.world.field_of(match[2]) or match[2]}]"
            if value_of(value, state) == "":
                return None
        if name in state.world.numbers and not NUMBER.fullmatch(value) and value[:1] != "[":
            return None
        op = "contains" if one.op == "==" and name in PEOPLE and value[:1] != "[" else one.op
        found.append((name, op, value if op == "contains" else _typed(value, name, state.world)))
    return found


def kept(state: State, fresh: Sequence[Meant]) -> list[Meant]:
    """The last search's conditions that the new ones do not replace."""
    replaced = {(name, op[0]) for name, op, _ in fresh}
    return [one for one in state.conditions if (one[0], one[1][0]) not in replaced]


def by_word(query: str, conditions: list[Meant], world: World) -> tuple[str, list[Meant]]:
    """A closed value that the wish names goes to the conditions: the rule the tools are used by."""
    for name in CLOSED_BY_WORD:
        if name not in world.texts or name in world.open_fields or any(c[0] == name for c in conditions):
            continue
        for value in sorted(world.texts[name], key=len, reverse=True):
            match = re.search(rf"\b{re.escape(value)}(?:e?s)?\b", query, re.IGNORECASE)
            if match:
                barred = NOT_BEFORE.search(query[: match.start()])
                start = barred.start() if barred else match.start()
                query = " ".join((query[:start] + " " + query[match.end() :]).split()).strip(" ,")
                conditions = [*conditions, (name, "!=" if barred else "==", value)]
                break
    return query, conditions


def number_of(item: str, state: State) -> int:
    """The number in view that an item reference means, 0 when none."""
    if item == "last":
        return len(state.view)
    if item == "it":
        return state.focus
    if item.isdigit():
        return int(item) if int(item) <= len(state.view) else 0
    plain = [re.sub(r" \(\d{4}\)$", "", card.title).lower() for card in state.view]
    wanted = re.sub(r" \(\d{4}\)$", "", item).lower()
    return plain.index(wanted) + 1 if wanted in plain else 0


def where(conditions: Sequence[Meant]) -> str:
    """Conditions as the model writes them."""
    return " and ".join(f"{name} {op} {literal(value)}" for name, op, value in conditions)


def _typed(value: str, name: str, world: World) -> Scalar:
    """A number for a number field, the catalog's own spelling for a closed text."""
    if value.startswith("["):
        return value
    if name in world.numbers:
        number = float(value)
        return int(number) if number.is_integer() else number
    return next((v for v in world.texts.get(name, []) if v.lower() == value.lower()), value)
