"""Paints with a diffusers model in this process: the embedded one, or any by folder or hub id.

Only safetensors are read and no code from a model repository is run.
"""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Unpack

import torch
from diffusers import AutoPipelineForImage2Image, AutoPipelineForText2Image
from diffusers.utils import logging

from tastemaker.agent.engines.choosing import nearest
from tastemaker.agent.engines.commission import Commission, fit, working_size
from tastemaker.agent.engines.conditioning import TOKENS, told
from tastemaker.agent.engines.detail import detailed
from tastemaker.agent.engines.models import device_named
from tastemaker.agent.engines.painter import TRAIN, mend
from tastemaker.catalog.minilm import MiniLM, quietly
from tastemaker.contracts import Brushwork
from tastemaker.errors import ModelError, ModelNotFound, Refused, UnknownModel

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["MANNER", "DiffusionPainter", "Manner"]

MANNER: Final = "painting.json"
"""The file that marks a model of ours: how it is best used, and that MiniLM reads for it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model is best used."""

    side: int
    """It paints best at about this side squared, in pixels."""
    unit: int
    """Sides are multiples of this."""
    steps: int | None = None
    guidance: float | None = None
    """How far to exaggerate the prompt; None for the pipeline's own choice."""
    together: int = 1
    """Pictures painted at once."""
    drafts: int = 1
    """Pictures from which one that is painted from words is chosen (`choosing.py`); 1 paints it once."""
    reads: str = ""
    """The embedder whose token states it takes; empty where it reads words itself."""
    detail: int = 0
    """Around so many pixels of a painting its details come from the picture it began with; 0 for a model that
    paints its own."""


class DiffusionPainter:
    """A diffusers pipeline, from words or from a picture."""

    def __init__(self, pipe: Any, manner: Manner, *, name: str) -> None:
        self.name = name
        self._pipe, self._manner = pipe, manner
        self._lock = RLock()
        pipe.set_progress_bar_config(disable=True)

    @classmethod
    def open(cls, model: str, *, device: str = "auto") -> DiffusionPainter:
        """Load a folder or a hub id. Raises ModelNotFound, and UnknownModel for what is no such model."""
        local = Path(model).is_dir()
        place = device_named(device)
        dtype = torch.float32 if place.type == "cpu" else torch.bfloat16
        with _silently():
            try:
                pipe: Any = AutoPipelineForText2Image.from_pretrained(
                    model, dtype=dtype, use_safetensors=True, local_files_only=local
                )
            except OSError as error:
                raise ModelNotFound(
                    f"the image model {model!r} cannot be loaded ({_first_line(error)}): {mend(model)}"
                ) from error
            except (ValueError, KeyError, AttributeError) as error:
                raise UnknownModel(
                    f"{model!r} is no text-to-image model that diffusers can load ({_first_line(error)}): "
                    f"{mend(model)}"
                ) from error
        return cls(pipe.to(place), _manner(model, pipe), name=model)

    @property
    def together(self) -> int:
        """Pictures painted at once, as the model's own file says."""
        return self._manner.together

    def paint(self, prompt: str, **how: Unpack[Brushwork]) -> Image.Image:
        """One picture, as `Painter` says: from words alone, of the model's drafts the one nearest to them."""
        asked = Commission.of([prompt], how)
        return self._made(asked, drafts=self._manner.drafts if asked.picture is None else 1)[0]

    def paint_many(self, prompts: Sequence[str], **how: Unpack[Brushwork]) -> list[Image.Image]:
        """A picture for each prompt, as `Painter` says: from the same noise, so that none is chosen."""
        return self._made(Commission.of(prompts, how), drafts=1)

    def _made(self, asked: Commission, *, drafts: int) -> list[Image.Image]:
        """Painted near the size that the model knows, brought to the size asked for."""
        size = working_size(asked.size, side=self._manner.side, unit=self._manner.unit)
        picture = asked.picture
        if picture is not None:
            asked = replace(asked, picture=fit(picture, size))
            if int(self._steps(asked) * asked.strength) < 1:
                return [fit(picture, asked.size) for _ in asked.prompts]
        ordered = asked.drafted(drafts) if drafts > 1 else asked
        with self._lock, _silently():
            painted = [one for part in self._parts(ordered) for one in self._paint(part, size)]
            if drafts > 1:
                painted = [painted[nearest(painted, asked.prompts[0])]]
        if picture is not None and self._manner.detail:
            guide = fit(picture, _covering(asked.size, size))
            painted = [detailed(one, guide, radius=self._manner.detail) for one in painted]
        return [fit(one, asked.size) for one in painted]

    def _parts(self, asked: Commission) -> Iterator[Commission]:
        """The order in batches that fit, each telling how far the whole has come."""
        starts = range(0, len(asked.prompts), self.together)
        for number, start in enumerate(starts):
            some = slice(start, start + self.together)
            progress = _shifted(asked.progress, number, len(starts))
            yield replace(asked, prompts=asked.prompts[some], seeds=asked.seeds[some], progress=progress)

    def _paint(self, asked: Commission, size: tuple[int, int]) -> list[Image.Image]:
        pipe = self._pipe if asked.picture is None else self._from_picture
        seeds = asked.seeds or (asked.seed,) * len(asked.prompts)
        given: dict[str, Any] = {
            "width": size[0],
            "height": size[1],
            "generator": [torch.Generator("cpu").manual_seed(seed) for seed in seeds],
            "num_inference_steps": self._steps(asked),
            "callback_on_step_end": _after_step(asked.progress),
            "output_type": "pil",
        }
        if self._manner.guidance is not None:
            given["guidance_scale"] = self._manner.guidance
        if asked.picture is not None:
            given |= {"image": [asked.picture] * len(asked.prompts), "strength": asked.strength}
        if self._manner.reads:
            given |= self._told(asked)
        else:
            given |= {"prompt": list(asked.prompts)}
            given |= {"negative_prompt": [asked.negative] * len(asked.prompts)} if asked.negative else {}
        known = inspect.signature(pipe.__call__).parameters
        try:
            painted = pipe(**{k: v for k, v in given.items() if k in known})
        except torch.OutOfMemoryError as error:
            raise ModelError(
                f"{self.name} ran out of memory at {size[0]} x {size[1]} pixels: give a smaller --image-model"
            ) from error
        if any(getattr(painted, "nsfw_content_detected", None) or ()):
            raise Refused(
                f"what came of it is not shown: the safety checker of {self.name} speaks against it"
            )
        pictures: list[Image.Image] = painted.images
        return pictures

    def _told(self, asked: Commission) -> dict[str, torch.Tensor]:
        """Words and taste, and what to point away from, in the place of prompts: of a taste, its opposite."""
        wanted = told(self._reader, asked.prompts, taste=asked.taste)
        opposite = None if asked.taste is None else -asked.taste
        shunned = told(self._reader, [asked.negative] * len(asked.prompts), taste=opposite)
        given = {
            "prompt_embeds": wanted.tokens,
            "pooled_prompt_embeds": wanted.pooled,
            "negative_prompt_embeds": shunned.tokens,
            "negative_pooled_prompt_embeds": shunned.pooled,
        }
        return {name: tensor.to(self._pipe.device, self._pipe.dtype) for name, tensor in given.items()}

    def _steps(self, asked: Commission) -> int:
        return asked.steps or self._manner.steps or 30

    @cached_property
    def _from_picture(self) -> Any:
        """The same parts as a pipeline that begins with a picture."""
        try:
            with _silently():
                pipe: Any = AutoPipelineForImage2Image.from_pipe(self._pipe, dtype=self._pipe.dtype)
        except ValueError as error:
            raise UnknownModel(
                f"the image model {self.name!r} cannot begin with a picture: leave the picture out, "
                "or give another --image-model"
            ) from error
        pipe.set_progress_bar_config(disable=True)
        return pipe

    @cached_property
    def _reader(self) -> MiniLM:
        reader = MiniLM()
        if reader.name != self._manner.reads:
            raise ModelNotFound(
                f"the image model {self.name!r} was taught with the token states of {self._manner.reads!r}, "
                f"found {reader.name!r}. Run: {TRAIN}"
            )
        return reader


def _manner(model: str, pipe: Any) -> Manner:
    """What the model's own file says, or what its configuration lets one guess."""
    own = Path(model) / MANNER
    if own.is_file():
        return _said(own, mend(model))
    factor = int(getattr(pipe, "vae_scale_factor", 8))
    network = getattr(pipe, "unet", None) or getattr(pipe, "transformer", None)
    latent = getattr(getattr(network, "config", None), "sample_size", None)
    latent = latent if isinstance(latent, int) else int(getattr(pipe, "default_sample_size", 64))
    quick = any(word in model.lower() for word in ("turbo", "lightning", "schnell"))
    hasty = {"steps": 4, "guidance": 0.0} if quick else {}
    return Manner(side=max(64, latent * factor), unit=max(16, 2 * factor), **hasty)  # type: ignore[arg-type]  # two known keys


def _said(own: Path, mended: str) -> Manner:
    """What a model's own file says. Raises ModelNotFound where it is damaged or of another version."""
    try:
        said = json.loads(own.read_text(encoding="utf-8"))
        manner = Manner(**said) if said.pop("tokens") == TOKENS else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelNotFound(
            f"{own} is damaged ({type(error).__name__}: {_first_line(error)}): {mended}"
        ) from error
    if manner is None:
        raise ModelNotFound(
            f"the image model in {own.parent} takes another number of tokens than {TOKENS}: it is of another "
            f"version of Tastemaker. Run: {TRAIN}"
        )
    return manner


def _covering(size: tuple[int, int], small: tuple[int, int]) -> tuple[int, int]:
    """The size with the ratio of `small` that is at least as large as both."""
    scale = max(1.0, size[0] / small[0], size[1] / small[1])
    return math.ceil(scale * small[0]), math.ceil(scale * small[1])


def _after_step(progress: Callable[[int, int], None] | None) -> Callable[..., dict[str, Any]]:
    """What diffusers calls after each step."""

    def step(pipe: Any, number: int, _: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        if progress is not None:
            progress(number + 1, int(pipe.num_timesteps))
        return tensors

    return step


def _shifted(
    progress: Callable[[int, int], None] | None, part: int, parts: int
) -> Callable[[int, int], None] | None:
    """Progress of one part, told as progress of the whole."""
    if progress is None or parts == 1:
        return progress
    return lambda step, steps: progress(part * steps + step, parts * steps)


@contextmanager
def _silently() -> Iterator[None]:
    """Without the libraries' progress bars and diffusers' remarks on what is usual."""
    verbosity, shown = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with quietly():
            yield
    finally:
        logging.set_verbosity(verbosity)
        if shown:
            logging.enable_progress_bar()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
