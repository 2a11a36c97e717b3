"""The demo: what it holds, that its pictures show what its words say, and that its people are coherent."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tastemaker import settings
from tastemaker.catalog.demo import demo_folder, folder, rendering, write_demo
from tastemaker.catalog.demo.drawing import COLORS, document, render, rgb
from tastemaker.catalog.demo.people import BEGIN, END, live, people
from tastemaker.catalog.demo.section import TRAITS, Draft
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.contracts import Event
from tastemaker.errors import BadDomain, OutOfDisk

SEED = 7
COUNTS = {"fashion": 400, "advertising": 240, "news": 280, "video": 280, "music": 240}


@cache
def stock(section: str, seed: int) -> list[Draft]:
    return drafts(section, seed=seed)


@pytest.fixture(scope="module")
def made() -> dict[str, list[Draft]]:
    return {section: stock(section, SEED) for section in SECTIONS}


@pytest.fixture(scope="module")
def lived(made: dict[str, list[Draft]]) -> dict[str, list[Event]]:
    return live(made, seed=SEED)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of two items a section, so that a test may write it to disk."""

    def few(section: str, *, seed: int) -> list[Draft]:
        return stock(section, seed)[:2]

    monkeypatch.setattr(folder, "drafts", few)
    monkeypatch.setattr(rendering, "drafts", few)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_well_stocked_and_unique(made: dict[str, list[Draft]], section: str) -> None:
    items = made[section]
    assert len(items) >= COUNTS[section]
    assert len({item.id for item in items}) == len(items)
    assert len({item.title for item in items}) >= 0.95 * len(items)
    assert all(item.svg and item.description and item.categories and item.traits for item in items)
    assert set().union(*(item.traits for item in items)) <= set(TRAITS)


@pytest.mark.parametrize("section", ["fashion", "advertising"])
def test_words_agree_with_the_attributes(made: dict[str, list[Draft]], section: str) -> None:
    for item in made[section]:
        said = f"{item.title} {item.description}".lower()
        others = {color for color in COLORS if color != item.attributes["color"]}
        if section == "fashion":
            assert item.attributes["color"] in item.title.lower()
            others = {color for color in others if color not in str(item.attributes["color"])}
            assert not any(re.search(rf"\b{color}\b", item.title.lower()) for color in others), item.title
        else:
            assert str(item.attributes["color"]) in said
            assert str(item.attributes["brand"]).lower() in item.title.lower()


def test_fashion_prices_follow_the_kind(made: dict[str, list[Draft]]) -> None:
    prices = defaultdict(list)
    for item in made["fashion"]:
        assert item.price is not None
        assert 5 <= item.price <= 600
        prices[item.categories[0]].append(item.price)
    middle = {kind: float(np.median(found)) for kind, found in prices.items()}
    assert middle["socks"] < middle["t-shirt"] < middle["jeans"] < middle["coat"]


@pytest.mark.parametrize(
    "wanted", ["red dress", "black dress", "white shirt", "black boots", "white sneakers"]
)
def test_what_people_ask_for_first_is_there_more_than_once(made: dict[str, list[Draft]], wanted: str) -> None:
    color, kind = wanted.split()
    found = [one for one in made["fashion"] if one.categories[0] == kind and one.attributes["color"] == color]
    assert len(found) >= 3


def test_fashion_has_types_and_silhouettes(made: dict[str, list[Draft]]) -> None:
    kinds = Counter(item.categories[0] for item in made["fashion"])
    assert len(kinds) >= 18
    assert min(kinds.values()) >= 8
    colors = Counter(item.attributes["color"] for item in made["fashion"])
    assert len(colors) >= 14


def _garment(item: Draft) -> tuple[np.ndarray, np.ndarray]:
    """The picture's pixels (RGB) and which of them are not the studio behind."""
    assert item.svg is not None
    wall = re.search(r'<g class="backdrop">.*?</g>', item.svg, re.DOTALL)
    assert wall is not None
    pixels = [
        np.asarray(Image.open(io.BytesIO(render(svg))).convert("RGB"), float)
        for svg in (item.svg, document(wall.group()))
    ]
    return pixels[0], np.abs(pixels[0] - pixels[1]).sum(2) > 60


def _nearest_color(pixels: np.ndarray) -> str:
    """The named color of most of the pixels, each judged by its hue more than by its light."""
    names = list(COLORS)
    named = np.array([rgb(COLORS[name]) for name in names], float)

    def chroma(values: np.ndarray) -> np.ndarray:
        light = values.mean(-1, keepdims=True)
        return np.concatenate([0.45 * light, values - light], -1)

    nearest = np.linalg.norm(chroma(pixels)[:, None] - chroma(named)[None], axis=-1).argmin(1)
    return names[int(np.bincount(nearest, minlength=len(names)).argmax())]


@pytest.mark.parametrize("color", list(COLORS))
def test_the_picture_has_the_color_it_names(made: dict[str, list[Draft]], color: str) -> None:
    plain = {"dress", "t-shirt", "trousers", "coat", "skirt", "shirt", "sweater", "jacket"}
    for item in made["fashion"]:
        if (item.attributes["color"], item.attributes["pattern"]) == (color, "plain") and plain & {
            *item.categories
        }:
            pixels, mask = _garment(item)
            assert 0.1 < mask.mean() < 0.75
            assert _nearest_color(pixels[mask]) == color, item.title
            return
    pytest.fail(f"no plain piece in {color}")


def test_stripes_are_seen_on_striped_and_not_on_plain(made: dict[str, list[Draft]]) -> None:
    """Down the middle of a t-shirt, stripes change the light many times; plain cloth does not."""
    found = {}
    for pattern in ("striped", "plain"):
        item = next(
            d for d in made["fashion"] if "t-shirt" in d.categories and d.attributes["pattern"] == pattern
        )
        column = _garment(item)[0][120:250, 140].mean(1)
        found[pattern] = int((np.abs(np.diff(column)) > 12).sum())
    assert found["striped"] >= 8
    assert found["plain"] <= 4


def test_an_ad_has_its_ground_in_its_color(made: dict[str, list[Draft]]) -> None:
    right = 0
    chosen = made["advertising"][::12]
    for item in chosen:
        assert item.svg is not None
        picture = Image.open(io.BytesIO(render(item.svg))).convert("RGB").resize((64, 64))
        near = _nearest_color(np.asarray(picture, float).reshape(-1, 3))
        right += near == item.attributes["color"]
    assert right >= 0.7 * len(chosen)


def test_channels_differ_in_shape(made: dict[str, list[Draft]]) -> None:
    shapes = defaultdict(set)
    for item in made["advertising"]:
        size = re.search(r'width="(\d+)" height="(\d+)"', item.svg or "")
        assert size is not None
        shapes[item.attributes["channel"]].add((int(size[1]), int(size[2])))
    assert all(len(sizes) == 1 for sizes in shapes.values())
    (wide,), (tall,) = shapes["billboard"], shapes["print"]
    assert wide[0] >= 2 * wide[1]
    assert tall[1] > tall[0]


DIGEST = """
import hashlib, json
from tastemaker.catalog.demo.people import live
from tastemaker.catalog.demo.sections import SECTIONS, drafts
made = {section: drafts(section, seed=7) for section in SECTIONS}
said = [[d.id, d.title, d.description, dict(d.attributes), d.price, d.svg] for s in SECTIONS for d in made[s]]
done = [[e.user, e.item, e.timestamp, e.rating] for events in live(made, seed=7).values() for e in events]
print(hashlib.sha256(json.dumps([said, done]).encode()).hexdigest())
"""


def test_the_same_seed_gives_the_same_demo_whatever_the_hash_seed() -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", DIGEST],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for hash_seed in ("1", "2")
    ]
    digests = {worker.communicate()[0] for worker in workers}
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


def test_another_seed_gives_another_demo() -> None:
    first, second = (drafts("fashion", seed=seed) for seed in (1, 2))
    assert [item.title for item in first] != [item.title for item in second]


def test_people_are_many_and_live_in_order(lived: dict[str, list[Event]]) -> None:
    by_user: dict[str, list[tuple[str, Event]]] = defaultdict(list)
    for section, events in lived.items():
        assert [event.timestamp for event in events] == sorted(event.timestamp for event in events)
        for event in events:
            by_user[event.user].append((section, event))
            assert BEGIN <= event.timestamp <= END
            assert (event.rating is not None) == (event.event == "rate")
    assert len(by_user) == 300
    assert all(15 <= len(events) <= 60 for events in by_user.values())
    sections = Counter(len({section for section, _ in events}) for events in by_user.values())
    assert sections[1] >= 10
    assert sections[4] + sections[5] >= 150


def test_a_few_items_are_far_more_popular(lived: dict[str, list[Event]]) -> None:
    counts = np.sort(list(Counter((s, e.item) for s, events in lived.items() for e in events).values()))[::-1]
    assert counts[: len(counts) // 5].sum() > 0.45 * counts.sum()
    assert counts[0] < 0.5 * 300


def _features(made: Mapping[str, Sequence[Draft]]) -> tuple[list[tuple[str, str]], np.ndarray]:
    """Items as weighted words of their categories and attributes, as anyone may see them."""
    keys, words = [], []
    for section, items in made.items():
        for item in items:
            keys.append((section, item.id))
            texts = {f"{k}={v}" for k, v in item.attributes.items() if isinstance(v, str)}
            words.append(texts | {f"category={c}" for c in item.categories} | {section})
    place = {word: n for n, word in enumerate(sorted(set().union(*words)))}
    table = np.zeros((len(keys), len(place)))
    for row, texts in enumerate(words):
        table[row, [place[word] for word in texts]] = 1
    table *= np.log(len(keys) / table.sum(0))
    return keys, table / np.linalg.norm(table, axis=1, keepdims=True)


def test_taste_predicts_the_next_choice_better_than_popularity(
    made: dict[str, list[Draft]], lived: dict[str, list[Event]]
) -> None:
    keys, table = _features(made)
    row = {key: n for n, key in enumerate(keys)}
    history = defaultdict(list)
    for section, events in lived.items():
        for event in events:
            history[event.user].append((event.timestamp, row[section, event.item]))
    paths = [[item for _, item in sorted(events)] for events in history.values()]
    popular = np.bincount([item for path in paths for item in path[:-1]], minlength=len(keys)).astype(float)

    tastes = table @ np.array([table[path[:-1]].mean(0) for path in paths]).T

    def hits(scores: np.ndarray) -> float:
        found = 0
        for path, score in zip(paths, scores.copy(), strict=True):
            score[path[:-1]] = -1
            found += int((score > score[path[-1]]).sum() < 20)
        return found / len(paths)

    assert hits(tastes.T) > 1.5 * hits(np.tile(popular, (len(paths), 1)))


def test_taste_in_one_section_tells_of_taste_in_another(
    made: dict[str, list[Draft]], lived: dict[str, list[Event]]
) -> None:
    """A person's mean traits in fashion and in video correlate, once each section's own mean is gone."""
    means: dict[str, dict[str, np.ndarray]] = {}
    for section in ("fashion", "video"):
        vectors = {d.id: np.array([d.traits.get(trait, 0.0) for trait in TRAITS]) for d in made[section]}
        average = np.mean(list(vectors.values()), axis=0)
        chosen = defaultdict(list)
        for event in lived[section]:
            chosen[event.user].append(vectors[event.item] - average)
        means[section] = {user: np.mean(v, axis=0) for user, v in chosen.items() if len(v) >= 5}
    both = sorted(set(means["fashion"]) & set(means["video"]))
    assert len(both) > 80

    def cosine(a: np.ndarray, b: np.ndarray) -> float:
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    same = np.mean([cosine(means["fashion"][u], means["video"][u]) for u in both])
    shifted = [*both[1:], both[0]]
    other = np.mean(
        [cosine(means["fashion"][u], means["video"][v]) for u, v in zip(both, shifted, strict=True)]
    )
    assert same > other + 0.2


def test_some_tastes_drift() -> None:
    everyone = people(seed=SEED)
    drifting = sum(not np.allclose(person.taste, person.later) for person in everyone)
    assert 20 <= drifting <= 80
    assert len({person.name for person in everyone}) == 300


@pytest.mark.usefixtures("small")
def test_write_demo_gives_domain_folders_and_their_union(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    write_demo(tmp_path / "demo", progress=lambda *news: told.append(news))
    for section in SECTIONS:
        lines = (tmp_path / "demo" / section / "items.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        assert len(rows) == 2
        for row in rows:
            for kind in {"image", "audio", "video"} & set(row):
                assert (tmp_path / "demo" / section / row[kind]).stat().st_size > 500
        with Image.open(tmp_path / "demo" / section / rows[0]["image"]) as picture:
            assert min(picture.size) >= 190
        with (tmp_path / "demo" / section / "events.csv").open(encoding="utf-8") as file:
            events = list(csv.DictReader(file))
        assert events
        assert {event["item"] for event in events} <= {row["id"] for row in rows}
    assert told[-1] == ("rendering", 10, 10)
    assert 'sections = ["fashion", "advertising", "news", "video", "music"]' in (
        tmp_path / "demo" / "domain.toml"
    ).read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


@pytest.mark.usefixtures("small")
def test_the_demo_reads_as_a_domain(tmp_path: Path) -> None:
    from tastemaker.catalog.domain import read_domain

    write_demo(tmp_path / "demo")
    domain = read_domain(tmp_path / "demo")
    assert len(domain.items) == 10
    assert {item.attributes["section"] for item in domain.items} == set(SECTIONS)
    assert len(domain.events) > 1000
    assert not len(domain.rejected)


@pytest.mark.usefixtures("small")
def test_writing_again_keeps_what_is_remembered(tmp_path: Path) -> None:
    write_demo(tmp_path / "demo", seed=1)
    memory = settings.state_folder(tmp_path / "demo") / "memory.sqlite3"
    memory.parent.mkdir()
    memory.write_text("what ana likes")
    before = _digest(tmp_path / "demo")
    write_demo(tmp_path / "demo", seed=2)
    assert memory.read_text() == "what ana likes"
    assert _digest(tmp_path / "demo") != before
    write_demo(tmp_path / "demo", seed=1)
    assert _digest(tmp_path / "demo") == before


def _digest(path: Path) -> str:
    files = sorted(file for file in path.rglob("*") if file.suffix in (".jsonl", ".csv", ".toml"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("chapter one")
    with pytest.raises(BadDomain, match="not empty and holds no demo"):
        write_demo(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "chapter one"
    with pytest.raises(BadDomain, match="is a file"):
        write_demo(tmp_path / "thesis.txt")


@pytest.mark.usefixtures("small")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rendering, "save", full)
    with pytest.raises(OutOfDisk, match="disk is full"):
        write_demo(tmp_path / "demo")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("small")
def test_demo_folder_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASTEMAKER_CACHE", str(tmp_path))
    first = demo_folder()
    stamp = (first / "domain.toml").stat().st_mtime_ns
    assert demo_folder() == first
    assert (first / "domain.toml").stat().st_mtime_ns == stamp
    assert not (first / ".tastemaker").exists()


def test_several_processes_render_what_one_does(tmp_path: Path) -> None:
    """A worker is a command of its own: this is how a whole demo is rendered."""
    section, item = SECTIONS[0], stock(SECTIONS[0], SEED)[0]
    total = sum(len(stock(name, SEED)) for name in SECTIONS)
    (tmp_path / section / "media").mkdir(parents=True)
    command = [
        sys.executable,
        "-m",
        "tastemaker.catalog.demo.rendering",
        str(tmp_path),
        str(SEED),
        "0",
        str(total),
    ]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "\n"
    with Image.open(tmp_path / section / rendering.media(item)["image"]) as picture:
        assert picture.size == (320, 320)
