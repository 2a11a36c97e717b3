"""Fixtures that every test may use."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tastemaker.contracts import Brushwork
from tastemaker.tools.making.script import read
from tastemaker.tools.making.storyboard import Storyboard

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.agent.studio import LazyEasel
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory
    from tastemaker.tools.session import Session

ROOT = Path(__file__).parents[1]
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


class Colors:
    """An embedder of text by the colors it names."""

    name, dim, modality = "colors", 5, "text"

    def encode(self, inputs: Sequence[Any]) -> NDArray[np.float32]:
        rows = [[c in text.lower() for c in COLORS] + [0.1] for text in inputs]
        return np.asarray([np.asarray(row, float) / np.linalg.norm(row) for row in rows], np.float32)


class Brush:
    """A painter of one plain color, by prompt, seed and taste, that remembers what it was asked for."""

    name = "brush"

    def __init__(self) -> None:
        self.together = 1
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def paint(self, prompt: str, **how: Unpack[Brushwork]) -> Image.Image:
        self.asked.append((prompt, dict(how)))
        for step in (1, 2):
            if (told := how.get("progress")) is not None:
                told(step, 2)
        taste = how.get("taste")
        lean = 90 if taste is None else int(90 + 60 * float(taste[0]))
        shade = (zlib.crc32(prompt.encode()) % 200, how.get("seed", 0) % 256, lean)
        return Image.new("RGB", how.get("size", (64, 64)), shade)

    def paint_many(self, prompts: Sequence[str], **how: Unpack[Brushwork]) -> list[Image.Image]:
        assert len(prompts) <= self.together
        return [self.paint(prompt, **how) for prompt in prompts]


@pytest.fixture
def atelier(wardrobe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wardrobe, for making things: indexed by colors, with items of which little is known."""
    built = tmp_path_factory.getbasetemp() / "atelier"
    if not built.exists():
        from tastemaker.catalog.build import index

        toml = 'name = "Wardrobe"\nnoun = "clothes"\ncurrency = "€"\ntone = "warm and brief"\n'
        (wardrobe / "domain.toml").write_text(toml, encoding="utf-8")
        with (wardrobe / "items.jsonl").open("a") as items:
            items.write('{"id": "bare", "title": "Something"}\n')
            items.write('{"id": "mute", "title": "Grey gloves", "categories": ["gloves"], "price": 9}\n')
            items.write('{"id": "told", "title": "Felt hat", "description": "A warm hat of felt."}\n')
        index(wardrobe, embedders={"text": Colors()}, image_model="none")
        shutil.copytree(wardrobe, built)
    return Path(shutil.copytree(built, wardrobe, dirs_exist_ok=True))


@pytest.fixture
def opened_atelier(atelier: Path) -> Callable[[], tuple[Catalog, Memory]]:
    """Opens the atelier's catalog and memory."""
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory

    return lambda: (Catalog.open(atelier, models={"text": Colors()}), Memory.of(atelier))


@pytest.fixture
def shot() -> dict[str, Any]:
    """A shot as a model writes it."""
    return {
        "scene": "a quiet street at dawn",
        "subject": "[1]",
        "camera": "push in",
        "action": "[1.color] light falls on [1]",
        "caption": "[1]",
        "voice": "[1], in [1.color].",
        "seconds": 2,
        "transition": "cut",
    }


@pytest.fixture
def script(shot: dict[str, Any]) -> str:
    """The script of a storyboard of three shots, as a model writes it."""
    return json.dumps({"title": "Morning, [1]", "shots": [shot, {**shot, "subject": "two friends"}, shot]})


@pytest.fixture
def brush() -> Brush:
    return Brush()


@pytest.fixture
def easel(brush: Brush) -> LazyEasel:
    """The brush, as if it were the embedded image model."""
    from tastemaker.agent.studio import LazyEasel
    from tastemaker.tools.studio import Easel

    made = LazyEasel("mini")
    made._easel = Easel(brush)
    return made


@pytest.fixture
def desk(
    atelier: Path, opened_atelier: Callable[[], tuple[Catalog, Memory]], brush: Brush
) -> Iterator[Callable[..., Session]]:
    """Opens a person's turn in which the model says what the test queues, and the brush paints."""
    from tastemaker.agent.engines.scripted import ScriptedEngine
    from tastemaker.agent.engines.taste_vector import TasteVector
    from tastemaker.agent.proofreading import Proof
    from tastemaker.tools.making.artefacts import Artefacts
    from tastemaker.tools.session import Session
    from tastemaker.tools.studio import Easel, Studio

    catalog, memory = opened_atelier()

    def open_desk(*drafts: str, user: str = "ana", feels: bool = False, **studio: Any) -> Session:
        given = {"film": (64, 36), "fps": 6, **studio}
        return Session(
            catalog, memory, TasteVector(catalog, memory), ScriptedEngine(list(drafts)), user,
            proofreader=Proof(catalog),
            studio=Studio(lambda: Easel(brush, feels), Artefacts(atelier / ".tastemaker" / "made"), **given),
        )  # fmt: skip

    yield open_desk
    memory.close()


@pytest.fixture
def opened(
    opened_atelier: Callable[[], tuple[Catalog, Memory]], easel: LazyEasel
) -> Iterator[Callable[..., Agent]]:
    """Opens agents whose model says what the test queues."""
    from tastemaker.agent.agent import Agent
    from tastemaker.agent.engines.scripted import ScriptedEngine
    from tastemaker.agent.engines.taste_vector import TasteVector

    agents: list[Agent] = []

    def open_agent(*replies: object) -> Agent:
        catalog, memory = opened_atelier()
        engine = ScriptedEngine(list(replies))  # type: ignore[arg-type]
        recommender = TasteVector(catalog, memory)
        agents.append(Agent(catalog, engine=engine, memory=memory, recommender=recommender, easel=easel))
        return agents[-1]

    yield open_agent
    for agent in agents:
        agent.close()


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


def printed(benchmark: str, *words: str) -> dict[str, Any]:
    """The JSON that a command under benchmarks/ prints."""
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / benchmark, *words],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


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


@pytest.fixture(scope="session")
def real_vllm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a vLLM that serves mini, as `tastemaker serve --with-vllm` has it served."""
    if not os.environ.get("TASTEMAKER_VLLM"):
        pytest.skip("TASTEMAKER_VLLM names no vllm program: .ci/vllm-install makes one")
    from tastemaker.agent.engines import MINI
    from tastemaker.serve.vllm_child import vllm_server

    with vllm_server(str(MINI), name="mini", log=tmp_path_factory.mktemp("vllm") / "log") as address:
        yield address
