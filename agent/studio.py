"""The studio of an agent: its painter by name, opened at first use, and what people like in pictures."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.settings import state_folder
from tastemaker.tools.making.artefacts import Artefacts
from tastemaker.tools.studio import Easel, Studio

if TYPE_CHECKING:
    from tastemaker.agent.engines.history import Leaning
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory
    from tastemaker.contracts import Vector
    from tastemaker.tools.making.ambience import Ambience

__all__ = ["MADE", "LazyEasel", "artefacts_of", "studio_of"]

MADE: Final = "made"
"""The folder of artefacts, beside a domain's builds."""


class LazyEasel:
    """Opens an image model when it is first needed; all who paint share it.

    >>> LazyEasel("mini")().painter.paint("a red dress")  # doctest: +SKIP
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self._easel: Easel | None = None
        self._guard = threading.Lock()

    def __call__(self) -> Easel:
        """The painter. Raises ModelNotFound, UnknownModel and MissingExtra, each with the mend."""
        with self._guard:
            if self._easel is None:
                self._easel = _opened(self.model)
            return self._easel

    def check(self) -> None:
        """Whether there is such a model, as far as one sees without opening it.

        Raises ModelNotFound and UnknownModel, each with the mend.
        """
        if self._easel is None:
            from tastemaker.agent.engines.painter import painter_named

            painter_named(self.model)


def artefacts_of(domain: Path) -> Artefacts:
    """What was made of a domain's items."""
    return Artefacts(state_folder(domain) / MADE)


def studio_of(catalog: Catalog, memory: Memory, *, easel: Callable[[], Easel]) -> Studio:
    """Where an agent over this catalog makes pictures."""

    def past(user: str) -> list[Leaning]:
        from tastemaker.agent.engines.history import leanings

        events = [*catalog.events_of(user), *memory.events_of(user)]
        return [one for one in leanings(events) if one.item in catalog]

    def taste(user: str) -> Vector | None:
        from tastemaker.agent.engines.picture_taste import picture_taste

        return picture_taste(catalog, past(user))

    def ambience(user: str) -> Ambience | None:
        from tastemaker.agent.picture_ambience import picture_ambience

        return picture_ambience(catalog, past(user))

    return Studio(easel, artefacts_of(catalog.folder), taste, ambience)


def _opened(model: str) -> Easel:
    from tastemaker.agent.engines.painter import open_painter, painter_named

    painter = open_painter(model)
    if "://" in model:
        return Easel(painter)
    from tastemaker.agent.engines.diffusion import MANNER
    from tastemaker.agent.engines.fingerprint import fingerprint

    here = Path(painter_named(model))
    return Easel(painter, feels=(here / MANNER).is_file(), weights=fingerprint(here))
