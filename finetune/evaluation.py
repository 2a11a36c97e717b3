"""Rankers side by side: the same people, the full catalog, and how sure the differences are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from tastemaker.errors import ModelError, UnknownModel
from tastemaker.finetune import metrics
from tastemaker.finetune.splits import Part, Split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.contracts import Ranker

    Rows = NDArray[np.int64]
    Values = NDArray[np.float64]

__all__ = ["CUTOFFS", "Evaluation", "Figure", "Line", "Progress", "Protocol", "evaluate", "tuned"]

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

CUTOFFS: Final = (5, 10, 20, 50)
LIST: Final = 10
"""Length of the lists whose coverage, popularity and gaps are reported."""
BATCH: Final = 256
"""People scored at once; latency is measured in batches of this size."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over people with its 95 % bootstrap interval; the standard deviation over seeds, if several."""

    value: float
    low: float
    high: float
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one ranker reached."""

    name: str
    figures: Mapping[str, Figure]
    """recall@k, ndcg@k, mrr; invalid@10, popularity@10 (mean percentile of what is recommended);
    among_new@k with held-out items: recall if only those could be recommended."""
    against: Mapping[str, Figure]
    """The paired difference to the reference, figure by figure; empty for the reference itself."""
    coverage: float
    """The share of the catalog that is in somebody's first 10."""
    events: float
    """Mean number of training events of what is recommended (ARP, Yin et al., 2012), first 10."""
    ms: float
    """Milliseconds per person, scored in batches of 256."""
    seeds: int = 1
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """How the figures were made: who wants to compare needs all of it."""

    name: str
    part: Part
    items: int
    people: int
    training_events: int
    tested: int
    held_out: int
    seen_items: str
    own_popularity: float
    """Mean popularity percentile of the tested people's own histories: what popularity@10 compares to."""
    chance: Mapping[str, float]
    """recall@k of a random order."""
    reference: str
    seed: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole table."""

    domain: str
    protocol: Protocol
    lines: tuple[Line, ...]

    def line(self, name: str) -> Line:
        """The ranker's line."""
        return next(line for line in self.lines if line.name == name)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def evaluate(
    rankers: Iterable[Ranker],
    split: Split,
    *,
    domain: str = "",
    part: Part = "test",
    users: int | None = None,
    reference: str = "",
    seed: int = 0,
    progress: Progress | None = None,
) -> Evaluation:
    """Score the whole catalog for the same tested people with every ranker.

    What a person had is left out of the ranking unless the split has repeats. `users` tests a sample of
    them, drawn by `seed`. Rankers of one name are one model with several seeds: their mean and spread are
    reported. `reference` is whom the others are compared to in pairs; the first one unless given.

    >>> evaluate([Popularity.fit(split), item_knn(split)], split)  # doctest: +SKIP
    """
    people = sample(split, part, users=users, seed=seed)
    crowd = _Crowd.of(split, people, part)
    runs: dict[str, list[_Run]] = {}
    for ranker in rankers:
        runs.setdefault(ranker.name, []).append(_run(ranker, crowd, progress))
    reference = reference or next(iter(runs), "")
    if reference not in runs:
        raise UnknownModel(f"no {reference!r} to compare to among the models: {', '.join(runs) or 'none'}")
    base = _values(runs[reference])
    lines = [
        _line(name, some, base=None if name == reference else base, seed=seed) for name, some in runs.items()
    ]
    return Evaluation(domain, crowd.protocol(reference, seed=seed), tuple(lines))


def tuned(
    fit: Callable[..., Ranker],
    split: Split,
    *,
    grid: Sequence[Mapping[str, Any]],
    users: int = 5000,
    progress: Progress | None = None,
) -> Ranker:
    """Of `fit(split, **settings)` over the grid the one with the best NDCG@10 on validation, on at most
    `users` people; the first of equals, and where nobody can be validated."""
    people = sample(split, "valid", users=users, seed=0)
    if not len(people) or len(grid) == 1:
        return fit(split, **grid[0])
    crowd = _Crowd.of(split, people, "valid")
    best, reached = None, -1.0
    for n, settings in enumerate(grid):
        ranker = fit(split, **settings)
        if (found := float(_run(ranker, crowd, None).figures["ndcg@10"].mean())) > reached:
            best, reached = ranker, found
        if progress:
            progress(f"{ranker.name}, choosing", n + 1, len(grid))
    assert best is not None, "figures are 0 or more"
    return best


def sample(split: Split, part: Part, *, users: int | None, seed: int) -> Rows:
    """int64: the tested people, or as many of them, ascending."""
    people = split.tested(part)
    if users is None or users >= len(people):
        return people
    return np.sort(np.random.default_rng(seed).choice(people, users, replace=False))


@dataclass(frozen=True, slots=True)
class _Crowd:
    """The people who are tested, and what is known of the items."""

    split: Split
    part: Part
    people: Rows
    targets: Rows
    events: Rows
    percentiles: Values

    @classmethod
    def of(cls, split: Split, people: Rows, part: Part) -> _Crowd:
        events = split.popularity()
        return cls(split, part, people, split.targets(part)[people], events, metrics.percentiles(events))

    def histories(self, start: int) -> list[Rows]:
        return [self.split.history(person, self.part) for person in self.people[start : start + BATCH]]

    @property
    def seen(self) -> Rows:
        """int64, shape (people,): how many items are left out of each ranking."""
        places = self.split.places[self.part][self.people]
        return np.zeros_like(places) if self.split.repeats else places

    def protocol(self, reference: str, *, seed: int) -> Protocol:
        split, new = self.split, len(self.split.held_out)
        own = [float(self.percentiles[history].mean()) for n in self.starts for history in self.histories(n)]
        free = np.maximum(split.items - self.seen, 1)
        chance = {f"recall@{k}": float(np.minimum(k / free, 1).mean()) for k in CUTOFFS}
        chance |= {f"among_new@{k}": min(k / new, 1.0) for k in CUTOFFS if new}
        return Protocol(
            name=split.protocol,
            part=self.part,
            items=split.items,
            people=int(np.count_nonzero(np.diff(split.offsets))),
            training_events=int(split.trained.sum()),
            tested=len(self.people),
            held_out=new,
            seen_items="ranked again" if split.repeats else "left out of the ranking",
            own_popularity=float(np.mean(own)),
            chance=chance,
            reference=reference,
            seed=seed,
            notes=split.notes,
        )

    @property
    def starts(self) -> range:
        return range(0, len(self.people), BATCH)


@dataclass(slots=True)
class _Run:
    """What one ranker reached with one seed; figures are float64, shape (people,)."""

    figures: dict[str, Values] = field(default_factory=dict)
    shown: set[int] = field(default_factory=set)
    items: int = 0
    events: float = 0.0
    ms: float = 0.0
    settings: str = ""


def _run(ranker: Ranker, crowd: _Crowd, progress: Progress | None) -> _Run:
    """All people in batches."""
    parts: list[dict[str, Values]] = []
    run = _Run(items=crowd.split.items, settings=getattr(ranker, "settings", ""))
    listed: list[Rows] = []
    for start in crowd.starts:
        histories = crowd.histories(start)
        began = time.perf_counter()
        scores = ranker.scores(histories)
        run.ms += 1000 * (time.perf_counter() - began)
        _check(ranker.name, scores, (len(histories), crowd.split.items))
        here = slice(start, start + BATCH)
        open_ = scores if crowd.split.repeats else metrics.hide(scores, histories)
        best = metrics.top(open_, LIST)
        listed.append(best[best >= 0])
        parts.append(_accuracy(open_, crowd, here) | _character(best, crowd, here))
        if progress:
            progress(ranker.name, start + len(histories), len(crowd.people))
    run.figures = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}
    flat = np.concatenate([np.empty(0, np.int64), *listed])
    run.shown, run.events = set(flat.tolist()), float(crowd.events[flat].mean()) if len(flat) else 0.0
    run.ms /= max(len(crowd.people), 1)
    return run


def _accuracy(scores: NDArray[np.float32], crowd: _Crowd, here: slice) -> dict[str, Values]:
    """What finding the target is worth, in the catalog and among held-out items."""
    ranks = metrics.ranks(scores, crowd.targets[here])
    figures = {f"recall@{k}": metrics.recall(ranks, k) for k in CUTOFFS}
    figures |= {f"ndcg@{k}": metrics.ndcg(ranks, k) for k in CUTOFFS}
    figures["mrr"] = metrics.reciprocal(ranks)
    if len(new := crowd.split.held_out) and crowd.part == "test":
        among = metrics.ranks(scores[:, new], np.searchsorted(new, crowd.targets[here]))
        figures |= {f"among_new@{k}": metrics.recall(among, k) for k in CUTOFFS}
    return figures


def _character(best: Rows, crowd: _Crowd, here: slice) -> dict[str, Values]:
    """What the first items are like: places that stay empty, and how popular the rest is."""
    filled = best >= 0
    popular = np.where(filled, crowd.percentiles[best], 0).sum(axis=1) / np.maximum(filled.sum(axis=1), 1)
    free = crowd.split.items - crowd.seen[here]
    return {f"invalid@{LIST}": metrics.invalid(best, free), f"popularity@{LIST}": popular}


def _check(name: str, scores: NDArray[np.float32], shape: tuple[int, int]) -> None:
    if scores.shape != shape:
        raise ModelError(f"{name} gave scores of shape {scores.shape}, expected {shape} (people, items)")
    if np.isnan(scores).any():
        raise ModelError(f"{name} gave {np.isnan(scores).sum()} scores that are not numbers: did it diverge?")


def _figures(values: Mapping[str, Values], spread: Mapping[str, float], *, seed: int) -> dict[str, Figure]:
    """Means over people; all columns are drawn alike, so that intervals can be compared."""
    table = np.stack(list(values.values()), axis=1)
    low, high = metrics.interval(table, seed=seed)
    return {
        name: Figure(float(table[:, n].mean()), float(low[n]), float(high[n]), spread.get(name))
        for n, name in enumerate(values)
    }


def _values(runs: Sequence[_Run]) -> dict[str, Values]:
    """Each person's figures, the mean over seeds."""
    return {name: np.mean([run.figures[name] for run in runs], axis=0) for name in runs[0].figures}


def _line(name: str, runs: Sequence[_Run], *, base: Mapping[str, Values] | None, seed: int) -> Line:
    values = _values(runs)
    spread: dict[str, float] = {}
    if len(runs) > 1:
        means = {key: [run.figures[key].mean() for run in runs] for key in values}
        spread = {key: float(np.std(some, ddof=1)) for key, some in means.items()}
    return Line(
        name=name,
        figures=_figures(values, spread, seed=seed),
        against=_figures({key: values[key] - base[key] for key in values}, {}, seed=seed) if base else {},
        coverage=float(np.mean([len(run.shown) / run.items for run in runs])),
        events=float(np.mean([run.events for run in runs])),
        ms=float(np.mean([run.ms for run in runs])),
        seeds=len(runs),
        settings=runs[0].settings,
    )
