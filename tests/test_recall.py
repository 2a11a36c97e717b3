"""Small talk goes on from what people wrote to the lines nearest to a message, as far as the model agrees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tastemaker.agent.engines import MINI, open_engine
from tastemaker.agent.engines.recall import FILE, MOST, Recall, Recalled
from tastemaker.contracts import Message, TextDelta
from tastemaker.errors import ModelNotFound
from tastemaker.finetune.mini.recall import keep, representative

PAIRS = [
    ("thank you", "You are welcome."),
    ("good evening", "Good evening to you."),
    ("bye", "See you soon."),
]
SIZE = 6
replies = st.lists(
    st.tuples(st.floats(0.01, 0.3), st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=4).map(tuple)),
    min_size=1, max_size=3,
)  # fmt: skip
weights = st.lists(st.floats(0.01, 1), min_size=SIZE, max_size=SIZE)


def letters(text: str) -> list[int]:
    return [ord(letter) for letter in text]


@pytest.fixture
def written(tmp_path: Path) -> Recall:
    keep(PAIRS, tmp_path / FILE)
    found = Recall.beside(tmp_path)
    assert found is not None
    return found


@pytest.mark.parametrize(("said", "reply"), [("thanks a lot", 0), ("evening!", 1), ("goodbye", 2)])
def test_the_reply_to_the_nearest_line_weighs_most(written: Recall, said: str, reply: int) -> None:
    found = written(said, letters)
    assert found is not None
    share, tokens = found.replies[0]
    assert tokens == tuple(letters(PAIRS[reply][1]))
    assert share == max(one for one, _ in found.replies)
    assert sum(one for one, _ in found.replies) == pytest.approx(MOST, abs=0.15)


def test_a_message_like_no_line_recalls_nothing(written: Recall) -> None:
    assert written("quarterly tax accounting of steel tubes in warehouses", letters) is None
    assert written(" ", letters) is None


@given(replies, st.lists(st.integers(0, SIZE - 1), max_size=3), weights)
def test_the_mixture_is_that_of_both(
    written: list[tuple[float, tuple[int, ...]]], said: list[int], odds: list[float]
) -> None:
    own = torch.tensor(odds) / sum(odds)
    mixed = Recalled(tuple(written)).mixed(own.clone(), said)
    assert float(mixed.sum()) == pytest.approx(1.0, abs=1e-5)
    going = [(s, r) for s, r in written if r[: len(said)] == tuple(said) and len(r) > len(said)]
    weight = sum(share for share, _ in written) if going else 0.0
    for token in range(SIZE):
        theirs = sum(s for s, r in going if r[len(said)] == token) / (sum(s for s, _ in going) or 1)
        assert float(mixed[token]) == pytest.approx(
            (1 - weight) * float(own[token]) + weight * theirs, abs=1e-5
        )


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    assert Recall.beside(tmp_path) is None
    (tmp_path / FILE).write_bytes(b"nothing of the kind")
    found = Recall.beside(tmp_path)
    assert found is not None
    with pytest.raises(ModelNotFound, match=FILE):
        found("hello", letters)


def test_the_lines_that_ship_stand_for_the_others() -> None:
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(3, 8))
    rows = np.concatenate([centres + 0.05 * rng.normal(size=(3, 8)) for _ in range(5)])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    chosen = representative((rows @ rows.T).astype(np.float32), 3)
    assert {row % 3 for row in chosen} == {0, 1, 2}


@pytest.mark.parametrize(("said", "word"), [("thank you!", "welcome"), ("can you book me a table?", "book")])
def test_mini_answers_small_talk(said: str, word: str) -> None:
    assert Recall.beside(MINI) is not None
    messages: list[Message] = [
        {"role": "system", "content": "You recommend films."},
        {"role": "user", "content": said},
    ]
    deltas = open_engine("mini").chat(messages, drafts=6, max_new_tokens=60)  # type: ignore[call-arg]
    assert word in "".join(one.text for one in deltas if isinstance(one, TextDelta))
