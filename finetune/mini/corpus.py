"""What mini reads: conversations, item texts and noised texts, as token ids with a mask of what is learnt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from tastemaker.contracts import Card, ToolSpec
from tastemaker.finetune.mini.apart import NOTHING, Apart
from tastemaker.finetune.mini.dialogues import Composer, Dialogue
from tastemaker.finetune.mini.eyes import Eyes
from tastemaker.finetune.mini.phrases import Filler
from tastemaker.finetune.mini.presenting import Presenter
from tastemaker.finetune.mini.tokenizer import IMAGE
from tastemaker.finetune.mini.utterances import read_replies, read_utterances
from tastemaker.finetune.mini.warmstart import minilm_folder
from tastemaker.finetune.mini.worlds import World
from tastemaker.finetune.mini.written import Written
from tastemaker.prompts.loader import render as prompt
from tastemaker.tools.cards import message
from tastemaker.tools.registry import specs
from tastemaker.tools.result import Shown

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import PreTrainedTokenizerFast

__all__ = [
    "Corpus",
    "Sample",
    "composer",
    "demo_stocks",
    "hf_tools",
    "plain_texts",
    "render",
    "vocabulary_words",
]

NOISED, ITEMS, CAPTIONS = 0.04, 0.02, 0.15
"""Share of samples that repair noised text, that read item cards from start to end, and that say what
is on a picture (only once there are eyes)."""
WRITTEN, SCRIPTED = 0.18, 0.03
"""Share of samples that write about an item for a person, and that write the script of a storyboard."""
IMAGE_TOKENS = 64
ROLE_OF = {
    "films": "watch",
    "video": "watch",
    "music": "music",
    "news": "news",
    "advertising": "ads",
    "fashion": "shop",
}
ASSISTANT = "<|im_start|>assistant"
END = "<|im_end|>\n"


@dataclass(frozen=True, slots=True)
class Sample:
    """Token ids, int32 (T,), and what each weighs in learning, float32 (T,), 0 for what is only read;
    `picture` is a row of the picture table, -1 for none."""

    ids: NDArray[np.int32]
    weight: NDArray[np.float32]
    intents: tuple[str, ...] = ()
    picture: int = -1

    @property
    def learn(self) -> NDArray[np.bool_]:
        """The tokens to learn, bool (T,)."""
        learnt: NDArray[np.bool_] = self.weight > 0
        return learnt


class Corpus:
    """An endless stream of samples; sample n of a seed is always the same."""

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        *,
        heldout: bool = False,
        eyes: Eyes | None = None,
        short: float = 0.0,
        copies: float = 0.0,
        talk: float = 1.0,
        built: float = 0.0,
        apart: Apart = NOTHING,
    ) -> None:
        self.stocks, self.texts = demo_stocks(), plain_texts()
        self.words = vocabulary_words()
        self.composer = composer(heldout=heldout, built=built, apart=apart)
        self.written = Written(self.stocks, heldout=heldout)
        self.tokenizer, self.eyes, self.heldout, self.short = tokenizer, eyes, heldout, short
        self.copies, self.talk = copies, talk
        self.image_tokens = eyes.tokens if eyes else IMAGE_TOKENS
        self.tools = hf_tools(specs(()))

    def sample(self, seed: int) -> Sample:
        """Sample number `seed`."""
        rng = Random(f"kind-{seed}")
        dice = rng.random()
        for share, draw in self._kinds():
            if dice < share:
                return draw(rng)
            dice -= share
        if not self.heldout and rng.random() < self.short:
            return self._dialogue(self.composer.compose_short(seed), rng, tools=rng.random() < 0.1)
        return self._dialogue(self.composer.compose(seed), rng)

    def _kinds(self) -> list[tuple[float, Callable[[Random], Sample]]]:
        """What is no conversation, with its share; what only helps to learn is not watched."""
        kinds: list[tuple[float, Callable[[Random], Sample]]] = [
            (CAPTIONS if self.eyes else 0.0, self._caption),
            (WRITTEN, self._text),
            (SCRIPTED, self._script),
        ]
        helps = [(self.copies, self._copy), (NOISED, self._noised), (ITEMS, self._items)]
        return kinds if self.heldout else [*kinds, *helps]

    def _dialogue(self, dialogue: Dialogue, rng: Random, *, tools: bool = True) -> Sample:
        tools = tools and dialogue.messages[0]["role"] == "system"
        text = render(self.tokenizer, dialogue, self.tools if tools else [])
        picture = self.eyes.draw(rng, heldout=self.heldout) if self.eyes and IMAGE in text else -1
        return self._encode(text, dialogue.intents, picture=picture, talk=self.talk)

    def _caption(self, rng: Random) -> Sample:
        """A picture, the caption tool's own question, and what is on the picture."""
        assert self.eyes is not None
        picture = self.eyes.draw(rng, heldout=self.heldout)
        asked = f"<|im_start|>user{IMAGE} {prompt('caption').strip()}{END}"
        text = f"{asked}{ASSISTANT} {self.eyes.caption(picture, rng)}{END}"
        return self._encode(text, ("caption",), picture=picture)

    def _text(self, rng: Random) -> Sample:
        """What a writer is told, and its text."""
        return self._answered(*self.written.draw(rng), intent="copy")

    def _script(self, rng: Random) -> Sample:
        """What a writer of storyboards is told, and its script."""
        return self._answered(*self.written.draw_script(rng), intent="script")

    def _answered(self, asked: str, text: str, *, intent: str) -> Sample:
        """One message and its answer, of which every word is learnt in full."""
        return self._encode(f"<|im_start|>user {asked}{END}{ASSISTANT} {text}{END}", (intent,))

    def _encode(
        self, text: str, intents: Sequence[str] = (), *, picture: int = -1, talk: float = 1.0
    ) -> Sample:
        """Learn what assistants say, up to and with the end mark; words but for the first weigh `talk`."""
        ids: list[int] = []
        weight: list[float] = []
        for piece, is_learnt in _pieces(text.replace(IMAGE, IMAGE * self.image_tokens)):
            tokens = self.tokenizer.encode(piece, add_special_tokens=False)
            ids += tokens
            later = 1.0 if piece.startswith("<tool_call>") else talk
            weight += [1.0, *[later] * (len(tokens) - 1)] if is_learnt else [0.0] * len(tokens)
        return Sample(np.array(ids, np.int32), np.array(weight, np.float32), tuple(intents), picture)

    def _copy(self, rng: Random) -> Sample:
        """Words in any order, and the same words again: where reading back from the prompt is learnt."""
        words = [rng.choice(self.words) for _ in range(rng.randint(2, 14))]
        if rng.random() < 0.5:
            words = rng.choice(self.texts).split()[: rng.randint(3, 14)]
        said, around = " ".join(words), " ".join(rng.choice(self.words) for _ in range(rng.randint(0, 12)))
        asked = f"{around} Say again: {said}" if rng.random() < 0.5 else f"Say again: {said} | {around}"
        return self._encode(f"<|im_start|>user {asked}{END}{ASSISTANT} {said}{END}")

    def _noised(self, rng: Random) -> Sample:
        """A text with words masked, dropped or swapped, and the text itself: the denoising objective."""
        text = rng.choice(self.texts)
        words = text.split()
        noised = [("…" if rng.random() < 0.5 else "") if rng.random() < 0.2 else word for word in words]
        for i in range(len(noised) - 1):
            if rng.random() < 0.1:
                noised[i], noised[i + 1] = noised[i + 1], noised[i]
        asked = "Repair this text: " + " ".join(word for word in noised if word)
        return self._encode(f"<|im_start|>user {asked}{END}{ASSISTANT} {text}{END}")

    def _items(self, rng: Random) -> Sample:
        """Cards as the tools tell them, every token learnt: plain next-token prediction."""
        world = rng.choice(self.stocks) if self.stocks else None
        if world is None:
            return self._noised(rng)
        cards = [(n, card) for n, card in enumerate(rng.sample(world.stock, min(4, len(world.stock))), 1)]
        told = message(Shown(tuple(cards), full=True))
        sample = self._encode(f"<|im_start|>tool\n{told}{END}")
        return Sample(sample.ids, np.ones(len(sample.ids), np.float32))


def composer(*, heldout: bool | None, built: float = 0.0, apart: Apart = NOTHING) -> Composer:
    """Composes from the phrasings for training (False), those kept for watching it (True), or all (None).

    `built` of the requests are made of pieces; no message comes near what it is to be kept `apart` from.
    """
    every = read_utterances()
    mine = [one for one in every if heldout is None or one.heldout == heldout]
    filler = Filler(every, plain_texts(), vocabulary_words())
    presenter = Presenter(read_replies())
    return Composer(mine, filler, presenter, stocks=demo_stocks(), built=built, apart=apart)


def render(tokenizer: PreTrainedTokenizerFast, dialogue: Dialogue, tools: Sequence[dict[str, Any]]) -> str:
    """The conversation as the chat template writes it."""
    return str(tokenizer.apply_chat_template(dialogue.messages, tools=list(tools) or None, tokenize=False))


def hf_tools(tools: Sequence[ToolSpec]) -> list[dict[str, Any]]:
    """Tool specs in the form that chat templates take."""
    return [
        {
            "type": "function",
            "function": {"name": t.name, "description": t.description, "parameters": dict(t.parameters)},
        }
        for t in tools
    ]


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at what assistants say."""
    at = 0
    for match in re.finditer(re.escape(ASSISTANT) + r"(.*?<\|im_end\|>)", text, re.DOTALL):
        yield text[at : match.start(1)], False
        yield match.group(1), True
        at = match.end(1)
    yield text[at:], False


@cache
def demo_stocks() -> tuple[World, ...]:
    """The demo's sections and their union as worlds, with their items as stock."""
    from tastemaker.catalog.demo.folder import UNION
    from tastemaker.catalog.demo.sections import SECTIONS, drafts, profile

    made = {name: _cards(drafts(name, seed=7)) for name in SECTIONS}
    every = [
        replace(card, attributes={**card.attributes, "section": name})
        for name, cards in made.items()
        for card in cards
    ]
    return (*(_stock(name, profile(name), cards) for name, cards in made.items()), _stock("", UNION, every))


def _cards(drafts: Sequence[Any]) -> list[Card]:
    return [
        Card(id=d.id, title=d.title, price=d.price, categories=d.categories, attributes=dict(d.attributes),
             description=d.description)
        for d in drafts
    ]  # fmt: skip


def _stock(name: str, profile: Any, cards: list[Card]) -> World:
    numbers: dict[str, tuple[float, float, float]] = {}
    texts: dict[str, list[str]] = {"category": _ranked([c for card in cards for c in card.categories])}
    if prices := [card.price for card in cards if card.price is not None]:
        numbers["price"] = (min(prices), max(prices), 1.0)
    for key in dict.fromkeys(k for card in cards for k in card.attributes):
        values: list[Any] = [card.attributes[key] for card in cards if key in card.attributes]
        if all(isinstance(v, int | float) for v in values):
            numbers[key] = (float(min(values)), float(max(values)), 1.0)
        else:
            texts[key] = _ranked([str(v) for v in values if isinstance(v, str)])
    by = next((k for k in ("director", "artist", "author", "brand") if k in texts), "brand")
    return World(
        kind=ROLE_OF.get(name, ""),
        name=profile.name, noun=profile.noun, currency=profile.currency or "€",
        numbers=numbers, texts=texts, roles={"by": by, "genre": "category"},
        heads=[c.title.split()[0] for c in cards],
        tails=[" ".join(c.title.split()[1:]) or c.title for c in cards],
        many_categories=any(len(c.categories) > 1 for c in cards),
        open_fields=frozenset(k for k, v in texts.items() if len(v) > 60), stock=cards,
    )  # fmt: skip


def _ranked(values: Sequence[str]) -> list[str]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts, key=lambda v: -counts[v])


@cache
def plain_texts() -> list[str]:
    """The descriptions of the demo's items."""
    return [card.description for world in demo_stocks() for card in world.stock if card.description]


@cache
def vocabulary_words() -> list[str]:
    """Common English words: whole words of MiniLM's vocabulary, in its order."""
    lines = (minilm_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return [word for word in lines[1000:16000] if re.fullmatch(r"[a-z]{3,12}", word)]
