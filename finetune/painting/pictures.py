"""The pictures to learn from: demos drawn from other seeds than the shipped one, at the model's own sizes.

A folder holds one array per format (`256x256.npy`, uint8 (n, height, width, 3)), and `facts.jsonl` with what
is true of each picture. Each section of each demo is drawn on its own and kept, so that a run that is stopped
goes on with the next.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tastemaker.agent.engines.commission import fit, working_size
from tastemaker.catalog.demo.drawing import render
from tastemaker.catalog.demo.section import Draft
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.disk import room
from tastemaker.finetune.painting.phrasing import Facts, facts_of

__all__ = ["FIRST_SEED", "SIDE", "UNIT", "Pictures", "draw_pictures", "held_out", "pixels_of"]

log = logging.getLogger(__name__)
SIDE, UNIT = 256, 32
"""Pictures have about 256 squared pixels, and sides of a multiple of 32."""
HELD = 0.06
"""The share of the combinations that is never trained on."""
FIRST_SEED = 200
"""The demo itself is seed 7, the vision tower's are from 100."""
SQUARED = {"news": 0.5, "video": 0.5}
"""How often a picture of this section is cut to a square, so that every scene is known as one."""
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Pictures:
    """Drawn pictures by format, and what is true of each."""

    pixels: dict[str, Pixels]
    """Format to uint8 (n, height, width, 3), mapped from the disk."""
    facts: dict[str, list[Facts]]

    @classmethod
    def open(cls, folder: Path) -> Pictures:
        """What `draw_pictures` wrote."""
        facts: dict[str, list[Facts]] = {}
        with (folder / "facts.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                one = json.loads(line)
                facts.setdefault(one["format"], []).append(one)
        pixels = {name: np.load(folder / f"{name}.npy", mmap_mode="c") for name in facts}
        return cls(pixels, facts)

    def __len__(self) -> int:
        return sum(map(len, self.facts.values()))

    def rows(self, format: str, *, held: bool) -> NDArray[np.int64]:
        """The rows of a format that are held out, or those to train on."""
        return np.array([n for n, one in enumerate(self.facts[format]) if held_out(one) == held], np.int64)


def held_out(facts: Facts) -> bool:
    """Whether this combination of what is shown and how is kept for the test: the same in every run."""
    look = " ".join(facts.get(name, "") for name in ("color", "pattern", "mood", "tone"))
    coded = hashlib.sha256(f"{facts['section']}|{facts['subject']}|{look}".encode()).digest()
    return int.from_bytes(coded[:4]) < HELD * 2**32


def draw_pictures(folder: Path, *, demos: int, workers: int = 0) -> Pictures:
    """Draw what is not there yet, in processes of its own where there is more than one core."""
    if not (folder / "facts.jsonl").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        jobs = [
            (folder, seed, section) for seed in range(FIRST_SEED, FIRST_SEED + demos) for section in SECTIONS
        ]
        todo = [job for job in jobs if not _mark(*job).is_file()]
        with room(
            f"no space left in {folder}: the pictures need about {demos * 300} MB, "
            "and as much again while they are joined"
        ):
            for done, (_, seed, section) in enumerate(_drawn(todo, workers or os.cpu_count() or 1), 1):
                log.info("drawn: %s of demo %d, %d of %d", section, seed, done, len(todo))
            _join(folder, jobs)
    return Pictures.open(folder)


Job = tuple[Path, int, str]


def _drawn(jobs: Sequence[Job], workers: int) -> Iterator[Job]:
    """The jobs as they are done."""
    if workers == 1 or len(jobs) < 2:
        yield from map(_draw, jobs)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_draw, jobs)


def _draw(job: Job) -> Job:
    """One section of one demo: an array for each format, and the facts in the same order."""
    folder, seed, section = job
    rng = np.random.default_rng([seed, SECTIONS.index(section), 5])
    found: dict[str, list[Pixels]] = {}
    facts: list[Facts] = []
    for draft in drafts(section, seed=seed):
        pixels = pixels_of(draft, square=bool(rng.random() < SQUARED.get(section, 0.0)))
        name = f"{pixels.shape[1]}x{pixels.shape[0]}"
        found.setdefault(name, []).append(pixels)
        facts.append(facts_of(section, draft, pixels) | {"format": name, "demo": str(seed)})
    for name, many in found.items():
        np.save(folder / f"{seed}-{section}-{name}.npy", np.stack(many))
    _mark(*job).write_text("".join(json.dumps(one) + "\n" for one in facts), encoding="utf-8")
    return job


def _mark(folder: Path, seed: int, section: str) -> Path:
    """Is there when a job is done."""
    return folder / f"{seed}-{section}.jsonl"


def pixels_of(draft: Draft, *, square: bool) -> Pixels:
    """The draft's picture at the model's size nearest to its own, or cut to a square."""
    assert draft.svg is not None
    picture = Image.open(BytesIO(render(draft.svg)))
    size = (SIDE, SIDE) if square else working_size(picture.size, side=SIDE, unit=UNIT)
    if not square:  # a small change of the ratio squeezes the picture, rather than cutting its frame
        return np.asarray(picture.convert("RGB").resize(size, Image.Resampling.LANCZOS))
    return np.asarray(fit(picture, size))


def _join(folder: Path, jobs: Sequence[Job]) -> None:
    """One array per format from those of all jobs, and one file of facts."""
    lines = [line for job in jobs for line in _mark(*job).read_text(encoding="utf-8").splitlines()]
    formats = sorted({json.loads(line)["format"] for line in lines})
    for name in formats:
        parts = [
            path for _, seed, section in jobs if (path := folder / f"{seed}-{section}-{name}.npy").is_file()
        ]
        whole = [np.load(path, mmap_mode="r") for path in parts]
        shape = (sum(map(len, whole)), *whole[0].shape[1:])
        joined = np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=np.uint8, shape=shape)
        np.concatenate(whole, out=joined)
        joined.flush()
    partial = folder / "facts.partial"
    partial.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    os.replace(partial, folder / "facts.jsonl")
    for part in (*folder.glob("*-*-*.npy"), *(_mark(*job) for job in jobs)):
        part.unlink()
