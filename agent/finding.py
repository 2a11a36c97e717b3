"""Something in a reply that the cards do not bear out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Finding", "Kind"]

Kind: TypeAlias = Literal["title", "price", "attribute", "marker"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` is `found`; `right` is the marker that says it truly, where only one can be meant."""

    kind: Kind
    start: int
    end: int
    found: str
    right: str = ""
