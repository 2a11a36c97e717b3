"""Training as people run it: it learns, it goes on after a kill, it stops when it should."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.packing import Segment
from tastemaker.agent.engines.rankers import Dense
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.errors import BadCheckpoint, OutOfDisk, TrainingFailed
from tastemaker.finetune import checkpoint, training
from tastemaker.finetune.checkpoint import trainable
from tastemaker.finetune.objective import Objective
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.sequences import Sequences, batched
from tastemaker.finetune.splits import Split
from tastemaker.finetune.training import Outcome, Settings, train
from tastemaker.finetune.watching import Watching

ITEMS = 12
SETTINGS = Settings(epochs=6, tokens=64, row=32, rate=3e-3, every=2, patience=0)


def circle(people: int = 30, length: int = 8) -> Split:
    """Everyone goes round the items one by one, from another start: what comes next is certain."""
    rows = np.concatenate([(np.arange(length) + start) % ITEMS for start in range(people)])
    each = np.full(people, length, np.int64)
    places = {"valid": each - 2, "test": each - 1}
    return Split(
        "leave-last-out", ITEMS, np.arange(people + 1) * length, rows, each - 2, places  # type: ignore[arg-type]
    )  # fmt: skip


def objective() -> Objective:
    torch.manual_seed(0)
    return Objective(SASRec(ItemTable(torch.eye(ITEMS), dim=16), heads=2, dropout=0.1, window=8))


def run(folder: Path, split: Split, settings: Settings = SETTINGS) -> tuple[Objective, Outcome]:
    made = objective()
    watching, ranker = Watching(split), Dense("sasrec", made.model, window=8)
    outcome = train(
        made, Sequences(split, window=8), settings=settings, folder=folder, watch=lambda: watching(ranker)
    )
    return made, outcome


def same(one: Objective, other: Objective) -> bool:
    return all(
        torch.equal(a, b) for a, b in zip(trainable(one).values(), trainable(other).values(), strict=True)
    )


def test_what_comes_next_is_learnt(tmp_path: Path) -> None:
    split = circle()
    made, outcome = run(
        tmp_path, split, Settings(epochs=40, tokens=64, row=32, rate=5e-3, every=5, patience=0)
    )
    assert outcome.best > 0.9
    assert Watching(split, part="test")(Dense("sasrec", made.model, window=8))["recall@10"] > 0.95


def test_killed_at_any_point_it_comes_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    split = circle()
    whole, outcome = run(tmp_path / "whole", split)
    step = training._Run._step
    for kill in (3, outcome.steps - 3):

        def dying(self: object, number: int, batch: list[Segment], kill: int = kill) -> float:
            if number == kill:
                raise KeyboardInterrupt
            return step(self, number, batch)  # type: ignore[arg-type]

        monkeypatch.setattr(training._Run, "_step", dying)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / f"killed{kill}", split)
        monkeypatch.setattr(training._Run, "_step", step)
        again, resumed = run(tmp_path / f"killed{kill}", split)
        assert same(whole, again)
        assert [row["loss"] for row in resumed.curve] == [row["loss"] for row in outcome.curve]


def test_a_finished_run_is_not_trained_again(tmp_path: Path) -> None:
    split = circle()
    first, _ = run(tmp_path, split)
    second, outcome = run(tmp_path, split)
    assert same(first, second)
    assert len(outcome.curve) == 3


def test_an_epoch_has_steps_enough_to_learn_by(tmp_path: Path) -> None:
    """What one large step would read is read in several, down to steps that are too small to be of use."""
    steps = {}
    for people in (10, 800):
        made = Objective(SASRec(ItemTable(torch.eye(ITEMS), dim=16), heads=2, dropout=0.0, window=8))
        segments, folder = Sequences(circle(people=people), window=8), tmp_path / str(people)
        settings = Settings(epochs=1, tokens=100_000, row=256, every=9)
        done = train(made, segments, settings=settings, folder=folder, watch=lambda: {"ndcg@10": 1.0})
        steps[people] = done.steps
    assert steps[10] == 1
    assert training.AN_EPOCH <= steps[800] <= training.AN_EPOCH + 2


def test_gradients_of_several_steps_are_one_large_step(tmp_path: Path) -> None:
    """24 people in two steps of 12 whose gradients are added, against all 24 in one."""
    changes = []
    for tokens, accumulate, top in ((60, 2, 1.0 / training._cosine(0.5)), (120, 1, 1.0)):
        settings = Settings(
            epochs=1, tokens=tokens, row=256, rate=1e-3 * top, accumulate=accumulate, every=9, patience=0
        )
        torch.manual_seed(0)
        made = Objective(SASRec(ItemTable(torch.eye(ITEMS), dim=16), heads=2, dropout=0.0, window=8))
        before = torch.cat([value.flatten().clone() for value in trainable(made).values()])
        segments = Sequences(circle(people=24), window=8)
        outcome = train(
            made, segments, settings=settings, folder=tmp_path / str(tokens), watch=lambda: {"ndcg@10": 1.0}
        )
        assert outcome.steps == accumulate
        changes.append(torch.cat([value.flatten() for value in trainable(made).values()]) - before)
    assert float(torch.cosine_similarity(*changes, dim=0)) > 0.98
    assert float(changes[0].norm() / changes[1].norm()) == pytest.approx(1, abs=0.02)


def test_it_stops_where_nothing_improves(tmp_path: Path) -> None:
    settings = Settings(epochs=50, tokens=64, row=32, rate=0.0, every=1, patience=2)
    _, outcome = run(tmp_path, circle(), settings)
    assert outcome.stopped == "no better ndcg@10 in 2 watches"
    assert outcome.epochs == 3


def test_few_minutes_are_kept(tmp_path: Path) -> None:
    _, outcome = run(tmp_path, circle(people=200), Settings(epochs=5000, tokens=64, row=32, minutes=0.05))
    assert 0 < outcome.epochs < 500
    assert outcome.curve


def test_it_stops_in_time_where_the_machine_gets_slower(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training._Run, "_planned", lambda self: 5000)
    _, outcome = run(tmp_path, circle(), Settings(epochs=5000, tokens=64, row=32, every=1e6, minutes=0.01))
    assert outcome.stopped == "0.01 minutes are over"
    assert len(outcome.curve) == 1


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    split, loss = circle(), training._Run._loss
    first_epoch = len(batched(Sequences(split, window=8)(0), tokens=64))
    seen = []

    def broken(self: training._Run, batch: list[Segment]) -> dict[str, torch.Tensor]:
        found = loss(self, batch)
        seen.append(batch)
        return found if len(seen) <= 2 * first_epoch else {"loss": found["loss"] * float("nan")}

    monkeypatch.setattr(training._Run, "_loss", broken)
    with pytest.raises(TrainingFailed, match=r"no number at step \d+ \(epoch 2\.\d\).*resume\.safetensors"):
        run(tmp_path, split)
    assert (tmp_path / "resume.safetensors").is_file()


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    split = circle()
    run(tmp_path, split)
    path = tmp_path / "resume.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadCheckpoint, match=r"resume\.safetensors cannot be read.*delete it"):
        run(tmp_path, split)


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    run(tmp_path, circle())
    other = Objective(SASRec(ItemTable(torch.eye(ITEMS), dim=8), heads=2, window=8))
    split = circle()
    with pytest.raises(BadCheckpoint, match="other settings or other data"):
        train(other, Sequences(split, window=8), settings=SETTINGS, folder=tmp_path, watch=dict)


def test_every_step_of_a_history_is_learnt_once() -> None:
    split = circle(people=3, length=40)
    for epoch in range(3):
        segments = Sequences(split, window=5)(epoch)
        targets = np.concatenate([one.item for one in segments])
        assert len(targets) == 3 * 37
        assert max(map(len, segments)) <= 5


SCRIPT = """
import sys
from pathlib import Path
from accelerate import PartialState
from tastemaker.finetune.checkpoint import trainable
from tests.test_training import circle, run

folder = Path(sys.argv[1])
made, outcome = run(folder, circle())
total = sum(float(value.double().sum()) for value in trainable(made).values())
(folder / str(PartialState().process_index)).write_text(f"{outcome.steps} {outcome.best} {total}")
PartialState().destroy_process_group()
"""


def test_two_processes_train_one_model(tmp_path: Path) -> None:
    """As on two GPUs, here on two CPU processes."""
    (tmp_path / "script.py").write_text(SCRIPT)
    launch = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2", "--standalone"]
    environment = {
        **os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "OMP_NUM_THREADS": "1",
        "ACCELERATE_USE_CPU": "true",
    }  # fmt: skip
    done = subprocess.run(
        [*launch, str(tmp_path / "script.py"), str(tmp_path)],
        env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    first, second = ((tmp_path / name).read_text() for name in "01")
    assert first == second
    each = len(batched(Sequences(circle(), window=8)(0), tokens=64)) // 2
    assert int(first.split()[0]) == 6 * each


def test_a_full_disk_is_said_and_the_checkpoint_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = circle()
    run(tmp_path, split, replace(SETTINGS, epochs=2))
    before = (tmp_path / "resume.safetensors").read_bytes()

    def full(tensors: object, path: Path, metadata: object) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OutOfDisk, match=r"no space left for .*resume\.safetensors: free some and run"):
        run(tmp_path / "other", split)
    made = objective()
    with pytest.raises(OutOfDisk):
        checkpoint.store(
            tmp_path / "resume.safetensors", made, torch.optim.AdamW(made.parameters()), best={}, state={}
        )
    assert (tmp_path / "resume.safetensors").read_bytes() == before
    assert not list(tmp_path.rglob("*.partial"))


def test_where_minutes_are_few_a_softmax_compares_fewer_items() -> None:
    assert Recipe(minutes=8).sampled < Recipe().sampled
    assert Recipe(minutes=8, negatives=10).sampled == 10
