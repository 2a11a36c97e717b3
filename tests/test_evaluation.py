"""The table of rankers: figures as counted by hand, the same for all, and refusals in sentences."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray
from rich.console import Console

from tastemaker.catalog.build import index
from tastemaker.cli import main
from tastemaker.contracts import Modality
from tastemaker.errors import ModelError, UnknownModel
from tastemaker.finetune import evaluation
from tastemaker.finetune.baselines import KNN_GRID, LINEAR_GRID, Popularity, item_knn, linear
from tastemaker.finetune.contenders import CONTENDERS
from tastemaker.finetune.evaluation import CUTOFFS, evaluate, sample, tuned
from tastemaker.finetune.evaluation_report import page, terminal
from tastemaker.finetune.splits import PROTOCOLS, Split

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
LOW = -math.inf


@dataclass
class Fixed:
    """Says the same of everyone."""

    row: Sequence[float]
    name: str = "fixed"

    def scores(self, histories: Sequence[Rows]) -> Scores:
        return np.tile(np.array(self.row, np.float32), (len(histories), 1))


@dataclass
class Oracle:
    """Knows the answers, for whoever has this last event; wrong about a share of people."""

    split: Split
    wrong: int = 0
    name: str = "oracle"

    def scores(self, histories: Sequence[Rows]) -> Scores:
        found = np.zeros((len(histories), self.split.items), np.float32)
        for row, history in enumerate(histories):
            if history[0] >= self.wrong:
                found[row, (history[-1] + 1) % self.split.items] = 1
        return found


def ring(items: int = 60, held_out: Sequence[int] = ()) -> Split:
    """As many people as items; each goes three steps from their own item, then a fourth, which is tested."""
    rows = np.array([(person + step) % items for person in range(items) for step in range(4)], np.int64)
    return Split(
        protocol="leave-last-out",
        items=items,
        offsets=np.arange(0, len(rows) + 1, 4),
        rows=rows,
        trained=np.full(items, 2),
        places={"valid": np.full(items, 2), "test": np.full(items, 3)},
        held_out=np.array(held_out, np.int64),
    )


def test_who_knows_gets_all_and_who_cannot_tell_gets_nothing() -> None:
    split = ring()
    found = evaluate([Fixed([0.0] * 60), Oracle(split)], split)
    for name in ("recall@5", "ndcg@10", "mrr"):
        assert found.line("oracle").figures[name].value == 1
    assert found.line("fixed").figures["recall@50"].value == 0
    assert found.line("oracle").against["ndcg@10"].low == 1
    assert found.protocol.reference == "fixed"
    assert not found.line("fixed").against


def test_the_figures_are_those_counted_by_hand() -> None:
    split = ring()
    found = evaluate([Fixed([float(-item) for item in range(60)])], split).line("fixed")
    ranks = []
    for person in range(60):
        history, target = split.history(person, "test"), split.targets("test")[person]
        ranks.append(1 + sum(item < target and item not in history for item in range(60)))
    for k in CUTOFFS:
        assert found.figures[f"recall@{k}"].value == pytest.approx(np.mean([rank <= k for rank in ranks]))
        gains = [1 / math.log2(1 + rank) if rank <= k else 0 for rank in ranks]
        assert found.figures[f"ndcg@{k}"].value == pytest.approx(np.mean(gains))
    assert found.figures["mrr"].value == pytest.approx(np.mean([1 / rank for rank in ranks]))
    assert found.coverage == 13 / 60, "the first ten, and up to three later ones where those were seen"
    assert found.events == 2
    assert found.figures["popularity@10"].value == 0.5, "all items are equally popular"
    assert found.figures["invalid@10"].value == 0


def test_places_that_a_ranker_cannot_fill_are_counted() -> None:
    split = ring()
    found = evaluate([Fixed([1.0] * 5 + [LOW] * 55)], split).line("fixed")
    expected = np.mean([1 - (5 - sum(split.history(p, "test") < 5)) / 10 for p in range(60)])
    assert found.figures["invalid@10"].value == pytest.approx(expected)


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    split = ring()
    whole = evaluate([Popularity.fit(split), item_knn(split)], split)
    monkeypatch.setattr(evaluation, "BATCH", 7)
    parts = evaluate([Popularity.fit(split), item_knn(split)], split)
    assert parts.protocol == whole.protocol
    for one, other in zip(whole.lines, parts.lines, strict=True):
        assert (one.figures, one.against, one.coverage) == (other.figures, other.against, other.coverage)


def test_seeds_of_one_model_are_one_line_with_their_spread() -> None:
    split = ring()
    found = evaluate([Oracle(split, wrong=n) for n in (0, 30)], split)
    (line,) = found.lines
    recall = line.figures["recall@10"]
    assert line.seeds == 2
    assert recall.value == pytest.approx(0.75)
    assert recall.spread == pytest.approx(0.5 / math.sqrt(2))
    assert evaluate([Oracle(split)], split).lines[0].figures["recall@10"].spread is None


def test_a_difference_is_over_the_same_people() -> None:
    split = ring()
    found = evaluate(
        [Oracle(split, wrong=12, name="a"), Oracle(split, wrong=6, name="b")], split, reference="a", users=50
    )
    values = {name: found.line(name).figures["recall@10"] for name in "ab"}
    gain = found.line("b").against["recall@10"]
    assert gain.value == pytest.approx(values["b"].value - values["a"].value)
    assert 0 < gain.low < gain.value < gain.high
    assert gain.high - gain.low < values["a"].high - values["a"].low
    assert found.protocol.tested == 50
    assert (
        sample(split, "test", users=50, seed=0).tolist() == sample(split, "test", users=50, seed=0).tolist()
    )
    assert (
        sample(split, "test", users=50, seed=0).tolist() != sample(split, "test", users=50, seed=1).tolist()
    )


def test_held_out_items_are_also_ranked_among_themselves() -> None:
    split = ring(held_out=range(60))
    found = evaluate([Oracle(split)], split)
    assert found.lines[0].figures["among_new@10"].value == 1
    assert found.protocol.chance["among_new@50"] == pytest.approx(50 / 60)
    assert "60 items were held out of training." in page(found)
    assert "among_new@10" not in evaluate([Oracle(ring())], ring()).lines[0].figures


def test_progress_and_latency_are_told() -> None:
    told: list[tuple[str, int, int]] = []
    found = evaluate([Oracle(ring())], ring(), progress=lambda *step: told.append(step))
    assert told[-1] == ("oracle", 60, 60)
    assert found.lines[0].ms > 0


def test_the_settings_are_chosen_on_validation() -> None:
    split, told = ring(), []

    def fit(split: Split, *, wrong: int) -> Oracle:
        return Oracle(split, wrong=wrong)

    best = tuned(
        fit, split, grid=[{"wrong": 9}, {"wrong": 0}, {"wrong": 4}], progress=lambda *step: told.append(step)
    )
    assert isinstance(best, Oracle)
    assert best.wrong == 0
    assert told[-1][1:] == (3, 3)
    for grid, model in ((KNN_GRID, item_knn), (LINEAR_GRID, linear)):
        assert tuned(model, split, grid=grid).name in CONTENDERS


def test_wrong_scores_and_names_are_refused() -> None:
    with pytest.raises(ModelError, match=r"fixed gave scores of shape \(60, 3\), expected \(60, 60\)"):
        evaluate([Fixed([1, 2, 3])], ring())
    with pytest.raises(ModelError, match="60 scores that are not numbers"):
        evaluate([Fixed([math.nan] + [0.0] * 59)], ring())
    with pytest.raises(UnknownModel, match="no 'sasrec' to compare to among the models: fixed"):
        evaluate([Fixed([0.0] * 60)], ring(), reference="sasrec")


def test_the_page_stands_alone_and_shows_names_as_text() -> None:
    split = ring()
    found = evaluate([Oracle(split, name="<b>x</b>"), item_knn(split)], split, domain="<i>films</i>")
    html = page(found)
    assert "<b>x</b>" not in html
    assert "<i>films" not in html
    assert not re.findall(r"""(?:src|href)=["'](?!#)|url\((?!#)""", html)
    assert html.count("<svg") == 1
    assert html == page(found)


def test_the_terminal_shows_what_was_found() -> None:
    split = ring()
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(terminal(evaluate([Popularity.fit(split), Oracle(split)], split, domain="ring")))
    shown = console.export_text()
    assert "ring: leave-last-out, test, 60 people" in shown
    assert "1.0000 [1.0000, 1.0000]" in shown
    assert max(map(len, shown.splitlines())) <= 80


class Lengths:
    """Reads no words: evaluation needs none."""

    name, dim = "lengths", 2
    modality: Modality = "text"

    def encode(self, inputs: Sequence[str]) -> Scores:
        angles = np.array([len(text) for text in inputs])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.fixture(scope="module")
def domain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve items in two colors; people stay with one color."""
    folder = tmp_path_factory.mktemp("shop")
    items = [{"id": f"i{n}", "title": f"Thing {n}"} for n in range(12)]
    (folder / "items.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    events = [
        f"u{p},i{2 * ((p + step) % 6) + p % 2},{100 * p + 7 * step}" for p in range(12) for step in range(6)
    ]
    (folder / "events.csv").write_text("\n".join(["user,item,timestamp", *events]) + "\n")
    index(folder, embedders={"text": Lengths()}, image_model="none")
    return folder


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["evaluate", *words])
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.stderr


def test_the_command_prints_one_json_object(domain: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    found = json.loads(run(str(domain), "--json", "--against", "popularity", "--report", str(report)))
    assert [line["name"] for line in found["lines"]] == ["popularity", "itemknn", "linear"]
    assert found["protocol"]["tested"] == 12
    assert found["lines"][1]["against"]["ndcg@10"]["low"] > 0
    assert "<svg" in report.read_text()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_command_knows_the_protocols(domain: Path, protocol: str) -> None:
    assert protocol in run(str(domain), "--protocol", protocol, "--models", "popularity", "--users", "5")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--models", "popularity,bert"],
            "no model 'bert' to evaluate; known are popularity, itemknn, linear",
        ),
        (["--against", "sasrec"], "--against 'sasrec' is not among --models"),
        (["--least", "3", "--models", ""], "nothing to compare"),
        (["--report", "no/such/folder/r.html"], "there is no folder no/such/folder"),
    ],
)
def test_the_command_refuses_in_a_sentence(domain: Path, words: list[str], said: str) -> None:
    assert said in run(str(domain), *words, code=2)


def test_too_few_events_end_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text('{"id": "a", "title": "A"}\n')
    (tmp_path / "events.csv").write_text("user,item,timestamp\nana,a,1\nana,a,2\nana,a,3\n")
    index(tmp_path, embedders={"text": Lengths()}, image_model="none")
    said = run(str(tmp_path), code=2)
    assert "nothing can be tested" in said
    assert "Search, ask and recommend work without it." in said
