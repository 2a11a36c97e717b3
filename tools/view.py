"""What the person has before their eyes in one thread: the cards, how they were found, and what was made."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from tastemaker.catalog.filters import parse
from tastemaker.errors import BadFilter

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Making", "Source", "View"]

CHANGED: Final = 0.5
"""What is left to the maker of a picture that is to be different."""
Source: TypeAlias = Literal["", "search", "recommend"]


@dataclass(frozen=True, slots=True)
class Making:
    """What was made last and of what, so that "again, shorter" can change it."""

    tool: str
    item: str
    """The item's id."""
    kind: str
    style: str = ""
    change: str = ""
    """What was last asked to be different."""
    count: int = 1
    times: int = 1
    """How often it was made, this time included."""
    texts: tuple[str, ...] = ()
    """As the model wrote them: `[1]` is the item."""
    seconds: int = 0
    """How long a storyboard runs."""
    seed: int = 0
    """The same seed gives the same picture."""
    size: tuple[int, int] | None = None
    """Pixels, where the kind's own are not wanted."""

    @property
    def wished(self) -> str:
        """Style and what was asked to be different, the newest first: the end goes where room is short."""
        return ", ".join(part for part in (self.change, self.style) if part)

    @property
    def unsaid(self) -> float:
        """The share of a picture's look that is left to the maker: of who asks for a scene, none."""
        return 0.0 if self.style else CHANGED if self.change else 1.0

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Making:
        """What `dataclasses.asdict` gave, after JSON."""
        size = tuple(plain["size"]) if plain.get("size") else None
        return cls(**{**plain, "texts": tuple(plain.get("texts", ())), "size": size})


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
    made: Making | None = None

    def still_in(self, catalog: Catalog) -> View:
        """The view without items, and conditions on fields, that have left the catalog since."""
        here = tuple(item for item in self.cards if item in catalog)
        made = self.made if self.made and self.made.item in catalog else None
        focus = self.focus if self.focus in catalog else ""
        return replace(self, cards=here, focus=focus, made=made, where=_readable(self.where, catalog))

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
        made = Making.from_plain(given["made"]) if given.get("made") else None
        return cls(**{**given, **lists, "made": made})


def _readable(where: str, catalog: Catalog) -> str:
    try:
        return parse(where, catalog.fields).canonical()
    except BadFilter:
        return ""
