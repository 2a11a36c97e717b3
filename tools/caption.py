"""The tool that says what is on the person's picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tastemaker.catalog.media import frames, open_picture
from tastemaker.contracts import Engine, TextDelta
from tastemaker.errors import BadCall
from tastemaker.prompts.loader import render
from tastemaker.tools.clean import clean
from tastemaker.tools.result import Said
from tastemaker.tools.session import Session

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["caption", "of_item", "told"]

LONGEST = 200


def caption(session: Session) -> Said:
    """Say what is on the person's picture."""
    if session.picture is None:
        raise BadCall("the person has sent no picture: ask for one")
    return Said(f"picture: {told(session.engine, session.picture) or 'nothing that can be told'}")


def of_item(session: Session, item: str) -> str:
    """What an item's picture shows, or the middle of its clip. Raises BadCall, BadMedia and UnknownItem."""
    own, folder = session.catalog.item(item), session.catalog.folder
    if own.image is not None:
        return told(session.engine, open_picture(own.image, inside=folder))
    if own.video is not None:
        return told(session.engine, frames(own.video, 1, inside=folder)[0])
    raise BadCall(f"{item!r} has neither picture nor clip")


def told(engine: Engine, picture: Image.Image) -> str:
    """What the model says that a picture shows: one line, empty where it says nothing."""
    parts = [{"type": "image", "image": picture}, {"type": "text", "text": render("caption").strip()}]
    deltas = engine.chat([{"role": "user", "content": parts}], max_new_tokens=60)
    text = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
    return clean(text, limit=LONGEST)
