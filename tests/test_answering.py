"""What was asked of an item is told, by the model or else by the card itself."""

from __future__ import annotations

import pytest

from tastemaker.agent.answering import plain, repeats, tells
from tastemaker.agent.markers import rendered
from tastemaker.contracts import Card

FILM = Card(
    "a",
    "Man Overboard",
    5.99,
    ("thriller",),
    {"director": "Zofia Vogelsang", "minutes": 116, "language": "Polish"},
    description="87 people board a ferry in the fog, 87 get off, and one of them is somebody else.",
    reason="you like crime",
)


@pytest.mark.parametrize(
    ("about", "text", "told"),
    [
        ("director", "It is by [1.director].", True),
        ("director", "Zofia Vogelsang made it.", True),
        ("director", "[1] is under thriller.", False),
        ("minutes", "It takes 116 minutes.", True),
        ("minutes", "It takes 11 minutes.", False),
        ("price", "[1] costs €5.99.", True),
        ("description", "In it 87 people board a ferry, and more I won't say.", True),
        ("description", "People like it.", False),
        ("reason", "I chose it because you like crime.", True),
        ("rating", "I don't know.", True),
        ("other", "I don't know.", True),
        ("", "Here it is.", True),
    ],
)
def test_a_reply_tells_what_was_asked_or_does_not(about: str, text: str, told: bool) -> None:
    assert tells(text, FILM, about) is told


@pytest.mark.parametrize("about", ["director", "minutes", "price", "description", "reason"])
def test_the_plain_answer_tells_it(about: str) -> None:
    said = rendered(plain(1, about), [FILM])
    assert tells(said, FILM, about)
    assert "Man Overboard" in said


def test_nobody_says_the_same_again_and_again() -> None:
    assert repeats("It is 111 minutes of 111 minutes of 111 minutes of 111.")
    assert not repeats("[1] costs [1.price], and [2] costs [2.price]. Both are red.")
    assert not repeats("")
