"""Numbers as people say them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastemaker.agent.engines.counting import numbers

THIS_YEAR = datetime.now(UTC).year


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("under 40 please", [("40", {"40"})]),
        ("1,299.00 at most", [("1,299.00", {"1299"})]),
        ("twenty-five quid or thereunder", [("twenty-five", {"25"})]),
        ("newer than two thousand and twenty", [("two thousand and twenty", {"2020"})]),
        ("nineteen eighty four", [("nineteen eighty four", {"1984", "19.84"})]),
        ("Twelve ninety-nine tops", [("Twelve ninety-nine", {"1299", "12.99"})]),
        ("ten, twenty", [("ten,", {"10"}), ("twenty", {"20"})]),
        ("between ten and twenty", [("ten", {"10"}), ("twenty", {"20"})]),
        ("2 hours max", [("2", {"2", "120"})]),
        ("three and a half stars", [("three and a half", {"3.5"})]),
        ("two and a half hours", [("two and a half", {"2.5", "150"})]),
        ("one and a quarter", []),
        ("from the last 15 years", [("15", {"15", str(THIS_YEAR - 15)})]),
        ("past ten yrs only", [("ten", {"10", str(THIS_YEAR - 10)})]),
        ("15 years old", [("15", {"15"})]),
        ("three quarters of an hour", []),
        ("from the sixties, or the 90s", []),
        ("2k", []),
        ("the second", []),
        ("", []),
    ],
)
def test_what_is_told(said: str, found: list[tuple[str, set[str]]]) -> None:
    words = said.split()
    assert [(" ".join(words[one.start : one.end]), set(one.values)) for one in numbers(words)] == found


NAMES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
SMALL, TENS = NAMES.split(), ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int) -> str:
    """A number below a million, as it is said."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        tens = TENS[number // 10 - 2]
        return f"{tens}-{SMALL[number % 10]}" if number % 10 else tens
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = number % size
    joint = " and " if rest < 100 else " "
    return f"{in_words(number // size)} {name}" + (joint + in_words(rest) if rest else "")


@given(st.integers(0, 999_999), st.booleans())
def test_a_number_is_found_however_it_is_said(number: int, spelt: bool) -> None:
    said = in_words(number) if spelt else str(number)
    words = f"no more than {said} please".split()
    (found,) = numbers(words)
    assert str(number) in found.values
    assert (found.start, found.end) == (3, len(words) - 1)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1), max_size=8))
def test_any_words_can_be_read(words: list[str]) -> None:
    found = numbers(words)
    assert all(0 <= one.start < one.end <= len(words) and one.values for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
