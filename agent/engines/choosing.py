"""Which of several drafts of a picture is shown: the one that mini's own eye finds nearest to its words.

Drafts are of what is painted from words: a picture that begins with an item's own is that item in any draft.
mini's vision tower sees pictures in MiniLM's text space, so that a draft and its prompt can be compared. It
tells colors well and subjects hardly: a red dress asked for leaves the red draft. A person's taste does not
choose: among drafts of one prompt, nearness to it by this eye was not found to tell what they come to like.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tastemaker.catalog.embedders import embedder

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["nearest"]


def nearest(drafts: Sequence[Image.Image], words: str) -> int:
    """The place of the draft that is nearest to the words; the eye is opened at first use."""
    seen, said = embedder("image").encode(drafts), embedder("text").encode([words])
    return int((seen @ said[0]).argmax())
