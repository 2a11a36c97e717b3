"""The examples run as they stand, with the demo and the model that ship."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_it_runs_and_shows_cards(example: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    shared = str(tmp_path_factory.getbasetemp() / "cache")
    cache = os.environ.get("TASTEMAKER_CACHE", shared)
    ran = subprocess.run(
        [sys.executable, example],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        env={**os.environ, "TASTEMAKER_CACHE": cache},
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    words, *cards = ran.stdout.splitlines()
    assert words
    assert cards
    assert all(card.startswith("- ") for card in cards)
