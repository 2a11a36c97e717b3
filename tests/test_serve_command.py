"""`tastemaker serve` and `tastemaker mcp` from the shell, and what they tell to those who watch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.catalog.catalog import Catalog
from tastemaker.cli import main
from tastemaker.contracts import ToolCall
from tastemaker.serve import http
from tastemaker.serve.api import create_api
from tastemaker.serve.traces import Traces


@pytest.fixture
def ran(shop: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What would have been served, without a model."""
    found: dict[str, Any] = {}
    monkeypatch.delenv("TASTEMAKER_API_KEY", raising=False)
    monkeypatch.setattr("tastemaker.serving.open_agent", lambda *given, **named: opened(shop))
    monkeypatch.setattr("tastemaker.agent.engines.open_engine", lambda *given, **named: ScriptedEngine())
    monkeypatch.setattr(
        "tastemaker.serving.catalogs_of", lambda asked: {n: Catalog.open(shop) for n in asked}
    )
    monkeypatch.setattr(http, "run", lambda app, **given: found.update(given, app=app))
    return found


def opened(shop: Path) -> Agent:
    return Agent.open(shop, engine=ScriptedEngine())


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_the_api_and_mcp_are_served_on_this_machine(ran: dict[str, Any], shop: Path) -> None:
    assert run("serve", str(shop), "--port", "0", "--turns", "2").exit_code == 0
    assert (ran["host"], ran["port"], ran["app"].state.place.desk.serving.turns) == ("127.0.0.1", 0, 2)
    assert run("mcp", str(shop), "--http", "--port", "9000").exit_code == 0
    assert (ran["port"], ran["path"]) == (9000, "/mcp")


def test_several_domains_are_served_under_the_names_of_their_folders(ran: dict[str, Any]) -> None:
    assert run("serve", "shops/fashion", "films/", "--adapters", "3").exit_code == 0
    desk = ran["app"].state.place.desk
    assert list(desk.branches) == ["fashion", "films"]
    assert desk.serving.adapters == 3
    assert run("serve").exit_code == 0
    assert list(ran["app"].state.place.desk.branches) == ["demo"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a/shop", "b/shop"], "a/shop and b/shop are both called 'shop'"),
        (["shop", "films", "--adapter", "x"], "none of the domains: give shop=FOLDER or films=FOLDER"),
        (["shop", "films", "--adapter", "music=x"], "none of the domains: give shop=FOLDER"),
        (["shop", "--adapter", "x", "--adapter", "shop=y"], "--adapter is given twice for shop"),
        (["shop", "--adapter", "nowhere"], "takes no adapters"),
    ],
)
def test_domains_and_adapters_that_do_not_go_together(
    ran: dict[str, Any], words: list[str], says: str
) -> None:
    refused = run("serve", *words)
    assert refused.exit_code == 2
    assert says in " ".join(refused.stderr.split())
    assert not ran


@pytest.mark.parametrize("words", [["serve"], ["mcp", "--http"]])
def test_others_are_let_in_with_keys_only(
    ran: dict[str, Any], words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = run(*words, "--host", "0.0.0.0")
    assert (refused.exit_code, "set TASTEMAKER_API_KEY" in refused.stderr, ran) == (2, True, {})
    missing = run(*words, "--keys", str(tmp_path / "none.toml"))
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)
    monkeypatch.setenv("TASTEMAKER_API_KEY", "a-key-that-is-long-enough")
    assert run(*words, "--host", "0.0.0.0").exit_code == 0
    assert ran["host"] == "0.0.0.0"


@pytest.mark.parametrize(
    ("words", "package", "extra"),
    [
        (["serve"], "fastapi", "serve"),
        (["serve"], "prometheus_client", "serve"),
        (["mcp"], "mcp", "mcp"),
    ],
)
def test_a_missing_package_names_the_command_that_installs_it(
    words: list[str], package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    missing = run(*words)
    assert missing.exit_code == 2
    assert f"pip install 'tastemaker[{extra}]'" in missing.stderr


def test_traces_tell_of_requests_turns_and_tools(shop: Path, served: Callable[[Any], Any]) -> None:
    exporter = InMemorySpanExporter()
    engine = ScriptedEngine([ToolCall("search", {"query": "dress"}), "[1]."])
    with Agent.open(shop, engine=engine) as agent:
        server = served(create_api(agent, traces=Traces(exporter)))
        body = {"model": "tastemaker", "messages": [{"role": "user", "content": "a secret dress"}]}
        parent = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
        httpx.post(f"{server.url}/v1/chat/completions", json=body, headers=parent, timeout=300)
        metrics = httpx.get(f"{server.url}/metrics").text
        server.ended()
    spans = {span.name: span for span in exporter.get_finished_spans()}
    request, turn, tool = (spans[name] for name in ("POST /v1/chat/completions", "turn", "tool search"))
    assert f"{request.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert turn.parent.span_id == request.context.span_id
    assert tool.parent.span_id == turn.context.span_id
    assert (tool.end_time - tool.start_time) > 0
    assert "secret" not in str([dict(span.attributes) for span in spans.values()])
    assert 'tastemaker_tool_seconds_count{tool="search"} 1.0' in metrics
    assert "tastemaker_first_text_seconds_count 1.0" in metrics
    assert "tastemaker_items 12.0" in metrics
