"""A title in a wish: of `funny like Alien` the film itself tells more than its name does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["likened"]

LIKE: Final = re.compile(r"(?:^|\s)(?:similar to|like)\s+", re.IGNORECASE)
LONGEST: Final = 8
"""Words of a title."""


def likened(wish: str, catalog: Catalog) -> tuple[str, str]:
    """The wish without the title that it is to be like, and that item's id; as it was where none is named.

    >>> likened("funny like Alien", movies)  # doctest: +SKIP
    ('funny', '1214')
    """
    for match in LIKE.finditer(wish):
        words = wish[match.end() :].split()
        for size in range(min(LONGEST, len(words)), 0, -1):
            if item := catalog.titled(" ".join(words[:size])):
                return " ".join([*wish[: match.start()].split(), *words[size:]]), item
    return wish, ""
