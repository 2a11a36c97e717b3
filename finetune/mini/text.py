"""Trains mini's decoder: `python -m tastemaker.finetune.mini.text --minutes 75`, first on words alone.

With `--pictures DEMO` a second, shorter run goes on from the first and sees: pictures pass through the
frozen vision tower and a projector that is trained here. Read from top to bottom: dials, data, model,
loop. A run can be killed at any point; the same command goes on from its last checkpoint
and sees the same samples.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tastemaker.catalog.vision import shipped_tower
from tastemaker.finetune.mini.apart import Apart
from tastemaker.finetune.mini.assemble import trained
from tastemaker.finetune.mini.corpus import Corpus, Sample
from tastemaker.finetune.mini.eyes import Eyes
from tastemaker.finetune.mini.reading import POINTER_HEAD, POINTER_LAYER, keep_codes
from tastemaker.finetune.mini.sources import Sources
from tastemaker.finetune.mini.tokenizer import IMAGE, MARKUP, open_tokenizer
from tastemaker.finetune.mini.warmstart import warm_decoder
from tastemaker.finetune.mini.watching import watched

if TYPE_CHECKING:
    from transformers import OPTForCausalLM, PreTrainedTokenizerFast

__all__ = ["Dials", "Mini", "Projector", "Stop", "main", "train"]

HELDOUT = Path("benchmarks/heldout")
"""What mini is measured on, in a checkout of the project."""
IMAGE_ID = MARKUP.index(IMAGE)


@dataclass(frozen=True)
class Dials:
    """What a run is made with."""

    minutes: float = 75.0
    """Wall-clock time; the learning rate falls to zero at its end."""
    steps: int = 0
    """When given, the length of the run in steps, whatever the clock says: the same result everywhere."""
    tokens: int = 6144
    """Tokens per step."""
    peak: float = 6e-4
    """Highest learning rate of AdamW."""
    muon: float = 0.0
    """Highest learning rate of Muon for the layers' matrices; 0 for AdamW everywhere."""
    warmup: int = 60
    """Steps to the highest learning rate."""
    short: float = 0.0
    """Share of samples that are one message and its answer, without a conversation around them."""
    talk: float = 0.4
    """What a token of a spoken reply weighs against one of a call: there are many good ways to say things."""
    point: float = 0.5
    """Weight of the loss that teaches one head where the words of a call are taken from."""
    dropout: float = 0.0
    """Share of what a layer adds that is dropped while training: lines are practised many times over."""
    built: float = 0.5
    """Share of requests that are built of pieces, several conditions in one."""
    copies: float = 0.0
    """Share of samples that only say words again: how reading back from the prompt begins."""
    longest: int = 1000
    """Tokens after which a sample is cut."""
    seed: int = 0
    chunk: int = 8
    """Batches that are sorted by length together."""
    save: int = 150
    """Steps between checkpoints."""
    watch: int = 120
    """Held-out conversations looked at with each checkpoint."""


@dataclass
class Batch:
    """Samples side by side, padded on the right."""

    ids: Tensor
    """int64 (B, T)."""
    weight: Tensor
    """float32 (B, T), 0 where nothing is learnt."""
    sources: Tensor
    """int64 (B, T): the place of the token that this one repeats; 0, the very first, for a learnt token that
    repeats none; -1 for what is only read."""
    pictures: list[int]
    """Rows of the picture table, in the order in which their tokens come."""


def batches(
    corpus: Corpus, dials: Dials, *, done: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], Batch]]:
    """Endless batches of about `dials.tokens` tokens after (chunk, batches of it) are `done`."""
    find = Sources(corpus.tokenizer) if dials.point else None
    for number in itertools.count(done[0]):
        skipped = done[1] if number == done[0] else 0
        for i, batch in enumerate(_chunk(corpus, dials, number, find)):
            if i >= skipped:
                yield (number, i + 1), batch


def _chunk(corpus: Corpus, dials: Dials, number: int, find: Sources | None) -> Iterator[Batch]:
    """About eight batches: samples of like length together, in random order of batches."""
    samples: list[Sample] = []
    seed, total = (dials.seed + 1) * 10**9 + number * 10**4, 0
    while total < dials.tokens * dials.chunk:
        samples.append(corpus.sample(seed))
        total += min(len(samples[-1].ids), dials.longest)
        seed += 1
    samples.sort(key=lambda s: len(s.ids))
    groups: list[list[Sample]] = [[]]
    for one in samples:
        if groups[-1] and (len(groups[-1]) + 1) * min(len(one.ids), dials.longest) > dials.tokens:
            groups.append([])
        groups[-1].append(one)
    for i in np.random.default_rng(number).permutation(len(groups)):
        yield collate(groups[i], longest=dials.longest, find=find)


def collate(samples: list[Sample], *, longest: int, find: Sources | None = None) -> Batch:
    """Samples padded on the right to the longest of them."""
    width = min(max(len(s.ids) for s in samples), longest)
    ids = torch.zeros(len(samples), width, dtype=torch.long)
    weight = torch.zeros(len(samples), width)
    sources = torch.full((len(samples), width), -1)
    for row, one in enumerate(samples):
        n = min(len(one.ids), width)
        ids[row, :n] = torch.from_numpy(one.ids[:n].astype(np.int64))
        weight[row, :n] = torch.from_numpy(one.weight[:n])
        if find is not None:
            places = torch.from_numpy(find(one.ids[:n]).astype(np.int64))
            sources[row, :n] = torch.where(weight[row, :n] > 0, places.clamp(min=0), -1)
    return Batch(ids, weight, sources, [one.picture for one in samples if one.picture >= 0])


class Mini(nn.Module):
    """The decoder and, once there are eyes, the projector: what is trained here."""

    def __init__(self, decoder: OPTForCausalLM, eyes: Eyes | None = None, *, point: float = 0.0) -> None:
        super().__init__()
        self.point = point
        self.decoder, self.eyes = decoder, eyes
        self.projector = Projector(eyes.width, decoder.config.hidden_size) if eyes else None

    def logits(self, ids: Tensor, pictures: list[int], wanted: Tensor) -> Tensor:
        """Float (n, vocabulary) at the wanted places (bool, (B, T)) only: what comes after each."""
        return self._read(ids, pictures, wanted)[0]

    def _read(self, ids: Tensor, pictures: list[int], wanted: Tensor) -> tuple[Tensor, Tensor]:
        """The logits, and float (B, T, hidden), the states that the pointing head's layer reads."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            embedded = self.decoder.model.decoder.embed_tokens(ids)
            if self.projector is not None and self.eyes is not None and pictures:
                seen = self.projector(self.eyes.states[pictures].flatten(0, 1).float())
                embedded = embedded.masked_scatter((ids == IMAGE_ID)[..., None], seen.to(embedded.dtype))
            out = self.decoder.model(inputs_embeds=embedded, output_hidden_states=True)
            found: Tensor = self.decoder.lm_head(out.last_hidden_state[wanted])
        return found.float(), out.hidden_states[POINTER_LAYER]

    def loss(self, batch: Batch) -> Tensor:
        """Weighted mean of the cross-entropy over the learnt tokens."""
        weight = batch.weight[:, 1:]
        wanted = weight > 0
        logits, states = self._read(batch.ids[:, :-1], batch.pictures, wanted)
        each = cross_entropy(logits, batch.ids[:, 1:][wanted], reduction="none")
        spoken = (each * weight[wanted]).sum() / weight.sum().clamp(min=1.0)
        return spoken + self.point * self._pointing(states, batch.sources[:, 1:]) if self.point else spoken

    def _pointing(self, states: Tensor, sources: Tensor) -> Tensor:
        """How far the pointing head looks elsewhere than where the next token is taken from."""
        rows, places = (sources >= 0).nonzero(as_tuple=True)
        if not len(rows):
            return states.new_zeros((), dtype=torch.float32)
        attention: Any = self.decoder.model.decoder.layers[POINTER_LAYER].self_attn
        with torch.autocast("cpu", dtype=torch.bfloat16):
            asked = attention.q_proj(states[rows, places])[:, POINTER_HEAD] * attention.scaling
            keys = attention.k_proj(states)[..., POINTER_HEAD]
            scores = torch.einsum("nd,ntd->nt", asked, keys[rows]).float()
        later = torch.arange(scores.shape[1]) > places[:, None]
        return cross_entropy(scores.masked_fill(later, float("-inf")), sources[rows, places])


class Projector(nn.Module):
    """LLaVA's projector: linear, GELU, linear, from the tower's states to the decoder's embeddings."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.linear_1, self.linear_2 = nn.Linear(width, hidden), nn.Linear(hidden, hidden)

    def forward(self, states: Tensor) -> Tensor:
        """(…, width) to (…, hidden)."""
        found: Tensor = self.linear_2(nn.functional.gelu(self.linear_1(states)))
        return found


def optimizers(model: nn.Module, dials: Dials) -> list[torch.optim.Optimizer]:
    """AdamW; with `muon`, Muon for the layers' matrices."""
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    matrices = [p for n, p in named if p.ndim == 2 and ".layers." in n]
    rest = [p for n, p in named if not (p.ndim == 2 and ".layers." in n)]
    if not dials.muon:
        return [torch.optim.AdamW(matrices + rest, lr=dials.peak, betas=(0.9, 0.98), weight_decay=0.01)]
    return [
        torch.optim.Muon(matrices, lr=dials.muon, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=dials.peak, betas=(0.9, 0.98), weight_decay=0.01),
    ]


def train(
    folder: Path,
    tokenizer: PreTrainedTokenizerFast,
    dials: Dials,
    *,
    warm_from: Path | None = None,
    eyes: Eyes | None = None,
    tested: Path = HELDOUT,
    stop_after: int = 0,
) -> None:
    """Train for `dials.minutes`, or what is left of them; weights and log go to the folder.

    No message is a near copy of a turn of the conversations in `tested`.

    Raises FloatingPointError when the loss is no number, and Stop after `stop_after` steps, if given.
    """
    corpus, watch = (
        Corpus(
            tokenizer,
            eyes=eyes,
            short=dials.short,
            copies=dials.copies,
            talk=dials.talk,
            built=dials.built,
            apart=Apart.of(tested),
        ),
        Corpus(tokenizer, heldout=True, eyes=eyes),
    )
    model = _model(tokenizer, dials, warm_from, eyes)
    steppers = optimizers(model, dials)
    state = _resume(folder, model, steppers)
    model.train()
    began = time.monotonic() - state["seconds"]
    for done, batch in batches(corpus, dials, done=tuple(state["done"])):
        state["done"] = done
        share = _share(dials, step=state["step"], seconds=time.monotonic() - began)
        for stepper, peak in zip(steppers[::-1], (dials.peak, dials.muon), strict=False):
            for group in stepper.param_groups:
                group["lr"] = peak * min(1.0, (state["step"] + 1) / dials.warmup) * _fall(share)
        loss = model.loss(batch)
        if not torch.isfinite(loss):
            raise FloatingPointError(
                f"the loss is {loss.item()} at step {state['step']}; the last checkpoint is kept"
            )
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad()
        keep_codes(model.decoder.model.decoder, model.decoder.reading.own)
        state["step"] += 1
        state["seconds"] = time.monotonic() - began
        spent = round(state["seconds"] / 60, 2)
        told = {"step": state["step"], "loss": round(loss.item(), 4), "minutes": spent}
        _log(folder, {**told, "tokens": batch.ids.numel()})
        over = _share(dials, step=state["step"], seconds=state["seconds"]) >= 1.0
        if state["step"] % dials.save == 0 or over:
            _save(folder, model, steppers, state)
            _log(folder, {"step": state["step"], "heldout": watched(model, watch, samples=dials.watch)})
        if over:
            return
        if state["step"] == stop_after:
            raise Stop(f"stopped after {stop_after} steps, as asked")


class Stop(Exception):  # noqa: N818 - not an error: a run that was asked to pause
    """A run was stopped before its end; the same call goes on."""


def _share(dials: Dials, *, step: int, seconds: float) -> float:
    """How much of the run is over, 0 to 1."""
    return min(1.0, step / dials.steps if dials.steps else seconds / (dials.minutes * 60))


def _fall(share: float) -> float:
    """Flat for the first 30 %, then linearly to zero."""
    return min(1.0, (1.0 - share) / 0.7)


def _model(
    tokenizer: PreTrainedTokenizerFast, dials: Dials, warm_from: Path | None, eyes: Eyes | None
) -> Mini:
    """Warm from MiniLM, or from an earlier run, whose projector may be missing, or an assembled model."""
    model = Mini(warm_decoder(tokenizer, seed=dials.seed, dropout=dials.dropout), eyes, point=dials.point)
    if warm_from is not None:
        missing, unexpected = model.load_state_dict(trained(warm_from), strict=False)
        if unexpected or any(not name.startswith("projector.") for name in missing):
            raise ValueError(f"{warm_from} does not fit: missing {missing[:3]}, unexpected {unexpected[:3]}")
    return model


def _log(folder: Path, row: dict[str, Any]) -> None:
    with (folder / "log.jsonl").open("a") as log:
        log.write(json.dumps(row) + "\n")


def _save(
    folder: Path, model: nn.Module, steppers: list[torch.optim.Optimizer], state: dict[str, Any]
) -> None:
    """Weights, optimizers, position and the random state, each replaced at once."""
    from safetensors.torch import save_file

    state = {**state, "random": torch.get_rng_state()}
    torch.save({"optim": [s.state_dict() for s in steppers], "state": state}, folder / "resume.tmp")
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, folder / "mini.tmp")
    (folder / "mini.tmp").replace(folder / "mini.safetensors")
    (folder / "resume.tmp").replace(folder / "resume.pt")


def _resume(folder: Path, model: nn.Module, steppers: list[torch.optim.Optimizer]) -> dict[str, Any]:
    from safetensors.torch import load_file

    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "resume.pt").exists():
        return {"step": 0, "done": (0, 0), "seconds": 0.0}
    held = torch.load(folder / "resume.pt", weights_only=True)
    model.load_state_dict(load_file(folder / "mini.safetensors"))
    for stepper, given in zip(steppers, held["optim"], strict=True):
        stepper.load_state_dict(given)
    torch.set_rng_state(held["state"].pop("random"))
    return dict(held["state"])


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description="Train mini's text decoder.")
    parser.add_argument("--run", type=Path, default=Path("runs/text"), help="folder of checkpoints and log")
    parser.add_argument("--tokenizer", type=Path, default=Path("runs/tokenizer"))
    parser.add_argument(
        "--warm-from", type=Path, default=None, help="an earlier run, or a model, to start from"
    )
    parser.add_argument(
        "--pictures", type=Path, default=None, help="a demo folder: learn to see its pictures"
    )
    parser.add_argument("--tower", type=Path, default=shipped_tower(), help="what it sees with")
    for name, value in asdict(Dials()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    given = vars(parser.parse_args())
    run, tokenizer, warm = given.pop("run"), given.pop("tokenizer"), given.pop("warm_from")
    demo, tower = given.pop("pictures"), given.pop("tower")
    eyes = Eyes.open(demo, tower=tower) if demo else None
    train(run, open_tokenizer(tokenizer), Dials(**given), warm_from=warm, eyes=eyes)


if __name__ == "__main__":
    main()
