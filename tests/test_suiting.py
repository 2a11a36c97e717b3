"""Texts that suit the person: read for their angle, scored exactly, and chosen where something reads them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tastemaker.agent.engines import MINI, open_engine
from tastemaker.agent.engines.angles import FILE, Angles
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.catalog.embedders import embedder
from tastemaker.contracts import Card, Delta, Statement, TextDelta
from tastemaker.errors import ModelNotFound
from tastemaker.finetune.mini.angles import copy, fitted, statements
from tastemaker.tools.brief import Brief
from tastemaker.tools.registry import call
from tastemaker.tools.room import Room
from tastemaker.tools.session import Session
from tastemaker.tools.suiting import Suiting, cells, in_shape, parts

ANGLES = ("sea", "night", "table")
KNOWN = {"sea": ("sail", "wave", "harbour"), "night": ("dance", "lamp"), "table": ("soup", "bread")}
SEA, NIGHT = "The wave knows [1].", "The dance is [1]."
Open = Callable[..., Session]


def read(texts: Sequence[str]) -> Any:
    """Hears an angle by its words."""
    scores = np.array(
        [[3.0 * sum(word in text.lower() for word in KNOWN[one]) for one in ANGLES] for text in texts]
    )
    return (scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)).astype(np.float32)


def naive(brief: Brief, text: str) -> float:
    """The expected log-odds, term by term."""
    told = cells(brief)
    total = sum(weight for _, weight in told)
    score = 0.0
    for part in re.split(r"(?<=[.!?:])\s+|\n", text):
        if not re.search(r"[a-z]", re.sub(r"\[[^\]]*\]", "", part)):
            continue
        heard = read([part])[0]
        for n in range(len(ANGLES)):
            share = sum(weight / total * math.exp(read([cell])[0][n]) for cell, weight in told)
            score += (share - 1 / len(ANGLES)) * float(heard[n])
    return score


def brief(**given: Any) -> Brief:
    return Brief(Card("red-dress", "Red dress"), "copy", Room(50), **given)


# -- the score


@pytest.mark.parametrize("likes", [("sailing",), ("sailing", "lamps"), ("soups",), ("nothing of it",)])
def test_the_score_is_the_expected_log_odds_over_all_sentences(likes: tuple[str, ...]) -> None:
    known = brief(likes=likes, often=("a lamp",))
    texts = ["A wave.", "A wave. Bread and a dance\n[1]: by the harbour!", "[1.price]", "Nothing at all."]
    scores = Suiting(known, read)(texts)
    assert scores == pytest.approx([naive(known, text) for text in texts], abs=1e-5)
    assert scores[2] == 0.0


def test_the_text_of_the_persons_own_angle_scores_most() -> None:
    texts = ["The wave knows.", "A dance at last.", "Bread is enough."]
    for n, likes in enumerate(("sailing", "lamps", "soups")):
        scores = Suiting(brief(likes=(likes,)), read)(texts)
        assert int(np.argmax(scores)) == n
        assert scores[n] > 0 > min(scores)


def test_neither_markers_nor_the_persons_own_words_are_taste() -> None:
    seen: list[str] = []

    def listen(texts: Sequence[str]) -> Any:
        seen.extend(texts)
        return read(texts)

    suits = Suiting(brief(likes=("the wave",)), listen)
    suits(["The WAVE comes in, [1.color]: a harbour.", "[1], [1.by]."])
    assert seen == ["the wave", "comes in", "a harbour."]


def test_a_sentence_is_read_once() -> None:
    asked: list[list[str]] = []
    suits = Suiting(brief(likes=("sailing",)), lambda texts: asked.append(list(texts)) or read(texts))
    suits(["A lamp."])
    suits(["A lamp. A wave.", "A lamp. Bread."])
    assert asked[1:] == [["A lamp."], ["A wave.", "Bread."]]


def test_what_is_stated_weighs_more_than_what_is_chosen_and_liked() -> None:
    card = Card("blue-shirt", "Blue shirt", attributes={"color": "blue"})
    told = dict(cells(brief(likes=("sailing",), often=("soup",), liked=(card,))))
    assert told["sailing"] > told["soup"] > told["blue"] > 0


def test_a_text_falls_into_sentences_and_lines() -> None:
    assert parts("Cast off: [1]. Who is there?\nCome [1.price]") == [
        "Cast off:", "[1].", "Who is there?", "Come [1.price]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "can"),
    [
        ("A wave. The harbour.", "copy", True),
        ("A wave. The harbour. Sails.", "copy", False),
        ("A wave. The harbour. Sails for [1].", "copy", True),
        ("A wave. The harbour. Sails.", "headline", True),
        ("Who is there?", "ad", True),
        ("Who is there? A wave.", "ad", False),
        ("Who is there?\nA wave. A sail for [1.price].", "ad", True),
        ("Angle: sea\nA wave.", "copy", False),
    ],
)
def test_what_suits_still_becomes_a_text_of_its_kind(text: str, kind: str, can: bool) -> None:
    assert in_shape(text, kind) == can


# -- the tool


class Composer(ScriptedEngine):
    """Offers the same pieces every time, and says what is chosen of them."""

    def __init__(self, *offers: Sequence[str], angles: Any = read) -> None:
        super().__init__(["[1], in [1.color]."] * 9)
        self.offers, self.angles, self.seeds = offers, angles, list[int]()

    def compose(self, messages: Any, *, choose: Any, seed: int = 0, **_: Any) -> Iterator[Delta]:
        self.seeds.append(seed)
        said = ""
        for offer in self.offers:
            chosen = choose([(said + " " + one).strip() for one in offer])
            if chosen is None:
                break
            said = (said + " " + offer[chosen]).strip()
        yield TextDelta(said)


def written(session: Session, engine: ScriptedEngine, *likes: str, **given: Any) -> str:
    session.engine = engine
    for one in likes:
        session.memory.remember(session.user, Statement("like", one))
    return call(session, "write", {"item": "Red dress", **given})[1].partition("made: ")[2]


@pytest.mark.parametrize(("likes", "text"), [("sailing", "The wave knows"), ("lamps", "The dance is")])
def test_who_likes_something_gets_the_text_of_it(desk: Open, likes: str, text: str) -> None:
    session = desk(user="newcomer")
    assert written(session, Composer([NIGHT, SEA]), likes) == f"{text} Red dress."


def test_what_is_not_true_is_not_chosen_however_it_suits(desk: Open) -> None:
    session = desk(user="newcomer")
    assert written(session, Composer(["The wave is [1], in blue.", SEA, NIGHT]), "sailing").startswith(
        "The wave knows"
    )


def test_a_text_comes_to_the_item(desk: Open) -> None:
    session = desk(user="newcomer")
    engine = Composer(["A wave."], ["The harbour."], ["Sails and waves.", "It is [1]."])
    assert written(session, engine, "sailing") == "A wave. The harbour. It is Red dress."


def test_several_do_not_say_the_same_sentence(desk: Open) -> None:
    session = desk(user="newcomer")
    written(session, Composer([SEA, NIGHT, "Bread for [1]."]), "sailing", count=3)
    made = session.view.made
    assert made is not None
    assert len(set(made.texts)) == 3


def test_for_nobody_nothing_is_read(desk: Open) -> None:
    engine = Composer([SEA])
    assert written(desk(user="newcomer"), engine) == "Red dress, in red."
    assert not engine.seeds


@pytest.mark.parametrize("engine", [Composer([SEA], angles=None), ScriptedEngine(["[1], in [1.color]."])])
def test_an_engine_that_reads_no_taste_writes_as_ever(desk: Open, engine: ScriptedEngine) -> None:
    assert written(desk(user="newcomer"), engine, "sailing") == "Red dress, in red."
    assert "Angle:" in str(engine.prompts[0].messages[0]["content"])


def test_what_somebody_does_not_like_is_no_taste_to_write_from(desk: Open) -> None:
    session, engine = desk(user="newcomer"), Composer([SEA])
    session.memory.remember("newcomer", Statement("dislike", "sailing"))
    assert written(session, engine) == "Red dress, in red."
    assert not engine.seeds


def test_keywords_say_facts_to_everybody(desk: Open) -> None:
    engine = Composer([SEA])
    written(desk(user="newcomer"), engine, "sailing", kind="keywords")
    assert not engine.seeds


def test_where_nothing_that_suits_is_true_the_model_writes_as_ever(desk: Open) -> None:
    engine = Composer(["The wave is blue."])
    assert written(desk(user="newcomer"), engine, "sailing") == "Red dress, in red."
    assert len(set(engine.seeds)) == 2


# -- the reading


def test_it_reads_by_softmax_and_is_kept_and_found_again(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    made = Angles(ANGLES, rng.normal(size=(3, 384)).astype(np.float32), np.ones(3, np.float32))
    vector = embedder("text", "minilm").encode(["old boats"])[0].astype(np.float64)
    scores = np.exp(made.weight.astype(np.float64) @ vector + 1)
    assert made(["old boats"])[0] == pytest.approx(np.log(scores / scores.sum()), abs=1e-4)
    assert Angles.beside(tmp_path) is None
    made.write(tmp_path / FILE)
    again = Angles.beside(tmp_path)
    assert again is not None
    assert again.names == made.names
    assert again(["old boats"]) == pytest.approx(made(["old boats"]), abs=0.02)


def test_a_damaged_one_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"nothing of the kind")
    with pytest.raises(ModelNotFound, match=FILE):
        Angles.beside(tmp_path)


def test_the_shipped_one_hears_lines_that_it_was_not_trained_on() -> None:
    shipped = Angles.beside(MINI)
    assert shipped is not None
    assert (MINI / FILE).stat().st_size < 40_000
    for kept, least in ((statements(heldout=True), 0.5), (copy(heldout=True), 0.3)):
        best = shipped([text for text, _ in kept]).argmax(axis=1)
        assert np.mean([shipped.names[n] == name for n, (_, name) in zip(best, kept, strict=True)]) > least


def test_training_tells_lines_apart() -> None:
    lines = [
        *(("sailing", "sea"), ("harbours", "sea"), ("soup", "table"), ("fresh bread", "table")),
        *(("goals", "sport"), ("a football match", "sport")),
    ]
    reading = fitted(lines)
    assert [reading.names[n] for n in reading([text for text, _ in lines]).argmax(axis=1)] == [
        name for _, name in lines
    ]


@pytest.mark.mini
def test_mini_writes_to_a_taste_and_the_same_again_by_its_seed(desk: Open) -> None:
    mini: Any = open_engine("mini")
    told: dict[str, list[str]] = {}
    for user, likes in (("sailor", "harbours and far islands"), ("ghost", "horror films and dark cellars")):
        for _ in range(2):
            session = desk(user=user)
            written(session, mini, likes)
            assert session.view.made is not None
            told.setdefault(user, []).append(session.view.made.texts[0])
        known = replace(brief(), likes=(likes,))
        told[user].append(str(Suiting(known, mini.angles)([told[user][0]])[0]))
    for first, second, score in told.values():
        assert first == second
        assert float(score) > 0
    assert told["sailor"][0] != told["ghost"][0]
