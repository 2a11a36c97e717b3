"""What the environment and the machine decide: folders, model presets, limits."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tastemaker.errors import UnknownModel

__all__ = ["LIMITS", "PRESETS", "Limits", "Preset", "cache_folder", "debug", "preset", "state_folder"]


@dataclass(frozen=True, slots=True)
class Preset:
    """A named choice of models."""

    name: str
    llm: str
    """`mini`, a hub id, a path, or the URL of an OpenAI-compatible server."""
    image: str
    """`mini`, a hub id, a path or a URL."""
    needs: str
    """What it takes, in words a person can check."""


PRESETS: Final[dict[str, Preset]] = {
    "mini": Preset("mini", "mini", "mini", "nothing: weights ship in the package, runs on CPU"),
    "laptop": Preset(
        "laptop",
        "HuggingFaceTB/SmolVLM2-500M-Video-Instruct",
        "stabilityai/sd-turbo",
        "a model hub on first use, 6 GB of memory",
    ),
    "gpu": Preset(
        "gpu",
        "Qwen/Qwen3-VL-4B-Instruct",
        "stabilityai/sdxl-turbo",
        "a GPU with 16 GB, best behind vLLM",
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is accepted, so that bad input ends in a sentence and not in a crash."""

    message_characters: int = 20_000
    picture_pixels: int = 50_000_000
    media_bytes: int = 200_000_000
    cards_per_reply: int = 5
    painted_side: int = 4096
    painted_pixels: int = 8_400_000


LIMITS: Final = Limits()


def preset(name: str) -> Preset:
    """The preset of this name; a path, hub id or URL becomes a preset of its own."""
    if name in PRESETS:
        return PRESETS[name]
    if "/" in name or Path(name).exists():
        return Preset(name, name, "mini", "what that model needs")
    raise UnknownModel(
        f"no model {name!r}: give one of {', '.join(PRESETS)}, a folder, a hub id (owner/name) or a URL"
    )


def cache_folder() -> Path:
    """Where the demo domain is kept: `TASTEMAKER_CACHE`, or the user's cache folder."""
    if given := os.environ.get("TASTEMAKER_CACHE"):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "tastemaker"


def state_folder(domain: Path) -> Path:
    """Where a domain's built catalog, people's memory and threads live."""
    return domain / ".tastemaker"


def debug() -> bool:
    """True when `TASTEMAKER_DEBUG=1`: errors show their traceback."""
    return os.environ.get("TASTEMAKER_DEBUG", "") not in ("", "0")
