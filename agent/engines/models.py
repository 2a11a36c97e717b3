"""Loads a model for the transformers engine: its class, processor, adapter, device and precision.

Only safetensors are read and no code from a model repository is run.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoConfig,
    AutoImageProcessor,
    AutoModelForCausalLM,
    AutoModelForImageTextToText,
    AutoProcessor,
    AutoTokenizer,
)
from transformers.models.auto.processing_auto import processor_class_from_name
from transformers.processing_utils import ProcessorMixin
from transformers.utils import logging

from tastemaker.agent.engines.about import About
from tastemaker.agent.engines.angles import Angles
from tastemaker.agent.engines.codes import with_codes
from tastemaker.agent.engines.hearing import Hearing
from tastemaker.agent.engines.low_rank import LowRank, lora_config
from tastemaker.agent.engines.recall import Recall
from tastemaker.errors import BadAdapter, MissingExtra, ModelNotFound, UnknownModel

__all__ = ["Loaded", "beside", "device_named", "load", "unwarned"]

SMALL = 200_000_000
"""Below this many parameters one CPU core is faster than two that wait for each other."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to answer."""

    name: str
    model: Any
    tokenizer: Any
    processor: Any
    """None for a model that sees no pictures."""
    device: torch.device
    window: int
    """The longest prompt plus answer, in tokens."""
    threads: int
    """The number of CPU threads that suit it; 0 for torch's own choice."""
    quotes: bool = False
    """True for a small model whose free-text arguments are to quote the conversation (see `quoting`)."""
    drafts: int = 1
    """Replies that are drawn to give the likeliest: more than one for a small model (see `drafts`)."""
    hearing: Hearing | None = None
    """What hears a message beside a small model: which tool it asks for, what its words are for."""
    recall: Recall | None = None
    """Talk that was written down, for a small model's words without a tool."""
    angles: Angles | None = None
    """What reads tastes and texts beside a small model (see `angles`)."""
    lora: LowRank | None = None
    """What its passes go through, beside weights that others use too; None: the weights as they are."""
    merged: Path | None = None
    """The adapter that is in the weights for good."""


def load(model: str, *, adapter: Path | None = None, device: str = "auto") -> Loaded:
    """Load a folder or a hub id, with an adapter where one is given: LoRA is merged in, `full` replaces."""
    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        return _load(model, adapter=adapter, device=device_named(device))
    finally:
        if bars:
            logging.enable_progress_bar()


def _load(model: str, *, adapter: Path | None, device: torch.device) -> Loaded:
    merged = adapter
    if adapter is not None and (adapter / "model").is_dir():
        model, adapter = str(adapter / "model"), None
    local = Path(model).is_dir()
    common: dict[str, Any] = {"local_files_only": local, "trust_remote_code": False}
    try:
        config = AutoConfig.from_pretrained(model, **common)
        sees = type(config) in AutoModelForImageTextToText._model_mapping
        kind = AutoModelForImageTextToText if sees else AutoModelForCausalLM
        network = kind.from_pretrained(
            model, config=config, dtype=_precision(device), use_safetensors=True, **common
        )
        processor = _processor(model, **common) if sees else None
        tokenizer = processor.tokenizer if processor else AutoTokenizer.from_pretrained(model, **common)
    except OSError as error:
        raise _not_found(model, error, local=local) from error
    except ValueError as error:
        raise UnknownModel(f"the model {model!r} could not be loaded: {_first_line(error)}") from error
    if adapter is not None:
        network = _adapted(network, Path(adapter))
        if About.there(adapter):
            with_codes(network, tokenizer, About.read(adapter).sizes)
    network = network.to(device).eval()
    small = device.type == "cpu" and network.num_parameters() < SMALL
    window = _window(config, tokenizer)
    tokenizer.model_max_length = sys.maxsize  # prompts are measured against the window, by us
    quotes = bool(getattr(config, "quotes_arguments", False))
    drafts = int(getattr(config, "drafts", 1))
    threads = 1 if small else 0
    place = Path(model)
    beside = (Hearing.beside(place), Recall.beside(place), Angles.beside(place)) if local else (None,) * 3
    return Loaded(
        model, network, tokenizer, processor, device, window, threads, quotes, drafts, *beside, merged=merged
    )


def device_named(name: str) -> torch.device:
    """`auto` is the first of cuda, mps and cpu that is there."""
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        return torch.device(name)
    except RuntimeError:
        raise UnknownModel(f"no device {name!r}: give auto, cpu, cuda, cuda:1 or mps") from None


def _precision(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware multiplies it.

    A CPU with such instructions reads a prompt of 600 tokens twice as fast in it; one without is
    slower than in float32.
    """
    if device.type != "cpu":
        return torch.bfloat16
    able = torch.cpu.get_capabilities()
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32


def _processor(model: str, **common: Any) -> Any:
    """The model's processor; without its part for videos, which would need torchvision."""
    try:
        return AutoProcessor.from_pretrained(model, backend="pil", **common)
    except ImportError:
        return _without_videos(model, **common)


def _without_videos(model: str, **common: Any) -> Any:
    """The processor of a model that also takes videos, put together from its other parts."""
    images = AutoImageProcessor.from_pretrained(model, backend="pil", **common)
    tokenizer = AutoTokenizer.from_pretrained(model, **common)
    settings, _ = ProcessorMixin.get_processor_dict(model, **common)
    kind: Any = processor_class_from_name(settings.get("processor_class"))

    class PicturesOnly(kind):  # type: ignore[misc]  # the class is known only at run time
        """Takes no part for videos, where the original insists on one."""

        apply_chat_template = ProcessorMixin.apply_chat_template

        def check_argument_for_proper_class(self, argument_name: str, argument: Any) -> Any:
            return argument and super().check_argument_for_proper_class(argument_name, argument)

    parts = {"image_processor": images, "tokenizer": tokenizer}
    try:
        made = PicturesOnly.from_args_and_dict([parts.get(name) for name in kind.get_attributes()], settings)
    except ImportError as error:
        package = "num2words" if "num2words" in str(error) else "torchvision"
        raise MissingExtra(package, extra="hub", purpose=f"the model {model!r}") from error
    made.chat_template = made.chat_template or tokenizer.chat_template
    return made


def _window(config: Any, tokenizer: Any) -> int:
    """The longest text in tokens: what the positions and the tokenizer both allow."""
    text = config.get_text_config()
    return int(min(getattr(text, "max_position_embeddings", 32_768), tokenizer.model_max_length))


def beside(loaded: Loaded, adapter: Path | None) -> Loaded:
    """The same model with an adapter, or none, beside its weights, which stay as they are for others.

    Raises BadAdapter for a damaged one, for one of another base, and for a `full` one.
    """
    if loaded.merged is not None:
        if adapter == loaded.merged:
            return loaded
        raise BadAdapter(
            f"{loaded.name!r} has the adapter {loaded.merged} in its weights and takes no other, "
            f"found {adapter}: open the model without one"
        )
    if adapter is None:
        return replace(loaded, lora=None)
    if (adapter / "model").is_dir():
        raise BadAdapter(
            f"the adapter {adapter} is a whole model (strategy 'full'), and this one is {loaded.name!r}: "
            "give it when the server starts, or train with --strategy lora"
        )
    if About.there(adapter):
        with_codes(loaded.model, loaded.tokenizer, About.read(adapter).sizes)
    if _around(adapter):
        return replace(loaded, lora=None)
    try:
        return replace(loaded, lora=LowRank.open(adapter, loaded.model, name=loaded.name))
    except ModelNotFound as wrong:
        raise BadAdapter(str(wrong)) from wrong


def _around(adapter: Path) -> bool:
    """Whether an adapter leaves the network as it is, because it taught only what is around it."""
    return About.there(adapter) and About.read(adapter).strategy in ("features", "prompt")


def _adapted(network: Any, adapter: Path) -> Any:
    """The network with a LoRA adapter merged into its weights."""
    from peft import PeftConfig, PeftModel

    if _around(adapter):
        return network
    lora_config(adapter)
    if PeftConfig.from_pretrained(adapter).is_prompt_learning:
        raise UnknownModel(f"the adapter in {adapter} is a soft prompt: this engine takes LoRA adapters")
    with unwarned():
        return PeftModel.from_pretrained(network, adapter).merge_and_unload()


@contextmanager
def unwarned() -> Iterator[None]:
    """Without the warning that peft 0.21 provokes: it asks transformers 5.23 for an old name."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".is_gradient_checkpointing. is deprecated", FutureWarning)
        yield


def _not_found(model: str, error: OSError, *, local: bool) -> ModelNotFound:
    mend = "check the folder" if local else "check the name and the network, or give a folder"
    return ModelNotFound(f"the model {model!r} could not be loaded ({_first_line(error)}): {mend}")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
