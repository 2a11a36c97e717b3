"""The command line: each command reads its words, calls one room, and prints.

`DOMAIN` is a domain folder; left out, or the word `demo`, it is the demo. Where words follow, the last
positional is always the words. Heavy rooms are imported inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from tastemaker import __version__
from tastemaker.creating import create
from tastemaker.errors import TastemakerError
from tastemaker.evaluating import evaluate
from tastemaker.options import (
    MODEL_HELP,
    domain_and_words,
    open_agent,
    with_crew,
    with_image_model,
    with_json,
    with_model,
    with_user,
)
from tastemaker.printing import dumped, noted, progress, reply_json, show_cards, show_media
from tastemaker.serving import batch, mcp, serve
from tastemaker.settings import debug

__all__ = ["main"]


class Commands(click.Group):
    """Turns our errors into one sentence on stderr: 2 for bad input, 1 for our own failure."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)
        except KeyboardInterrupt:
            ctx.exit(130)
        except Exception as error:  # the one place where errors become words: STYLE 14
            ctx.exit(explain(error))


def explain(error: Exception) -> int:
    """Print what went wrong, with the traceback only in debug mode; the exit code."""
    if debug():
        traceback.print_exc()
    if isinstance(error, TastemakerError):
        click.echo(f"Error: {error}", err=True)
        return error.exit_code
    click.echo(
        f"Error: something failed inside Tastemaker ({type(error).__name__}: {error}). "
        "Run it again with TASTEMAKER_DEBUG=1 to see where, and please report it.",
        err=True,
    )
    return 1


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tastemaker")
def main() -> None:
    """A recommender you talk to: over your own catalog, with one multimodal LLM."""


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--seed", default=7, show_default=True, help="The same seed writes the same demo.")
def demo(folder: Path | None, seed: int) -> None:
    """Write the demo domain: fashion, advertising, news, video and music."""
    from tastemaker.catalog.demo import demo_folder, write_demo

    if folder is None:
        click.echo(demo_folder())
        return
    with progress("Writing the demo") as step:
        write_demo(folder, seed=seed, progress=step)
    click.echo(f"The demo is in {folder}. Talk about it: tastemaker chat {folder}")


@main.command()
@click.argument("domain", default="demo")
@click.option("--strict", is_flag=True, help="Refuse when any row is bad.")
@click.option(
    "--text-model", default="auto", show_default=True, help="minilm or a sentence-transformers model."
)
@click.option(
    "--image-model", default="auto", show_default=True, help="mini, features, none, or a hub model."
)
@click.option("--audio-model", default="auto", show_default=True, help="logmel, none, or a hub model.")
@click.option(
    "--video-model", default="auto", show_default=True, help="mini, none, or a hub model for frames."
)
@click.option(
    "--captions",
    metavar="MODEL",
    help="Let this model tell what is on pictures and clips of items without words.",
)
@with_crew
@with_json
def index(
    domain: str, as_json: bool, captions: str | None, workers: int, address: str, **choices: Any
) -> None:
    """Build or update the catalog of a domain folder."""
    from tastemaker.catalog.build import index as build
    from tastemaker.catalog.crew import Crew

    crew = Crew(workers, address)
    with progress("Indexing", hidden=as_json) as step:
        report = build(_folder(domain), progress=step, caption=_captioner(captions), crew=crew, **choices)
    click.echo(dumped(report.as_json()) if as_json else report.summary())
    if not as_json:
        click.echo(f"Talk about it: tastemaker chat {domain}")


def _captioner(model: str | None) -> Any:
    """What tells captions, opened when the first is wanted; None when no model is named."""
    if model is None:
        return None
    from functools import cache

    from tastemaker.agent.engines import open_engine
    from tastemaker.tools.caption import told

    opened = cache(open_engine)
    return lambda picture: told(opened(model), picture)


@main.command()
@domain_and_words()
@click.option("--image", type=click.Path(path_type=Path), help="A picture to look for.")
@click.option("--where", default="", help="A filter, as in: price < 50 and category == 'shoes'")
@click.option("-k", "k", default=10, show_default=True, type=click.IntRange(1, 1000))
@with_json
def search(domain: str, words: str, image: Path | None, where: str, k: int, as_json: bool) -> None:
    """Find items by words, by picture and by a filter."""
    from tastemaker.agent.opening import open_catalog
    from tastemaker.agent.picture import received

    catalog = open_catalog(domain, progress=noted())
    picture = received(image) if image else None
    found = catalog.search(words, image=picture, where=where, k=k)
    show_cards(
        [catalog.card(one.id, score=one.score) for one in found], catalog.profile.currency, as_json=as_json
    )


@main.command()
@click.argument("domain", default="demo")
@with_user
@click.option("--where", default="", help="A filter, as in: price < 50")
@click.option("-k", "k", default=10, show_default=True, type=click.IntRange(1, 1000))
@with_model
@with_json
def recommend(domain: str, user: str, where: str, k: int, as_json: bool, **models: Any) -> None:
    """The best items for a person."""
    from tastemaker.agent.opening import open_catalog, recommend_for

    catalog = open_catalog(domain, progress=noted())
    cards, cold = recommend_for(catalog, user, k=k, where=where, **models)
    if cold:
        click.echo(
            f"Nothing is known of {user!r} yet: these are popular and different from each other.", err=True
        )
    show_cards(cards, catalog.profile.currency, as_json=as_json)


@main.command()
@domain_and_words()
@click.option("--image", type=click.Path(path_type=Path), help="A picture to send along.")
@with_user
@click.option("--thread", default=None, help="The conversation to go on with.")
@with_model
@with_image_model
@with_json
def ask(
    domain: str,
    message: str,
    as_json: bool,
    model: str,
    adapter: Path | None,
    image_model: str,
    **given: Any,
) -> None:
    """Ask one thing and get one reply."""
    with open_agent(domain, model, adapter, image_model) as agent:
        reply = agent.chat(message, **given)
    if as_json:
        click.echo(dumped(reply_json(reply)))
        return
    click.echo(reply.text)
    show_media(reply.media)
    show_cards(list(reply.items), agent.catalog.profile.currency, as_json=False)


@main.command()
@click.argument("domain", default="demo")
@with_user
@click.option("--thread", default=None, help="The conversation to go on with.")
@with_model
@with_image_model
def chat(domain: str, user: str, thread: str | None, **models: Any) -> None:
    """Talk in the terminal."""
    from tastemaker.serve.terminal import converse

    with open_agent(domain, **models) as agent:
        converse(agent, user=user, thread=thread)


@main.command()
@click.argument("domain", default="demo")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Use 0.0.0.0 to be reached from other machines."
)
@with_model
@with_image_model
def web(domain: str, port: int, host: str, **models: Any) -> None:
    """Open the chat page."""
    from tastemaker.serve.web import serve

    with open_agent(domain, **models) as agent:
        serve(agent, host=host, port=port)


main.add_command(serve)
main.add_command(mcp)
main.add_command(batch)
main.add_command(create)
main.add_command(evaluate)


@main.command()
@click.argument("domain", default="demo")
@with_user
@click.option("--forget", is_flag=True, help="Erase everything that is kept of this person.")
@with_json
def taste(domain: str, user: str, forget: bool, as_json: bool) -> None:
    """Read or erase what is known of a person."""
    from tastemaker.agent.opening import erase_person, open_catalog, taste_for

    catalog = open_catalog(domain, progress=noted())
    if forget:
        erase_person(catalog, user)
        click.echo(
            dumped({"user": user, "forgotten": True})
            if as_json
            else f"Everything kept of {user!r} is erased; the events in the folder's own files stay."
        )
        return
    known = taste_for(catalog, user)
    if as_json:
        said = [{"kind": one.kind, "text": one.text} for one in known.statements]
        click.echo(
            dumped({"user": user, "statements": said, "history": [asdict(card) for card in known.history]})
        )
        return
    if not known:
        click.echo(f"Nothing is known of {user!r}.")
    for one in known.statements:
        click.echo(f"{one.kind}: {one.text}")
    if known.history:
        click.echo("lately: " + ", ".join(card.title for card in known.history))


@main.command()
@click.argument("domain", default="demo")
@click.option(
    "--strategy",
    default="lora",
    show_default=True,
    type=click.Choice(["lora", "full", "prompt", "features"]),
    help="What learns: low-rank matrices, all layers, a soft prompt, or a small head without the model.",
)
@click.option("--base", default="mini", show_default=True, help=MODEL_HELP)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The adapter folder; DOMAIN/adapter.")
@click.option(
    "--minutes", type=click.FloatRange(0, min_open=True), help="Stop in time, with the best so far."
)
@click.option("--seed", default=0, show_default=True)
@with_json
def finetune(
    domain: str, strategy: str, base: str, out: Path | None, minutes: float | None, seed: int, as_json: bool
) -> None:
    """Teach a model what the people of a domain like; killed, the same command goes on."""
    from tastemaker.agent.opening import open_catalog
    from tastemaker.finetune.finetuning import finetune as run
    from tastemaker.finetune.recipe import Recipe

    catalog = open_catalog(domain, progress=noted())
    folder = out or catalog.folder / "adapter"
    recipe = Recipe(strategy=strategy, minutes=minutes, seed=seed)
    done = run(catalog, recipe=recipe, base=base, folder=folder, say=lambda line: click.echo(line, err=True))
    if done is None:
        return
    about, report = done
    if as_json:
        click.echo(dumped({"adapter": folder, "about": asdict(about), **report}))
        return
    for name, row in report["test"].items():
        click.echo(f"{name:<12} recall@10 {row['recall@10']:.4f}  ndcg@10 {row['ndcg@10']:.4f}")
    click.echo(f"The adapter is in {folder}. Talk with it: tastemaker chat {domain} --adapter {folder}")


@main.command()
@click.option("--network", is_flag=True, help="Ask the model hub whether it can be reached.")
@click.option("--image-model", default="", help=f"Load what is to paint: {MODEL_HELP}")
@with_json
def doctor(as_json: bool, network: bool, image_model: str) -> None:
    """Say what is installed, what is missing, and the command that mends it."""
    from tastemaker.doctor import examine

    findings = examine(network=network, image_model=image_model)
    if as_json:
        click.echo(dumped([asdict(one) for one in findings]))
        return
    for one in findings:
        mend = f"\n           {one.mend}" if one.mend and one.state != "ok" else ""
        click.echo(f"{one.state:<9} {one.name}: {one.found}{mend}")


def _folder(domain: str) -> Path:
    """A folder; `demo`, and `demo/music` where no such folder is here, are the demo's own."""
    word, _, section = domain.partition("/")
    if word != "demo" or (section and Path(domain).is_dir()):
        return Path(domain)
    from tastemaker.catalog.demo import demo_folder

    return demo_folder() / section


if __name__ == "__main__":
    main()
