"""A network's activations as the page gets them: tables of values, which it paints with, since it computes no activation itself."""

from functools import lru_cache

import numpy as np

from ...core.network.network import Network
from ...core.records.activations import Activation

LOW, HIGH, NODES = -16.0, 16.0, 1025  # 1/32 apart: tanh is off by at most 1e-4 between two of them


@lru_cache(64)
def activation_table(activation: Activation) -> dict:
    """{"from", "to", "values"}: g at evenly spaced places; between and beyond them a page goes along straight lines.

    A piecewise linear g whose only kink is at 0 needs three, and is exact. What is not finite becomes 0.
    """
    straight = activation.slopes is not None and set(activation.kinks) <= {0.0}
    low, high, nodes = (-1.0, 1.0, 3) if straight else (LOW, HIGH, NODES)
    with np.errstate(all="ignore"):
        values = np.asarray(activation.value(np.linspace(low, high, nodes)), float)  # g beside the network: as a table for the page
        values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    return {"from": low, "to": high, "values": [round(float(value), 6) for value in values]}


def describe_functions(net: Network) -> dict:
    """The activations in plain data: what a page needs to name them, to draw them and to paint with them.

    Where all hidden layers have one, "g_table" and the like are its; else "each" has them layer by layer. "output" is there
    where the output has one.
    """
    if isinstance(net.activation, Activation):
        told = {"activation": net.activation.key, **_describe(net.activation)}
    else:
        told = {"activation": "-".join(g.key for g in net.activations), "activation_name": net.activation_name,
                "each": [{"key": g.key, **_describe(g)} for g in net.activations]}
    return told | ({"output": {"key": net.output.key, **_describe(net.output)}} if net.quantities.output else {})


def _describe(g: Activation) -> dict:
    return {"activation_name": g.name, "g_table": activation_table(g), "kink": bool(g.kinks), "gate": g.gate}
