"""The commands as people and scripts run them: what they print, where, and how they end."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.cli import _folder, main
from tastemaker.contracts import ToolCall
from tests.conftest import write_wardrobe

ROOT = Path(__file__).parents[1]
DRESSES = ToolCall("search", {"query": "dress", "where": "category == 'dress'"})


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def told(*words: object) -> Any:
    """The JSON on stdout, where nothing else may stand."""
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_wardrobe(tmp_path_factory.mktemp("cli") / "wardrobe")
    done = run("index", folder, "--image-model", "none")
    assert done.exit_code == 0, done.output
    assert "12 items and 5 events" in done.output
    assert f"tastemaker chat {folder}" in done.output
    return folder


def test_a_second_index_finds_nothing_to_do(shop: Path) -> None:
    report = told("index", shop, "--image-model", "none")
    assert (report["items"], report["rebuilt"], report["rejected"]) == (12, False, 0)


def test_words_must_be_readable_to_be_found(shop: Path) -> None:
    done = run("index", shop, "--text-model", "none")
    assert done.exit_code == 2
    assert "items are found by words" in done.stderr


def test_search_prints_cards_in_order(shop: Path) -> None:
    found = told("search", shop, "red dress", "-k", 3)
    assert [len(found), found[0]["id"]] == [3, "red-dress"]
    lines = run("search", shop, "dress", "--where", "price < 50", "-k", 2).stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("  1. ")
    assert run("search", shop, "dress", "--where", "price < 0").stdout == "Nothing found.\n"


def test_a_picture_is_found_from_where_one_stands(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    done = run("search", ".", "", "--image", "media/red-dress.png")
    assert "no picture vectors" in done.output, "the file was read: this catalog holds no vectors of any"
    assert "is missing" in run("search", ".", "", "--image", "media/no.png").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("search", "SHOP", "dress", "--where", "prise < 3"), "prise"),
        (("recommend", "nowhere"), "nowhere"),
        (("search", "SHOP", "a", "b"), "put the words in quotes"),
        (("search", "SHOP", "dress", "-k", "0"), "0 is not in the range"),
    ],
)
def test_what_cannot_be_done_ends_with_two_and_a_sentence(
    shop: Path, words: tuple[str, ...], says: str
) -> None:
    done = run(*(str(shop) if word == "SHOP" else word for word in words))
    assert done.exit_code == 2, done.output
    assert says in done.stderr
    assert not done.stdout


def test_recommendations_say_when_nobody_is_known(shop: Path) -> None:
    known, unknown = run("recommend", shop, "--user", "ana"), run("recommend", shop, "--user", "newcomer")
    assert not known.stderr
    assert "Nothing is known of 'newcomer'" in unknown.stderr
    assert not {"red-shirt", "red-dress"} & {card["id"] for card in told("recommend", shop, "--user", "ana")}


def test_one_question_gets_one_reply(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> Agent:
        return Agent.open(shop, engine=ScriptedEngine([DRESSES, "Try [1]."]))

    monkeypatch.setattr("tastemaker.cli.open_agent", opened)
    reply = told("ask", shop, "a dress", "--user", "zoe")
    assert reply["text"] == f"Try {reply['items'][0]['title']}."
    said = run("ask", shop, "a dress", "--user", "zoe").stdout
    assert said.startswith("Try ")
    assert "  1. " in said


def test_a_taste_is_shown_and_erased(shop: Path) -> None:
    with Agent.open(shop, engine=ScriptedEngine()) as agent:
        agent.feedback("eve", "red-boots", "like")
    assert told("taste", shop, "--user", "eve")["history"][0]["id"] == "red-boots"
    assert "lately: Red boots" in run("taste", shop, "--user", "eve").stdout
    assert "is erased" in run("taste", shop, "--user", "eve", "--forget").stdout
    assert run("taste", shop, "--user", "eve").stdout == "Nothing is known of 'eve'.\n"
    assert (
        "lately"
        in run("taste", shop, "--user", "ana", "--forget").stdout + run("taste", shop, "--user", "ana").stdout
    ), "what stands in the folder's own files stays"


def test_the_demo_and_its_sections_go_by_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tastemaker.catalog.demo.demo_folder", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    assert _folder("demo") == tmp_path
    assert _folder("demo/music") == tmp_path / "music"
    (tmp_path / "demo" / "music").mkdir(parents=True)
    assert _folder("demo/music") == Path("demo/music"), "a folder that is there is meant"


def test_every_package_is_in_the_wheel() -> None:
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    rooms = {name: ROOT / place for name, place in setup["package-dir"].items() if name != "tastemaker"}
    there = {
        ".".join([name, *file.parent.relative_to(place).parts])
        for name, place in rooms.items()
        for file in place.rglob("__init__.py")
    }
    assert {"tastemaker", *there} == set(setup["packages"])
