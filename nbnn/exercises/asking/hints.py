"""Hints for a line of the board: where to look, what it is made of, and its formula. No hint has a number of the update in it."""

from collections.abc import Iterable

from ...core.network.quantities import Layer, Quantities
from ...core.notation import symbol
from ...core.training.sgd import Step
from ...explain.writing.step import step_formulas

#: Levels of help (`stepper.LEVELS`): the formula is the last hint, only words are told, not even the shape. With 0 all is there at once.
FORMULA, WORDS, BLANK = 1, 2, 3
NEW = "_new"  # the end of the name of a weight after the update


def hints(step: Step, name: str) -> tuple[str, ...]:
    """What may be said of a line without its formula: a nudge, and the quantities that it is made of."""
    needs = [symbol(each) for each in _needs(step, name)]
    made_of = f"You need {_listed(needs)}: {'it is' if len(needs) == 1 else 'they are'} shown already." if needs else ""
    return tuple(filter(None, (_nudges(step.before.quantities).get(name, ""), made_of)))


def formula_hint(step: Step, name: str) -> str:
    """A line's formula in symbols, all its cases; "" where it has none, or where it would be the answer itself."""
    formulas, _ = step_formulas(step).get(name, ((), ()))
    if not any(any(sign.isalpha() for sign in each.partition(" (if ")[0]) for each in formulas):
        return ""
    which = " Which of them holds here?" if len(formulas) > 1 else ""
    return f"{symbol(name)} = {' or '.join(formulas)}{'.' if which else ''}{which}"


def _needs(step: Step, name: str) -> Iterable[str]:
    """The quantities that a line is made of."""
    if name in ("loss", "dl_dy"):
        return ("y", "z")
    for layer in step.before.quantities.layers:
        if name == f"{layer.W}{NEW}":
            return (layer.W, "eta", layer.dl_dW)
        if layer.dl_da is not None and name in (layer.dh_da, layer.dl_da):
            return (layer.a,) if name == layer.dh_da else (layer.dl_dh, layer.a)
    if name == "dy_ds":
        return ("s",)
    return step_formulas(step).get(name, ((), ()))[1]


def _nudges(quantities: Quantities) -> dict[str, str]:
    """Line → where to begin, in words that hold for every network."""
    score = "The score is a weighted sum of what the last layer gets."
    found = {
        **(_OF_OUTPUT | {"s": score} if quantities.output else {"y": score}),
        "loss": f"The loss takes the {'output' if quantities.output else 'score'} and the label, and nothing else.",
        "dl_dy": "Let y grow a very little: how does ℓ change? Differentiate the loss by y; the label is fixed.",
    }
    for layer in quantities.layers:
        found |= _of_weights(layer) | (_of_units(layer) if layer.dl_da is not None else {})
    return found


_OF_OUTPUT = {
    "y": "The activation of the output is applied to the score; with several scores, to each by itself.",
    "dy_ds": "How steep is the output's activation at the score?",
    "dl_ds": "Back through the output's activation: what arrives at y, times the slope of the activation at s.",
}


def _of_weights(layer: Layer) -> dict[str, str]:
    return {
        layer.dl_dW: "Each weight is multiplied by one input of its layer: its derivative is what arrives at its unit, times that input.",
        f"{layer.W}{NEW}": "Each weight moves against its own derivative, η times as far.",
    }


def _of_units(layer: Layer) -> dict[str, str]:
    return {
        layer.a: "Each unit adds up its inputs, each times its weight: a row of the matrix for each unit.",
        layer.h: "The activation is applied to each entry of a by itself.",
        layer.dl_dh: "A unit reaches the loss only through the weights that leave it. Where several leave it, add.",
        layer.dh_da: "How steep is the activation at each entry of a?",
        layer.dl_da: "Back through the activation: what arrives at a unit, times the slope of the activation there, entry by entry.",
    }


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
