"""One picture from several drafts: repeatable, told of and broken off as a whole, the fitting one shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tastemaker.agent.engines import diffusion
from tastemaker.agent.engines.choosing import nearest
from tastemaker.agent.engines.commission import Commission
from tastemaker.agent.engines.diffusion import DiffusionPainter
from tastemaker.agent.engines.tiny_painter import tiny_painter
from tastemaker.catalog.demo.drawing import render
from tastemaker.catalog.demo.sections import drafts
from tastemaker.contracts import Brushwork

SMALL: Brushwork = {"size": (64, 64), "steps": 3, "seed": 5}
Painters = Callable[[int], DiffusionPainter]


@pytest.fixture(scope="module")
def painters(tmp_path_factory: pytest.TempPathFactory) -> Painters:
    """A tiny painter of so many drafts, four at once."""
    opened = DiffusionPainter.open(str(tiny_painter(tmp_path_factory.mktemp("tiny"))), device="cpu")
    return lambda count: DiffusionPainter(opened._pipe, replace(opened._manner, drafts=count), name="tiny")


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[Sequence[Image.Image]]]:
    """Choose the draft of this place; what there was to choose from is kept."""

    def take(place: int) -> list[Sequence[Image.Image]]:
        seen: list[Sequence[Image.Image]] = []

        def choose(drafts: Sequence[Image.Image], words: str) -> int:
            seen.append(drafts)
            return place

        monkeypatch.setattr(diffusion, "nearest", choose)
        return seen

    return take


def garment(color: str) -> Image.Image:
    """A plain dress of the demo in this color."""
    for draft in drafts("fashion", seed=7):
        if draft.shows[0] == "dress" and draft.attributes["color"] == color:
            return Image.open(BytesIO(render(draft.svg or ""))).convert("RGB")
    raise LookupError(color)


@pytest.mark.mini
def test_a_red_dress_asked_for_leaves_the_red_draft() -> None:
    colors = ["blue", "red", "green", "black"]
    made = [garment(color) for color in colors]
    for color in colors:
        assert colors[nearest(made, f"a {color} dress")] == color


@pytest.mark.mini
def test_the_same_words_and_seed_give_the_same_picture(painters: Painters) -> None:
    one, again = (painters(6).paint("a red dress", **SMALL).tobytes() for _ in range(2))
    assert one == again
    assert one != painters(6).paint("a red dress", **{**SMALL, "seed": 6}).tobytes()


def test_the_first_draft_is_what_is_painted_without_others(
    painters: Painters, chosen: Callable[[int], list[Sequence[Image.Image]]]
) -> None:
    alone = painters(1).paint("a red dress", **SMALL)
    seen = chosen(0)
    first = painters(6).paint("a red dress", **SMALL)
    assert np.abs(np.asarray(alone, int) - np.asarray(first, int)).max() <= 2  # the rounding of a batch
    (made,) = seen
    assert len({draft.tobytes() for draft in made}) == 6


def test_one_draft_shots_of_a_film_and_what_begins_with_a_picture_are_painted_once(
    painters: Painters, chosen: Callable[[int], list[Sequence[Image.Image]]]
) -> None:
    seen = chosen(0)
    painters(1).paint("a red dress", **SMALL)
    painters(6).paint_many(["a red dress", "a hat"], **SMALL)
    begun = Image.new("RGB", (80, 50), (200, 40, 40))
    again = [painters(count).paint("a dress", picture=begun, **SMALL).tobytes() for count in (1, 6)]
    assert again[0] == again[1]
    assert seen == []


def test_progress_is_that_of_all_drafts(
    painters: Painters, chosen: Callable[[int], list[Sequence[Image.Image]]]
) -> None:
    chosen(0)
    told: list[tuple[int, int]] = []
    painters(6).paint("a dress", **SMALL, progress=lambda *step: told.append(step))
    assert told == [(step, 6) for step in range(1, 7)]  # four drafts, then two, of three steps


def test_it_can_be_broken_off_between_drafts(
    painters: Painters, chosen: Callable[[int], list[Sequence[Image.Image]]]
) -> None:
    def stop(step: int, steps: int) -> None:
        if step == 4:
            raise KeyboardInterrupt

    seen = chosen(0)
    with pytest.raises(KeyboardInterrupt):
        painters(6).paint("a dress", **SMALL, progress=stop)
    assert seen == []


def test_drafts_have_seeds_of_their_own() -> None:
    asked = Commission.of(["a dress"], {"seed": 5})
    seeds = asked.drafted(8).seeds
    assert seeds[0] == 5
    assert len(set(seeds)) == 8
    assert seeds == asked.drafted(9).seeds[:8]
    assert set(Commission.of(["a dress"], {"seed": 6}).drafted(8).seeds).isdisjoint(seeds)


def test_a_models_own_file_tells_how_many_drafts(tmp_path: Path) -> None:
    folder = tiny_painter(tmp_path / "tiny")
    manner = json.loads((folder / "painting.json").read_text())
    assert DiffusionPainter.open(str(folder), device="cpu")._manner.drafts == 1
    (folder / "painting.json").write_text(json.dumps({**manner, "drafts": 3}))
    assert DiffusionPainter.open(str(folder), device="cpu")._manner.drafts == 3
