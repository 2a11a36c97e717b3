"""Catalogs to practise on: invented ones from worlds.toml, and the demo's own sections.

A world is drawn anew for every conversation: which fields it has, how they are called and which
values they take all vary, so that the model must read them from its prompt.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from pathlib import Path
from random import Random
from typing import Any

from tastemaker.contracts import Card, Field, Scalar
from tastemaker.finetune.mini.utterances import Condition

__all__ = ["World", "compact", "draw_world", "literal", "strange"]

OTHER_NAMES = {
    "year": ("year", "released", "year"),
    "minutes": ("minutes", "duration", "length", "minutes"),
    "color": ("color", "colour", "color"),
    "rating": ("rating", "stars", "rating"),
}
COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}
NUMBERS = {
    "price": (5.0, 400.0, 1.0),
    "year": (1950.0, 2025.0, 1.0),
    "minutes": (3.0, 180.0, 1.0),
    "rating": (1.0, 5.0, 0.1),
    "bpm": (55.0, 180.0, 1.0),
    "month": (1.0, 12.0, 1.0),
    "size": (32.0, 48.0, 1.0),
    "pages": (80.0, 900.0, 1.0),
    "width": (30.0, 260.0, 1.0),
}


@dataclass
class World:
    """One drawn catalog: its prompt's view of the fields, and a way to make cards."""

    kind: str
    """What it deals in, as lines know it; empty for a union, in which every line has its place."""
    name: str
    noun: str
    currency: str
    numbers: dict[str, tuple[float, float, float]]
    texts: dict[str, list[str]]
    roles: dict[str, str]
    heads: list[str]
    tails: list[str]
    many_categories: bool
    open_fields: frozenset[str]
    stock: list[Card] = field(default_factory=list)
    """Real items of a demo section; empty for an invented world."""

    def field_of(self, role: str) -> str | None:
        """The field that plays a role here, if any."""
        name = self.roles.get(role, role)
        return name if name in self.numbers or name in self.texts else None

    def fields(self) -> tuple[Field, ...]:
        """The fields as a catalog would report them."""
        found = [Field(name, "number", low=low, high=high) for name, (low, high, _) in self.numbers.items()]
        for name, values in self.texts.items():
            closed = name not in self.open_fields
            many = name == "category" and self.many_categories
            found.append(Field(name, "text", tuple(values), closed=closed, many=many))
        return tuple(found)

    def ensure(self, conditions: tuple[Condition, ...], rng: Random) -> World:
        """This world with every field and closed value that the conditions speak of."""
        numbers, texts, roles = (
            dict(self.numbers),
            {k: list(v) for k, v in self.texts.items()},
            dict(self.roles),
        )
        for one in conditions:
            name = roles.get(one.role, one.role)
            if name in numbers or name in texts:
                pass
            elif one.role in NUMBERS:
                numbers[name] = NUMBERS[one.role]
            else:
                texts[name] = []
            if name in texts and one.value[:1] not in "{[" and not _holds(texts[name], one.value):
                texts[name].insert(rng.randrange(min(8, len(texts[name]) + 1)), one.value)
        return replace(self, numbers=numbers, texts=texts, roles=roles)

    def cards(self, conditions: list[tuple[str, str, Scalar]], count: int, rng: Random) -> list[Card]:
        """At most `count` cards that meet the conditions (field, op, value)."""
        if self.stock:
            fitting = [card for card in self.stock if all(_meets(card, one) for one in conditions)]
            return rng.sample(fitting, min(count, len(fitting)))
        return [self._card(conditions, rng) for _ in range(count)]

    def _card(self, conditions: list[tuple[str, str, Scalar]], rng: Random) -> Card:
        values: dict[str, Any] = {}
        for name, (low, high, step) in self.numbers.items():
            values[name] = _number(low, high, step, [c for c in conditions if c[0] == name], rng)
        for name, options in self.texts.items():
            values[name] = _text(options, [c for c in conditions if c[0] == name], rng)
        categories: tuple[str, ...] = (values.pop("category", "") or "other",)
        if self.many_categories and rng.random() < 0.7:
            more = [
                v
                for v in self.texts["category"]
                if v not in categories and ("category", "!=", v) not in conditions
            ]
            categories += tuple(rng.sample(more, min(len(more), rng.choice((1, 1, 2)))))
        price = values.pop("price", None)
        title = f"{rng.choice(self.heads)} {rng.choice(self.tails)}"
        if self.kind == "watch" and "year" in values and rng.random() < 0.3:
            title += f" ({values['year']})"
        attributes = {k: v for k, v in values.items() if v != "" and rng.random() < 0.95}
        return Card(
            id=f"{title}-{rng.random():.6f}",
            title=title,
            price=price,
            categories=categories,
            attributes=attributes,
        )


def draw_world(rng: Random, kinds: tuple[str, ...] = (), stocks: tuple[World, ...] = ()) -> World:
    """A catalog of one of these kinds, often invented, sometimes a section of the demo."""
    fitting_stocks = [world for world in stocks if not kinds or world.kind in ("", *kinds)]
    if fitting_stocks and rng.random() < 0.35:
        return _thinned(rng.choice(fitting_stocks), rng)
    raw = rng.choice([w for w in _raw_worlds() if not kinds or w["kind"] in kinds])
    numbers = {k: (float(a), float(b), float(s)) for k, (a, b, s) in raw.get("numbers", {}).items()}
    texts = {"category": list(raw["category"]), **{k: list(v) for k, v in raw.get("texts", {}).items()}}
    world = World(
        kind=raw["kind"],
        name=rng.choice(raw["names"]),
        noun=raw["noun"],
        currency=rng.choice("€$£"),
        numbers=numbers,
        texts={name: _some(values, rng) for name, values in texts.items()},
        roles={role: raw[role] for role in ("by", "genre") if role in raw} | _genre(raw),
        heads=raw["heads"],
        tails=raw["tails"],
        many_categories=raw["kind"] in ("watch", "music") and rng.random() < 0.6,
        open_fields=frozenset(n for n in (raw.get("by"), "stars", "tags") if n and rng.random() < 0.7),
    )
    return _renamed(_thinned(world, rng), rng)


def compact(world: World, rng: Random) -> World:
    """Of an invented catalog few fields and values, so that its prompt is short."""
    if world.stock:
        return world
    others = [name for name in (*world.numbers, *world.texts) if name != "category"]
    kept = {"category", *rng.sample(others, min(len(others), rng.randint(1, 4)))}
    return replace(
        world,
        numbers={name: range_ for name, range_ in world.numbers.items() if name in kept},
        texts={
            name: rng.sample(values, min(len(values), rng.randint(2, 7)))
            for name, values in world.texts.items()
            if name in kept
        },
    )


def strange(world: World, words: Sequence[str], rng: Random) -> World:
    """An invented catalog with any words for values, so that they must be read and cannot be known."""
    if world.stock:
        return world

    def any_words() -> str:
        return " ".join(rng.choice(words) for _ in range(rng.choice((1, 1, 1, 2))))

    texts = {
        name: [any_words() if rng.random() < 0.7 else value for value in values]
        for name, values in world.texts.items()
    }
    return replace(world, texts={name: list(dict.fromkeys(values)) for name, values in texts.items()})


def literal(value: Scalar) -> str:
    """A value as the model writes it in a `where`."""
    if isinstance(value, str):
        if value.startswith("["):
            return value
        return f'"{value}"' if "'" in value else f"'{value}'"
    return f"{value:g}" if abs(float(value)) < 1e5 else str(int(value))


def _genre(raw: dict[str, Any]) -> dict[str, str]:
    return {} if "genre" in raw else {"genre": "category"}


def _some(values: list[str], rng: Random) -> list[str]:
    """A random half or more of the values, in random order."""
    return rng.sample(values, rng.randint(max(2, len(values) // 2), len(values)))


def _thinned(world: World, rng: Random) -> World:
    """Without some of its fields."""
    if world.stock and rng.random() < 0.5:
        return world
    keep = 0.85 if rng.random() < 0.7 else 0.4
    numbers = {k: v for k, v in world.numbers.items() if rng.random() < keep}
    texts = {k: v for k, v in world.texts.items() if k == "category" or rng.random() < keep}
    stock = [
        replace(
            card,
            price=card.price if "price" in numbers else None,
            attributes={k: v for k, v in card.attributes.items() if k in numbers or k in texts},
        )
        for card in world.stock
    ]
    return replace(world, numbers=numbers, texts=texts, stock=stock)


def _renamed(world: World, rng: Random) -> World:
    """With other names for common fields, now and then."""
    roles, numbers, texts = dict(world.roles), world.numbers, world.texts
    for role, names in OTHER_NAMES.items():
        name = rng.choice(names)
        if name != role and role in numbers | texts and name not in numbers | texts:
            roles[role] = name
            numbers = {name if k == role else k: v for k, v in numbers.items()}
            texts = {name if k == role else k: v for k, v in texts.items()}
    return replace(world, numbers=numbers, texts=texts, roles=roles)


def _holds(values: list[str], value: str) -> bool:
    return value.lower() in {v.lower() for v in values}


def _number(
    low: float, high: float, step: float, conditions: list[tuple[str, str, Scalar]], rng: Random
) -> Scalar:
    for _, op, value in conditions:
        bound = float(value) if not isinstance(value, str) else None
        if bound is None:
            continue
        if op in ("<", "<="):
            high = min(high, bound - (step if op == "<" else 0))
        elif op in (">", ">="):
            low = max(low, bound + (step if op == ">" else 0))
        elif op == "==":
            low = high = bound
    low = min(low, high)
    value = low + step * rng.randint(0, max(0, int((high - low) / step)))
    return int(value) if float(step).is_integer() and float(value).is_integer() else round(value, 1)


def _text(options: list[str], conditions: list[tuple[str, str, Scalar]], rng: Random) -> str:
    wanted = [str(v) for _, op, v in conditions if op in ("==", "contains")]
    if wanted:
        return next((o for o in options if wanted[0].lower() in o.lower()), wanted[0].title())
    barred = {str(v).lower() for _, op, v in conditions if op == "!="}
    allowed = [o for o in options if o.lower() not in barred]
    return rng.choice(allowed) if allowed else ""


def _meets(card: Card, condition: tuple[str, str, Scalar]) -> bool:
    name, op, value = condition
    held: Any = (
        card.price
        if name == "price"
        else card.categories
        if name == "category"
        else card.attributes.get(name)
    )
    if held is None:
        return op == "!="
    if isinstance(held, tuple) or isinstance(value, str):
        several = held if isinstance(held, tuple) else (str(held),)
        inside = str(value).lower() in {str(v).lower() for v in several}
        if op == "contains":
            return any(
                str(value).lower() in str(v).lower() for v in (held if isinstance(held, tuple) else (held,))
            )
        return inside if op == "==" else not inside
    return bool(COMPARE[op](held, value))


@cache
def _raw_worlds() -> list[dict[str, Any]]:
    return list(tomllib.loads((Path(__file__).parent / "worlds.toml").read_text())["world"])
