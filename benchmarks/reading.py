"""What helps the model to read a person: `python benchmarks/reading.py beauty [--pictures]`.

An item of a history stands before the language model as one soft token. Variants differ in what that token is
made of: the codes of the item's semantic ID, the projected item vector, what the tower makes of the items up
to there, the words of the title, the picture as the base's own eyes see it. Each is trained for the same
steps from the same base, tower, IDs and seed (leave-last-out, full catalog; LoRA). Prints JSON: both
read-outs with bootstrap intervals, and paired differences to the one that ships.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from setting import Named, about, place, say
from torch import Tensor, nn

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.adapter import content_of
from tastemaker.agent.engines.codes import code_tokens, with_codes
from tastemaker.agent.engines.generative import Generative
from tastemaker.agent.engines.models import Loaded, load
from tastemaker.agent.engines.packing import Packed, Source
from tastemaker.agent.engines.rankers import Dense
from tastemaker.agent.engines.reader import Drop, Reader
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.agent.engines.sight import Sight
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.semantic_ids import SemanticIds
from tastemaker.contracts import Ranker
from tastemaker.finetune.adaptation import train_partner
from tastemaker.finetune.evaluation import evaluate
from tastemaker.finetune.objective import WHOLE, Objective
from tastemaker.finetune.pictures import Pictures
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.sequences import Sequences
from tastemaker.finetune.splits import Split, leave_last_out
from tastemaker.finetune.strategies import prepare
from tastemaker.finetune.teaching import Teaching
from tastemaker.finetune.training import Settings, train
from tastemaker.finetune.watching import Watching

SHIPPED = "vector + past"
VARIANTS: dict[str, tuple[str, ...]] = {
    "codes": ("codes",),
    "vector": ("vector",),
    SHIPPED: ("vector", "past"),
    "vector + past + codes": ("vector", "past", "codes"),
    "vector + past + title": ("vector", "past", "title"),
    "vector + past + picture": ("vector", "past", "picture"),
}
TITLE = 16
"""Tokens of a title that are looked at."""


class Variant(Reader):
    """A reader whose soft tokens are made of some parts: `fixed` vectors of items, (items, width) each."""

    def __init__(self, *given: Any, parts: tuple[str, ...], fixed: dict[str, Tensor], **named: Any) -> None:
        super().__init__(*given, **named)
        self.parts = parts
        self.fixed = {name: vectors for name, vectors in fixed.items() if name in parts}
        width, dim = self.up.out_features, self.tower.table.dim
        sizes = {"vector": dim, "past": dim, "codes": width} | {n: v.shape[1] for n, v in self.fixed.items()}
        self.up = nn.Linear(sum(sizes[part] for part in parts), width)
        self.spoken = torch.empty(0, dtype=torch.int64)
        """int64 (items, depth): the ID's places among this reader's codes."""

    def _soft(self, packed: Packed, table: Tensor) -> Tensor:
        rows = torch.where(packed.source == Source.ITEM, packed.index, 0)
        scale = self.table.dim**0.5
        found = []
        for part in self.parts:
            if part == "vector":
                found.append(self.table.targets(table)[rows] * scale)
            elif part == "past":
                found.append(self.seen(packed, table) * scale)
            elif part == "codes":
                found.append(self.read_rows()[self.spoken[rows]].sum(-2))
            else:
                found.append(self.fixed[part][rows])
        soft: Tensor = self.up(nn.functional.dropout(torch.cat(found, -1), self.drop.item, self.training))
        return soft


@dataclass(frozen=True, slots=True)
class Ground:
    """What all variants have in common."""

    catalog: Catalog
    split: Split
    tower: SASRec
    ids: SemanticIds
    recipe: Recipe

    def fixed(self, loaded: Loaded, parts: tuple[str, ...]) -> dict[str, Tensor]:
        """The vectors of titles and pictures in the base's own space, of unit length, zero where missing."""
        found = {}
        words = loaded.model.get_input_embeddings().weight.detach().float()
        if "title" in parts:
            encode = loaded.tokenizer.encode
            titles = [
                encode(f" {item.title}", add_special_tokens=False)[:TITLE] for item in self.catalog.items
            ]
            found["title"] = torch.stack(
                [words[one].mean(0) if one else words.new_zeros(words.shape[1]) for one in titles]
            )
        if "picture" in parts:
            look = Pictures(self.catalog, Sight.of(loaded))
            seen = [look(row) for row in range(len(self.catalog))]
            found["picture"] = torch.stack(
                [words.new_zeros(words.shape[1]) if one is None else one.mean(0) for one in seen]
            )
        scale = words.shape[1] ** 0.5
        return {name: nn.functional.normalize(some, dim=-1) * scale for name, some in found.items()}

    def trained(self, parts: tuple[str, ...], folder: Path) -> tuple[Ranker, Ranker]:
        """Both read-outs of a reader of these parts."""
        torch.manual_seed(self.recipe.seed)
        loaded, ids, recipe = load(weights_of("mini")), self.ids, self.recipe
        fixed = self.fixed(loaded, parts)
        with_codes(loaded.model, loaded.tokenizer, ids.sizes)
        prepared = prepare(loaded.model.float(), "lora", size=recipe.size, dropout=recipe.inner_dropout)
        tokens = code_tokens(loaded.tokenizer, ids.sizes)
        drop = Drop(item=recipe.answer_dropout, answer=recipe.answer_dropout)
        reader = Variant(
            prepared.network, self.tower, codes=torch.cat(tokens), meaning=torch.from_numpy(ids.meaning),
            drop=drop, parts=parts, fixed=fixed,
        )  # fmt: skip
        codes = torch.from_numpy(ids.codes.astype("int64"))
        spoken = torch.stack([level[codes[:, n]] for n, level in enumerate(tokens)], dim=1)
        reader.spoken = reader.own[spoken]
        dense = Dense("dense", reader, window=recipe.window)
        written = Generative("written", reader, codes=ids.codes, sizes=ids.sizes, window=recipe.window)
        watching = Watching(self.split)
        train(
            Objective(reader, teaching=Teaching(spoken, tokens=tokens), sampled=recipe.negatives),
            Sequences(
                self.split, window=recipe.window, written=recipe.written, write=spoken.tolist().__getitem__,
                seed=recipe.seed,
            ),
            settings=recipe.language,
            folder=folder,
            watch=lambda: watching(dense),
            say=lambda line: say(f"{' + '.join(parts)}  {line}"),
        )  # fmt: skip
        return dense, written


def rankers(ground: Ground, names: list[str], runs: Path) -> Iterator[Ranker]:
    """Both read-outs of every variant, the shipped one's first."""
    for name in sorted(names, key=lambda one: one != SHIPPED):
        for ranker in ground.trained(VARIANTS[name], runs / name.replace(" ", "")):
            yield Named(f"{ranker.name}: {name}", ranker)


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domain", help="a domain of TASTEMAKER_DATA that is indexed, or a folder")
    parser.add_argument("--pictures", action="store_true", help="with the variant that looks at pictures")
    parser.add_argument("--variants", nargs="*", choices=list(VARIANTS), default=None)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--partner-epochs", type=int, default=24)
    parser.add_argument("--users", type=int, help="test a sample of this many people")
    parser.add_argument("--negatives", type=int, default=WHOLE, help="the most items of a softmax")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--runs", type=Path, default=Path("runs/reading"))
    given = parser.parse_args()
    began, folder = time.perf_counter(), place(given.domain)
    runs = given.runs / f"{folder.name}-{given.seed}"
    catalog = Catalog.open(folder)
    split = leave_last_out(catalog.events, items=len(catalog))
    recipe = Recipe(
        seed=given.seed,
        negatives=given.negatives,
        partner=Settings(epochs=given.partner_epochs, every=4, patience=0),
        language=Settings(epochs=given.epochs, tokens=3072, row=128, warm_rate=3e-4, patience=0),
    )
    tower, _ = train_partner(content_of(catalog), split, recipe=recipe, folder=runs, say=say)
    with torch.no_grad():
        ids = SemanticIds.fit(tower.table().numpy(), catalog.ids, seed=given.seed, space="item table")
    ground = Ground(catalog, split, tower, ids, recipe)
    names = given.variants or [name for name in VARIANTS if given.pictures or "picture" not in name]
    names = list(dict.fromkeys([SHIPPED, *names]))
    table = evaluate(
        rankers(ground, names, runs), split, domain=folder.name, users=given.users,
        reference=f"dense: {SHIPPED}", seed=given.seed,
    )  # fmt: skip
    print(json.dumps({"benchmark": "reading", **table.as_json(), **about(began)}, indent=1))


if __name__ == "__main__":
    main()
