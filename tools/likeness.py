"""A title in a wish: of `funny like Alien` the film itself tells more than its name does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["likened"]

LIKE: Final = re.compile(r"(?:^|\s)(?:similar to|like)\s+", re.IGNORECASE)
POINTING: Final = re.compile(
    r"(?:similar|alike)(?: to (?:it|this|that))?|like (?:it|this|that)(?: one)?", re.IGNORECASE
)
"""A wish for what is like the item just talked about, and for nothing else."""
LONGEST: Final = 8
"""Words of a title."""


def likened(wish: str, catalog: Catalog, *, it: str = "") -> tuple[str, str]:
    """The wish without the title that it is to be like, and that item's id; as it was where none is named.

    `it` is the id of the item just talked about, which `similar` alone means.

    >>> likened("funny like Alien", movies)  # doctest: +SKIP
    ('funny', '1214')
    """
    if it and POINTING.fullmatch(wish.strip()):
        return "", it
    for match in LIKE.finditer(wish):
        words = wish[match.end() :].split()
        for size in range(min(LONGEST, len(words)), 0, -1):
            if item := catalog.titled(" ".join(words[:size])):
                return " ".join([*wish[: match.start()].split(), *words[size:]]), item
    return wish, ""
