"""Words for items that have none: a caption of their picture or clip, told by a model and kept by content."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastemaker.catalog.builds import write_bytes
from tastemaker.catalog.domain import beginning
from tastemaker.catalog.ledger import Ledger
from tastemaker.catalog.media import frames, open_picture
from tastemaker.catalog.rows import clean
from tastemaker.contracts import Item
from tastemaker.errors import BadMedia

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Caption", "Captions", "wordless"]

Caption = Callable[["Image.Image"], str]
"""Says in a sentence what a picture shows."""
SIDE: Final = 768
LONGEST: Final = 300
EVERY: Final = 20
"""Captions between two saves: an interruption loses as many at most."""


def wordless(item: Item) -> bool:
    """True when nobody has written a word about the item: its title is but its id or its category."""
    return not item.description and item.title in (item.id, *item.categories[:1])


class Captions:
    """The captions of a domain, by the digest of what they were told of, in `captions.jsonl`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, str] = _read(path)

    def tell(
        self,
        items: Sequence[Item],
        ledger: Ledger,
        caption: Caption | None,
        *,
        step: Callable[[int, int], None],
    ) -> list[Item]:
        """The items, those without words with a caption as description; told now where none is known.

        Without `caption` only what is known is used. What cannot be opened or told stays without words.
        """
        shown = {
            n: path for n, item in enumerate(items) if wordless(item) and (path := item.image or item.video)
        }
        keys = {n: ledger.look(path).digest for n, path in shown.items()}
        new = {keys[n]: items[n] for n in shown if keys[n] not in self.known}
        if caption is not None and new:
            self._learn(new, caption, step)
        found = list(items)
        for n, key in keys.items():
            if words := self.known.get(key):
                found[n] = replace(items[n], title=beginning(words), description=words)
        return found

    def _learn(self, new: Mapping[str, Item], caption: Caption, step: Callable[[int, int], None]) -> None:
        for done, (key, item) in enumerate(new.items(), start=1):
            try:
                self.known[key] = clean(caption(_picture(item)))[:LONGEST]
            except BadMedia:
                continue
            finally:
                step(done, len(new))
                if done % EVERY == 0 or done == len(new):
                    self._write()

    def _write(self) -> None:
        rows = (json.dumps({"digest": key, "caption": words}) for key, words in self.known.items())
        write_bytes(self.path, "".join(f"{row}\n" for row in rows).encode())


def _read(path: Path) -> dict[str, str]:
    """What is kept; a damaged line is told anew."""
    found: dict[str, str] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                row: Any = json.loads(line)
                found[str(row["digest"])] = str(row["caption"])
            except (ValueError, KeyError, TypeError):
                continue
    return found


def _picture(item: Item) -> Image.Image:
    """The item's picture, or its clip's middle frame, no larger than a model looks at."""
    if item.image is not None:
        picture = open_picture(item.image, inside=item.image.parent, side=SIDE)
    else:
        assert item.video is not None, "only items with something to see are captioned"
        picture = _middle(frames(item.video, 3))
    picture.thumbnail((SIDE, SIDE))
    return picture


def _middle(several: Sequence[Image.Image]) -> Image.Image:
    return several[len(several) // 2]
