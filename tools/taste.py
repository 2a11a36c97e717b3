"""The tool that says what is known of the person, and the taste it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tastemaker.contracts import Card, Statement
from tastemaker.tools.clean import clean
from tastemaker.tools.result import Said
from tastemaker.tools.session import Session

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory

__all__ = ["NOTHING_KNOWN", "Taste", "about", "taste", "taste_of"]

NOTHING_KNOWN: Final = "nothing known yet"
MOST, LATELY = 6, 3
"""Statements of a kind, and recent titles, that are told to a model: the newest ones."""
STATEMENT, TITLE = 60, 40
AGAINST: Final = frozenset({"dislike"})


@dataclass(frozen=True, slots=True)
class Taste:
    """What is known of a person: what they said, and the items of their history, newest first."""

    statements: tuple[Statement, ...] = ()
    history: tuple[Card, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.statements or self.history)

    def said(self, kind: Literal["like", "dislike", "fact"]) -> list[str]:
        """The newest statements of a kind, oldest of them first, cut to fit a prompt."""
        texts = [clean(one.text, limit=STATEMENT) for one in self.statements if one.kind == kind]
        return list(dict.fromkeys(texts))[-MOST:]

    def lately(self) -> list[str]:
        """The newest titles."""
        return [clean(card.title, limit=TITLE) for card in self.history[:LATELY]]


def taste(session: Session) -> Said:
    """Say what is known of the person."""
    known = taste_of(session.catalog, session.memory, session.user)
    parts = {
        "likes": known.said("like"),
        "dislikes": known.said("dislike"),
        "facts": known.said("fact"),
        "lately": known.lately(),
    }
    return Said(
        "; ".join(f"{name}: {', '.join(said)}" for name, said in parts.items() if said) or NOTHING_KNOWN
    )


def about(known: Taste) -> list[str]:
    """The parts of the system message's line about the person; empty when nothing is known."""
    lines = [f"likes {', '.join(likes)}"] if (likes := known.said("like")) else []
    lines += [f"dislikes {', '.join(dislikes)}"] if (dislikes := known.said("dislike")) else []
    lines += [f"fact: {said}" for said in known.said("fact")[-LATELY:]]
    return [*lines, f"lately: {', '.join(known.lately())}"] if known.lately() else lines


def taste_of(catalog: Catalog, memory: Memory, user: str, *, history: int = 20) -> Taste:
    """A person's statements, and the last `history` items they had to do with and did not dislike."""
    events = [*catalog.events_of(user), *memory.events_of(user)]
    newest = sorted(events, key=lambda event: event.timestamp, reverse=True)
    latest = {event.item: event.event for event in reversed(newest)}
    ids = dict.fromkeys(e.item for e in newest if latest[e.item] not in AGAINST and e.item in catalog)
    cards = tuple(catalog.card(item) for item in list(ids)[:history])
    return Taste(tuple(memory.statements(user)), cards)
