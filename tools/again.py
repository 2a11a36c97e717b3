"""The tool that makes the last thing once more: "again", "shorter", "warmer, and for children"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final

from tastemaker.errors import BadCall
from tastemaker.tools.paint import repaint
from tastemaker.tools.result import Made
from tastemaker.tools.session import Session
from tastemaker.tools.storyboard import retell
from tastemaker.tools.write import rewrite

__all__ = ["MAKERS", "again"]

MAKERS: Final[Mapping[str, Callable[..., Made]]] = {
    "write": rewrite,
    "paint": repaint,
    "storyboard": retell,
}
"""Which function makes a tool's last making again: it takes the session, the making and the change."""


def again(
    session: Session, *, change: Annotated[str, "what to do differently; nothing: another one"] = ""
) -> Made:
    """Make the last thing again, changed or different."""
    made = session.view.made
    if made is None:
        raise BadCall("nothing has been made yet: make something first")
    return MAKERS[made.tool](session, made, change=change.strip())
