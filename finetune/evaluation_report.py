"""An evaluation as a table in the terminal and as one HTML page that needs no other file."""

from __future__ import annotations

from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.errors import BadCall, MissingExtra

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from tastemaker.finetune.evaluation import Evaluation, Figure, Line

__all__ = ["check", "page", "terminal"]

TEMPLATE: Final = Path(__file__).parent / "evaluation.html.j2"
SHORT: Final = {"recall": "R", "ndcg": "N", "mrr": "MRR", "among_new": "new R"}
PLOTTED: Final = ("recall@10", "ndcg@10")


def terminal(evaluation: Evaluation) -> Group:
    """Three tables and the protocol, for rich; they fit 80 columns."""
    from rich.console import Group

    names = _accuracy(evaluation)
    shown = [name for name in names if not name.endswith("@50") or name.startswith("among_new")]
    accuracy = _table("", [short(name) for name in shown])
    sure = _table("", ["N@10 [95 %]", f"minus {evaluation.protocol.reference} [95 %]"])
    character = _table("first 10:", ["coverage", "popularity", "events", "empty", "ms", "settings"])
    for line in evaluation.lines:
        difference = line.against.get("ndcg@10")
        accuracy.add_row(line.name, *(number(line.figures[name].value) for name in shown))
        sure.add_row(
            line.name,
            with_interval(line.figures["ndcg@10"]),
            with_interval(difference) if difference else "",
        )
        character.add_row(line.name, *_character(line))
    return Group(title(evaluation), accuracy, sure, character, protocol(evaluation))


def check(report: Path) -> None:
    """Say before hours of work that the page could not be written after it."""
    if find_spec("matplotlib") is None:
        raise MissingExtra("matplotlib", extra="report", purpose="The HTML report")
    if not report.absolute().parent.is_dir():
        raise BadCall(f"--report {report}: there is no folder {report.parent}")


def page(evaluation: Evaluation) -> str:
    """One self-contained HTML page: tables, protocol, and a plot with intervals."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": number, "with_interval": with_interval, "short": short}
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        evaluation=evaluation,
        title=title(evaluation),
        protocol=protocol(evaluation),
        names=_accuracy(evaluation),
        plot=plot(evaluation),
    )


def plot(evaluation: Evaluation) -> str:
    """SVG: Recall@10 and NDCG@10 of every model with their intervals."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Drawing

    lines = evaluation.lines[::-1]
    drawing = Drawing(figsize=(9, 1.1 + 0.4 * len(lines)), layout="constrained")
    for panel, name in zip(drawing.subplots(1, 2, sharey=True), PLOTTED, strict=True):
        figures = [line.figures[name] for line in lines]
        values = [figure.value for figure in figures]
        reach = [[one.value - one.low for one in figures], [one.high - one.value for one in figures]]
        panel.errorbar(values, range(len(lines)), xerr=reach, fmt="o", capsize=3, color="#2a5bd7")
        panel.set_yticks(range(len(lines)), [line.name for line in lines])
        panel.set_ylim(-0.5, len(lines) - 0.5)
        panel.set_xlim(left=0)
        panel.set_title(name)
        panel.grid(axis="x", alpha=0.3)
    written = StringIO()
    with rc_context({"svg.hashsalt": "tastemaker", "svg.fonttype": "none"}):  # text stays text
        drawing.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()[written.getvalue().index("<svg") :]


def title(evaluation: Evaluation) -> str:
    """What was evaluated, and how."""
    facts = evaluation.protocol
    return f"{evaluation.domain or 'Evaluation'}: {facts.name}, {facts.part}, {facts.tested:,} people"


def protocol(evaluation: Evaluation) -> str:
    """The protocol in sentences."""
    facts = evaluation.protocol
    said = [
        f"Full catalog of {facts.items:,} items, none sampled; items a person had are {facts.seen_items}.",
        f"Training: {facts.training_events:,} events of {facts.people:,} people; tested: {facts.tested:,}.",
        f"{facts.held_out:,} items were held out of training." if facts.held_out else "",
        f"By chance R@10 is {number(facts.chance['recall@10'])}"
        + (f", and {number(facts.chance['among_new@50'])} new R@50." if facts.held_out else "."),
        f"Popularity percentile of what people had: {facts.own_popularity:.2f}.",
        f"Intervals: 95 %, bootstrap over people (seed {facts.seed}). Ties count against the target.",
        *facts.notes,
    ]
    return " ".join(filter(None, said))


def number(value: float) -> str:
    """Four digits, without the zero before the point: `.0531`."""
    return f"{value:.4f}".replace("0.", ".", 1)


def with_interval(figure: Figure) -> str:
    """`.0531 [.0502, .0560]`, and the spread over seeds where there is one."""
    spread = "" if figure.spread is None else f" ±{number(figure.spread)}"
    return f"{number(figure.value)}{spread} [{number(figure.low)}, {number(figure.high)}]"


def short(name: str) -> str:
    """`recall@10` as `R@10`."""
    kind, _, k = name.partition("@")
    return "@".join(filter(None, [SHORT.get(kind, kind), k]))


def _accuracy(evaluation: Evaluation) -> list[str]:
    """The figures on finding the target."""
    return [name for name in evaluation.lines[0].figures if name.split("@")[0] in SHORT]


def _table(first: str, columns: list[str]) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in columns:
        table.add_column(name, justify="left" if name == "settings" else "right", overflow="fold")
    return table


def _character(line: Line) -> list[str]:
    popular, empty = line.figures["popularity@10"].value, line.figures["invalid@10"].value
    plain = [f"{line.coverage:.1%}", f"{popular:.2f}", f"{line.events:.1f}", f"{empty:.1%}", f"{line.ms:.2f}"]
    return [*plain, line.settings + (f" ({line.seeds} seeds)" if line.seeds > 1 else "")]
