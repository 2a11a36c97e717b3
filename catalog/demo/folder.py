"""The demo on disk: five domain folders, their union, and the people who use them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp

from tastemaker.catalog.demo.people import live
from tastemaker.catalog.demo.rendering import Progress, media, render_all
from tastemaker.catalog.demo.section import Draft, Profile
from tastemaker.catalog.demo.sections import SECTIONS, drafts, profile
from tastemaker.contracts import Event
from tastemaker.disk import room
from tastemaker.errors import BadDomain
from tastemaker.settings import cache_folder, state_folder

__all__ = ["demo_folder", "write_demo"]

MARK = ".demo.json"
"""Tells a demo folder, which may be written anew, from anything else, which may not."""

FEW = 50
"""Fewer items than this are not worth a second process."""

UNION = Profile(
    name="Tastemaker demo",
    noun="items",
    currency="€",
    tone="friendly and brief",
    weights={"text": 0.6, "image": 0.3, "audio": 0.2, "video": 0.15},
)


def demo_folder(*, progress: Progress | None = None) -> Path:
    """The demo in the user's cache folder, written on first use."""
    folder = cache_folder() / f"demo-{version('tastemaker')}"
    if not (folder / MARK).is_file():
        write_demo(folder, progress=progress)
    return folder


def write_demo(folder: Path, *, seed: int = 7, progress: Progress | None = None) -> None:
    """Write the demo: all of it, or, when something fails, nothing.

    `progress` is told the step, how much of it is done and how much there is. What was built or
    remembered in an older demo of the same folder stays.
    """
    folder = folder.resolve()
    _refuse(folder)
    draft = _beside(folder)
    try:
        with room(f"the disk is full: the demo needs about 150 MB in {folder.parent}"):
            _write(draft, seed=seed, progress=progress)
            _replace(folder, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _refuse(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise BadDomain(f"{folder} is a file: give the name of a folder to write the demo to")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise BadDomain(f"{folder} is not empty and holds no demo: give a new folder, or empty this one")


def _beside(folder: Path) -> Path:
    """A new folder on the same disk, so that a rename will do."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except (PermissionError, NotADirectoryError) as wrong:
        raise BadDomain(f"{folder.parent} cannot be written to: {wrong.strerror}") from wrong
    made.chmod(0o755)
    return made


def _write(folder: Path, *, seed: int, progress: Progress | None) -> None:
    made = {section: drafts(section, seed=seed) for section in SECTIONS}
    events = live(made, seed=seed)
    for section, items in made.items():
        (folder / section / "media").mkdir(parents=True)
        _text(folder / section / "items.jsonl", "".join(_line(item) for item in items))
        _text(folder / section / "events.csv", _table(events[section]))
        _text(folder / section / "domain.toml", _toml(profile(section)))
    total = sum(map(len, made.values()))
    workers = 1 if total < FEW else min(8, _cores())
    render_all(folder, seed=seed, total=total, workers=workers, progress=progress)
    _text(folder / "domain.toml", _toml(UNION, sections=SECTIONS))
    _text(folder / MARK, json.dumps({"version": version("tastemaker"), "seed": seed}) + "\n")


def _cores() -> int:
    """The cores this process may use: fewer than the machine has, in a container."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _text(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _line(draft: Draft) -> str:
    row: dict[str, object] = {
        "id": draft.id,
        "title": draft.title,
        "description": draft.description,
        "categories": list(draft.categories),
        "attributes": dict(draft.attributes),
    }
    if draft.price is not None:
        row["price"] = draft.price
    return json.dumps(row | media(draft), ensure_ascii=False) + "\n"


def _table(events: Sequence[Event]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["user", "item", "timestamp", "rating", "event"])
    for event in events:
        rating = "" if event.rating is None else f"{event.rating:g}"
        writer.writerow([event.user, event.item, int(event.timestamp), rating, event.event])
    return out.getvalue()


def _toml(told: Profile, *, sections: Sequence[str] = ()) -> str:
    """A profile as TOML; its basic strings are written as JSON writes them."""
    lines = [
        f"{key} = {json.dumps(getattr(told, key), ensure_ascii=False)}"
        for key in ("name", "noun", "currency", "tone")
    ]
    if sections:
        lines.append(f"sections = {json.dumps(list(sections))}")
    return "\n".join(lines) + "\n" + _weights(told.weights)


def _weights(weights: Mapping[str, float]) -> str:
    if not weights:
        return ""
    return "\n[weights]\n" + "".join(f"{name} = {weight}\n" for name, weight in weights.items())


def _replace(folder: Path, made: Path) -> None:
    """Put the new demo in the old one's place; builds, memories and threads move over."""
    if not folder.exists():
        made.rename(folder)
        return
    old = made.with_name(made.name + "-old")
    folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    for part in ("", *SECTIONS):
        state = state_folder(old / part)
        if state.is_dir():
            state.rename(state_folder(folder / part))
    shutil.rmtree(old, ignore_errors=True)
