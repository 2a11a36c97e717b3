"""Which events train, which choose the settings and which test: the three protocols of evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

from tastemaker.agent.engines.history import SIGNALS
from tastemaker.errors import TooFewEvents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.catalog.events import EventTable

    Rows = NDArray[np.int64]
    Mask = NDArray[np.bool_]

__all__ = ["PROTOCOLS", "Part", "Split", "cold", "global_time", "leave_last_out"]

Part: TypeAlias = Literal["valid", "test"]

STILL_WORKS: Final = "Search, ask and recommend work without it."


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """People's histories, cut into training, validation and test.

    A person is the index into the event table's `users`; someone without positive events has an empty
    history. What a person is tested with may include what they did up to the target, validation included.
    """

    protocol: str
    items: int
    """Size of the catalog: every ranker scores all of it."""
    offsets: Rows
    """int64, shape (people + 1,): where each person's events begin in `rows`."""
    rows: Rows
    """int64, shape (events,): catalog rows of the positive events, by person and time."""
    trained: Rows
    """int64, shape (people,): how many of a person's first events are for training."""
    places: Mapping[Part, Rows]
    """int64, shape (people,): the place of the target among the person's events, -1 where not tested."""
    repeats: bool = False
    """Whether an item may come again; if not, what a person had is left out of the ranking."""
    held_out: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    """int64: the items that training never saw, ascending; the test targets of `cold`."""
    notes: tuple[str, ...] = ()
    """What a reader of the figures should know about the data."""

    @property
    def people(self) -> int:
        """How many people there are, tested or not."""
        return len(self.offsets) - 1

    def train(self, person: int) -> Rows:
        """int64: the person's training events, the oldest first."""
        start = self.offsets[person]
        return self.rows[start : start + self.trained[person]]

    def history(self, person: int, part: Part) -> Rows:
        """int64: everything before the person's target, the oldest first; empty where not tested."""
        start = self.offsets[person]
        return self.rows[start : start + max(self.places[part][person], 0)]

    def targets(self, part: Part) -> Rows:
        """int64, shape (people,): the row to be found, -1 where the person is not tested."""
        found = np.full(self.people, -1, np.int64)
        tested = self.tested(part)
        found[tested] = self.rows[self.offsets[tested] + self.places[part][tested]]
        return found

    def tested(self, part: Part) -> Rows:
        """int64: the people who have a target, ascending."""
        return np.flatnonzero(self.places[part] >= 0)

    def training(self) -> tuple[Rows, Rows]:
        """All training events as rows (int64, shape (events,)) and the people's offsets (people + 1,)."""
        inside = np.arange(len(self.rows)) - np.repeat(self.offsets[:-1], np.diff(self.offsets))
        kept = self.rows[inside < np.repeat(self.trained, np.diff(self.offsets))]
        return kept, _offsets(self.trained)

    def popularity(self) -> Rows:
        """int64, shape (items,): training events of each item."""
        return np.bincount(self.training()[0], minlength=self.items)


def leave_last_out(
    events: EventTable, *, items: int, least: float | None = None, repeats: bool = False
) -> Split:
    """Test on each person's last event, validate on the one before, train on the rest.

    An event is positive unless it is a skip or a dislike, or its rating lies below `least`. Without
    `repeats` only the first time counts that a person had an item. People with fewer than three events
    are trained on and not tested. Equal times keep the order of the file. The field's protocol since
    SASRec (arXiv 1808.09781); training overlaps the test in time.
    """
    known = _positive(events, least=least, repeats=repeats)
    length = np.diff(known.offsets)
    tested = length >= 3
    if not tested.any():
        raise TooFewEvents(
            f"nothing can be tested: leave-last-out needs a person with 3 different items, and the most here "
            f"is {length.max(initial=0)}, over {np.count_nonzero(length)} people. {STILL_WORKS}"
        )
    return Split(
        protocol="leave-last-out",
        items=items,
        offsets=known.offsets,
        rows=known.rows,
        trained=np.where(tested, length - 2, length),
        places={"valid": np.where(tested, length - 2, -1), "test": np.where(tested, length - 1, -1)},
        repeats=repeats,
        notes=known.notes(),
    )


def global_time(
    events: EventTable,
    *,
    items: int,
    least: float | None = None,
    repeats: bool = False,
    cuts: tuple[float, float] = (0.8, 0.9),
) -> Split:
    """Train before one moment, validate between it and a later one, test after that.

    The moments are quantiles of the times of all positive events. The target is a person's first event
    after the cut, to be found from all they did before: nothing that is trained on or read lies in the
    future (arXiv 2507.16289 compares the choices). People whose first event lies after a cut have nothing
    to be read and are not tested there; people who did nothing after it neither. What is positive and what
    a repeat is are as in `leave_last_out`.
    """
    _check_times(events)
    known = _positive(events, least=least, repeats=repeats)
    first, second = (float(np.quantile(known.times, cut)) for cut in cuts)
    before = {moment: _counts(known, known.times < moment) for moment in (first, second)}
    length = np.diff(known.offsets)
    trained, seen = before[first], before[second]
    split = Split(
        protocol="global-time",
        items=items,
        offsets=known.offsets,
        rows=known.rows,
        trained=trained,
        places={
            "valid": np.where((trained > 0) & (seen > trained), trained, -1),
            "test": np.where((seen > 0) & (length > seen), seen, -1),
        },
        repeats=repeats,
        notes=known.notes(),
    )
    if not len(split.tested("test")) or not trained.any():
        raise TooFewEvents(
            f"nothing can be tested: of {np.count_nonzero(length)} people nobody has events both before and "
            f"after the cut at {cuts[1]:.0%} of the events. Try --protocol leave-last-out. {STILL_WORKS}"
        )
    return split


def cold(
    events: EventTable,
    *,
    items: int,
    least: float | None = None,
    repeats: bool = False,
    share: float = 0.05,
    seed: int = 0,
) -> Split:
    """Test on items that training never saw: `share` of the items that have events, drawn by `seed`.

    The target is a person's last event with such an item, to be found from the other items before it;
    what came later is dropped. Validation is the last event before the target and not cold: settings are
    chosen without knowing the new items. People without such an event train, and validate with their last.
    """
    known = _positive(events, least=least, repeats=repeats)
    active = np.unique(known.rows)
    if len(active) < 2:
        raise TooFewEvents(f"no item can be held out: the events are of {len(active)} item. {STILL_WORKS}")
    drawn = np.random.default_rng(seed).permutation(active)[: max(1, round(share * len(active)))]
    held = np.zeros(items, np.bool_)
    held[drawn] = True
    new = held[known.rows]
    last = np.full(len(known.offsets) - 1, -1, np.int64)
    last[known.people[new]] = np.flatnonzero(new)  # of equal indices the last one stays
    end = np.where(last >= 0, last + 1, known.offsets[1:])
    place = np.arange(len(known.rows))
    known = known.only((place < end[known.people]) & (~new | (place == last[known.people])))
    length, target = np.diff(known.offsets), last >= 0
    test = np.where(target & (length >= 2), length - 1, -1)
    valid = np.where(length - target >= 2, length - target - 1, -1)
    if not np.any(test >= 0):
        raise TooFewEvents(f"nobody has both a held-out item and another one before it. {STILL_WORKS}")
    return Split(
        protocol="cold",
        items=items,
        offsets=known.offsets,
        rows=known.rows,
        trained=np.where(valid >= 0, valid, length - target),
        places={"valid": valid, "test": test},
        repeats=repeats,
        held_out=np.sort(drawn),
        notes=known.notes(),
    )


PROTOCOLS: Final[Mapping[str, Callable[..., Split]]] = {
    "leave-last-out": leave_last_out,
    "global-time": global_time,
    "cold": cold,
}


@dataclass(frozen=True, slots=True)
class _Positive:
    """The positive events, by person and time."""

    people: Rows
    rows: Rows
    times: NDArray[np.float64]
    offsets: Rows

    def only(self, kept: Mask) -> _Positive:
        counts = np.bincount(self.people[kept], minlength=len(self.offsets) - 1)
        return _Positive(self.people[kept], self.rows[kept], self.times[kept], _offsets(counts))

    def notes(self) -> tuple[str, ...]:
        """Says how often the order at a person's end is the file's and not the clock's."""
        ends = self.offsets[1:][np.diff(self.offsets) >= 2]
        tied = np.mean(self.times[ends - 1] == self.times[ends - 2]) if len(ends) else 0.0
        said = f"{tied:.0%} of the people have their last two events at one time: the file's order decides."
        return (said,) if tied >= 0.01 else ()


def _positive(events: EventTable, *, least: float | None, repeats: bool) -> _Positive:
    """What counts as a sign of liking; see `leave_last_out`."""
    against = np.array([SIGNALS.get(kind, 1.0) < 0 for kind in events.kinds], np.bool_)
    kept = ~against[events.kind] if len(against) else np.ones(len(events), np.bool_)
    if least is not None:
        kept &= ~(events.rating < least)  # no rating is no objection
    people, rows = events.user.astype(np.int64), events.item.astype(np.int64)
    found = _Positive(people, rows, events.timestamp, np.zeros(len(events.users) + 1, np.int64)).only(kept)
    if repeats or not len(found.rows):
        return found
    pairs = found.people * (found.rows.max() + 1) + found.rows
    first = np.zeros(len(pairs), np.bool_)
    first[np.unique(pairs, return_index=True)[1]] = True
    return found.only(first)


def _offsets(counts: Rows) -> Rows:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def _counts(known: _Positive, chosen: Mask) -> Rows:
    return np.bincount(known.people[chosen], minlength=len(known.offsets) - 1)


def _check_times(events: EventTable) -> None:
    """Global time needs one clock for all people."""
    times = events.timestamp
    if not len(times) or times.min() == times.max():
        raise TooFewEvents(
            f"global-time needs events at different times; found {len(times)} events, all at one time. "
            "Try --protocol leave-last-out."
        )
    counts = np.bincount(events.user, minlength=len(events.users))
    place = np.arange(len(times)) - np.repeat(_offsets(counts)[:-1], counts)
    if np.ptp(times - place) <= 1:
        raise TooFewEvents(
            "global-time needs times that can be compared between people; these timestamps only number each "
            "person's own events. Try --protocol leave-last-out."
        )
