"""Ways to begin that fit a catalog: made from its own categories, values and prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from tastemaker.agent.markers import money
from tastemaker.contracts import Item

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["examples"]

BEFORE: Final = ("mood", "tone", "color", "style")
"""Attributes whose values read well before a category: a red dress, a tense thriller."""
OF_THINGS: Final = frozenset({"color", "style"})
"""Of these, the ones of things whose category names them: a dress, but a thriller film."""
MOST: Final = 6


def examples(catalog: Catalog) -> list[str]:
    """Up to six prompts: those of a union's sections take turns, and one asks for a guess."""
    groups = _sections(catalog)
    each = 1 if len(groups) > 2 else MOST
    profile = catalog.profile
    made = [
        [_prompt(items, name, section or profile.noun, currency=profile.currency, priced=(n + turn) % 2 == 0)
         for turn, name in enumerate(_categories(items, skip=n)[:each])]
        for n, (section, items) in enumerate(groups)
    ]  # fmt: skip
    mixed = [one for row in zip_longest(*made) for one in row if one]
    return [*list(dict.fromkeys(mixed))[: MOST - 1], "Surprise me"]


def _sections(catalog: Catalog) -> list[tuple[str, list[Item]]]:
    """The items by section, the largest first; those of a plain domain are one group without a name."""
    groups: dict[str, list[Item]] = {}
    for item in catalog.items:
        groups.setdefault(str(item.attributes.get("section", "")), []).append(item)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def _categories(items: Sequence[Item], *, skip: int) -> list[str]:
    """The common categories; each section begins at another place, so that the prompts differ."""
    names = [name for name, _ in Counter(c for item in items for c in item.categories).most_common(2 * MOST)]
    start = skip % len(names) if names else 0
    return names[start:] + names[:start]


def _prompt(items: Sequence[Item], category: str, noun: str, *, currency: str, priced: bool) -> str:
    """One category of the catalog, with a value and a price that leave something to find."""
    mine = [item for item in items if category in item.categories]
    attribute, value = _value(mine)
    said = f"{value} {category}".strip() + ("" if attribute in OF_THINGS else f" {noun}")
    prices = sorted(item.price for item in mine if item.price is not None)
    if priced and len(prices) > 2 and prices[0] < prices[-1]:
        said += f" under {money(_round(prices[len(prices) // 2]), currency)}"
    return said[0].upper() + said[1:]


def _value(items: Iterable[Item]) -> tuple[str, str]:
    """An attribute that reads well before the category, and its most frequent value."""
    for name in BEFORE:
        found = Counter(v for item in items if isinstance(v := item.attributes.get(name), str))
        if len(found) > 1:
            return name, found.most_common(1)[0][0]
    return "", ""


def _round(price: float) -> float:
    """The next price that people say: 40, 5, 3."""
    step = 10 if price >= 20 else 1
    return float(-(-price // step) * step)
