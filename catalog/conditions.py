"""The conditions a filter consists of, in one normal form, each able to mask the catalog's rows."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tastemaker.catalog.columns import Columns, FlagColumn, NumberColumn, TextColumn
from tastemaker.catalog.fields import quote, quote_name
from tastemaker.contracts import Field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

__all__ = [
    "Comparison",
    "Every",
    "Node",
    "Operator",
    "Some",
    "Unless",
    "every",
    "negated",
    "replaces",
    "some",
]

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "contains"]
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field against one value; texts are folded, so that case does not matter."""

    field: Field
    op: Literal["==", "!=", "<", "<=", ">", ">=", "contains"]
    value: str | float | bool

    def __str__(self) -> str:
        return f"{quote_name(self.field.name)} {self.op} {_literal(self.value)}"

    def mask(self, columns: Columns) -> Mask:
        """A missing value fails every comparison but `!=`, which it passes."""
        if self.op == "!=":
            return ~Comparison(self.field, "==", self.value).mask(columns)
        column = columns.column(self.field)
        if isinstance(column, NumberColumn):
            compare = _ORDER.get(self.op, operator.eq)
            return np.asarray(compare(column.numbers, self.value), dtype=np.bool_)
        if isinstance(column, FlagColumn):
            return np.asarray(column.flags == int(bool(self.value)), dtype=np.bool_)
        return column.where(self._codes(column))

    def _codes(self, column: TextColumn) -> list[int]:
        wanted = str(self.value)
        if self.op == "contains":
            return [code for text, code in column.vocabulary.items() if wanted in text]
        code = column.vocabulary.get(wanted)
        return [] if code is None else [code]


@dataclass(frozen=True, slots=True)
class Every:
    """True where all parts are; without parts, everywhere."""

    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return " and ".join(f"({p})" if isinstance(p, Some) else str(p) for p in self.parts)

    def mask(self, columns: Columns) -> Mask:
        """The rows that pass every part."""
        mask = np.ones(len(columns), dtype=np.bool_)
        for part in self.parts:
            mask &= part.mask(columns)
        return mask


@dataclass(frozen=True, slots=True)
class Some:
    """True where any part is."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)

    def mask(self, columns: Columns) -> Mask:
        """The rows that pass any part."""
        mask = np.zeros(len(columns), dtype=np.bool_)
        for part in self.parts:
            mask |= part.mask(columns)
        return mask


@dataclass(frozen=True, slots=True)
class Unless:
    """True where the comparison is not: `not price < 5` also holds where there is no price."""

    part: Comparison

    def __str__(self) -> str:
        return f"not {self.part}"

    def mask(self, columns: Columns) -> Mask:
        """The rows that fail the comparison."""
        return ~self.part.mask(columns)


Node = Comparison | Every | Some | Unless


def every(parts: Iterable[Node]) -> Node:
    """All of these, flattened, each once, in a fixed order."""
    flat = [p for part in parts for p in (part.parts if isinstance(part, Every) else (part,))]
    unique = _ordered(flat)
    return unique[0] if len(unique) == 1 else Every(unique)


def some(parts: Iterable[Node]) -> Node:
    """Any of these, flattened, each once, in a fixed order."""
    flat = [p for part in parts for p in (part.parts if isinstance(part, Some) else (part,))]
    unique = _ordered(flat)
    return unique[0] if len(unique) == 1 else Some(unique)


def _ordered(parts: Iterable[Node]) -> tuple[Node, ...]:
    by_text = {str(part): part for part in parts}
    return tuple(by_text[text] for text in sorted(by_text))


def negated(node: Node) -> Node:
    """The opposite, with `not` pushed down to the comparisons that have no opposite of their own."""
    if isinstance(node, Unless):
        return node.part
    if isinstance(node, Every):
        return some(map(negated, node.parts))
    if isinstance(node, Some):
        return every(map(negated, node.parts))
    if node.op == "==":
        return Comparison(node.field, "!=", node.value)
    if node.op == "!=":
        return Comparison(node.field, "==", node.value)
    return Unless(node)


def replaces(new: Node, old: Node) -> bool:
    """Whether a new condition overrules an old one on the same field.

    It does in the same direction (a lower ceiling for a ceiling, another color for a color), and where both
    cannot hold (a floor above the new ceiling, the very value that is now excluded).
    """
    first, second = _subject(new), _subject(old)
    if first is None or second is None or first.field != second.field:
        return False
    if "!=" in (first.op, second.op):
        return first.op != second.op and {first.op, second.op} == {"==", "!="} and first.value == second.value
    if "contains" in (first.op, second.op) or "==" in (first.op, second.op):
        return True
    return first.op[0] == second.op[0] or _empty(first, second)


def _subject(node: Node) -> Comparison | None:
    """The comparison that stands for the node: `color in [...]` is about color as `color ==` is."""
    if isinstance(node, Unless):
        return None
    if isinstance(node, Every):
        return None
    if isinstance(node, Some):
        parts = [part for part in node.parts if isinstance(part, Comparison) and part.op == "=="]
        same = len(parts) == len(node.parts) and len({part.field.name for part in parts}) == 1
        return parts[0] if same else None
    return node


def _empty(first: Comparison, second: Comparison) -> bool:
    """Whether no number lies between a ceiling and a floor."""
    ceiling, floor = (first, second) if first.op[0] == "<" else (second, first)
    both = ceiling.op == "<=" and floor.op == ">="
    return float(ceiling.value) < float(floor.value) or (ceiling.value == floor.value and not both)


def _literal(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
