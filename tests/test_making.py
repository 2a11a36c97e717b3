"""Measures of pictures and storyboards: right on makers of whom the answer is known, and as a command."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray
from PIL import Image

from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.engines.tiny_painter import tiny_painter
from tastemaker.agent.studio import LazyEasel
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.cli import main
from tastemaker.errors import BadDomain, TooFewEvents
from tastemaker.finetune.making import gallery as galleries
from tastemaker.finetune.making.distance import distance, frechet, further
from tastemaker.finetune.making.evaluation import evaluate_making, terminal
from tastemaker.finetune.making.gallery import Gallery
from tastemaker.finetune.making.grid import drawn, rows, spread
from tastemaker.finetune.making.paintings import paintings
from tastemaker.finetune.making.sitters import NOBODY, Sitter, sitters
from tastemaker.finetune.making.storyboards import storyboards
from tastemaker.finetune.making.workshop import Workshop
from tastemaker.tools.making.script import read
from tastemaker.tools.making.storyboard import Storyboard
from tests.conftest import printed

COLORS = {"red": (200, 30, 40), "blue": (30, 60, 200), "green": (30, 150, 60), "black": (20, 20, 20)}
SHOT = {"scene": "a street", "subject": "[1]", "camera": "static", "action": "it waits", "caption": "",
        "voice": "", "seconds": 4, "transition": "cut"}  # fmt: skip
SCRIPT = json.dumps({"title": "[1]", "shots": [{**SHOT, "scene": f"a {n} street"} for n in "abc"]})


class Teller(ScriptedEngine):
    """Writes a script where one is wanted, and else true lines, no two in a row the same."""

    name = "teller"
    WORDS = (
        "slow mornings",
        "long walks",
        "old friends",
        "late trains",
        "quiet rooms",
        "first snow",
        "big plans",
    )

    def chat(self, messages: Any, **given: Any) -> Any:
        n = len(self.prompts)
        line = f"For {self.WORDS[n % 7]}: [1]"
        self.replies.append(
            SCRIPT if given.get("schema") else "\n".join([line, "Think of it.", "Come and see."])
        )
        return super().chat(messages, **given)


class Palette:
    """An eye for the color in the middle."""

    name = "palette"

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        return np.array([np.asarray(one)[one.height // 2, one.width // 2] for one in pictures], np.float32)


@pytest.fixture
def court(wardrobe: Path) -> Catalog:
    """The wardrobe with a person for every color, who likes it and nothing else."""
    lines = ["user,item,timestamp,event"]
    for color in COLORS:
        lines += [
            f"fan of {color},{color}-{kind},{n},like" for n, kind in enumerate(("dress", "shirt", "boots"))
        ]
    (wardrobe / "events.csv").write_text("\n".join(lines) + "\n")
    index(wardrobe, image_model="none")
    return Catalog.open(wardrobe)


@pytest.fixture
def people(court: Catalog, tmp_path: Path) -> list[Sitter]:
    memory = Memory(tmp_path / "people.sqlite3")
    found = sitters(court, memory, most=9, fewest=3)
    memory.close()
    return found


def color_of(item: str) -> tuple[int, int, int]:
    return COLORS[item.split("-", maxsplit=1)[0]]


# ---- the distance


def test_the_distance_of_two_normal_distributions_is_as_by_hand() -> None:
    rng = np.random.default_rng(0)
    one = rng.normal(0, 1, (4000, 3)).astype(np.float32)
    other = rng.normal(2, 3, (4000, 3)).astype(np.float32)
    assert frechet(one, other) == pytest.approx(3 * (2**2 + (3 - 1) ** 2), rel=0.05)
    assert frechet(one, one) == pytest.approx(0, abs=1e-6)
    assert frechet(one, one + 5) == pytest.approx(75, rel=1e-4)


def test_there_may_be_fewer_pictures_than_features() -> None:
    rng = np.random.default_rng(0)
    real, near = (rng.normal(0, 1, (20, 100)).astype(np.float32) for _ in range(2))
    found, far = distance(near, real), distance(near + 1, real)
    assert found.low <= found.value <= found.high < far.low
    more = further(near + 1, near, real)
    assert 0 < more.low <= more.value <= more.high


# ---- people and pictures


def test_of_sitters_a_part_is_known(court: Catalog, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "people.sqlite3")
    found = sitters(court, memory, most=9, fewest=3)
    assert sorted(one.liked[0].split("-")[1] for one in found) == ["boots"] * 4
    assert all(len(memory.events_of(one.name)) == 2 for one in found)
    assert not court.events_of(found[0].name)
    with pytest.raises(TooFewEvents, match="4 are needed"):
        sitters(court, memory, most=9, fewest=4)
    memory.close()


def test_a_gallery_needs_pictures(court: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(galleries, "FEWEST", 13)
    with pytest.raises(BadDomain, match="has 12 pictures"):
        Gallery(court, Palette())


def test_a_painter_of_tastes_is_told_from_one_that_is_deaf(court: Catalog, people: list[Sitter]) -> None:
    gallery = Gallery(court, Palette())
    liked = {one.name: color_of(one.liked[0]) for one in people}

    def tasteful(user: str, item: str, seed: int) -> Image.Image:
        return Image.new("RGB", (64, 64), liked.get(user, (70, 65, 85)))

    def deaf(user: str, item: str, seed: int) -> Image.Image:
        return Image.new("RGB", (64, 64), color_of(item))

    for_people = paintings(tasteful, gallery, people, rounds=12)
    assert for_people.picked.value == 1
    assert for_people.taste.difference.low > 0.5
    assert for_people.stranger.difference.high < for_people.taste.difference.low
    assert for_people.visibly.value == 1
    assert for_people.nearer.value == 1
    assert for_people.nearer_stranger.value < 0.5
    for_nobody = paintings(deaf, gallery, people, rounds=12)
    assert (for_nobody.apart.value, for_nobody.visibly.value) == (0, 0)
    assert for_nobody.taste.difference.value == pytest.approx(0, abs=1e-6)
    assert (for_nobody.nearer.value, for_nobody.nearer_stranger.value) == (0, 0)
    assert for_nobody.itself.personal == for_nobody.itself.plain
    assert for_nobody.likeness.personal.value > for_people.likeness.personal.value


# ---- storyboards


def board(colors: Sequence[tuple[int, int, int]]) -> Storyboard:
    shots = [{**SHOT, "subject": "a coat", "scene": f"a {n} street"} for n in range(len(colors))]
    script = read({"title": "A coat", "shots": shots})
    return Storyboard(script, tuple(Image.new("RGB", (64, 64), color) for color in colors))


def test_an_item_that_changes_from_shot_to_shot_is_noticed(court: Catalog, people: list[Sitter]) -> None:
    gallery, others = Gallery(court, Palette()), list(COLORS.values())

    def tell(user: str, item: str, seed: int) -> Storyboard | None:
        if user == NOBODY:
            return board([color for color in others if color != color_of(item)])
        return None if seed == 0 else board([color_of(item)] * 3)

    found = storyboards(tell, gallery, people, rounds=6)
    assert found.scripts.of == 12
    assert found.scripts.value == pytest.approx(11 / 12, abs=1e-3)
    assert (found.itself.personal.value, found.itself.personal.of) == (1, 5)
    assert found.itself.difference.low > 0
    assert found.variety.personal.value == pytest.approx(0, abs=1e-6)
    assert found.variety.difference.high < 0
    assert found.wording.difference.value == 0
    assert found.said is None


# ---- all of it


@pytest.mark.mini
def test_what_is_made_is_measured_with_the_tools_that_make_it(court: Catalog, easel: LazyEasel) -> None:
    steps: list[str] = []
    found = evaluate_making(
        court, engine=Teller(), easel=easel, rounds=3, fewest=3,
        progress=lambda what, done, total: steps.append(f"{what} {done}/{total}"),
    )  # fmt: skip
    assert steps[-1] == "telling storyboards 3/3"
    told = found.as_json()
    assert (told["painter"], told["writer"], told["people"]) == ("brush", "teller", 4)
    assert told["eye"].startswith("mini-vision")
    assert told["storyboards"]["scripts"]["value"] == 1
    assert told["storyboards"]["said"]["difference"]["of"] == 3
    assert told["pictures"]["distance"]["personal"]["of"] == 3
    assert not (court.folder / ".tastemaker" / "made").exists(), "nothing is left behind"
    assert told["texts"]["true"]["value"] == 1
    assert told["texts"]["several"]["value"] > 2
    assert told["texts"]["noticed"]["of"] > 0
    for name in ("alone", "together"):
        assert told["texts"][name]["difference"]["of"] == 3
    assert len(terminal(found).renderables) == 3


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["evaluate", *words])
    return done.exit_code, done.stderr


def test_the_command_says_what_is_missing_and_what_does_not_go_together(
    atelier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tastemaker.agent.engines import painter

    monkeypatch.setattr(painter, "PAINTING", tmp_path / "painting")
    code, said = run(str(atelier), "--making")
    assert code == 2
    assert "run python -m tastemaker.finetune.painting" in said
    assert run(str(atelier), "--rounds", "3")[1] == (
        "Error: --rounds goes only with --making: leave one of them out\n"
    )
    assert "--protocol does not go with --making" in run(str(atelier), "--making", "--protocol", "cold")[1]


@pytest.mark.mini
def test_the_command_prints_figures(
    court: Catalog, easel: LazyEasel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def engine(*given: object, **named: object) -> Any:
        return Teller()

    def measured(*given: Any, **named: Any) -> Any:
        return evaluate_making(*given, **{**named, "easel": easel, "fewest": 3})

    opened: Callable[..., Any] = lambda name: lambda: None  # noqa: E731  # the brush stands in
    monkeypatch.setattr("tastemaker.agent.engines.open_engine", engine)
    monkeypatch.setattr("tastemaker.agent.studio.LazyEasel", opened)
    monkeypatch.setattr("tastemaker.finetune.making.evaluation.evaluate_making", measured)
    done = CliRunner().invoke(main, ["evaluate", str(court.folder), "--making", "--rounds", "2", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["rounds"] == 2
    assert found["texts"]["true"]["of"] > 0


# ---- for human eyes


def test_a_grid_has_a_row_for_each_person_and_one_for_nobody(court: Catalog, easel: LazyEasel) -> None:
    with Workshop.opened(court, engine=ScriptedEngine(), easel=easel) as shop:
        people = sitters(court, shop.memory, most=4, fewest=3)
        items = spread(shop, 3)
        made = rows(shop, people, items)
    assert {court.item(item).categories[0] for item in items} == {"dress", "shirt", "boots"}
    assert [row.name for row in made] == ["The item", "For nobody", *(f"Person {n}" for n in (1, 2, 3, 4))]
    assert any(color in made[2].said for color in COLORS)
    sheet = drawn(made, [court.item(item).title for item in items])
    taller = drawn([*made, made[2]], ["A title far too long to stand over a column, " * 3] * 3)
    assert (taller.width, taller.height) == (sheet.width, sheet.height + 256)


# ---- the benchmark


@pytest.mark.mini
def test_the_benchmark_of_painting_measures_its_cost_alone(tmp_path: Path) -> None:
    painter = tiny_painter(tmp_path / "painter")
    told = printed("painting.py", "--cost", "--model", str(painter))
    assert 0 < told["memory_gb"] < 3
    assert told["seconds_per_picture"] > 0


@pytest.mark.mini
def test_the_benchmark_of_storyboards_runs_at_small_size(court: Catalog, tmp_path: Path) -> None:
    painter = tiny_painter(tmp_path / "painter")
    words = ["--domain", str(court.folder), "--writer", "scripted", "--image-model", str(painter)]
    words += ["--scripts", "4", "--rounds", "2", "--films", "1", "--size", "64x36", "--fewest", "3"]
    told = printed("storyboards.py", *words)
    assert told["scripts"]["valid"]["value"] == told["scripts"]["valid in the first draft"]["value"] == 1
    assert told["films"]["made"] == 1
    for name in ("as many frames", "as long", "not black", "six shots"):
        assert told["films"][name]["value"] == 1, name
    assert told["six shots"]["seconds"] > 0
    assert told["storyboards"]["itself"]["personal"]["of"] == 2
