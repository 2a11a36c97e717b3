"""What fills the slots of the hand-written lines: wishes, prices, years, people, titles, ordinals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from tastemaker.contracts import Card
from tastemaker.finetune.mini.utterances import Utterance
from tastemaker.finetune.mini.worlds import World

__all__ = ["ORDINALS", "STYLES", "Filler", "Slots", "distort"]

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
SHORT_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th")
COLORS = (
    "red",
    "blue",
    "green",
    "black",
    "white",
    "grey",
    "navy",
    "beige",
    "yellow",
    "pink",
    "purple",
    "brown",
)
FIRST = ("Anna", "Marek", "Lucía", "Jo", "Priya", "Tom", "Ingrid", "Kofi", "Mei", "Sean", "Olga", "Bruno")
LAST = (
    "Keller",
    "Moreno",
    "Tanaka",
    "O'Hara",
    "Singh",
    "Lind",
    "Mbeki",
    "Rossi",
    "Stone",
    "Wolfe",
    "Novak",
    "Hill",
)
STYLES = ("playful", "minimal", "retro", "in watercolour", "dry and short", "warm", "like a poem", "bold")
PRICES = (
    5,
    8,
    10,
    12,
    15,
    18,
    20,
    25,
    30,
    35,
    40,
    45,
    50,
    60,
    70,
    75,
    80,
    90,
    100,
    120,
    150,
    180,
    200,
    250,
    300,
    400,
    500,
)
SPOKEN = {10: "ten", 15: "fifteen", 20: "twenty", 25: "twenty-five", 30: "thirty", 40: "forty", 50: "fifty",
          60: "sixty", 80: "eighty", 100: "a hundred", 200: "two hundred"}  # fmt: skip


@dataclass
class Slots:
    """What was put into one line: how it is said, and what it means in a call."""

    said: dict[str, str] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)

    def put(self, slot: str, said: str, meant: str | None = None) -> None:
        self.said[slot] = said
        self.meant[slot] = said if meant is None else meant

    def fill(self, text: str) -> str:
        """The text as it is said."""
        return _fill(text, self.said)

    def mean(self, text: str) -> str:
        """The text as a call's argument."""
        return _fill(text, self.meant)


class Filler:
    """Draws what fills slots, over one world and the cards in view."""

    def __init__(self, utterances: Sequence[Utterance], texts: Sequence[str], words: Sequence[str]) -> None:
        queries = [str(u.args["query"]) for u in utterances if u.intent == "search" and "query" in u.args]
        self.queries = sorted({q for q in queries if "{" not in q and 2 < len(q) < 60})
        self.texts, self.words = texts, words

    def wish(self, rng: Random, world: World) -> str:
        """A few words of what somebody may look for: real wishes, pieces of texts, any words at all."""
        dice = rng.random()
        if dice < 0.45:
            wish = rng.choice(self.queries)
        elif dice < 0.65:
            words = re.findall(r"[\w'’-]+", rng.choice(self.texts))
            start = rng.randrange(max(1, len(words) - 4))
            wish = " ".join(words[start : start + rng.randint(1, 4)]).lower()
        elif dice < 0.8:
            wish = rng.choice(world.tails).lower()
            if rng.random() < 0.6:
                wish = f"{rng.choice(self.words)} {wish}"
        else:
            wish = " ".join(rng.choice(self.words) for _ in range(rng.randint(1, 4)))
        return wish.strip() or rng.choice(self.words)

    def slots(self, rng: Random, text: str, world: World, cards: Sequence[Card]) -> Slots | None:
        """Something for every slot of the text, or None when the cards in view do not allow it."""
        slots = Slots()
        for name in sorted(set(re.findall(r"\{([A-Z0-9]+)\}", text))):
            if not self._put(rng, name, slots, world, cards, spoken=text):
                return None
        return slots

    def _put(
        self, rng: Random, name: str, slots: Slots, world: World, cards: Sequence[Card], *, spoken: str
    ) -> bool:
        if name in slots.said:
            return True
        if name in ("ORD", "N", "ORD2", "N2"):
            return self._number(rng, name[-1] == "2", slots, cards, last="{ORD}" in spoken)
        if name in ("TITLE", "TITLE2"):
            return self._title(rng, name, slots, world, cards)
        if name in ("P", "P2", "S"):
            self._amount(rng, name, slots, world)
        elif name == "YEAR":
            year = str(rng.randint(1950, 2024))
            slots.put(name, year)
        elif name in ("COLOR", "GENRE", "PERSON", "BY", "GENREWORD"):
            return self._value(rng, name, slots, world)
        elif name in ("Q", "Q2", "LIKE", "DISLIKE"):
            slots.put(name, self.wish(rng, world))
        elif name == "STYLE":
            slots.put(name, rng.choice(STYLES))
        return name in slots.said

    def _number(self, rng: Random, second: bool, slots: Slots, cards: Sequence[Card], *, last: bool) -> bool:
        taken = slots.meant.get("N" if second else "N2")
        free = [n for n in range(1, min(len(cards), len(ORDINALS)) + 1) if str(n) != taken]
        if not free:
            return False
        number, mark = rng.choice(free), "2" if second else ""
        if last and not second and number == len(cards) > 1 and rng.random() < 0.25:
            slots.put("ORD", rng.choice(("last", "last", "final")), "last")
            slots.put("N", str(number), "last")
            return True
        ordinal = rng.choice((ORDINALS, ORDINALS, SHORT_ORDINALS))[number - 1]
        slots.put(f"ORD{mark}", ordinal, str(number))
        slots.put(f"N{mark}", str(number))
        return True

    def _title(self, rng: Random, name: str, slots: Slots, world: World, cards: Sequence[Card]) -> bool:
        free = [card.title for card in cards if card.title not in slots.said.values()]
        if free and rng.random() < 0.8:
            title = rng.choice(free)
        else:
            title = f"{rng.choice(world.heads)} {rng.choice(world.tails)}"
        title = re.sub(r" \(\d{4}\)$", "", title) if rng.random() < 0.7 else title
        slots.put(name, title.lower() if rng.random() < 0.25 else title)
        return True

    def _amount(self, rng: Random, name: str, slots: Slots, world: World) -> None:
        number = rng.choice(PRICES) if rng.random() < 0.8 else rng.randint(3, 999)
        if name == "S":
            slots.put(name, str(rng.choice((10, 15, 20, 30, 45, 60))))
            return
        if name == "P2" and "P" in slots.meant:
            number = int(slots.meant["P"]) + rng.choice((5, 10, 20, 50, 100))
        forms = [str(number)] * 4 + [f"{number} {w}" for w in ("euros", "bucks", "dollars", "quid", "pounds")]
        forms += [f"{world.currency}{number}"] * 3 + [f"{number}{world.currency}"]
        if number in SPOKEN:
            forms += [SPOKEN[number]] * 2
        slots.put(name, rng.choice(forms), str(number))

    def _value(self, rng: Random, name: str, slots: Slots, world: World) -> bool:
        role = {"COLOR": "color", "GENRE": "genre", "PERSON": "by", "BY": "by", "GENREWORD": "genre"}[name]
        field_name = world.field_of(role)
        if name in ("BY", "GENREWORD"):
            if field_name is None:
                return False
            slots.put(name, field_name)
            return True
        known = world.texts.get(field_name or "", [])
        if name == "PERSON" and (not known or (field_name in world.open_fields and rng.random() < 0.5)):
            known = [rng.choice((f"{rng.choice(FIRST)} {rng.choice(LAST)}", rng.choice(LAST)))]
        if not known and name != "COLOR":
            return False
        value = rng.choice(known or list(COLORS))
        slots.put(name, value.lower() if rng.random() < 0.5 else value, value)
        return True


def distort(rng: Random, text: str, keep: Sequence[str]) -> str:
    """The text as people type it: at times in lower case, without its full stop, with a slip."""
    dice = rng.random()
    if dice < 0.15 and text[-1:] in ".!?":
        text = text[:-1]
    elif dice < 0.27:
        text = _slip(rng, text, keep)
    elif dice < 0.32:
        text = text + rng.choice((" pls", " please", "!", "..", " thx", " 🙂", "?"))
    return text


def _slip(rng: Random, text: str, keep: Sequence[str]) -> str:
    """Two neighbouring letters swapped, or one dropped, in a word that no argument needs."""
    kept = " ".join(keep).lower()
    words = text.split(" ")
    free = [i for i, w in enumerate(words) if len(w) > 4 and w.isalpha() and w.lower() not in kept]
    if not free:
        return text
    i = rng.choice(free)
    word, at = words[i], rng.randrange(1, len(words[i]) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[i] = swapped if rng.random() < 0.5 else word[:at] + word[at + 1 :]
    return " ".join(words)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{([A-Z0-9]+)\}", lambda m: values.get(m.group(1), m.group(0)), text)
