"""The trie against sets of prefixes: what may follow, what a mask leaves, and items that come and go."""

from __future__ import annotations

from typing import TypeAlias

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from tastemaker.agent.engines.trie import Trie, View
from tastemaker.errors import BadDomain, BadFilter, UnknownItem

Codes: TypeAlias = tuple[int, ...]


@st.composite
def levels(draw: st.DrawFn) -> tuple[int, ...]:
    return tuple(draw(st.lists(st.integers(1, 6), min_size=1, max_size=4)))


def ids(sizes: tuple[int, ...], **limits: int) -> st.SearchStrategy[list[Codes]]:
    """Distinct semantic IDs in any order."""
    return st.lists(st.tuples(*[st.integers(0, size - 1) for size in sizes]), unique=True, **limits)


def trie_of(found: dict[Codes, int], sizes: tuple[int, ...]) -> Trie:
    codes = torch.tensor(list(found), dtype=torch.int64).view(-1, len(sizes))
    return Trie(codes, sizes=sizes, rows=torch.tensor(list(found.values()), dtype=torch.int64))


def paths(view: View) -> dict[Codes, int]:
    """Every ID that can be reached, with its row, by asking for all nodes of a level at once."""
    nodes, prefixes = torch.zeros(1, 1, dtype=torch.int64), [()]
    for level in range(view.depth):
        below, codes, valid, allowed = view.children(nodes, level=level)
        assert below.shape == codes.shape == valid.shape == allowed.shape
        assert not (allowed & ~valid).any()
        where = allowed[0].nonzero().tolist()
        prefixes = [(*prefixes[n], int(codes[0, n, m])) for n, m in where]
        nodes = below[0][allowed[0]][None]
        if not where:
            return {}
    return dict(zip(prefixes, view.rows[nodes[0]].tolist(), strict=True))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_it_reaches_the_ids_that_a_dict_holds(data: st.DataObject) -> None:
    sizes = data.draw(levels())
    held = {code: row for row, code in enumerate(data.draw(ids(sizes, max_size=30)))}
    trie = trie_of(held, sizes)
    assert len(trie) == len(held)
    assert paths(trie.view()) == held


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_items_come_and_go(data: st.DataObject) -> None:
    sizes = data.draw(levels())
    every = data.draw(ids(sizes, min_size=1, max_size=30))
    held: dict[Codes, int] = {}
    trie, row = trie_of(held, sizes), 0
    for coming in data.draw(st.lists(st.booleans(), max_size=8)):
        pool = [code for code in every if (code in held) != coming]
        some = data.draw(st.lists(st.sampled_from(pool), unique=True)) if pool else []
        before, old = trie.view(), dict(held)
        if coming:
            new = {code: row + n for n, code in enumerate(some)}
            row += len(some)
            trie.add(torch.tensor(some).view(-1, len(sizes)), rows=torch.tensor([*new.values()]).long())
            held |= new
        else:
            trie.remove(torch.tensor([held.pop(code) for code in some], dtype=torch.int64))
        assert paths(trie.view()) == held
        assert paths(before) == old, "a view taken before a change must not see it"


def under(held: dict[Codes, int], prefix: Codes, allowed: Tensor) -> set[int]:
    """The codes after a prefix that lead to an allowed item, the slow way."""
    n = len(prefix)
    return {code[n] for code, row in held.items() if code[:n] == prefix and allowed[row]}


@settings(deadline=None, max_examples=60)
@given(st.data(), st.floats(0, 1), st.integers(0, 3))
def test_a_mask_leaves_what_leads_to_an_allowed_item(data: st.DataObject, share: float, batch: int) -> None:
    """One mask for all (batch 0) or one for each row, asked at every node of every level."""
    sizes = data.draw(levels())
    held = {code: 2 * row for row, code in enumerate(data.draw(ids(sizes, min_size=1, max_size=25)))}
    trie, people = trie_of(held, sizes), max(batch, 1)
    chance = torch.Generator().manual_seed(data.draw(st.integers(0, 99)))
    masks = torch.rand(people, trie.view().reach + 3, generator=chance) < share
    view = trie.view(masks if batch else masks[0])
    for level in range(len(sizes)):
        prefixes = sorted({code[:level] for code in held})
        found = view.children(torch.arange(len(prefixes)).expand(people, -1), level=level)
        for person in range(people):
            for n, prefix in enumerate(prefixes):
                got = found.codes[person, n][found.allowed[person, n]].tolist()
                assert sorted(got) == sorted(under(held, prefix, masks[person]))
                there = found.codes[person, n][found.valid[person, n]].tolist()
                assert sorted(there) == sorted(
                    under(held, prefix, torch.ones(masks.shape[1], dtype=torch.bool))
                )


@settings(deadline=None, max_examples=60)
@given(st.data(), st.floats(0, 1))
def test_a_masked_walk_ends_at_allowed_items_only(data: st.DataObject, share: float) -> None:
    sizes = data.draw(levels())
    held = {code: row for row, code in enumerate(data.draw(ids(sizes, max_size=30)))}
    trie = trie_of(held, sizes)
    allowed = torch.rand(max(len(held), 1), generator=torch.Generator().manual_seed(1)) < share
    assert paths(trie.view(allowed)) == {code: row for code, row in held.items() if allowed[row]}


def test_an_id_is_one_items() -> None:
    trie = Trie(torch.tensor([[0, 1], [2, 0]]), sizes=(3, 2))
    with pytest.raises(BadDomain, match=r"one semantic ID for two items, at the rows \[7, 1\]"):
        trie.add(torch.tensor([[1, 1], [2, 0]]), rows=torch.tensor([6, 7]))
    with pytest.raises(BadDomain, match="one semantic ID for two items"):
        Trie(torch.tensor([[0, 1], [0, 1]]), sizes=(3, 2))
    assert paths(trie.view()) == {(0, 1): 0, (2, 0): 1}, "a refused change leaves no trace"


def test_an_item_has_one_id() -> None:
    trie = Trie(torch.tensor([[0, 1], [2, 0]]), sizes=(3, 2))
    for rows in ([5, 1], [5, 5]):
        with pytest.raises(BadDomain, match="two semantic IDs for one item"):
            trie.add(torch.tensor([[1, 1], [1, 0]]), rows=torch.tensor(rows))


def test_a_removed_id_may_be_given_anew() -> None:
    trie = Trie(torch.tensor([[0, 1], [2, 0]]), sizes=(3, 2))
    trie.remove(torch.tensor([1]))
    trie.add(torch.tensor([[2, 0]]), rows=torch.tensor([9]))
    assert paths(trie.view()) == {(0, 1): 0, (2, 0): 9}


def test_what_is_not_held_cannot_be_removed() -> None:
    trie = Trie(torch.tensor([[0, 1], [2, 0]]), sizes=(3, 2))
    with pytest.raises(UnknownItem, match="rows 4, 77"):
        trie.remove(torch.tensor([0, 4, 77]))
    assert len(trie) == 2


@pytest.mark.parametrize("code", [[3, 0], [0, 2], [-1, 0]])
def test_codes_out_of_range_are_refused(code: list[int]) -> None:
    with pytest.raises(BadDomain, match="do not fit levels"):
        Trie(torch.tensor([code]), sizes=(3, 2))


@pytest.mark.parametrize("sizes", [(), (256, 0), (40_000,), (32_768,) * 5])
def test_levels_that_do_not_fit_are_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(BadDomain, match="do not fit in a trie"):
        Trie(torch.zeros(0, len(sizes), dtype=torch.int64), sizes=sizes)


def test_the_widest_ids_keep_their_order() -> None:
    sizes = (32_768, 32_768, 32_768, 32_768)
    held = {(32_767, 0, 0, 32_767): 0, (0, 32_767, 1, 0): 1, (32_767, 32_767, 32_767, 32_767): 2}
    assert paths(trie_of(held, sizes).view()) == held


def test_a_mask_of_an_older_catalog_is_refused() -> None:
    trie = Trie(torch.tensor([[0, 1], [2, 0]]), sizes=(3, 2))
    with pytest.raises(BadFilter, match="over 1 rows"):
        trie.view(torch.ones(1, dtype=torch.bool))


def test_a_million_items_would_take_less_than_100_mb() -> None:
    chance = torch.Generator().manual_seed(0)
    codes = torch.randint(0, 256, (20_000, 4), generator=chance).unique(dim=0)
    trie = Trie(codes, sizes=(256,) * 4)
    assert trie.nbytes < 100 * len(trie)
