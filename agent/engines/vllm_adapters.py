"""Adapters behind a vLLM server: named by what is in them, loaded and unloaded while it runs."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.agent.engines.about import CONFIG, WEIGHTS, About
from tastemaker.errors import (
    AdapterNotServed,
    BadAdapter,
    ModelError,
    ModelFailed,
    ModelUnreachable,
    NotServed,
)

if TYPE_CHECKING:
    from tastemaker.agent.engines.model_server import ModelServer
    from tastemaker.agent.engines.models import Loaded

__all__ = ["Bases", "Lora"]

THERE: Final = "has already been loaded"
"""What vLLM says of an adapter that it has: its name says what is in it, so it is the same."""
UNSEEN: Final = "No adapter found"
"""What vLLM says of a folder that is not there."""


@dataclass(frozen=True, slots=True)
class Lora:
    """The LoRA of an adapter's folder, as a server knows it."""

    folder: Path
    name: str
    """The folder's, and a digest of the weights: what takes its place is another, to all API processes."""

    @classmethod
    def of(cls, adapter: Path) -> Lora | None:
        """What the server is to load; None where the base answers, or is the adapter itself.

        Raises BadAdapter for a soft prompt, and where there is no LoRA.
        """
        strategy = About.read(adapter).strategy if About.there(adapter) else "lora"
        if strategy == "prompt":
            raise BadAdapter(
                f"the adapter {adapter} is a soft prompt (strategy 'prompt'), which vLLM does not serve: "
                "train with --strategy lora or full, or talk to it without a server"
            )
        if strategy != "lora":
            return None
        folder, digest = adapter.resolve(), hashlib.sha256()
        try:
            for name in (CONFIG, WEIGHTS):
                digest.update((folder / name).read_bytes())
        except OSError as wrong:
            raise BadAdapter(f"no adapter in {folder}: {wrong}") from wrong
        return cls(folder, f"{folder.name}-{digest.hexdigest()[:8]}")

    @property
    def rank(self) -> int:
        """The largest of its matrices, for which the server has to be started. Raises BadAdapter."""
        try:
            config = json.loads((self.folder / CONFIG).read_text("utf-8"))
            return max(map(int, [config["r"], *(config.get("rank_pattern") or {}).values()]))
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise BadAdapter(
                f"{self.folder / CONFIG} is damaged ({wrong!r}): save the adapter again"
            ) from wrong

    @property
    def bytes(self) -> int:
        """By its file: what the server makes of it is not known here."""
        return (self.folder / WEIGHTS).stat().st_size

    def load(self, server: ModelServer) -> None:
        """Have the server load it, if nobody has had it loaded before.

        Not `load_inplace`: with that vLLM reads the folder again before each of the steps to come. Raises
        AdapterNotServed for one that it cannot load, and what a server raises that is away.
        """
        body = {"lora_name": self.name, "lora_path": str(self.folder)}
        try:
            server.post("/v1/load_lora_adapter", body)
        except NotServed as wrong:
            raise self._not_found(server, str(wrong)) from wrong
        except ModelError as wrong:
            if THERE in str(wrong):
                return
            if _away(server, wrong):
                raise
            raise AdapterNotServed(f"the adapter {self.folder} cannot be loaded: {wrong}") from wrong

    def _not_found(self, server: ModelServer, said: str) -> AdapterNotServed | NotServed:
        """What a server has not: the folder, or the route by which it would load one."""
        if UNSEEN in said:
            return AdapterNotServed(
                f"the model server {server.base} finds no adapter in {self.folder}: it needs the folder "
                "under the same path"
            )
        return NotServed(
            f"the model server {server.base} loads no adapters at run time: start it with "
            "VLLM_ALLOW_RUNTIME_LORA_UPDATING=1 and --enable-lora"
        )

    def unload(self, server: ModelServer) -> None:
        """Have the server let it go; one that is away has let it go already."""
        with suppress(ModelError, NotServed):
            server.post("/v1/unload_lora_adapter", {"lora_name": self.name})


def _away(server: ModelServer, wrong: ModelError) -> bool:
    """Whether it is the server that fails, and not what was asked of it."""
    if not isinstance(wrong, ModelFailed):
        return isinstance(wrong, ModelUnreachable)
    try:
        server.get("/health")
    except (ModelError, NotServed):
        return True
    return False


class Bases:
    """The base models that rank in this process beside a server, each loaded once."""

    def __init__(self) -> None:
        self._found: dict[str, Loaded] = {}
        self._guard = threading.Lock()

    def of(self, base: str) -> Loaded:
        """The base of this name."""
        from tastemaker.agent.engines import weights_of
        from tastemaker.agent.engines.models import load

        with self._guard:
            if base not in self._found:
                self._found[base] = load(weights_of(base))
            return self._found[base]
