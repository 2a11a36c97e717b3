"""One pass through the model: what a run is to read, or what several are to read together.

Runs that are read together lie one after the other in a single row, each as long as it is, so that nothing is
padded. What a model does to each token alone, nearly all of its work, is done to all of them at once; in
attention every run sees its own cache and nothing else. So a run may come and go with any pass.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor
from transformers import Cache
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from tastemaker.agent.engines.decoding import Run
from tastemaker.agent.engines.growing import fresh, plain
from tastemaker.agent.engines.low_rank import through
from tastemaker.agent.engines.models import Loaded
from tastemaker.agent.engines.reading import NAME, attending

__all__ = ["Part", "Passes"]

log = logging.getLogger(__name__)


class Part(NamedTuple):
    """What a run reads in a pass."""

    run: Run
    length: int
    """The first so many of its pending tokens."""
    keep: int
    """The logits after the last so many of them are wanted."""


class Passes:
    """A model that reads runs."""

    def __init__(self, loaded: Loaded) -> None:
        self.shares = False
        """Whether several runs can be read together."""
        self.lock = threading.Lock()
        """Held while a pass runs: who changes the model takes it."""
        self._loaded, self._model = loaded, loaded.model
        self._shift = _shift_of(loaded.model)
        self.size = int(loaded.model.get_output_embeddings().weight.shape[0])
        """Of the vocabulary."""
        config = loaded.model.config.get_text_config(decoder=True)
        if config._attn_implementation in ("sdpa", NAME) and plain(self.fresh()):
            config._attn_implementation = NAME
            self.shares = self._agrees()

    def fresh(self) -> Cache:
        """An empty cache."""
        return fresh(self._model.config)

    def alone(self, run: Run, *, keep: int) -> Tensor:
        """All that is pending; the last `keep` rows of logits, float32 on the CPU, (keep, vocabulary)."""
        count = len(run.ids)
        with self._turn([run]), through([run.adapter]):
            if self._shift is not None:
                self._shift.rope_deltas = run.state
            out = self._model(
                input_ids=self._tensor([run.ids]),
                past_key_values=run.cache,
                use_cache=True,
                logits_to_keep=keep,
                **{name: self.placed(value) for name, value in run.pictures.items()},
            )
            if self._shift is not None:
                run.state = self._shift.rope_deltas
            logits: Tensor = out.logits[0, -keep:, : self.size].float().cpu()
        run.done(count)
        return logits

    def together(self, parts: Sequence[Part]) -> list[Tensor]:
        """The same for several runs without pictures, or for a first part of what they are to read."""
        ids, places, kept = list[int](), list[int](), list[int]()
        for run, count, keep in parts:
            ids += run.ids[:count]
            begin = len(run.read) + (0 if run.state is None else int(run.state))
            places += range(begin, begin + count)
            kept += range(len(ids) - keep, len(ids))
        seen = _Seen(parts, self._loaded.device)
        each = [part.run.adapter for part in parts for _ in range(part.length)]
        with self._turn([part.run for part in parts]), attending(seen.attend), through(each):
            out = self._model(
                input_ids=self._tensor([ids]),
                position_ids=self._tensor([places]),
                past_key_values=seen,
                use_cache=True,
                logits_to_keep=self._tensor(kept),
            )
            logits: Tensor = out.logits[0, :, : self.size].float().cpu()
        for run, count, _ in parts:
            run.done(count)
        return list(torch.split(logits, [part.keep for part in parts]))

    def placed(self, value: Any) -> Any:
        """A tensor on the model's device, numbers in its precision."""
        if not isinstance(value, Tensor):
            return value
        kind = self._model.dtype if value.is_floating_point() else value.dtype
        return value.to(self._loaded.device, kind)

    def _tensor(self, numbers: Any) -> Tensor:
        return torch.tensor(numbers, dtype=torch.int64, device=self._loaded.device)

    @contextmanager
    def _turn(self, runs: Sequence[Run]) -> Iterator[None]:
        """With as many CPU threads as suit the model. A pass that fails leaves the runs as they were."""
        before = torch.get_num_threads()
        if self._loaded.threads:
            torch.set_num_threads(self._loaded.threads)
        try:
            with self.lock, torch.inference_mode():
                yield
        except BaseException:
            for run in runs:
                _cut_back(run)
            raise
        finally:
            torch.set_num_threads(before)

    def _agrees(self) -> bool:
        """Whether this model reads together what it reads alone: tried, since an unknown one may not."""
        size = int(self._model.get_input_embeddings().weight.shape[0])
        said = [[token % size for token in some] for some in ([7, 11, 13, 17], [19, 23])]
        runs, others = ([Run([], self.fresh(), None, [*some], [*some]) for some in said] for _ in range(2))
        try:
            for _ in range(2):
                alone = torch.cat([self.alone(run, keep=1) for run in others])
                shared = torch.cat(self.together([Part(run, len(run.ids), 1) for run in runs]))
                for run in (*runs, *others):
                    run.add([29 % size])
        except Exception as wrong:  # whatever it is, the model does without
            log.info("%s reads one conversation at a time: %s", self._loaded.name, wrong)
            return False
        away = (shared - alone).norm() / (alone - alone.mean()).norm()
        return bool(away < 0.1)


class _Seen(Cache):  # type: ignore[misc]  # transformers' types are not read
    """The caches of several runs, and how their tokens, in one row, see them."""

    def __init__(self, parts: Sequence[Part], device: torch.device) -> None:
        super().__init__(layers=parts[0].run.cache.layers)
        self._caches = [part.run.cache for part in parts]
        self._lengths = [part.length for part in parts]
        self._masks = [_mask(len(part.run.read), part.length, device) for part in parts]

    def update(
        self, key_states: Tensor, value_states: Tensor, layer_idx: int, *_: Any, **__: Any
    ) -> tuple[Tensor, Tensor]:
        """Each run's go to its own cache."""
        split = (torch.split(each, self._lengths, dim=2) for each in (key_states, value_states))
        for cache, key, value in zip(self._caches, *split, strict=True):
            cache.update(key, value, layer_idx)
        return key_states, value_states

    def get_seq_length(self, layer_idx: int = 0) -> int:
        """As if nothing had been read: places are given."""
        return 0

    def get_mask_sizes(self, query_length: int, layer_idx: int) -> tuple[int, int]:
        """As if nothing had been read."""
        return query_length, 0

    def attend(
        self, module: Any, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, **given: Any
    ) -> tuple[Tensor, None]:
        """Attention of every run to its own cache, in which the new keys and values are already.

        Who is alone attends as the model always does, so that what is read again is the same to the last bit.
        """
        found, many = [], len(self._caches) > 1 and "position_bias" not in given
        queries = torch.split(query, self._lengths, dim=2)
        for cache, asks, own in zip(self._caches, queries, self._masks, strict=True):
            layer = cache.layers[module.layer_idx]
            if many and asks.shape[2] == 1 and asks.device.type == "cpu":
                found.append(_glance(asks, layer.keys, layer.values, given.get("scaling")))
            else:
                found.append(sdpa_attention_forward(module, asks, layer.keys, layer.values, own, **given)[0])
        return torch.cat(found, dim=1), None


def _mask(past: int, count: int, device: torch.device) -> Tensor | None:
    """Which of the tokens before and among them new ones see; None where attention knows by itself."""
    if count == 1 or not past:
        return None
    return torch.ones(1, 1, count, past + count, dtype=torch.bool, device=device).tril(past)


def _glance(query: Tensor, keys: Tensor, values: Tensor, scaling: float | None) -> Tensor:
    """One token looks back: on a CPU plain products in float32 take half the time of the fused attention."""
    scale = query.shape[3] ** -0.5 if scaling is None else scaling
    grouped = query.float().reshape(1, keys.shape[1], -1, query.shape[3]) * scale
    odds = (grouped @ keys.float().transpose(2, 3)).softmax(-1)
    return (odds @ values.float()).to(query.dtype).reshape(1, 1, query.shape[1], -1)


def _cut_back(run: Run) -> None:
    """Take from the cache what was added beyond what the run has read, where a cache can be cut."""
    if plain(run.cache):
        for layer in run.cache.layers:
            layer.crop(min(0, len(run.read) - layer.get_seq_length()))


def _shift_of(model: Any) -> Any:
    """The part of a Qwen-like model that remembers the position offset after pictures between steps."""
    inner = getattr(model, "model", None)
    return inner if hasattr(inner, "rope_deltas") else None
