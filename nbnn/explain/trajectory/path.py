"""A walk down a curve as a story for the player: its columns, a board of the optimizer's sub-steps, a sentence a moment.

Moment i is update i: on its first line the path stands at w, on its last it has made the update. The numbers of the
optimizer's formulas are put in by reading the formula's own letters.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from ...core.landscapes.descent import Trajectory
from ..recording.recording import Recording
from ..recording.story import line, number, story
from ..writing.board import stands_between_equals
from ..writing.numbers import format_number
from ..writing.template import Node

LARGEST = 1e30  # squared it is no float32 any more
PASSING = 0.02  # of the view's width: this close to a saddle is near it
HALF_TANGENT = 0.11  # of the view's width: how far a tangent reaches to each side
PARAMETERS = {"β": "beta", "β₁": "beta1", "β₂": "beta2", "ε": "eps"}


def walk(path: Trajectory, version: int = 0) -> Recording:
    """One path as a recording: columns w, loss, dl_dw, update, eta, next, next_loss, the optimizer's letters, and for one
    weight the tangent's ends. The path must have made at least one update."""
    _checked(path)
    columns = columns_of(path)
    after = {"w": path.points[-1], "loss": path.values[-1]}
    return story(columns, sentences(path), lines(path), after=after, by=("update", "line"), version=version,
                 stopped=path.stopped_because, constants=_constants(path))  # type: ignore[arg-type]


def showable(path: Trajectory) -> Trajectory:
    """The path up to the last update that a page can show: its numbers are float32, and pictures end long before that."""
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
    for letter in ("beta1", "beta2"):
        if letter in path.optimizer.parameters:
            columns[f"{letter}_power"] = path.optimizer.parameters[letter] ** np.arange(1, T + 1)
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
    w = {"t": "vec", "s": "w"} if two else {"t": "mi", "s": "w"}
    derivative = {"frac": ["∂ℓ", "∂w"]}
    ahead = path.optimizer.look is not None
    slope = ["row", derivative, "(", w, ")"]
    made = [
        line("w", w, "", "", value("w"), words="where the path stands", phase="example", size=size),
        line("loss", {"t": "mi", "s": "ℓ"}, _formula(path.curve.formula, ["row", "ℓ(", w, ")"]), ["row", "ℓ(", value("w"), ")"],
             value("loss", of_two=False),
             words="the loss there", phase="loss"),
        line("dl_dw", derivative, _formula(path.curve.derivative_formula, slope),
             ["row", derivative, "(", value("place" if ahead else "w"), ")"], value("dl_dw"),
             words="the derivative" + (", taken ahead of w" if ahead else " there"), phase="backward", size=size),
    ]
    letters = _letters(path)
    for each in path.optimizer.lines:
        symbol, formula = (text.replace("θ", "w") for text in (each.symbol, each.formula))
        right = re.split(" [←=] ", formula, maxsplit=1)[-1].split(" at ")[0]
        grows = "←" in formula
        numbers = _filled(right, symbol if grows else "", letters, value)
        made.append(line(each.key, symbol, right, numbers, value(each.key), words=each.words,
                         phase="update" if grows else "backward", size=size))
    made.append(line("next", w, ["row", w, " + Δw"], ["row", value("w"), " + ", value("update", paren=True)], value("next"),
                     words="after the update", phase="update", size=size))
    return made


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


def _checked(path: Trajectory) -> None:
    if path.many:
        raise TypeError("a walk is one path: choose one of the trajectory's, path(0)")
    if not len(path):
        raise ValueError(f"this path made no update: {path.stopped_because}")


def _constants(path: Trajectory) -> dict[str, float]:
    return {name: float(number) for name, number in path.optimizer.parameters.items()}


def _value(name: str, two: bool, of_two: bool = True, paren: bool = False) -> Node:
    """A number, or a pair as a column."""
    if two and of_two:
        return {"m": [[number(name, 0)], [number(name, 1)]]}
    return number(name, paren=paren)


def _formula(text: str, short: Node) -> Node:
    """The right side of "ℓ = …"; behind `short` and apart from the equation where it goes on in words or with other equations."""
    right = text.split(" = ", 1)[-1]
    return right if stands_between_equals(right) else ["row", short, f"  ({right})"]


def _letters(path: Trajectory) -> dict[str, str]:
    """Letter → column, of what the optimizer's formulas can name: its parameters, its state, the derivative and the rate."""
    parameters = {letter: name for letter, name in PARAMETERS.items() if name in path.optimizer.parameters}
    powers = {f"{letter}ᵗ": f"{name}_power" for letter, name in parameters.items()}
    states = {line.symbol: line.key for line in path.optimizer.lines if line.key in path.states}
    return {"∂ℓ/∂w": "dl_dw", "η": "eta", **powers, **parameters, **states}


def _filled(right: str, own: str, letters: dict[str, str], value) -> Node:
    """The right side with its numbers in: each letter becomes its number, and numbers side by side get a dot between them.

    own : the letter that the line changes; on the right it is the one before. A letter within a word, the s of "sign", is none.
    """
    token = re.compile("|".join(map(_alone, sorted(letters, key=len, reverse=True))))
    parts: list[Node] = ["row"]
    at, was_number = 0, False
    for found in token.finditer(right):
        between = right[at:found.start()]
        near = was_number and between.strip() == ""
        parts += ["·"] if near else [between] if between else []
        parts.append(_slot(found.group(), own, letters, value))
        at, was_number = found.end(), True
    return [*parts, right[at:]]


def _alone(letter: str) -> str:
    """A pattern for the letter, where it stands in no word."""
    return rf"(?<![A-Za-z]){letter}(?![A-Za-z])" if letter.isascii() and letter.isalpha() else re.escape(letter)


def _slot(letter: str, own: str, letters: dict[str, str], value) -> Node:
    column = letters[letter]
    if letter == own:
        return value(f"{column}_before", paren=True)
    of_all_weights = column in ("eta", *PARAMETERS.values()) or column.endswith("_power")
    return number(column) if of_all_weights else value(column, paren=True)
