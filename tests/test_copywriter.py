"""What mini learns to write from: composed copy is true, in style and room, and about its person."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from tastemaker.agent.engines import MINI
from tastemaker.contracts import Card, Proofreader
from tastemaker.finetune.mini import corpus
from tastemaker.finetune.mini.briefs import Briefs
from tastemaker.finetune.mini.copybook import ANYONE, SLOTS, read_book
from tastemaker.finetune.mini.copywriter import Copywriter
from tastemaker.finetune.mini.nearness import Leaning, Nearness
from tastemaker.finetune.mini.scriptwriter import Scriptwriter, as_written
from tastemaker.finetune.mini.utterances import held_out
from tastemaker.tools.brief import Brief
from tastemaker.tools.making.script import read
from tastemaker.tools.piece import trimmed
from tastemaker.tools.room import KINDS, room_for

SEEDS = st.integers(0, 10**6)
BOOK = read_book(heldout=False)
WRITER = Copywriter(BOOK)
COAT = Card(
    id="c",
    title="Fjord coat",
    price=120.0,
    categories=("coat",),
    attributes={"color": "olive", "material": "wool", "season": "winter", "brand": "Norrvik"},
    description="A long coat with a hood.",
)


class Trusting:
    """Believes everything, and fills markers in with their own names."""

    def wrong(self, text: str, cards: object) -> list[str]:
        return []

    def rendered(self, text: str, cards: object) -> str:
        return re.sub(r"[\[\]]", "", text)


@cache
def briefs() -> Briefs:
    return Briefs(BOOK, corpus.demo_stocks())


def composed(seed: int) -> tuple[Brief, Proofreader, str]:
    rng = Random(seed)
    brief, proof = briefs().draw(rng)
    return brief, proof, WRITER.write(brief, proof, rng)


def texts(brief: Brief, count: int = 40) -> list[str]:
    return [WRITER.write(brief, Trusting(), Random(n)) for n in range(count)]


# ---- the stock


def test_the_copybook_is_large_and_nothing_in_it_is_said_twice() -> None:
    book = read_book()
    named = [angle for name, angle in book.angles.items() if name != ANYONE]
    phrases = [phrase for angle in named for slot in SLOTS for phrase in getattr(angle, slot)]
    said = [*phrases, *(one for angle in named for one in angle.says)]
    assert len(phrases) > 900
    assert not [one for one, times in Counter(map(str.lower, said)).items() if times > 1]
    assert len(book.styles) >= 15


def test_no_angle_says_anything_of_the_item() -> None:
    for angle in read_book().angles.values():
        for slot in SLOTS:
            assert not [phrase for phrase in getattr(angle, slot) if re.search(r"[\[\]{}\d]", phrase)]


def test_one_phrasing_in_twenty_is_never_practised() -> None:
    strange = read_book(heldout=True)
    for slot in SLOTS:
        assert not set(BOOK.phrases[slot]) & {phrase for phrase in strange.phrases[slot] if held_out(phrase)}
    kept = [phrase for slot in SLOTS for phrase in strange.phrases[slot] if held_out(phrase)]
    assert 0.02 < len(kept) / sum(len(phrases) for phrases in read_book().phrases.values()) < 0.09


# ---- every text


@settings(deadline=None, max_examples=80)
@given(SEEDS)
def test_every_text_is_true_in_shape_and_in_its_room(seed: int) -> None:
    brief, proof, text = composed(seed)
    if not text:
        return
    assert not proof.wrong(text, brief.cards)
    assert trimmed(text, brief.kind) == text
    told = proof.rendered(text, brief.cards)
    assert brief.room.fits(told, brief.kind)
    assert not re.search(r"\[\d|\{|\}|\s{2}| \.|\.\.", told.replace("\n", " / ")), told


@settings(deadline=None, max_examples=80)
@given(SEEDS)
def test_every_marker_can_be_filled(seed: int) -> None:
    brief, proof, text = composed(seed)
    for marker in re.findall(r"\[\d+(?:\.\w+)?\]", text):
        assert proof.rendered(marker, brief.cards), (marker, brief.item)


def test_nearly_every_brief_is_answered() -> None:
    assert sum(not composed(seed)[2] for seed in range(150)) <= 3


def test_the_same_seed_writes_the_same() -> None:
    assert composed(7)[2] == composed(7)[2]


def test_a_brief_is_short_enough_for_mini() -> None:
    tokenizer = AutoTokenizer.from_pretrained(str(MINI))
    lengths = sorted(len(tokenizer.encode(composed(seed)[0].prompt())) for seed in range(120))
    assert lengths[int(0.9 * len(lengths))] <= 280
    assert lengths[-1] <= 340


# ---- for whom


def test_facts_follow_what_the_person_cares_for() -> None:
    shown = {}
    for trait in ("wool", "olive"):
        brief = Brief(COAT, "description", room_for("description"), often=(trait,))
        shown[trait] = Counter(m for text in texts(brief) for m in re.findall(r"\[1\.(\w+)\]", text))
    assert shown["wool"]["material"] > shown["olive"]["material"]
    assert shown["olive"]["color"] > shown["wool"]["color"]


def test_what_is_near_to_the_person_is_told_in_words_that_are_not_theirs() -> None:
    phrases = {
        phrase: 0.001 + ("harbour" in phrase or "ferry" in phrase)
        for p in BOOK.phrases.values()
        for phrase in p
    }
    leaning = Leaning({name: float(name == "faraway") for name in BOOK.angles}, phrases)
    writer = Copywriter(BOOK, near=lambda brief: leaning)
    brief = Brief(COAT, "copy", room_for("copy"), likes=("harbour cranes",))
    rng = Random(1)
    told = [text for _ in range(20) if (text := writer.write(brief, Trusting(), rng))]
    assert any("ferry" in text.lower() for text in told)
    assert not any("harbour" in text.lower() for text in told)


@pytest.mark.parametrize(
    ("likes", "angle"),
    [
        ("sleeping under canvas", "outdoors"),
        ("crab cakes and chowder", "table"),
        ("my twin toddlers", "home"),
    ],
)
def test_an_angle_is_found_for_a_taste_that_the_book_does_not_state(likes: str, angle: str) -> None:
    assert all(likes not in one.says for one in BOOK.angles.values())
    leaning = Nearness(BOOK)(Brief(COAT, "copy", room_for("copy"), likes=(likes,)))
    assert max(leaning.angles, key=lambda name: leaning.angles[name]) == angle


def test_a_model_says_first_what_moves_the_person() -> None:
    leaning = Leaning({name: float(name == "table") for name in BOOK.angles})
    writer = Copywriter(BOOK, near=lambda brief: leaning)
    known = Brief(COAT, "copy", room_for("copy"), likes=("soup",))
    answer = writer.answer(known, Trusting(), Random(1))
    assert answer.startswith("Angle: table\n")
    assert trimmed(answer, "copy") == answer.partition("\n")[2] != ""
    assert '"Angle:"' in known.prompt()
    for other in (Brief(COAT, "keywords", room_for("keywords"), likes=("soup",)), known.plain()):
        assert '"Angle:"' not in other.prompt()
        assert not writer.answer(other, Trusting(), Random(1)).startswith("Angle")


def test_one_text_has_one_angle() -> None:
    book = read_book()
    owner = {p: name for name, angle in book.angles.items() for slot in SLOTS for p in getattr(angle, slot)}
    for n in range(30):
        brief = Brief(COAT, "copy", room_for("copy"), likes=("soup",))
        answer = WRITER.answer(brief, Trusting(), Random(n))
        angle = answer.splitlines()[0].removeprefix("Angle: ")
        assert {name for phrase, name in owner.items() if phrase in answer} <= {angle}


def test_nobody_in_particular_gets_what_suits_anyone() -> None:
    anyone = BOOK.angles[ANYONE]
    plain = {phrase for slot in SLOTS for phrase in getattr(anyone, slot)}
    personal = {phrase for phrases in BOOK.phrases.values() for phrase in phrases}
    told = " ".join(texts(Brief(COAT, "copy", room_for("copy"))))
    assert any(phrase in told for phrase in plain)
    assert not [phrase for phrase in personal if phrase in told]


def test_an_explanation_may_point_at_what_was_liked() -> None:
    liked = Card(id="l", title="Pine hat", categories=("hat",), attributes={"material": "wool"})
    brief = Brief(COAT, "explanation", room_for("explanation"), liked=(liked,), often=("wool",))
    links = [text for text in texts(brief) if "[2]" in text]
    assert links
    assert any("[1.material]" in text for text in links)


# ---- style, length, again


@pytest.mark.parametrize(
    ("style", "holds"),
    [
        ("no caps", lambda text: text == re.sub(r"[A-Z]", "", text)),
        ("just the facts", lambda text: text.count("[1") >= 1 and "?" not in text),
        ("as a question", lambda text: "?" in text),
        ("hard sell", lambda text: "!" in text),
        ("bullet points", lambda text: "?" not in text),
    ],
)
def test_a_style_is_kept(style: str, holds: object) -> None:
    brief = Brief(COAT, "copy", room_for("copy", style), style=style, likes=("sailing",))
    told = [text for text in texts(brief) if text]
    assert sum(map(holds, told)) >= 0.9 * len(told)  # type: ignore[call-overload]


def test_the_last_wish_counts() -> None:
    brief = Brief(COAT, "copy", room_for("copy"), style="hard sell", change="more formal")
    style = WRITER.style(brief)
    assert style is not None
    assert style.name == "formal"


@pytest.mark.parametrize("wish", ["12 words", "short", "one sentence", "under 60 characters"])
@pytest.mark.parametrize("kind", ["headline", "copy", "ad", "explanation"])
def test_a_length_is_kept(kind: str, wish: str) -> None:
    brief = Brief(COAT, kind, room_for(kind, wish), style=wish, likes=("sailing",))
    assert all(
        brief.room.fits(text.replace("[", "").replace("]", ""), kind) for text in texts(brief, 10) if text
    )


def test_again_is_another_text_and_a_shorter_one_is_shorter() -> None:
    brief = Brief(COAT, "copy", room_for("copy"), likes=("sailing",))
    first = WRITER.write(brief, Trusting(), Random(1))
    again = briefs().again(brief, first, Trusting(), Random(4))
    second = WRITER.write(again, Trusting(), Random(1))
    assert second
    assert second != first
    room = room_for("copy", change="shorter", before=Trusting().rendered(first, ()))
    assert room.words < len(first.split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_of_a_bare_card(kind: str) -> None:
    bare = Card(id="b", title="Plain thing", categories=("thing",), price=3.0)
    assert any(WRITER.write(Brief(bare, kind, room_for(kind)), Trusting(), Random(n)) for n in range(5))


# ---- storyboards


@settings(deadline=None, max_examples=15)
@given(SEEDS, st.sampled_from([3, 4]))
def test_a_script_is_what_was_asked_for(seed: int, shots: int) -> None:
    rng = Random(seed)
    brief, proof = briefs().draw(rng)
    script = Scriptwriter(WRITER).write(brief, proof, rng, shots=shots, seconds=12)
    if script is None:
        return
    assert read(as_written(script)) == script
    assert script.seconds == 12
    assert len(script.shots) == shots
    for shot in script.shots:
        assert not proof.wrong(shot.caption, brief.cards[:1])
        assert not proof.wrong(shot.voice, brief.cards[:1])


def test_a_script_is_written_as_calls_are() -> None:
    brief, proof = briefs().draw(Random(3))
    script = next(
        one
        for n in range(20)
        if (one := Scriptwriter(WRITER).write(brief, proof, Random(n), shots=3, seconds=10)) is not None
    )
    told = as_written(script)
    assert told.startswith('{"title": " ')
    assert '"seconds": 3, ' in told or '"seconds": 4, ' in told


# ---- in the corpus


@pytest.mark.mini
def test_the_corpus_holds_copy_and_scripts() -> None:
    stream = corpus.Corpus(AutoTokenizer.from_pretrained(str(MINI)))
    kinds = Counter(intent for seed in range(120) for intent in set(stream.sample(seed).intents))
    assert 5 <= kinds["copy"] <= 30
    assert kinds["script"] >= 1
    copy = next(one for seed in range(200) if (one := stream.sample(seed)).intents == ("copy",))
    assert 0 < copy.learn.sum() < len(copy.ids)
    made = [one for seed in range(120) if set((one := stream.sample(seed)).intents) & {"copy", "script"}]
    assert max(len(one.ids) for one in made) <= 1000


def test_a_folder_of_copy_ships_with_the_package() -> None:
    pyproject = Path(__file__).parents[1] / "pyproject.toml"
    assert '"copy/*.toml"' in pyproject.read_text()
