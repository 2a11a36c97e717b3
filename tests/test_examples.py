"""The examples run as they stand, with the demo and the model that ship, and a tiny image model."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tastemaker.agent.engines.tiny_painter import tiny_painter

EXAMPLES = Path(__file__).parents[1] / "examples"
CARDS = ("ask_the_demo.py", "teach_a_domain.py")
PICTURES = {
    "fashion_look.py": {"look.png": (1000, 1500)},
    "ad_banner.py": {"banner.png": (1200, 628)},
    "music_visual.py": {"visual-guest.png": (1080, 1080), "visual-ines-3.png": (1080, 1080)},
}
OTHERS = ("news_headline.py", "film_storyboard.py")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_painter(tmp_path_factory.mktemp("examples") / "painter")


@pytest.fixture
def run(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs an example in a folder of its own."""
    cache = os.environ.get("TASTEMAKER_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))

    def ran(name: str, *words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, EXAMPLES / name, *map(str, words)],
            capture_output=True, text=True, timeout=900, check=False, cwd=tmp_path,
            env={**os.environ, "TASTEMAKER_CACHE": cache},
        )  # fmt: skip

    return ran


def test_every_example_is_run() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == {*CARDS, *PICTURES, *OTHERS}
    assert all(len(path.read_text().splitlines()) < 60 for path in EXAMPLES.glob("*.py"))


@pytest.mark.parametrize("name", CARDS)
def test_it_shows_cards(name: str, run: Run) -> None:
    done = run(name)
    assert done.returncode == 0, done.stderr[-2000:]
    words, *cards = done.stdout.splitlines()
    assert words
    assert cards
    assert all(card.startswith("- ") for card in cards)


@pytest.mark.parametrize("name", PICTURES)
def test_it_makes_pictures(name: str, run: Run, painter: Path, tmp_path: Path) -> None:
    done = run(name, painter)
    assert done.returncode == 0, done.stderr[-2000:]
    for file, size in PICTURES[name].items():
        assert file in done.stdout
        with Image.open(tmp_path / file) as picture:
            assert picture.size == size


def test_a_story_has_a_headline_for_each_reader(run: Run) -> None:
    done = run("news_headline.py")
    assert done.returncode == 0, done.stderr[-2000:]
    title, *headlines = done.stdout.splitlines()
    assert title == "Choir on prescription"
    assert [line.split(": ")[0] for line in headlines] == ["- for olga", "- for max"]


def test_a_film_is_told_or_it_is_said_why_not(run: Run, painter: Path) -> None:
    done = run("film_storyboard.py", painter)
    if done.returncode:
        assert done.stderr.endswith("no script came of it\n"), "mini does not write every script"
        return
    files = [Path(line.removeprefix("- ")) for line in done.stdout.splitlines()[1:]]
    assert [file.name for file in files[:3]] == ["storyboard.mp4", "sheet.html", "storyboard.gif"]
    assert all(file.is_file() for file in files)


def test_without_an_image_model_it_is_said_what_is_missing(run: Run, tmp_path: Path) -> None:
    done = run("fashion_look.py", tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("No poster: the image model")
    assert "check the folder" in done.stderr
