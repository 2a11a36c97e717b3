"""What `benchmarks/sizing.py` reckons: its sums, and that docs/scaling.md says the same."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tastemaker.agent.threads_postgres import MOST

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "benchmarks" / "sizing.py"


@pytest.fixture(scope="module")
def sizing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sizing", SCRIPT)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    sys.modules["sizing"] = found  # dataclasses look their module up
    spec.loader.exec_module(found)
    return found


def value(sizing: ModuleType, name: str, **given: Any) -> float:
    return float(sizing.rows(sizing.Given(**given))[name]["value"])


def test_sums_are_right(sizing: ModuleType) -> None:
    assert value(sizing, "Chroma's memory", items=10**6, width=384, link=268) == 1.8
    assert value(sizing, "fused and modality vectors on disk", items=10**6, width=500) == 4.0
    assert value(sizing, "trie", items=2 * 10**6, trie=29) == 0.058
    assert value(sizing, "events", people=10**6, events=10, event=200) == 2.0
    assert value(sizing, "embedding", items=36_000, embedded=10) == 1.0
    assert value(sizing, "connections to PostgreSQL", processes=2, domains=5, turns=4) == 350
    assert value(sizing, "messages at the peak", people=864_000, talking=0.1, messages=2, peak=5) == 10.0
    given = {"people": 36_000, "items": 10**5, "listed": 2000, "workers": 2}
    assert value(sizing, "lists for everybody by the taste vector", **given) == 1.0


def test_an_unmeasured_number_is_named_and_not_guessed(sizing: ModuleType) -> None:
    row = sizing.rows(sizing.Given())["vLLM replicas"]
    assert row["not measured"] == ["decoded"]
    row = sizing.rows(sizing.Given(tokens=0))["vLLM replicas"]
    assert row["not measured"] == ["tokens", "decoded"]
    assert row["formula"].endswith("* tokens / decoded")
    given = {"people": 864_000, "talking": 0.1, "messages": 2, "peak": 5, "tokens": 100}
    assert value(sizing, "vLLM replicas", decoded=500, **given) == 2.0


def test_every_number_is_explained_and_used(sizing: ModuleType) -> None:
    formulas = " ".join(row["formula"] for row in sizing.rows(sizing.Given()).values())
    assert {field.name for field in fields(sizing.Given)} <= set(re.findall(r"[a-z]+", formulas))
    assert MOST + 15 == sizing.CONNECTIONS


def test_the_command_prints_what_the_documentation_says() -> None:
    ran = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True)
    text = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    for name, row in json.loads(ran.stdout)["rows"].items():
        line = next(line for line in text.splitlines() if line.startswith(f"| {name} |"))
        if "value" in row:
            assert f"| {row['value']:,g} {row['unit']}".rstrip() in line
        else:
            assert all(f"`{one}`" in line for one in row["not measured"])
        assert f"`{row['formula']}`" in line
