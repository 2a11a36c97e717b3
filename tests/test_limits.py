"""A reply may not turn a limit round that was searched with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tastemaker.agent.grounds import Grounds
from tastemaker.agent.limits import turned
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Field

FIELDS = (Field("price", "number", low=5, high=900), Field("year", "number", low=1950, high=2024))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("None are red and over 100.", True),
        ("None are red and under 100.", False),
        ("Nothing above €100 here.", True),
        ("All of them cost less than 100 euros.", False),
        ("There are 100 reasons to try another color.", False),
        ("One of them costs over 200.", False),
    ],
)
def test_the_limit_of_a_search_is_told_as_it_was_given(text: str, wrong: bool) -> None:
    assert turned(text, "price < 100", FIELDS) is wrong


def test_a_range_has_both_its_ends() -> None:
    where = "year >= 1980 and year <= 1989"
    assert not turned("Made after 1980 and before 1989.", where, FIELDS)
    assert turned("Made before 1980.", where, FIELDS)
    assert turned("Made after 1989.", where, FIELDS)


def test_such_a_sentence_does_not_leave(shop: Path) -> None:
    grounds = Grounds((), Catalog.open(shop), said="something under 100", where="price < 100")
    said = "I looked everywhere."
    assert grounds.mended(said, "Nothing is over 100.") == ""
    assert not grounds.bear_out(f"{said} Nothing is over 100.")
    assert grounds.bear_out(f"{said} Nothing is under 100.")
