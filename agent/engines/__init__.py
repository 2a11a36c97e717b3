"""Everything that answers at run time: LLM engines, the beam and its partners."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tastemaker.contracts import Engine
from tastemaker.errors import ModelNotFound, UnknownModel
from tastemaker.settings import preset

__all__ = ["DEMO", "MINI", "SECTIONS", "is_url", "open_engine", "weights_of"]

MINI: Final = Path(__file__).resolve().parent.parent / "weights" / "mini"
"""Where the embedded model's weights ship."""
DEMO: Final = MINI.parent / "demo"
"""Where what it was taught about the demo ships: an adapter."""
SECTIONS: Final = MINI.parent / "sections"
"""Where those of the demo's sections ship, each in a folder of its name."""


def open_engine(model: str = "mini", *, adapter: Path | None = None, device: str = "auto") -> Engine:
    """The engine for a preset, a folder, a hub id or a vLLM server's URL, with an adapter where one is given.

    >>> engine = open_engine("mini")  # doctest: +SKIP
    >>> engine = open_engine("laptop", adapter=Path("adapters/films"))  # doctest: +SKIP
    >>> engine = open_engine("http://gpu-box:8000/v1")  # doctest: +SKIP
    """
    if is_url(model):
        from tastemaker.agent.engines.vllm import VllmEngine

        return VllmEngine(preset(model).llm, adapter=adapter)
    where = weights_of(model)
    from tastemaker.agent.engines.transformers import TransformersEngine

    engine = TransformersEngine.open(where, adapter=adapter, device=device)
    engine.name = model
    return engine


def is_url(model: str) -> bool:
    """Whether the model is behind a server."""
    return model.startswith(("http://", "https://"))


def weights_of(model: str) -> str:
    """The folder or hub id of a preset or model. Raises UnknownModel, and ModelNotFound."""
    llm = preset(model).llm
    if is_url(llm):
        raise UnknownModel(f"the weights of {llm!r} are on a server: give a preset, a folder or a hub id")
    return str(_mini()) if llm == "mini" else llm


def _mini() -> Path:
    """The folder of the embedded model, which must hold weights."""
    if not any(MINI.glob("model*.safetensors")):
        raise ModelNotFound(
            "the embedded model's weights are missing from this installation: to train them, run "
            "python -m tastemaker.finetune.mini"
        )
    return MINI
