"""Chooses the talk that ships beside mini: `python -m tastemaker.finetune.mini.recall`.

Of the hand-written lines that no tool answers those that stand for most of the others (facility location, by
MiniLM's vectors), with their replies. Seconds; the same lines every time. Prints how near the replies come to
those that people wrote to lines kept out of training.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from tastemaker.agent.engines import MINI, open_engine
from tastemaker.agent.engines.beside import ENCODER
from tastemaker.agent.engines.recall import FILE
from tastemaker.agent.system import system
from tastemaker.catalog.domain import Profile
from tastemaker.catalog.embedders import embedder
from tastemaker.catalog.minilm import MiniLM
from tastemaker.contracts import Message, TextDelta
from tastemaker.finetune.mini.apart import Apart
from tastemaker.finetune.mini.assemble import sums
from tastemaker.finetune.mini.text import HELDOUT
from tastemaker.finetune.mini.utterances import read_utterances

__all__ = ["keep", "likeness", "main", "representative", "talk"]

LINES, WIDTH = 700, 48
DRAFTS: Final = 6


def talk(*, heldout: bool) -> list[tuple[str, str]]:
    """Lines that no tool answers, and their replies, none of them near a turn of the frozen conversations."""
    apart = Apart.of(HELDOUT)
    return [
        (one.text, one.reply)
        for one in read_utterances()
        if one.intent == "none" and one.reply and one.heldout == heldout
        and "{" not in one.text + one.reply and "[" not in one.reply and apart(one.text)
    ]  # fmt: skip


def representative(near: np.ndarray[Any, Any], count: int) -> list[int]:
    """The rows that together are nearest to all, chosen one by one: `near` is float32 (n, n)."""
    covered, found = np.zeros(len(near), np.float32), list[int]()
    for _ in range(min(count, len(near))):
        gain = np.maximum(near, covered).sum(1)
        gain[found] = -np.inf
        found.append(int(gain.argmax()))
        covered = np.maximum(covered, near[found[-1]])
    return found


def keep(pairs: Sequence[tuple[str, str]], place: Path) -> None:
    """Write lines, as keys, and replies."""
    from safetensors.numpy import save_file

    vectors = embedder("text", "minilm").encode([said for said, _ in pairs])
    basis = np.linalg.svd(vectors, full_matrices=False)[2][:WIDTH].T
    keys = vectors @ basis
    scaled = np.rint(127 * keys / np.abs(keys).max(axis=1, keepdims=True)).astype(np.int8)
    told = {"replies": json.dumps([reply for _, reply in pairs], ensure_ascii=False), ENCODER: MiniLM.name}
    save_file({"keys": scaled, "basis": np.ascontiguousarray(basis.astype(np.float16))}, place, told)


def likeness(pairs: Sequence[tuple[str, str]], *, model: str = "mini") -> float:
    """The mean cosine between what a model answers and what people wrote, by MiniLM's vectors."""
    engine, encode = open_engine(model), embedder("text", "minilm").encode
    told = system(Profile(name="The shop", noun="things", currency="€"), (), about=[])
    said = []
    for n, (line, _) in enumerate(pairs):
        messages: list[Message] = [{"role": "system", "content": told}, {"role": "user", "content": line}]
        deltas = engine.chat(messages, drafts=DRAFTS, seed=n, max_new_tokens=80)  # type: ignore[call-arg]  # a small model drafts
        said.append("".join(delta.text for delta in deltas if isinstance(delta, TextDelta)))
    both = encode(said) * encode([reply for _, reply in pairs])
    return round(float(both.sum(1).mean()), 4)


def main() -> None:
    """Choose them, put them beside mini, and print what they bring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=MINI, help="mini's folder")
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--measure", action="store_true", help="only tell how alike mini's answers are now")
    given = parser.parse_args()
    pairs, kept, place = talk(heldout=False), talk(heldout=True), given.out / FILE
    if given.measure:
        print(json.dumps({"kept out": len(kept), "likeness": likeness(kept, model=str(given.out))}))  # noqa: T201
        return
    place.unlink(missing_ok=True)
    before = likeness(kept, model=str(given.out))
    vectors = embedder("text", "minilm").encode([said for said, _ in pairs])
    chosen = representative(vectors @ vectors.T, given.lines)
    keep([pairs[n] for n in chosen], place)
    sums(given.out)
    after = likeness(kept, model=str(given.out))
    print(json.dumps({"lines": len(chosen), "kept out": len(kept), "likeness": after, "without": before}))  # noqa: T201


if __name__ == "__main__":
    main()
