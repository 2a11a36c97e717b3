"""The doctor: every finding has a state, and whatever is missing has a command that mends it."""

from __future__ import annotations

import hashlib
import json
import shutil
import urllib.error
import urllib.request
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from tastemaker import doctor
from tastemaker.agent.engines import painter
from tastemaker.agent.engines.tiny_painter import tiny_painter
from tastemaker.cli import main
from tastemaker.doctor import Finding, examine


def named(name: str, findings: list[Finding] | None = None) -> Finding:
    return next(finding for finding in findings or examine() if finding.name == name)


def test_everything_is_looked_at() -> None:
    findings = examine()
    names = [finding.name for finding in findings]
    assert {"python", "packages", "device", "weights of mini", "image model", "disk"} <= set(names)
    assert {"chromium", "model hub"} <= set(names)
    assert len(names) == len(set(names))
    assert all(finding.found for finding in findings)


def test_what_is_not_well_has_a_mend() -> None:
    assert all(finding.mend for finding in examine() if finding.state != "ok")


def test_this_installation_has_its_packages() -> None:
    assert named("packages").state == "ok"
    assert named("extra dev").state == "ok"


def test_a_missing_package_comes_with_its_pip_command(monkeypatch: pytest.MonkeyPatch) -> None:
    true = metadata.version

    def version(name: str) -> str:
        if name == "lark":
            raise metadata.PackageNotFoundError(name)
        return "0.1" if name == "chromadb" else true(name)

    monkeypatch.setattr(metadata, "version", version)
    found = named("packages")
    assert found.state == "missing"
    assert "lark is not installed" in found.found
    assert "chromadb 0.1, needed is >=1.5" in found.found
    assert found.mend == "pip install 'chromadb>=1.5' 'lark>=1.3'"


def test_a_missing_extra_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    true = metadata.version

    def version(name: str) -> str:
        if name == "gradio":
            raise metadata.PackageNotFoundError(name)
        return true(name)

    monkeypatch.setattr(metadata, "version", version)
    assert named("extra web") == Finding(
        "extra web", "optional", "gradio is not installed", "pip install 'tastemaker[web]'"
    )


def test_weights_that_are_missing(tmp_path: Path) -> None:
    found = doctor._weights_in(tmp_path, name="weights of mini")
    assert (found.state, found.mend) == ("missing", "python -m tastemaker.finetune.mini")


def test_weights_are_compared_with_their_sums(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    assert doctor._weights_in(tmp_path, name="mini").found.endswith("to compare with")
    right = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "SHA256SUMS.txt").write_text(f"{right}  model.safetensors\n")
    assert doctor._weights_in(tmp_path, name="mini").found.endswith("hashes agree")
    (tmp_path / "model.safetensors").write_bytes(b"weightz")
    assert doctor._weights_in(tmp_path, name="mini").state == "missing"


def test_an_image_model_that_is_not_trained_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter, "PAINTING", tmp_path / "painting")
    found = doctor._embedded_painter()
    assert (found.state, found.mend) == ("missing", "python -m tastemaker.finetune.painting")
    assert "painting/model_index.json is missing" in found.found
    assert f"diffusers {metadata.version('diffusers')}" in found.found
    loaded = doctor._painter("mini", network=False)
    assert (loaded.state, loaded.mend) == ("missing", "python -m tastemaker.finetune.painting")
    assert "has not been trained yet" in loaded.found


def test_an_image_model_that_paints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny_painter(tmp_path / "painting")
    monkeypatch.setattr(painter, "PAINTING", folder)
    found = doctor._embedded_painter()
    assert (found.state, found.mend) == ("ok", "")
    assert found.found.startswith("the embedded one, ")
    given = CliRunner().invoke(main, ["doctor", "--image-model", str(folder), "--json"])
    told = {one["name"]: one for one in json.loads(given.stdout)}[f"image model {folder}"]
    assert told["state"] == "ok"
    assert told["found"].startswith(f"loaded by diffusers {metadata.version('diffusers')}, on ")
    assert told["found"].endswith("paints 4 at once")


@pytest.mark.parametrize(
    ("model", "state", "told"),
    [
        ("vangogh", "missing", "no image model 'vangogh'"),
        ("owner/model", "unknown", "to send nothing"),
        ("laptop", "unknown", "stabilityai/sd-turbo is not on this disk"),
        ("http://127.0.0.1:9#flux", "unknown", "to send nothing"),
    ],
)
def test_an_image_model_that_is_not_here(model: str, state: str, told: str) -> None:
    found = doctor._painter(model, network=False)
    assert (found.state, bool(found.mend)) == (state, True)
    assert told in found.found


def test_an_image_server_is_asked_only_when_that_is_wanted() -> None:
    found = doctor._painter("http://127.0.0.1:9#flux", network=True)
    assert (found.state, found.mend) == ("missing", "start the image server")


def test_a_folder_that_is_no_image_model(tmp_path: Path) -> None:
    found = doctor._painter(str(tmp_path), network=False)
    assert (found.state, found.mend) == ("missing", "give --image-model a folder, a hub id or a URL")


def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=5_000_000))
    found = doctor._disk(tmp_path / "not" / "yet")
    assert found.state == "missing"
    assert found.found == f"0.0 GB free at {tmp_path}"


def test_without_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert doctor._chromium().mend == "apt-get install chromium"
    (tmp_path / "chromium-1187").mkdir()
    assert doctor._chromium().state == "ok"


def test_nothing_is_sent_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def refuse(request: Any, timeout: float) -> None:
        asked.append(request)
        raise urllib.error.URLError("no route")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    assert named("model hub").state == "unknown"
    assert not asked
    assert "no route" in named("model hub", examine(network=True)).found
