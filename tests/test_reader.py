"""The language model as a recommender: what it answers does not depend on how people are packed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from tastemaker.agent.engines.codes import code_tokens, with_codes
from tastemaker.agent.engines.fused import Fused, standard
from tastemaker.agent.engines.generative import Generative
from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.packing import Source, pack
from tastemaker.agent.engines.rankers import Dense, history_segment
from tastemaker.agent.engines.reader import TEMPERATURE, Reader
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.agent.engines.sight import TOKENS, Sight
from tastemaker.agent.engines.tiny import tiny_model
from tastemaker.finetune.teaching import Teaching

ITEMS, SIZES = 9, (4, 4, 2)
CODES = torch.tensor([[n // 4, n % 4, 0] for n in range(ITEMS)])
HISTORIES = [np.array(rows) for rows in ([0, 1, 2], [5], [3, 4, 5, 6, 7], [8, 1])]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    loaded = load(str(tiny_model(tmp_path_factory.mktemp("base"))))
    network = loaded.model.float()
    with_codes(network, loaded.tokenizer, SIZES)
    torch.manual_seed(1)
    tower = SASRec(ItemTable(torch.randn(ITEMS, 5), dim=8), heads=2, window=10)
    codes = torch.cat(code_tokens(loaded.tokenizer, SIZES))
    made = Reader(network, tower, codes=codes, meaning=torch.randn(len(codes), 6), prompt=3)
    torch.nn.init.normal_(made.code_out, std=0.5)
    return made.eval()


def tokens(reader: Reader) -> list[torch.Tensor]:
    return list(reader.codes.split(SIZES))


def written(reader: Reader, *, repeats: bool = False) -> Generative:
    codes = CODES.numpy()
    return Generative("written", reader, codes=codes, sizes=SIZES, beams=ITEMS, repeats=repeats)


@pytest.mark.parametrize("kind", ["tower", "reader"])
def test_packed_people_are_answered_as_if_alone(reader: Reader, kind: str) -> None:
    ranker = Dense("dense", reader if kind == "reader" else reader.tower, window=4)
    alone = np.concatenate([ranker.scores([history]) for history in HISTORIES])
    np.testing.assert_allclose(ranker.scores(HISTORIES), alone, atol=0.02)  # bfloat16


def test_words_and_prompt_do_not_disturb_the_tower(reader: Reader) -> None:
    plain = pack([history_segment(HISTORIES[0], window=9)], length=4)
    spoken = pack([history_segment(HISTORIES[0], window=9, prompt=3, words=[5, 6])], length=8)
    table = reader.table()
    before, after = reader.tower(plain, table)[0, :3], reader.tower(spoken, table)[0, 5:]
    torch.testing.assert_close(before, after)


def test_words_change_what_is_answered(reader: Reader) -> None:
    ranker = Dense("dense", reader, window=9)
    plain, spoken = ranker.ranked([ranker.segment(HISTORIES[0], words=words) for words in ((), (40, 41))])
    assert np.abs(plain - spoken).max() > 1e-3


def test_packed_pictures_stay_with_those_who_showed_them(reader: Reader) -> None:
    ranker, width = Dense("dense", reader, window=4), reader.code_in.shape[1]
    seen = [torch.randn(4, width), None, torch.randn(4, width), torch.randn(4, width)]
    shown = [ranker.segment(history, seen=one) for history, one in zip(HISTORIES, seen, strict=True)]
    alone = np.concatenate([ranker.ranked([one]) for one in shown])
    np.testing.assert_allclose(ranker.ranked(shown), alone, atol=0.02)
    assert np.abs(alone - ranker.scores(HISTORIES)).max(axis=1).tolist()[1] < 0.02
    assert (np.abs(alone - ranker.scores(HISTORIES)).max(axis=1)[[0, 2, 3]] > 0.05).all()


def test_a_picture_alone_is_answered_and_steers_what_is_written(reader: Reader) -> None:
    nothing, width = np.empty(0, np.int64), reader.code_in.shape[1]
    segments = [history_segment(nothing, window=9, prompt=3, seen=torch.randn(4, width) * 9) for _ in "ab"]
    one, other = written(reader).ranked(segments)
    assert np.isfinite(one).all()
    assert np.abs(one - other).max() > 0.1
    alone = written(reader).ranked(segments[1:])[0]
    np.testing.assert_allclose(alone, other, atol=0.1)  # bfloat16


def test_a_base_with_eyes_sees_pictures_in_few_tokens(tmp_path: Path) -> None:
    sight = Sight.of(load(str(tiny_model(tmp_path / "sees"))))
    assert sight is not None
    red, tall = sight(Image.new("RGB", (30, 30), "red")), sight(Image.new("RGB", (9, 70), "blue"))
    assert red.shape == tall.shape == (TOKENS, 32)
    assert not torch.allclose(red, tall)
    assert Sight.of(load(str(tiny_model(tmp_path / "blind", kind="text")))) is None


def test_nothing_known_scores_nothing(reader: Reader) -> None:
    assert not Dense("dense", reader).scores([np.empty(0, np.int64)]).any()


@torch.no_grad()
def test_a_wide_beam_scores_every_item_as_writing_it_does(reader: Reader) -> None:
    """Against feeding every whole ID to the model, among the codes that any item has there."""
    ranker = written(reader, repeats=True)
    found = ranker.scores(HISTORIES)
    table = reader.table()
    for person, history in enumerate(HISTORIES):
        for item in range(ITEMS):
            spelled = [int(tokens(reader)[level][code]) for level, code in enumerate(CODES[item])]
            segment = history_segment(history, window=50, prompt=3)
            start = len(segment) - 1
            segment.written(start, spelled)
            hidden = reader(pack([segment], length=len(segment)), table)[0]
            places = [start, start + 1, start + 2]
            logits, slow = reader.logits(hidden[places]), 0.0
            for level, token in enumerate(spelled):
                alike = CODES[(CODES[:, :level] == CODES[item, :level]).all(1), level].unique()
                among = logits[level, tokens(reader)[level][alike]]
                slow += float(logits[level, token] - among.logsumexp(-1))
            assert found[person, item] == pytest.approx(slow, abs=0.25)  # bfloat16 against float32


def test_what_a_person_had_is_not_written_again(reader: Reader) -> None:
    found = written(reader).scores(HISTORIES)
    for person, history in enumerate(HISTORIES):
        assert np.isneginf(found[person, history]).all()
        assert np.isfinite(found[person]).sum() == ITEMS - len(history)


def test_an_installed_network_writes_this_domains_rows(reader: Reader) -> None:
    reader.install()
    head = reader.network.get_output_embeddings().weight
    torch.testing.assert_close(head[reader.codes], reader.written_rows())
    words = reader.network.get_input_embeddings().weight
    torch.testing.assert_close(words[reader.codes], reader.read_rows())


def test_the_tower_stays_as_it_is(reader: Reader) -> None:
    learns = {name for name, value in reader.named_parameters() if value.requires_grad}
    assert not any(name.startswith("tower.") for name in learns)
    assert "prompt" in learns


def test_teaching_sums_beliefs_over_the_items_that_share_a_code(reader: Reader) -> None:
    """Against a loop over the items."""
    level_tokens = tokens(reader)
    spoken = torch.stack([level_tokens[level][CODES[:, level]] for level in range(3)], dim=1)
    teaching = Teaching(spoken, tokens=level_tokens)
    states = functional.normalize(torch.randn(2, 8), dim=-1)
    targets = reader.table.targets(reader.table())
    beliefs = (states @ targets.T / TEMPERATURE).softmax(-1)
    for prefix in ([], [1], [1, 2]):
        given = torch.tensor([[int(level_tokens[n][code]) for n, code in enumerate(prefix)]] * 2)
        found = teaching.target(states, targets, given.reshape(2, len(prefix)))
        slow = torch.zeros(2, SIZES[len(prefix)])
        for item in range(ITEMS):
            if CODES[item, : len(prefix)].tolist() == prefix:
                slow[:, CODES[item, len(prefix)]] += beliefs[:, item].detach()
        torch.testing.assert_close(found, slow / slow.sum(-1, keepdim=True), atol=1e-5, rtol=1e-4)


def test_a_sum_of_rankers_is_of_standard_scores() -> None:
    class Fixed:
        def __init__(self, name: str, scores: list[float]) -> None:
            self.name, self._scores = name, np.array([scores], np.float32)

        def scores(self, histories: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            return self._scores

    one, other = Fixed("one", [1, 2, 3]), Fixed("other", [30, -np.inf, 10])
    parts = {"one": one, "other": other, "third": one}
    found = Fused("both", parts, weights={"one": 1.0, "other": 0.5, "third": 0.0}).scores([np.array([0])])
    np.testing.assert_allclose(found, standard(one._scores) + 0.5 * standard(other._scores))
    assert np.isfinite(found).all()


def test_of_an_item_that_a_part_does_not_know_the_others_speak() -> None:
    class Knows:
        name, known = "knows", np.array([True, True, False])

        def scores(self, histories: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            return np.array([[3, 1, 0]], np.float32)

    class Reads:
        name = "reads"

        def scores(self, histories: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            return np.array([[1, 0, 5]], np.float32)

    knows, reads = Knows(), Reads()
    one, other = standard(knows.scores(None))[0], standard(reads.scores(None))[0]
    fused = Fused("both", {"knows": knows, "reads": reads}, weights={"knows": 2.0, "reads": 0.5})
    found = fused.scores([np.array([0])])[0]
    np.testing.assert_allclose(found[:2], 2 * one[:2] + 0.5 * other[:2], rtol=1e-5)
    np.testing.assert_allclose(found[2], 2.5 * other[2], rtol=1e-5)
    assert found.argmax() == 2, "a new item comes first where those that can read it say so"


def test_a_segment_keeps_the_last_items_after_prompt_and_words() -> None:
    segment = history_segment(np.arange(8), window=3, prompt=2, words=[11, 12])
    assert segment.source.tolist() == [Source.PROMPT] * 2 + [Source.TEXT] * 2 + [Source.ITEM] * 3
    assert segment.index.tolist() == [0, 1, 11, 12, 5, 6, 7]


def test_a_base_without_id_tokens_is_given_them(tmp_path: Path) -> None:
    loaded = load(str(tiny_model(tmp_path)))
    size = len(loaded.tokenizer)
    assert with_codes(loaded.model, loaded.tokenizer, SIZES)
    assert len(loaded.tokenizer) == size + sum(SIZES)
    assert loaded.model.get_output_embeddings().weight.shape[0] >= len(loaded.tokenizer)
    assert not with_codes(loaded.model, loaded.tokenizer, SIZES)
