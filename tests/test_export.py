"""Exporting a storyboard: all its files, each whole, and none made twice."""

from __future__ import annotations

import json
import resource
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from PIL import Image

from tastemaker.errors import BadCall, BadMedia, OutOfDisk
from tastemaker.tools.making.export import export
from tastemaker.tools.making.script import read
from tastemaker.tools.making.storyboard import Storyboard

SIZE = (128, 72)
EVERYTHING = (
    "keyframes/01.png",
    "keyframes/02.png",
    "keyframes/03.png",
    "script.json",
    "sheet.html",
    "storyboard.gif",
    "storyboard.mp4",
)


def test_a_folder_holds_everything(story: Storyboard, tmp_path: Path) -> None:
    found = export(story, tmp_path / "new" / "story", size=SIZE)
    assert found.made == EVERYTHING
    assert all((tmp_path / "new" / "story" / name).stat().st_size for name in EVERYTHING)
    with Image.open(found.keyframes[1]) as picture:
        assert np.array_equal(np.asarray(picture), np.asarray(story.keyframes[1]))
    with av.open(str(found.film)) as film:
        assert film.duration / 1e6 == pytest.approx(3, abs=0.2)
    assert found.gif.read_bytes().startswith(b"GIF89a")
    assert "The coat" in found.sheet.read_text("utf-8")


def test_the_script_says_where_everything_lies(story: Storyboard, tmp_path: Path) -> None:
    told = json.loads(export(story, tmp_path, size=SIZE).script.read_text("utf-8"))
    assert read(told["script"]) == story.script
    assert told["seconds"] == 3.0
    assert told["shots"][1] == {"keyframe": "keyframes/02.png", "start": 0.8, "end": 2.0}
    assert all((tmp_path / name).is_file() for name in told["files"].values())


def test_what_is_there_is_not_made_again(story: Storyboard, tmp_path: Path) -> None:
    export(story, tmp_path, size=SIZE)
    assert export(story, tmp_path, size=SIZE).made == ()
    assert export(story, tmp_path, size=SIZE, fps=12).made == ("storyboard.mp4",)
    (tmp_path / "sheet.html").unlink()
    (tmp_path / "storyboard.gif").write_bytes(b"GIF89a torn")
    assert export(story, tmp_path, size=SIZE, fps=12).made == ("sheet.html", "storyboard.gif")


def test_only_what_changed_is_made_again(story: Storyboard, tmp_path: Path) -> None:
    export(story, tmp_path, size=SIZE)
    pictures = (*story.keyframes[:2], Image.new("RGB", SIZE, "orange"))
    again = export(replace(story, keyframes=pictures), tmp_path, size=SIZE)
    assert again.made == ("keyframes/03.png", "sheet.html", "storyboard.gif", "storyboard.mp4")
    soundfile.write(tmp_path / "a.wav", np.sin(np.arange(8000) / 9), 8000)
    heard = export(replace(story, keyframes=pictures, audio=tmp_path / "a.wav"), tmp_path, size=SIZE)
    assert heard.made == ("script.json", "storyboard.mp4")


def test_keyframes_of_a_longer_script_before_are_gone(story: Storyboard, tmp_path: Path) -> None:
    script = story.script.model_copy(update={"shots": (*story.script.shots, story.script.shots[0])})
    export(Storyboard(script, (*story.keyframes, story.keyframes[0])), tmp_path, size=SIZE)
    (tmp_path / "keyframes" / "mine.png").write_bytes(b"not ours")
    ledger = json.loads((tmp_path / ".made.json").read_text())
    (tmp_path / ".made.json").write_text(json.dumps(ledger | {"keyframes/../keyframes/mine.png": ["", 0]}))
    export(story, tmp_path, size=SIZE)
    assert sorted(path.name for path in (tmp_path / "keyframes").iterdir()) == [
        "01.png",
        "02.png",
        "03.png",
        "mine.png",
    ]


def test_an_interrupted_export_goes_on_where_it_stopped(story: Storyboard, tmp_path: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what == "film" and done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(story, tmp_path, size=SIZE, progress=stop)
    assert not (tmp_path / "storyboard.mp4").exists()
    assert not list(tmp_path.rglob("*.new"))
    assert export(story, tmp_path, size=SIZE).made == ("storyboard.mp4",)


def test_a_full_disk_is_said_and_leaves_no_half_file(story: Storyboard, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, hard))
    try:
        with pytest.raises(OutOfDisk, match="no space left for"):
            export(story, tmp_path, size=(320, 180))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left <= {*EVERYTHING[:5], ".made.json", ".lock"}
    assert export(story, tmp_path, size=(320, 180)).film.is_file()


def test_a_damaged_ledger_only_costs_time(story: Storyboard, tmp_path: Path) -> None:
    export(story, tmp_path, size=SIZE)
    (tmp_path / ".made.json").write_text("[1, 2")
    assert export(story, tmp_path, size=SIZE).made == EVERYTHING


def test_a_file_is_no_folder(story: Storyboard, tmp_path: Path) -> None:
    (tmp_path / "story").write_text("")
    with pytest.raises(BadCall, match=r"story cannot be written: .* Give another folder"):
        export(story, tmp_path / "story")


def test_what_cannot_be_filmed_is_said_first(story: Storyboard, tmp_path: Path) -> None:
    with pytest.raises(BadMedia, match="is missing"):
        export(replace(story, audio=tmp_path / "no.ogg"), tmp_path / "story", size=SIZE)
    with pytest.raises(BadCall, match="give even sides"):
        export(story, tmp_path / "story", size=(127, 72))
    assert not (tmp_path / "story").exists()
