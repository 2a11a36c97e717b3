"""What a painter is given for an item and a person, and what of it is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tastemaker.agent.agent import Agent
from tastemaker.contracts import Statement
from tastemaker.errors import BadCall
from tastemaker.tools.registry import call
from tastemaker.tools.result import Made
from tastemaker.tools.session import Session
from tastemaker.tools.view import View

Open = Callable[..., Session]


def paint(session: Session, tool: str = "paint", **arguments: Any) -> None:
    """One picture."""
    said = call(session, tool, arguments)[1]
    assert not said.startswith("error:"), said


def write_clip(path: Path) -> Path:
    """A second of blue."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.time_base = Fraction(1, 10)
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (64, 48), (20, 40, 200)))))
        container.mux(stream.encode(None))
    return path


def test_taste_against_the_rules_is_not_painted(desk: Open, brush: Any) -> None:
    session = desk(user="zoe")
    session.memory.remember("zoe", Statement("like", "erotic posters"))
    session.memory.remember("zoe", Statement("like", "harbours"))
    paint(session, item="Red dress")
    ((prompt, _),) = brush.asked
    assert "likes harbours" in prompt
    assert "erotic" not in prompt


def test_of_an_item_with_a_clip_alone_a_frame_is_what_is_begun_with(desk: Open, brush: Any) -> None:
    session = desk()
    catalog = session.catalog
    clip = write_clip(catalog.folder / "media" / "hat.mp4")
    catalog._items[catalog.row("told")] = replace(catalog.item("told"), video=clip)
    session.view = View(cards=("told",))
    paint(session, item="1", kind="picture")
    ((_, how),) = brush.asked
    assert how["picture"].size == (64, 48)
    assert np.asarray(how["picture"])[24, 32, 2] > 150, "it is the clip's blue"


def test_the_newest_change_is_not_cut_off(desk: Open, brush: Any) -> None:
    session = desk()
    paint(session, item="Red dress", style="on a long wall of old posters in a narrow street of the harbour")
    for change in ("with the last people of the market going home under umbrellas", "at midnight"):
        paint(session, "again", change=change)
    prompt, _ = brush.asked[-1]
    assert prompt.startswith("at midnight, with the last people")


def test_a_wish_in_letters_that_the_embedded_model_cannot_read_is_said(desk: Open) -> None:
    for style, feels, said in (
        ("в осеннем лесу", True, True),
        ("秋天的森林 1024", True, True),
        ("dans une forêt, au café", True, False),
        ("", True, False),
        ("в осеннем лесу", False, False),
    ):
        result, _ = call(desk(feels=feels), "paint", {"item": "Red dress", "style": style})
        assert isinstance(result, Made)
        assert ("cannot read" in (result.media[0].note or "")) == said, style


def test_an_items_picture_and_clip_are_described(opened: Callable[..., Agent]) -> None:
    seen: list[Image.Image] = []

    def described(messages: Any) -> str:
        seen.append(messages[-1]["content"][0]["image"])
        return "a plain colour"

    agent = opened(described, described)
    catalog = agent.catalog
    clip = write_clip(catalog.folder / "media" / "hat.mp4")
    catalog._items[catalog.row("told")] = replace(catalog.item("told"), video=clip)
    assert agent.caption("red-dress") == agent.caption("told") == "a plain colour"
    assert [picture.size for picture in seen] == [(64, 64), (64, 48)]
    with pytest.raises(BadCall, match="neither picture nor clip"):
        agent.caption("bare")
