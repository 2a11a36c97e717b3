"""What was made is kept with what it was made from, whole or not at all."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tastemaker.errors import BadMedia, OutOfDisk
from tastemaker.tools.making.artefacts import Artefacts, Inputs

POSTER = Inputs(
    domain="shop",
    item="red-dress",
    user="ana",
    tool="paint",
    arguments={"kind": "poster"},
    seed=3,
    models={"painter": "mini"},
    told={"prompt": "a red dress"},
)


def write(folder: Path) -> None:
    (folder / "picture.png").write_bytes(b"png")


def test_an_artefact_is_a_folder_with_its_inputs(tmp_path: Path) -> None:
    place = Artefacts(tmp_path / "made").make(POSTER, write)
    assert sorted(path.name for path in place.iterdir()) == ["inputs.json", "picture.png"]
    told = json.loads((place / "inputs.json").read_text())
    assert (told["item"], told["user"], told["seed"], told["arguments"]) == (
        "red-dress",
        "ana",
        3,
        {"kind": "poster"},
    )
    assert "tastemaker" in told["versions"]


def test_the_same_is_made_once(tmp_path: Path) -> None:
    made, calls = Artefacts(tmp_path), list[Path]()
    first = made.make(POSTER, calls.append)
    assert made.make(POSTER, calls.append) == first
    assert len(calls) == 1
    assert made.make(replace(POSTER, seed=4), calls.append) != first


def test_a_full_disk_leaves_nothing_that_looks_made(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    made = Artefacts(tmp_path)
    with pytest.raises(OutOfDisk, match="no space left"):
        made.make(POSTER, fill)
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert made.make(POSTER, write).is_dir()


def test_an_interrupted_call_finds_what_it_left(tmp_path: Path) -> None:
    def half(folder: Path) -> None:
        write(folder)
        raise KeyboardInterrupt

    seen: list[bool] = []
    made = Artefacts(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        made.make(POSTER, half)
    made.make(POSTER, lambda folder: seen.append((folder / "picture.png").is_file()))
    assert seen == [True]


def test_a_name_cannot_be_guessed_and_leads_nowhere_else(tmp_path: Path) -> None:
    here, elsewhere = Artefacts(tmp_path / "a"), Artefacts(tmp_path / "b")
    name = here.make(POSTER, write).name
    assert elsewhere.name(POSTER) != name
    assert here.file(name, "picture.png").read_bytes() == b"png"
    for wrong in ("../.key", "/etc/passwd", ".made.json", "other.png"):
        with pytest.raises(BadMedia):
            here.file(name, wrong)
    with pytest.raises(BadMedia):
        here.file("..", "a")


def test_what_was_made_for_a_person_can_be_erased(tmp_path: Path) -> None:
    made = Artefacts(tmp_path)
    made.make(POSTER, write)
    kept = made.make(replace(POSTER, user="ben"), write)
    assert made.erase("ana") == 1
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [kept]
