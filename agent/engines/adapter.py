"""An adapter folder: what a domain taught a base model, in standard formats.

adapter_config.json, adapter_model.safetensors   the PEFT adapter (`lora`, `prompt`)
model/                                           the whole model (`full`)
item_item.safetensors                            what items say of items
partner.safetensors                              SASRec and its item table: partner, and the model's tower
recommender.safetensors, recommender.json        projector, read-out and ID rows; what they belong to
semantic_ids.safetensors, semantic_ids.json      the codebooks and IDs they were trained with
README.md, metrics.json                          the model card, and all figures
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from tastemaker.agent.engines.about import About
from tastemaker.agent.engines.codes import code_tokens
from tastemaker.agent.engines.generative import Generative
from tastemaker.agent.engines.item_item import ItemItem
from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.rankers import Dense
from tastemaker.agent.engines.reader import Reader
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.agent.engines.sight import Sight
from tastemaker.catalog.semantic_ids import SemanticIds
from tastemaker.errors import BadAdapter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tastemaker.agent.engines.models import Loaded
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Picture, Ranker

    Ints = NDArray[np.int64]
    Scores = NDArray[np.float32]

__all__ = ["ELSEWHERE", "OWN", "WISH", "Adapter", "content_of", "digest_of"]

ELSEWHERE: Final = ("network.", "tower.")
"""Parts of a reader that have files of their own."""
OWN: Final = ("code_in", "code_out")
"""What was learnt about codes alone, if anything; kept are the rows of those that items had."""
WISH: Final = 24
"""Tokens of a wish that are read."""
LETTERS: Final = "the quick brown fox jumps over the lazy dog"
KNOWN: Final = 0.5
"""An adapter that knows less than this share of its own items in a catalog is another domain's."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter opened for a catalog."""

    about: About
    unknown: tuple[str, ...]
    """Items of the catalog that training did not know: they stand where their content puts them."""
    items: ItemItem
    partner: Dense
    dense: Dense | None = None
    """The language model's read-outs; None with `features`, which ranks without it."""
    generative: Generative | None = None
    tokenizer: Any = None
    sight: Sight | None = None
    """None for a base that sees no pictures."""
    bytes: int = 0
    """What it takes in memory, beside the network and its LoRA."""

    @classmethod
    def open(cls, folder: Path, catalog: Catalog, *, loaded: Loaded | None) -> Adapter:
        """Read an adapter for a catalog and its base model, which was loaded with the adapter.

        Only `features` needs no model. Raises BadAdapter for one of another domain or base, or damaged.
        """
        about = About.read(folder)
        _check(about, folder, catalog, loaded)
        trained = SemanticIds.load(folder)
        known = set(trained.ids)
        unknown = tuple(id for id in catalog.ids if id not in known)
        _check_items(about, folder, catalog, known=len(catalog) - len(unknown), trained=len(known))
        rows = _rows(trained.ids, catalog)
        items = _items(folder, rows)
        tower = _partner(folder, about, content_of(catalog), torch.from_numpy(rows))
        partner = Dense("partner", tower, window=about.window)
        if loaded is None or about.strategy == "features":
            return cls(about, unknown, items, partner, bytes=items.bytes + _bytes(tower))
        ids = trained.updated(tower.table().detach().numpy(), catalog.ids)
        reader = _reader(folder, about, tower, loaded, ids)
        dense = Dense("dense", reader, window=about.window)
        generative = Generative("generative", reader, codes=ids.codes, sizes=ids.sizes, window=about.window)
        return cls(
            about, unknown, items, partner, dense, generative, loaded.tokenizer, Sight.of(loaded),
            bytes=items.bytes + _bytes(reader),
        )  # fmt: skip

    def rankers(self) -> dict[str, Ranker]:
        """What items say of items, and what there is of `partner`, `dense` and `generative`."""
        parts = (self.items, self.partner, self.dense, self.generative)
        return {part.name: part for part in parts if part is not None}

    def scores_many(self, histories: Sequence[Ints], *, allowed: NDArray[np.bool_]) -> dict[str, Scores]:
        """float32 (people, items) by every part that has a weight, for histories that are not empty.

        No ID is written but those of items `allowed`, bool (people, items).
        """
        weights = self.about.weights
        asked = [part for part in (self.items, self.partner, self.dense) if part and weights.get(part.name)]
        found = {part.name: part.scores(histories) for part in asked}
        if self.generative is not None and weights.get(self.generative.name):
            found[self.generative.name] = self.generative.scores(histories, allowed=allowed)
        return found

    def scores(
        self,
        history: Ints,
        *,
        words: str = "",
        picture: Picture | None = None,
        allowed: NDArray[np.bool_] | None = None,
    ) -> dict[str, Scores]:
        """float32 (items,) by every part that has a weight, for a history and a wish in words or a picture.

        Any may be missing. Only the language model reads words and looks at pictures; it writes no ID but
        those of items `allowed`.
        """
        found = {
            part.name: part.scores([history])[0]
            for part in (self.items, self.partner)
            if self.about.weights.get(part.name)
        }
        if self.dense is None:
            return found
        tokens = self.tokenizer.encode(f" {words}", add_special_tokens=False)[:WISH] if words else []
        seen = self.sight(picture) if self.sight is not None and picture is not None else None
        if len(history) or tokens or seen is not None:
            segment = self.dense.segment(history, words=tokens, seen=seen)
            if self.about.weights.get(self.dense.name):
                found[self.dense.name] = self.dense.ranked([segment])[0]
            if self.generative is not None and self.about.weights.get(self.generative.name):
                mask = None if allowed is None else torch.from_numpy(allowed)
                found[self.generative.name] = self.generative.ranked([segment], allowed=mask)[0]
        return found


def content_of(catalog: Catalog) -> Tensor:
    """float32 (items, D): what the item table projects."""
    return torch.from_numpy(np.array(catalog.fused, dtype=np.float32))


def digest_of(network: Any, tokenizer: Any) -> str:
    """Tells base models of one shape apart: a digest of the output embeddings of a few letters and words."""
    tokens = tokenizer.encode(LETTERS, add_special_tokens=False)
    rows = network.get_output_embeddings().weight.detach()[tokens].to(torch.bfloat16).float()
    return hashlib.sha256(rows.cpu().numpy().tobytes()).hexdigest()[:16]


def _check(about: About, folder: Path, catalog: Catalog, loaded: Loaded | None) -> None:
    """Refuse another base model, and vectors of other embedders."""
    if about.strategy != "features":
        _check_base(about, folder, loaded)
    if dict(about.models) != dict(catalog.models):
        raise BadAdapter(
            f"the adapter {folder} reads vectors of {_listed(about.models)}, and {catalog.profile.name} was "
            f"indexed with {_listed(catalog.models)}: index with those models, or train anew"
        )


def _check_base(about: About, folder: Path, loaded: Loaded | None) -> None:
    if loaded is not None and about.digest == digest_of(loaded.model, loaded.tokenizer):
        return
    found = f"{loaded.name!r} with other weights" if loaded else "a model that is not in this process"
    raise BadAdapter(
        f"the adapter {folder} was trained on the base model {about.base!r}, and this is {found}: "
        f"give --model {about.base}, or train anew"
    )


def _check_items(about: About, folder: Path, catalog: Catalog, *, known: int, trained: int) -> None:
    """Refuse another domain's adapter."""
    if known < KNOWN * trained and known < KNOWN * len(catalog):
        raise BadAdapter(
            f"the adapter {folder} is of the domain {about.domain!r}; of its {trained:,} items only "
            f"{known:,} are in {catalog.profile.name!r}. Train one: tastemaker finetune {catalog.folder}"
        )


def _listed(models: Mapping[Any, str]) -> str:
    return ", ".join(f"{model} ({modality})" for modality, model in models.items())


def _rows(trained: Sequence[str], catalog: Catalog) -> Ints:
    """int64 (items,): each catalog item's row in training, -1 where it was not there."""
    place = {id: row for row, id in enumerate(trained)}
    return np.array([place.get(id, -1) for id in catalog.ids], np.int64)


def _items(folder: Path, rows: Ints) -> ItemItem:
    path = folder / "item_item.safetensors"
    try:
        return ItemItem.read(path).moved(rows)
    except (OSError, SafetensorError, KeyError, ValueError) as wrong:
        raise BadAdapter(f"{path} cannot be read ({wrong}): train the adapter again") from wrong


def _partner(folder: Path, about: About, content: Tensor, rows: Tensor) -> SASRec:
    stored = _stored(folder / "partner.safetensors")
    taught = stored.get("table.taught.weight")
    if taught is not None:  # what was taught moves to the rows of this catalog; new items begin with nothing
        stored["table.taught.weight"] = torch.where(rows[:, None] >= 0, taught[rows.clamp(min=0)], 0.0)
    table = ItemTable(content, dim=about.dim, taught=taught is not None)
    model = SASRec(table, blocks=about.blocks, window=about.window)
    _load(model, stored, folder)
    return model.eval()


def _reader(folder: Path, about: About, tower: SASRec, loaded: Loaded, ids: SemanticIds) -> Reader:
    reader = Reader(
        loaded.model,
        tower,
        codes=torch.cat(code_tokens(loaded.tokenizer, ids.sizes)),
        meaning=torch.from_numpy(ids.meaning),
        prompt=about.prompt,
    )
    stored = {name: getattr(reader, name).detach() for name in OWN}  # the base's, where none were learnt
    stored |= _spread(_stored(folder / "recommender.safetensors"), len(reader.codes))
    _load(reader, stored, folder)
    reader.lora = loaded.lora
    return reader.to(loaded.device).eval()


def _spread(stored: dict[str, Tensor], codes: int) -> dict[str, Tensor]:
    """With a row for every code: those that no item had in training have nothing of their own."""
    used = stored.pop("used", None)
    if used is None:
        return stored
    for name in OWN:
        rows = stored[name]
        stored[name] = rows.new_zeros(codes, rows.shape[1]).index_copy(0, used.long(), rows)
    return stored


def _bytes(model: torch.nn.Module) -> int:
    """What a model takes in memory, without its network."""
    kept = (value for name, value in model.state_dict().items() if not name.startswith(ELSEWHERE[0]))
    return sum(value.nbytes for value in kept)


def _stored(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except (OSError, SafetensorError) as wrong:
        raise BadAdapter(f"{path} cannot be read ({wrong}): train the adapter again") from wrong


def _load(model: torch.nn.Module, stored: Mapping[str, Tensor], folder: Path) -> None:
    """Put in what was stored; the network and the tower have their weights from elsewhere."""
    try:
        missing, strange = model.load_state_dict(stored, strict=False)
    except RuntimeError as wrong:
        raise BadAdapter(
            f"the weights in {folder} do not fit: {str(wrong).splitlines()[-1].strip()}"
        ) from wrong
    lost = [name for name in missing if not name.startswith(ELSEWHERE)]
    if lost or strange:
        raise BadAdapter(f"the weights in {folder} do not fit: {', '.join([*lost, *strange][:3])}")
