"""The filter language of `--where` and of the agent's tools: parsed, typed against the fields, evaluated.

>>> from tastemaker.catalog.filters import fields_of, parse
>>> items = [Item("a", "Red boots", categories=("boots",), price=40.0), Item("b", "Hat", price=9.0)]
>>> parse("price < 50 and category == 'boots'", fields_of(items)).mask(items).tolist()
[True, False]
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from tastemaker.catalog.columns import Columns
from tastemaker.catalog.conditions import Comparison, Every, Node, Operator, every, negated, replaces, some
from tastemaker.catalog.fields import describe, fields_of, fold, grammar, quote, texts_of
from tastemaker.contracts import Field, Item, Scalar
from tastemaker.errors import BadFilter

if TYPE_CHECKING:
    import numpy as np
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

__all__ = ["LONGEST", "CardLookup", "Filter", "describe", "fields_of", "grammar", "parse", "quote"]

LONGEST = 2000
"""Characters of a filter that are read."""
CardLookup = Callable[[str, str], "Scalar | tuple[str, ...] | None"]
_AROUND = 60
_EVERYTHING = Every()


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter. Two are equal when they say the same: the order of `and` and `or` does not matter."""

    node: Node = _EVERYTHING

    def __str__(self) -> str:
        return self.canonical()

    def __bool__(self) -> bool:
        """False when the filter lets everything through."""
        return self.node != _EVERYTHING

    def canonical(self) -> str:
        """The filter in its one normal form; `parse` of it gives an equal filter."""
        return str(self.node)

    def mask(self, table: Columns | Sequence[Item] | Any) -> Mask:
        """bool, shape (rows,): what passes. `table` is Columns, items, or a pyarrow table of fields."""
        if isinstance(table, Columns):
            return self.node.mask(table)
        columns = Columns.of_table(table) if hasattr(table, "column_names") else Columns.of(table)
        return self.node.mask(columns)

    @property
    def conditions(self) -> tuple[Node, ...]:
        """The parts that are joined by `and` at the top."""
        return self.node.parts if isinstance(self.node, Every) else (self.node,)

    def refined(self, new: Filter) -> Filter:
        """This filter with new conditions: each replaces what was said of its field in its direction."""
        kept = [old for old in self.conditions if not any(replaces(n, old) for n in new.conditions)]
        return Filter(every([*kept, *new.conditions]))


def parse(where: str, fields: Sequence[Field], *, cards: CardLookup | None = None) -> Filter:
    """The filter that `where` says, typed against the fields; an empty text lets everything through.

    `cards(card, field)` gives the value behind `[1.price]` or `[it.price]`, None when there is none.
    Raises BadFilter with the place and the fields.
    """
    from lark.exceptions import UnexpectedInput

    if not where.strip():
        return Filter()
    if len(where) > LONGEST:
        _fail(f"the filter has {len(where)} characters, at most {LONGEST} are read", 0, where, fields)
    try:
        return Filter(_Reader(where, fields, cards).node(_language().parse(where)))
    except UnexpectedInput as error:
        place = _place(error, where)
        _fail(_syntax(where, place), place, where, fields)
    except RecursionError:
        _fail("the filter is nested too deep", 0, where, fields)


def _place(error: UnexpectedInput, where: str) -> int:
    """Where the text stops being a filter: at the end when more was expected."""
    token = getattr(error, "token", None)
    if error.pos_in_stream is None or (token is not None and token.type == "$END"):
        return len(where.rstrip())
    return error.pos_in_stream


@lru_cache(maxsize=1)
def _language() -> Lark:
    from lark import Lark

    text = Path(__file__).with_name("where.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr")


def _fail(message: str, place: int, where: str, fields: Sequence[Field]) -> NoReturn:
    """Raise with the filter, a caret under the place, and the fields."""
    start = max(0, place - _AROUND)
    shown = " ".join(where[start : place + _AROUND].splitlines()).replace("\t", " ")
    caret = " " * (place - start) + "^"
    raise BadFilter(f"{message}\n  {shown}\n  {caret}\nFields: {describe(fields) or 'none'}")


def _syntax(where: str, place: int) -> str:
    """What is wrong at this place of a text that is not a filter."""
    rest = where[place:]
    before = where[:place].rstrip()
    if not rest.strip():
        return "the filter ends too early"
    if rest[0] == "=" and not before.endswith("="):
        return "comparing for equality is written =="
    if rest[0] in "'\"`" or rest[0] in "‘’“”":
        return (
            "a quote is opened here and not closed"
            if rest.count(rest[0]) == 1
            else "this text is not expected here"
        )
    if re.match(r"\[(\d+|\w+)\.", rest):
        return "a card's value is written [1.price] to [9.price] or [it.price], alone and after a comparison"
    found = re.match(r"[\w-]+|\S", rest)
    return f"{found.group() if found else rest[0]!r} is not expected here"


class _Reader:
    """Turns the syntax tree into conditions, checking every name and value against the fields."""

    def __init__(self, where: str, fields: Sequence[Field], cards: CardLookup | None) -> None:
        self._where = where
        self._fields = fields
        self._cards = cards
        self._by_name = {fold(field.name): field for field in reversed(fields)}
        self._by_name.setdefault("categories", self._by_name.get("category", Field("", "text")))

    def node(self, tree: Tree[Token]) -> Node:
        """The condition that this part of the tree says."""
        parts = cast("list[Tree[Token]]", tree.children)
        if tree.data == "any":
            return some(self.node(part) for part in parts)
        if tree.data == "all":
            return every(self.node(part) for part in parts)
        if tree.data == "negation":
            return negated(self.node(parts[0]))
        return self._comparison(tree)

    def _comparison(self, tree: Tree[Token]) -> Node:
        name, *rest = cast("list[Any]", tree.children)
        field = self._field(name.children[0])
        if tree.data == "compare":
            op, token = rest
            return self._compare(field, op, token)
        if tree.data == "contains":
            return self._contains(field, rest[0])
        found = some(self._equal(field, value) for value in rest[0].children)
        return found if tree.data == "one_of" else negated(found)

    def _field(self, token: Token) -> Field:
        name = token[1:-1] if token.startswith("`") else str(token)
        exact = next((field for field in self._fields if field.name == name), None)
        field = exact or self._by_name.get(fold(name))
        if field is None or not field.name:
            near = difflib.get_close_matches(fold(name), list(self._by_name), n=1, cutoff=0.6)
            hint = (
                f"; did you mean {self._by_name[near[0]].name!r}?"
                if near and self._by_name[near[0]].name
                else ""
            )
            self._refuse(f"there is no field {name!r}{hint}", token)
        return field

    def _compare(self, field: Field, op: Token, token: Token) -> Node:
        if op == "==":
            return self._equal(field, token)
        if op == "!=":
            return negated(self._equal(field, token))
        if field.kind != "number":
            usable = "==, !=, in or contains" if field.kind == "text" else "== or !="
            self._refuse(f"{field.name!r} is a {field.kind} and cannot be compared by {op}; use {usable}", op)
        values = self._values(field, token)
        return every(Comparison(field, cast("Operator", str(op)), value) for value in values)

    def _contains(self, field: Field, token: Token) -> Node:
        if field.kind != "text":
            self._refuse(f"{field.name!r} is a {field.kind}; contains works on text only", token)
        return some(Comparison(field, "contains", value) for value in self._values(field, token))

    def _equal(self, field: Field, token: Token) -> Node:
        """Equal to the value; a card's field with several values means any of them."""
        return some(Comparison(field, "==", value) for value in self._values(field, token))

    def _values(self, field: Field, token: Token) -> list[str | float | bool]:
        value: Any = self._card_value(token) if token.type == "REFERENCE" else self._literal(field, token)
        values = value if isinstance(value, tuple) else (value,)
        return [self._typed(field, one, token) for one in values]

    def _literal(self, field: Field, token: Token) -> Scalar:
        if token.type == "TEXT":
            return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)
        if token.type == "NUMBER":
            return str(token) if field.kind == "text" else float(token)
        if str(token).casefold() in ("true", "false"):
            return str(token).casefold() if field.kind == "text" else str(token).casefold() == "true"
        if field.kind == "text":
            self._refuse(f"a text stands in quotes: {quote(token)}", token)
        return self._refuse(f"{field.name!r} is a {field.kind}, found {str(token)!r}", token)

    def _typed(self, field: Field, value: Scalar, token: Token) -> str | float | bool:
        if field.kind == "text":
            return self._text(field, value, token)
        if field.kind == "flag":
            if isinstance(value, str) and value.casefold() in ("true", "false"):
                return value.casefold() == "true"
            if isinstance(value, bool):
                return value
            self._refuse(f"{field.name!r} is true or false, found {value!r}", token)
        try:
            number = math.nan if isinstance(value, bool) else float(value) + 0.0
        except (ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            self._refuse(f"{field.name!r} is a number, found {value!r}", token)
        return number

    def _text(self, field: Field, value: Scalar, token: Token) -> str:
        text = fold(" ".join(texts_of(value)))
        if not text:
            self._refuse(f"{field.name!r} is compared with an empty text", token)
        return text

    def _card_value(self, token: Token) -> Scalar | tuple[str, ...]:
        card, _, name = token[1:-1].partition(".")
        value = self._cards(card, self._field_of_card(name, token)) if self._cards else None
        if value is None or value == ():
            self._refuse(f"there is no {name!r} of card {card} to compare with", token)
        return value

    def _field_of_card(self, name: str, token: Token) -> str:
        field = self._by_name.get(fold(name))
        return field.name if field is not None and field.name else name

    def _refuse(self, message: str, token: Token) -> NoReturn:
        _fail(message, token.start_pos or 0, self._where, self._fields)
