"""Round numbers for an axis, and their labels with a true minus sign."""

import numpy as np

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_step(span: float, count: int = 6) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that cuts `span` > 0 into at most `count` pieces."""
    raw = span / count
    power = 10.0 ** np.floor(np.log10(raw))
    return float(next(step * power for step in STEPS if step * power >= raw * (1 - 1e-9)))


def ticks(low: float, high: float, count: int = 6, whole: bool = False) -> np.ndarray:
    """(n,) round values inside [low, high]; `whole`: whole numbers only."""
    step = round_step(high - low, count)
    if whole:
        step = max(1.0, np.ceil(step))
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return np.round(np.arange(first, last + 1) * step, 12) + 0.0


def tick_labels(values: np.ndarray) -> dict[str, str]:
    """Value as JavaScript writes it -> label: "-0.5" -> "−0.5"."""
    return {_key(value): _key(value).replace("-", "−") for value in values}


def _key(value: float) -> str:
    return np.format_float_positional(value, trim="-", precision=12)
