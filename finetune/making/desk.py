"""Where texts are written to be measured: by the tool, as in a conversation, or by rote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from random import Random
from typing import TYPE_CHECKING, Any

from tastemaker.abilities import Composing
from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.contracts import TextDelta
from tastemaker.tools.brief import Brief
from tastemaker.tools.piece import trimmed
from tastemaker.tools.room import room_for
from tastemaker.tools.session import Session
from tastemaker.tools.taste import taste_of
from tastemaker.tools.view import View
from tastemaker.tools.write import HISTORY, can_be_written_about, write

if TYPE_CHECKING:
    from tastemaker.agent.proofreading import Proof
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory
    from tastemaker.contracts import Delta, Engine, Message
    from tastemaker.finetune.making.tasting import Taster
    from tastemaker.finetune.mini.copywriter import Copywriter

__all__ = ["Desk", "Overheard", "Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """Texts for one wish, and the model's first draft; as it wrote them, with markers."""

    texts: tuple[str, ...]
    first: str
    brief: Brief


class Overheard:
    """An engine that keeps what it said."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.name, self.said = engine, engine.name, list[str]()
        if isinstance(engine, Composing):
            self.angles, self.compose = engine.angles, partial(self._heard, engine.compose)

    def chat(self, messages: Sequence[Message], **given: Any) -> Iterator[Delta]:
        """What the engine answers."""
        return self._heard(self.engine.chat, messages, **given)

    def _heard(self, answer: Callable[..., Iterator[Delta]], *asked: Any, **given: Any) -> Iterator[Delta]:
        deltas = list(answer(*asked, **given))
        self.said.append("".join(delta.text for delta in deltas if isinstance(delta, TextDelta)))
        return iter(deltas)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


@dataclass
class Desk:
    """One catalog, its people, and who writes: an engine, or the composer where there is none."""

    catalog: Catalog
    memory: Memory
    people: dict[str, Taster]
    proof: Proof
    engine: Overheard | None = None
    composer: Copywriter | None = None

    @cached_property
    def items(self) -> list[str]:
        """The ids of items of which there is something to say."""
        return [id for id in self.catalog.ids if can_be_written_about(self.catalog.card(id))]

    def brief(self, item: str, user: str, kind: str, style: str = "") -> Brief:
        """What a wish comes to."""
        known = taste_of(self.catalog, self.memory, user, history=HISTORY)
        return Brief.about(item, known, self.catalog, kind=kind, room=room_for(kind, style), style=style)

    def composed(self, brief: Brief, rng: Random, *, count: int = 1) -> tuple[str, ...]:
        """What the composer makes of it."""
        assert self.composer is not None, "a desk without an engine needs a composer"
        texts: list[str] = []
        for _ in range(count):
            text = self.composer.write(replace(brief, before=tuple(texts)), self.proof, rng)
            texts += [text] if text else []
        return tuple(texts)

    def write(
        self, item: str, user: str, kind: str, rng: Random, *, style: str = "", count: int = 1
    ) -> Written:
        """What the writer makes of a wish."""
        brief = self.brief(item, user, kind, style)
        if self.engine is None:
            texts = self.composed(brief, rng, count=count)
            return Written(texts, texts[0] if texts else "", brief)
        engine: Any = self.engine
        engine.said.clear()
        session = Session(
            self.catalog, self.memory, TasteVector(self.catalog, self.memory), engine, user,
            View(cards=(item,)), proofreader=self.proof,
        )  # fmt: skip
        made = write(session, item="1", kind=kind, style=style, count=count)  # type: ignore[arg-type]  # one of KINDS
        texts = session.view.made.texts if session.view.made and not any(m.note for m in made.media) else ()
        return Written(texts, trimmed(engine.said[0], kind), brief)

    def rendered(self, written: Written) -> str:
        """The first text as people read it."""
        return self.proof.rendered(written.texts[0], written.brief.cards) if written.texts else ""
