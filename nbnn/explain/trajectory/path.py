"""A walk down a curve as a story for the player: its columns, a board of the optimizer's sub-steps, a sentence a moment.

Moment i is update i: on its first line the path stands at w, on its last it has made the update. The numbers of the
optimizer's formulas are put in for the letters of their trees.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from ...core.landscapes.descent import Trajectory
from ...core.records.optimizers import Optimizer, OptimizerLine
from ..recording.recording import Recording
from ..recording.story import story
from ..writing.formula import equation_end, formula_node
from ..writing.line import line
from ..writing.numbers import format_number
from ..writing.template import Node, frac, grid, mi, row, slot, vec

LARGEST = 1e30  # squared it is no float32 any more
PASSING = 0.02  # of the view's width: this close to a saddle is near it
OF_W = {"θ": "w"}  # an optimizer's formulas are of θ, a curve's weight is w
HALF_TANGENT = 0.11  # of the view's width: how far a tangent reaches to each side


def walk(path: Trajectory, version: int = 0) -> Recording:
    """One path as a recording: columns w, loss, dl_dw, update, eta, next, next_loss, the optimizer's letters, and for one
    weight the tangent's ends. The path must have made at least one update."""
    _check_one_path(path)
    columns = columns_of(path)
    after = {"w": path.points[-1], "loss": path.values[-1]}
    return story(columns, sentences(path), lines(path), after=after, by=("update", "line"), version=version,
                 stopped=path.stopped_because, constants=_constants(path))  # type: ignore[arg-type]


def showable(path: Trajectory) -> Trajectory:
    """The path up to the last update that a page can show: its numbers are float32, and pictures end long before that."""
    if not len(path):
        return path
    columns = {"w": path.points[1:], "ℓ": path.values[1:], "∂ℓ/∂w": path.derivatives, "Δw": path.updates, **path.states}
    small = {name: (np.abs(column.reshape(len(path), -1)) <= LARGEST).all(axis=1) for name, column in columns.items()}
    if all(fits.all() for fits in small.values()):
        return path
    n = min(int(np.argmin(fits)) for fits in small.values() if not fits.all())
    name = next(name for name, fits in small.items() if not fits[n])
    why = f"{name} grows past 10³⁰ at update {n}, further than the page can show: the steps grew too large, use a smaller η"
    states = MappingProxyType({key: column[:n] for key, column in path.states.items()})
    return replace(path, points=path.points[:n + 1], values=path.values[:n + 1], places=path.places[:n], derivatives=path.derivatives[:n],
                   updates=path.updates[:n], states=states, etas=path.etas[:n], lengths=n, stopped_because=why)


def columns_of(path: Trajectory) -> dict[str, np.ndarray]:
    """Every number of a path: (T, …) each, rows are updates."""
    T = len(path)
    columns = {
        "w": path.points[:-1], "loss": path.values[:-1], "place": path.places, "dl_dw": path.derivatives, "eta": path.etas,
        "update": path.updates, "next": path.points[1:], "next_loss": path.values[1:],
    }
    for key, column in path.states.items():
        columns[key] = column
        columns[f"{key}_before"] = np.concatenate([np.zeros_like(column[:1]), column[:-1]])
    for name in powers_of(path.optimizer).values():
        columns[f"{name}_power"] = path.optimizer.parameters[name] ** np.arange(1, T + 1)
    if path.curve.dimension == 1:
        half = HALF_TANGENT * (path.curve.view[0][1] - path.curve.view[0][0])
        slope = np.asarray(path.curve.derivative(path.points[:-1]))
        columns["tangent_w"] = np.stack([path.points[:-1] - half, path.points[:-1] + half], axis=1)
        columns["tangent_loss"] = np.stack([path.values[:-1] - half * slope, path.values[:-1] + half * slope], axis=1)
    return columns


def sentences(path: Trajectory) -> list[str]:
    """What the status line says at each update: at which it reaches or passes what, and with the last one where the path ends."""
    said = [path.sentence(i, format_number) for i in range(len(path))]
    for i, words in landmarks(path).items():
        said[i] = f"{said[i]} {words}" if i < len(path) - 1 else said[i]
    end = path.sentence(len(path), format_number)
    said[-1] = f"Update {len(path) - 1} is the last. {end}" if path.stopped_because else f"{said[-1]} {end}"
    return said


def landmarks(path: Trajectory) -> dict[int, str]:
    """Update → what the path comes to with it: the minimum at which it then stays, or a saddle or hilltop that it is near first."""
    curve, found = path.curve, {}
    if path.arrived is not None:
        found[max(0, path.arrived - 1)] = f"This is the {path.reached.kind} minimum, at {place(path.reached.w)}."  # type: ignore[union-attr]
    width = np.ptp(np.array(curve.view), axis=1)
    for kind, spots in (("a saddle", curve.saddles), ("the hilltop", curve.maxima)):
        for spot in spots:
            away = np.abs(path.points - np.array(spot)).reshape(len(path) + 1, -1) / width
            near = np.flatnonzero((away < PASSING).all(axis=1))
            if len(near):
                words = f"Near {kind} at {place(spot)} the derivative is almost 0, so steps are short, although it is no minimum."
                found.setdefault(max(0, int(near[0]) - 1), words)
    return found


def lines(path: Trajectory) -> list[dict]:
    """The board of one update, as the optimizer computes it; every line's numbers stand in its formula."""
    two = path.curve.dimension == 2
    size = path.curve.dimension
    value = lambda name, **options: _value(name, two, **options)
    w = vec("w") if two else mi("w")
    derivative = frac("∂ℓ", "∂w")
    ahead = path.optimizer.look is not None
    return [
        line("w", w, value=value("w"), words="where the path stands", phase="example", size=size),
        line("loss", mi("ℓ"), equation_end(path.curve.formula, row("ℓ(", w, ")")), row("ℓ(", value("w"), ")"), slot("loss"),
             words="the loss there", phase="loss"),
        line("dl_dw", derivative, equation_end(path.curve.derivative_formula, row(derivative, "(", w, ")")),
             row(derivative, "(", value("place" if ahead else "w"), ")"), value("dl_dw"),
             words="the derivative" + (", taken ahead of w" if ahead else " there"), phase="backward", size=size),
        *(_optimizer_line(path, at, value) for at in range(len(path.optimizer.lines))),
        line("next", w, row(w, " + Δw"), row(value("w"), " + ", value("update", paren=True)), value("next"),
             words="after the update", phase="update", size=size),
    ]


def _optimizer_line(path: Trajectory, at: int, value: Callable[..., Node]) -> dict:
    """One thing that the optimizer computes, of the curve's w. Where it looks ahead, the line of ∂ℓ/∂w says so, and no remark does."""
    each = path.optimizer.lines[at]
    formula = each.formula.renamed(OF_W)
    remark = f"  ({formula.remark})" if formula.remark and path.optimizer.look is None else ""
    return line(each.key, formula_node(each.symbol.renamed(OF_W).tree), row(formula_node(formula.right), remark),
                formula_node(formula.right, _numbers(path, at, value), numbers=True), value(each.key), words=each.words,
                phase="update" if formula.changes else "backward", size=path.curve.dimension)


def table(path: Trajectory, i: int) -> list[dict[str, str]]:
    """Update i as rows of texts: symbol, formula, value, words."""
    return [{name: row[name] for name in ("symbol", "formula", "value", "words")} for row in path.table(i, format_number)]


def place(w) -> str:
    """A weight, or a pair in brackets."""
    return format_number(float(w)) if np.ndim(w) == 0 else f"({', '.join(format_number(float(part)) for part in w)})"


def ends(path: Trajectory) -> str:
    """How a path ends, in a few words."""
    if path.stopped_because:
        return str(path.stopped_because)
    return f"at the {path.reached.kind} minimum" if path.reached else "on its way"  # type: ignore[union-attr]


def race(paths: Sequence[Trajectory]) -> dict[str, np.ndarray]:
    """Columns of several paths side by side, each name with the path's number behind it: w_0, loss_0, w_1 …; a path that ended
    before the longest stays where it ended, its derivative and update 0."""
    T = max(map(len, paths))
    columns = {}
    for k, path in enumerate(paths):
        for name, column in columns_of(path).items():
            rest = np.zeros_like(column[-1]) if name in ("dl_dw", "update") else _end(path, name, column)
            columns[f"{name}_{k}"] = np.concatenate([column, np.repeat(np.asarray(rest)[None], T - len(path), axis=0)])
    return columns


def _end(path: Trajectory, name: str, column: np.ndarray):
    return {"w": path.points[-1], "next": path.points[-1], "loss": path.values[-1], "next_loss": path.values[-1]}.get(name, column[-1])


def _check_one_path(path: Trajectory) -> None:
    if path.many:
        raise TypeError("a walk is one path: choose one of the trajectory's, path(0)")
    if not len(path):
        raise ValueError(f"this path made no update: {path.stopped_because}")


def _constants(path: Trajectory) -> dict[str, float]:
    return {name: float(number) for name, number in path.optimizer.parameters.items()}


def _value(name: str, two: bool, paren: bool = False) -> Node:
    """A number, or a pair as a column."""
    return grid([[slot(name, 0)], [slot(name, 1)]]) if two else slot(name, paren=paren)


def _numbers(path: Trajectory, at: int, value: Callable[..., Node]) -> dict[str, Node]:
    """Letter → its number, of what line `at` of the optimizer can name: a state that is computed on this line or after it is the one
    of the update before."""
    optimizer = path.optimizer
    of_all = {"η": "eta", **{optimizer.letter(name): name for name in optimizer.parameters}}
    of_all |= {power: f"{name}_power" for power, name in powers_of(optimizer).items()}
    of_each = {"w": "w", "∂ℓ/∂w": "dl_dw"} | {
        each.symbol: _column(each, known=k < at) for k, each in enumerate(optimizer.lines) if each.key in path.states}
    numbers: dict[str, Node] = {letter: slot(name) for letter, name in of_all.items()}
    return numbers | {letter: value(name, paren=True) for letter, name in of_each.items()}


def _column(each: OptimizerLine, known: bool) -> str:
    return each.key if known else f"{each.key}_before"


def powers_of(optimizer: Optimizer) -> dict[str, str]:
    """The powers of parameters that its formulas name, by the count of updates: {"β₁ᵗ": "beta1"}."""
    raised = frozenset[tuple[str, str]]().union(*(each.formula.tree.powers() for each in optimizer.lines))
    return {f"{letter}ᵗ": name for name in optimizer.parameters if ((letter := optimizer.letter(name)), "ᵗ") in raised}
