"""Hears a message beside a small model: MiniLM, fine-tuned to tell what is asked and what each word is for.

A decoder of a few million parameters that practised on some thousand lines hears less in one that is put in
another way than the sentence encoder that it was begun from, which has read a billion pairs. So the encoder
reads the person's message too, through a LoRA adapter (arXiv 2106.09685), as in joint intent classification
and slot filling (arXiv 1902.10909): from the mean of its states it tells the tool, the form of its call and
how the message points at items, from each word's states the word's part in it. A field is told by the vector
of its name, so that catalogs it never saw can be asked about. What it is sure of binds the call (`binding`);
the rest stays the model's.

It ships beside the model in `hearing/`: a PEFT adapter, and `heads.safetensors`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from tastemaker.agent.engines.beside import minilm, opened
from tastemaker.agent.engines.heard import ABOUT, COMPARES, MEMORY, REFERS, TAGS, Heard, Word
from tastemaker.agent.engines.linking import Link, links, spelt
from tastemaker.catalog.minilm import TOKENS, MiniLM, single_thread
from tastemaker.errors import ModelNotFound

if TYPE_CHECKING:
    import torch

    from tastemaker.contracts import Field

__all__ = ["FOLDER", "FORM", "HEADS", "Hearing", "around", "features", "split"]

Heads: TypeAlias = "Mapping[str, torch.Tensor]"
"""The heads' weights, by name."""
Names: TypeAlias = Mapping[str, Sequence[str]]
"""The tools and the kinds of what is made that it was taught."""
FOLDER: Final = "hearing"
HEADS: Final = "heads.safetensors"
FORM: Final = ("refine", "picture")
WINDOW: Final = 2
"""Words on either side by which a word is understood."""
DIGIT: Final = re.compile(r"\d")


def split(encoding: Any, text: str) -> list[list[int]]:
    """The positions of the tokens of each word of a text, as a fast tokenizer's encoding has them."""
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    inside = list(enumerate(encoding.offsets))
    return [[at for at, (a, b) in inside if a < b and a >= start and b <= end] for start, end in spans]


def around(states: torch.Tensor) -> torch.Tensor:
    """For each word its own state and those of its neighbours: (…, words, d) to (…, words, 5 d)."""
    import torch

    size, beside = states.shape[-2], torch.nn.functional.pad(states, (0, 0, WINDOW, WINDOW))
    return torch.cat([beside[..., n : n + size, :] for n in range(2 * WINDOW + 1)], -1)


def features(words: Sequence[str], found: Sequence[Link]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """What is known of each word beside its states: float32 (words, 4). It names a value, or one near to it,
    it has a digit, it spells a number."""
    rows = [
        (bool(link.named), bool(link.near), bool(DIGIT.search(word)), spelt(word))
        for word, link in zip(words, found, strict=True)
    ]
    return np.array(rows, np.float32).reshape(len(rows), 4)


class Hearing:
    """The reader. It is opened with a model and loads its weights at the first message."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: tuple[Any, Heads, Names] | None = None

    @classmethod
    def beside(cls, model: Path) -> Hearing | None:
        """The one in a model's folder; None where there is none."""
        return cls(model / FOLDER) if (model / FOLDER).is_dir() else None

    def __call__(self, said: str, fields: Sequence[Field]) -> Heard | None:
        """What it hears; None for silence, and for a message that is longer than it can read."""
        import torch

        text = " ".join(said.split())
        encoding = minilm()._tokenizer.encode(text)
        if not text or len(encoding.ids) >= TOKENS:
            return None
        bert, heads, taught = self._load()
        with torch.inference_mode(), single_thread():
            states = bert(input_ids=torch.tensor([encoding.ids])).last_hidden_state[0]
            own = torch.stack([states[at].mean(0) if at else states[0] * 0 for at in split(encoding, text)])
            names = _linear(_vectors([field.name for field in fields]), heads, "name")
            words = _words(text.split(), own, names, fields, heads)
            return _whole(words, states.mean(0), names, fields, heads, taught)

    def _load(self) -> tuple[Any, Heads, Names]:
        if self._loaded is None:
            self._loaded = _read(self._folder)
        return self._loaded


def _read(folder: Path) -> tuple[Any, Heads, Names]:
    """The encoder with the adapter in its weights, the heads in float32, and the names that it was taught.

    Raises ModelNotFound where something is damaged, or made for another encoder.
    """
    from peft import PeftModel

    from tastemaker.agent.engines.models import unwarned

    told, heads = opened(folder / HEADS, "pt", told=["tags", "tools", "kinds"])
    try:
        if tuple(told["tags"]) != TAGS:
            raise ValueError("it knows other tags")
        with unwarned():
            adapted = PeftModel.from_pretrained(copy.deepcopy(minilm()._model), folder)
            bert: Any = adapted.merge_and_unload().eval()
    except (OSError, LookupError, ValueError, RuntimeError) as error:
        raise ModelNotFound(f"{folder} is damaged ({error}): put the model's folder there anew") from error
    bert.embeddings = minilm()._model.embeddings  # the same: in memory once
    return bert, heads, told


def _vectors(names: Sequence[str]) -> torch.Tensor:
    """float32 (names, 384)."""
    import torch

    return torch.from_numpy(minilm().encode(names)) if names else torch.zeros(0, MiniLM.dim)


def _linear(x: torch.Tensor, heads: Heads, name: str) -> torch.Tensor:
    return x @ heads[f"{name}.weight"].T + heads[f"{name}.bias"]


def _words(
    said: Sequence[str], own: torch.Tensor, names: torch.Tensor, fields: Sequence[Field], heads: Heads
) -> tuple[Word, ...]:
    """Each word, by its state (words, 384): what it is for, and of which field it is a number."""
    import torch

    found = links(said, fields)
    tags = _tags(own, torch.from_numpy(features(said, found)), heads).softmax(-1)
    numeric = [n for n, field in enumerate(fields) if field.kind == "number"]
    kinds = [fields[n].name for n in numeric]
    counted = (_linear(own, heads, "number") @ names[numeric].T).softmax(-1)
    return tuple(
        Word(word, link, _odds(TAGS, tag), _odds(kinds, which))
        for word, link, tag, which in zip(said, found, tags, counted, strict=True)
    )


def _whole(
    words: tuple[Word, ...],
    state: torch.Tensor,
    names: torch.Tensor,
    fields: Sequence[Field],
    heads: Heads,
    taught: Names,
) -> Heard:
    """The message, by the mean of its states, (384,)."""
    import torch

    tools, kinds = taught["tools"], taught["kinds"]
    cut = np.cumsum([len(tools), len(FORM), len(COMPARES), len(MEMORY), len(kinds)]).tolist()
    parts = torch.tensor_split(_linear(state, heads, "sentence"), cut)
    tool, form, compares, memory, kind, refers = parts
    about = torch.cat([heads["about"], names]) @ _linear(state, heads, "ask")
    than = names @ _linear(state, heads, "than")
    refine, picture = form.sigmoid().tolist()
    own = [field.name for field in fields]
    return Heard(
        words,
        tools=_odds(tools, tool.softmax(-1)),
        refine=refine,
        picture=picture,
        compares=_odds(COMPARES, compares.softmax(-1)),
        memory=_odds(MEMORY, memory.softmax(-1)),
        about=_odds([*ABOUT, *own], about.softmax(-1)),
        than=_odds(own, than.softmax(-1)),
        kinds=_odds(kinds, kind.softmax(-1)),
        refers=_odds(REFERS, refers.sigmoid()),
    )


def _tags(own: torch.Tensor, told: torch.Tensor, heads: Heads) -> torch.Tensor:
    """The logits of the words' tags, (words, TAGS), by what they are and what stands around them."""
    import torch

    inside = torch.nn.functional.gelu(
        _linear(torch.cat([around(own @ heads["near.weight"].T), told], -1), heads, "inside")
    )
    return _linear(inside, heads, "out")


def _odds(names: Sequence[str], values: torch.Tensor) -> dict[str, float]:
    return dict(zip(names, values.tolist(), strict=True))
