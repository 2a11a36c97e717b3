"""The nouns every room shares, and the Protocols through which rooms meet.

This file imports nothing heavy: numpy is imported for type checking only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, TypedDict, Unpack, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Picture: TypeAlias = Image.Image
    Vector: TypeAlias = NDArray[np.float32]

__all__ = [
    "Brushwork",
    "Card",
    "Delta",
    "Embedder",
    "Engine",
    "Event",
    "Field",
    "Item",
    "Media",
    "Message",
    "Modality",
    "Painter",
    "Proofreader",
    "Ranker",
    "Recommender",
    "Reply",
    "Scalar",
    "Scored",
    "Statement",
    "Step",
    "TextDelta",
    "ToolCall",
    "ToolSpec",
]

Modality: TypeAlias = Literal["text", "image", "audio", "video"]
Scalar: TypeAlias = str | int | float | bool
Message: TypeAlias = dict[str, Any]
"""One chat message in OpenAI's form: `role`, `content` (a string, or parts of
`{"type": "text", "text": …}` and `{"type": "image", "image": PIL.Image}`), and for
assistants `tool_calls` as `[{"id", "type": "function", "function": {"name", "arguments": dict}}]`;
a tool's answer has role `tool`, `tool_call_id`, `name` and `content`."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be recommended. Media are absolute paths inside the domain folder."""

    id: str
    title: str
    description: str = ""
    categories: tuple[str, ...] = ()
    attributes: Mapping[str, Scalar | tuple[str, ...]] = field(default_factory=dict)
    price: float | None = None
    image: Path | None = None
    audio: Path | None = None
    video: Path | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A person did something with an item. `timestamp` is in seconds since 1970."""

    user: str
    item: str
    timestamp: float
    rating: float | None = None
    event: str = "view"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a filter may use, as found in the items.

    `values` are the distinct texts, most frequent first, complete only when `closed`;
    `low` and `high` are the range of a number.
    """

    name: str
    kind: Literal["number", "text", "flag"]
    values: tuple[str, ...] = ()
    closed: bool = False
    low: float | None = None
    high: float | None = None
    many: bool = False
    """True when an item may carry several values (categories, tags): `==` means contains."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An item id with its score: higher is better."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Card:
    """An item as shown in a reply."""

    id: str
    title: str
    price: float | None = None
    categories: tuple[str, ...] = ()
    attributes: Mapping[str, Scalar | tuple[str, ...]] = field(default_factory=dict)
    image: str | None = None
    score: float | None = None
    reason: str = ""
    description: str = ""
    audio: str | None = None
    video: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """Something made for the person: a text, or a file by path."""

    kind: Literal["text", "image", "storyboard"]
    text: str | None = None
    path: str | None = None
    item: str | None = None
    """The id of the item it is about."""
    form: str | None = None
    """What it is: a headline, an ad, a poster."""
    note: str | None = None
    """What has to be said of it, such as that it is the item's own description."""
    files: tuple[str, ...] = ()
    """Paths of what belongs to it: the picture without words, a storyboard's sheet, GIF and script."""


@dataclass(frozen=True, slots=True)
class Step:
    """One tool call of a turn: what was called, with what, and how long it took."""

    tool: str
    args: Mapping[str, Any]
    ms: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent answers in one turn."""

    text: str
    items: tuple[Card, ...] = ()
    media: tuple[Media, ...] = ()
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Something a person said about themselves: a like, a dislike or a fact."""

    kind: Literal["like", "dislike", "fact"]
    text: str


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it.

    `parameters` is a JSON schema of type object. `grammars` maps an argument to the body of
    a Lark rule (llguidance dialect) that its string value must match, beside the schema; `fields` are
    those that its conditions are about, from which the rule of a `where` was made.
    """

    name: str
    description: str
    parameters: Mapping[str, Any]
    grammars: Mapping[str, str] = field(default_factory=dict)
    fields: Sequence[Field] = ()


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the reply's text."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A complete tool call: it parsed and fits its schema."""

    name: str
    arguments: Mapping[str, Any]


Delta: TypeAlias = TextDelta | ToolCall


@runtime_checkable
class Engine(Protocol):
    """A multimodal LLM behind one small door."""

    name: str

    def chat(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[ToolSpec] = (),
        max_new_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        schema: Mapping[str, Any] | None = None,
    ) -> Iterator[Delta]:
        """Answer the messages: text in pieces as it is generated, or tool calls.

        With a JSON `schema` the whole answer is JSON along it.
        """
        ...

    def count(self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = ()) -> int:
        """The length of the rendered prompt in tokens."""
        ...

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[float]:
        """The log-probability (natural log, summed over tokens) of each continuation as the answer."""
        ...

    @property
    def window(self) -> int:
        """The longest prompt plus answer, in tokens."""
        ...

    @property
    def tools(self) -> frozenset[str] | None:
        """The tools the model was taught, which are all it is told of; None: as many as there are."""
        ...


@runtime_checkable
class Recommender(Protocol):
    """Ranks the catalog for one person."""

    def recommend(
        self,
        user: str,
        *,
        k: int = 10,
        allowed: NDArray[np.bool_] | None = None,
        wish: Vector | None = None,
        words: str = "",
        picture: Picture | None = None,
        seen: Sequence[str] = (),
    ) -> list[Scored]:
        """The best `k` items.

        `allowed` is a mask over the catalog's rows (bool, shape (items,)); `wish` is a query vector of what
        the conversation asks for, `words` and `picture` the same as they were said and shown; `seen` are ids
        not to show again.
        """
        ...


@runtime_checkable
class Ranker(Protocol):
    """Scores the whole catalog for people who are given by their histories: what evaluation compares."""

    name: str

    def scores(self, histories: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        """float32, shape (len(histories), items): higher is better, -inf for what it cannot produce.

        A history holds catalog rows in time order, the oldest first; it may be empty.
        """
        ...


class Proofreader(Protocol):
    """Holds what is written about items to what is known of them."""

    def wrong(self, text: str, cards: Sequence[Card]) -> list[str]:
        """What the cards do not bear out, in the text's own words; `[1]` is the first card's title."""
        ...

    def rendered(self, text: str, cards: Sequence[Card]) -> str:
        """The text with its markers filled in from the cards."""
        ...


@runtime_checkable
class Embedder(Protocol):
    """Turns one modality into unit vectors."""

    name: str
    """Identifies the model and its version: a change re-embeds."""
    modality: Modality
    dim: int

    def encode(self, inputs: Sequence[Any]) -> Vector:
        """float32, shape (len(inputs), dim), rows of length 1. Inputs are str for text,
        PIL.Image for image, paths for audio and video."""
        ...


class Brushwork(TypedDict, total=False):
    """How a picture is painted; what is left out is as the painter thinks best."""

    negative: str
    """What is not to be seen."""
    taste: Vector | None
    """float32 (384,): where what the person likes to look at lies from the usual (see `picture_taste`).
    A painter that reads words only leaves it out: put taste into the prompt then."""
    picture: Picture | None
    """What to start from, so that an item stays recognisable."""
    strength: float
    """How far to go from that picture: 0 leaves it as it is, 1 forgets it. 0.6 when left out."""
    size: tuple[int, int]
    """Width and height in pixels; 256 x 256 when left out."""
    steps: int | None
    """Denoising steps: more take longer and are often finer."""
    seed: int
    """The same seed gives the same picture."""
    progress: Callable[[int, int], None] | None
    """Is told the step and how many there are. What it raises ends the painting and comes out."""


@runtime_checkable
class Painter(Protocol):
    """Makes pictures from words, and from other pictures."""

    name: str

    @property
    def together(self) -> int:
        """How many pictures it paints at once; more come in batches of as many."""
        ...

    def paint(self, prompt: str, **how: Unpack[Brushwork]) -> Picture:
        """One picture in RGB, of exactly the size asked for; a painter may choose it from drafts."""
        ...

    def paint_many(self, prompts: Sequence[str], **how: Unpack[Brushwork]) -> list[Picture]:
        """A picture for each prompt, all begun from the same noise: what they share looks alike."""
        ...
