"""The files of `deploy/` against the product: commands, variables, ports, flags. No image is built here."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from fastapi.routing import APIRoute

from tastemaker import __version__
from tastemaker.agent.threads_postgres import MOST
from tastemaker.cli import main
from tastemaker.serve import health_api, http, vllm_child

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
OURS = "tastemaker:"
"""How our image is called, without its version."""
OTHERS = {"OMP_NUM_THREADS", "HF_HOME", "HF_TOKEN", "VLLM_API_KEY", "VLLM_ALLOW_RUNTIME_LORA_UPDATING",
          "VLLM_CPU_KVCACHE_SPACE", *vllm_child.QUIET, "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD",
          "PGDATA", "JOB"}  # fmt: skip
"""Variables that other programs read, or the file itself."""
POOLED = 15
"""Connections of SQLAlchemy's pool: 5, and 10 when these are taken. Events and statements go through it."""


def example_env() -> dict[str, str]:
    lines = (DEPLOY / "example.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@cache
def compose() -> dict[str, Any]:
    """The compose file as it is with `example.env`, its keys filled in."""
    given = {name: value or "x" * 48 for name, value in example_env().items()}
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    filled = re.sub(r"(?<!\$)\$\{(\w+)[^}]*\}", lambda found: given[found[1]], text)
    found: dict[str, Any] = yaml.safe_load(filled)
    return found


@cache
def kubernetes() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))


def of_kind(kind: str, name: str) -> dict[str, Any]:
    return next(one for one in kubernetes() if one["kind"] == kind and one["metadata"]["name"] == name)


def pod_specs() -> Iterator[tuple[str, dict[str, Any]]]:
    """What runs in pods, by the name of what runs it."""
    for one in kubernetes():
        spec = one.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template:
            yield one["metadata"]["name"], template["spec"]


def containers() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, spec in pod_specs():
        yield from ((name, container) for container in spec["containers"])


def commands() -> dict[str, list[str]]:
    """What our image is asked to do, by who asks."""
    found = {f"compose {name}": one["command"] for name, one in compose()["services"].items() if ours(one)}
    found |= {f"kubernetes {name}": one["args"] for name, one in containers() if ours(one)}
    default = re.search(r"^CMD (\[.*\])$", dockerfile(), re.MULTILINE)
    assert default
    return found | {"Dockerfile": yaml.safe_load(default[1])}


def ours(one: dict[str, Any]) -> bool:
    return one["image"].startswith(OURS)


def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text("utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def parsed(words: list[str]) -> dict[str, Any]:
    """A command line read as `tastemaker` reads it, without running it."""
    name, command, rest = main.resolve_command(click.Context(main), list(words))
    assert command
    with command.make_context(name, rest) as context:
        return context.params


def domain_of(params: dict[str, Any]) -> str:
    """The domain of a command; `serve` takes several."""
    domains: tuple[str, ...] = params.get("domains") or (params["domain"],)
    return domains[0]


def test_every_command_is_one_that_the_command_line_takes() -> None:
    found = {who: parsed(words) for who, words in commands().items()}
    assert set(found) == {
        "compose api", "compose index", "kubernetes api", "kubernetes index", "kubernetes lists",
        "Dockerfile",
    }  # fmt: skip
    domains = {domain_of(params) for who, params in found.items() if who != "Dockerfile"}
    assert domains == {"/domains/shop"}, "the folder's name is the domain's name: all need the same"


def test_the_commands_of_the_documentation_are_right_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "who.txt").write_text("ana\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    for line in (line for line in lines if line.startswith("tastemaker ")):
        assert domain_of(parsed(shlex.split(line)[1:])) == "/domains/shop"


def read_by_the_code() -> set[str]:
    rooms = project()["tool"]["setuptools"]["package-dir"].values()
    files = (file for room in rooms for file in (ROOT / room).rglob("*.py"))
    return {name for file in files for name in re.findall(r'"(TASTEMAKER_[A-Z_]+)"', file.read_text("utf-8"))}


def test_every_variable_is_one_that_the_code_reads() -> None:
    used = {name for one in compose()["services"].values() for name in one.get("environment", {})}
    used |= {env["name"] for _, one in containers() for env in one.get("env", [])}
    used |= {*of_kind("Secret", "keys")["stringData"], *of_kind("ConfigMap", "settings")["data"]}
    assert used - OTHERS <= read_by_the_code()
    assert {"TASTEMAKER_DATABASE", "TASTEMAKER_CHROMA", "TASTEMAKER_API_KEY"} <= used


def test_the_example_names_what_the_compose_file_asks_for_and_nothing_else() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (DEPLOY / "compose.yaml").read_text("utf-8")))
    assert set(example_env()) == asked | {"COMPOSE_PROFILES"}
    assert set(example_env()["COMPOSE_PROFILES"].split(",")) <= {"gpu", "cpu"}


def test_no_key_is_committed_and_nothing_starts_without_one() -> None:
    secret = of_kind("Secret", "keys")["stringData"]
    assert not any(value for name, value in secret.items() if name != "TASTEMAKER_DATABASE")
    assert not any(value for name, value in example_env().items() if name.endswith(("KEY", "PASSWORD")))
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    for name in ("TASTEMAKER_API_KEY", "POSTGRES_PASSWORD"):
        assert f"${{{name}:?" in text


def test_the_image_has_the_extras_that_it_needs_and_none_for_development() -> None:
    extras = re.search(r"ARG EXTRAS=(\S+)", dockerfile())
    assert extras
    chosen = set(extras[1].split(","))
    assert chosen <= set(project()["project"]["optional-dependencies"])
    assert {"serve", "postgres"} <= chosen
    assert "dev" not in chosen
    installs = [line for line in dockerfile().splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert all("--constraint constraints.txt" in line for line in installs)


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    assert re.search(r"^USER \$\{UID\}$", dockerfile(), re.MULTILINE)
    assert re.search(r"^ARG UID=1000$", dockerfile(), re.MULTILINE)
    assert "http://127.0.0.1:8000/health" in dockerfile()
    users = {spec["securityContext"]["runAsUser"] for _, spec in pod_specs() if ours(spec["containers"][0])}
    assert users == {1000}


def test_nothing_enters_the_image_but_the_package() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    admitted = {line[1:] for line in lines if line.startswith("!")}
    rooms = {room.split("/")[0] for room in project()["tool"]["setuptools"]["package-dir"].values()}
    about = {"pyproject.toml", "constraints.txt", project()["project"]["readme"]}
    assert lines[1] == "*"
    assert admitted == rooms | about | set(project()["project"]["license-files"])
    assert all((ROOT / one).exists() for one in admitted)


def test_versions_are_those_that_are_known_to_work_together() -> None:
    images = {one["image"] for one in compose()["services"].values()} | {
        one["image"] for _, one in containers()
    }
    pinned = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    )
    assert {image for image in images if image.startswith(OURS)} == {OURS + __version__}
    assert f"chromadb/chroma:{pinned['chromadb']}" in images
    tested = re.search(r"vllm-cpu==([\d.]+)", (ROOT / ".ci" / "vllm-install").read_text("utf-8"))
    assert tested
    assert f"vllm/vllm-openai:v{tested[1]}" in images


def test_ports_and_health_paths_are_the_apis() -> None:
    routers = (health_api.router, health_api.keyed)
    paths = {route.path for one in routers for route in one.routes if isinstance(route, APIRoute)}
    (api,) = of_kind("Deployment", "api")["spec"]["template"]["spec"]["containers"]
    probes = [api[probe]["httpGet"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")]
    assert [probe["path"] for probe in probes] == ["/ready", "/ready", "/health"]
    assert {probe["path"] for probe in probes} | {"/metrics"} == paths
    scraped = of_kind("Deployment", "api")["spec"]["template"]["metadata"]["annotations"]
    assert scraped["prometheus.io/path"] in paths
    port = parsed(api["args"])["port"]
    assert {port} == {api["ports"][0]["containerPort"], int(scraped["prometheus.io/port"])}
    assert f"EXPOSE {port}" in dockerfile()
    assert parsed(compose()["services"]["api"]["command"])["port"] == port
    assert f"server api:{port} resolve;" in compose()["configs"]["nginx"]["content"]


def test_replies_have_time_to_end() -> None:
    spec = of_kind("Deployment", "api")["spec"]["template"]["spec"]
    first = int(spec["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert spec["terminationGracePeriodSeconds"] >= first + http.GRACE + 5
    assert int(compose()["services"]["api"]["stop_grace_period"].rstrip("s")) >= http.GRACE + 5


def served() -> list[tuple[list[str], str]]:
    """vLLM's command lines, each with the address under which the API looks for it."""
    (api,) = of_kind("Deployment", "api")["spec"]["template"]["spec"]["containers"]
    (vllm,) = of_kind("Deployment", "vllm")["spec"]["template"]["spec"]["containers"]
    asked = compose()["services"]["api"]["command"]
    return [
        (vllm["args"], parsed(api["args"])["model"]),
        *((compose()["services"][name]["command"], parsed(asked)["model"]) for name in ("vllm", "vllm-cpu")),
    ]


@pytest.mark.parametrize(("words", "address"), served(), ids=["kubernetes", "compose", "compose-cpu"])
def test_vllm_is_started_with_the_flags_that_the_product_itself_gives(words: list[str], address: str) -> None:
    given = dict(re.findall(r"(--[\w.-]+)(?:[ =]([^\s-]\S*))?", " ".join(words)))
    own = vllm_child.command("model", name="qwen", port=8000)
    wanted = dict(re.findall(r"(--[\w.-]+)(?:[ =]([^\s-]\S*))?", " ".join(own)))
    assert given | {"--host": ""} == wanted | {"--host": ""}
    host, port, name = re.fullmatch(r"http://(\w+):(\d+)/v1#(\w+)", address).groups()  # type: ignore[union-attr]
    assert (given["--served-model-name"], given["--port"]) == (name, port)
    assert of_kind("Service", host)["spec"]["ports"][0]["port"] == int(port)
    assert host in compose()["services"]["vllm"]["networks"]["default"]["aliases"]


def connections(command: str) -> int:
    """What a `serve` takes of PostgreSQL, at most."""
    given = parsed(commands()[command])
    return int(MOST + given["turns"] + POOLED) * len(given["domains"])


def test_the_database_takes_all_processes_at_once() -> None:
    each = connections("kubernetes api")
    asked = of_kind("StatefulSet", "postgres")["spec"]["template"]["spec"]["containers"][0]["args"]
    most = of_kind("HorizontalPodAutoscaler", "api")["spec"]["maxReplicas"]
    lists = parsed(commands()["kubernetes lists"])["workers"] + 1
    assert int(asked[-1].removeprefix("max_connections=")) >= each * (most + 1) + POOLED * lists
    services = compose()["services"]
    replicas = services["api"]["deploy"]["replicas"]
    most = int(services["postgres"]["command"][-1].removeprefix("max_connections="))
    assert most >= connections("compose api") * replicas


def test_what_is_referred_to_is_there() -> None:
    names = {(one["kind"], one["metadata"]["name"]) for one in kubernetes()}
    labels = [
        one["spec"]["template"]["metadata"]["labels"]
        for one in kubernetes()
        if one["kind"] in ("Deployment", "StatefulSet")
    ]
    for one in (one for one in kubernetes() if one["kind"] == "Service"):
        assert one["spec"]["selector"] in labels
    for name, spec in pod_specs():
        claims = [v["persistentVolumeClaim"] for v in spec.get("volumes", []) if "persistentVolumeClaim" in v]
        assert all(("PersistentVolumeClaim", claim["claimName"]) in names for claim in claims), name
        assert spec["enableServiceLinks"] is False, "VLLM_PORT and the like would mean something else"
    for name, container in containers():
        for env in (env["valueFrom"] for env in container.get("env", []) if "valueFrom" in env):
            key = env.get("secretKeyRef")
            assert key is None or key["key"] in of_kind("Secret", key["name"])["stringData"], name


def test_kubernetes_knows_every_field() -> None:
    client = pytest.importorskip("kubernetes.client")
    for one in kubernetes():
        kind = one["apiVersion"].split("/")[-1].upper() + one["kind"]
        assert not list(wrong(client, one, kind, one["kind"]))
    pod = {"containers": [{"name": "api", "prots": [], "env": [{"name": "N", "value": 1}]}]}
    assert list(wrong(client, pod, "V1PodSpec", "pod")) == [
        "pod.containers.prots is unknown", "pod.containers.env.value is 1, which is no str",
    ]  # fmt: skip


def wrong(client: Any, value: Any, kind: str, place: str) -> Iterator[str]:
    """Where a value is none of this type of Kubernetes' Python client, which is made from its schema."""
    many = re.fullmatch(r"list\[(.+)\]|dict[(\[]str, (.+)[)\]]", kind, re.IGNORECASE)
    if many:
        each = value.values() if isinstance(value, dict) else value
        for one in each:
            yield from wrong(client, one, many[1] or many[2], place)
    elif model := getattr(client, kind, None):
        fields = {key: model.openapi_types[name] for name, key in model.attribute_map.items()}
        for key, inner in value.items():
            at = f"{place}.{key}"
            yield from wrong(client, inner, fields[key], at) if key in fields else [f"{at} is unknown"]
    elif kind in ("str", "int", "bool") and type(value).__name__ != kind:
        yield f"{place} is {value!r}, which is no {kind}"
