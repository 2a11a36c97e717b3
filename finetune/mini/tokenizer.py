"""mini's tokenizer: cased byte-level BPE, with markup and semantic IDs as tokens of their own."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = [
    "CODES",
    "END",
    "IMAGE",
    "LEVELS",
    "MARKUP",
    "PAD",
    "START",
    "main",
    "open_tokenizer",
    "texts",
    "train_tokenizer",
]

PAD, START, END, IMAGE = "<pad>", "<|im_start|>", "<|im_end|>", "<image>"
MARKUP: Final = (PAD, START, END, IMAGE, "<tool_call>", "</tool_call>")
LEVELS, CODES = "abcd", 256
"""Semantic IDs: up to three levels and a tie-break, 256 codes each."""
SIZE: Final = 8192
TEMPLATE: Final = Path(__file__).parent / "chat_template.jinja"


def train_tokenizer(texts: Iterable[str], folder: Path) -> PreTrainedTokenizerFast:
    """Train on the texts and save in the format of transformers.

    The first `SIZE` ids are markup, bytes and merges; the semantic-ID tokens `<a_0>` … `<d_255>` follow.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    split = Regex(r"'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}{1,2}| ?[^\s\p{L}\p{N}]+|\s+")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(split, "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=SIZE,
        min_frequency=2,
        special_tokens=list(MARKUP),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        bos_token=START,
        model_max_length=1024,
        clean_up_tokenization_spaces=False,
        extra_special_tokens={"image_token": IMAGE},
    )
    fast.add_tokens([f"<{level}_{code}>" for level in LEVELS for code in range(CODES)], special_tokens=True)
    fast.chat_template = TEMPLATE.read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    fast.save_pretrained(folder)
    return fast


def open_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """A trained tokenizer, with the chat template as it is now."""
    from transformers import PreTrainedTokenizerFast

    tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(folder)
    tokenizer.chat_template = TEMPLATE.read_text(encoding="utf-8")
    return tokenizer


def texts(*, conversations: int = 2500) -> Iterator[str]:
    """What mini will read: composed conversations, the demo's texts, and common words by their rank."""
    from tastemaker.finetune.mini import corpus
    from tastemaker.finetune.mini.warmstart import minilm_folder

    composer = corpus.composer(heldout=None)
    for seed in range(conversations):
        for message in composer.compose(seed).messages:
            for one in message.get("tool_calls", ()):
                yield "<tool_call>" + json.dumps(one["function"], ensure_ascii=False)
            content = message["content"]
            yield content if isinstance(content, str) else content[-1]["text"]
    for world in corpus.demo_stocks():
        for card in world.stock:
            yield f"{card.title}. {card.description} {' '.join(map(str, card.attributes.values()))}"
    words = (minilm_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()[1996:]
    for rank, word in enumerate(word for word in words if re.fullmatch("[a-z]{2,14}", word)):
        for _ in range(max(3, int(8000 / (rank + 20) ** 0.8))):
            yield f" {word}"
        if rank < 6000:
            yield f" {word.title()}"


def main() -> None:
    """Train from the command line; does nothing when the folder holds a tokenizer already."""
    parser = argparse.ArgumentParser(description="Train mini's tokenizer.")
    parser.add_argument("--out", type=Path, default=Path("runs/tokenizer"))
    out = parser.parse_args().out
    if not (out / "tokenizer.json").exists():
        train_tokenizer(texts(), out)


if __name__ == "__main__":
    main()
