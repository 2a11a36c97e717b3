"""What the person has before their eyes in one thread: the cards, and how they were found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

__all__ = ["Source", "View"]

Source: TypeAlias = Literal["", "search", "recommend"]


@dataclass(frozen=True, slots=True)
class View:
    """Cards in view, numbered from 1 in this order, and the last search.

    `focus` is the id of the item just talked about ("it"); `shown` are all ids that this search has
    shown so far, so that "more" brings others.
    """

    cards: tuple[str, ...] = ()
    focus: str = ""
    source: Source = ""
    query: str = ""
    where: str = ""
    picture: bool = False
    shown: tuple[str, ...] = ()

    def number(self, item: str) -> int:
        """The number of an item in view, 0 when it is not."""
        return self.cards.index(item) + 1 if item in self.cards else 0

    def to_json(self) -> str:
        """For the checkpointer."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> View:
        """The view that `to_json` wrote; an empty text is an empty view."""
        if not text:
            return cls()
        given: dict[str, Any] = json.loads(text)
        lists: dict[str, Any] = {
            name: tuple(value) for name, value in given.items() if isinstance(value, list)
        }
        return cls(**{**given, **lists})
