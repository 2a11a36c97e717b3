"""Packed rows: what a token sees is what it would see alone."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.agent.engines.packing import Packed, Segment, Source, pack


def history(*items: int) -> Segment:
    return Segment.trunk([(Source.ITEM, items)])


def sees(packed: Packed, row: int, column: int) -> list[int]:
    """The columns that a token sees."""
    found: list[int] = packed.mask()[row, 0, column].nonzero().flatten().tolist()
    return found


def test_two_people_in_one_row_do_not_see_each_other() -> None:
    packed = pack([history(4, 5, 6), history(7, 8)], length=6)
    assert packed.index.tolist() == [[4, 5, 6, 7, 8, 0]]
    assert packed.place.tolist()[0][:5] == [0, 1, 2, 0, 1]
    assert sees(packed, 0, 2) == [0, 1, 2]
    assert sees(packed, 0, 4) == [3, 4]
    assert packed.ends.tolist() == [[0, 2], [0, 4]]


def test_a_branch_sees_the_trunk_before_it_and_itself() -> None:
    segment = history(4, 5, 6)
    segment.written(0, [100, 101, 102])
    segment.written(2, [103, 104])
    packed = pack([segment], length=8)
    assert packed.index.tolist() == [[4, 5, 6, 100, 101, 103, 0, 0]]
    assert packed.label.tolist() == [[100, -1, 103, 101, 102, 104, -1, -1]]
    assert packed.place.tolist()[0][:6] == [0, 1, 2, 1, 2, 3]
    assert sees(packed, 0, 4) == [0, 3, 4]
    assert sees(packed, 0, 5) == [0, 1, 2, 5]
    assert sees(packed, 0, 2) == [0, 1, 2]
    assert packed.ends.tolist() == [[0, 2]]


def test_branches_that_begin_at_one_place_stay_apart() -> None:
    segment = history(4)
    segment.written(0, [100, 101, 102])
    segment.written(0, [100, 103, 104])
    packed = pack([segment], length=5)
    assert sees(packed, 0, 4) == [0, 3, 4]


def test_a_segment_longer_than_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="4 tokens does not fit a row of 3"):
        pack([history(1, 2, 3, 4)], length=3)


@st.composite
def segments(draw: st.DrawFn) -> list[Segment]:
    found = []
    for _ in range(draw(st.integers(1, 12))):
        segment = history(*draw(st.lists(st.integers(0, 50), min_size=1, max_size=6)))
        for _ in range(draw(st.integers(0, 2))):
            segment.written(
                draw(st.integers(0, int((segment.branch == 0).sum()) - 1)),
                draw(st.lists(st.integers(0, 9), min_size=1, max_size=3)),
            )
        found.append(segment)
    return found


def visible(segment: Segment, token: int) -> set[int]:
    """What a token of a segment may see, by the words of the docstring."""
    own = int(segment.branch[token])
    if own == 0:
        return {k for k in range(len(segment)) if segment.branch[k] == 0 and k <= token}
    start = min(int(segment.place[k]) for k in range(len(segment)) if segment.branch[k] == own)
    trunk = {k for k in range(len(segment)) if segment.branch[k] == 0 and segment.place[k] < start}
    return trunk | {k for k in range(token + 1) if segment.branch[k] == own}


@settings(max_examples=60, deadline=None)
@given(segments())
def test_masks_equal_those_of_each_segment_alone(some: list[Segment]) -> None:
    packed = pack(some, length=16)
    mask = packed.mask()[:, 0]
    assert int((packed.segment > 0).sum()) == sum(map(len, some))
    for segment, (row, end) in zip(some, packed.ends.tolist(), strict=True):
        start = end - int((segment.branch == 0).sum()) + 1
        for token in range(len(segment)):
            seen = set(mask[row, start + token].nonzero().flatten().tolist())
            assert seen == {start + k for k in visible(segment, token)}


def test_what_is_left_over_is_never_seen() -> None:
    packed = pack([history(1, 2)], length=4)
    assert not packed.mask()[0, 0, :2, 2:].any()
    assert torch.equal(packed.segment, torch.tensor([[1, 1, 0, 0]]))
