"""The multimodal LLM as a recommender: it reads people's histories and answers in two ways.

What LLaVA does with pictures is done with histories: a small trained tower (SASRec) looks at them, and a
projector makes of each item one soft token: what it is, and what it means after those before it. From these
and from words the model tells the next item by a vector, to be compared with all items (the dense read-out),
or by writing its semantic ID token by token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.low_rank import LowRank, through
from tastemaker.agent.engines.packing import Packed, Source
from tastemaker.agent.engines.reading import by_spans
from tastemaker.agent.engines.sasrec import SASRec

__all__ = ["Drop", "Reader"]

TEMPERATURE: Final = 0.06
"""Cosines between unit vectors are divided by this before they are logits."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Shares left out at random in training."""

    item: float = 0.0
    """Of the numbers that a soft token is made from."""
    answer: float = 0.0
    """Of the numbers of the hidden state that is read out."""


class Reader(nn.Module):
    """A language model's text decoder behind a tower that sees items, with a dense read-out."""

    codes: Tensor
    meaning: Tensor
    own: Tensor

    def __init__(
        self,
        network: Any,
        tower: SASRec,
        *,
        codes: Tensor,
        meaning: Tensor,
        prompt: int = 0,
        drop: Drop | None = None,
        alone: bool = True,
    ) -> None:
        """`network` is a transformers model with a text decoder; `prompt` is the length of a soft prompt.

        `codes` are the ids of its semantic-ID tokens, int64 (codes,), whose rows become this reader's own,
        and `meaning`, float32 (codes, d), what each stands for: a code's row is its projected meaning and
        what is learnt about it `alone`, as an item's is; else the network's row stays in the place of that.
        The tower is trained already and stays as it is.
        """
        super().__init__()
        self.network = network
        self.lora: LowRank | None = None
        """What it reads through, where the network's weights are others' too."""
        self.tower = tower.requires_grad_(False)
        self.drop = drop or Drop()
        width, dim = network.get_input_embeddings().weight.shape[1], tower.table.dim
        self.up = nn.Linear(2 * dim, width)
        self.down = nn.Linear(width, dim)
        self.norm = nn.LayerNorm(dim)
        self.lead = prompt
        self.prompt = nn.Parameter(torch.randn(prompt, width) * 0.02) if prompt else None
        rows = network.get_input_embeddings().weight.detach()
        answers = network.get_output_embeddings().weight.detach()
        self.code_in = nn.Parameter(rows[codes].clone().float(), requires_grad=alone)
        self.code_out = nn.Parameter(answers[codes].clone().float(), requires_grad=alone)
        own = torch.full((len(rows),), -1, dtype=torch.int64)
        own[codes] = torch.arange(len(codes))
        self.mean_in = nn.Linear(meaning.shape[1], width, bias=False)
        self.mean_out = nn.Linear(meaning.shape[1], width, bias=False)
        self.register_buffer("codes", codes, persistent=False)
        self.register_buffer("meaning", meaning, persistent=False)
        self.register_buffer("own", own, persistent=False)

    @property
    def table(self) -> ItemTable:
        """The items."""
        return self.tower.table

    def train(self, mode: bool = True) -> Reader:
        """Only what learns leaves things out at random: the tower sees everything."""
        super().train(mode)
        self.tower.eval()
        return self

    def forward(self, packed: Packed, table: Tensor) -> Tensor:
        """Hidden states, float (rows, length, width). `table` is the item table, computed once a batch."""
        decoder = self.network.get_decoder()
        with by_spans(decoder, packed), through([self.lora]):
            hidden: Tensor = decoder(
                inputs_embeds=self.embedded(packed, table),
                attention_mask=packed.mask(),
                position_ids=packed.place,
                use_cache=False,
            ).last_hidden_state
        return hidden

    def embedded(self, packed: Packed, table: Tensor) -> Tensor:
        """What the decoder reads, float (rows, length, width)."""
        text = torch.where(packed.source == Source.TEXT, packed.index, 0)
        found: Tensor = self.network.get_input_embeddings()(text)
        own = torch.where(packed.source == Source.TEXT, self.own[text], -1)
        found = _put(found, own >= 0, self.read_rows()[own[own >= 0]])
        items = packed.source == Source.ITEM
        if bool(items.any()):
            found = _put(found, items, self._soft(packed, table)[items])
        if packed.seen is not None:
            found = _put(found, packed.source == Source.PICTURE, packed.seen)
        if self.prompt is not None:
            prompted = packed.source == Source.PROMPT
            found = _put(found, prompted, self.prompt[packed.index[prompted]])
        return found

    @torch.no_grad()
    def seen(self, packed: Packed, table: Tensor) -> Tensor:
        """What the tower would answer after each token: unit vectors, float32 (rows, length, dim)."""
        return self.tower.answer(self.tower(packed, table).float())

    def _soft(self, packed: Packed, table: Tensor) -> Tensor:
        """Soft tokens, float (rows, length, width), of use where there are items."""
        rows = torch.where(packed.source == Source.ITEM, packed.index, 0)
        what = self.table.targets(table)[rows]
        seen = torch.cat([what, self.seen(packed, table)], dim=-1) * self.table.dim**0.5
        found: Tensor = self.up(functional.dropout(seen, self.drop.item, self.training))
        return found

    def answer(self, hidden: Tensor) -> Tensor:
        """The dense read-out: hidden states (n, width) to unit vectors (n, dim)."""
        hidden = functional.dropout(hidden, self.drop.answer, self.training)
        return functional.normalize(self.norm(self.down(hidden)), dim=-1)

    def logits(self, hidden: Tensor) -> Tensor:
        """Over the whole vocabulary, float (n, vocabulary), with this reader's own rows for the IDs."""
        words: Tensor = self.network.get_output_embeddings()(hidden)
        return words.index_copy(-1, self.codes, self.code_logits(hidden).to(words.dtype))

    def code_logits(self, hidden: Tensor) -> Tensor:
        """Of the codes of all levels alone, float (n, codes)."""
        return hidden @ self.written_rows().T.to(hidden.dtype)

    def read_rows(self) -> Tensor:
        """The input embeddings of the ID tokens, float (codes, width)."""
        rows: Tensor = self.code_in + self.mean_in(self.meaning)
        return rows

    def written_rows(self) -> Tensor:
        """Their rows of the output embeddings, float (codes, width)."""
        rows: Tensor = self.code_out + self.mean_out(self.meaning)
        return rows

    @torch.no_grad()
    def install(self) -> None:
        """Write the ID rows into the network, which is then an ordinary one that writes this domain's IDs."""
        for layer, rows in (
            (self.network.get_input_embeddings(), self.read_rows()),
            (self.network.get_output_embeddings(), self.written_rows()),
        ):
            layer.weight[self.codes] = rows.to(layer.weight.dtype)


def _put(embedded: Tensor, where: Tensor, values: Tensor) -> Tensor:
    """The same with other rows where `where`, bool (rows, length), holds."""
    return embedded.masked_scatter(where[..., None], values.to(embedded.dtype))
