"""How pictures are asked for in training: in true words, and in those of the tools."""

from __future__ import annotations

import numpy as np
import pytest

from tastemaker.catalog.demo.motifs import MOTIFS
from tastemaker.catalog.demo.scenes import SCENES
from tastemaker.catalog.demo.section import Draft
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.finetune.painting.phrasing import card_of, facts_of, light, phrase, sights, tints
from tastemaker.prompts.loader import render
from tastemaker.tools.canvas import CANVASES
from tastemaker.tools.order import sight

NIGHT = np.zeros((8, 8, 3), np.uint8)


def asked(draft: Draft, scene: str = "") -> str:
    """What a painter that feels a taste is told of an item."""
    return render("paint", thing=sight(card_of(draft)), scene=scene, taste=()).strip()


def said_of(draft: Draft, section: str) -> set[str]:
    """What training says of a dark picture of it."""
    rng, facts = np.random.default_rng(0), facts_of(section, draft, NIGHT)
    return {phrase(facts, rng) for _ in range(1500)}


def test_every_drawing_can_be_named() -> None:
    assert set(sights()["scenes"]) == set(SCENES)
    assert set(sights()["motifs"]) == set(MOTIFS)


@pytest.mark.parametrize("section", ["news", "video", "music"])
def test_a_title_is_asked_for_as_the_tools_do_with_the_scene_first(section: str) -> None:
    for draft in drafts(section, seed=200)[::90]:
        said = said_of(draft, section)
        scene = sights()["motifs" if section == "music" else "scenes"][draft.shows[0]][0]
        mood = str(draft.attributes["tone" if section == "news" else "mood"])
        for words in ("", "darker", scene, f"{scene}, {mood}"):
            assert asked(draft, words) in said


@pytest.mark.parametrize("section", ["fashion", "advertising"])
def test_what_has_a_color_is_asked_for_as_the_tools_do(section: str) -> None:
    many = drafts(section, seed=200)
    plain = [one for one in many if one.attributes.get("pattern") == "plain"][:2]
    for draft in [*plain, *many[::130]]:
        said = said_of(draft, section)
        assert asked(draft) in said
        assert asked(draft, "darker") in said
        if section == "fashion":
            assert asked(draft, CANVASES["product"].scene) in said


def test_light_is_told_where_it_is_clear() -> None:
    levels = {"dark": 20, "": 128, "bright": 240}
    for name, level in levels.items():
        assert light(np.full((9, 7, 3), level, np.uint8), section="news") == name
    assert light(np.full((9, 7, 3), 160, np.uint8), section="fashion") == "dark", (
        "before walls that are paler"
    )
    assert {
        section for section in SECTIONS if "light" in facts_of(section, drafts(section, seed=200)[0], NIGHT)
    } == {*SECTIONS}
    assert "light" not in facts_of("news", drafts("news", seed=200)[0], None)


def test_a_pictures_colors_are_named() -> None:
    half = np.zeros((40, 40, 3), np.uint8)
    half[:, :20], half[:, 20:] = (208, 32, 46), (29, 42, 87)
    assert set(tints(half).split(" and ")) == {"red", "navy"}
    assert tints(np.full((8, 8, 3), 255, np.uint8)) == "white"
