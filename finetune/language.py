"""Trains the language model of a recommender: both read-outs at once, and wishes in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import Tensor

from tastemaker.agent.engines.adapter import digest_of
from tastemaker.agent.engines.codes import code_tokens, with_codes
from tastemaker.agent.engines.generative import Generative
from tastemaker.agent.engines.packing import Segment
from tastemaker.agent.engines.rankers import Dense
from tastemaker.agent.engines.reader import Drop, Reader
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.agent.engines.sight import Sight
from tastemaker.catalog.semantic_ids import SemanticIds
from tastemaker.finetune.naming import Naming
from tastemaker.finetune.objective import Objective
from tastemaker.finetune.pictures import Pictures
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.sequences import Sequences
from tastemaker.finetune.splits import Split
from tastemaker.finetune.strategies import prepare
from tastemaker.finetune.talk import Talk, forgetting, speaks
from tastemaker.finetune.teaching import Teaching
from tastemaker.finetune.training import Outcome, train
from tastemaker.finetune.watching import Watching
from tastemaker.finetune.wishes import Wishes

if TYPE_CHECKING:
    from tastemaker.agent.engines.models import Loaded
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Language", "train_language"]

SHARE: Final = 0.55
"""Of the recipe's minutes, what this stage gets."""
WATCHED: Final = 500
"""People for whom IDs are written at each watch: a beam takes longer than a read-out."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language model as it was trained to recommend."""

    reader: Reader
    dense: Dense
    generative: Generative
    outcome: Outcome
    digest: str
    """Of the base model, as it was before."""
    peft: Any = None
    """The PEFT model around the network, where there is one."""


def train_language(
    catalog: Catalog,
    split: Split,
    *,
    tower: SASRec,
    ids: SemanticIds,
    loaded: Loaded,
    recipe: Recipe,
    folder: Path,
    say: Callable[[str], None],
) -> Language:
    """Adapt a base model by the recipe's strategy, to read what the tower sees and to write these IDs."""
    torch.manual_seed(recipe.seed)
    digest = digest_of(loaded.model, loaded.tokenizer)
    alone = with_codes(loaded.model, loaded.tokenizer, ids.sizes) or recipe.alone
    prepared = prepare(loaded.model.float(), recipe.strategy, size=recipe.size, dropout=recipe.inner_dropout)
    tokens = code_tokens(loaded.tokenizer, ids.sizes)
    drop = Drop(item=recipe.answer_dropout, answer=recipe.answer_dropout)
    reader = Reader(
        prepared.network,
        tower,
        codes=torch.cat(tokens),
        meaning=torch.from_numpy(ids.meaning),
        prompt=prepared.prompt,
        drop=drop,
        alone=alone,
    )
    spoken = _spoken(ids, tokens)
    dense = Dense("dense", reader, window=recipe.window)
    generative = Generative(
        "generative",
        reader,
        codes=ids.codes,
        sizes=ids.sizes,
        beams=recipe.beams,
        window=recipe.window,
        repeats=split.repeats,
    )
    lessons = _Lessons.of(catalog, split, spoken, loaded, recipe=recipe, prompt=prepared.prompt)
    if lessons.talk is not None:
        say(f"talk loss {forgetting(reader, lessons.talk.heldout()):.3f} before")
    outcome = train(
        Objective(reader, teaching=Teaching(spoken, tokens=tokens), sampled=recipe.sampled),
        lessons,
        settings=recipe.timed(recipe.language, SHARE),
        folder=folder,
        watch=_watch(split, reader, dense, generative, lessons.talk),
        say=say,
    )
    reader.install()
    return Language(reader, dense, generative, outcome, digest, prepared.peft)


def _spoken(ids: SemanticIds, tokens: list[Tensor]) -> Tensor:
    """int64 (items, depth): the tokens of every item's ID."""
    codes = torch.from_numpy(ids.codes.astype(np.int64))
    return torch.stack([level[codes[:, n]] for n, level in enumerate(tokens)], dim=1)


@dataclass(frozen=True, slots=True)
class _Lessons:
    """What an epoch teaches: histories, wishes, names, and talk."""

    histories: Sequences
    wishes: Wishes
    naming: Naming
    talk: Talk | None
    recipe: Recipe

    @classmethod
    def of(
        cls, catalog: Catalog, split: Split, spoken: Tensor, loaded: Loaded, *, recipe: Recipe, prompt: int
    ) -> _Lessons:
        write, tokenizer = spoken.tolist().__getitem__, loaded.tokenizer
        same: dict[str, Any] = {"write": write, "window": recipe.window, "prompt": prompt}
        histories = Sequences(split, written=recipe.written, seed=recipe.seed, **same)
        look = Pictures(catalog, Sight.of(loaded))
        wishes = Wishes(split, catalog.items, tokenizer, look=look, seed=recipe.seed, **same)
        known = np.flatnonzero(split.popularity())
        count = round(recipe.names * int(split.trained.sum()))
        naming = Naming(
            catalog.items, tokenizer, write=write, known=known, count=count, prompt=prompt, seed=recipe.seed
        )
        talk = None
        if recipe.talk and speaks(tokenizer):
            talk = Talk(tokenizer, prompt=prompt, seed=recipe.seed)
        return cls(histories, wishes, naming, talk, recipe)

    def __call__(self, epoch: int) -> list[Segment]:
        wishes = self.wishes(epoch, share=self.recipe.wishes)
        found = [*self.histories(epoch), *wishes, *self.naming(epoch)]
        if self.talk is not None:
            tokens = sum(len(segment) for segment in found)
            share = self.recipe.talk
            found += self.talk(epoch, tokens=round(share / (1 - share) * tokens))
        order = np.random.default_rng((self.recipe.seed, epoch, 2)).permutation(len(found))
        return [found[n] for n in order]


def _watch(
    split: Split, reader: Reader, dense: Dense, generative: Generative, talk: Talk | None
) -> Callable[[], Mapping[str, float]]:
    """The metrics of both read-outs on validation, of which the dense one's decide, and the loss of talk."""
    many, few = Watching(split), Watching(split, people=WATCHED)
    told = talk.heldout() if talk is not None else []

    def watch() -> Mapping[str, float]:
        written = {f"written {name}": value for name, value in few(generative).items()}
        talked = {"talk loss": forgetting(reader, told)} if told else {}
        return {**many(dense), **written, **talked}

    return watch
