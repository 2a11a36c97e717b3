"""News, films and music of the demo: texts that agree with their facts, pictures, clips and sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tastemaker.catalog.demo import music, news, video
from tastemaker.catalog.demo.clips import write_clip
from tastemaker.catalog.demo.drawing import render
from tastemaker.catalog.demo.grooves import GROOVES
from tastemaker.catalog.demo.posters import Look
from tastemaker.catalog.demo.scenes import SCENES
from tastemaker.catalog.demo.section import TRAITS, Draft
from tastemaker.catalog.demo.synth import RATE, SECONDS, Tune, play, write_tune
from tastemaker.catalog.demo.wording import wording

MODULES = {"news": news, "video": video, "music": music}


@pytest.fixture(scope="module")
def sections() -> dict[str, list[Draft]]:
    return {name: module.drafts(np.random.default_rng(7)) for name, module in MODULES.items()}


@pytest.mark.parametrize(("name", "count"), [("news", 300), ("video", 300), ("music", 260)])
def test_a_section_has_its_items_once_each(sections: dict[str, list[Draft]], name: str, count: int) -> None:
    drafts = sections[name]
    assert len(drafts) == count
    assert len({draft.id for draft in drafts}) == count
    assert len({draft.title.casefold() for draft in drafts}) == count


@pytest.mark.parametrize("name", MODULES)
def test_no_gap_is_left_in_a_text(sections: dict[str, list[Draft]], name: str) -> None:
    for draft in sections[name]:
        assert not set("{}|") & set(draft.title + draft.description), draft
        assert draft.description.endswith((".", "!", "?")), draft.description


@pytest.mark.parametrize("name", MODULES)
def test_traits_are_known_and_between_0_and_1(sections: dict[str, list[Draft]], name: str) -> None:
    for draft in sections[name]:
        assert set(draft.traits) <= set(TRAITS)
        assert all(0 <= value <= 1 for value in draft.traits.values())


@pytest.mark.parametrize("name", MODULES)
def test_the_same_seed_gives_the_same_items(sections: dict[str, list[Draft]], name: str) -> None:
    again = MODULES[name].drafts(np.random.default_rng(7))
    assert [(d.title, d.description, d.svg) for d in again] == [
        (d.title, d.description, d.svg) for d in sections[name]
    ]


def test_a_text_says_what_the_attributes_say(sections: dict[str, list[Draft]]) -> None:
    for film in sections["video"]:
        told = f"{film.attributes['director']} wrote and directed it in "
        if told in film.description:
            assert f"{told}{film.attributes['year']}." in film.description
    for track in sections["music"]:
        if " BPM" in track.description:
            assert f"{track.attributes['bpm']} BPM" in track.description


def test_snow_falls_in_winter_on_both_halves_of_the_earth(sections: dict[str, list[Draft]]) -> None:
    for story in sections["news"]:
        if "snow" in story.categories:
            south = story.attributes["region"] in news.SOUTHERN
            assert story.attributes["month"] in ((5, 6, 7, 8) if south else (11, 12, 1, 2))


@pytest.mark.parametrize("name", ["house", "parliament", "robot"])
def test_a_scene_becomes_a_picture(sections: dict[str, list[Draft]], name: str) -> None:
    assert name in SCENES
    svg = sections["news"][0].svg
    assert svg is not None
    assert render(svg).startswith(b"\x89PNG")


def test_every_plot_and_story_has_its_scene() -> None:
    told = [*news.STORIES.values(), *video.PLOTS.values()]
    assert {plot.scene for plots in told for plot in plots} <= set(SCENES)


def test_a_clip_moves(tmp_path: Path) -> None:
    import av

    file = tmp_path / "clip.mp4"
    write_clip(file, look=Look(scene="balloon", genre="animation", mood="playful", year=2001, seed=3))
    with av.open(str(file)) as film:
        frames = [frame.to_ndarray(format="gray").astype(float) for frame in film.decode(video=0)]
    assert len(frames) == 27
    assert frames[0].shape == (108, 192)
    assert np.abs(frames[0] - frames[-1]).mean() > 3


@pytest.mark.parametrize("genre", GROOVES)
def test_every_genre_sounds(genre: str) -> None:
    sound = play(Tune(genre=genre, bpm=100, mood="calm", instrument="piano", seed=1))
    assert sound.shape == (int(SECONDS * RATE),)
    assert 0.02 < float(np.sqrt(np.mean(sound**2))) < 0.5
    assert float(np.abs(sound).max()) < 1


@pytest.mark.parametrize("bpm", [100, 126])
def test_disco_keeps_its_tempo(bpm: int) -> None:
    sound = play(Tune(genre="disco", bpm=bpm, mood="happy", instrument="strings", seed=2))
    loud = np.abs(sound[: RATE * 5]).reshape(-1, 160).mean(axis=1)
    loud -= loud.mean()
    echo = np.correlate(loud, loud, mode="full")[len(loud) :]
    lags = np.arange(1, len(echo) + 1) / 100
    window = (lags > 0.35) & (lags < 0.75)
    assert lags[window][echo[window].argmax()] == pytest.approx(60 / bpm, abs=0.02)


def test_a_sound_file_is_written_the_same_twice(tmp_path: Path) -> None:
    tune = Tune(genre="jazz", bpm=120, mood="smoky", instrument="saxophone", seed=5)
    for name in ("a.ogg", "b.ogg"):
        write_tune(tmp_path / name, tune=tune)
    assert (tmp_path / "a.ogg").read_bytes() == (tmp_path / "b.ogg").read_bytes()


def test_a_wording_fills_title_and_text_alike() -> None:
    pattern = wording("Rain in {town}", "It rained in {town} for {n} days.", "rain", n=(2, 9))
    title, text = pattern.say(np.random.default_rng(0), town="Lillevik")
    assert title == "Rain in Lillevik"
    assert text.startswith("It rained in Lillevik for ")
