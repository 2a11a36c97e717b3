"""A text is written piece by piece: the way that is chosen goes on, and every way is the model's own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tastemaker.abilities import Composing
from tastemaker.agent.engines import pieces
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.pieces import is_piece
from tastemaker.agent.engines.tiny import tiny_model
from tastemaker.agent.engines.transformers import TransformersEngine
from tastemaker.contracts import Message, TextDelta

HELLO: list[Message] = [{"role": "user", "content": "boots please"}]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> TransformersEngine:
    """A tiny model in float32: in bfloat16 two tokens are often equally likely."""
    loaded = load(str(tiny_model(tmp_path_factory.mktemp("models") / "text", kind="text")), device="cpu")
    loaded.model.float()
    return TransformersEngine(loaded)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of some letters: a tiny model says no sentences."""
    monkeypatch.setattr(pieces, "is_piece", lambda text: len(text) > 12)
    monkeypatch.setattr(pieces, "WAYS", 6)


def text_of(deltas: Any) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def first(texts: Sequence[str]) -> int:
    return 0


def test_the_way_that_is_chosen_goes_on(engine: TransformersEngine, short: None) -> None:
    shown: list[list[str]] = []

    def choose(texts: Sequence[str]) -> int:
        shown.append(list(texts))
        return len(texts) - 1

    told = text_of(engine.compose(HELLO, choose=choose, max_new_tokens=24, seed=3))
    assert len(shown) > 1
    assert told == shown[-1][-1]
    for before, after in pairwise(shown):
        assert all(text.startswith(before[-1]) for text in after)
        assert len(set(after)) > 1, "ways differ"


def test_ways_come_the_likeliest_first(engine: TransformersEngine, short: None) -> None:
    shown: list[Sequence[str]] = []

    def choose(texts: Sequence[str]) -> int:
        shown.append(texts)
        return 0

    told = text_of(engine.compose(HELLO, choose=choose, max_new_tokens=8, seed=1))
    scores = [engine.score(HELLO, [text])[0] for text in shown[0]]
    assert told.startswith(shown[0][0])
    assert scores[0] > min(scores)


def test_the_same_seed_gives_the_same_text(engine: TransformersEngine, short: None) -> None:
    def told(seed: int) -> str:
        return text_of(engine.compose(HELLO, choose=first, max_new_tokens=20, seed=seed))

    assert told(5) == told(5)
    assert len({told(seed) for seed in range(4)}) > 1


def test_where_no_way_can_go_on_the_text_ends(engine: TransformersEngine, short: None) -> None:
    shown: list[list[str]] = []

    def choose(texts: Sequence[str]) -> int | None:
        shown.append(list(texts))
        return 0 if len(shown) == 1 else None

    assert text_of(engine.compose(HELLO, choose=choose, max_new_tokens=60)) == shown[0][0]
    likeliest = text_of(engine.compose(HELLO, choose=lambda texts: None, max_new_tokens=60))
    assert likeliest, "a text has at least one piece"


def test_a_text_has_no_more_tokens_than_it_may(
    engine: TransformersEngine, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    spelt = engine._spelt
    monkeypatch.setattr(engine, "_spelt", lambda said: lengths.append(len(said)) or spelt(said))
    assert text_of(engine.compose(HELLO, choose=first, max_new_tokens=9))
    assert max(lengths) == 9


def test_who_stops_listening_ends_all_ways(engine: TransformersEngine, short: None) -> None:
    stream: Any = engine.compose(HELLO, choose=first, max_new_tokens=50)
    assert next(stream) == TextDelta("")
    stream.close()
    assert text_of(engine.chat(HELLO, max_new_tokens=4))
    assert not engine._batch._expected
    assert not engine._batch._waiting


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Cast off.", True),
        ("Who is still up?", True),
        ("Come in!”", True),
        ("Footsteps upstairs\n", True),
        ("\n", False),
        ("Footsteps upstairs", False),
        ("It costs [1.", False),
        ("It costs [1.price]", False),
        ("It costs [1.price].", True),
    ],
)
def test_a_piece_ends_with_a_sentence_or_a_line(text: str, ends: bool) -> None:
    assert is_piece(text) == ends


def test_a_model_with_nothing_beside_it_reads_no_angles(engine: TransformersEngine, tmp_path: Path) -> None:
    assert isinstance(engine, Composing)
    assert engine.angles is None
