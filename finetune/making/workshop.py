"""Where things are made to be measured: by the tools themselves, with a memory and a folder of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.agent.proofreading import Proof
from tastemaker.agent.studio import studio_of
from tastemaker.catalog.media import open_picture
from tastemaker.catalog.memory import Memory
from tastemaker.tools.making.artefacts import Artefacts
from tastemaker.tools.making.script import read
from tastemaker.tools.making.storyboard import Storyboard
from tastemaker.tools.paint import painted
from tastemaker.tools.session import Session
from tastemaker.tools.storyboard import told
from tastemaker.tools.view import Making

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Engine, Picture
    from tastemaker.tools.studio import Easel, Studio

__all__ = ["Workshop"]

SIZE: Final = (256, 256)
"""Pixels of a picture: what an eye looks at is smaller still."""
FILM: Final = (256, 144)
FPS: Final = 2
"""Films are not measured here: `benchmarks/storyboards.py` makes them as people get them."""
SECONDS: Final = 12


@dataclass(frozen=True, slots=True)
class Workshop:
    """Makes things of a catalog's items for people of its memory."""

    catalog: Catalog
    engine: Engine
    memory: Memory
    studio: Studio
    seconds: int = SECONDS
    """How long a storyboard is."""

    @classmethod
    @contextmanager
    def opened(
        cls, catalog: Catalog, *, engine: Engine, easel: Callable[[], Easel], film: tuple[int, int] = FILM,
        fps: int = FPS, seconds: int = SECONDS,
    ) -> Iterator[Workshop]:  # fmt: skip
        """A workshop that leaves nothing behind."""
        with TemporaryDirectory() as folder:
            memory = Memory(Path(folder) / "people.sqlite3")
            studio = replace(
                studio_of(catalog, memory, easel=easel),
                artefacts=Artefacts(Path(folder) / "made"), film=film, fps=fps,
            )  # fmt: skip
            try:
                yield cls(catalog, engine, memory, studio, seconds)
            finally:
                memory.close()

    def session(self, user: str) -> Session:
        """A turn of a person."""
        return Session(
            self.catalog, self.memory, TasteVector(self.catalog, self.memory), self.engine, user,
            proofreader=Proof(self.catalog), studio=self.studio,
        )  # fmt: skip

    def paint(self, user: str, item: str, seed: int) -> Picture:
        """A picture without words."""
        (media,) = painted(self.session(user), Making("paint", item, "picture", seed=seed, size=SIZE)).media
        assert media.path is not None
        return open_picture(media.path, inside=self.studio.artefacts.folder)

    def tell(self, user: str, item: str, seed: int) -> Storyboard | None:
        """A storyboard; None when no script came of it."""
        place = self.film(user, item, seed)
        if place is None:
            return None
        script = read(json.loads((place / "script.json").read_text(encoding="utf-8"))["script"])
        stills = sorted((place / "keyframes").glob("*.png"))
        return Storyboard(script, tuple(open_picture(still, inside=place) for still in stills))

    def film(self, user: str, item: str, seed: int) -> Path | None:
        """The folder of a storyboard with its film; None when no script came of it."""
        making = Making("storyboard", item, "storyboard", seconds=self.seconds, seed=seed)
        media = told(self.session(user), making).media
        return Path(media[0].path).parent if media and media[0].path else None
