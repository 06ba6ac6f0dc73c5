"""Scores as probabilities: softmax of K scores as bars, their cross entropy, and one score y as the two scores y and −y."""

import numpy as np

from ..core.losses import cross_entropy
from .numbers import format_number


def probabilities(scores) -> np.ndarray:
    """softmax of (K,) scores."""
    scores = np.asarray(scores, float)
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def loss(scores, z: int) -> float:
    """−log p of the label's score, z from 1."""
    return float(cross_entropy.value(np.asarray(scores, float), z))


def sentence(scores, z: int) -> str:
    """The probabilities, the loss and the derivatives in words."""
    p = probabilities(scores)
    shares = ", ".join(f"p{_low(k)} = {format_number(share)}" for k, share in enumerate(p, start=1))
    slopes = ", ".join(format_number(float(slope)) for slope in cross_entropy.derivative(np.asarray(scores, float), z))
    return f"{shares}. The label is {z}: ℓ = −log p{_low(z)} = {format_number(loss(scores, z))}, and ∂ℓ/∂y = p − [k = z] = ({slopes})."


def two_sentence(y: float, z: int) -> str:
    """One score as two: softmax of (y, −y) is the lecture's 1/(1 + exp(−2zy))."""
    p = float(probabilities([y, -y])[0 if z > 0 else 1])
    sign = "+1" if z > 0 else "−1"
    margin = format_number(z * y)
    return (f"Scores y = {format_number(y)} for +1 and −y = {format_number(-y)} for −1: dividing exp({margin}) by the sum of both gives "
            f"p = 1/(1 + exp(−2·({margin}))) = {format_number(p)} for z = {sign}. The 2 is there because the two scores lie 2y apart. "
            f"ℓ = −log p = {format_number(-np.log(p))}.")


def table(scores, z: int) -> list[dict[str, str]]:
    """One row for each class."""
    p, slopes = probabilities(scores), cross_entropy.derivative(np.asarray(scores, float), z)
    return [{"class": str(k), "y": format_number(float(score)), "exp(y)": format_number(float(np.exp(score))),
             "p": format_number(float(share)), "∂ℓ/∂y": format_number(float(slope))}
            for k, (score, share, slope) in enumerate(zip(scores, p, slopes, strict=True), start=1)]


def _low(k: int) -> str:
    return str(k).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
