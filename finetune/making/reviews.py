"""Real people's reviews as references: what is written for somebody about an item, against what they wrote.

A row is a JSON object with `heldout`, an object with `parent_asin`, `review_full`, `rating`, `timestamp_ms`
and a `product` (`title`, `brand`, `price`, `main_category`), and `history`, a list of such from before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from tastemaker.contracts import Event
from tastemaker.errors import BadDomain
from tastemaker.finetune.making.overlap import rouge_l
from tastemaker.finetune.making.sitters import NOBODY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tastemaker.catalog.memory import Memory
    from tastemaker.finetune.making.desk import Desk

__all__ = ["Shopper", "reviewed", "shelve", "shoppers"]

FILES: Final = ("test.jsonl", "validation.jsonl", "training.jsonl")
"""Those that models are least likely to have seen come first."""
KIND: Final = "explanation"
"""What comes nearest to a review: why somebody might like an item, to them."""
LIKED, DISLIKED = 4.0, 2.0
"""From, and up to, which rating somebody liked something, and did not."""
TAG: Final = re.compile(r"<[^<>]{1,40}>")


@dataclass(frozen=True, slots=True)
class Shopper:
    """Somebody who wrote of an item, and what they had bought before."""

    name: str
    item: str
    review: str
    rows: tuple[dict[str, Any], ...]
    """What they wrote of, the item the last."""


def shoppers(folder: Path, *, most: int) -> list[Shopper]:
    """The first of those files. Raises BadDomain."""
    try:
        found = [_shopper(n, row) for n, row in enumerate(islice(_rows(folder), most))]
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise BadDomain(f"{folder} holds no reviews that can be read: {wrong!r}") from wrong
    if not found:
        raise BadDomain(f"{folder} holds no reviews: give a folder with {' or '.join(FILES)}")
    return found


def shelve(people: Sequence[Shopper], folder: Path) -> None:
    """Write a domain folder of all that they bought."""
    items = {row["parent_asin"]: row["product"] for one in people for row in one.rows}
    lines = [json.dumps(_item(id, product)) for id, product in items.items()]
    (folder / "items.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "domain.toml").write_text(
        'name = "Reviews"\nnoun = "products"\ncurrency = "$"\n', encoding="utf-8"
    )


def reviewed(desk: Desk, people: Sequence[Shopper]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """ROUGE-L to people's own reviews of what was written for them, and for nobody. Raises MissingExtra."""
    mine, plain = list[str](), list[str]()
    for one in people:
        _remember(one, desk.memory)
        mine.append(desk.rendered(desk.write(one.item, one.name, KIND, Random(one.name))))
        plain.append(desk.rendered(desk.write(one.item, NOBODY, KIND, Random(one.name))))
    references = [one.review for one in people]
    return rouge_l(mine, references), rouge_l(plain, references)


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in (folder / name for name in FILES if (folder / name).is_file()):
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def _shopper(number: int, row: dict[str, Any]) -> Shopper:
    last = row["heldout"]
    review = " ".join(TAG.sub(" ", last["review_full"]).split())
    return Shopper(f"shopper-{number}", last["parent_asin"], review, (*row["history"], last))


def _item(id: str, product: dict[str, Any]) -> dict[str, Any]:
    """A product as a line of `items.jsonl`."""
    told = {"id": id, "title": product["title"], "categories": [product["main_category"] or "Products"]}
    told |= {"price": product["price"]} if product.get("price") else {}
    return told | ({"attributes": {"brand": product["brand"]}} if product.get("brand") else {})


def _remember(one: Shopper, memory: Memory) -> None:
    """All that they bought before the item."""
    for row in one.rows[:-1]:
        rating = float(row["rating"])
        event = "like" if rating >= LIKED else "dislike" if rating <= DISLIKED else "view"
        seconds = row["timestamp_ms"] / 1000
        memory.add_event(Event(one.name, row["parent_asin"], seconds, rating=rating, event=event))
