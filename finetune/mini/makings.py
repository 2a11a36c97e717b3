"""Turns in which something is made: the wish, the call, what came of it, and how it is presented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from tastemaker.agent.markers import rendered
from tastemaker.contracts import Card, Media
from tastemaker.finetune.mini.copybook import read_book
from tastemaker.finetune.mini.copywriter import Copywriter
from tastemaker.finetune.mini.phrases import STYLES, Slots
from tastemaker.finetune.mini.presenting import Presenter
from tastemaker.finetune.mini.speaking import answer, ask, call
from tastemaker.finetune.mini.state import State, number_of
from tastemaker.finetune.mini.utterances import Utterance
from tastemaker.tools.brief import Brief
from tastemaker.tools.canvas import kind_in
from tastemaker.tools.cards import message
from tastemaker.tools.making.safety import shipped
from tastemaker.tools.result import Made
from tastemaker.tools.room import room_for
from tastemaker.tools.screenplay import NO_SCRIPT
from tastemaker.tools.storyboard import LENGTHS, SECONDS, lasting
from tastemaker.tools.view import Making
from tastemaker.tools.write import FEWER, NOTHING, OWN

__all__ = ["Makings"]

NAMED: Final = re.compile(
    r"\b(?:ad|headline|descri\w+|copy|keywords|words|line|pitch|lines|draft|read it aloud|picture|banner"
    r"|storyboard|redrawn|drawing|rewritten|seconds|\{S\})\b",
    re.I,
)
"""Lines that name what was made, or how: they suit some kinds only."""
SHAPES: Final = re.compile(r"\b(?:poster|banner|photo|square|cover|wall|room|image)s?\b", re.I)
"""Lines that name what kind of picture was made."""
COUNTS: Final = ("", "One", "Two", "Three", "Four", "Five")
UNKNOWN_TITLE, FAILED, NEUTRAL = 0.25, 0.06, 0.35
DONE: Final = {"write": "wrote", "paint": "painted", "storyboard": "told"}
"""What a tool has done: how its kinds of reply are called."""
TOOL_OF: Final = {"text": "write", "picture": "paint", "clip": "storyboard"}
"""Which tool makes what a line speaks of."""


@dataclass(frozen=True)
class Unread:
    """Renders markers and checks nothing: in a conversation the text is only read."""

    currency: str

    def wrong(self, text: str, cards: Sequence[Card]) -> list[str]:
        """Nothing."""
        return []

    def rendered(self, text: str, cards: Sequence[Card]) -> str:
        """The text with its markers filled in."""
        return "\n".join(rendered(line, cards, currency=self.currency) for line in text.split("\n"))


class Makings:
    """The turns of the intents `write`, `paint`, `storyboard` and `again`."""

    def __init__(self, presenter: Presenter) -> None:
        self.presenter = presenter
        self.writer = Copywriter(read_book())
        asked = {asked for style in self.writer.book.styles.values() for asked in style.asked}
        self._styles = asked | set(STYLES)

    def write(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        """A new text about an item in view, or about one that is named."""
        style, count = slots.mean(str(line.args.get("style", ""))), line.args.get("count")
        wishes = {"kind": line.args["kind"], "style": style, "count": count}
        return self._new(state, line, slots, rng, wishes=wishes)

    def picture(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        """A new picture or film."""
        style = slots.mean(str(line.args.get("style", "")))
        if line.intent == "paint":
            return self._new(
                state, line, slots, rng, wishes={"kind": line.args.get("kind", "picture"), "style": style}
            )
        seconds = int(slots.mean(str(line.args.get("seconds", 0))))
        if seconds and not LENGTHS[0] <= seconds <= LENGTHS[1]:
            return False
        return self._new(state, line, slots, rng, wishes={"style": style, "seconds": seconds})

    def again(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        """The last thing once more; where nothing was made, the tool says so."""
        if state.made is not None and line.of and TOOL_OF[line.of] != state.made.tool:
            return False
        change = slots.mean(str(line.args.get("change", "")))
        arguments = {"change": change}
        ask(state, line, slots, rng, keep=[change])
        if state.made is None:
            call(state, "again", arguments, "error: nothing has been made yet: make something first")
            return answer(state, self.presenter.say("nothing_to_redo", rng, state.world))
        number = next((n for n, card in enumerate(state.view, 1) if card.id == state.made.item), 0)
        if not number:
            return False
        return self._make(state, _changed(state.made, change), rng, number=number, name="again",
                          arguments=arguments)  # fmt: skip

    def told(self, state: State, rng: Random) -> str:
        """What a tool told when something was made before the conversation that is looked at."""
        number = rng.randint(1, len(state.view))
        item = state.view[number - 1].id
        state.made = rng.choice(
            (
                Making("write", item, rng.choice(("headline", "copy", "ad", "description", "explanation"))),
                Making(
                    "paint", item, rng.choice(("poster", "poster", "banner", "picture", "cover", "square"))
                ),
                Making("storyboard", item, "storyboard", seconds=SECONDS),
            )
        )
        state.made, made = self._made(state, state.made, number, rng)
        return message(made)

    def _new(
        self, state: State, line: Utterance, slots: Slots, rng: Random, *, wishes: dict[str, Any]
    ) -> bool:
        """Something new about an item in view, or about one that is named."""
        item = slots.mean(str(line.args["item"]))
        number = number_of(item, state)
        if not number and (item in ("it", "last") or item.isdigit()):
            return False
        arguments = {"item": item, **wishes}
        ask(state, line, slots, rng, keep=[item, wishes["style"]])
        if not number and not (number := self._named(state, item, slots, rng)):
            call(state, line.intent, arguments, f"error: no item is called {item!r}")
            return answer(state, self.presenter.say("mistake", rng, state.world))
        if about := shipped().broken(wishes["style"], of="text" if line.intent == "write" else "picture"):
            told = f"error: this is not made here, it is about {about}: ask for something else"
            call(state, line.intent, arguments, told)
            return answer(state, self.presenter.say("refused", rng, state.world))
        given = {"kind": "storyboard", **wishes, "count": int(wishes.get("count") or 1)}
        given["seconds"] = wishes.get("seconds") or (SECONDS if line.intent == "storyboard" else 0)
        making = Making(line.intent, state.view[number - 1].id, **given)
        return self._make(state, making, rng, number=number, name=line.intent, arguments=arguments)

    def _named(self, state: State, item: str, slots: Slots, rng: Random) -> int:
        """The number of an item from outside the view, which joins it; 0 where there is none."""
        found = state.world.cards([], 1, rng)
        if not found or rng.random() < UNKNOWN_TITLE:
            return 0
        title = slots.said.get("TITLE", item).title()
        state.view = [*state.view[:8], replace(found[0], title=title)]
        return len(state.view)

    def _make(
        self,
        state: State,
        making: Making,
        rng: Random,
        *,
        number: int,
        name: str,
        arguments: dict[str, Any],
    ) -> bool:
        state.made, made = self._made(state, making, number, rng)
        call(state, name, arguments, message(made))
        state.focus = number
        return answer(state, self._presented(state, making, made, rng, arguments))

    def _made(self, state: State, making: Making, number: int, rng: Random) -> tuple[Making, Made]:
        """What the tool would have made, at times less than was wanted."""
        if making.tool == "write":
            return self._texts(state, making, number, rng)
        card = state.view[number - 1]
        if making.tool == "storyboard" and rng.random() < FAILED:
            return making, Made((), number, card, making.kind, NO_SCRIPT)
        return making, Made((Media("image", path="picture.png"),), number, card, making.kind)

    def _texts(self, state: State, making: Making, number: int, rng: Random) -> tuple[Making, Made]:
        card, proof = state.view[number - 1], Unread(state.world.currency)
        brief = Brief(card, making.kind, room_for(making.kind), style=making.style)
        texts: list[str] = []
        for _ in range(making.count if rng.random() > FAILED else 0):
            text = self.writer.write(replace(brief, before=(*making.texts, *texts)), proof, rng)
            texts += [text] if text else []
        media = [Media("text", proof.rendered(text, [card]), item=card.id) for text in texts]
        note = "" if len(texts) == making.count else FEWER if texts else OWN if card.description else NOTHING
        if note == OWN:
            media = [Media("text", card.description, item=card.id, note=OWN)]
        kept = replace(making, texts=tuple(texts) or making.texts)
        return kept, Made(tuple(media), number, card, making.kind, note)

    def _presented(
        self, state: State, making: Making, made: Made, rng: Random, arguments: dict[str, Any]
    ) -> str | None:
        """A line about what was made; it says the style only where that reads well, and seconds as asked."""
        again = "change" in arguments
        kind, slots, avoid = self._line(making, made, rng, again=again)
        wished = making.change or making.style
        if kind in ("write", "paint", "storyboard", "again") and wished in self._styles:
            slots["STYLE"] = wished
        if arguments.get("seconds"):
            slots["S"] = str(arguments["seconds"])
        return self.presenter.say(kind, rng, state.world, cards={made.number: made.card}, slots=slots,
                                  avoid=avoid)  # fmt: skip

    def _line(
        self, making: Making, made: Made, rng: Random, *, again: bool
    ) -> tuple[str, dict[str, str], re.Pattern[str] | None]:
        """Which kind of line, with what in its slots, and what it must not name."""
        neutral, slots = rng.random() < NEUTRAL, dict[str, str]()
        if not made.media:
            kind = "told_none" if made.note == NO_SCRIPT else "wrote_none"
        elif made.note == OWN:
            kind = "wrote_own"
        elif len(made.media) > 1:
            kind, slots = "wrote_many", {"COUNT": COUNTS[len(made.media)]}
        elif again:
            kind = "again" if neutral else f"{DONE[making.tool]}_again"
        else:
            of = "film" if making.tool == "storyboard" else making.kind
            kind = making.tool if neutral else f"{DONE[making.tool]}_{of}"
        avoid = NAMED if kind in ("write", "again") else SHAPES if kind == "paint" else None
        return kind, slots, avoid


def _changed(last: Making, change: str) -> Making:
    """The last making with a change, as its tool reads it."""
    again = replace(last, style=last.wished, change=change, times=last.times + 1)
    if last.tool == "paint":
        return replace(again, kind=kind_in(change) or last.kind)
    return replace(again, seconds=lasting(change, last.seconds)) if last.tool == "storyboard" else again
