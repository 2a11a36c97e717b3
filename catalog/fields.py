"""The fields a filter may use: found in the items, described for people, and put into a grammar."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from tastemaker.contracts import Field, Item, Scalar

__all__ = [
    "BUILT_IN",
    "CLOSED_VALUES",
    "Value",
    "as_regex",
    "cover",
    "describe",
    "fields_of",
    "fold",
    "grammar",
    "number_of",
    "quote",
    "quote_name",
    "texts_of",
    "value_of",
]

BUILT_IN = ("title", "category", "price")
"""Names that every domain has; an attribute of the same name is not reachable by a filter."""
CLOSED_VALUES = 300
"""A text field with more distinct values than this is free text."""
_FEW = 12
_OPEN_SAMPLE = 20
_LONGEST_VALUE = 60
_CLAUSES = 6
_PLAIN_NAME = re.compile(r"[^\W\d](?:[\w-]*\w)?\Z")
_INNER, _EDGE = r"[^'\"\\\x00-\x1f\x7f]", r"[^'\"\\\x00-\x20\x7f]"
FREE_TEXT = (
    f"' ?{_EDGE}({_INNER}{{0,58}}{_EDGE})?'" + "|" + f'" ?{_EDGE}{_INNER}{{0,28}}\'{_INNER}{{0,28}}{_EDGE}"'
)
"""1 to 60 characters, not blank at the ends but for one blank that a model may begin with (`tidy` in the
engines takes it away); around an apostrophe in double quotes."""
_KEYWORDS = frozenset({"and", "or", "not", "in", "contains", "true", "false"})

Value = Scalar | tuple[str, ...] | None


def fold(text: str) -> str:
    """The form in which texts are compared: case, spacing, width and curly apostrophes do not matter."""
    for _ in range(4):
        folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")
        folded = " ".join(folded.split())
        if folded == text:
            break
        text = folded
    return text


def value_of(item: Item, name: str) -> Value:
    """What the item carries in this field; None when it is missing, empty or not a number."""
    value: Value
    if name == "title":
        value = item.title
    elif name == "category":
        value = tuple(item.categories)
    elif name == "price":
        value = item.price
    else:
        value = item.attributes.get(name)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        value = tuple(value)
    return None if value in ("", ()) else value


def fields_of(items: Sequence[Item]) -> tuple[Field, ...]:
    """Every field of these items with its kind and values: title, category and price first, then attributes.

    A field that no item carries is left out, and so is a name that cannot be written (it holds a backtick).
    """
    names = {name: None for item in items for name in item.attributes if not set(name) & set("`\n]")}
    wanted = [*BUILT_IN, *(name for name in names if name not in BUILT_IN and name != "categories")]
    found = (_field(name, [value_of(item, name) for item in items]) for name in wanted)
    return tuple(field for field in found if field is not None)


def cover(fields: Iterable[Field], items: Iterable[Item]) -> bool:
    """Whether these fields, kinds and values are those of the items too."""
    known = {field.name: field for field in fields}
    return all(
        name in known and _covers(known[name], value)
        for item in items
        for name in [*BUILT_IN, *item.attributes]
        if (value := value_of(item, name)) is not None
    )


def _covers(field: Field, value: Value) -> bool:
    if field.kind == "flag":
        return isinstance(value, bool)
    if field.kind == "number":
        number = number_of(value)
        return number is not None and (field.low or 0) <= number <= (field.high or 0)
    if isinstance(value, tuple) and not field.many:
        return False
    return not field.closed or set(texts_of(value)) <= set(field.values)


def _field(name: str, column: Sequence[Value]) -> Field | None:
    values = [value for value in column if value is not None]
    if not values:
        return None
    if all(isinstance(value, bool) for value in values):
        return Field(name, "flag")
    numbers = [number_of(value) for value in values]
    if any(isinstance(value, int | float) for value in values) and None not in numbers:
        known = [number for number in numbers if number is not None]
        return Field(name, "number", low=min(known), high=max(known))
    return _text_field(name, values)


def number_of(value: Value) -> float | None:
    """The value as a finite number, for columns in which some numbers came as text."""
    if isinstance(value, bool | tuple) or value is None:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _text_field(name: str, values: Sequence[Value]) -> Field:
    many = any(isinstance(value, tuple) for value in values)
    counts: Counter[str] = Counter()
    for (_, value), times in Counter((type(value), value) for value in values).items():
        counts.update(dict.fromkeys(texts_of(value), times))
    ranked = tuple(text for text, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    few = len(ranked) <= _FEW or (len(ranked) <= CLOSED_VALUES and 2 * len(ranked) <= counts.total())
    closed = name != "title" and few and max(map(len, ranked)) <= _LONGEST_VALUE
    return Field(name, "text", values=ranked if closed else ranked[:_OPEN_SAMPLE], closed=closed, many=many)


def texts_of(value: Value) -> tuple[str, ...]:
    """The value as texts, spacing tidied: none when missing, several for tags."""
    if value is None:
        return ()
    parts = value if isinstance(value, tuple) else (value,)
    texts = (" ".join(_plain(part).split()) for part in parts)
    return tuple(text for text in texts if text)


def _plain(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def quote(text: str) -> str:
    """The text as a literal of the filter language: single quotes, double ones around an apostrophe."""
    text = text.replace("\\", "\\\\")
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace('"', '\\"') + '"'


def quote_name(name: str) -> str:
    """The field's name as it must be written: in backticks when it is not one plain word."""
    return name if _PLAIN_NAME.match(name) and name.casefold() not in _KEYWORDS else f"`{name}`"


def describe(fields: Iterable[Field]) -> str:
    """The fields in one line for a person: `price (10 to 120), color ('red', 'blue', …), title (text)`."""
    return ", ".join(f"{quote_name(field.name)} ({_range(field)})" for field in fields)


def _range(field: Field) -> str:
    if field.kind == "number":
        return f"{field.low:.12g} to {field.high:.12g}" if field.low is not None else "number"
    if field.kind == "flag":
        return "true or false"
    if not field.closed:
        return "text"
    shown = ", ".join(quote(value) for value in field.values[:3])
    return shown + (", …" if len(field.values) > 3 else "")


def grammar(
    fields: Sequence[Field],
    *,
    free: str = FREE_TEXT,
    numbers: Sequence[str] | None = None,
    cards: bool = True,
) -> str:
    """The body of an llguidance-Lark rule that generates only valid filters in the form a model writes.

    Up to 6 comparisons joined by ` and `, each `field op value`; numbers with at most two decimals, negative
    ones only where the field has them, or none but `numbers`; a closed text field takes only its own values,
    an open one what the regular expression `free` does; any value may be the same field of a card,
    `[1.price]` or `[it.price]`, without `cards` only a number.
    """
    plain = [field for field in fields if quote_name(field.name) == field.name]
    clauses = (_clause(field, free=free, numbers=numbers, cards=cards) for field in plain)
    choice = " | ".join(clause for clause in clauses if clause)
    return f'({choice}) (" and " ({choice})){{0,{_CLAUSES - 1}}}' if choice else '""'


def _clause(field: Field, *, free: str, numbers: Sequence[str] | None, cards: bool) -> str:
    """One comparison; empty where nothing can be said of the field."""
    card = rf"\[([1-9]|it)\.{as_regex(field.name)}\]"
    if field.kind == "number":
        sign = "-?" if field.low is not None and field.low < 0 else ""
        any_number = rf"{sign}(0|[1-9][0-9]{{0,8}})(\.[0-9]{{1,2}})?"
        literals = [any_number] if numbers is None else [f"{sign}{as_regex(one)}" for one in numbers]
        return _comparison(field, "==|!=|<=|>=|<|>", [*literals, card])
    if field.kind == "flag":
        return _comparison(field, "==|!=", ["true", "false", card])
    pointed = [card] if cards else []
    if field.closed:
        return _comparison(field, "==|!=", [*(_spaced(quote(value)) for value in field.values), *pointed])
    return _comparison(field, "==|!=|contains", [free, *pointed])


def _comparison(field: Field, operators: str, values: Sequence[str]) -> str:
    return f"/{as_regex(field.name)} ({operators}) ({'|'.join(values)})/" if values else ""


def _spaced(literal: str) -> str:
    """A literal as a part of a regular expression, with room for a blank after its first quote."""
    return f"{literal[0]} ?{as_regex(literal[1:])}"


def as_regex(text: str) -> str:
    """The text as a part of a regular expression between slashes."""
    return re.sub(r"([\\/.^$*+?()\[\]{}|])", r"\\\1", text)
