"""Scripts of storyboards: long ones in passes, as long as was asked for, and why none came."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.contracts import Media
from tastemaker.tools.registry import call
from tastemaker.tools.screenplay import TRIES
from tastemaker.tools.session import Session
from tastemaker.tools.view import View

Open = Callable[..., Session]
PROMPT = 190
"""Words at most of a prompt, the shots before included: the engine of these tests counts words."""


def told(session: Session, tool: str = "storyboard", **arguments: Any) -> list[dict[str, Any]]:
    """The shots of the script that was filmed."""
    result, said = call(session, tool, arguments)
    assert not said.startswith("error:"), said
    (media,) = result.media  # type: ignore[union-attr]
    assert isinstance(media, Media)
    script = json.loads(Path(media.files[2]).read_text())["script"]
    shots: list[dict[str, Any]] = script["shots"]
    return shots


def scenes(shot: dict[str, Any], *hours: int) -> str:
    return json.dumps({"title": "A day", "shots": [{**shot, "scene": f"a street at {n}"} for n in hours]})


def narrow(session: Session, *, shots: int) -> list[Any]:
    """Leave the engine room for so many shots in one go; what it is asked from now on."""
    engine = session.engine
    assert isinstance(engine, ScriptedEngine)
    engine._window = PROMPT + 40 + shots * 160
    return engine.prompts


# ---- passes


def test_six_shots_come_of_a_window_that_holds_three(desk: Open, shot: dict[str, Any]) -> None:
    session = desk(scenes(shot, 1, 2, 3), scenes(shot, 4, 5, 6))
    prompts = narrow(session, shots=3)
    shots = told(session, item="Red dress", seconds=24)
    assert [one["scene"] for one in shots] == [f"a street at {n}" for n in (1, 2, 3, 4, 5, 6)]
    assert sum(one["seconds"] for one in shots) == pytest.approx(24)
    assert all(one["caption"] == "Red dress" for one in shots), "what is read is checked in every pass"
    first, second = (str(prompt.messages[0]["content"]) for prompt in prompts)
    assert "3 shots, 12 seconds in all" in first
    assert "are told" not in first
    assert "3 shots, 12 seconds in all" in second
    assert "3. a street at 3: [1.color] light falls on [1]" in second
    for prompt in prompts:
        assert (prompt.schema["properties"]["shots"]["minItems"], prompt.max_new_tokens) == (3, 520)


def test_a_window_that_holds_all_is_asked_once(desk: Open, shot: dict[str, Any]) -> None:
    session = desk(scenes(shot, 1, 2, 3, 4, 5, 6))
    prompts = narrow(session, shots=6)
    assert len(told(session, item="Red dress", seconds=24)) == 6
    (prompt,) = prompts
    assert "6 shots, 24 seconds in all" in str(prompt.messages[0]["content"])


def test_the_last_pass_writes_what_is_left(desk: Open, shot: dict[str, Any]) -> None:
    session = desk(scenes(shot, 1, 2, 3), scenes(shot, 4))
    prompts = narrow(session, shots=3)
    assert len(told(session, item="Red dress", seconds=16)) == 4
    assert prompts[1].schema["properties"]["shots"]["maxItems"] == 1


def test_the_longest_storyboard_comes_of_a_narrow_window_too(desk: Open, shot: dict[str, Any]) -> None:
    session = desk(scenes(shot, 1, 2, 3), scenes(shot, 4, 5, 6), scenes(shot, 7, 8))
    narrow(session, shots=3)
    assert sum(one["seconds"] for one in told(session, item="Red dress", seconds=90)) == pytest.approx(90)


def test_shots_told_already_are_written_anew(desk: Open, shot: dict[str, Any]) -> None:
    session = desk(scenes(shot, 1, 2, 3), scenes(shot, 3, 4, 5), scenes(shot, 4, 5, 6))
    narrow(session, shots=3)
    assert [one["scene"][-1] for one in told(session, item="Red dress", seconds=24)] == list("123456")


def test_where_every_draft_repeats_one_is_kept(desk: Open, shot: dict[str, Any]) -> None:
    session = desk(scenes(shot, 1, 2, 3), *[scenes(shot, 3, 4, 5)] * TRIES)
    narrow(session, shots=3)
    assert [one["scene"][-1] for one in told(session, item="Red dress", seconds=24)] == list("123345")


def test_a_part_that_does_not_come_is_no_script(desk: Open, shot: dict[str, Any]) -> None:
    session = desk(scenes(shot, 1, 2, 3), "no", "{}", scenes(shot, 4, 5), *["no"] * (TRIES - 3))
    narrow(session, shots=3)
    said = call(session, "storyboard", {"item": "Red dress", "seconds": 24})[1]
    assert said.startswith("no script came of it\n")


def test_whole_shots_of_broken_drafts_make_a_script(desk: Open, shot: dict[str, Any]) -> None:
    broken = [json.loads(scenes(shot, 1, 2, n)) for n in (7, 3)]
    broken[0]["shots"][2]["action"] = ""
    broken[1]["shots"][0].pop("camera", None)
    broken[1]["shots"][0]["seconds"] = "long"
    session = desk(*map(json.dumps, broken))
    assert [one["scene"][-1] for one in told(session, item="Red dress", seconds=12)] == list("123")


# ---- what speaks against a script


def test_an_item_whose_title_is_against_the_rules_has_a_storyboard(desk: Open, script: str) -> None:
    session = desk(script)
    catalog = session.catalog
    catalog._items[catalog.row("red-dress")] = replace(catalog.item("red-dress"), title="The Massacre")
    session.view = View(cards=("red-dress",))
    assert len(told(session, item="1", seconds=6)) == 3


def test_a_script_against_the_rules_says_which(desk: Open, shot: dict[str, Any]) -> None:
    gory = json.dumps({"title": "[1]", "shots": [{**shot, "action": "a corpse falls on [1]"}] * 3})
    said = call(desk(*[gory] * TRIES), "storyboard", {"item": "Red dress", "seconds": 6})[1]
    assert said.startswith("no script came of it: what was drafted is about gore or cruelty\n")


# ---- again


@pytest.mark.parametrize(
    ("change", "seconds"),
    [("shorter", 8), ("half as long, please", 6), ("longer", 19), ("20 seconds", 20), ("darker", 12)],
)
def test_again_shorter_and_longer_change_the_length(
    desk: Open, script: str, change: str, seconds: int
) -> None:
    session = desk(script, script)
    told(session, item="Red dress", seconds=12)
    assert sum(one["seconds"] for one in told(session, "again", change=change)) == pytest.approx(seconds)


def test_a_length_stays_within_the_limits(desk: Open, script: str) -> None:
    session = desk(script, script)
    told(session, item="Red dress", seconds=5)
    assert sum(one["seconds"] for one in told(session, "again", change="half of that")) == pytest.approx(4)


def test_the_newest_change_reaches_writer_and_painter(desk: Open, brush: Any, script: str) -> None:
    session = desk(*[script] * 3)
    told(session, item="Red dress", style="a quiet story for people who love the sea", seconds=6)
    told(session, "again", change="with much more fog")
    told(session, "again", change="at midnight")
    engine = session.engine
    assert isinstance(engine, ScriptedEngine)
    assert "Style: at midnight, with much more fog, a quiet story" in str(engine.prompts[2].messages[0])
    assert all("at midnight, with much more fog" in prompt for prompt, _ in brush.asked[-2:])
    assert all("a quiet street at dawn" in prompt for prompt, _ in brush.asked[-2:])
