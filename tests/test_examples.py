"""The examples run as they stand, with the demo and the model that ship, and a tiny image model."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tastemaker.agent.engines.scripted import ScriptedEngine
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
Scripted = Callable[..., list[str]]
WORDS = ("slowly", "gently", "softly", "calmly", "gladly", "mildly", "warmly", "freely", "boldly", "keenly")


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


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Scripted:
    """Runs an example whose model answers every prompt by a rule, in this process: the printed lines."""

    def ran(name: str, rule: Callable[[str], str], *words: object) -> list[str]:
        def reply(messages: Any) -> str:
            engine.replies.append(reply)
            return rule(str(messages[-1]["content"]))

        engine = ScriptedEngine([reply])
        monkeypatch.setattr("tastemaker.agent.engines.open_engine", lambda *given, **named: engine)
        monkeypatch.setattr("tastemaker.agent.agent.shipped_adapter", lambda *given, **named: None)
        monkeypatch.setattr(sys, "argv", [name, *map(str, words)])
        runpy.run_path(str(EXAMPLES / name), run_name="__main__")
        return capsys.readouterr().out.splitlines()

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


def test_two_readers_have_two_headlines(scripted: Scripted) -> None:
    def line(prompt: str) -> str:
        """Another line for another reader: what is told of them is all in which the prompts differ."""
        told = f"{zlib.crc32(prompt.encode()) % 10**6:06}"
        said = [WORDS[int(digit)] for digit in told]
        return f"{', '.join(said)}: [1]"

    title, first, second = scripted("news_headline.py", line)
    assert title == "Choir on prescription"
    assert first.removeprefix("- for olga: ") != second.removeprefix("- for max: ")
    assert all("(" not in one for one in (first, second)), "both are the model's own"


def test_a_film_is_told(scripted: Scripted, painter: Path) -> None:
    shot = {"scene": "a street at dawn", "subject": "[1]", "camera": "static", "action": "light falls on [1]",
            "caption": "[1]", "voice": "", "seconds": 4, "transition": "cut"}  # fmt: skip
    shots = [{**shot, "scene": f"a street at {hour}"} for hour in ("dawn", "noon", "dusk")]
    told = scripted(
        "film_storyboard.py", lambda prompt: json.dumps({"title": "[1]", "shots": shots}), painter
    )
    files = [Path(line.removeprefix("- ")) for line in told[1:]]
    assert [file.name for file in files[:4]] == [
        "storyboard.mp4",
        "sheet.html",
        "storyboard.gif",
        "script.json",
    ]
    assert all(file.is_file() for file in files)
    assert len(files) == 4 + len(shots)
    assert json.loads(files[3].read_text())["seconds"] == 12


def test_mini_tells_a_film_or_says_why_not(run: Run, painter: Path) -> None:
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
