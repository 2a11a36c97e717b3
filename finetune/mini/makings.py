"""Turns in which something is written: the wish, the call, what was made, and how it is presented."""

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
from tastemaker.finetune.mini.phrases import Slots
from tastemaker.finetune.mini.presenting import Presenter
from tastemaker.finetune.mini.speaking import answer, ask, call
from tastemaker.finetune.mini.state import State, number_of
from tastemaker.finetune.mini.utterances import Utterance
from tastemaker.tools.brief import Brief
from tastemaker.tools.cards import message
from tastemaker.tools.result import Made
from tastemaker.tools.room import room_for
from tastemaker.tools.view import Making
from tastemaker.tools.write import FEWER, NOTHING, OWN

__all__ = ["Makings"]

NAMED: Final = re.compile(
    r"\b(?:ad|headline|descri\w+|copy|keywords|words|line|pitch|lines|draft|read it aloud|picture|banner"
    r"|storyboard|redrawn|drawing|rewritten|seconds|\{S\})\b",
    re.I,
)
"""Lines that name what was made, or how: they suit some kinds only."""
COUNTS: Final = ("", "One", "Two", "Three", "Four", "Five")
UNKNOWN_TITLE, FAILED, NEUTRAL = 0.25, 0.06, 0.35


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
    """The turns of the intents `write` and `again`."""

    def __init__(self, presenter: Presenter) -> None:
        self.presenter = presenter
        self.writer = Copywriter(read_book())
        self._styles = {asked for style in self.writer.book.styles.values() for asked in style.asked}

    def write(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        """Something new about an item in view, or about one that is named."""
        item = slots.mean(str(line.args["item"]))
        number = number_of(item, state)
        if not number and (item in ("it", "last") or item.isdigit()):
            return False
        style = slots.mean(str(line.args.get("style", "")))
        arguments = {"item": item, "kind": line.args["kind"], "style": style, "count": line.args.get("count")}
        ask(state, line, slots, rng, keep=[item, style])
        if not number and not (number := self._named(state, item, slots, rng)):
            call(state, "write", arguments, f"error: no item is called {item!r}")
            return answer(state, self.presenter.say("mistake", rng, state.world))
        making = Making(
            "write",
            state.view[number - 1].id,
            str(line.args["kind"]),
            style=style,
            count=int(line.args.get("count", 1)),
        )
        return self._make(state, making, rng, number=number, name="write", arguments=arguments)

    def again(self, state: State, line: Utterance, slots: Slots, rng: Random) -> bool:
        """The last text once more; where nothing was made, the tool says so."""
        if line.of not in ("", "text"):
            return False
        change = slots.mean(str(line.args.get("change", "")))
        arguments = {"change": change}
        ask(state, line, slots, rng, keep=[change])
        if state.made is None:
            call(state, "again", arguments, "error: nothing has been made yet: write something first")
            return answer(state, self.presenter.say("nothing_to_redo", rng, state.world))
        number = next((n for n, card in enumerate(state.view, 1) if card.id == state.made.item), 0)
        if not number:
            return False
        last = state.made
        style = ", ".join(part for part in (last.style, last.change) if part)
        making = replace(last, style=style, change=change, times=last.times + 1)
        return self._make(state, making, rng, number=number, name="again", arguments=arguments)

    def told(self, state: State, rng: Random) -> str:
        """What a tool told when something was written before the conversation that is looked at."""
        number = rng.randint(1, len(state.view))
        kind = rng.choice(("headline", "copy", "ad", "description", "explanation"))
        state.made = Making("write", state.view[number - 1].id, kind)
        state.made, made = self._made(state, state.made, number, rng)
        return message(made)

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
        return answer(state, self._presented(state, making, made, rng, again=name == "again"))

    def _made(self, state: State, making: Making, number: int, rng: Random) -> tuple[Making, Made]:
        """What the tool would have made, at times less than was wanted."""
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

    def _presented(self, state: State, making: Making, made: Made, rng: Random, *, again: bool) -> str | None:
        cards, slots = {made.number: made.card}, {}
        if made.note in (OWN, NOTHING):
            kind = "wrote_own" if made.note == OWN else "wrote_none"
        elif len(made.media) > 1:
            kind, slots = "wrote_many", {"COUNT": COUNTS[len(made.media)]}
        elif again:
            kind = "again" if rng.random() < NEUTRAL else "wrote_again"
        else:
            kind = "write" if rng.random() < NEUTRAL else f"wrote_{making.kind}"
        wished = making.change or making.style
        if kind in ("write", "again") and wished in self._styles:
            slots = {"STYLE": wished}
        avoid = NAMED if kind in ("write", "again") else None
        return self.presenter.say(kind, rng, state.world, cards=cards, slots=slots, avoid=avoid)
