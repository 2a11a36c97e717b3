"""Work that several processes share: the same as one does alone, gone on with where it was left."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from tastemaker.catalog.build import index
from tastemaker.catalog.builds import Builds
from tastemaker.catalog.crew import Crew
from tastemaker.catalog.embeddings import CHUNK
from tastemaker.cli import main

SAVED = {**CHUNK, "text": 3, "image": 3}
"""Inputs embedded between two saves."""


@pytest.mark.mini
def test_several_embed_what_one_does_and_go_on_where_one_was_killed(
    wardrobe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray", reason="pip install 'tastemaker[batch]'")
    (wardrobe / "media" / "red-boots.png").write_bytes(b"not a picture")
    alone = Path(shutil.copytree(wardrobe, tmp_path / "alone"))
    monkeypatch.setattr("tastemaker.catalog.making.CHUNK", SAVED)
    monkeypatch.setattr("tastemaker.catalog.bulk.CHUNK", SAVED)
    expected = index(alone)

    def killed(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("text", 3):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index(wardrobe, progress=killed)
    told: list[tuple[str, int, int]] = []
    found = index(wardrobe, crew=Crew(2), progress=lambda *step: told.append(step))
    assert expected.embedded == {"text": 12, "image": 11}
    assert found.embedded == {"text": 9, "image": 11}, "what was saved is not embedded again"
    assert {("text", 9, 9), ("image", 12, 12)} <= set(told)
    assert (found.amended, found.models) == (expected.amended, expected.models)
    for name in ("text.npy", "image.npy", "fused.npy"):
        one, several = (np.load(Builds(folder).live() / name) for folder in (alone, wardrobe))
        np.testing.assert_allclose(one, several, atol=1e-5)


@pytest.mark.parametrize("words", [["index", "--image-model", "none"], ["batch", "-o", "lists"]])
def test_the_address_of_a_cluster_is_handed_on(
    shop: Path, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ray = pytest.importorskip("ray", reason="pip install 'tastemaker[batch]'")
    asked: list[Any] = []

    def init(**given: Any) -> None:
        asked.append((given["address"], given["num_cpus"]))
        raise ConnectionError("there is no such cluster")

    monkeypatch.setattr(ray, "init", init)
    monkeypatch.chdir(tmp_path)
    if words[0] == "index":
        shutil.rmtree(shop / ".tastemaker")
    ran = CliRunner().invoke(main, [words[0], str(shop), *words[1:], "--ray", "ray://head:10001"])
    assert ran.exit_code == 1
    assert "there is no such cluster" in ran.stderr
    assert asked == [("ray://head:10001", None)]


def test_without_ray_the_command_that_installs_it_is_named(
    wardrobe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    ran = CliRunner().invoke(main, ["index", str(wardrobe), "--image-model", "none", "--workers", "2"])
    assert (ran.exit_code, "pip install 'tastemaker[batch]'" in ran.stderr) == (2, True)
