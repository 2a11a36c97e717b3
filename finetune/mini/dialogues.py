"""Composes conversations of several turns from hand-written lines, over drawn worlds.

Every message is rendered by the product's own code (system prompt, tool answers), so what mini
practises on is what it meets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tastemaker.agent.system import system
from tastemaker.catalog.domain import Profile
from tastemaker.contracts import Field, Message
from tastemaker.finetune.mini.apart import NOTHING, Apart
from tastemaker.finetune.mini.building import BUILT, Builder
from tastemaker.finetune.mini.phrases import Filler
from tastemaker.finetune.mini.presenting import Presenter
from tastemaker.finetune.mini.state import State, about
from tastemaker.finetune.mini.turns import Turns, asked
from tastemaker.finetune.mini.utterances import MAKING, Utterance
from tastemaker.finetune.mini.worlds import World, compact, draw_world, strange
from tastemaker.tools.cards import message
from tastemaker.tools.result import Shown

__all__ = ["Composer", "Dialogue"]

FIRST_TURN = {
    "search": 36, "recommend": 16, "none": 18, "remember": 14, "picture": 6, "caption": 4,
    "taste": 4, "forget": 6, "details": 3, "refine": 2, "write": 5, "paint": 4, "storyboard": 2, "again": 1,
}  # fmt: skip
NEXT_TURN = {
    "refine": 24, "search": 16, "details": 13, "attribute": 4, "compare": 7, "why": 6, "same_field": 7,
    "recommend": 7, "none": 13, "remember": 9, "forget": 5, "taste": 3, "picture": 3, "caption": 2,
    "write": 8, "paint": 8, "storyboard": 5, "again": 8,
}  # fmt: skip
COMPACT = 0.6
"""Share of single messages over a catalog of few fields and values: more of them in the same time."""
STRANGE = 0.25
"""Share of single messages over a catalog whose values are any words."""
ANSWERED = 0.85
"""How often another line is taken for one that asks what no field of the catalog holds."""
REPLIED = 0.3
"""Share of single messages with all that follows: the tool's answer, and the reply to it."""
REDONE = 0.3
"""Share of the turns after something was made in which it is made again."""


@dataclass
class Dialogue:
    """Messages in the form of `contracts.Message`, ready for a chat template."""

    messages: list[Message]
    fields: tuple[Field, ...]
    intents: list[str] = field(default_factory=list)


class Composer:
    """Draws conversations; `utterances` decides whether they are for training or held out."""

    def __init__(
        self,
        utterances: Sequence[Utterance],
        filler: Filler,
        presenter: Presenter,
        *,
        stocks: tuple[World, ...] = (),
        built: float = 0.0,
        apart: Apart = NOTHING,
    ) -> None:
        """`built`: the share of requests that are built of pieces. `apart`: what no message may come near."""
        self.filler, self.stocks, self.built, self.apart = filler, stocks, built, apart
        self.builder = Builder(filler.wish)
        self.turns = Turns(filler, presenter)
        self.lines: dict[str, list[Utterance]] = {}
        for one in utterances:
            self.lines.setdefault(one.intent, []).append(one)

    def compose(self, seed: int, *, most: int = 5) -> Dialogue:
        """One conversation of 1 to `most` turns."""
        rng = Random(seed)
        opening = self._draw(rng, FIRST_TURN)
        world = draw_world(rng, rng.choice(self.lines[opening]).worlds, self.stocks)
        state = self._start(rng, world)
        about_at_start = about(state)
        plan = [opening] + [self._draw(rng, NEXT_TURN) for _ in range(rng.randint(1, most) - 1)]
        done = []
        for intent in plan:
            if not state.view and intent in ("refine", "attribute", "compare", "same_field", "why"):
                intent = "search"  # noqa: PLW2901 (nothing in view to speak of)
            if intent == "again" and state.made is None and rng.random() < 0.8:
                intent = rng.choice(MAKING)  # noqa: PLW2901 (nothing made to speak of)
            elif state.made is not None and "again" in self.lines and rng.random() < REDONE:
                intent = "again"  # noqa: PLW2901 (what was made is often changed)
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
        if rng.random() < COMPACT:
            world = compact(world, rng)
        if rng.random() < STRANGE:
            world = strange(world, self.filler.words, rng)
        state = self._start(rng, world)
        state.view, state.focus = world.cards([], rng.randint(2, 5), rng), 1
        before = self.turns.makings.told(state, rng) if intent == "again" and state.view else ""
        if not self._turn(state, intent, rng):
            return self.compose_short(seed + 10**9)
        turn = state.messages if rng.random() < REPLIED else state.messages[:2]
        if intent in ("attribute", "paint", "storyboard"):
            before = message(Shown(tuple(enumerate(state.view[:5], 1))))
        if before:
            name = state.made.tool if intent == "again" and state.made else "search"
            turn = [{"role": "tool", "tool_call_id": "", "name": name, "content": before}, *turn]
        if _names_fields(turn) or rng.random() < 0.3:
            turn = [self._system(state.world, about(state) if rng.random() < 0.3 else []), *turn]
        return Dialogue(turn, state.world.fields(), [intent])

    def compose_each(self, seed: int) -> Iterator[Dialogue]:
        """Every line once, as the one message of a conversation in which things are in view."""
        for intent, lines in self.lines.items():
            for number, line in enumerate(lines):
                rng = Random(f"each-{seed}-{intent}-{number}")
                state = self._start(rng, draw_world(rng, line.worlds, self.stocks))
                state.view, state.focus = state.world.cards([], rng.randint(2, 5), rng), 1
                if intent == "again" and state.view:
                    self.turns.makings.told(state, rng)
                if any(self._said(state, intent, line, rng) for _ in range(12)):
                    yield Dialogue(state.messages, state.world.fields(), [intent])

    def _draw(self, rng: Random, weights: dict[str, int]) -> str:
        present = {k: v for k, v in weights.items() if k in self.lines}
        return rng.choices(list(present), list(present.values()))[0]

    def _turn(self, state: State, intent: str, rng: Random) -> bool:
        """Add one turn of this intent; False when no line fits after several tries."""
        return any(self._said(state, intent, self._line(state.world, intent, rng), rng) for _ in range(12))

    def _said(self, state: State, intent: str, line: Utterance, rng: Random) -> bool:
        """Add the turn that begins with this line; False, and nothing is added, when it does not fit."""
        if line.worlds and state.world.kind not in ("", *line.worlds) and rng.random() < 0.9:
            return False
        world = state.world if state.world.stock else state.world.ensure(line.conditions, rng)
        unknown = not all(world.field_of(c.role) for c in line.conditions)
        if unknown or (asked(line, world) == "other" and rng.random() < ANSWERED):
            return False
        if intent == "attribute" or "{ATTR}" in line.text:
            found = self._by_attribute(line, state, rng)
            if found is None:
                return False
            line = found
        slots = self.filler.slots(rng, line.text + str(line.args) + str(line.conditions), world, state.view)
        if slots is None:
            return False
        before = len(state.messages)
        state.world = world
        if self.turns.by_intent[intent](state, line, slots, rng) and self.apart(
            _words(state.messages[before])
        ):
            return True
        del state.messages[before:]
        return False

    def _line(self, world: World, intent: str, rng: Random) -> Utterance:
        """A hand-written line of this intent, or one built of pieces."""
        built = intent in BUILT and rng.random() < self.built
        line = self.builder.line(intent, world, rng) if built else None
        return line or rng.choice(self.lines[intent])

    def _start(self, rng: Random, world: World) -> State:
        """A conversation before its first word; nothing is known of every third person."""
        state = State(world, [])
        if rng.random() < 0.35:
            return state
        count = rng.choice((0, 0, 1, 2, 3))
        state.lately = [f"{rng.choice(world.heads)} {rng.choice(world.tails)}" for _ in range(count)]
        state.likes = [self.filler.wish(rng, world) for _ in range(rng.randint(0, 3))]
        state.dislikes = [self.filler.wish(rng, world) for _ in range(rng.randint(0, 2))]
        told = [str(one.args.get("fact", "{")) for one in self.lines["remember"]]
        facts = [fact for fact in told if "{" not in fact]
        state.facts = [rng.choice(facts)] if facts and rng.random() < 0.2 else []
        return state

    def _system(self, world: World, about: list[str]) -> Message:
        profile = Profile(name=world.name, noun=world.noun, currency=world.currency)
        return {"role": "system", "content": system(profile, world.fields(), about=about)}

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
        return replace(line, text=said, args={**line.args, "item": str(number)})


def _words(message: Message) -> str:
    content: Any = message["content"]
    return content if isinstance(content, str) else str(content[-1]["text"])


def _names_fields(messages: Sequence[Message]) -> bool:
    calls = [call["function"]["arguments"] for m in messages for call in m.get("tool_calls", ())]
    return any(given.get("where") or given.get("about") for given in calls)


def _one_picture(messages: list[Message]) -> list[Message]:
    """Only the last picture is looked at; of earlier ones the fact remains, as in the agent's window."""
    pictured = [i for i, one in enumerate(messages) if isinstance(one["content"], list)]
    told = [dict(one) for one in messages]
    for i in pictured[:-1]:
        told[i]["content"] = f"(picture) {messages[i]['content'][1]['text']}"
    return told
