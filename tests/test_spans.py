"""Attention span by span: the same as with a mask over whole rows, for every packing and with gradients."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import OPTConfig, OPTModel

from tastemaker.agent.engines.packing import Packed, Segment, Source, pack
from tastemaker.agent.engines.reading import by_spans
from tastemaker.agent.engines.spans import LONG, attend, spans_of

LENGTHS = st.lists(st.tuples(st.integers(2, 120), st.booleans()), min_size=1, max_size=7)


def packed(lengths: list[tuple[int, bool]], *, room: int) -> Packed:
    """Segments of these lengths, some with a branch, in rows longer than LONG."""
    segments = []
    for length, branched in lengths:
        one = Segment.trunk([(Source.TEXT, np.arange(length) % 50)])
        if branched:
            one.written(length // 2, [1, 2, 3])
        segments.append(one)
    return pack(segments, length=LONG + 1 + room)


def decoder(*, dropout: float = 0.0) -> OPTModel:
    torch.manual_seed(0)
    config = OPTConfig(
        vocab_size=64, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, ffn_dim=32,
        word_embed_proj_dim=16, max_position_embeddings=512, dropout=dropout, attention_dropout=0.0,
    )  # fmt: skip
    return OPTModel(config).train()


def read(model: OPTModel, rows: Packed) -> torch.Tensor:
    hidden: torch.Tensor = model(
        input_ids=rows.index, attention_mask=rows.mask(), position_ids=rows.place, use_cache=False
    ).last_hidden_state
    return hidden


@settings(max_examples=25, deadline=None)
@given(LENGTHS, st.integers(0, 200))
def test_it_is_the_attention_of_the_whole_mask(lengths: list[tuple[int, bool]], room: int) -> None:
    rows = packed(lengths, room=room)
    spans = spans_of(rows)
    assert spans is not None
    shape = (len(rows.segment), 2, rows.segment.shape[1], 8)
    query, key, value = (torch.randn(shape, generator=torch.Generator().manual_seed(n)) for n in range(3))
    whole = attend(query, key, value, mask=rows.mask(), spans=None)
    parts = attend(query, key, value, mask=rows.mask(), spans=spans)
    masked = attend(query, key, value, mask=rows.mask(), spans=spans, plain=False)
    used = (rows.segment > 0)[:, None, :, None].expand_as(whole)
    torch.testing.assert_close(parts[used], whole[used])
    torch.testing.assert_close(masked[used], whole[used])
    assert not parts[~used].any()


def test_a_model_reads_and_learns_the_same() -> None:
    rows = packed([(150, False), (90, True), (200, False), (3, False)], room=40)
    found = []
    for way in (False, True):
        model = decoder()
        if way:
            with by_spans(model, rows):
                hidden = read(model, rows)
        else:
            hidden = read(model, rows)
        hidden[rows.segment > 0].square().mean().backward()
        grads = [one.grad for one in model.parameters() if one.grad is not None]
        found.append((hidden[rows.segment > 0], torch.cat([grad.flatten() for grad in grads])))
    for mine, theirs in zip(*found, strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-3, atol=1e-5)


def test_afterwards_and_elsewhere_the_model_is_as_it_was() -> None:
    model, rows = decoder(), packed([(150, False), (150, False)], room=60)
    before = model.config._attn_implementation
    with pytest.raises(RuntimeError, match="in between"), by_spans(model, rows):
        raise RuntimeError("in between" if model.config._attn_implementation != before else "no difference")
    assert model.config._attn_implementation == before == "sdpa"
    short = pack([Segment.trunk([(Source.TEXT, [1, 2])])], length=LONG)
    assert spans_of(short) is None
    with by_spans(model, short):
        assert model.config._attn_implementation == before
