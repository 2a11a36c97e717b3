"""The tool that says what is on the person's picture."""

from __future__ import annotations

from tastemaker.contracts import TextDelta
from tastemaker.errors import BadCall
from tastemaker.prompts.loader import render
from tastemaker.tools.clean import clean
from tastemaker.tools.result import Said
from tastemaker.tools.session import Session

__all__ = ["caption"]

LONGEST = 200


def caption(session: Session) -> Said:
    """Say what is on the person's picture."""
    if session.picture is None:
        raise BadCall("the person has sent no picture: ask for one")
    parts = [{"type": "image", "image": session.picture}, {"type": "text", "text": render("caption").strip()}]
    deltas = session.engine.chat([{"role": "user", "content": parts}], max_new_tokens=60)
    text = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
    return Said(f"picture: {clean(text, limit=LONGEST) or 'nothing that can be told'}")
