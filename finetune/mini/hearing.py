"""Trains what hears a message beside mini: `python -m tastemaker.finetune.mini.hearing --out FOLDER`.

MiniLM through a LoRA adapter, with heads for the tool, the form of its call and the part of each word, on
every hand-written line, spoken over drawn worlds, and on requests that are built of pieces: an hour on
two cores. What it hears in phrasings that were kept out is printed while it learns. The same seed gives the
same reader.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, gelu, one_hot

from tastemaker.agent.engines import MINI
from tastemaker.agent.engines.beside import ENCODER, minilm
from tastemaker.agent.engines.heard import (
    ABOUT,
    COMPARES,
    MEMORY,
    NAMES,
    QUOTED,
    REFERS,
    TAGS,
    TITLE,
    VALUES,
)
from tastemaker.agent.engines.hearing import FOLDER, FORM, HEADS, WINDOW, around, features, split
from tastemaker.agent.engines.models import unwarned
from tastemaker.catalog.minilm import TOKENS, MiniLM
from tastemaker.finetune.mini.alignment import Aligned, aligned
from tastemaker.finetune.mini.apart import Apart
from tastemaker.finetune.mini.assemble import sums
from tastemaker.finetune.mini.corpus import composer
from tastemaker.finetune.mini.text import HELDOUT

__all__ = ["Reader", "lessons", "main", "train", "watched"]

MINILM: Final = "sentence-transformers/all-MiniLM-L6-v2"
RANK, LAYERS = 4, (2, 3, 4, 5)
NEAR, HIDDEN, NARROW = 48, 64, 24
"""Units of a word beside its neighbours, between these and its tag, and where fields are compared."""
SPOKEN, BUILT, SHARE = 3, 20_000, 0.8
"""How often each line is spoken; further messages, and how many of their requests are built of pieces."""
BATCH, EPOCHS = 64, 6.0
RATE, HEADS_RATE, DECAY = 1e-3, 2e-3, 0.01
DROPPED: Final = 0.1
WARM: Final = 60
WEIGHTS: Final = {"tags": 1.0, "tool": 0.5, "form": 0.5, "compares": 0.3}
"""Of the parts of the loss that do not weigh 1."""
NONE: Final = -100
PARTS: Final = {
    QUOTED: "quoted",
    TITLE: "title",
    **dict.fromkeys(VALUES, "value"),
    **dict.fromkeys(NAMES, "name"),
}
"""What the tags of words are counted as; the others are numbers."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message in numbers."""

    ids: list[int]
    word: list[int]
    """For each token the word that it is of, -1 for none."""
    told: np.ndarray[Any, np.dtype[np.float32]]
    said: Aligned
    names: np.ndarray[Any, np.dtype[np.float32]]
    """The vectors of the fields' names, float32 (fields, 384)."""


class Logits(NamedTuple):
    """What is heard in n messages: float32, of tags (n, words, TAGS), of the sentence (n, names) by head.

    `ask`, `than` (n, NARROW) and `number` (n, words, NARROW) are to be compared with the fields' names.
    """

    tags: Tensor
    tool: Tensor
    form: Tensor
    compares: Tensor
    memory: Tensor
    kind: Tensor
    refers: Tensor
    ask: Tensor
    than: Tensor
    number: Tensor

    def row(self, n: int) -> Logits:
        """Of one message."""
        return Logits(*(part[n] for part in self))


class Reader(nn.Module):
    """MiniLM with an adapter and heads."""

    def __init__(self, tools: Sequence[str], kinds: Sequence[str]) -> None:
        super().__init__()
        config = LoraConfig(
            r=RANK, lora_alpha=2 * RANK, lora_dropout=0.05, target_modules=["query", "key", "value", "dense"],
            layers_to_transform=list(LAYERS), layers_pattern="layer",
        )  # fmt: skip
        self.tools, self.kinds = tuple(tools), tuple(kinds)
        self.cut = [len(tools), len(FORM), len(COMPARES), len(MEMORY), len(kinds), len(REFERS)]
        with unwarned():
            self.bert: Any = get_peft_model(copy.deepcopy(minilm()._model), config)
        dim, dropout = MiniLM.dim, nn.Dropout(DROPPED)
        self.dropout = dropout
        self.near = nn.Linear(dim, NEAR, bias=False)
        self.inside, self.out = nn.Linear((2 * WINDOW + 1) * NEAR + 4, HIDDEN), nn.Linear(HIDDEN, len(TAGS))
        self.sentence = nn.Linear(dim, sum(self.cut))
        self.ask, self.than, self.number, self.name = (nn.Linear(dim, NARROW) for _ in range(4))
        self.about = nn.Parameter(0.1 * torch.randn(len(ABOUT), NARROW))

    def forward(self, batch: Sequence[Lesson]) -> Logits:
        """What it hears in a batch."""
        ids, mask, word = _padded(batch)
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        whole = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        longest = max(len(one.told) for one in batch)
        of = one_hot(word.clamp(min=0), longest).float() * (word >= 0)[..., None]
        own = of.transpose(1, 2) @ states / of.sum(1)[..., None].clamp(min=1)
        told = torch.zeros(len(batch), longest, 4)
        for row, one in enumerate(batch):
            told[row, : len(one.told)] = torch.from_numpy(one.told)
        beside = around(self.near(self.dropout(own)))
        tags = self.out(self.dropout(gelu(self.inside(torch.cat([beside, told], -1)))))
        tool, form, compares, memory, kind, refers = self.sentence(self.dropout(whole)).split(self.cut, -1)
        ask, than, number = self.ask(whole), self.than(whole), self.number(own)
        return Logits(tags, tool, form, compares, memory, kind, refers, ask, than, number)

    def asked(self, ask: Tensor, lesson: Lesson) -> Tensor:
        """The logits of what an item is asked about: ABOUT, then the fields."""
        found: Tensor = torch.cat([self.about, self.name(torch.from_numpy(lesson.names))]) @ ask
        return found

    def counted(self, number: Tensor, lesson: Lesson) -> Tensor:
        """The logits of the fields that words are numbers of, (words, fields)."""
        numeric = torch.tensor([field.kind == "number" for field in lesson.said.fields])
        scores = number @ self.name(torch.from_numpy(lesson.names)).T
        masked: Tensor = scores.masked_fill(~numeric, float("-inf"))
        return masked

    def compared(self, than: Tensor, lesson: Lesson) -> Tensor:
        """The logits of the fields by which it compares with a card."""
        found: Tensor = self.name(torch.from_numpy(lesson.names)) @ than
        return found

    def loss(self, batch: Sequence[Lesson]) -> Tensor:
        """The mean over messages of what each head is to learn of it."""
        heard: Logits = self(batch)
        wanted = torch.full(heard.tags.shape[:2], NONE)
        for row, one in enumerate(batch):
            wanted[row, : len(one.said.tags)] = torch.tensor([TAGS.index(tag) for tag in one.said.tags])
        tools = torch.tensor([self.tools.index(one.said.tool) for one in batch])
        parts = {
            "tags": cross_entropy(heard.tags.flatten(0, 1), wanted.flatten(), ignore_index=NONE),
            "tool": cross_entropy(heard.tool, tools),
        }
        found: dict[str, list[Tensor]] = defaultdict(list)
        for row, one in enumerate(batch):
            for name, value in _single(self, one, heard.row(row)):
                found[name].append(value)
        parts |= {name: torch.stack(values).sum() / len(batch) for name, values in found.items()}
        return torch.stack([WEIGHTS.get(name, 1.0) * value for name, value in parts.items()]).sum()

    def keep(self, folder: Path) -> None:
        """The adapter in PEFT's form, and the heads, in bfloat16."""
        self.bert.peft_config["default"].base_model_name_or_path = MINILM
        self.bert.save_pretrained(folder, save_embedding_layers=False)
        halved = {
            name: tensor.detach().to(torch.bfloat16).contiguous()
            for name, tensor in self.state_dict().items()
            if not name.startswith("bert.")
        }
        taught = {"tools": json.dumps(self.tools), "kinds": json.dumps(self.kinds)}
        told = {**taught, "tags": json.dumps(TAGS), ENCODER: MiniLM.name}
        save_file(halved, folder / HEADS, told)
        _halve(folder / "adapter_model.safetensors")
        (folder / "README.md").unlink(missing_ok=True)


def _single(reader: Reader, one: Lesson, heard: Logits) -> Iterator[tuple[str, Tensor]]:
    """The losses of the heads that only some messages teach."""
    said, names = one.said, [field.name for field in one.said.fields]
    if said.form:
        truth = torch.tensor([float(said.form[name]) for name in FORM])
        yield "form", binary_cross_entropy_with_logits(heard.form, truth)
        yield "compares", cross_entropy(heard.compares, torch.tensor(COMPARES.index(said.compares)))
    if said.memory:
        yield "memory", cross_entropy(heard.memory, torch.tensor(MEMORY.index(said.memory)))
    if said.about is not None:
        place = torch.tensor([*ABOUT, *names].index(said.about))
        yield "about", cross_entropy(reader.asked(heard.ask, one), place)
    if said.than:
        yield "than", cross_entropy(reader.compared(heard.than, one), torch.tensor(names.index(said.than)))
    if said.kind:
        yield "kind", cross_entropy(heard.kind, torch.tensor(reader.kinds.index(said.kind)))
    if said.refers is not None:
        truth = torch.tensor([float(name in said.refers) for name in REFERS])
        yield "refers", binary_cross_entropy_with_logits(heard.refers, truth, reduction="sum")
    counted = [n for n, name in enumerate(said.number_of) if name in names]
    if counted:
        truth = torch.tensor([names.index(said.number_of[n]) for n in counted])
        yield "number", cross_entropy(reader.counted(heard.number[counted], one), truth)


def lessons(*, heldout: bool, spoken: int, built: int) -> list[Lesson]:
    """Every line of people `spoken` so many times, and further messages, for training or kept out of it."""
    apart = Apart.of(HELDOUT)
    each = composer(heldout=heldout, apart=apart)
    found = [aligned(one.messages, one.fields) for seed in range(spoken) for one in each.compose_each(seed)
             if one.messages[0]["role"] == "user"]  # fmt: skip
    if built:
        more = composer(heldout=heldout, apart=apart, built=SHARE)
        short = (more.compose_short(seed) for seed in range(built))
        found += [aligned(one.messages, one.fields) for one in short]
    vectors = _vectors({field.name for one in found if one for field in one.fields})
    return [lesson for one in found if one and (lesson := _lesson(one, vectors))]


def _lesson(said: Aligned, vectors: dict[str, Any]) -> Lesson | None:
    text = " ".join(said.words)
    encoding = minilm()._tokenizer.encode(text)
    if len(encoding.ids) >= TOKENS:
        return None
    word = [-1] * len(encoding.ids)
    for n, at in enumerate(split(encoding, text)):
        for token in at:
            word[token] = n
    names = np.stack([vectors[field.name] for field in said.fields])
    return Lesson(encoding.ids, word, features(said.words, said.links), said, names)


def train(reader: Reader, taught: Sequence[Lesson], *, epochs: float, seed: int) -> Iterator[tuple[int, int]]:
    """Teach it, step by step; each gives how many are done, and of how many. Alike lengths share a batch."""
    adapter = [one for name, one in reader.named_parameters() if one.requires_grad and "lora" in name]
    heads = [one for name, one in reader.named_parameters() if one.requires_grad and "lora" not in name]
    search = torch.optim.AdamW(
        [{"params": adapter, "lr": RATE}, {"params": heads, "lr": HEADS_RATE}], weight_decay=DECAY
    )
    rates, steps = (RATE, HEADS_RATE), int(epochs * len(taught) / BATCH)
    batches = _batches(taught, seed)
    reader.train()
    for step in range(steps):
        share = min((step + 1) / WARM, 1.0) * (1 - step / steps)
        for group, rate in zip(search.param_groups, rates, strict=True):
            group["lr"] = rate * share
        search.zero_grad()
        torch.autograd.backward(reader.loss(next(batches)))
        nn.utils.clip_grad_norm_([*adapter, *heads], 1.0)
        search.step()
        yield step + 1, steps


def _batches(taught: Sequence[Lesson], seed: int) -> Iterator[list[Lesson]]:
    rng = Random(seed)
    while True:
        jitter = sorted(range(len(taught)), key=lambda n: len(taught[n].ids) + rng.random())
        starts = list(range(0, max(len(jitter) - BATCH, 0) + 1, BATCH))
        rng.shuffle(starts)
        for start in starts:
            yield [taught[n] for n in jitter[start : start + BATCH]]


def watched(reader: Reader, kept: Sequence[Lesson]) -> dict[str, float]:
    """How often each head is right on messages; `words` are those of which something is to be heard."""
    right: dict[str, list[bool]] = defaultdict(list)
    reader.eval()
    with torch.inference_mode():
        for one in kept:
            for name, hit in _hits(reader, one, reader([one]).row(0)):
                right[name].append(hit)
    reader.train()
    return {name: round(float(np.mean(values)), 4) for name, values in right.items()}


def _hits(reader: Reader, one: Lesson, heard: Logits) -> Iterator[tuple[str, bool]]:
    """What was to be heard in a message, and whether it was."""
    said, tags = one.said, [TAGS[n] for n in heard.tags.argmax(-1).tolist()]
    yield "tool", reader.tools[int(heard.tool.argmax())] == said.tool
    for tag, truth in zip(tags, said.tags, strict=True):
        if truth != "O":
            yield PARTS.get(truth, "number"), tag == truth
    if said.form:
        yield "every word of a search", tags == list(said.tags)
        for n, name in enumerate(FORM):
            yield name, bool(heard.form[n] > 0) == said.form[name]
        yield "compares", COMPARES[int(heard.compares.argmax())] == said.compares
    if said.memory:
        yield "memory", MEMORY[int(heard.memory.argmax())] == said.memory
    names = [field.name for field in said.fields]
    if said.about is not None:
        yield "about", [*ABOUT, *names][int(reader.asked(heard.ask, one).argmax())] == said.about
    if said.than:
        yield "than", names[int(reader.compared(heard.than, one).argmax())] == said.than
    if said.kind:
        yield "kind", reader.kinds[int(heard.kind.argmax())] == said.kind
    if said.refers is not None:
        pointed = {name for name, score in zip(REFERS, heard.refers.tolist(), strict=True) if score > 0}
        yield "refers", pointed == said.refers
    for n, name in enumerate(said.number_of):
        if name:
            yield "field of a number", names[int(reader.counted(heard.number[n], one).argmax())] == name


def _padded(batch: Sequence[Lesson]) -> tuple[Tensor, Tensor, Tensor]:
    longest = max(len(one.ids) for one in batch)
    ids, mask = (
        torch.zeros(len(batch), longest, dtype=torch.long),
        torch.zeros(len(batch), longest, dtype=torch.long),
    )
    word = torch.full((len(batch), longest), -1)
    for row, one in enumerate(batch):
        size = len(one.ids)
        ids[row, :size], mask[row, :size], word[row, :size] = torch.tensor(one.ids), 1, torch.tensor(one.word)
    return ids, mask, word


def _halve(place: Path) -> None:
    from safetensors.torch import load_file

    save_file(
        {name: tensor.to(torch.bfloat16) for name, tensor in load_file(place).items()},
        place,
        {"format": "pt"},
    )


def _vectors(names: set[str]) -> dict[str, Any]:
    ordered = sorted(names)
    return dict(zip(ordered, minilm().encode(ordered), strict=True)) if ordered else {}


def main() -> None:
    """Train it, put it beside mini, and print what it hears in phrasings kept out of training."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=MINI, help="mini's folder")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--spoken", type=int, default=SPOKEN)
    parser.add_argument("--built", type=int, default=BUILT)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    kept = lessons(heldout=True, spoken=1, built=0)
    taught = lessons(heldout=False, spoken=given.spoken, built=given.built)
    tools, kinds = {one.said.tool for one in taught}, {one.said.kind for one in taught} - {""}
    reader, began = Reader(sorted(tools), sorted(kinds)), time.perf_counter()
    for step, steps in train(reader, taught, epochs=given.epochs, seed=given.seed):
        if step % 200 == 0 or step == steps:
            note = {
                "step": step,
                "of": steps,
                "seconds": round(time.perf_counter() - began),
                **watched(reader, kept),
            }
            print(json.dumps(note), file=sys.stderr, flush=True)  # noqa: T201
    reader.eval()
    folder = given.out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    reader.keep(folder)
    if (given.out / "config.json").is_file():
        sums(given.out)
    print(json.dumps({"messages": len(taught), "kept out": len(kept), **watched(reader, kept)}))  # noqa: T201


if __name__ == "__main__":
    main()
