"""`finetune` as people use it: a domain folder in, an adapter out that recommends and talks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import load_file
from transformers import AutoProcessor, LlavaForConditionalGeneration

from tastemaker import Agent
from tastemaker.agent.engines import adapted
from tastemaker.agent.engines.adapted import Adapted
from tastemaker.agent.engines.adapter import content_of
from tastemaker.agent.engines.codes import with_codes
from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.tiny import tiny_model
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.live import Live
from tastemaker.catalog.semantic_ids import SemanticIds
from tastemaker.cli import main
from tastemaker.errors import BadAdapter, TooFewEvents
from tastemaker.finetune.finetuning import finetune
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.training import Settings
from tests.conftest import COLORS, KINDS, write_wardrobe

ALL = [f"{color}-{kind}" for kind in KINDS for color in COLORS]
SMALL = Settings(epochs=16, tokens=96, row=32, rate=5e-3, warm_rate=2e-3, every=10, patience=0)


def circle(folder: Path) -> Path:
    """The wardrobe, where everyone goes through colors and kinds in one order, from another start."""
    write_wardrobe(folder)
    lines = ["user,item,timestamp"]
    for person in range(48):
        lines += [f"p{person},{ALL[(person + n) % len(ALL)]},{n}" for n in range(6)]
    (folder / "events.csv").write_text("\n".join(lines) + "\n")
    index(folder)
    return folder


@pytest.fixture(scope="module")
def domain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return circle(tmp_path_factory.mktemp("circle"))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("base"))


def made(domain: Path, base: Path, folder: Path, strategy: str, *, alone: bool = True) -> Path:
    recipe = Recipe(
        strategy=strategy, talk=0.0, dim=16, window=8, dropout=0.0, inner_dropout=0.0, forget=0.1, beams=5,
        alone=alone, partner=SMALL, language=SMALL,
    )  # fmt: skip
    finetune(Catalog.open(domain), recipe=recipe, base=str(base), folder=folder)
    return folder


@pytest.fixture(scope="module", params=["lora", "full", "prompt", "features"])
def adapter(
    request: pytest.FixtureRequest, domain: Path, base: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return made(domain, base, tmp_path_factory.mktemp(request.param) / "adapter", request.param)


@pytest.fixture(scope="module")
def soft(domain: Path, base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(domain, base, tmp_path_factory.mktemp("soft") / "adapter", "prompt")


def test_the_card_says_what_was_reached(adapter: Path) -> None:
    report = json.loads((adapter / "metrics.json").read_text())
    about = json.loads((adapter / "recommender.json").read_text())
    learnt = report["test"]["fused" if "fused" in report["test"] else "partner"]
    assert learnt["ndcg@10"] > 1.3 * report["test"]["popularity"]["ndcg@10"]
    card = (adapter / "README.md").read_text()
    assert about["strategy"] in card
    assert f"{learnt['recall@10']:.4f}" in card
    assert f"({report['items']} items, {report['people']} people" in card


def test_the_agent_recommends_with_it(adapter: Path, domain: Path, base: Path) -> None:
    with Agent.open(domain, model=str(base), adapter=adapter) as agent:
        assert isinstance(agent.recommender, Adapted)
        cards = agent.recommend("p0", k=3)
        assert len({card.id for card in cards}) == 3
        assert not {card.id for card in cards} & set(ALL[:6])  # what p0 had
        cheap = agent.recommend("p0", k=12, where="price < 60")
        assert cheap
        assert all(card.price is not None and card.price < 60 for card in cheap)


def test_many_at_once_get_what_each_alone_would_get(adapter: Path, domain: Path, base: Path) -> None:
    with Agent.open(domain, model=str(base), adapter=adapter) as agent:
        picks, people = agent.recommender, [*agent.catalog.users, "a stranger"]
        assert isinstance(picks, Adapted)
        allowed = agent.catalog.mask("price < 90")
        together = picks.recommend_many(people, k=4, allowed=allowed)
        for user, found in zip(people, together, strict=True):
            alone = picks.recommend(user, k=4, allowed=allowed)
            assert [one.score for one in found] == pytest.approx([one.score for one in alone], abs=0.05)


def test_an_item_that_is_added_while_it_talks_is_recommended(
    adapter: Path, domain: Path, base: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(domain, tmp_path / "circle"))
    with Agent.open(folder, model=str(base), adapter=adapter) as agent:
        live = Live(agent.catalog)
        live.put([{"id": "cape", "title": "Red cape", "price": 5}])
        live.remove(ALL[-1])
        newer = agent.over(live.catalog)
        assert isinstance(newer.recommender, Adapted)
        picks = [card.id for card in newer.recommend("p0", k=12)]
        assert "cape" in picks
        assert ALL[-1] not in picks
        assert ALL[-1] in [card.id for card in agent.recommend("p0", k=12)], "who began before sees it still"


def test_an_opened_adapter_means_the_same_by_its_ids(adapter: Path, domain: Path) -> None:
    """Vectors of the weights as saved, in bfloat16, are those that the IDs were made of."""
    catalog, ids = Catalog.open(domain), SemanticIds.load(adapter)
    stored = load_file(adapter / "partner.safetensors")
    assert {value.dtype for value in stored.values()} == {torch.bfloat16}
    own = {name.removeprefix("table."): value for name, value in stored.items() if name.startswith("table.")}
    table = ItemTable(content_of(catalog), dim=16, taught="taught.weight" in own)
    table.load_state_dict(own)
    again = ids.updated(table.eval()().detach().numpy(), catalog.ids)
    np.testing.assert_array_equal(again.digests, ids.digests)
    np.testing.assert_array_equal(again.codes, ids.codes)


def test_a_long_list_is_not_cut_short_by_a_wish(
    domain: Path, base: Path, soft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapted, "HITS", 1)
    monkeypatch.setattr(adapted, "POOL", 1)
    with Agent.open(domain, model=str(base), adapter=soft) as agent:
        wish = agent.catalog.query_vector("boots")
        for k in (1, 4):
            assert len(agent.recommender.recommend("p0", k=k, wish=wish, words="boots")) == k


def test_filters_reach_the_beam(domain: Path, base: Path, tmp_path: Path) -> None:
    adapter = made(domain, base, tmp_path / "adapter", "lora")
    about = json.loads((adapter / "recommender.json").read_text())
    about["weights"] = {"generative": 1.0}
    (adapter / "recommender.json").write_text(json.dumps(about))
    with Agent.open(domain, model=str(base), adapter=adapter) as agent:
        assert isinstance(agent.recommender, Adapted)
        allowed = agent.catalog.mask("price > 80")
        scores = agent.recommender.adapter.scores(np.array([0, 1]), words="boots", allowed=allowed)
        assert set(scores) == {"generative"}
        np.testing.assert_array_equal(np.isfinite(scores["generative"]), allowed)


def test_codes_may_be_told_by_their_meaning_alone(domain: Path, base: Path, tmp_path: Path) -> None:
    known = with_id_tokens(base, tmp_path / "known")
    adapter = made(domain, known, tmp_path / "adapter", "lora", alone=False)
    assert not {"code_in", "code_out", "used"} & load_file(adapter / "recommender.safetensors").keys()
    report = json.loads((adapter / "metrics.json").read_text())["test"]
    with Agent.open(domain, model=str(known), adapter=adapter) as agent:
        assert isinstance(agent.recommender, Adapted)
        reader = agent.recommender.adapter.generative.reader
        rows = reader.network.get_input_embeddings().weight[reader.codes]
        torch.testing.assert_close(reader.code_in.to(rows.dtype), rows)
        assert len(agent.recommend("p0", k=3)) == 3
    assert report["generative"]["ndcg@10"] > 1.3 * report["popularity"]["ndcg@10"]


def with_id_tokens(base: Path, folder: Path) -> Path:
    """A base that has the tokens of semantic IDs, as mini has them."""
    network, processor = (
        LlavaForConditionalGeneration.from_pretrained(base),
        AutoProcessor.from_pretrained(base),
    )
    assert with_codes(network, processor.tokenizer, (256,) * 4)
    network.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def test_a_wish_changes_the_list(adapter: Path, domain: Path, base: Path) -> None:
    with Agent.open(domain, model=str(base), adapter=adapter) as agent:
        for kind in ("shirt", "boots"):  # what p0 has not had: two shirts and the boots
            wish = agent.catalog.query_vector(kind)
            found = agent.recommender.recommend("p0", k=2, wish=wish, words=kind)
            assert found[0].id.endswith(kind)


def test_nobody_is_left_without(adapter: Path, domain: Path, base: Path) -> None:
    with Agent.open(domain, model=str(base), adapter=adapter) as agent:
        assert len(agent.recommend("a stranger", k=4)) == 4


def test_plain_libraries_load_it(adapter: Path, base: Path) -> None:
    from peft import PeftConfig, PeftModel
    from transformers import AutoModelForImageTextToText

    strategy = json.loads((adapter / "recommender.json").read_text())["strategy"]
    if strategy == "full":
        assert AutoModelForImageTextToText.from_pretrained(adapter / "model").num_parameters() > 0
    elif strategy == "features":
        assert not (adapter / "adapter_config.json").exists()
    else:
        kind = PeftConfig.from_pretrained(adapter).peft_type
        assert kind == ("LORA" if strategy == "lora" else "PROMPT_TUNING")
        if strategy == "lora":
            plain = AutoModelForImageTextToText.from_pretrained(base)
            assert PeftModel.from_pretrained(plain, adapter).peft_config


def test_new_items_are_recommended_without_training(
    domain: Path, base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = circle(tmp_path / "grown")
    adapter = made(folder, base, tmp_path / "adapter", "lora")
    line = json.loads((folder / "items.jsonl").read_text().splitlines()[0])
    line |= {"id": "new-dress", "title": "Crimson dress", "price": 1.0}
    with (folder / "items.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
    index(folder)
    with Agent.open(folder, model=str(base), adapter=adapter) as agent:
        assert "1 items came after the adapter" in caplog.text
        assert [card.id for card in agent.recommend("p3", where="price < 5")] == ["new-dress"]


def test_an_adapter_of_another_base_is_refused(soft: Path, domain: Path, tmp_path: Path) -> None:
    other = tiny_model(tmp_path / "other", seed=5)
    with pytest.raises(BadAdapter, match=r"was trained on the base model .*other.* with other weights"):
        Agent.open(domain, model=str(other), adapter=soft)


def test_an_adapter_of_another_domain_is_refused(soft: Path, base: Path, tmp_path: Path) -> None:
    other = write_wardrobe(tmp_path / "other")
    text = (other / "items.jsonl").read_text()
    (other / "items.jsonl").write_text(text.replace('"id": "', '"id": "other-'))
    (other / "events.csv").unlink()
    index(other)
    with pytest.raises(BadAdapter, match=r"is of the domain 'circle0'.*only 0 are in 'other'"):
        Agent.open(other, model=str(base), adapter=soft)


@pytest.mark.parametrize(
    "file", ["recommender.json", "partner.safetensors", "recommender.safetensors", "item_item.safetensors"]
)
def test_a_damaged_adapter_is_named(soft: Path, domain: Path, base: Path, tmp_path: Path, file: str) -> None:
    adapter = shutil.copytree(soft, tmp_path / "adapter")
    (adapter / file).write_bytes((adapter / file).read_bytes()[:40])
    with pytest.raises(BadAdapter, match=file):
        Agent.open(domain, model=str(base), adapter=adapter)


def test_too_few_events_say_what_still_works(wardrobe: Path, base: Path, tmp_path: Path) -> None:
    (wardrobe / "events.csv").write_text("user,item,timestamp\nana,red-dress,1\nana,red-shirt,2\n")
    index(wardrobe)
    with pytest.raises(TooFewEvents, match="Search, ask and recommend work without it"):
        made(wardrobe, base, tmp_path / "adapter", "features")


def test_items_that_are_all_alike_are_told_apart_by_behaviour(base: Path, tmp_path: Path) -> None:
    folder = circle(tmp_path / "alike")
    same = {"title": "A thing", "description": "One of many."}
    (folder / "items.jsonl").write_text("".join(json.dumps({"id": id, **same}) + "\n" for id in ALL))
    index(folder)
    adapter = made(folder, base, tmp_path / "adapter", "lora")
    report = json.loads((adapter / "metrics.json").read_text())
    assert report["test"]["fused"]["ndcg@10"] > 1.3 * report["test"]["popularity"]["ndcg@10"]
    with Agent.open(folder, model=str(base), adapter=adapter) as agent:
        assert len({card.id for card in agent.recommend("p0", k=6)}) == 6


def test_one_item_is_too_few(base: Path, tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text(json.dumps({"id": "only", "title": "The only thing"}) + "\n")
    (tmp_path / "events.csv").write_text("user,item,timestamp\nana,only,1\nben,only,2\n")
    index(tmp_path)
    with pytest.raises(TooFewEvents, match="needs a person with 3 different items, and the most here is 1"):
        made(tmp_path, base, tmp_path / "adapter", "features")


def test_it_is_compared_with_the_others(adapter: Path, domain: Path) -> None:
    given = ["--models", f"popularity,{adapter}", "--json"]
    result = CliRunner().invoke(main, ["evaluate", str(domain), *given])
    assert result.exit_code == 0, result.stderr
    popular, learnt = json.loads(result.stdout)["lines"]
    assert learnt["name"] == str(adapter)
    assert learnt["figures"]["recall@5"]["value"] > popular["figures"]["recall@5"]["value"]


def test_it_is_not_tested_on_what_it_was_trained_on(soft: Path, domain: Path) -> None:
    given = ["--models", str(soft), "--protocol", "cold"]
    result = CliRunner().invoke(main, ["evaluate", str(domain), *given])
    assert result.exit_code == 2
    assert "was trained on the leave-last-out split" in result.stderr


def test_from_the_shell(domain: Path, base: Path, tmp_path: Path) -> None:
    out = tmp_path / "adapter"
    given = [str(domain), "--strategy", "features", "--minutes", "0.1", "-o", str(out), "--json"]
    result = CliRunner().invoke(main, ["finetune", *given])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["about"]["strategy"] == "features"
    again = CliRunner().invoke(main, ["finetune", *given])
    assert again.exit_code == 2
    assert "holds a finished adapter" in again.stderr
    picked = CliRunner().invoke(
        main,
        ["recommend", str(domain), "--user", "p1", "--model", str(base), "--adapter", str(out), "--json"],
    )
    assert len(json.loads(picked.stdout)) == 6
