"""How mini presents what its tools found: one of the hand-written ways that fits the cards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from tastemaker.contracts import Card
from tastemaker.finetune.mini.utterances import ReplyLine
from tastemaker.finetune.mini.worlds import World

__all__ = ["Presenter", "phrase"]

MARKER = re.compile(r"\[(\d)(?:\.(\w+|\{FIELD\}))?\]")
SLOT = re.compile(r"\{([A-Z]+)\}")
OWN_FIELDS = ("price", "category", "reason", "description")
TRIES = 60
GENRES = ("watch", "music")
"""The kinds of catalog whose items people call by genres; elsewhere "in dress" would be said."""
BELOW = {"price": "under", "year": "before", "released": "before"}
ABOVE = {"price": "over", "year": "after", "released": "after"}


class Presenter:
    """Chooses and fills the lines of replies.jsonl and its kin."""

    def __init__(self, lines: Sequence[ReplyLine]) -> None:
        self.lines: dict[str, list[str]] = {}
        for line in lines:
            self.lines.setdefault(line.kind, []).append(line.text)

    def say(
        self,
        kind: str,
        rng: Random,
        world: World,
        *,
        cards: Mapping[int, Card] | None = None,
        slots: Mapping[str, str] | None = None,
        want: str = "",
        avoid: re.Pattern[str] | None = None,
    ) -> str | None:
        """A line of this kind whose markers and slots can be filled.

        `cards` are by their number in view, in the order in which the line's [1], [2] … take them;
        `want` is a field that the line must show, `avoid` is what it must not say.
        """
        numbers, given = list(cards or {}), dict(slots or {})
        for _ in range(TRIES):
            line = rng.choice(self.lines[kind])
            if want and f".{want}]" not in self._in_world(line, world, want):
                continue
            if avoid is not None and avoid.search(line):
                continue
            if filled := self._fill(line, world, cards or {}, numbers, given, want):
                return filled
        return None

    def _in_world(self, line: str, world: World, want: str) -> str:
        """The line with its roles turned into this world's fields."""
        line = line.replace("{FIELD}", want)
        return re.sub(r"\.(\w+)\]", lambda m: f".{world.field_of(m.group(1)) or m.group(1)}]", line)

    def _fill(
        self,
        line: str,
        world: World,
        cards: Mapping[int, Card],
        numbers: list[int],
        slots: Mapping[str, str],
        want: str,
    ) -> str | None:
        if any(name not in slots for name in SLOT.findall(line) if name != "FIELD"):
            return None
        if ".genre]" in line and world.kind not in GENRES:
            return None
        line = self._in_world(line, world, want)
        for index, name in MARKER.findall(line):
            if int(index) > len(numbers) or (name and not holds(cards[numbers[int(index) - 1]], name)):
                return None
        line = MARKER.sub(lambda m: f"[{numbers[int(m[1]) - 1]}{'.' + m[2] if m[2] else ''}]", line)
        return SLOT.sub(lambda m: slots.get(m.group(1), ""), line)


def holds(card: Card, name: str) -> bool:
    """True when the card has something to show under this field."""
    if name in OWN_FIELDS:
        return bool(card.categories if name == "category" else getattr(card, name) not in (None, ""))
    return name in card.attributes


def phrase(conditions: Sequence[tuple[str, str, str]]) -> str:
    """Conditions as a person would name them: `under 40`, `not red`, `from 1990 on`."""
    said = []
    for name, op, value in conditions:
        if value.startswith("["):
            return ""
        if op in ("<", "<="):
            said.append(f"{BELOW.get(name, 'below')} {value}")
        elif op in (">", ">="):
            said.append(f"{ABOVE.get(name, 'above')} {value}")
        else:
            said.append(f"not {value}" if op == "!=" else value)
    return " and ".join(said)
