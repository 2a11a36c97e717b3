"""Text is broken into even lines, and every word of it is kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tastemaker.tools.making.wrapping import wrap


def lines(text: str, width: int, *, tight: bool = False) -> list[str]:
    """Lines of type that is one pixel a letter."""
    return wrap(text, width, measure=len, tight=tight)


def test_lines_are_even() -> None:
    assert lines("Slow mornings, strong coffee", 20) == ["Slow mornings,", "strong coffee"]
    assert lines("one two three four five six", 24) == ["one two three", "four five six"]


def test_what_fits_stays_on_one_line() -> None:
    assert lines("  Slow \n mornings ", 20) == ["Slow mornings"]
    assert lines("", 20) == lines(" \n ", 20) == []


def test_words_held_together_are_not_parted() -> None:
    assert lines("only €\u00a0129 today", 9) == ["only", "€\u00a0129", "today"]


def test_a_word_wider_than_the_line_is_broken_unless_it_must_not_be() -> None:
    assert lines("Donaudampfschiff ahoy", 6) == ["Dona-", "udam-", "pfsc-", "hiff", "ahoy"]
    assert lines("Donaudampfschiff ahoy", 6, tight=True) == ["Donaudampfschiff", "ahoy"]


text = st.text(st.sampled_from("ab  c\n"), max_size=60)


@given(text, st.integers(1, 30))
def test_every_line_fits_and_no_letter_is_lost(text: str, width: int) -> None:
    found = lines(text, width)
    assert all(0 < len(line) <= width for line in found)
    assert "".join("".join(found).replace("-", "").split()) == "".join(text.split())


@given(text, st.integers(6, 30))
def test_no_more_lines_than_it_takes_and_none_wider_than_need_be(text: str, width: int) -> None:
    words = [word for word in text.split() if len(word) <= width]
    filled: list[str] = []
    for word in words:
        if filled and len(filled[-1]) + 1 + len(word) <= width:
            filled[-1] += " " + word
        else:
            filled.append(word)
    found = lines(" ".join(words), width)
    assert len(found) == len(filled)
    assert sum(len(line) ** 2 for line in found) <= sum(len(line) ** 2 for line in filled)
