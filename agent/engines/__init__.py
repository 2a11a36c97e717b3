"""Everything that answers at run time: LLM engines, and later the beam and its partners."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tastemaker.contracts import Engine
from tastemaker.errors import ModelNotFound, UnknownModel
from tastemaker.settings import preset

__all__ = ["DEMO", "MINI", "open_engine", "weights_of"]

MINI: Final = Path(__file__).resolve().parent.parent / "weights" / "mini"
"""Where the embedded model's weights ship."""
DEMO: Final = MINI.parent / "demo"
"""Where what it was taught about the demo ships: an adapter."""


def open_engine(model: str = "mini", *, adapter: Path | None = None, device: str = "auto") -> Engine:
    """The engine for a preset, a folder or a hub id, with an adapter where one is given.

    >>> engine = open_engine("mini")  # doctest: +SKIP
    >>> engine = open_engine("laptop", adapter=Path("adapters/films"))  # doctest: +SKIP
    """
    where = weights_of(model)
    from tastemaker.agent.engines.transformers import TransformersEngine

    engine = TransformersEngine.open(where, adapter=adapter, device=device)
    engine.name = model
    return engine


def weights_of(model: str) -> str:
    """The folder or hub id of a preset or model. Raises UnknownModel, and ModelNotFound."""
    llm = preset(model).llm
    if llm.startswith(("http://", "https://")):
        raise UnknownModel(
            f"the model {llm!r} is a URL, and serving by URL comes with the vllm engine: "
            "give mini, laptop, gpu, a folder or a hub id"
        )
    return str(_mini()) if llm == "mini" else llm


def _mini() -> Path:
    """The folder of the embedded model, which must hold weights."""
    if not any(MINI.glob("*.safetensors")):
        raise ModelNotFound(
            "the embedded model's weights are missing from this installation: to train them, run "
            "python -m tastemaker.finetune.mini"
        )
    return MINI
