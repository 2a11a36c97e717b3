"""Writes what was trained as an adapter folder (see `agent.engines.adapter`), with its model card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from tastemaker.agent.engines.about import About
from tastemaker.agent.engines.adapter import ELSEWHERE, OWN
from tastemaker.agent.engines.reader import Reader
from tastemaker.finetune.adaptation import Made
from tastemaker.finetune.language import Language
from tastemaker.finetune.recipe import Recipe

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.semantic_ids import SemanticIds

__all__ = ["save"]

TEMPLATE: Final = Path(__file__).parent / "card.md.j2"


def save(
    made: Made,
    folder: Path,
    *,
    catalog: Catalog,
    recipe: Recipe,
    base: str,
    processor: Any,
    weights: Mapping[str, float],
    report: Mapping[str, Any],
) -> About:
    """Write the folder; `report` is what metrics.json and the card say.

    `processor` is the base's processor or tokenizer; it goes with a whole model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    language = made.language
    prompt = language.reader.prompt if language else None
    about = About(
        strategy=recipe.strategy,
        base=base,
        digest=language.digest if language else "",
        domain=catalog.profile.name,
        models={str(modality): model for modality, model in catalog.models.items()},
        sizes=made.ids.sizes,
        dim=recipe.dim,
        window=recipe.window,
        prompt=0 if prompt is None else len(prompt),
        weights=dict(weights),
    )
    made.ids.save(folder)
    made.items.save(folder / "item_item.safetensors")
    _write(folder / "partner.safetensors", made.partner)
    if language is not None:
        _language(folder, language, about, processor, used=_used(made.ids))
    about.write(folder)
    (folder / "metrics.json").write_text(json.dumps(report, indent=1), "utf-8")
    (folder / "README.md").write_text(_card(about, report), "utf-8")
    return about


def _language(folder: Path, language: Language, about: About, processor: Any, *, used: Tensor) -> None:
    """What was taught around the network, and in it, as the strategy has it."""
    reader = language.reader
    _write(folder / "recommender.safetensors", reader, used=used)
    if language.peft is not None:
        language.peft.peft_config["default"].base_model_name_or_path = about.base
        language.peft.to(torch.bfloat16).save_pretrained(folder)
    if reader.prompt is not None:
        _soft_prompt(folder, reader.prompt, base=about.base, network=reader.network)
    if about.strategy == "full":
        reader.network.to(torch.bfloat16).save_pretrained(folder / "model")
        processor.save_pretrained(folder / "model")


def _used(ids: SemanticIds) -> Tensor:
    """int64: the codes that items have, those of all levels counted on."""
    starts = np.cumsum([0, *ids.sizes[:-1]])
    return torch.from_numpy(np.unique(ids.codes.astype(np.int64) + starts))


def _write(path: Path, model: nn.Module, *, used: Tensor | None = None) -> None:
    """All tensors of a model, in bfloat16, but those of its network, which are saved in other ways.

    Of codes, only the rows of those that are `used`: nothing was learnt about the others; and none where
    nothing was learnt about any.
    """
    kept = {
        name: value.detach().cpu().to(torch.bfloat16).contiguous()
        for name, value in model.state_dict().items()
        if not name.startswith(ELSEWHERE)
    }
    if isinstance(model, Reader) and not model.code_in.requires_grad:
        kept = {name: value for name, value in kept.items() if name not in OWN}
    elif used is not None:
        kept |= {name: kept[name][used] for name in OWN} | {"used": used.to(torch.int32)}
    save_file(kept, path)


def _soft_prompt(folder: Path, prompt: Tensor, *, base: str, network: Any) -> None:
    """The soft prompt in PEFT's own format, as PEFT's prompt tuning would have saved it."""
    from peft import PromptTuningConfig

    text = network.config.get_text_config()
    PromptTuningConfig(
        task_type="CAUSAL_LM",
        base_model_name_or_path=base,
        num_virtual_tokens=len(prompt),
        token_dim=prompt.shape[1],
        num_layers=text.num_hidden_layers,
        num_attention_heads=text.num_attention_heads,
        num_transformer_submodules=1,
        inference_mode=True,
    ).save_pretrained(folder)
    kept = {"prompt_embeddings": prompt.detach().cpu().to(torch.bfloat16).contiguous()}
    save_file(kept, folder / "adapter_model.safetensors")


def _card(about: About, report: Mapping[str, Any]) -> str:
    from jinja2 import Environment, StrictUndefined

    template = Environment(undefined=StrictUndefined, autoescape=False).from_string(
        TEMPLATE.read_text("utf-8")
    )
    return template.render(about=about, report=report)
