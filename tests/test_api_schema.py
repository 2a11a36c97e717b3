"""The OpenAPI schema: what it says is what the API does, whatever is sent. Schemathesis makes it up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.serve.api import create_api
from tastemaker.serve.keys import Keys
from tastemaker.serve.people import Caller
from tastemaker.tools.studio import Easel

KEY = "schema-key-0123456789"
EXAMPLES = 5
"""Of each operation: a taste of what thousands would show, in seconds."""
OPERATIONS = (
    "GET /health",
    "GET /ready",
    "GET /metrics",
    "POST /v1/chat/completions",
    "GET /v1/models",
    "GET /v1/models/{model}",
    "POST /v1/create",
    "GET /v1/create/{id}",
    "GET /v1/create/{id}/events",
    "GET /v1/create/{id}/files/{name}",
    "DELETE /v1/create/{id}",
    "POST /v1/search",
    "POST /v1/recommendations",
    "GET /v1/media/{kind}",
    "POST /v1/events",
    "GET /v1/taste/{user}",
    "PATCH /v1/taste/{user}",
    "DELETE /v1/taste/{user}",
    "POST /v1/items",
    "GET /v1/items/{id}",
    "PATCH /v1/items/{id}",
    "DELETE /v1/items/{id}",
    "GET /v1/adapters",
    "PUT /v1/adapters/{name}",
    "DELETE /v1/adapters/{name}",
)

PLAIN = ("GET /health", "GET /ready", "GET /metrics", "GET /v1/models", "GET /v1/adapters")
"""These take nothing that could be wrong."""


class Endless(ScriptedEngine):
    """Has always something to say."""

    def chat(self, *given: Any, **named: Any) -> Any:
        self.replies.append("Hello.")
        return super().chat(*given, **named)


class Grey:
    """Paints grey."""

    name = "grey"
    together = 1

    def paint(self, prompt: str, **how: Any) -> Image.Image:
        return Image.new("RGB", how["size"], "grey")

    def paint_many(self, prompts: Sequence[str], **how: Any) -> list[Image.Image]:
        return [self.paint(prompt, **how) for prompt in prompts]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog that the made-up requests may change as they like."""
    from tastemaker.catalog.build import index

    folder = tmp_path_factory.mktemp("schema")
    (folder / "items.jsonl").write_text('{"id": "red-dress", "title": "Red dress", "price": 10}\n')
    index(folder)
    return folder


@pytest.fixture(scope="module")
def schema(indexed: Path, serving: Callable[[Any], Any]) -> Iterator[Any]:
    agent = Agent.open(indexed, engine=Endless())
    agent._easel._easel = Easel(Grey())
    keys = Keys.of({hashlib.sha256(KEY.encode()).hexdigest(): Caller()})
    server = serving(create_api(agent, keys=keys))
    yield schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    server.ended()
    agent.close()


@pytest.mark.parametrize(
    ("operation", "mode"),
    [(name, mode) for name in OPERATIONS for mode in GenerationMode if mode.is_positive or name not in PLAIN],
)
def test_the_api_does_what_its_schema_says(schema: Any, operation: str, mode: GenerationMode) -> None:
    method, path = operation.split()

    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Any) -> None:
        case.call_and_validate(
            headers={"Authorization": f"Bearer {KEY}"},
            # that a filter names fields of the catalog, a picture is one and a message says something is
            # more than a schema can tell; query parameters that nobody knows are left to proxies and clients
            excluded_checks=[positive_data_acceptance, *[negative_data_rejection] * _strange_query(case)],
        )

    check()


def _strange_query(case: Any) -> bool:
    """True when the request has a query parameter that the operation does not name."""
    known = {one.name for one in case.operation.query}
    return not known.issuperset(case.query or {})


def test_the_schema_says_it_with_examples(schema: Any) -> None:
    raw = schema.raw_schema
    found = {f"{method.upper()} {path}" for path, methods in raw["paths"].items() for method in methods}
    assert found == set(OPERATIONS)
    for name in (
        "ChatRequest",
        "CreateRequest",
        "ShownJob",
        "SearchRequest",
        "RecommendRequest",
        "EventsRequest",
        "ItemRequest",
        "ItemEdit",
        "AdapterRequest",
    ):
        assert raw["components"]["schemas"][name]["examples"], name
    for path, methods in raw["paths"].items():
        for method, about in methods.items():
            assert about["summary"], (method, path)
            assert about["description"], (method, path)
            assert ("security" in about) == (path not in ("/health", "/ready")), path
