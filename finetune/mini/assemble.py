"""Puts mini together: tower, projector, decoder and tokenizer in one folder that plain transformers loads."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from tastemaker.agent.engines import MINI
from tastemaker.catalog.minilm import sha256
from tastemaker.catalog.vision import HEAD, open_tower, shipped_tower
from tastemaker.finetune.mini.tokenizer import IMAGE, MARKUP, open_tokenizer
from tastemaker.finetune.mini.warmstart import decoder_config

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import LlavaForConditionalGeneration, PreTrainedTokenizerFast

__all__ = ["assemble", "hub_names", "main", "mean_of", "sums", "trained"]

SHARD = "14MB"
"""The largest file that the repository takes is 15 MB."""
TOWER, INNER = "vision_tower.", "vision_tower.vision_model."


def assemble(
    runs: Sequence[Path], tokenizer: PreTrainedTokenizerFast, out: Path, *, eyes: Path
) -> LlavaForConditionalGeneration:
    """Write the model of finished runs, with its processor, to `out`; returns it in bfloat16.

    `eyes` is the folder of the vision tower, which may be `out` itself: the tower stays as it is.
    """
    from transformers import LlavaConfig, LlavaForConditionalGeneration

    tower, head = open_tower(eyes), (eyes / HEAD).read_bytes()
    pictures = _pictures(eyes)
    tower.config._name_or_path = ""
    config = LlavaConfig(
        vision_config=tower.config,
        text_config=decoder_config(len(tokenizer)),
        image_token_index=MARKUP.index(IMAGE),
        image_seq_length=(tower.config.image_size // tower.config.patch_size) ** 2,
        projector_hidden_act="gelu",
        vision_feature_select_strategy="default",
        vision_feature_layer=-1,
        tie_word_embeddings=False,
        quotes_arguments=True,
        drafts=6,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )
    model = LlavaForConditionalGeneration(config)
    missing, unexpected = model.load_state_dict(_named(mean_of(runs), tower), strict=False)
    if missing or unexpected:
        raise ValueError(f"{runs[-1]} does not fit: missing {missing[:3]}, unexpected {unexpected[:3]}")
    model = model.to(torch.bfloat16)
    model.generation_config.update(pad_token_id=0, bos_token_id=1, eos_token_id=2)
    out.mkdir(parents=True, exist_ok=True)
    for old in (HEAD, *(path.name for path in out.glob("model*.safetensors*"))):
        (out / old).unlink(missing_ok=True)
    (out / HEAD).write_bytes(head)
    model.save_pretrained(out, max_shard_size=SHARD)
    hub_names(out)
    _processor(tokenizer, tower.config, pictures).save_pretrained(out)
    tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"), pretty=False)  # half as large
    _log(runs[-1], out)
    sums(out)
    return model


def sums(folder: Path) -> None:
    """Write down the digest of every file of weights in mini's folder."""
    files = sorted(folder.rglob("*.safetensors"))
    told = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS.txt").write_text("".join(told))


def mean_of(runs: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of the runs' weights: better than each where one began from another (arXiv 2203.05482)."""
    every = [trained(run) for run in runs]
    return {name: torch.stack([one[name].float() for one in every]).mean(0) for name in every[-1]}


def trained(folder: Path) -> dict[str, Tensor]:
    """What a run trained, under the run's names: of a run's folder, or of a model that was assembled."""
    from safetensors.torch import load_file

    if (folder / "mini.safetensors").is_file():
        return load_file(folder / "mini.safetensors")
    shards = sorted(folder.glob("model*.safetensors"))
    if not shards:
        raise FileNotFoundError(f"neither a run nor a model lies in {folder}")
    named = {name: tensor.float() for shard in shards for name, tensor in load_file(shard).items()}
    return {_run_name(name): tensor for name, tensor in named.items() if TOWER not in name}


def _run_name(name: str) -> str:
    """A tensor's name in an assembled model's files as a run calls it."""
    return name.replace("language_model.", "decoder.", 1).removeprefix("multi_modal_")


def _named(weights: dict[str, Tensor], tower: Any) -> dict[str, Tensor]:
    """The weights under LLaVA's names."""
    named = {}
    for name, tensor in weights.items():
        if name.startswith("decoder.lm_head."):
            named[name.removeprefix("decoder.")] = tensor
        elif name.startswith("decoder.model."):
            named["model.language_model." + name.removeprefix("decoder.model.")] = tensor
        elif name.startswith("projector."):
            named["model.multi_modal_" + name] = tensor
    return named | {f"model.vision_tower.{name}": tensor for name, tensor in tower.state_dict().items()}


def hub_names(folder: Path) -> None:
    """Give the tower's tensors in a saved model the names of the hub's checkpoints, which vLLM reads.

    transformers 5 reads both, and writes its own, shorter ones for a model that was not loaded from a file.
    """
    from safetensors import safe_open
    from safetensors.torch import save_file

    index = folder / "model.safetensors.index.json"
    told = json.loads(index.read_text())
    for shard in sorted(set(told["weight_map"].values())):
        with safe_open(folder / shard, "pt") as file:
            tensors = {_hub_name(name): file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        save_file(tensors, folder / shard, metadata={"format": "pt"})
    told["weight_map"] = {_hub_name(name): shard for name, shard in sorted(told["weight_map"].items())}
    index.write_text(json.dumps(told, indent=2) + "\n")


def _hub_name(name: str) -> str:
    return name if name.startswith(INNER) else name.replace(TOWER, INNER, 1)


def _pictures(eyes: Path) -> Any:
    from transformers import CLIPImageProcessor

    return CLIPImageProcessor.from_pretrained(eyes)


def _processor(tokenizer: PreTrainedTokenizerFast, vision: Any, pictures: Any) -> Any:
    from transformers import LlavaProcessor

    return LlavaProcessor(
        image_processor=pictures,
        tokenizer=tokenizer,
        patch_size=vision.patch_size,
        vision_feature_select_strategy="default",
        image_token=IMAGE,
        num_additional_image_tokens=1,
        chat_template=tokenizer.chat_template,
    )


def _log(run: Path, out: Path) -> None:
    """The training log beside the weights: the held-out scores over time."""
    rows = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    curve = [row for row in rows if "heldout" in row]
    (out / "training.json").write_text(
        json.dumps({"steps": rows[-1]["step"], "curve": curve}, indent=1) + "\n"
    )
    shutil.copy(Path(__file__).parent / "model_card.md", out / "README.md")


def main() -> None:
    """Assemble from the command line."""
    parser = argparse.ArgumentParser(description="Put mini together from a finished run.")
    parser.add_argument(
        "--run", type=Path, nargs="+", default=[Path("runs/text")], help="several: the mean of their weights"
    )
    parser.add_argument("--tokenizer", type=Path, default=Path("runs/tokenizer"))
    parser.add_argument("--tower", type=Path, default=shipped_tower(), help="the vision tower's folder")
    parser.add_argument("--out", type=Path, default=MINI)
    given = parser.parse_args()
    assemble(given.run, open_tokenizer(given.tokenizer), given.out, eyes=given.tower)


if __name__ == "__main__":
    main()
