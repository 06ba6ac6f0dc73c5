"""The losses of a run or a training as pictures: against the updates, or against the epochs with the accuracy beside them."""

import numpy as np

from ...core.training.sgd import Run
from ...core.training.training import History
from ..stepper.loss_curve import LossCurve, of_run, stroke_width
from ..writing.numbers import format_number
from .drawing.plot import Dots, Line, Mark, Panel, drawn
from .drawing.svg import Picture, thinned

MOST_ROWS = 8  # of a table


def run(given: Run) -> Picture:
    """ℓ of the example that each update picked, and L/N over all examples."""
    curve = of_run(given)
    panel = panel_of(curve)
    return drawn([panel], repr(given), describe(given, curve))


def panel_of(curve: LossCurve) -> Panel:
    """The losses as one chart."""
    marks: list[Mark] = [Line(*curve.stems, "curline", min(2.0, stroke_width(curve)), opacity=0.75), Line(*curve.mean, "pos", 2.5)]
    legend = [("line", "curline", curve.words[0]), ("line", "pos", curve.words[1])]
    if curve.words[2]:
        marks.append(Line(*curve.parent, "faint", 1.5, "dashed"))
        legend.append(("dash", "faint", curve.words[2]))
    return Panel("Loss", (-0.5, max(1.0, curve.updates - 0.5)), (0.0, curve.high), ("update", "loss"), marks, legend)


def describe(given: Run, curve: LossCurve | None = None) -> str:
    """From which mean loss to which."""
    means = (curve or of_run(given)).means
    known = means[np.isfinite(means)]
    if not len(known):
        return "No update was made."
    why = f" {given.stopped_because}." if given.stopped_because else ""
    return f"The mean loss L/N goes from {format_number(known[0])} to {format_number(known[-1])} in {len(given)} updates.{why}"


def run_rows(given: Run) -> list[dict[str, str]]:
    """The first updates: the example picked, its loss, and whether a weight changed."""
    moved = np.atleast_1d(given.changes[:MOST_ROWS].any(axis=1))
    return [{"update": str(i), "example": str(given.examples[i]), "loss": format_number(given.losses[i]),
             "weights": "changed" if changed else "unchanged"} for i, changed in enumerate(moved)]


def history(given: History) -> Picture:
    """The training and the validation loss against the epochs, and the accuracy beside them."""
    return drawn([loss_panel(given), accuracy_panel(given)], repr(given), describe_history(given), 300.0)


def loss_panel(given: History) -> Panel:
    """The losses of a training as one chart, the epoch with the network that it gives marked."""
    epochs, parts = np.arange(len(given) + 1.0), [("training loss", "pos", "", given.train_loss)]
    if given.validation_loss is not None:
        parts.append(("validation loss", "neg", "dashed", given.validation_loss))
    top = max((float(loss[np.isfinite(loss)].max()) for *_, loss in parts if np.isfinite(loss).any()), default=1.0) or 1.0
    best = given.best_epoch
    marks: list[Mark] = [Line(epochs, loss, hue, 2.0, dash) for _, hue, dash, loss in parts]
    marks.append(Dots(np.array([best]), parts[-1][-1][[best]], "ink", 10, "circle", hollow=True))
    legend = [("dash" if dash else "line", hue, name) for name, hue, dash, _ in parts] + [("ring", "ink", f"epoch {best}")]
    return Panel("Loss", (0.0, max(1.0, len(given))), (0.0, 1.08 * top), ("epoch", "mean loss"), marks, legend)


def accuracy_panel(given: History) -> Panel:
    """The accuracy of a training as one chart; with targets its R²."""
    what = "training" if given.validation_loss is None else "validation"
    name, values = _measure(given)
    known = values[np.isfinite(values)]
    low = min(0.0, max(-1.0, float(known.min()))) if len(known) else 0.0
    marks, legend = [Line(np.arange(len(given) + 1.0), values, "class-3", 2.0)], [("line", "class-3", f"{what} {name}")]
    return Panel(name[0].upper() + name[1:], (0.0, max(1.0, len(given))), (low, 1.05), ("epoch", name), marks, legend)


def _measure(given: History) -> tuple[str, np.ndarray]:
    """What tells how good it is, with its values before and after each epoch."""
    return ("R²", np.asarray(given.r2)) if given.accuracy is None else ("accuracy", given.accuracy)


def describe_history(given: History) -> str:
    """From which loss to which, and how well the network that it gives predicts."""
    loss, best = given.train_loss, given.best_epoch
    name, values = _measure(given)
    return (f"The training loss goes from {format_number(loss[0])} to {format_number(loss[-1])} in {len(given)} epochs; "
            f"after epoch {best} the {name} is {_as_share(given, values[best])}.")


def _as_share(given: History, value: float) -> str:
    return format_number(value) if given.accuracy is None else f"{value:.1%}"


def history_rows(given: History) -> list[dict[str, str]]:
    """Some of the epochs, the first and the last among them."""
    rows, (name, values) = [], _measure(given)
    for epoch in thinned(len(given) + 1, MOST_ROWS).tolist():
        row = {"epoch": str(epoch), "training loss": format_number(given.train_loss[epoch])}
        if given.validation_loss is not None:
            row["validation loss"] = format_number(given.validation_loss[epoch])
        rows.append(row | {name: _as_share(given, values[epoch])})
    return rows
