"""The command `evaluate`: recommenders on held-out events, or what models make for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tastemaker.errors import BadCall
from tastemaker.options import MODEL_HELP, with_image_model, with_json
from tastemaker.printing import dumped, noted, progress

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["evaluate"]

OF_MAKING: Final = ("model", "image_model", "rounds", "judge")
OF_RANKING: Final = ("models", "protocol", "least", "against", "users", "seeds", "report")


@click.command()
@click.argument("domain", default="demo")
@click.option("--models", default="popularity,itemknn,linear", show_default=True, help="Names, with commas.")
@click.option(
    "--protocol",
    default="leave-last-out",
    show_default=True,
    type=click.Choice(["leave-last-out", "global-time", "cold"]),
    help="What is tested: last events, what came after a moment, or items held out of training.",
)
@click.option("--least", type=float, help="Ratings below this are no sign of liking.")
@click.option("--against", default="", help="The model that the others are compared to; the first one.")
@click.option("--users", type=click.IntRange(1), help="Test a sample of this many people.")
@click.option(
    "--seed", "seeds", multiple=True, default=(0,), show_default=True, help="Give it several times."
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write an HTML page.")
@click.option("--making", is_flag=True, help="Measure texts, pictures and storyboards for people instead.")
@click.option("--model", default="mini", show_default=True, help=f"With --making, who writes: {MODEL_HELP}")
@with_image_model
@click.option("--rounds", default=40, show_default=True, type=click.IntRange(2), help="With --making.")
@click.option(
    "--judge", type=click.Path(path_type=Path), help="With --making: whose eye, a run of finetune.painting."
)
@with_json
@click.pass_context
def evaluate(context: click.Context, /, domain: str, making: bool, as_json: bool, **given: Any) -> None:
    """Compare recommenders on held-out events: the full catalog, with intervals."""
    from rich.console import Console

    from tastemaker.agent.opening import open_catalog

    _agree(context, making=making)
    if making:
        found, shown = _made(open_catalog(domain, progress=noted()), given, hidden=as_json)
    else:
        found, shown = _ranked(domain, given, hidden=as_json)
    if as_json:
        click.echo(dumped(found))
    else:
        Console().print(shown)


def _ranked(domain: str, given: dict[str, Any], *, hidden: bool) -> tuple[Any, Any]:
    from tastemaker.agent.opening import open_catalog
    from tastemaker.finetune.contenders import compare
    from tastemaker.finetune.evaluation_report import check, page, terminal

    choices = {name: given[name] for name in OF_RANKING}
    if report := choices.pop("report"):
        check(report)
    catalog = open_catalog(domain, progress=noted())
    names = [name.strip() for name in choices.pop("models").split(",") if name.strip()]
    with progress("Evaluating", hidden=hidden) as step:
        found = compare(catalog, names, progress=step, **choices)
    if report:
        report.write_text(page(found), encoding="utf-8")
    return found.as_json(), terminal(found)


def _made(catalog: Catalog, given: dict[str, Any], *, hidden: bool) -> tuple[Any, Any]:
    from tastemaker.agent.engines import open_engine
    from tastemaker.agent.studio import LazyEasel
    from tastemaker.finetune.making.evaluation import evaluate_making, terminal
    from tastemaker.finetune.painting.judge import Judge

    easel = LazyEasel(given["image_model"])
    easel()  # what cannot paint is said before the rest is loaded
    with progress("Evaluating", hidden=hidden) as step:
        found = evaluate_making(
            catalog,
            engine=open_engine(given["model"]),
            easel=easel,
            eye=Judge.open(given["judge"]) if given["judge"] else None,
            rounds=given["rounds"],
            seed=int(given["seeds"][0]),
            progress=step,
        )
    return found.as_json(), terminal(found)


def _agree(context: click.Context, *, making: bool) -> None:
    """Refuse options of the other evaluation. Raises BadCall."""
    foreign = [name for name in OF_RANKING if name != "seeds"] if making else OF_MAKING
    for name in foreign:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            flag = f"--{name.replace('_', '-')}"
            way = "does not go with" if making else "goes only with"
            raise BadCall(f"{flag} {way} --making: leave one of them out")
