"""Markers in a reply become what the cards say, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastemaker.agent.markers import mentioned, money, numbered, rendered
from tastemaker.contracts import Card

CARDS = [
    Card(
        id="a", title="Cold Orbit", price=4.5, categories=("thriller",), attributes={"director": "Ana Ruiz"}
    ),
    Card(id="b", title="Moss", price=40.0, categories=("family", "animation"), attributes={"new": True}),
]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Try [1] or [2].", "Try Cold Orbit or Moss."),
        ("[1] costs [1.price], [2] [2.price].", "Cold Orbit costs €4.50, Moss €40."),
        ("It is by [1.director].", "It is by Ana Ruiz."),
        ("[ 1 . Director ]", "Ana Ruiz"),
        ("[2.category] and [1.categories]", "family, animation and thriller"),
        ("[last] is new: [2.new].", "Moss is new: yes."),
        ("[it.title]", "Cold Orbit"),
        ("Try [1], [7] or [2].", "Try Cold Orbit, or Moss."),
        ("[2] by [2.director] is short.", "Moss is short."),
        ("[1] ([9.price]) is good.", "Cold Orbit is good."),
        ("Have a look at [9].", "Have a look."),
        ("See [the list] and [a.b].", "See [the list] and [a.b]."),
        ("", ""),
    ],
)
def test_a_marker_is_what_the_card_says(text: str, shown: str) -> None:
    assert rendered(text, CARDS) == shown


def test_it_means_the_card_just_talked_about() -> None:
    assert rendered("[it] costs [it.price]", CARDS, it=2) == "Moss costs €40"
    assert [card.id for card in mentioned("[it] and [1], [1.price]", CARDS, it=2)] == ["b", "a"]


def test_it_and_last_become_the_numbers_that_they_mean() -> None:
    assert (
        numbered("[it] at [it.price], not [last] or [3].", count=2, it=2)
        == "[2] at [2.price], not [2] or [3]."
    )
    assert numbered("[it] or [last]", count=0) == "[it] or [last]"


@pytest.mark.parametrize(
    ("price", "currency", "shown"),
    [(40, "€", "€40"), (39.9, "$", "$39.90"), (1234567, "kr", "1,234,567 kr"), (3.5, "", "3.50")],
)
def test_money_reads_as_people_write_it(price: float, currency: str, shown: str) -> None:
    assert money(price, currency) == shown


@given(st.text(alphabet="[]12.abit lst9,()", max_size=40))
def test_no_marker_survives(text: str) -> None:
    assert (
        not mentioned(rendered(text, CARDS[:1]), [Card(id=str(n), title="x") for n in range(99)])
        or "[" in text
    )
    assert "\0" not in rendered(text, CARDS)


def test_a_year_in_a_title_is_not_told_twice() -> None:
    film = Card(id="a", title="Alien (1979)", attributes={"year": 1979})
    assert rendered("[1] ([1.year]) is on.", [film]) == "Alien (1979) is on."
