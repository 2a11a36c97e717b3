"""What a catalog's models make, measured for its own people: `tastemaker evaluate --making`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from tastemaker.agent.proofreading import Proof
from tastemaker.catalog.embedders import embedder
from tastemaker.finetune.making.desk import Desk, Overheard
from tastemaker.finetune.making.estimates import Compared, Estimate
from tastemaker.finetune.making.gallery import Eye, Gallery, Tower
from tastemaker.finetune.making.paintings import Paintings, paintings
from tastemaker.finetune.making.sitters import FEWEST, sitters
from tastemaker.finetune.making.storyboards import Storyboards, storyboards
from tastemaker.finetune.making.texts import Texts, tasters, texts
from tastemaker.finetune.making.workshop import Workshop

if TYPE_CHECKING:
    from rich.console import Group

    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Engine
    from tastemaker.tools.studio import Easel

__all__ = ["ROUNDS", "MadeFigures", "evaluate_making", "terminal"]

ROUNDS: Final = 40
PEOPLE: Final = 200
NAMES: Final = {
    "true": "every claim on the item's card, share",
    "drafted": "the same of first drafts",
    "noticed": "planted false claims that are noticed, share",
    "alone": "a text told whose it is, of four (chance .25)",
    "together": "the same with the four side by side",
    "several": "of three for one wish so many differ",
    "likeness": "more like the item than another of its kind, by",
    "itself": "more like the item than another, share",
    "taste": "like what the person liked later",
    "stranger": "the same of pictures for others (control)",
    "nearer": "nearer to later likes than nobody's, share",
    "nearer_stranger": "the same of pictures for others (control)",
    "picked": "told whose it is, of four (chance .25)",
    "apart": "two people's pictures differ, levels of 255",
    "visibly": "pairs that differ visibly, share",
    "distance": "Fréchet distance to the catalog's pictures",
    "scripts": "a script came of it, share",
    "variety": "two keyframes lie apart",
    "wording": "two shots' words differ",
    "said": "like its own shot's words, more than others'",
}


@dataclass(frozen=True, slots=True)
class MadeFigures:
    """What was reached, and by whose eye."""

    painter: str
    writer: str
    eye: str
    rounds: int
    people: int
    texts: Texts
    pictures: Paintings
    storyboards: Storyboards

    def as_json(self) -> dict[str, Any]:
        """All figures."""
        return asdict(self)


def evaluate_making(
    catalog: Catalog,
    *,
    engine: Engine,
    easel: Callable[[], Easel],
    eye: Eye | None = None,
    rounds: int = ROUNDS,
    fewest: int = FEWEST,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> MadeFigures:
    """Texts, pictures and storyboards of the catalog's items for its people, and for nobody.

    The eye is the catalog's own image embedder, where none is given. Raises ModelNotFound where nothing can
    paint, BadDomain and TooFewEvents where nothing can be measured.
    """
    painter = easel().painter.name
    tower = Tower(catalog.embedder("image") or embedder("image"))
    looking = eye or tower
    gallery = Gallery(catalog, looking, seed=seed)
    with Workshop.opened(catalog, engine=engine, easel=easel) as shop:
        people = sitters(catalog, shop.memory, most=PEOPLE, fewest=fewest, seed=seed)
        given: dict[str, Any] = {"rounds": rounds, "seed": seed, "progress": progress}
        desk = Desk(catalog, shop.memory, {}, Proof(catalog), Overheard(engine))
        desk.people = tasters(desk, people)
        written = texts(desk, **given)
        pictures = paintings(shop.paint, gallery, people, **given)
        boards = storyboards(shop.tell, gallery, people, reader=tower, **given)
    return MadeFigures(painter, engine.name, looking.name, rounds, len(people), written, pictures, boards)


def terminal(found: MadeFigures) -> Group:
    """Three tables for rich."""
    from rich.console import Group
    from rich.table import Table

    tables: list[Any] = []
    parts: dict[str, Any] = {
        "Texts": found.texts,
        "Pictures": found.pictures,
        "Storyboards": found.storyboards,
    }
    for title, part in parts.items():
        table = Table(
            title=title, title_justify="left", caption_justify="left", box=None, pad_edge=False,
            caption=f"painted by {found.painter}, written by {found.writer}, seen by {found.eye}; "
            f"{found.rounds} rounds of {found.people} people",
        )  # fmt: skip
        for name in ("", "for the person", "for nobody", "difference [95 %]"):
            table.add_column(name, justify="left" if not name else "right")
        for field in fields(part):
            _add(table, field.name, getattr(part, field.name))
        tables.append(table)
    return Group(*tables)


def _add(table: Any, name: str, value: Compared | Estimate | float | None) -> None:
    if isinstance(value, Compared):
        both = (f"{one.value:.3f}" for one in (value.personal, value.plain))
        table.add_row(NAMES[name], *both, _with_interval(value.difference))
    elif isinstance(value, Estimate):
        table.add_row(NAMES[name], _with_interval(value), "", "")
    elif value is not None:
        table.add_row("the same between two halves of the catalog's", f"{value:.3f}", "", "")


def _with_interval(one: Estimate) -> str:
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"
