"""Figures in a text: those that the item's card bears out, however they are written there."""

from __future__ import annotations

import pytest

from tastemaker.agent.promises import promises
from tastemaker.contracts import Card

CARD = Card(
    "1", "Night Train", 12.5, description="Leaves at 12:30 with 1,200 seats. Sizes 36,38,40; built in 1999.",
    attributes={"minutes": 90, "weight": 1.25},
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "1,200 seats",
        "1200 seats",
        "at 12:30.",
        "from 1999",
        "size 38",
        "in 36, 38 and 40",
        "90 minutes, 1.25 kg",
    ],
)
def test_a_figure_of_the_card_is_borne_out(text: str) -> None:
    assert promises(text, [CARD]) == []


@pytest.mark.parametrize("text", ["200 seats", "1,300 seats", "at 12:45", "at 12", "at 30", "size 42"])
def test_a_part_of_a_figure_is_not(text: str) -> None:
    assert len(promises(text, [CARD])) == 1
