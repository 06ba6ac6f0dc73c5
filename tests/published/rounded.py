"""Numbers that a source computed from others that it had rounded: recomputed from the rounded ones, and how far rounding reaches."""

from typing import NamedTuple

import numpy as np

from nbnn.core.graph.expression import parse
from tests.published.examples import Printed, Published


class Recomputed(NamedTuple):
    """A number from the printed ones that the source used, and by how much their rounding may have moved it."""

    value: float
    reach: float


def recomputed(example: Published, number: Printed) -> Recomputed:
    """A number of `from_printed`, computed as the source computed it."""
    formula = example.from_printed[number.name]
    expression = parse(f"sum(pick*({formula}))" if number.place else formula)
    printed = {each.name.removeprefix("-"): _numbers(example, each.name) for each in example.numbers()}
    known = {**example.values, "eta": example.layers.eta if example.layers else None, "pick": _pick(example, number), **printed}
    built = expression.graph({name: known[name] for name in expression.names})
    built.backward()
    return Recomputed(float(built.root.value), sum(_reach(example, name, built.nodes[name].derivative) for name in expression.names))


def tolerance(example: Published, number: Printed) -> float:
    """By how much an exact number may differ from the print: half a unit of its last digit, and what rounding in between does."""
    return 0.5 * number.unit + (recomputed(example, number).reach if number.name in example.from_printed else 0.0) + 1e-12


def _printed(example: Published, name: str) -> list[Printed]:
    return [number for number in example.numbers() if number.name.removeprefix("-") == name]


def _numbers(example: Published, name: str) -> np.ndarray:
    """The printed numbers of a quantity; −∂ℓ/∂s is known as dl_ds."""
    return np.squeeze([float(number.text) for number in _printed(example, name.removeprefix("-"))]) * (-1 if name.startswith("-") else 1)


def _reach(example: Published, name: str, derivative: np.ndarray | float) -> float:
    """How far the rounding of one printed quantity reaches; 0 for what is given exactly."""
    off = [tolerance(example, number) for number in _printed(example, name)]
    return float(np.sum(np.abs(derivative) * np.squeeze(off))) if off else 0.0


def _pick(example: Published, number: Printed) -> np.ndarray:
    """1 at the number's place, 0 elsewhere."""
    pick = np.zeros(len(example.printed[number.name].split()))
    pick[number.place] = 1.0
    return pick
