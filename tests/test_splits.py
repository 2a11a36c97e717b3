"""What trains never tests: the protocols against their rules, on any events."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tastemaker.catalog.events import EventTable
from tastemaker.errors import TooFewEvents
from tastemaker.finetune.splits import PROTOCOLS, Split, cold, global_time, leave_last_out

ITEMS = 8
Row = tuple[int, int, float]


def table(rows: list[Row], *, ratings: Sequence[float] = (), kinds: Sequence[str] = ()) -> EventTable:
    """Events of (person, item, time), sorted as a catalog has them."""
    names = tuple(dict.fromkeys(kinds or ["view"]))
    user, item, time = (np.array([row[n] for row in rows]) for n in range(3)) if rows else (np.empty(0),) * 3
    order = np.lexsort((time, user))
    kind = np.array([names.index(one) for one in kinds or ["view"] * len(rows)], np.int16)
    return EventTable(
        users=tuple(str(n) for n in range(int(max(user, default=-1)) + 1)),
        kinds=names,
        user=user[order].astype(np.int32),
        item=item[order].astype(np.int32),
        timestamp=time[order].astype(np.float64),
        rating=np.array(ratings or [math.nan] * len(rows), np.float32)[order],
        kind=kind[order],
    )


def rows_of(*histories: str) -> list[Row]:
    """One person per text, one item per letter, at times 0, 7, 14, …"""
    return [
        (person, "abcdefgh".index(letter), 7.0 * n + person)
        for person, history in enumerate(histories)
        for n, letter in enumerate(history)
    ]


def letters(rows: NDArray[np.int64]) -> str:
    return "".join("abcdefgh"[row] for row in rows)


EVENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, ITEMS - 1), st.integers(0, 30).map(float)))


def test_the_last_is_tested_and_the_one_before_validates() -> None:
    split = leave_last_out(table(rows_of("abcd", "ba", "cda")), items=ITEMS)
    assert [letters(split.train(person)) for person in range(3)] == ["ab", "ba", "c"]
    assert [letters(split.history(person, "valid")) for person in range(3)] == ["ab", "", "c"]
    assert [letters(split.history(person, "test")) for person in range(3)] == ["abc", "", "cd"]
    assert split.targets("valid").tolist() == [2, -1, 3]
    assert split.targets("test").tolist() == [3, -1, 0]
    assert split.popularity().tolist() == [2, 2, 1, 0, 0, 0, 0, 0]
    rows, offsets = split.training()
    assert (letters(rows), offsets.tolist()) == ("abbac", [0, 2, 4, 5])


def test_an_item_counts_the_first_time_unless_repeats_are_wanted() -> None:
    events = table(rows_of("abacb"))
    assert letters(leave_last_out(events, items=ITEMS).rows) == "abc"
    split = leave_last_out(events, items=ITEMS, repeats=True)
    assert letters(split.rows) == "abacb"
    assert split.repeats


def test_what_is_disliked_or_rated_low_is_no_sign_of_liking() -> None:
    events = table(
        rows_of("abcdef"),
        ratings=[5, 2, math.nan, 4, 5, 5],
        kinds=["view", "view", "buy", "dislike", "buy", "skip"],
    )
    assert letters(leave_last_out(events, items=ITEMS).rows) == "abce"
    assert letters(leave_last_out(events, items=ITEMS, least=4).rows) == "ace"


def test_at_one_time_the_order_of_the_file_decides_and_is_noted() -> None:
    split = leave_last_out(table([(0, item, 5.0) for item in (3, 1, 2)]), items=ITEMS)
    assert letters(split.rows) == "dbc"
    assert "100% of the people" in split.notes[0]
    assert not leave_last_out(table(rows_of("abc")), items=ITEMS).notes


def test_global_time_looks_only_back() -> None:
    events = [(0, item, float(item)) for item in range(8)]  # one event a day
    events += [(1, 0, 0.5), (1, 1, 7.5), (2, 2, 6.8), (2, 3, 7.2)]
    split = global_time(table(events), items=ITEMS, cuts=(0.5, 0.8))
    assert np.quantile([time for _, _, time in events], [0.5, 0.8]).tolist() == pytest.approx([4.5, 6.96])
    assert [letters(split.train(person)) for person in range(3)] == ["abcde", "a", ""]
    assert split.targets("valid").tolist() == [5, -1, -1]
    assert split.targets("test").tolist() == [7, 1, 3]
    assert [letters(split.history(person, "test")) for person in range(3)] == ["abcdefg", "a", "c"]


def test_cold_items_are_in_no_training() -> None:
    events = table(rows_of("abcde", "bcdea", "cdeab", "fgh"))
    split = cold(events, items=ITEMS, share=0.3, seed=3)
    assert len(split.held_out) == round(0.3 * 8)
    assert not np.isin(split.training()[0], split.held_out).any()
    assert set(split.targets("test")) <= {*split.held_out, -1}
    assert not set(split.targets("valid")) & set(split.held_out)
    again, other = (cold(events, items=ITEMS, share=0.3, seed=seed) for seed in (3, 4))
    assert again.held_out.tolist() == split.held_out.tolist() != other.held_out.tolist()


@pytest.mark.parametrize("protocol", PROTOCOLS)
@settings(deadline=None, max_examples=50)
@given(events=EVENTS, repeats=st.booleans())
def test_a_split_keeps_its_promises(protocol: str, events: list[Row], repeats: bool) -> None:
    try:
        split = PROTOCOLS[protocol](table(events), items=ITEMS, repeats=repeats)
    except TooFewEvents:
        return
    assert split.protocol == protocol
    for part in ("valid", "test"):
        for person in range(split.people):
            target, history = split.targets(part)[person], split.history(person, part)
            whole = split.rows[split.offsets[person] : split.offsets[person + 1]]
            if target < 0:
                assert not len(history)
                continue
            assert whole[len(history)] == target
            assert len(split.train(person)) <= len(history) > 0
            assert repeats or target not in history
    assert len(split.tested("test"))


@settings(deadline=None, max_examples=50)
@given(events=EVENTS, repeats=st.booleans())
def test_leave_last_out_is_what_a_slow_reading_gives(events: list[Row], repeats: bool) -> None:
    histories: dict[int, list[int]] = {}
    for person, item, _ in sorted(events, key=lambda row: (row[0], row[2])):
        history = histories.setdefault(person, [])
        if repeats or item not in history:
            history.append(item)
    if all(len(history) < 3 for history in histories.values()):
        with pytest.raises(TooFewEvents):
            leave_last_out(table(events), items=ITEMS, repeats=repeats)
        return
    split = leave_last_out(table(events), items=ITEMS, repeats=repeats)
    for person, history in histories.items():
        tested = len(history) >= 3
        assert split.train(person).tolist() == (history[:-2] if tested else history)
        assert split.history(person, "test").tolist() == (history[:-1] if tested else [])
        assert split.targets("test")[person] == (history[-1] if tested else -1)


Maker = Callable[[], Split]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: leave_last_out(table([]), items=ITEMS), "the most here is 0"),
        (lambda: leave_last_out(table(rows_of("ab", "c")), items=ITEMS), "the most here is 2, over 2 people"),
        (lambda: leave_last_out(table(rows_of("aaaa")), items=1), "the most here is 1"),
        (lambda: global_time(table([]), items=ITEMS), "found 0 events"),
        (lambda: global_time(table([(0, n, 9.0) for n in range(5)]), items=ITEMS), "all at one time"),
        (lambda: global_time(table([(0, n, n) for n in range(5)]), items=ITEMS), "number each person's own"),
        (lambda: global_time(table([(n, n, 7.0 * n) for n in range(5)]), items=ITEMS), "leave-last-out"),
        (lambda: cold(table(rows_of("aaa")), items=ITEMS), "of 1 item"),
        (lambda: cold(table(rows_of("a", "b")), items=ITEMS), "another one before it"),
    ],
)
def test_too_few_events_are_refused_in_a_sentence(make: Maker, said: str) -> None:
    with pytest.raises(TooFewEvents, match=said):
        make()
