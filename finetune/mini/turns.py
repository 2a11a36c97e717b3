"""One turn of a composed conversation: what is said, the call, what the tool tells, and the reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any, TypeAlias

from tastemaker.contracts import Card
from tastemaker.finetune.mini.makings import Makings
from tastemaker.finetune.mini.phrases import Filler, Slots
from tastemaker.finetune.mini.presenting import Presenter, holds, phrase
from tastemaker.finetune.mini.speaking import answer, ask, call
from tastemaker.finetune.mini.state import (
    Meant,
    State,
    about,
    by_word,
    conditions_in,
    kept,
    number_of,
    value_of,
    where,
)
from tastemaker.finetune.mini.utterances import Utterance
from tastemaker.finetune.mini.worlds import World
from tastemaker.tools.cards import message
from tastemaker.tools.details import ASKED, BESIDE, asked_for
from tastemaker.tools.recommend import COLD
from tastemaker.tools.result import Shown

__all__ = ["Turn", "Turns", "asked"]

Turn: TypeAlias = Callable[[State, Utterance, Slots, Random], bool]
"""Adds its messages to the state; False when the line does not fit."""


REFINED = 0.6
"""How often a reply says that a list was changed."""
TOLD = 0.8
"""How often a reply about a whole card tells its description."""
REASONED = 0.7
"""How often a reply tells the reason that the card gives."""


class Turns:
    """The turns of every intent, by its name."""

    def __init__(self, filler: Filler, presenter: Presenter) -> None:
        self.filler, self.presenter = filler, presenter
        self.makings = Makings(presenter)
        self.by_intent: dict[str, Turn] = {
            **dict.fromkeys(("search", "refine", "picture", "same_field"), self._search),
            **dict.fromkeys(("details", "attribute", "why"), self._details),
            "none": self._talk,
            "recommend": self._recommend,
            "compare": self._compare,
            "remember": self._remember,
            "forget": self._forget,
            "taste": self._taste,
            "caption": self._caption,
            "write": self.makings.write,
            "paint": self.makings.picture,
            "storyboard": self.makings.picture,
            "again": self.makings.again,
        }

    def _search(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        conditions = conditions_in(line.conditions, state, slots)
        if conditions is None:
            return False
        query = slots.mean(str(line.args.get("query", ""))).strip()
        refine, picture = bool(line.args.get("refine")), bool(line.args.get("picture"))
        query, conditions = by_word(query, conditions, state.world)
        arguments: dict[str, Any] = {
            "query": query,
            "where": where(conditions),
            "refine": refine,
            "picture": picture,
        }
        held = [*kept(state, conditions), *conditions] if refine else conditions
        cards = self._cards(state, held, rng)
        words = f"{state.query} {query}".strip() if refine else query
        ask(state, line, slots, rng, picture=picture, keep=[query])
        call(state, "search", arguments, message(Shown(tuple(enumerate(cards, 1)))))
        state.query, state.conditions, state.focus = words, held, 0
        if cards:
            state.view = cards
        kind = "picture_results" if picture else ""
        if refine and len(cards) > 2 and rng.random() < REFINED:
            kind = "results_refined"
        return self._present(state, cards, rng, kind, query or words, conditions)

    def _recommend(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        conditions = conditions_in(line.conditions, state, slots)
        if conditions is None:
            return False
        wish = slots.mean(str(line.args.get("wish", ""))).strip()
        known = bool(about(state))
        cards = self._cards(state, conditions, rng)
        if known and rng.random() < 0.8:
            sources = [*state.lately, *state.likes]
            cards = [replace(c, reason=f"you liked {rng.choice(sources)}") if sources else c for c in cards]
        ask(state, line, slots, rng, keep=[wish])
        told = message(Shown(tuple(enumerate(cards, 1)), note="" if known else COLD))
        call(state, "recommend", {"where": where(conditions), "wish": wish}, told)
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
        conditions: Sequence[Meant],
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
        return answer(state, reply)

    def _details(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        item = slots.mean(str(line.args["item"]))
        number = number_of(item, state)
        if not number and (
            item in ("it", "last") or item.isdigit() or (not state.view and rng.random() < 0.5)
        ):
            return False
        if number:
            card = state.view[number - 1]
        else:
            made = state.world.cards([], 1, rng)
            if not made or rng.random() < 0.25:
                ask(state, line, slots, rng, keep=[item])
                about = asked(line, state.world)
                call(state, "details", {"item": item, "about": about}, f"error: no item is called {item!r}")
                return answer(state, self.presenter.say("mistake", rng, state.world))
            card = replace(made[0], title=slots.said.get("TITLE", item).title())
            state.view = [*state.view[:8], card]
            number = len(state.view)
        card = replace(card, description=card.description or rng.choice(self.filler.texts))
        about = asked(line, state.world)
        if about == "reason" and state.query and not card.reason:
            card = replace(card, reason=f"{ASKED} {state.query}")
        ask(state, line, slots, rng, keep=[item])
        told = Shown(((number, card),), note=asked_for(card, about), full=True)
        call(state, "details", {"item": item, "about": about}, message(told))
        state.focus = number
        return answer(state, self._tell(state, line, number, card, rng))

    def _tell(self, state: State, line: Utterance, number: int, card: Card, rng: Random) -> str | None:
        """The reply about one card: the field that was asked for, or the honest lack of it."""
        cards, world = {number: card}, state.world
        if line.intent == "why":
            slots = {"Q": state.query} if state.query else {}
            slots |= (
                {"LIKE": rng.choice([*state.likes, *state.lately])} if state.likes or state.lately else {}
            )
            want = "reason" if card.reason and rng.random() < REASONED else ""
            return self.presenter.say(
                "explain_why", rng, world, cards=cards, slots=slots, want=want
            ) or self.presenter.say("details_about", rng, world, cards=cards)
        wanted = asked(line, world)
        if wanted not in ("", *BESIDE) and holds(card, wanted):
            return self.presenter.say("details", rng, world, cards=cards, want=wanted) or self.presenter.say(
                "details_field", rng, world, cards=cards, want=wanted
            )
        if wanted not in ("", "description"):
            return self.presenter.say("details_missing", rng, world, cards=cards)
        kind = "details_told" if wanted or rng.random() < TOLD else "details_about"
        return self.presenter.say(kind, rng, world, cards=cards) or self.presenter.say(
            "details_about", rng, world, cards=cards
        )

    def _compare(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        items = [slots.mean(str(one)) for one in line.args["items"]]
        numbers = [number_of(one, state) for one in items]
        if 0 in numbers or len(set(numbers)) < 2:
            return False
        cards = {n: state.view[n - 1] for n in numbers}
        ask(state, line, slots, rng, keep=items)
        call(state, "compare", {"items": items}, message(Shown(tuple(cards.items()))))
        like = {"LIKE": rng.choice(state.likes)} if state.likes else {}
        return answer(state, self.presenter.say("compare", rng, state.world, cards=cards, slots=like))

    def _remember(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        kinds = [kind for kind in ("like", "dislike", "fact") if kind in line.args]
        given: dict[str, str] = {kind: slots.mean(str(line.args[kind])) for kind in kinds}
        ask(state, line, slots, rng, keep=list(given.values()))
        call(state, "remember", given, "saved: " + "; ".join(f"{k} {v}" for k, v in given.items()))
        state.likes += [given["like"]] if "like" in given else []
        state.dislikes += [given["dislike"]] if "dislike" in given else []
        state.facts += [given["fact"]] if "fact" in given else []
        kind = "noted_fact" if "fact" in given else "remembered"
        named = {k.upper(): v for k, v in given.items() if k != "fact"}
        return answer(state, self.presenter.say(kind, rng, state.world, slots=named))

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
        ask(state, line, slots, rng, keep=[what])
        call(state, "forget", {"what": what}, told)
        if told == "nothing to forget":
            return answer(state, self.presenter.say("forgot_nothing", rng, state.world))
        if what == "everything":
            state.likes, state.dislikes, state.facts = [], [], []
            return answer(state, self.presenter.say("forgot_all", rng, state.world))
        return answer(state, self.presenter.say("forgot", rng, state.world, slots={kind.upper(): what}))

    def _taste(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        parts = {
            "likes": state.likes,
            "dislikes": state.dislikes,
            "facts": state.facts,
            "lately": state.lately,
        }
        told = "; ".join(f"{name}: {', '.join(said)}" for name, said in parts.items() if said)
        ask(state, line, slots, rng)
        call(state, "taste", {}, told or "nothing known yet")
        kind = "taste_empty" if not told else "taste_facts"
        return answer(state, self.presenter.say(kind, rng, state.world, slots={"TASTE": told}))

    def _caption(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        color, thing = (
            rng.choice(("red", "blue", "green", "black", "grey", "white")),
            rng.choice(state.world.tails),
        )
        seen = f"a {color} {thing.lower()}"
        ask(state, line, slots, rng, picture=True)
        call(state, "caption", {}, f"picture: {seen}")
        return answer(state, self.presenter.say("caption", rng, state.world, slots={"CAPTION": seen}))

    def _talk(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        if not line.reply or not line.text.strip():
            return False
        ask(state, line, slots, rng)
        return answer(state, slots.fill(line.reply))

    def _cards(self, state: State, conditions: Sequence[Meant], rng: Random) -> list[Card]:
        count = rng.choices((5, 4, 3, 2, 1, 0), (70, 5, 7, 6, 6, 6))[0]
        resolved = [(name, op, value_of(value, state)) for name, op, value in conditions]
        return state.world.cards([one for one in resolved if one[2] != ""], count, rng)


def asked(line: Utterance, world: World) -> str:
    """What a line asks of an item, as `details` takes it: a field, or what stands beside the fields."""
    if line.intent == "why":
        return "reason"
    if not line.about:
        return ""
    if line.about in ("story", "comfort"):
        return "description"
    return world.field_of({"maker": "by"}.get(line.about, line.about)) or "other"
