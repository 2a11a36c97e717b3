"""What a painter is asked for: an item in words that can be seen, shots that differ, weights told apart."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tastemaker.agent.studio import LazyEasel
from tastemaker.contracts import Card
from tastemaker.tools.order import sight
from tastemaker.tools.registry import call
from tastemaker.tools.session import Session
from tastemaker.tools.studio import Easel

Open = Callable[..., Session]


def test_an_item_in_words_that_can_be_seen(desk: Open) -> None:
    catalog = desk().catalog
    assert sight(catalog.card("blue-boots")) == "blue boots"
    assert sight(catalog.card("told")) == "Felt hat. A warm hat of felt."
    assert sight(catalog.card("bare")) == "Something"


def test_a_plain_pattern_cannot_be_seen() -> None:
    worn = Card("a", "A dress", categories=("dress",), attributes={"pattern": "Plain", "color": "navy"})
    assert sight(worn) == "navy dress"
    assert sight(replace(worn, attributes={"pattern": "plain"})) == "A dress. dress"


def test_a_long_story_is_not_told() -> None:
    film = Card("b", "Cold Orbit", description="A crew wakes up on a station that should be empty. " * 5)
    assert sight(film) == "Cold Orbit. A crew wakes up on a station that should be empty. A crew w…"


def test_every_shot_says_first_what_is_its_own_and_the_item_once(
    desk: Open, brush: Any, shot: dict[str, Any]
) -> None:
    shots = [{**shot, "scene": scene, "action": "it waits"} for scene in ("a pier", "a train", "a field")]
    shots[2]["subject"] = "two friends"
    session = desk(json.dumps({"title": "A day", "shots": shots}), feels=True)
    call(session, "storyboard", {"item": "Felt hat", "style": "darker", "seconds": 6})
    thing = "Felt hat. A warm hat of felt."
    assert [prompt for prompt, _ in brush.asked] == [
        f"a pier, darker, it waits, {thing}",
        f"a train, darker, it waits, {thing}",
        f"a field, two friends, darker, it waits, {thing}",
    ]


def test_other_weights_of_the_same_name_paint_anew(desk: Open, brush: Any) -> None:
    session = desk()
    assert session.studio is not None
    for weights in ("old", "old", "new"):
        session.studio = replace(session.studio, easel=partial(Easel, brush, weights=weights))
        call(session, "paint", {"item": "Red dress"})
    assert len(brush.asked) == 2


@pytest.mark.mini
def test_weights_are_told_apart_by_their_sums_or_else_by_their_files(tmp_path: Path) -> None:
    from tastemaker.agent.engines.tiny_painter import tiny_painter

    folder = tiny_painter(tmp_path / "painter")
    first = LazyEasel(str(folder))().models
    assert first["painter"] == str(folder)
    assert LazyEasel(str(folder))().models == first
    tiny_painter(folder, seed=1)
    second = LazyEasel(str(folder))().models
    assert second["painter_weights"] != first["painter_weights"]
    (folder / "SHA256SUMS.txt").write_text("of the second\n")
    third = LazyEasel(str(folder))().models
    assert third["painter_weights"] != second["painter_weights"]
    os.utime(folder / "unet" / "diffusion_pytorch_model.safetensors", (1, 1))
    assert LazyEasel(str(folder))().models == third
