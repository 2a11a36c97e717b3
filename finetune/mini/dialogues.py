"""Composes conversations of several turns from hand-written lines, over drawn worlds.

Every message is rendered by the product's own code (system prompt, tool answers), so what mini
practises on is what it meets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tastemaker.agent.system import system
from tastemaker.catalog.domain import Profile
from tastemaker.contracts import Card, Field, Message, Scalar
from tastemaker.finetune.mini.phrases import Filler, Slots, distort
from tastemaker.finetune.mini.presenting import Presenter, holds, phrase
from tastemaker.finetune.mini.utterances import MAKING, Condition, Utterance
from tastemaker.finetune.mini.worlds import World, draw_world, literal
from tastemaker.tools.cards import message
from tastemaker.tools.recommend import COLD
from tastemaker.tools.result import Shown

__all__ = ["Composer", "Dialogue"]

FIRST_TURN = {
    "search": 40, "recommend": 17, "none": 12, "remember": 8, "picture": 6, "caption": 4, "taste": 3, "forget": 3,
    "details": 3, "making": 2, "refine": 2,
}  # fmt: skip
NEXT_TURN = {
    "refine": 24, "search": 16, "details": 13, "attribute": 4, "compare": 7, "why": 6, "same_field": 7,
    "recommend": 7, "none": 8, "remember": 5, "forget": 3, "taste": 2, "picture": 3, "caption": 2, "making": 3,
}  # fmt: skip
CLOSED_BY_WORD = ("category", "color", "pattern", "material", "season", "region", "channel", "instrument", "country",
                  "platform", "diet", "room", "language", "genre")  # fmt: skip
PEOPLE = ("director", "creator", "stars", "artist", "author", "cook")
"""Fields that hold names: people say a part of one, so the filter asks whether the field contains it."""
NOT_BEFORE = re.compile(r"\b(no|not|without|minus|except|isn't|isnt)\s+(?:\w+\s+)?$")


@dataclass
class Dialogue:
    """Messages in the form of `contracts.Message`, ready for a chat template."""

    messages: list[Message]
    fields: tuple[Field, ...]
    intents: list[str] = field(default_factory=list)


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
    conditions: list[tuple[str, str, Scalar]] = field(default_factory=list)


class Composer:
    """Draws conversations; `utterances` decides whether they are for training or held out."""

    def __init__(
        self,
        utterances: Sequence[Utterance],
        filler: Filler,
        presenter: Presenter,
        *,
        stocks: tuple[World, ...] = (),
    ) -> None:
        self.filler, self.presenter, self.stocks = filler, presenter, stocks
        self.lines: dict[str, list[Utterance]] = {}
        for one in utterances:
            self.lines.setdefault("making" if one.intent in MAKING else one.intent, []).append(one)
        self.turns: dict[str, Callable[[State, Utterance, Slots, Random], bool]] = {
            "search": self._search, "refine": self._search, "picture": self._search, "same_field": self._search,
            "recommend": self._recommend, "details": self._details, "attribute": self._details, "why": self._details,
            "compare": self._compare, "remember": self._remember, "forget": self._forget, "taste": self._taste,
            "caption": self._caption, "none": self._talk, "making": self._talk,
        }  # fmt: skip

    def compose(self, seed: int, *, most: int = 5) -> Dialogue:
        """One conversation of 1 to `most` turns."""
        rng = Random(seed)
        opening = self._draw(rng, FIRST_TURN)
        world = draw_world(rng, rng.choice(self.lines[opening]).worlds, self.stocks)
        state = State(world, [], **self._known(rng, world))
        about_at_start = self._about(state)
        plan = [opening] + [self._draw(rng, NEXT_TURN) for _ in range(rng.randint(1, most) - 1)]
        done = []
        for intent in plan:
            if not state.view and intent in ("refine", "attribute", "compare", "same_field", "why"):
                intent = "search"  # noqa: PLW2901 (nothing in view to speak of)
            if self._turn(state, intent, rng):
                done.append(intent)
        first = self._system(state.world, about_at_start)
        return Dialogue([first, *_one_picture(state.messages)], state.world.fields(), done)

    def compose_short(self, seed: int) -> Dialogue:
        """One message and the call or words that answer it, with little around them.

        Ten times as many decisions a token as a whole conversation: what to call and what to copy is
        learnt on these first.
        """
        rng = Random(f"short-{seed}")
        intent = self._draw(rng, {k: v + FIRST_TURN.get(k, 0) for k, v in (FIRST_TURN | NEXT_TURN).items()})
        world = draw_world(rng, rng.choice(self.lines[intent]).worlds, self.stocks)
        state = State(world, [], **self._known(rng, world))
        state.view, state.focus = world.cards([], rng.randint(2, 5), rng), 1
        if not self._turn(state, intent, rng):
            return self.compose_short(seed + 10**9)
        turn = state.messages[:2]
        needs_cards = intent == "attribute"
        if needs_cards:
            told = message(Shown(tuple(enumerate(state.view[:5], 1))))
            turn = [{"role": "tool", "tool_call_id": "", "name": "search", "content": told}, *turn]
        if _has_where(turn) or rng.random() < 0.3:
            turn = [self._system(state.world, self._about(state) if rng.random() < 0.3 else []), *turn]
        return Dialogue(turn, state.world.fields(), [intent])

    def _draw(self, rng: Random, weights: dict[str, int]) -> str:
        present = {k: v for k, v in weights.items() if k in self.lines}
        return rng.choices(list(present), list(present.values()))[0]

    def _turn(self, state: State, intent: str, rng: Random) -> bool:
        """Add one turn of this intent; False when no line fits after several tries."""
        for _ in range(12):
            line = rng.choice(self.lines[intent])
            if line.worlds and state.world.kind not in line.worlds and rng.random() < 0.9:
                continue
            world = state.world if state.world.stock else state.world.ensure(line.conditions, rng)
            if not all(world.field_of(c.role) for c in line.conditions):
                continue
            if intent == "attribute" and not (line := self._by_attribute(line, state, rng)):
                continue
            slots = self.filler.slots(
                rng, line.text + str(line.args) + str(line.conditions), world, state.view
            )
            if slots is None:
                continue
            before = len(state.messages)
            state.world = world
            if self.turns[intent](state, line, slots, rng):
                return True
            del state.messages[before:]
        return False

    def _known(self, rng: Random, world: World) -> dict[str, list[str]]:
        """What is known of the person at the start: nothing for every third."""
        if rng.random() < 0.35:
            return {}

        def some(most: int) -> list[str]:
            return [self.filler.wish(rng, world) for _ in range(rng.randint(0, most))]

        lately = [
            f"{rng.choice(world.heads)} {rng.choice(world.tails)}" for _ in range(rng.choice((0, 0, 1, 2, 3)))
        ]
        facts = [
            str(u.args["fact"])
            for u in self.lines["remember"]
            if "fact" in u.args and "{" not in u.args["fact"]
        ]
        fact = [rng.choice(facts)] if facts and rng.random() < 0.2 else []
        return {"likes": some(3), "dislikes": some(2), "facts": fact, "lately": lately}

    def _about(self, state: State) -> list[str]:
        lines = [f"likes {', '.join(state.likes)}"] if state.likes else []
        lines += [f"dislikes {', '.join(state.dislikes)}"] if state.dislikes else []
        lines += [f"fact: {fact}" for fact in state.facts]
        return [*lines, f"lately: {', '.join(state.lately)}"] if state.lately else lines

    def _system(self, world: World, about: list[str]) -> Message:
        profile = Profile(name=world.name, noun=world.noun, currency=world.currency)
        return {"role": "system", "content": system(profile, world.fields(), about=about)}

    # turns that show cards

    def _search(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        conditions = self._conditions(line.conditions, state, slots)
        if conditions is None:
            return False
        query = slots.mean(str(line.args.get("query", ""))).strip()
        refine, picture = bool(line.args.get("refine")), bool(line.args.get("picture"))
        query, conditions = self._by_word(query, conditions, state.world)
        arguments: dict[str, Any] = {
            "query": query,
            "where": _where(conditions),
            "refine": refine,
            "picture": picture,
        }
        held = [*self._kept(state, conditions), *conditions] if refine else conditions
        cards = self._cards(state, held, rng)
        words = f"{state.query} {query}".strip() if refine else query
        self._ask(state, line, slots, rng, picture=picture, keep=[query])
        self._call(state, "search", arguments, message(Shown(tuple(enumerate(cards, 1)))))
        state.query, state.conditions, state.focus = words, held, 0
        if cards:
            state.view = cards
        return self._present(
            state, cards, rng, "picture_results" if picture else "", query or words, conditions
        )

    def _recommend(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        conditions = self._conditions(line.conditions, state, slots)
        if conditions is None:
            return False
        wish = slots.mean(str(line.args.get("wish", ""))).strip()
        known = bool(self._about(state))
        cards = self._cards(state, conditions, rng)
        if known and rng.random() < 0.8:
            sources = [*state.lately, *state.likes]
            cards = [replace(c, reason=f"you liked {rng.choice(sources)}") if sources else c for c in cards]
        self._ask(state, line, slots, rng, keep=[wish])
        told = message(Shown(tuple(enumerate(cards, 1)), note="" if known else COLD))
        self._call(state, "recommend", {"where": _where(conditions), "wish": wish}, told)
        state.query, state.conditions, state.focus = wish, list(conditions), 0
        if not cards:
            return self._present(state, cards, rng, "", wish, conditions)
        state.view = cards
        kind = "recommend_taste" if known else "recommend_cold"
        kind = "recommend_wish" if wish and rng.random() < 0.6 else kind
        return self._present(state, cards, rng, kind, wish, conditions)

    def _present(
        self,
        state: State,
        cards: list[Card],
        rng: Random,
        kind: str,
        words: str,
        conditions: Sequence[tuple[str, str, Scalar]],
    ) -> bool:
        kind = (
            kind
            if cards and kind
            else ("results_none", "results_one", "results_two")[min(len(cards), 3)]
            if len(cards) < 3
            else kind or "results_many"
        )
        slots = {"Q": words} if words else {}
        if said := phrase([(a, b, str(c)) for a, b, c in conditions]):
            slots["FILTER"] = said
        if state.likes or state.lately:
            slots["LIKE"] = rng.choice([*state.likes, *state.lately])
        if state.dislikes:
            slots["DISLIKE"] = rng.choice(state.dislikes)
        numbered = dict(enumerate(cards, 1))
        reply = self.presenter.say(kind, rng, state.world, cards=numbered, slots=slots)
        fallback = "results_many" if len(cards) > 2 else "results_none"
        reply = reply or self.presenter.say(fallback, rng, state.world, cards=numbered, slots=slots)
        return self._answer(state, reply)

    def _details(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        item = slots.mean(str(line.args["item"]))
        number = self._number(item, state)
        if not number and (item in ("it", "last") or item.isdigit() or (not state.view and rng.random() < 0.5)):
            return False
        if number:
            card = state.view[number - 1]
        else:
            made = state.world.cards([], 1, rng)
            if not made or rng.random() < 0.25:
                self._ask(state, line, slots, rng, keep=[item])
                self._call(state, "details", {"item": item}, f"error: no item is called {item!r}")
                return self._answer(state, self.presenter.say("mistake", rng, state.world))
            card = replace(made[0], title=slots.said.get("TITLE", item).title())
            state.view = [*state.view[:8], card]
            number = len(state.view)
        card = replace(card, description=card.description or rng.choice(self.filler.texts))
        self._ask(state, line, slots, rng, keep=[item])
        self._call(state, "details", {"item": item}, message(Shown(((number, card),), full=True)))
        state.focus = number
        return self._answer(state, self._tell(state, line, number, card, rng))

    def _tell(self, state: State, line: Utterance, number: int, card: Card, rng: Random) -> str | None:
        """The reply about one card: the field that was asked for, or the honest lack of it."""
        cards, world = {number: card}, state.world
        if line.intent == "why":
            slots = {"Q": state.query} if state.query else {}
            slots |= (
                {"LIKE": rng.choice([*state.likes, *state.lately])} if state.likes or state.lately else {}
            )
            return self.presenter.say(
                "explain_why", rng, world, cards=cards, slots=slots
            ) or self.presenter.say("details_about", rng, world, cards=cards)
        asked = world.field_of({"maker": "by"}.get(line.about, line.about)) if line.about else None
        if asked and holds(card, asked):
            return self.presenter.say("details", rng, world, cards=cards, want=asked) or self.presenter.say(
                "details_field", rng, world, cards=cards, want=asked
            )
        if line.about and line.about not in ("story", "comfort"):
            return self.presenter.say("details_missing", rng, world, cards=cards)
        kind = rng.choice(("details", "details_about"))
        return self.presenter.say(kind, rng, world, cards=cards) or self.presenter.say(
            "details_about", rng, world, cards=cards
        )

    def _compare(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        items = [slots.mean(str(one)) for one in line.args["items"]]
        numbers = [self._number(one, state) for one in items]
        if 0 in numbers or len(set(numbers)) < 2:
            return False
        cards = {n: state.view[n - 1] for n in numbers}
        self._ask(state, line, slots, rng, keep=items)
        self._call(state, "compare", {"items": items}, message(Shown(tuple(cards.items()))))
        like = {"LIKE": rng.choice(state.likes)} if state.likes else {}
        return self._answer(state, self.presenter.say("compare", rng, state.world, cards=cards, slots=like))

    # turns about the person, the picture, and talk

    def _remember(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        given = {k: slots.mean(str(line.args[k])) for k in ("like", "dislike", "fact") if k in line.args}
        self._ask(state, line, slots, rng, keep=list(given.values()))
        self._call(state, "remember", given, "saved: " + "; ".join(f"{k} {v}" for k, v in given.items()))
        for kind, kept in (("like", state.likes), ("dislike", state.dislikes), ("fact", state.facts)):
            kept += [given[kind]] if kind in given else []
        kind = "noted_fact" if "fact" in given else "remembered"
        named = {k.upper(): v for k, v in given.items() if k != "fact"}
        return self._answer(state, self.presenter.say(kind, rng, state.world, slots=named))

    def _forget(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        what = slots.mean(str(line.args["what"]))
        kind = rng.choice(("like", "dislike"))
        found = what == "everything" or rng.random() < 0.7
        told = f"forgotten: {kind} {what}" if found else "nothing to forget"
        if what == "everything":
            told = "forgotten: " + "; ".join(
                [f"like {x}" for x in state.likes] + [f"dislike {x}" for x in state.dislikes]
            )
            told = told if told != "forgotten: " else "nothing to forget"
        self._ask(state, line, slots, rng, keep=[what])
        self._call(state, "forget", {"what": what}, told)
        if told == "nothing to forget":
            return self._answer(state, self.presenter.say("forgot_nothing", rng, state.world))
        if what == "everything":
            state.likes, state.dislikes, state.facts = [], [], []
            return self._answer(state, self.presenter.say("forgot_all", rng, state.world))
        return self._answer(state, self.presenter.say("forgot", rng, state.world, slots={kind.upper(): what}))

    def _taste(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        parts = {
            "likes": state.likes,
            "dislikes": state.dislikes,
            "facts": state.facts,
            "lately": state.lately,
        }
        told = "; ".join(f"{name}: {', '.join(said)}" for name, said in parts.items() if said)
        self._ask(state, line, slots, rng)
        self._call(state, "taste", {}, told or "nothing known yet")
        kind = "taste_empty" if not told else "taste_facts"
        return self._answer(state, self.presenter.say(kind, rng, state.world, slots={"TASTE": told}))

    def _caption(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        color, thing = (
            rng.choice(("red", "blue", "green", "black", "grey", "white")),
            rng.choice(state.world.tails),
        )
        seen = f"a {color} {thing.lower()}"
        self._ask(state, line, slots, rng, picture=True)
        self._call(state, "caption", {}, f"picture: {seen}")
        return self._answer(state, self.presenter.say("caption", rng, state.world, slots={"CAPTION": seen}))

    def _talk(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        reply = line.reply
        if line.intent in MAKING:
            reply = self.presenter.say("cannot_make", rng, state.world) or ""
        if not reply or not line.text.strip():
            return False
        self._ask(state, line, slots, rng)
        return self._answer(state, slots.fill(reply))

    # the pieces of a turn

    def _ask(
        self,
        state: State,
        line: Utterance,
        slots: Slots,
        rng: Random,
        *,
        picture: bool = False,
        keep: Sequence[str] = (),
    ) -> None:
        text = slots.fill(line.text)
        text = distort(rng, text, [*keep, *slots.said.values()])
        content: Any = [{"type": "image"}, {"type": "text", "text": text}] if picture else text
        state.messages.append({"role": "user", "content": content})

    def _call(self, state: State, name: str, arguments: dict[str, Any], told: str) -> None:
        given = {key: value for key, value in arguments.items() if value}
        function = {"name": name, "arguments": given}
        call = {"id": f"call_{len(state.messages)}", "type": "function", "function": function}
        state.messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
        state.messages.append({"role": "tool", "tool_call_id": call["id"], "name": name, "content": told})

    def _answer(self, state: State, reply: str | None) -> bool:
        if not reply:
            return False
        state.messages.append({"role": "assistant", "content": reply})
        return True

    def _cards(self, state: State, conditions: Sequence[tuple[str, str, Scalar]], rng: Random) -> list[Card]:
        count = rng.choices((5, 4, 3, 2, 1, 0), (70, 5, 7, 6, 6, 6))[0]
        resolved = [(name, op, self._value(value, state)) for name, op, value in conditions]
        return state.world.cards([one for one in resolved if one[2] != ""], count, rng)

    def _value(self, value: Scalar, state: State) -> Scalar:
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

    def _conditions(
        self, conditions: Sequence[Condition], state: State, slots: Slots
    ) -> list[tuple[str, str, Scalar]] | None:
        """(field, op, value) in this world, or None when a card's field that is spoken of is not there."""
        found: list[tuple[str, str, Scalar]] = []
        for one in conditions:
            name = state.world.field_of(one.role)
            if name is None:
                return None
            value = slots.mean(one.value)
            if match := re.fullmatch(r"\[(\w+)\.(\w+)\]", value):
                number = str(len(state.view)) if match[1] == "last" else match[1]
                value = f"[{number}.{state.world.field_of(match[2]) or match[2]}]"
                if self._value(value, state) == "":
                    return None
            op = "contains" if one.op == "==" and name in PEOPLE and value[:1] != "[" else one.op
            found.append((name, op, value if op == "contains" else _typed(value, name, state.world)))
        return found

    def _kept(self, state: State, fresh: Sequence[tuple[str, str, Scalar]]) -> list[tuple[str, str, Scalar]]:
        """The last search's conditions that the new ones do not replace."""
        replaced = {(name, op[0]) for name, op, _ in fresh}
        return [one for one in state.conditions if (one[0], one[1][0]) not in replaced]

    def _by_word(
        self, query: str, conditions: list[tuple[str, str, Scalar]], world: World
    ) -> tuple[str, list[tuple[str, str, Scalar]]]:
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

    def _number(self, item: str, state: State) -> int:
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

    def _by_attribute(self, line: Utterance, state: State, rng: Random) -> Utterance | None:
        """The line about the one card in view that alone has some value."""
        options = []
        for number, card in enumerate(state.view, 1):
            for name, value in [*card.attributes.items(), ("category", card.categories[0])]:
                others = [c for c in state.view if c is not card]
                if (
                    isinstance(value, str)
                    and name not in state.world.open_fields
                    and not any(value in (*c.categories, *c.attributes.values()) for c in others)
                ):
                    options.append((value, number))
        if not options:
            return None
        value, number = rng.choice(options)
        said = line.text.replace("{ATTR}", value if rng.random() < 0.5 else value.lower())
        return replace(line, text=said, args={"item": str(number)})


def _has_where(messages: Sequence[Message]) -> bool:
    return any("where" in call["function"]["arguments"] for m in messages for call in m.get("tool_calls", ()))


def _one_picture(messages: list[Message]) -> list[Message]:
    """Only the last picture is looked at; of earlier ones the fact remains, as in the agent's window."""
    pictured = [i for i, one in enumerate(messages) if isinstance(one["content"], list)]
    told = [dict(one) for one in messages]
    for i in pictured[:-1]:
        told[i]["content"] = f"(picture) {messages[i]['content'][1]['text']}"
    return told


def _where(conditions: Sequence[tuple[str, str, Scalar]]) -> str:
    return " and ".join(f"{name} {op} {literal(value)}" for name, op, value in conditions)


def _typed(value: str, name: str, world: World) -> Scalar:
    """A number for a number field, the catalog's own spelling for a closed text."""
    if value.startswith("["):
        return value
    if name in world.numbers:
        number = float(value)
        return int(number) if number.is_integer() else number
    return next((v for v in world.texts.get(name, []) if v.lower() == value.lower()), value)
