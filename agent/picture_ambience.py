"""The light and colours of the pictures that a person liked, against what is usual in their catalog."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.history import Leaning
from tastemaker.catalog.media import open_picture
from tastemaker.errors import BadMedia
from tastemaker.tools.making.ambience import SIDE, Ambience, Look

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["picture_ambience"]

MOST: Final = 60
"""Liked pictures that are looked at, the newest."""
SAMPLE: Final = 200
"""Pictures by which it is known what is usual in a catalog."""

_USUAL: weakref.WeakKeyDictionary[object, Look] = weakref.WeakKeyDictionary()


def picture_ambience(catalog: Catalog, past: Sequence[Leaning]) -> Ambience | None:
    """The person's ambience, from their past, newest first; None where they liked no picture."""
    liked = [one for one in past if one.weight > 0 and one.item in catalog]
    seen = [(look, one.weight) for one in liked[:MOST] if (look := _look(catalog, one.item))]
    if not seen:
        return None
    looks, weights = zip(*seen, strict=True)
    return Ambience.of(looks, weights, usual=_usual(catalog))


def _usual(catalog: Catalog) -> Look:
    """How pictures of a catalog look, by some of them; looked up once."""
    found = _USUAL.get(catalog)
    if found is None:
        pictured = [item for item in catalog.ids if catalog.item(item).image is not None]
        places = np.linspace(0, len(pictured) - 1, min(SAMPLE, len(pictured))).astype(int)
        looks = [look for n in places if (look := _look(catalog, pictured[n]))]
        found = _USUAL[catalog] = Look.mean(looks)
    return found


def _look(catalog: Catalog, item: str) -> Look | None:
    path = catalog.item(item).image
    try:
        shown = open_picture(path, inside=catalog.folder, side=SIDE) if path is not None else None
    except BadMedia:
        return None
    return Look.of(shown) if shown is not None else None
