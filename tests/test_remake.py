"""What was made can be made again from what lies beside it, whatever has become of the person's taste."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from tastemaker.agent.agent import Agent
from tastemaker.cli import main
from tastemaker.contracts import Media
from tastemaker.errors import BadCall, BadMedia
from tastemaker.serve.media import made_file
from tastemaker.tools.registry import call
from tastemaker.tools.remake import remade
from tastemaker.tools.session import Session

Open = Callable[..., Session]


def taste(strength: float) -> Callable[[str], Any]:
    return lambda user: strength * np.eye(384, dtype=np.float32)[0]


def made(session: Session, tool: str, **arguments: Any) -> Path:
    """The folder of what a call made."""
    result, said = call(session, tool, arguments)
    assert not said.startswith("error:"), said
    (media,) = result.media  # type: ignore[union-attr]
    assert isinstance(media, Media)
    return Path(media.path or "").parent


def same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def test_a_poster_is_the_same_to_the_byte_after_the_taste_has_changed(desk: Open, tmp_path: Path) -> None:
    before = made(desk(feels=True, taste=taste(1)), "paint", item="Red dress", style="at dusk")
    later = desk(feels=True, taste=taste(-1))
    assert not same(
        before / "picture.png", made(later, "paint", item="Red dress", style="at dusk") / "picture.png"
    )
    again = remade(later, before, tmp_path / "again")
    assert again.path == str(tmp_path / "again" / "picture.png")
    names = sorted(path.name for path in before.iterdir())
    assert names == ["inputs.json", "picture.png", "plain.png", "reference.png", "taste.npy"]
    assert all(same(before / name, tmp_path / "again" / name) for name in names)


def test_a_price_that_has_changed_stays_as_it_was(desk: Open, tmp_path: Path) -> None:
    session = desk()
    before, catalog = made(session, "paint", item="Red dress"), session.catalog
    row, item = catalog.row("red-dress"), catalog.item("red-dress")
    catalog._items[row] = replace(item, price=99.0)
    now = made(desk(), "paint", item="Red dress")
    assert not same(before / "picture.png", now / "picture.png"), "a new price makes a new poster"
    remade(desk(), before, tmp_path / "again")
    assert same(before / "picture.png", tmp_path / "again" / "picture.png")


def test_a_storyboard_is_made_again_without_its_writer(desk: Open, script: str, tmp_path: Path) -> None:
    before = made(desk(script), "storyboard", item="Red dress", style="for hikers", seconds=6)
    again = remade(desk(film=(128, 72), fps=12), before, tmp_path / "again")
    assert again.path == str(tmp_path / "again" / "storyboard.mp4")
    files = [path.relative_to(before) for path in before.rglob("*.*") if not path.name.startswith(".")]
    assert {"reference.png", "script.json", "storyboard.gif"} <= {str(file) for file in files}
    for file in files:
        assert same(before / file, tmp_path / "again" / file), file


def test_what_cannot_be_made_again_is_said(desk: Open, brush: Any, script: str, tmp_path: Path) -> None:
    session = desk("A line about [1]", feels=True, taste=taste(1))
    poster = made(session, "paint", item="Red dress")
    with pytest.raises(BadCall, match=r"holds no inputs\.json"):
        remade(session, tmp_path, tmp_path / "again")
    brush.name = "another"
    with pytest.raises(BadCall, match="was painted by brush, not by another"):
        remade(session, poster, tmp_path / "again")
    brush.name = "brush"
    np.save(poster / "taste.npy", np.zeros(384, np.float32))
    with pytest.raises(BadCall, match="the taste that lies there is not the one"):
        remade(session, poster, tmp_path / "again")
    (poster / "taste.npy").unlink()
    with pytest.raises(BadCall, match="something is missing"):
        remade(session, poster, tmp_path / "again")
    call(session, "write", {"item": "Red dress", "kind": "headline"})
    (texts,) = [path.parent for path in poster.parent.glob("*/texts.json")]
    with pytest.raises(BadCall, match="holds texts, which stay as they are"):
        remade(session, texts, tmp_path / "again")


def test_other_versions_are_told_of(desk: Open, tmp_path: Path) -> None:
    poster = made(desk(), "paint", item="Red dress")
    told = json.loads((poster / "inputs.json").read_text())
    assert remade(desk(), poster, tmp_path / "again").note is None
    told["versions"]["pillow"] = "1.0"
    (poster / "inputs.json").write_text(json.dumps(told))
    assert remade(desk(), poster, tmp_path / "again").note == "first made with pillow 1.0"


def test_what_it_was_made_from_is_shown_to_nobody_and_goes_with_the_person(
    opened: Callable[..., Agent], brush: Any
) -> None:
    agent = opened()
    poster = Path(agent.create("image", item="red-dress", user="ana").path or "").parent
    assert (poster / "reference.png").is_file()
    with pytest.raises(BadMedia, match="is not shown"):
        made_file(agent.studio.artefacts, poster.name, "reference.png")
    agent.forget("ana")
    assert not (poster / "reference.png").exists()


def test_the_command_makes_it_again(
    opened: Callable[..., Agent], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened()
    poster = Path(first.create("image", item="red-dress", user="ana", seed=4).path or "")
    monkeypatch.setattr("tastemaker.creating.open_agent", lambda *given, **named: opened())

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["create", "shop", *words])
        return done.exit_code, done.stderr

    out = tmp_path / "again.png"
    assert run("image", "--again", str(poster.parent), "-o", str(out)) == (0, "")
    assert same(poster, out)
    assert "needs --out" in run("image", "--again", str(poster.parent))[1]
    assert (
        "holds another thing than storyboard: ask for image"
        in run("storyboard", "--again", str(poster.parent), "-o", str(tmp_path / "story"))[1]
    )
    assert "Missing option '--item'" in run("image")[1]
