"""What a painter is asked for about an item and a person: words, the item's picture, a taste, a seed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from tastemaker.catalog.builds import write_bytes
from tastemaker.catalog.media import frames, open_picture
from tastemaker.contracts import Brushwork
from tastemaker.errors import BadCall, BadMedia
from tastemaker.prompts.loader import render
from tastemaker.tools.brief import often, usual
from tastemaker.tools.cards import shown_value
from tastemaker.tools.clean import clean
from tastemaker.tools.making.ambience import held, lit
from tastemaker.tools.making.artefacts import REFERENCE, TASTE, png
from tastemaker.tools.taste import Taste, taste_of

if TYPE_CHECKING:
    from tastemaker.contracts import Card, Picture
    from tastemaker.tools.session import Session

__all__ = ["Order", "order", "sight"]

SEEN: Final = ("color", "colour", "pattern", "material")
"""Attributes that show on a picture, in the order in which they are said."""
NEGATIVE: Final = "words, letters, watermark, frame"
"""What a painter of words alone is told to leave out: words are set over the picture, not painted."""
UNREAD: Final = "the wish is in letters that the embedded image model cannot read: it was taught in English"
LIKED: Final = "in the light and colours of what you liked"
"""What is said of a picture that began in the person's ambience."""
FINE, BROAD = 0.003, 0.03
"""A painter that takes its details from the picture is held to its light and colours closely, one that paints
its own broadly."""
STATED, OFTEN, HISTORY = 2, 3, 60
TITLE, ABOUT, SCENE = 60, 60, 120
"""Characters. The embedded painter reads 39 tokens: the scene, then what fits of the item."""
PLAIN: Final = "plain"
SIDE: Final = 1024
"""Pixels of the longer side of what is painted; the format's size is reached by setting it."""
NARROWEST: Final = 0.5
"""Width over height, or the reverse, of what is painted; a narrower format is composed around it."""


@dataclass(frozen=True, slots=True)
class Order:
    """The same for every picture of one artefact, but for the prompt."""

    thing: str
    """The item in words that can be seen."""
    taste: tuple[str, ...]
    """What the person likes, for a painter that takes words alone."""
    how: Brushwork
    note: str = ""
    """What has to be said of it."""
    ambience: str = ""
    """The digest of the person's ambience that the picture was set in; empty for none."""
    held: float = 0.0
    """Down to which share of a picture's side what is painted is brought back to the light and colours that
    it began in; 0 for not."""

    @property
    def shown(self) -> str:
        """What is said beside the picture to who sees it."""
        return "; ".join(part for part in (LIKED if self.ambience else "", self.note) if part)

    def prompt(self, scene: str) -> str:
        """The painter's words, laid out by `prompts/paint.j2`."""
        return render("paint", thing=self.thing, scene=clean(scene, limit=SCENE), taste=self.taste).strip()

    def brushwork(self, progress: Callable[[int, int], None]) -> Brushwork:
        """How every picture is painted, told of to `progress`."""
        how: Brushwork = {**self.how, "progress": progress}
        return how

    def finished(self, painted: Picture) -> Picture:
        """What was painted, brought back to the light and colours that it began in where it is held."""
        begun = self.how.get("picture")
        return held(painted, begun, broad=self.held) if self.held and begun is not None else painted

    def told(self) -> dict[str, Any]:
        """What goes into an artefact's inputs: pictures and tastes as digests."""
        how: dict[str, Any] = dict(self.how)
        picture, taste = how.pop("picture", None), how.pop("taste", None)
        return {
            **how,
            "picture": _digest(picture.tobytes()) if picture is not None else None,
            "taste": _digest(taste.tobytes()) if taste is not None else None,
            "ambience": self.ambience or None,
            "held": self.held,
        }

    def keep(self, folder: Path) -> None:
        """Lay beside an artefact what its inputs tell the digests of."""
        picture, taste = self.how.get("picture"), self.how.get("taste")
        if picture is not None:
            png(picture, folder / REFERENCE)
        if taste is not None:
            written = BytesIO()
            np.save(written, taste)
            write_bytes(folder / TASTE, written.getvalue())

    @classmethod
    def kept(cls, folder: Path, told: Mapping[str, Any]) -> Order:
        """The order of an artefact, from its folder and what `told` gave. Raises BadCall for another one."""
        how = {name: told[name] for name in ("strength", "negative", "seed") if name in told}
        how["size"] = tuple(told["size"])
        if told["picture"]:
            how["picture"] = open_picture(REFERENCE, inside=folder)
        if told["taste"]:
            how["taste"] = np.load(folder / TASTE, allow_pickle=False)
        found = cls(
            told.get("thing", ""), tuple(told.get("taste_words", ())), cast("Brushwork", how),
            ambience=told.get("ambience") or "", held=told.get("held", 0.0),
        )  # fmt: skip
        for name in ("picture", "taste"):
            if found.told()[name] != told[name]:
                raise BadCall(f"{folder}: the {name} that lies there is not the one that this was made from")
        return found


def order(
    session: Session, card: Card, *, size: tuple[int, int], strength: float, seed: int, wish: str = "",
    ambience: float = 1.0, hold: bool = False,
) -> Order:  # fmt: skip
    """The order for an item, a person and a wish. Raises BadCall for an item with nothing to draw on.

    `ambience` is the share of the person's own light and colours in which the item's picture is set; with
    `hold` what is painted is brought back to those of the picture.
    """
    assert session.studio is not None, "a session in which is painted needs a studio"
    picture, note = _picture(session, card.id)
    if picture is None and not (card.description or card.attributes or card.categories):
        raise BadCall(
            f"there is nothing to draw on for {clean(card.title)!r}: it has no picture, no description and "
            "no details"
        )
    easel = session.studio.easel()
    lean = session.studio.taste(session.user) if easel.feels else None
    known = taste_of(session.catalog, session.memory, session.user, history=HISTORY)
    how: Brushwork = {"size": _size(picture, size), "seed": seed}
    picture, set_in = _lit(session, picture, ambience)
    if picture is not None:
        how |= {"picture": picture, "strength": strength}
    if lean is not None:
        how |= {"taste": lean}
    if not easel.feels:
        how |= {"negative": NEGATIVE}
    if easel.feels and _other_letters(wish):
        note = "; ".join(part for part in (note, UNREAD) if part)
    near = (FINE if easel.feels else BROAD) if picture is not None and hold else 0.0
    return Order(sight(card), () if easel.feels else _liked(session, known), how, note, set_in, near)


def sight(card: Card) -> str:
    """An item in the words that can be seen: its colour and kind, or its title and what it is about.

    A plain pattern is none. The embedded painter is taught with these words (`finetune/painting`).
    """
    by_name = {name.lower(): value for name, value in card.attributes.items()}
    said = [shown_value(by_name[name]) for name in SEEN if isinstance(by_name.get(name), str | tuple)]
    seen = [word for word in said if word.lower() != PLAIN]
    if seen and card.categories:
        return clean(" ".join([*seen, card.categories[0]]), limit=TITLE)
    about = clean(card.description, limit=ABOUT) or ", ".join(clean(name) for name in card.categories[:2])
    return f"{clean(card.title, limit=TITLE)}. {about}" if about else clean(card.title, limit=TITLE)


def _other_letters(wish: str) -> bool:
    """Whether most of a wish is in letters other than Latin ones."""
    letters = [letter for letter in wish if letter.isalpha()]
    return sum("LATIN" not in unicodedata.name(letter, "") for letter in letters) > len(letters) / 2


def _liked(session: Session, known: Taste) -> tuple[str, ...]:
    """What is known of the person in few words: what they said first, then what they often choose."""
    traits = often(known.history, usual(session.catalog)) if known.history else []
    told = dict.fromkeys([*known.said("like")[-STATED:], *traits[:OFTEN]])
    return tuple(word for word in told if not session.safety.broken(word, of="picture"))


def _picture(session: Session, item: str) -> tuple[Picture | None, str]:
    """The item's own picture or a frame of its clip, and what has to be said where it cannot be opened."""
    own, folder = session.catalog.item(item), session.catalog.folder
    try:
        if own.image is not None:
            return open_picture(own.image, inside=folder, side=SIDE), ""
        return (frames(own.video, 1, inside=folder)[0], "") if own.video is not None else (None, "")
    except BadMedia as wrong:
        return None, f"painted from words alone: {wrong}"


def _lit(session: Session, picture: Picture | None, share: float) -> tuple[Picture | None, str]:
    """The picture in the person's ambience and that one's digest; as it is where nothing is known of them."""
    assert session.studio is not None
    own = session.studio.ambience(session.user) if picture is not None and share > 0 else None
    if picture is None or own is None:
        return picture, ""
    small = picture.copy()
    small.thumbnail((SIDE, SIDE))
    return lit(small, own, share=share), own.digest


def _size(picture: Picture | None, wanted: tuple[int, int]) -> tuple[int, int]:
    """The item's own shape, so that nothing of it is cut off; without a picture that of the format."""
    width, height = picture.size if picture is not None else wanted
    shape = min(max(width / height, NARROWEST), 1 / NARROWEST)
    long = min(SIDE, max(wanted))
    return (long, round(long / shape)) if shape >= 1 else (round(long * shape), long)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
