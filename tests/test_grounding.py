"""What a reply says beside its markers must be borne out by the cards."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastemaker.agent.grounding import check, mend
from tastemaker.catalog.filters import fields_of
from tastemaker.contracts import Card, Item

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

ITEMS = [
    Item(
        id="1",
        title="Cold Orbit",
        description="A crew wakes up on a station that should be empty.",
        categories=("thriller",),
        attributes={"director": "Tom Adeyemi", "year": 2015, "minutes": 98, "mood": "tense", "rating": 3.9},
        price=4.0,
    ),
    Item(
        id="2",
        title="Moss",
        categories=("animation", "family"),
        attributes={"director": "Sigrid Holm", "year": 2020, "minutes": 84, "mood": "gentle", "rating": 4.4},
        price=3.5,
    ),
    Item(
        id="3",
        title="Ledger of Ghosts",
        categories=("crime",),
        attributes={"director": "Rafael Quint", "year": 1994, "minutes": 121, "mood": "dark", "rating": 4.0},
        price=2.5,
    ),
    Item(
        id="4",
        title="Grave Errors",
        categories=("horror",),
        attributes={"director": "Milo Brandt", "year": 2019, "minutes": 91, "mood": "playful", "rating": 3.4},
        price=2.0,
    ),
]


class Films:
    """What grounding needs of a catalog."""

    fields = fields_of(ITEMS)
    profile = SimpleNamespace(name="Reel House", noun="films", currency="€")


FILMS = cast("Catalog", Films())
CARDS = [
    Card(i.id, i.title, i.price, i.categories, i.attributes, description=i.description) for i in ITEMS[:2]
]


def found(text: str, said: str = "", *, cards: list[Card] | None = None) -> list[str]:
    return [one.found for one in check(text, CARDS if cards is None else cards, FILMS, said)]


@pytest.mark.parametrize(
    "text",
    [
        "Try [1] by [1.director], or Moss, which takes 84 minutes.",
        "Cold Orbit is a tense thriller from 2015. It costs €4.",
        "Cold Orbit (2015) and “Moss” (2020) both fit.",
        "[1] is tense, [2] gentle. Sigrid Holm made [2].",
        "Between 3 and 5 euros: [1] and [2]. The cheaper one is [2], by half a euro.",
        "Both are under 100 minutes and from after 2010.",
        "I have no horror, and neither of them is dark.",
        "Would you prefer a comedy? I can also look for horror from 1994.",
        "Noted: you like crime. Since you love horror films, maybe later.",
        "Hi, I'm Tastemaker! On Friday evenings people want something French, I hear.",
        "Happy to help. In the dark mood for a film? Tell me more.",
        "The crew in [1] wakes up on an empty station.",
        "OK. First [1], then [2]: 2 films, 182 minutes together.",
        "[2] is rated 4.4, about 4 stars.",
        "They are at Reel House: [1], [2].",
        "",
    ],
)
def test_what_the_cards_say_passes(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Try Ledger of Ghosts.", ["Ledger of Ghosts"]),
        ("The Last Ferryman is better than [1].", ["The Last Ferryman"]),
        ('You may know "Inception".', ['"Inception"']),
        ("Then watch Moss 2 tonight, or Moss II.", ["Moss II"]),
        ("Moss is from 1994.", ["1994"]),
        ("[1] costs €9.99, [2] four euros.", ["€9.99", "four euros"]),
        ("Moss is a horror film.", ["horror"]),
        ("[1] is gentle and [2] is tense.", ["gentle", "tense"]),
        ("The gentle one is [1].", ["gentle"]),
        ("It lasts 140 minutes.", ["140 minutes"]),
        ("[1] and [2] are both by Milo Brandt.", ["Milo Brandt"]),
        ("All of them are thrillers.", ["thrillers"]),
        ("The second one is a crime story.", ["crime"]),
        ("[1] is rated 4.8.", ["4.8"]),
        ("They are all under 90 minutes.", ["90 minutes"]),
        ("[1] is 50 euros more than [2].", ["50 euros"]),
        ("Take [7].", ["[7]"]),
        ("[1] was made by [1.composer].", ["[1.composer]"]),
    ],
)
def test_what_they_do_not_say_is_found(text: str, wrong: list[str]) -> None:
    assert [one for one in found(text) if one in wrong] == wrong
    assert len(found(text)) <= len(wrong) + 1


def test_the_persons_own_words_may_be_repeated() -> None:
    text = "I don't have The Matrix, but for a horror night [1] could do."
    assert "The Matrix" in found(text)
    assert found(text, said="something like the matrix for a horror night") == []


def test_a_sequel_is_another_title() -> None:
    assert found("Watch Moss 2.") == ["Moss 2"]
    assert found("Watch Moss. 2 of you?") == []


def test_without_cards_only_titles_and_prices_can_be_wrong() -> None:
    assert found("What about a horror comedy?", cards=[]) == []
    assert found("Let me suggest Silver Moon Rising.", cards=[]) == ["Silver Moon Rising"]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("[1] costs €9.", "[1] costs [1.price]."),
        ("Moss was made in 1999. Enjoy!", "Moss was made in [2.year]. Enjoy!"),
        ("Try Cold Orbits!", "Try [1]!"),
        ("[1] is good. The Purple Rain Dance is better. Bye.", "[1] is good. Bye."),
        ("[2] is a horror film. [1] is a thriller.", "[1] is a thriller."),
        ("Take [9]. Or [1].", "Or [1]."),
        ("The Purple Rain Dance is better.", ""),
        ("All well.", "All well."),
    ],
)
def test_a_sentence_is_mended_or_dropped(text: str, mended: str) -> None:
    assert mend(text, CARDS, FILMS) == mended


def test_what_was_said_before_tells_what_it_means() -> None:
    assert mend("It costs €9.", CARDS, FILMS, before="I like [2].") == "It costs [2.price]."


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_can_be_checked_and_mending_leaves_nothing_wrong(text: str, said: str) -> None:
    mended = mend(text, CARDS, FILMS, said)
    assert [one for one in check(mended, CARDS, FILMS, said) if one.kind != "marker"] == []


WORDS = re.findall(
    r"\S+",
    "[1] [2] [9.x] [it] [last.price] Moss Cold Orbit Red Harbor is by and horror €4 €7 2015 minutes . ! , it"
    " both",
)


def test_markers_of_a_list_that_is_empty_point_at_nothing() -> None:
    assert mend("Look at [last]. [it] costs €40.", [], FILMS) == ""
    assert mend("Hello. Is [it.price] fine?", [], FILMS) == "Hello."


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_mending_is_final(words: list[str]) -> None:
    mended = mend(" ".join(words), CARDS, FILMS)
    assert [one for one in check(mended, CARDS, FILMS) if one.kind != "marker"] == []
