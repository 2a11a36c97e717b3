"""Composes copy for a brief out of the copybook: the facts and the angle follow the person's taste.

This is what mini practises on, and the reference that it is measured by. Facts are said by markers alone, so
that they are true of any item; what moves the person is told in words that are not their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Final, TypeAlias

from tastemaker.contracts import Card, Proofreader
from tastemaker.finetune.mini.copybook import ANYONE, Angle, Book, Style
from tastemaker.finetune.mini.nearness import Leaning
from tastemaker.finetune.mini.sayable import fields_in, kind_of, said, shared
from tastemaker.tools.brief import Brief, traits
from tastemaker.tools.cards import shown_value
from tastemaker.tools.piece import ANGLE, distinct, finished, trimmed
from tastemaker.tools.references import field_of
from tastemaker.tools.room import MOST, PROSE, Room

__all__ = ["Copywriter", "Draft", "Near"]

Near: TypeAlias = Callable[[Brief], Leaning]
"""What moves the person of a brief."""

TRIES: Final = 60
PLAIN: Final = ("{fact} {fact2} {fact3}", "[1]: {noun}. {fact}", "{fact} {fact2}", "[1], {tail}. {fact}")
PLAIN_AD: Final = ("[1]\n{fact} {fact2}\n{go}", "{noun|up}\n{fact} {fact2}\n{go}")
"""Forms of a text that says facts and nothing else."""
TONED: Final = 0.4
"""Share of texts without a style of their own that take the one of the house."""
ADDRESSED: Final = 0.7
"""Share of texts for somebody named that say so."""
FOR: Final = re.compile(r"(?:^|, )(?:for|aimed at) ([^,]{3,40})$", re.I)
STYLED: Final = 0.75
"""Share of headlines in a style that are of its own form."""
SLOT: Final = re.compile(r"\{([a-z]+)(\d?)(?:\|(low|up))?\}")
OWN_WORDS: Final = 3
"""Letters from which on a word of the taste counts as one of the person's own."""
TOGETHER: Final = 20.0
"""How much likelier a phrase of the text's own angle is told than one of another that is as near."""
MATCHED: Final = 6.0
"""How much likelier a fact is told that the person cares for."""
ANGLED: Final = {
    "head": "heads", "who": "who", "when": "when", "line": "lines", "because": "because", "call": "calls",
    "ask": "asks", "scene": "scenes", "act": "acts",
}  # fmt: skip
FACTS: Final = {"noun": "nouns", "tail": "tails", "fact": "facts", "go": "calls", "try": "try"}
THRIFT: Final = re.compile(r"\b(?:cheap|sav|budget|bargain|price|afford|penn|haggl|deal)", re.I)
END: Final = re.compile(r"(?<=[a-z])\.(?=\s|$)")


@dataclass
class Draft:
    """One text on its way: what it is about, and what it has used already."""

    brief: Brief
    style: Style | None
    angle: Angle
    """From where this person looks at things."""
    nearness: Mapping[str, float]
    """How likely each of its phrases is told to them; of those that are missing, all as likely."""
    rng: Random
    cared: frozenset[str]
    """Fields that the person cares for."""
    own: frozenset[str]
    """The person's own words, which are not copied."""
    used: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    """The ways in which facts were said."""
    answer: str = ""
    audience: str = ""
    """For whom it is to be, where the wish says so."""

    @property
    def card(self) -> Card:
        """The item."""
        return self.brief.item

    def flag(self, name: str) -> bool:
        """Whether the style says so."""
        return self.style is not None and name in self.style.flags


class Copywriter:
    """Writes any kind of text for a brief; the same brief and random state give the same text.

    >>> Copywriter(read_book()).write(brief, proof, Random(1))  # doctest: +SKIP
    """

    def __init__(self, book: Book, *, near: Near | None = None) -> None:
        """`near` says how near the copybook's phrases are to a taste; without it all are as near."""
        self.book, self._near = book, near
        self._last: tuple[Brief, Leaning] | None = None
        self._asked = sorted(
            ((asked.lower(), style) for style in book.styles.values() for asked in style.asked),
            key=lambda pair: -len(pair[0]),
        )

    def write(self, brief: Brief, proof: Proofreader, rng: Random) -> str:
        """A text with markers, true to the item and in the brief's style and room; empty when that fails."""
        return self._written(brief, proof, rng)[0]

    def answer(self, brief: Brief, proof: Proofreader, rng: Random) -> str:
        """The same as a model answers: where the person is known, the angle in a line before it."""
        text, angle = self._written(brief, proof, rng)
        return f"{ANGLE} {angle}\n{text}" if text and brief.angled else text

    def _written(self, brief: Brief, proof: Proofreader, rng: Random) -> tuple[str, str]:
        """A text, and the angle that it is told from."""
        for _ in range(TRIES):
            draft = self.draft(brief, rng)
            text = self._keywords(draft, proof) if brief.kind == "keywords" else self._text(draft)
            if text and trimmed(text, brief.kind) == text and self._good(text, brief, proof):
                return text, draft.angle.name
        return "", ""

    def style(self, brief: Brief) -> Style | None:
        """The style that is asked for last, as far as the copybook knows it."""
        for text in (brief.change, brief.style):
            if found := self._style_in(text):
                return found
        return None

    def _style_in(self, text: str) -> Style | None:
        """The style named last in a wish; of two names in one place the longer."""
        low = text.lower()
        found = [(low.rindex(asked) + len(asked), len(asked), n) for n, (asked, _) in enumerate(self._asked)
                 if asked in low]  # fmt: skip
        return self._asked[max(found)[2]][1] if found else None

    def draft(self, brief: Brief, rng: Random) -> Draft:
        """A blank sheet for a brief: nothing is used yet."""
        told = [*brief.likes, *brief.often, *(t for card in brief.liked for t in (card.title, *traits(card)))]
        own = frozenset(word for text in told for word in _words(text))
        audience = FOR.search(f"{brief.style}, {brief.change}".strip(", "))
        style = self.style(brief)
        if style is None and rng.random() < TONED:
            style = self._style_in(brief.tone)
        for_whom = audience[1] if audience and rng.random() < ADDRESSED else ""
        leaning = self._leaning(brief)
        angle = self._angle(leaning, rng) if brief.personal else self.book.angles[ANYONE]
        return Draft(brief, style, angle, leaning.phrases, rng, _cared(brief), own, audience=for_whom)

    def _angle(self, leaning: Leaning, rng: Random) -> Angle:
        """One that is likely told to somebody."""
        named = [angle for angle in self.book.angles.values() if angle.says]
        return rng.choices(named, [leaning.angles.get(angle.name, 1.0) for angle in named])[0]

    def _leaning(self, brief: Brief) -> Leaning:
        """What moves the person; looked up once for all drafts of a brief."""
        if self._near is None or not brief.personal:
            return Leaning()
        if self._last is None or self._last[0] is not brief:
            self._last = brief, self._near(brief)
        return self._last[1]

    def _good(self, text: str, brief: Brief, proof: Proofreader) -> bool:
        """True to the card, within its room, and not what was written before."""

        def rendered(raw: str) -> str:
            return proof.rendered(raw, brief.cards)

        if finished(text, brief.kind, brief.room, rendered=rendered) != text:
            return False
        if text in brief.before or not (brief.change or distinct(text, brief.before, brief.kind)):
            return False
        return not proof.wrong(text, brief.cards)

    # -- texts

    def _text(self, draft: Draft) -> str:
        form = draft.rng.choice(self._forms(draft))
        parts = [self.fill(line, draft) for line in form.split("\n")]
        if not all(parts):
            return ""
        return self._dressed("\n".join(parts), draft)

    def _forms(self, draft: Draft) -> Sequence[str]:
        """The forms that suit the kind, its room and the style."""
        brief, sizes = draft.brief, self.book.forms[draft.brief.kind]
        if brief.kind == "headline" and draft.style and (draft.flag("ask") or draft.rng.random() < STYLED):
            return draft.style.heads
        if draft.flag("plain") and brief.kind in (*PROSE, "ad"):
            return PLAIN_AD if brief.kind == "ad" else PLAIN
        if brief.kind == "headline" and len(brief.item.title.split()) > 6:
            return (*sizes["notitle"], *sizes["any"])
        return sizes[self._size(brief)] if self._size(brief) in sizes else sizes["any"]

    def _size(self, brief: Brief) -> str:
        if brief.room.sentences == 1:
            return "one"
        if _tight(brief.room, brief.kind):
            return "short"
        return "any" if brief.personal or brief.kind != "explanation" else "cold"

    def fill(self, form: str, draft: Draft) -> str:
        """A line of a form, filled; empty when the card or the copybook has nothing for a slot."""
        missing = False

        def fill(slot: re.Match[str]) -> str:
            nonlocal missing
            text = self._slot(slot[1], draft)
            missing = missing or not text
            return _cased(text, slot[3])

        line = SLOT.sub(fill, form)
        way = None if missing else said(line, draft.card)
        return _tidy(way or "")

    def _slot(self, name: str, draft: Draft) -> str:
        if name == "answer":
            return draft.answer
        if name == "who" and draft.audience:
            return draft.audience
        if name in ANGLED:
            return self._told(ANGLED[name], draft)
        if name == "link":
            return self._link(draft)
        if name == "question":
            pair = self._fact("questions", draft) or ("", "")
            draft.answer = pair[1]
            return pair[0]
        return " ".join(self._fact(FACTS[name], draft))

    def _told(self, slot: str, draft: Draft) -> str:
        """What the angle has for a slot, or another where that is much nearer to the person."""
        own: Sequence[str] = getattr(draft.angle, slot)
        return self._phrase(self.book.phrases[slot] if draft.nearness else own, draft, own=own)

    def _phrase(self, phrases: Sequence[str], draft: Draft, *, own: Sequence[str] = ()) -> str:
        """One that is not used yet and repeats none of the person's own words, likelier what is near or the
        angle's own."""
        dislikes = {
            w for text in draft.brief.dislikes for w in re.findall(r"\w+", text.lower()) if len(w) > 3
        }
        barred = draft.own | dislikes
        free = [p for p in phrases if p not in draft.used and not barred & set(re.findall(r"\w+", p.lower()))]
        if not free:
            return ""
        weights = [draft.nearness.get(one, 1.0) * (TOGETHER if one in own else 1.0) for one in free]
        (chosen,) = draft.rng.choices(free, weights)
        draft.used.add(chosen)
        return chosen

    def _fact(self, slot: str, draft: Draft) -> tuple[str, ...]:
        """A way to say something that the card has, likelier of what the person cares for and of what is not
        said yet: one text, or a question and its answer. Nothing where the card has nothing for it."""
        own, common = self.book.facts[kind_of(draft.card)][slot], self.book.facts["any"][slot]
        told = {name for text in draft.told for name in fields_in(text)}
        ways: list[tuple[str, ...]] = []
        weights: list[float] = []
        for raw, weight in [*((way, 1.0) for way in common), *((way, 3.0) for way in own)]:
            texts = [said(one, draft.card) for one in ([raw] if isinstance(raw, str) else raw)]
            way = tuple(text for text in texts if text is not None)
            if len(way) == len(texts) and not draft.used & set(way):
                names = {name for text in way for name in fields_in(text)}
                ways.append(way)
                weights.append(
                    weight * (1 + MATCHED * len(names & draft.cared)) * (0.02 if names & told else 1)
                )
        if not ways:
            return ()
        (chosen,) = draft.rng.choices(ways, weights)
        draft.used.update(chosen)
        draft.told.extend(chosen)
        return chosen

    def _link(self, draft: Draft) -> str:
        """What the item has in common with something the person liked."""
        liked = list(enumerate(draft.brief.liked, start=2))
        if not liked:
            return ""
        links = self.book.forms["links"]
        common = [(n, name) for n, card in liked for name in shared(draft.card, card)]
        if not common:
            return draft.rng.choice(links["near"]).replace("[2]", f"[{draft.rng.choice(liked)[0]}]")
        number, name = draft.rng.choice(common)
        called = "kind" if name == "category" else name.replace("_", " ")
        way = draft.rng.choice(links["shared"]).replace("{f}", name).replace("{name}", called)
        return way.replace("[2]", f"[{number}]")

    # -- dress

    def _dressed(self, text: str, draft: Draft) -> str:
        """The text with what its style puts before and after it, and in its form."""
        style, rng, kind = draft.style, draft.rng, draft.brief.kind
        if style is None:
            return text
        if kind not in ("headline", "dialogue") and not _tight(draft.brief.room, kind):
            text = self._framed(text, draft)
        if draft.flag("ask") and kind in PROSE:
            question = self._told("asks", draft)
            text = f"{question} {text}" if question and "?" not in text.split(".")[0] else text
        if draft.flag("exclaim"):
            text = END.sub(lambda end: "!" if rng.random() < 0.4 else end[0], text)
        if draft.flag("bullets") and kind in PROSE:
            text = re.sub(r"(?<=[.!?])\s+", "\n", text)
        if draft.flag("verse") and kind in PROSE:
            text = re.sub(r"(?<=[.!?,])\s+(?=[A-Z\[])", "\n", text)
        return _lowered(text) if draft.flag("lower") else text

    def _framed(self, text: str, draft: Draft) -> str:
        """Opened and closed as the style does; of an ad, the body."""
        assert draft.style is not None
        rng, style = draft.rng, draft.style
        opening = self._phrase(style.opens, draft) + " " if style.opens and rng.random() < 0.7 else ""
        closing = " " + self._phrase(style.closes, draft) if style.closes and rng.random() < 0.6 else ""
        if draft.brief.kind == "ad":
            title, body, call = text.split("\n")
            return f"{title}\n{opening}{body}{closing}\n{call}".replace("\n ", "\n")
        return f"{opening}{text}{closing}".strip()

    # -- keywords

    def _keywords(self, draft: Draft, proof: Proofreader) -> str:
        """What people would type to find it, first what the person cares for."""
        ways = [*self.book.facts[kind_of(draft.card)]["keys"], *self.book.facts["any"]["keys"]]
        found = [way for way in (said(one, draft.card) for one in ways) if way]
        draft.rng.shuffle(found)
        found.sort(key=lambda way: -len(fields_in(way) & draft.cared))
        kept: dict[str, str] = {}
        for way in found:
            kept.setdefault(proof.rendered(way, [draft.card]).casefold(), way)
        room = draft.brief.room.words
        return ", ".join(list(kept.values())[: draft.rng.randint(min(4, room), room)])


def _cared(brief: Brief) -> frozenset[str]:
    """The fields of the item in which the person finds what they like; the price, where they count."""
    known = {text.casefold() for text in (*brief.often, *brief.likes)}
    known |= {one.casefold() for card in brief.liked for one in traits(card)}
    names = [
        name
        for name in ("category", *brief.item.attributes)
        if any(text.casefold() in known for text in _texts(brief.item, name))
    ]
    thrifty = any(THRIFT.search(text) for text in (*brief.likes, *brief.often))
    return frozenset([*names, *(["price"] if thrifty else [])])


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    """The words of a text that carry something."""
    return frozenset(word for word in re.findall(r"\w+", text.lower()) if len(word) > OWN_WORDS)


def _tight(room: Room, kind: str) -> bool:
    """Whether there is clearly less room than the kind usually has."""
    return bool(room.characters) or room.words <= 0.6 * MOST[kind]


def _texts(card: Card, name: str) -> list[str]:
    value = field_of(card, name)
    if isinstance(value, tuple):
        return list(value)
    return [] if value is None else [shown_value(value)]


def _cased(text: str, case: str | None) -> str:
    if case == "low" and not text.startswith(("[", "I ")):
        return text[:1].lower() + text[1:]
    return text[:1].upper() + text[1:] if case == "up" else text


def _tidy(line: str) -> str:
    """One full stop where two pieces brought one each, one blank where an empty piece left two."""
    line = re.sub(r"([?!.])\.(?=\s|$)", r"\1", line)
    return re.sub(r"\s{2,}", " ", line).strip()


def _lowered(text: str) -> str:
    """In small letters but for the markers."""
    return re.sub(r"\[[^\]]*\]|[^\[]+", lambda part: part[0] if part[0][0] == "[" else part[0].lower(), text)
