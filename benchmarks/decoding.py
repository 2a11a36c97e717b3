"""How fast does the model pick items by their semantic IDs? Prints one JSON object.

    python benchmarks/decoding.py                        mini over 10 thousand, 100 thousand and a million
                                                         made-up items: some minutes, some GB of memory
    python benchmarks/decoding.py --items 10000 --beams 10 --prompts 64 --people 0

Step: what the trie takes of a step, against a step that may say any token. Search: the whole beam against
transformers' generate with `prefix_allowed_tokens_fn` over a dict, same model, prompt and threads. Between
the two stands our beam over the dict: it tells how much comes from reading the prompt once, and how much from
the trie. Wall time is stretched by who else uses the machine, processor time (`cpu`) hardly.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import LogitsProcessor, LogitsProcessorList

from tastemaker.agent.engines import MINI
from tastemaker.agent.engines.beam import Found, beam
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.trie import Children, Trie, View

SIZES = (256, 256, 256, 256)
PACKAGES = ("tastemaker", "torch", "transformers")
NEW = 1000


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--beams", type=int, nargs="+", default=[10, 50])
    parser.add_argument("--prompts", type=int, nargs="+", default=[64, 512], help="lengths in tokens")
    parser.add_argument("--people", type=int, default=16, help="in a batch of evaluation; 0 leaves it out")
    parser.add_argument("--threads", type=int, help="CPU threads; the engine's own choice if left out")
    parser.add_argument("--repeats", type=int, default=3, help="searches of each way")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    loaded = load(str(MINI))
    torch.set_num_threads(asked.threads or loaded.threads or torch.get_num_threads())
    report: dict[str, Any] = {"benchmark": "decoding", "seed": asked.seed, "machine": machine()}
    report["precision"] = str(loaded.model.dtype)
    tokens = id_tokens(loaded.tokenizer)
    for items in asked.items:
        for kind, made in KINDS.items():
            codes = made(items + NEW, chance=np.random.default_rng(asked.seed))
            trial = Trial(loaded.model, tokens, codes, seed=asked.seed)
            figures = trie_figures(codes, repeats=5)
            figures["steps"] = [trial.step(*each, repeats=10) for each in product(asked.prompts, asked.beams)]
            report[f"{items} items, {kind}"] = figures
        plain = Plain(trial.spoken.tolist())
        figures["searches"] = [
            trial.search(*each, plain=plain, repeats=asked.repeats)
            for each in product(asked.prompts, asked.beams)
        ]
        if asked.people:
            figures["batch"] = trial.search(
                min(asked.prompts), max(asked.beams), plain=plain, repeats=1, people=asked.people
            )
    print(json.dumps(report, indent=1))


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cpu": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "load": round(os.getloadavg()[0], 1),
        "versions": {name: version(name) for name in PACKAGES} | {"python": platform.python_version()},
    }


def id_tokens(tokenizer: Any) -> Tensor:
    """The token of every level and code, int64, shape (4, 256)."""
    names = [[f"<{level}_{code}>" for code in range(256)] for level in "abcd"]
    return torch.tensor([tokenizer.convert_tokens_to_ids(each) for each in names])


# -- made-up items


def random_codes(items: int, *, chance: np.random.Generator) -> Tensor:
    """Evenly spread IDs, no two of them alike before the last code; int64, shape (items, 4)."""
    keys = chance.choice(256**3, items, replace=False)
    return torch.from_numpy(np.stack([keys >> 16, keys >> 8 & 255, keys & 255, 0 * keys], axis=-1))


def clustered_codes(items: int, *, chance: np.random.Generator) -> Tensor:
    """IDs with crowded corners: some codes are far more frequent, and many items share all but the last."""
    drawn = (256 * chance.random((3 * items, 3)) ** 2).astype(np.int64)
    keys = np.sort(drawn @ [65536, 256, 1])
    begins = np.searchsorted(keys, keys)
    last = np.arange(len(keys)) - begins
    codes = np.stack([keys >> 16, keys >> 8 & 255, keys & 255, last], axis=-1)
    return torch.from_numpy(chance.permutation(codes[last < 256])[:items])


KINDS = {"random": random_codes, "clustered": clustered_codes}


# -- clocks


def clock(
    repeats: int, *, before: Callable[[], Any] = lambda: None, **calls: Callable[[], Any]
) -> dict[str, dict[str, float]]:
    """Median milliseconds of calls that take turns: by the wall, and by the processor's time of all threads.

    `before` each of them something else is done, not timed: so they find the processor's caches as in use.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for turn in range(repeats + 1):
        for name, call in calls.items():
            before()
            wall, work = time.perf_counter(), time.process_time()
            call()
            if turn:  # the first is to warm up
                times[name].append((time.perf_counter() - wall, time.process_time() - work))
    medians = {name: np.median(each, axis=0) * 1000 for name, each in times.items()}
    return {
        name: {"wall_ms": round(each[0], 3), "cpu_ms": round(each[1], 3)} for name, each in medians.items()
    }


def trie_figures(codes: Tensor, *, repeats: int) -> dict[str, Any]:
    """Memory, and what a change and a mask take. The last of the codes come and go."""
    items = len(codes) - NEW
    trie = Trie(codes[:-NEW], sizes=SIZES)
    mask, rows = torch.rand(items) < 0.5, torch.arange(items, len(codes))

    def add() -> None:
        trie.add(codes[-NEW:], rows=rows)

    def remove() -> None:
        if len(trie) > items:
            trie.remove(rows)

    return {
        "megabytes_per_million_items": round(trie.nbytes / items, 1),
        **clock(repeats, build=lambda: Trie(codes[:-NEW], sizes=SIZES), mask=lambda: trie.view(mask)),
        **clock(repeats, before=remove, add_1000=add),
        **clock(repeats, before=lambda: (remove(), add()), remove_1000=remove),
    }


# -- what a search may walk


class Plain:
    """The same as a dict of tokens for every prefix, and loops over them."""

    depth = len(SIZES)

    def __init__(self, spoken: Sequence[Sequence[int]]) -> None:
        self.below: list[dict[int, int]] = [{}]
        self.rows = torch.arange(len(spoken))
        for row, tokens in enumerate(spoken):
            node = 0
            for token in tokens[:-1]:
                if token not in self.below[node]:
                    self.below[node][token] = len(self.below)
                    self.below.append({})
                node = self.below[node][token]
            self.below[node][tokens[-1]] = row

    def children(self, nodes: Tensor, *, level: int) -> Children:
        """As of the trie; the codes are tokens."""
        found = [[self.below[node] for node in row] for row in nodes.tolist()]
        width = max(len(each) for row in found for each in row)
        shape = (*nodes.shape, width)
        below, codes = torch.zeros(shape, dtype=torch.int64), torch.zeros(shape, dtype=torch.int64)
        allowed = torch.zeros(shape, dtype=torch.bool)
        for n, row in enumerate(found):
            for m, each in enumerate(row):
                codes[n, m, : len(each)] = torch.tensor(list(each))
                below[n, m, : len(each)] = torch.tensor(list(each.values()))
                allowed[n, m, : len(each)] = True
        return Children(below, codes, allowed, allowed)

    def after(self, said: Sequence[int]) -> list[int]:
        """The tokens that may follow."""
        node = 0
        for token in said:
            node = self.below[node][token]
        return list(self.below[node])


class TrieMask(LogitsProcessor):
    """Holds transformers' generate to the trie."""

    def __init__(self, view: View, tokens: Tensor, *, prompt: int) -> None:
        self._view, self._tokens, self._prompt = view, tokens, prompt

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        nodes = torch.zeros(len(input_ids), dtype=torch.int32)
        said = input_ids[:, self._prompt :]
        for level in range(said.shape[1]):
            below, codes, _, allowed = self._view.children(nodes, level=level)
            same = allowed & (self._tokens[level][codes] == said[:, level : level + 1])
            nodes = below.gather(1, same.int().argmax(-1, keepdim=True))[:, 0]
        _, codes, _, allowed = self._view.children(nodes, level=said.shape[1])
        beams = allowed.nonzero()[:, 0]
        held = torch.full_like(scores, -torch.inf)
        chosen = self._tokens[said.shape[1]][codes[allowed]]
        held[beams, chosen] = scores[beams, chosen]
        return held


class Watched:
    """A view that remembers what it was asked."""

    def __init__(self, view: View) -> None:
        self.depth, self.rows, self.asked = view.depth, view.rows, list[Tensor]()
        self._view = view

    def children(self, nodes: Tensor, *, level: int) -> Children:
        self.asked.append(nodes)
        return self._view.children(nodes, level=level)


class Trial:
    """A model and a catalog of made-up items."""

    def __init__(self, model: Any, tokens: Tensor, codes: Tensor, *, seed: int) -> None:
        self.model, self.tokens = model, tokens
        self.trie = Trie(codes, sizes=SIZES)
        self.spoken = torch.stack([tokens[level][codes[:, level]] for level in range(len(SIZES))], dim=-1)
        self.rows = {tuple(each): row for row, each in enumerate(self.spoken.tolist())}
        self.chance = torch.Generator().manual_seed(seed)

    def prompts(self, length: int, people: int = 1) -> Tensor:
        """Words at random."""
        return torch.randint(100, 8000, (people, length), generator=self.chance)

    def step(self, length: int, beams: int, *, repeats: int) -> dict[str, Any]:
        """The trie's part of its costliest step, and a whole step in which any token may follow."""
        ids, allowed = self.prompts(length), torch.rand(len(self.spoken), generator=self.chance) < 0.5
        anything = AnyToken(self.model, ids, beams)
        parts: dict[str, Callable[[], Any]] = {"any_token": anything}
        for name, view in (("trie", self.trie.view()), ("trie_with_mask", self.trie.view(allowed))):
            watched: Any = Watched(view)
            beam(self.model, watched, inputs={"input_ids": ids}, tokens=self.tokens, beams=beams)
            for level, nodes in enumerate(watched.asked):
                parts[f"{name} {level}"] = self._part(view, nodes, level, beams=beams)
        times = clock(repeats, before=anything, **parts)
        whole = times.pop("any_token")
        report: dict[str, Any] = {"prompt": length, "beams": beams, "any_token": whole}
        for name in ("trie", "trie_with_mask"):
            worst = max(
                (times[each] for each in times if each.split()[0] == name), key=lambda one: one["cpu_ms"]
            )
            report[name] = worst | {"share": round(worst["cpu_ms"] / whole["cpu_ms"], 4)}
        return report

    def _part(self, view: View, nodes: Tensor, level: int, *, beams: int) -> Callable[[], Any]:
        """What the trie adds to a step: all but the model, its softmax and the choice of the best."""

        def part() -> tuple[Tensor, Tensor]:
            below, codes, _, allowed = view.children(nodes, level=level)
            spoken = self.tokens[level].index_select(0, codes.flatten()).view(codes.shape)
            odds = torch.zeros(allowed.shape).masked_fill_(~allowed, -torch.inf).flatten(1)
            best = torch.arange(beams)[None] % odds.shape[-1]
            return below.flatten(1).gather(-1, best), spoken.flatten(1).gather(-1, best)

        return part

    def search(
        self, length: int, beams: int, *, plain: Plain, repeats: int, people: int = 1
    ) -> dict[str, Any]:
        """Four ways to the same items, how long each takes, and whether they are the same."""
        ids, view = self.prompts(length, people), self.trie.view()
        words = torch.arange(int(self.tokens.max()) + 1)
        mask = TrieMask(view, self.tokens, prompt=length)
        given: dict[str, Any] = {"inputs": {"input_ids": ids}, "beams": beams}
        slow: Any = plain
        ways: dict[str, Callable[[], Found]] = {
            "ours": lambda: beam(self.model, view, tokens=self.tokens, **given),
            "ours_over_a_dict": lambda: beam(self.model, slow, tokens=[words] * len(SIZES), **given),
            "generate_with_our_trie": lambda: self._generate(ids, beams, [mask]),
            "generate": lambda: self._generate(
                ids, beams, prefix_allowed_tokens_fn=lambda _, said: plain.after(said[length:].tolist())
            ),
        }
        times = clock(repeats, **ways)
        return {
            "prompt": length,
            "beams": beams,
            "people": people,
            **times,
            "times_faster": {
                "whole": _ratio(times, "generate", "ours"),
                "prompt_once": _ratio(times, "generate", "ours_over_a_dict"),
                "trie": _ratio(times, "ours_over_a_dict", "ours"),
            },
            "same": self._same(ways["ours"], ways["generate"]),
        }

    def _generate(self, ids: Tensor, beams: int, masks: Sequence[Any] = (), **settings: Any) -> Found:
        """transformers' beam search to the same end."""
        out = self.model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            num_beams=beams,
            num_return_sequences=beams,
            max_new_tokens=len(SIZES),
            do_sample=False,
            length_penalty=0.0,
            logits_processor=LogitsProcessorList(masks),
            return_dict_in_generate=True,
            output_scores=True,
            renormalize_logits=True,
            **settings,
        )
        said = out.sequences[:, ids.shape[1] :].view(len(ids), beams, -1)
        rows = [[self.rows[tuple(each)] for each in one] for one in said.tolist()]
        return Found(torch.tensor(rows), out.sequences_scores.view(len(ids), beams))

    def _same(self, ours: Callable[[], Found], theirs: Callable[[], Found]) -> dict[str, float]:
        """Shares of items in common; in float32 also the largest difference of scores, place by place."""
        kind = self.model.dtype
        as_it_is = _common(ours(), theirs())
        self.model.float()
        mine, other = ours(), theirs()
        self.model.to(kind)
        return {
            "items": as_it_is,
            "items_in_float32": _common(mine, other),
            "scores_in_float32_differ_by": round(float((mine.scores - other.scores).abs().max()), 6),
        }


class AnyToken:
    """A step of `beams` beams in which any token may follow: the model, the softmax and the choice."""

    def __init__(self, model: Any, ids: Tensor, beams: int) -> None:
        self._model, self._beams, length = model, beams, ids.shape[1]
        with torch.no_grad():
            self._cache = model(input_ids=ids, use_cache=True, logits_to_keep=1).past_key_values
        self._given = {
            "input_ids": ids[:, :1].expand(-1, beams),
            "attention_mask": torch.ones(1, 1, beams, length + beams, dtype=torch.bool),
            "position_ids": torch.full((1, beams), length),
        }

    @torch.no_grad()
    def __call__(self) -> tuple[Tensor, Tensor]:
        out = self._model(**self._given, past_key_values=self._cache, use_cache=True)
        self._cache.crop(-self._beams)
        odds = out.logits.log_softmax(-1, dtype=torch.float32)
        best = odds.flatten(1).topk(self._beams).indices
        return best // odds.shape[-1], best % odds.shape[-1]


def _common(mine: Found, other: Found) -> float:
    shared = [len({*a} & {*b}) / len(a) for a, b in zip(mine.rows.tolist(), other.rows.tolist(), strict=True)]
    return round(float(np.mean(shared)), 4)


def _ratio(times: dict[str, dict[str, float]], slow: str, fast: str) -> dict[str, float]:
    return {
        clock.removesuffix("_ms"): round(times[slow][clock] / times[fast][clock], 1) for clock in times[slow]
    }


if __name__ == "__main__":
    main()
