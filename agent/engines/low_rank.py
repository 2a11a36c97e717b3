"""LoRA adapters beside one network: whoever runs it says through which of them, row by row.

The network keeps its weights. A hook on each layer that an adapter has a part for adds that part to what the
layer gives, for those who run the network `through` the adapter; threads do not see each other's. Several
adapters in one batch lie side by side: their ranks in one pair of matrices, and of these each row keeps its
own. An adapter lives as long as somebody holds it: a turn that has begun ends with the one it began with.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet, ref

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from tastemaker.agent.engines.about import CONFIG, WEIGHTS
from tastemaker.errors import BadAdapter, ModelNotFound

__all__ = ["LowRank", "lora_config", "through"]

KEY: Final = re.compile(r"base_model\.model\.(.+)\.lora_([AB])\.weight")
NOW: Final = threading.local()
"""`way`: what this thread's passes go through; `side`: the last adapters side by side, often the next too."""
HOOKED: Final[WeakSet[nn.Module]] = WeakSet()
HOOKING: Final = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class LowRank:
    """One adapter's matrices, by the layers of the network that they belong to."""

    parts: Mapping[nn.Module, tuple[Tensor, Tensor]]
    """Down, (rank, in), and up, (out, rank), the scale in it. In float32 on a CPU, where that is faster."""

    @classmethod
    def open(cls, folder: Path, network: Any, *, name: str) -> LowRank:
        """Read a PEFT folder for a network, whose `name` is told where it does not fit. Raises BadAdapter."""
        config, stored = _config(folder), _stored(folder)
        layers, halves = dict(network.named_modules()), _halves(stored, folder)
        kind = torch.float32 if network.device.type == "cpu" else network.dtype
        parts: dict[nn.Module, tuple[Tensor, Tensor]] = {}
        for place, (down, up) in halves.items():
            layer: Any = layers.get(place)
            if not _fits(layer, down, up):
                raise BadAdapter(
                    f"the adapter {folder} was trained on {config.get('base_model_name_or_path')!r}, and "
                    f"{name!r} has no layer {place} for matrices of {tuple(down.shape)} and {tuple(up.shape)}"
                )
            scaled = up.float() * _scale(config, place, rank=len(down))
            parts[layer] = (down.to(network.device, kind), scaled.to(network.device, kind))
        return cls(parts)

    def __post_init__(self) -> None:
        with HOOKING:
            for layer in self.parts:
                if layer not in HOOKED:
                    layer.register_forward_hook(_added)
                    HOOKED.add(layer)

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return sum(one.nbytes for pair in self.parts.values() for one in pair)


@contextmanager
def through(rows: Sequence[LowRank | None]) -> Iterator[None]:
    """What this thread runs inside goes through these adapters: one for each row of the batch, or for all.

    Rows are the first dimension of what the network reads; of packed rows, its tokens one by one.
    """
    before = getattr(NOW, "way", None)
    NOW.way = _way(tuple(rows))
    try:
        yield
    finally:
        NOW.way = before


def lora_config(folder: Path) -> Mapping[str, Any] | None:
    """The config of a folder's LoRA; None for a PEFT adapter of another kind. Raises ModelNotFound."""
    if not (folder / CONFIG).is_file():
        raise ModelNotFound(f"no adapter in {folder}: a folder with {CONFIG} is expected")
    if not (folder / WEIGHTS).is_file():
        raise ModelNotFound(f"the adapter in {folder} has no {WEIGHTS}: save it as safetensors")
    try:
        found = json.loads((folder / CONFIG).read_text("utf-8"))
    except ValueError as wrong:
        raise BadAdapter(f"{folder / CONFIG} is damaged ({wrong}): save the adapter again") from wrong
    return found if found.get("peft_type") == "LORA" else None


class _Side:
    """Some adapters side by side: their ranks in one pair of matrices for each layer.

    It keeps none of them: a thread may be long without a pass, and what is left of one that is gone goes too.
    """

    def __init__(self, some: tuple[LowRank, ...]) -> None:
        parts: dict[nn.Module, tuple[Tensor, Tensor, tuple[int, ...]]] = {}
        self.some = tuple(ref(one, lambda gone: parts.clear()) for one in some)
        self.parts = parts
        """Down, up, and how many of the ranks are each adapter's."""
        for layer in {layer: None for one in some for layer in one.parts}:
            pairs = [one.parts.get(layer) for one in some]
            there = [pair for pair in pairs if pair is not None]
            downs, ups = zip(*there, strict=True)
            down, up = there[0] if len(there) == 1 else (torch.cat(downs), torch.cat(ups, dim=1))
            self.parts[layer] = (down, up, tuple(0 if pair is None else len(pair[0]) for pair in pairs))


@dataclass(slots=True)
class _Way:
    """Whose rows of a batch are whose."""

    side: _Side
    rows: tuple[LowRank | None, ...]
    alike: bool
    """Whether all go through one adapter."""
    masks: dict[tuple[int, ...], Tensor] = field(default_factory=dict)

    def mask(self, ranks: tuple[int, ...], *, like: Tensor) -> Tensor:
        """(rows, ranks): 1 where a rank belongs to the row's adapter."""
        if ranks not in self.masks:
            own = [[float(row is one()) for one in self.side.some] for row in self.rows]
            whose = torch.tensor(own, dtype=like.dtype, device=like.device)
            self.masks[ranks] = whose.repeat_interleave(torch.tensor(ranks, device=like.device), dim=1)
        return self.masks[ranks]


def _way(rows: tuple[LowRank | None, ...]) -> _Way | None:
    """The way through these adapters; None where there are none."""
    some = tuple(sorted({one for one in rows if one is not None}, key=id))
    if not some:
        NOW.side = None
        return None
    side: _Side | None = getattr(NOW, "side", None)
    if side is None or tuple(one() for one in side.some) != some:
        side = NOW.side = _Side(some)
    return _Way(side, rows, alike=len(some) == 1 and None not in rows)


def _added(layer: nn.Module, given: tuple[Tensor, ...], out: Tensor) -> Tensor:
    """What the layer gives, and what the adapters of this pass add to it."""
    way: _Way | None = getattr(NOW, "way", None)
    part = None if way is None else way.side.parts.get(layer)
    if way is None or part is None:
        return out
    down, up, ranks = part
    low = functional.linear(given[0].to(down.dtype), down)
    if not way.alike:
        mask = way.mask(ranks, like=low)
        low = (low.view(len(mask), -1, low.shape[-1]) * mask[:, None]).view(low.shape)
    return out.add_(functional.linear(low, up))


def _config(folder: Path) -> Mapping[str, Any]:
    found = lora_config(folder)
    if found is None:
        raise BadAdapter(f"the adapter {folder} is no LoRA, and no other kind stands beside a model")
    for strange in ("fan_in_fan_out", "alora_invocation_tokens"):
        if found.get(strange):
            raise BadAdapter(f"the adapter {folder} is more than plain LoRA ({strange}): train it without")
    return found


def _stored(folder: Path) -> dict[str, Tensor]:
    path = folder / WEIGHTS
    try:
        return load_file(path)
    except (OSError, SafetensorError) as wrong:
        raise BadAdapter(f"{path} cannot be read ({wrong}): save the adapter again") from wrong


def _halves(stored: Mapping[str, Tensor], folder: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Down and up by layer."""
    found: dict[str, dict[str, Tensor]] = {}
    for key, value in stored.items():
        match = KEY.fullmatch(key)
        if match is None:
            raise BadAdapter(f"the adapter {folder} is more than plain LoRA ({key}): train it without")
        found.setdefault(match[1], {})[match[2]] = value
    if half := next((place for place, both in found.items() if len(both) < 2), None):
        raise BadAdapter(f"the adapter {folder} has one matrix of two for {half}: save it again")
    return {place: (both["A"], both["B"]) for place, both in found.items()}


def _fits(layer: Any, down: Tensor, up: Tensor) -> bool:
    """Whether a layer takes what `down` reads and gives what `up` writes."""
    sizes = (getattr(layer, "in_features", None), getattr(layer, "out_features", None))
    return sizes == (down.shape[-1], up.shape[0]) and down.shape[0] == up.shape[-1]


def _scale(config: Mapping[str, Any], place: str, *, rank: int) -> float:
    """What PEFT multiplies the product with."""
    alphas: Mapping[str, float] = config.get("alpha_pattern") or {}
    own = (alpha for pattern, alpha in alphas.items() if re.search(rf"(^|\.){pattern}$", place))
    alpha = float(next(own, config["lora_alpha"]))
    return alpha / (rank**0.5 if config.get("use_rslora") else rank)
