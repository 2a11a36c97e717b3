"""Requests of several conditions, built of hand-written pieces (`fragments.toml`) over a practice catalog.

A few thousand hand-written lines name few of the ways in which a colour, a kind, a limit and a wish can stand
together. Here each condition is said by a piece of its own, before or after what is looked for, in any order:
what is learnt is that each of them must reach the call, and where it was said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tastemaker.finetune.mini.phrases import PRICES, SPOKEN
from tastemaker.finetune.mini.state import PEOPLE
from tastemaker.finetune.mini.utterances import COMPARATIVES, Condition, Utterance
from tastemaker.finetune.mini.worlds import World

__all__ = ["BUILT", "Builder"]

BUILT = ("search", "refine", "recommend")
"""The intents that such requests may have."""
COUNTS = {"search": (15, 35, 33, 17), "refine": (50, 38, 12, 0), "recommend": (55, 35, 10, 0)}
"""How often a request has one condition, two, three, four."""
KIND = {"search": 0.62, "refine": 0.12, "recommend": 0.5}
"""How often what is looked for is one of the categories."""
WISHED = {"search": 0.4, "refine": 0.2, "recommend": 0.3}
"""How often words of another kind are wished for, too."""
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
HOURS = {
    3: "three minutes", 4: "four minutes", 5: "five minutes", 20: "twenty minutes", 30: "half an hour",
    60: "an hour", 90: "an hour and a half", 120: "two hours", 150: "two and a half hours",
    180: "three hours",
}  # fmt: skip
DECADES = {1920: "twenties", 1930: "thirties", 1940: "forties", 1950: "fifties", 1960: "sixties",
           1970: "seventies", 1980: "eighties", 1990: "nineties", 2000: "two thousands"}  # fmt: skip
BETWEEN = (" ", ", ", ", ", " and ", " and ", " but ", ", and ", ". ")
UNNAMED = ("something", "anything")
"""What adjectives stand behind."""
BY_PERSON = (*PEOPLE, "brand", "maker", "studio", "publisher", "label")


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words, and what they mean; `place` is where they may stand: before, after, or any."""

    text: str
    place: str
    conditions: tuple[Condition, ...] = ()
    query: str = ""


class Builder:
    """Builds requests; `wish` draws what somebody may look for besides what the fields hold."""

    def __init__(self, wish: Any) -> None:
        self._wish = wish

    def line(self, intent: str, world: World, rng: Random) -> Utterance | None:
        """A request over this catalog, or None when it has too few fields for one."""
        count = rng.choices((1, 2, 3, 4), COUNTS[intent])[0]
        kind = self._noun(world, rng) if rng.random() < KIND[intent] else None
        names = [name for name in (*world.numbers, *world.texts) if name != "category"]
        rng.shuffle(names)
        pieces = [_condition(name, world, rng) for name in names[: count - (kind is not None)]]
        if intent == "refine" and rng.random() < 0.12:
            pieces[:1] = [_more(rng)]
        wish = self._wished(world, rng) if rng.random() < WISHED[intent] or not pieces else None
        if kind is None and not pieces:
            return None
        text, order = _spoken(intent, kind, pieces, wish, world, rng)
        args: dict[str, Any] = {"refine": True} if intent == "refine" else {}
        query = " ".join(one.query for one in order if one.query)
        if query:
            args["wish" if intent == "recommend" else "query"] = query
        found = tuple(condition for one in order for condition in one.conditions)
        return Utterance(intent=intent, text=text, args=args, conditions=found)

    def _wished(self, world: World, rng: Random) -> Piece:
        wish = self._wish(rng, world)
        place = "before" if " " not in wish and rng.random() < 0.5 else "after"
        return Piece(_said(rng.choice(_bank()["wish"][place]), wish), place, query=wish)

    def _noun(self, world: World, rng: Random) -> Piece:
        """What is looked for, as one of the categories."""
        value = rng.choice(world.texts["category"])
        form = rng.choice(_bank()["noun"].get(world.kind or "shop", _bank()["noun"]["shop"]))
        if not form.startswith("{v}s") or re.search(r"[a-z]{2}$", value) is None or value.endswith("s"):
            form = form.replace("{v}s", "{v}")
        noun = re.sub(r"s$", "", world.noun.split()[-1])
        text = _said(form, value if rng.random() < 0.15 else value.lower(), n=noun)
        return Piece(text, "noun", (Condition("category", "==", value),))


@cache
def _bank() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "fragments.toml").read_text(encoding="utf-8"))


def _said(form: str, value: str, *, n: str = "", f: str = "", w: str = "", c: str = "") -> str:
    """The form with its values: no value is read as a form again."""
    given = {"v": value, "n": n, "f": f, "w": w, "c": c}
    return re.sub(r"\{([vnfwc])\}", lambda match: given[match[1]], form)


def _condition(name: str, world: World, rng: Random) -> Piece:
    role = next((role for role, own in world.roles.items() if own == name and role != "genre"), name)
    section = _bank().get("by" if role in BY_PERSON else role)
    if name in world.numbers:
        return _number(name, section or _bank()["number"], world, rng)
    return _text(name, section or _bank()["field"], world, rng)


def _text(name: str, forms: dict[str, Any], world: World, rng: Random) -> Piece:
    value = rng.choice(world.texts[name] or ["plain"])
    said = value
    if name in PEOPLE and rng.random() < 0.4:
        said = value = rng.choice(value.split())
    if name in PEOPLE and rng.random() < 0.3:
        said = value = value.lower()
    elif name not in world.open_fields and name not in PEOPLE and rng.random() < 0.7:
        said = value.lower()
    barred = rng.random() < (0.1 if name in BY_PERSON else 0.22)
    if barred:
        return Piece(_said(rng.choice(_bank()["not"]["any"]), said), "any", (Condition(name, "!=", value),))
    place = rng.choice([key for key in forms if key in ("before", "after")])
    if rng.random() < 0.08:
        forms, place = _bank()["is"], "any"
    return Piece(_said(rng.choice(forms[place]), said, f=name), place, (Condition(name, "==", value),))


def _number(name: str, forms: dict[str, Any], world: World, rng: Random) -> Piece:
    low, high, step = world.numbers[name]
    if "decade" in forms and rng.random() < 0.3:
        decade = rng.choice([ten for ten in range(1920, 2020, 10) if low - 9 <= ten <= high] or [1990])
        ways = [f"{decade}s", f"{str(decade)[2:]}s", DECADES.get(decade, f"{decade}s")]
        both = (Condition(name, ">=", str(decade)), Condition(name, "<=", str(decade + 9)))
        return Piece(_said(rng.choice(forms["decade"]), rng.choice(ways)), "after", both)
    op = rng.choice([key for key in forms if key not in ("unit", "decade")])
    value = _amount(name, low, high, step, rng)
    unit = rng.choice(forms["unit"])
    said = _spelt(name, value, unit, world, rng)
    if op != "between":
        text = _said(rng.choice(forms[op]), said, f=name)
        return Piece(text, "after", (Condition(name, op, f"{value:g}"),))
    more = _amount(name, value + step, max(high, value + 2 * step), step, rng)
    more = more if more > value else value + step
    first = f"{value:g}" if rng.random() < 0.6 else said
    text = _said(rng.choice(forms[op]), first, w=_spelt(name, more, unit, world, rng), f=name)
    return Piece(text, "after", (Condition(name, ">=", f"{value:g}"), Condition(name, "<=", f"{more:g}")))


def _amount(name: str, low: float, high: float, step: float, rng: Random) -> float:
    """A value that people would say: mostly a round one."""
    if name == "price":
        fitting = [price for price in PRICES if low <= price <= high]
        if fitting and rng.random() < 0.85:
            return float(rng.choice(fitting))
    if step < 1:
        return rng.choice(
            [value for value in (2, 2.5, 3, 3.5, 4, 4.5) if low <= value <= high] or [round(high, 1)]
        )
    round_to = 1 if high - low < 60 else rng.choice((5, 10, 10, 1))
    return float(max(int(low), round_to * round(rng.uniform(low, high) / round_to)))


def _spelt(name: str, value: float, unit: str, world: World, rng: Random) -> str:
    plain = f"{value:g}"
    if name == "month":
        return MONTHS[int(value) % 12 - 1] if rng.random() < 0.5 else MONTHS[int(value) % 12 - 1].lower()
    if name in ("minutes", "duration", "length") and value in HOURS and rng.random() < 0.5:
        return HOURS[int(value)]
    if value in SPOKEN and rng.random() < 0.15:
        plain = SPOKEN[int(value)]
        unit = unit.replace("{c}", "")
    return _said(unit, plain, c=world.currency)


def _more(rng: Random) -> Piece:
    change = rng.choice(list(_bank()["more"]))
    role, op = COMPARATIVES[change]
    return Piece(rng.choice(_bank()["more"][change]), "any", (Condition(role, op, f"[1.{role}]"),))


def _spoken(
    intent: str, kind: Piece | None, pieces: Sequence[Piece], wish: Piece | None, world: World, rng: Random
) -> tuple[str, list[Piece]]:
    """The request in words, and its pieces in the order in which they are said."""
    bank = _bank()["request" if intent == "search" else intent]
    before = [one for one in pieces if one.place == "before"][:2]
    if intent == "refine" and kind is None:
        before = []
    after = [one for one in pieces if one not in before]
    if wish is not None:
        (before if wish.place == "before" else after).append(wish)
    rng.shuffle(after)
    thing = kind or Piece(rng.choice([*_bank()["request"]["nothing"], world.noun.split()[-1]]), "noun")
    bare = intent == "refine" and kind is None and not before
    core = [] if bare else [thing, *before] if thing.text in UNNAMED else [*before, thing]
    article = _article(core, kind, rng)
    opener, closer = rng.choice(bank["open"]), rng.choice(bank["close"])
    first = [after.pop(0)] if after and core and rng.random() < 0.15 else []
    words = " ".join(part for part in (article, *(one.text for one in core)) if part)
    lead = f"{first[0].text}{rng.choice((', ', ': ', ' ', '. '))}" if first else ""
    tail = _joined([one.text for one in after], rng)
    glue = rng.choice((" ", " ", " ", ", ", ". ", " - ")) if words and tail else ""
    opener = "" if lead and rng.random() < 0.7 else opener
    text = " ".join(f"{opener} {lead}{words}{glue}{tail}{_closing(closer, rng)}".split())
    return _cased(text, rng), [*first, *core, *after]


def _article(core: Sequence[Piece], kind: Piece | None, rng: Random) -> str:
    if not core or core[0].text in UNNAMED or (kind is None and len(core) == 1):
        return ""
    if core[0].text.split()[0] in ("some", "a", "the"):
        return ""
    article: str = rng.choice(_bank()["request"]["article"])
    return "" if article[:1] == "a" and article != "any" and core[-1].text.endswith("s") else article


def _joined(texts: Sequence[str], rng: Random) -> str:
    found = ""
    for n, text in enumerate(texts):
        found += (
            text if not n else rng.choice((" ", ", ", ", ", " and ", " and ", " but ", ", and ", ". ")) + text
        )
    return found


def _closing(closer: str, rng: Random) -> str:
    if not closer:
        return rng.choice(("", "", "", ".", "?"))
    return closer if closer == "?" else rng.choice((" ", ", ", ". ")) + closer


def _cased(text: str, rng: Random) -> str:
    """With a capital at its beginning, now and then."""
    return text[:1].upper() + text[1:] if rng.random() < 0.4 else text
