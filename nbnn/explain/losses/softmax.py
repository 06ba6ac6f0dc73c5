"""Scores as probabilities: softmax of K scores as bars, their cross entropy, and one score y as the two scores y and −y."""

import numpy as np

from ...core.records.losses import binary_cross_entropy, cross_entropy
from ..recording.recording import Recording
from ..recording.story import story
from ..writing.numbers import format_number
from ..writing.template import SUBSCRIPT, Node, frac, mi, row, slot
from .margin import HIGH, LOW, margins, sign_text, slopes, tangent, values

SMALLEST = np.exp(-5.0)  # the curve −log p begins here: there it is 5
CURVE_TOP = 5.0
NOW = "\u00a0=\u00a0z"  # behind the label's number, never on a line of its own


# ---- K scores ----

def probabilities(scores) -> np.ndarray:
    """softmax of (K,) scores; the largest is taken away first, so that nothing overflows."""
    scores = np.asarray(scores, float)
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def loss(scores, z: int) -> float:
    """−log p of the label's score, z from 1."""
    return float(cross_entropy.value(np.asarray(scores, float), z))


def sentence(scores, z: int) -> str:
    """The probabilities, the loss and the derivatives in words."""
    p = probabilities(scores)
    shares = ", ".join(f"p{low(k)} = {format_number(share)}" for k, share in enumerate(p, start=1))
    own = format_number(float(p[z - 1]))
    return f"{shares}. The label is {z}: ℓ = −log p{low(z)} = −log {own} = {format_number(loss(scores, z))}."


def table(scores, z: int) -> list[dict[str, str]]:
    """One row for each class; ∂ℓ/∂y_k = p_k − [k = z]."""
    p, dl_dy = probabilities(scores), cross_entropy.derivative(np.asarray(scores, float), z)
    return [{"class": f"{k}{NOW if k == z else ''}", "y": format_number(float(score)), "exp(y)": format_number(float(np.exp(score))),
             "p": format_number(float(share)), "∂ℓ/∂y": format_number(float(slope))}
            for k, (score, share, slope) in enumerate(zip(scores, p, dl_dy, strict=True), start=1)]


def bars(scores, z: int) -> dict[str, tuple]:
    """The marks of the picture: the label's bar, the others', and every bar's number."""
    p, at = probabilities(scores), np.arange(1.0, len(scores) + 1)
    mine = at == z
    return {"others": (at, np.where(mine, 0.0, p)),
            "label": (at, np.where(mine, p, 0.0)), "names": (at, p, [f"{share:.2f}" for share in p])}


def minus_log() -> tuple[np.ndarray, np.ndarray]:
    """The curve ℓ = −log p."""
    p = np.geomspace(SMALLEST, 1.0, 200)
    return p, -np.log(p) + 0.0


def on_minus_log(scores, z: int) -> dict[str, tuple]:
    """The point of the label's probability on that curve; at the upper edge where the loss is larger still."""
    return {"here": ([float(probabilities(scores)[z - 1])], [min(loss(scores, z), CURVE_TOP)])}


# ---- one score as two ----

def two_sentence(y: float, z: int) -> str:
    """One score as two: softmax of (y, −y) is the lecture's 1/(1 + exp(−2zy))."""
    p, margin = float(probabilities([y, -y])[0 if z > 0 else 1]), format_number(z * y)
    return (f"The score of z = +1 is y = {format_number(y)} and that of z = −1 is −y = {format_number(-y)}. For z = {sign_text(z)}, with "
            f"zy = {margin}: p = exp(zy)/(exp(zy) + exp(−zy)) = 1/(1 + exp(−2zy)) = {format_number(p)} and "
            f"ℓ = −log p = {format_number(float(binary_cross_entropy.value(y, z)))}. The 2 is there because the two scores lie 2y apart.")


def two_table(y: float) -> list[dict[str, str]]:
    """One row for each of the two classes."""
    p = probabilities([y, -y])
    return [{"class": f"z = {sign}", "score": f"{symbol} = {format_number(score)}", "exp(score)": format_number(float(np.exp(score))),
             "p": format_number(float(share))}
            for sign, symbol, score, share in zip(("+1", "−1"), ("y", "−y"), (y, -y), p, strict=True)]


def two_scores(z: int, version: int = 0) -> Recording:
    """y goes along the margin axis: both scores, their powers, both probabilities as bars, the loss with its tangent."""
    m = margins()
    y = z * m
    p = np.stack([probabilities([score, -score]) for score in y])
    mine = np.array([z > 0, z < 0])
    ell, along = values(binary_cross_entropy, m), slopes(binary_cross_entropy, m, 1)
    own = p[:, 0 if z > 0 else 1]
    columns = {"m": m, "y": y, "minus_y": -y, "power": np.exp(m), "other_power": np.exp(-m), "p": p, "own_p": own,
               "rest": 1 - own, "places": np.tile([1.0, 2.0], (len(m), 1)), "others": np.where(mine, 0.0, p),
               "label": np.where(mine, p, 0.0),
               "loss": ell, "slope": slopes(binary_cross_entropy, m, z), **tangent(m, ell, along, (LOW, HIGH))}
    return story(columns, [two_sentence(float(score), z) for score in y], version=version)


def two_caption() -> Node:
    """Both scores and their powers, as a template."""
    return row("y = ", slot("y"), " and −y = ", slot("minus_y"))


def two_rows(z: int) -> list[list[Node]]:
    """The derivation line by line: symbol = formula = with the numbers = value, and in words."""
    zy, minus_zy = row(mi("z"), mi("y")), row("−", mi("z"), mi("y"))
    exp = lambda inner: row("exp(", inner, ")")
    power, other = slot("power"), slot("other_power")
    sign = "1" if z > 0 else "(−1)"
    lines = [
        (mi("p"), frac(exp(zy), row(exp(zy), " + ", exp(minus_zy))), frac(power, row(power, " + ", other)), "own_p",
         "softmax of y and −y, for the label"),
        (mi("p"), frac("1", row("1 + ", exp(row("−2", mi("z"), mi("y"))))),
         frac("1", row("1 + ", exp(row(f"−2·{sign}·", slot("y", paren=True))))), "own_p",
         "both parts divided by exp(zy): the two scores lie 2y apart"),
        (mi("ℓ"), row("−log ", mi("p")), row("−log ", slot("own_p")), "loss", "binary cross entropy"),
        (frac(row("∂", mi("ℓ")), row("∂", mi("y"))), row("−2", mi("z"), "(1 − ", mi("p"), ")"),
         row(f"−2·{sign}·", slot("rest")), "slope", "its derivative"),
    ]
    return [[symbol, row("= ", formula), row("= ", numbers), row("= ", slot(value)), words]
            for symbol, formula, numbers, value, words in lines]


def low(k: int) -> str:
    """A small lowered number: p₁."""
    return str(k).translate(SUBSCRIPT)
