"""The rankers that `tastemaker evaluate` knows by name; another one is one more line in `CONTENDERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from tastemaker.errors import UnknownModel
from tastemaker.finetune.baselines import KNN_GRID, LINEAR_GRID, Popularity, item_knn, linear
from tastemaker.finetune.evaluation import Evaluation, Progress, evaluate, tuned
from tastemaker.finetune.splits import PROTOCOLS

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Ranker
    from tastemaker.finetune.splits import Split

__all__ = ["CONTENDERS", "Contender", "Given", "compare"]


@dataclass(frozen=True, slots=True)
class Given:
    """What a ranker is made from."""

    catalog: Catalog
    split: Split
    seed: int = 0
    progress: Progress | None = None


Maker: TypeAlias = Callable[[Given], "Ranker"]


@dataclass(frozen=True, slots=True)
class Contender:
    """How a ranker is made; `seeded` ones are made once for every seed."""

    make: Maker
    seeded: bool = False


CONTENDERS: Final[Mapping[str, Contender]] = {
    "popularity": Contender(lambda given: Popularity.fit(given.split)),
    "itemknn": Contender(lambda given: tuned(item_knn, given.split, grid=KNN_GRID, progress=given.progress)),
    "linear": Contender(lambda given: tuned(linear, given.split, grid=LINEAR_GRID, progress=given.progress)),
    "sasrec": Contender(lambda given: _sasrec(given, content=False), seeded=True),
    "sasrec-content": Contender(lambda given: _sasrec(given, content=True), seeded=True),
}


def compare(
    catalog: Catalog,
    names: Sequence[str],
    *,
    protocol: str = "leave-last-out",
    least: float | None = None,
    against: str = "",
    users: int | None = None,
    seeds: Sequence[int] = (0,),
    progress: Progress | None = None,
) -> Evaluation:
    """Evaluate the rankers of these names on a catalog's events; a model is made when its turn comes.

    >>> compare(Catalog.open("films"), ["popularity", "itemknn"])  # doctest: +SKIP
    """
    chosen = {name: _known(name) for name in dict.fromkeys(names)}
    if not chosen or (against and against not in chosen):
        raise UnknownModel(
            f"--against {against!r} is not among --models {','.join(chosen)!r}: nothing to compare to"
        )
    split = PROTOCOLS[protocol](catalog.events, items=len(catalog), least=least)
    rankers = (
        contender.make(Given(catalog, split, seed, progress))
        for contender in chosen.values()
        for seed in (seeds if contender.seeded else seeds[:1])
    )
    return evaluate(
        rankers,
        split,
        domain=catalog.profile.name,
        users=users,
        reference=against,
        seed=seeds[0],
        progress=progress,
    )


def _known(name: str) -> Contender:
    if name in CONTENDERS:
        return CONTENDERS[name]
    if Path(name).is_dir():
        return Contender(lambda given: _adapted(given, Path(name)))
    raise UnknownModel(
        f"no model {name!r} to evaluate; known are {', '.join(CONTENDERS)}, and adapter folders"
    )


def _sasrec(given: Given, *, content: bool) -> Ranker:
    from tastemaker.finetune.trained import sasrec

    return sasrec(given.catalog, given.split, seed=given.seed, content=content)


def _adapted(given: Given, folder: Path) -> Ranker:
    from tastemaker.finetune.trained import adapted

    return adapted(given.catalog, given.split, folder)
