"""The command `create`: a text, a picture or a storyboard about an item, for a person."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import click

from tastemaker.errors import BadCall
from tastemaker.options import (
    domain_and_words,
    open_agent,
    with_image_model,
    with_json,
    with_model,
    with_user,
)
from tastemaker.printing import dumped, media_json, progress, show_media

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.contracts import Media
    from tastemaker.tools.session import Progress

__all__ = ["check_out", "create", "delivered"]

SIZE: Final = re.compile(r"(\d{1,6})\s*[x×]\s*(\d{1,6})")


@click.command()
@domain_and_words(names="[DOMAIN] text|image|storyboard")
@click.option("--item", help="The item's id or title.")
@with_user
@click.option("--kind", help="Of a text: headline, copy, ad …; of an image: poster, banner, picture …")
@click.option(
    "--style", help="Tone and length, scene and colors, and for whom: playful, at dusk, for students"
)
@click.option("--count", type=int, help="How many different texts, at most 5.")
@click.option("--seconds", type=int, help="How long a storyboard is.")
@click.option("--size", help="Pixels of an image, where the kind's own are not wanted: 1200x628")
@click.option("--seed", type=int, help="The same seed gives the same image.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Where to: a file; for a storyboard a folder."
)
@click.option(
    "--again",
    type=click.Path(path_type=Path),
    help="A folder in which something made lies: make it again of what it was made from; needs --out.",
)
@with_model
@with_image_model
@with_json
def create(
    domain: str,
    what: str,
    out: Path | None,
    again: Path | None,
    as_json: bool,
    size: str | None,
    **asked: Any,
) -> None:
    """Make something about an item, for a person."""
    models = {name: asked.pop(name) for name in ("model", "adapter", "image_model")}
    if again is None and asked["item"] is None:
        raise click.UsageError("Missing option '--item'.")
    if out is not None:
        check_out(what, out)
    elif again is not None:
        raise BadCall("--again needs --out: say where to")
    asked |= {"size": _size(size) if size else None}
    if what == "text":
        asked["count"] = asked["count"] or 1
    with open_agent(domain, **models) as agent, progress("Making", hidden=as_json) as step:
        if again is not None and out is not None:
            media = _again(agent, what, again, out, step)
        else:
            made = agent.create(what, progress=step, **asked)  # type: ignore[call-overload]  # a wrong word is refused there
            media = made if isinstance(made, tuple) else (made,)
            media = delivered(media, out) if out is not None else media
    if as_json:
        click.echo(dumped({"media": media_json(media)}))
    else:
        show_media(media)


def _again(agent: Agent, what: str, folder: Path, out: Path, step: Progress) -> tuple[Media, ...]:
    """What lies in a folder, once more."""
    from tastemaker.tools.remake import told_of

    if (found := told_of(folder)[0]) != what:
        raise BadCall(f"{folder} holds another thing than {what}: ask for {found}")
    with TemporaryDirectory() as place:
        return delivered((agent.remake(folder, place, progress=step),), out)


def check_out(what: str, out: Path) -> None:
    """Whether something can be put there, before it is made. Raises BadCall."""
    if what != "storyboard" and out.is_dir():
        raise BadCall(f"{out} is a folder: give a file")
    if what == "image" and out.suffix.lower() != ".png":
        raise BadCall(f"{out} cannot be written: an image is a PNG, give a name that ends in .png")
    folder = out if what == "storyboard" else out.parent
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir():
        raise BadCall(f"{folder} cannot be written: {there} is a file. Give another --out")
    if not os.access(there, os.W_OK):
        raise BadCall(f"{folder} cannot be written: Permission denied. Give another --out")


def delivered(media: Sequence[Media], out: Path) -> tuple[Media, ...]:
    """What was made, where the person wants it; the place is as `check_out` wants it."""
    from tastemaker.catalog.builds import write_bytes, write_text
    from tastemaker.disk import room

    with room(f"no space left for {out}"):
        if media[0].path is None:
            _ready(out.parent)
            write_text(out, "\n\n".join(one.text or "" for one in media) + "\n")
            return tuple(replace(one, path=str(out)) for one in media)
        if media[0].kind == "storyboard":
            return (_unfolded(media[0], out),)
        _ready(out.parent)
        write_bytes(out, Path(media[0].path).read_bytes())
        return (replace(media[0], path=str(out)),)


def _unfolded(made: Media, out: Path) -> Media:
    """A storyboard's files, copied into a folder of their own."""
    from tastemaker.disk import whole

    assert made.path is not None
    source = Path(made.path).parent
    _ready(out)
    begun = [path for path in source.rglob("*") if path.is_file() and not path.name.startswith(".")]
    for path in begun:
        place = out / path.relative_to(source)
        place.parent.mkdir(exist_ok=True)
        with whole(place) as beside:
            shutil.copyfile(path, beside)

    def there(path: str) -> str:
        return str(out / Path(path).relative_to(source))

    return replace(made, path=there(made.path), files=tuple(map(there, made.files)))


def _ready(folder: Path) -> None:
    """The folder, made where it is missing. Raises BadCall."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError, PermissionError) as wrong:
        raise BadCall(f"{folder} cannot be written: {wrong.strerror}. Give another --out") from wrong


def _size(given: str) -> tuple[int, int]:
    found = SIZE.fullmatch(given.strip())
    if found is None:
        raise BadCall(f"--size {given!r} is no size: give width and height in pixels, as in 1200x628")
    return int(found[1]), int(found[2])
