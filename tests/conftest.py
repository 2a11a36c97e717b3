"""Fixtures that every test may use."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tastemaker.tools.making.script import read
from tastemaker.tools.making.storyboard import Storyboard

COLORS = {"red": (200, 30, 40), "blue": (30, 60, 200), "green": (30, 150, 60), "black": (20, 20, 20)}
KINDS = ("dress", "shirt", "boots")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the user's own cache folder."""
    if "TASTEMAKER_CACHE" not in os.environ:
        monkeypatch.setenv("TASTEMAKER_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


def write_wardrobe(folder: Path) -> Path:
    """A domain whose right answers are known: every color in every kind, and two clear tastes.

    Twelve items `c<color>-<kind>` with prices 10, 20, … 120; ana likes red, ben likes boots.
    """
    (folder / "media").mkdir(parents=True, exist_ok=True)
    lines = []
    for n, (color, rgb) in enumerate(COLORS.items()):
        for m, kind in enumerate(KINDS):
            picture = Image.new("RGB", (64, 64), "white")
            ImageDraw.Draw(picture).rectangle((8 + 8 * m, 8, 56 - 8 * m, 56), fill=rgb)
            picture.save(folder / "media" / f"{color}-{kind}.png")
            lines.append(
                {
                    "id": f"{color}-{kind}",
                    "title": f"{color.title()} {kind}",
                    "description": f"A {kind} in {color}.",
                    "categories": [kind],
                    "attributes": {"color": color, "size": 36 + n},
                    "price": 10.0 * (1 + n * len(KINDS) + m),
                    "image": f"media/{color}-{kind}.png",
                }
            )
    (folder / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    events = ["user,item,timestamp,rating"]
    events += [f"ana,red-{kind},{100 + i},5" for i, kind in enumerate(KINDS[:2])]
    events += [f"ben,{color}-boots,{200 + i},4" for i, color in enumerate(list(COLORS)[:3])]
    (folder / "events.csv").write_text("\n".join(events) + "\n")
    return folder


@pytest.fixture
def wardrobe(tmp_path: Path) -> Path:
    """A fresh copy of the wardrobe domain folder, not indexed."""
    return write_wardrobe(tmp_path / "wardrobe")


@pytest.fixture
def research_data() -> Path:
    """The folder of research data, where it is set."""
    given = os.environ.get("TASTEMAKER_DATA")
    if not given:
        pytest.skip("TASTEMAKER_DATA is not set")
    return Path(given)


@pytest.fixture
def story() -> Storyboard:
    """A storyboard of three short shots: a red, a blue and a green picture with a black bar in each."""
    shots = [
        {"camera": "push in", "seconds": 0.8, "transition": "cut", "caption": "Made for weather"},
        {"camera": "pan right", "seconds": 1.2, "transition": "crossfade", "caption": ""},
        {"camera": "static", "seconds": 1.0, "transition": "fade", "caption": "Order today"},
    ]
    told = {"scene": "a harbour", "subject": "a coat", "action": "it waits", "voice": "Soon."}
    script = read({"title": "The coat", "shots": [{**told, **shot} for shot in shots]})
    pictures = []
    for n, color in enumerate(["red", "blue", "green"]):
        picture = Image.new("RGB", (128, 72), COLORS[color])
        ImageDraw.Draw(picture).rectangle((20 + 30 * n, 0, 40 + 30 * n, 72), fill="black")
        pictures.append(picture)
    return Storyboard(script, tuple(pictures))


@pytest.fixture
def shop(wardrobe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wardrobe with a name, indexed by its words: built once, copied for each test."""
    built = tmp_path_factory.getbasetemp() / "shop-by-minilm"
    if not built.exists():
        from tastemaker.catalog.build import index

        (wardrobe / "domain.toml").write_text(
            'name = "Wardrobe"\nnoun = "clothes"\ncurrency = "€"\n', "utf-8"
        )
        index(wardrobe, image_model="none")
        shutil.copytree(wardrobe, built)
    return Path(shutil.copytree(built, wardrobe, dirs_exist_ok=True))


class Served:
    """An application that answers on a port of this machine until the test ends."""

    def __init__(self, app: Any) -> None:
        import uvicorn

        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        config = uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=60)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self.listener]})
        self._thread.start()

    def end(self) -> None:
        """Tell it to end; replies that have begun are ended first."""
        self._server.should_exit = True

    def ended(self) -> None:
        """Wait until it has."""
        self.end()
        self._thread.join(120)
        assert not self._thread.is_alive(), "the server ends when it is told to"
        self.listener.close()


@pytest.fixture(scope="session")
def serving() -> Callable[[Any], Served]:
    """Serves applications that end when they are told to."""
    return Served


@pytest.fixture
def served() -> Iterator[Callable[[Any], Served]]:
    """Serves applications."""
    servers: list[Served] = []

    def serve(app: Any) -> Served:
        servers.append(Served(app))
        return servers[-1]

    yield serve
    for server in servers:
        server.ended()
