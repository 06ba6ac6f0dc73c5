"""The one table of names: how a quantity of the code is written on the board, in words, and in which shape.

Numbered names of any depth (a1, W3, dl_dh2, dh_da1 …) are made from it. Names without a number belong to the
two-layer network, where the lecture writes a and h plainly.
"""

import re
from difflib import get_close_matches
from typing import NamedTuple


class Notation(NamedTuple):
    """How one name is written.

    Attributes
    ----------
    name : in the code, `dl_dW1`.
    symbol : Unicode, "∂ℓ/∂W⁽¹⁾".
    latex : the same for LaTeX, without dollar signs.
    words : what it is.
    shape : its shape in words.
    """

    name: str
    symbol: str
    latex: str
    words: str
    shape: str


_NUMBER = "one number"
_PER_WEIGHT = "one entry per weight"

NOTATION = {entry.name: entry for entry in (
    Notation("x", "x", r"\mathbf{x}", "the example's features", "one entry per input"),
    Notation("z", "z", "z", "the example's label", "±1, or 1 to K with K scores"),
    Notation("a", "a", r"\mathbf{a}", "the pre-activations", "one entry per hidden unit"),
    Notation("h", "h", r"\mathbf{h}", "the hidden units", "one entry per hidden unit"),
    Notation("y", "y", "y", "the score", "one number, or K scores"),
    Notation("loss", "ℓ", r"\ell", "the loss of this example", _NUMBER),
    Notation("total_loss", "L", "L", "the sum of the losses over the data", _NUMBER),
    Notation("mean_loss", "L/N", "L/N", "the mean loss over the data", _NUMBER),
    Notation("g", "g", "g", "the activation function", "entry by entry"),
    Notation("g_prime", "g′(a)", r"g'(\mathbf{a})", "the slope of the activation function", "one entry per hidden unit"),
    Notation("theta", "θ", r"\boldsymbol{\theta}", "all weights, as one long vector", _PER_WEIGHT),
    Notation("eta", "η", r"\eta", "the learning rate", _NUMBER),
    Notation("p", "p", "p", "the probability of the label", "one number, or one per score"),
    Notation("margin", "yz", "yz", "the margin: the score times the label", _NUMBER),
    Notation("lam", "λ", r"\lambda", "how fast the learning rate decays", _NUMBER),
    Notation("l2", "λ", r"\lambda", "the weight of the L2 term", _NUMBER),
    Notation("t", "t", "t", "the number of updates made so far", "a whole number"),
    Notation("N", "N", "N", "the number of examples", "a whole number"),
    Notation("K", "K", "K", "the number of scores", "a whole number"),
    Notation("d_in", "d_in", r"d_{in}", "how many numbers go into a unit of the layer", "a whole number"),
    Notation("d_out", "d_out", r"d_{out}", "how many units the layer has", "a whole number"),
    # the letters of the optimizers, those of their papers
    Notation("update", "Δθ", r"\Delta\boldsymbol{\theta}", "what an update adds to θ", _PER_WEIGHT),
    Notation("beta", "β", r"\beta", "the fraction of the memory that is kept", _NUMBER),
    Notation("v", "v", "v", "the velocity (momentum), or the running mean of the squared derivatives (Adam)", _PER_WEIGHT),
    Notation("G", "G", "G", "the sum of all squared derivatives so far (AdaGrad)", _PER_WEIGHT),
    Notation("s", "s", "s", "the running mean of the squared derivatives (RMSProp), or the score before the output's activation",
             "one entry per weight, or one number, or K scores"),
    Notation("m", "m", "m", "the running mean of the derivatives (Adam)", _PER_WEIGHT),
    Notation("m_hat", "m̂", r"\hat m", "m, corrected for its start at 0", _PER_WEIGHT),
    Notation("v_hat", "v̂", r"\hat v", "v, corrected for its start at 0", _PER_WEIGHT),
    Notation("beta1", "β₁", r"\beta_1", "the fraction of m that is kept (Adam)", _NUMBER),
    Notation("beta2", "β₂", r"\beta_2", "the fraction of v that is kept (Adam)", _NUMBER),
    Notation("eps", "ε", r"\epsilon", "a very small number, so that nothing is divided by 0", _NUMBER),
)}

#: What is something else where the data have targets.
OF_TARGETS = {"z": Notation("z", "z", "z", "the example's target", "one number, or one per output")}

SIGNS = {"⊙": "multiply entry by entry", "ᵀ": "transposed: a column becomes a row, rows become columns",
         "[ ]": "1 where this is true, 0 where it is not"}
MOST_LAYERS = 9  # whose symbols get their meanings on the page
_SIDE = {"a": ", the sums before the activation", "h": ", after the activation"}  # of a letter's own meaning; a derivative's is long enough

_BASE = {"a": "the pre-activations", "h": "the hidden units", "W": "the weights", "w": "the weights"}
_NUMBERED = re.compile(r"([ahWw])([1-9][0-9]*)?")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def notation(name: str) -> Notation:
    """How `name` is written; ValueError with the nearest name when there is none."""
    found = NOTATION.get(name) or _weight_or_layer(name) or _derivative(name)
    if found is None:
        raise ValueError(f"there is no quantity {name!r} (did you mean {_nearest(name)!r}?)")
    return found


def of_network(name: str) -> Notation:
    """The same for a quantity of a network, whose s is its score and not an optimizer's."""
    return _SCORE if name == "s" else notation(name)


def symbol(name: str) -> str:
    """The Unicode symbol of `name`, such as "∂ℓ/∂W⁽¹⁾"."""
    return notation(name).symbol


def meanings() -> dict[str, str]:
    """What each symbol and sign of a formula means, by how it is written: {"h": "the hidden units, after the activation", …}.

    Layers are numbered up to MOST_LAYERS. A symbol with two meanings, such as λ, has both.
    """
    layers = [f"{letter}{number}" for number in range(1, MOST_LAYERS + 1) for letter in "ahWw"]
    derivatives = [f"dl_d{name}" for name in ("y", "s", "h", "a", "theta", *layers)]
    slopes = ["dL_dtheta", "dy_ds", "dy_dh", "dh_da", *(f"dh_da{number}" for number in range(1, MOST_LAYERS + 1))]
    found: dict[str, list[str]] = {}
    for name in (*NOTATION, *layers, *derivatives, *slopes):
        entry = notation(name)
        found.setdefault(entry.symbol, []).append(entry.words + _SIDE.get(name[0], ""))
    return {symbol: ", or ".join(words) for symbol, words in found.items()} | SIGNS


def _nearest(name: str) -> str:
    examples = [*NOTATION, "W1", "W2", "w2", "W3", "a1", "h1", "a2", "h2"]
    examples += [f"dl_d{target}" for target in (*examples, "theta")] + ["dh_da", "dy_ds", "dy_dh", "dh_da1"]
    near = get_close_matches(str(name), examples, 1, cutoff=0.0)
    return near[0]


def _weight_or_layer(name: str) -> Notation | None:
    """W1, w2, a1, h3 …"""
    match = _NUMBERED.fullmatch(name)
    if match is None or match[2] is None:
        return None
    letter, number = match[1], match[2]
    return Notation(name, f"{letter}⁽{number.translate(_SUPERSCRIPTS)}⁾", rf"\mathbf{{{letter}}}^{{({number})}}",
                    f"{_BASE[letter]} of layer {number}", _shape(letter, int(number)))


def _shape(letter: str, number: int) -> str:
    if letter in "ah":
        return f"one entry per unit of layer {number}"
    below = "input" if number == 1 else "hidden" if number == 2 else f"unit of layer {number - 1}"
    if letter == "w":
        return f"one entry per {below}{' unit' if number == 2 else ''}"
    if number == 1:
        return "hidden × input"
    return f"units of layer {number} × units of layer {number - 1}"


def _derivative(name: str) -> Notation | None:
    """dl_dW1, dh_da2, dy_dh …: ∂ of the first over ∂ of the second, shaped like the second."""
    match = re.fullmatch(r"d([A-Za-z]+[0-9]*)_d([A-Za-z]+[0-9]*)", name)
    if match is None:
        return None
    top, bottom = _part(match[1]), _part(match[2])
    if name.startswith("dh_da") and bottom is not None and match[1] == "h":
        # the number is written once, at the end: dh_da2 is ∂h⁽²⁾/∂a⁽²⁾
        top = _part("h" + match[2][1:])
    if top is None or bottom is None or match[1] in _INPUTS:
        return None
    return Notation(name, f"∂{top.symbol}/∂{bottom.symbol}", rf"\frac{{\partial {top.latex}}}{{\partial {bottom.latex}}}",
                    f"the derivative of {top.words} with respect to {bottom.words}", bottom.shape)


_SCORE = Notation("s", "s", "s", "the score before the output's activation", "one number, or K scores")
_INPUTS = ("x", "z", "eta", "theta", "W", "w")


def _part(name: str) -> Notation | None:
    if name == "l":
        return NOTATION["loss"]
    if name == "L":
        return NOTATION["total_loss"]
    if name == "s":
        return _SCORE
    if name in ("x", "y", "a", "h", "theta"):
        return NOTATION[name]
    return _weight_or_layer(name)
