"""The promised misconceptions once more, each written down a second time as a learner would calculate, without the sheets."""

import math
from functools import cache

import numpy as np
import pytest

from nbnn.exercises.kinds.by_hand import as_text
from nbnn.exercises.lessons.table import exercise

SEEDS = range(40)


@cache
def variants(name):
    """Made once for all mistakes in it."""
    return [exercise(name).variant(seed) for seed in SEEDS]


def relu_network(g, *, W1=None, z=None, slope=None, dl_dy=None, a_back=False, turned=False, updated=False, margin=1.0):
    """The lecture's network by hand, with one thing done wrong."""
    W1, w2, x, eta = g["W1"] if W1 is None else W1, g["w2"], g["x"], g["eta"]
    label = g["z"] if z is None else z
    a = np.array([sum(W1[i, j] * x[j] for j in range(len(x))) for i in range(len(W1))])
    h = np.where(a > 0, a, 0.0)
    y = float(sum(w2 * h))
    s = (-label if y * label < margin else 0.0) if dl_dy is None else dl_dy(y, label)
    dl_dw2 = s * (a if a_back else h)
    back = s * (w2 - eta * s * h if updated else w2)
    dl_da = back * (np.where(a > 0, 1.0, 0.0) if slope is None else slope)
    dl_dW1 = np.array([[dl_da[i] * x[j] for j in range(len(x))] for i in range(len(a))])
    return {"dl_dw2": dl_dw2, "dl_dW1": dl_dW1.T if turned else dl_dW1}


def hinge(g, **wrong):
    y, z = g["y"], wrong.get("label", g["z"])
    return {"dl_dy": wrong["rule"](y, z) if "rule" in wrong else (-z if y * z < 1 else 0)}


def two(g, z=None, factor=2.0):
    y, z = g["y"], g["z"] if z is None else z
    return {"dl_dy": -factor * z / (1 + math.exp(factor * z * y))}


def updated(g, change):
    return {"theta_new": g["theta"] + change(g)}


def adam(g, corrected=True, inside=False):
    m, v = (1 - g["beta1"]) * g["d"], (1 - g["beta2"]) * g["d"] ** 2
    m_hat, v_hat = (m / (1 - g["beta1"]), v / (1 - g["beta2"])) if corrected else (m, v)
    root = math.sqrt(v_hat + g["eps"]) if inside else math.sqrt(v_hat) + g["eps"]
    return {"m_hat": m_hat, "v_hat": v_hat, "update": -g["eta"] * m_hat / root}


def softmax(y):
    return np.exp(y) / sum(np.exp(y))


def one_hot(n, at):
    return np.array([1.0 if k == at else 0.0 for k in range(n)])


def dropped(g):
    kept = np.array([value if stays else 0.0 for value, stays in zip(g["h"], g["mask"])])
    return {"dropped": kept, "y": sum(kept * g["w2"])}


def batch(g):
    total = sum(g["each"])
    return {"dl_dtheta": total, "theta_new": g["theta"] - g["eta"] * total}


# misconception, exercise, the numbers of one example → the wrong answer
ON_PAPER = [
    ("wrong_sign", "hinge_slope", lambda g: hinge(g, rule=lambda y, z: z if y * z < 1 else 0)),
    ("z_forgotten", "hinge_slope", lambda g: hinge(g, rule=lambda y, z: -1 if y * z < 1 else 0)),
    ("margin_ignored", "hinge_slope", lambda g: hinge(g, rule=lambda y, z: -z)),
    ("margin_inverted", "hinge_slope", lambda g: hinge(g, rule=lambda y, z: -z if y * z >= 1 else 0)),
    ("labels_0_1", "hinge_slope", lambda g: hinge(g, label=1 if g["z"] == 1 else 0)),
    ("wrong_sign", "first_layer", lambda g: relu_network(g, dl_dy=lambda y, z: z)),
    ("z_forgotten", "first_layer", lambda g: relu_network(g, dl_dy=lambda y, z: -1)),
    ("gate_missing", "first_layer", lambda g: relu_network(g, slope=1.0)),
    ("W1_transposed", "first_layer", lambda g: relu_network(g, W1=g["W1"].T)),
    ("outer_reversed", "first_layer", lambda g: relu_network(g, turned=True)),
    ("updated_w2", "first_layer", lambda g: relu_network(g, updated=True)),
    ("a_for_h", "last_layer", lambda g: relu_network(g, a_back=True)),
    ("margin_ignored", "last_layer", lambda g: relu_network(g, dl_dy=lambda y, z: -z)),
    ("margin_inverted", "last_layer", lambda g: relu_network(g, dl_dy=lambda y, z: 0.0 if y * z < 1 else -z)),
    ("slope_at_h", "through_tanh", lambda g: {"dl_da": g["dl_dy"] * g["w2"] * (1 - np.tanh(g["h"]) ** 2)}),
    ("plus_update", "sgd_update", lambda g: updated(g, lambda g: g["eta"] * g["dl_dtheta"])),
    ("eta_twice", "sgd_update", lambda g: updated(g, lambda g: -g["eta"] ** 2 * g["dl_dtheta"])),
    ("sum_for_mean", "batch_update", batch),
    ("two_missing", "two_class_slope", lambda g: two(g, factor=1.0)),
    ("two_missing", "two_class_p", lambda g: {"p": 1 / (1 + math.exp(-g["z"] * g["y"]))}),
    ("softmax_axis", "softmax_batch", lambda g: {"P": np.array([softmax(column) for column in g["Y"].T]).T}),
    ("wrt_p", "two_class_slope", lambda g: {"dl_dy": -1 / (1 / (1 + math.exp(-2 * g["z"] * g["y"])))}),
    ("wrt_p", "k_class_slope", lambda g: {"dl_dy": -one_hot(3, g["z"] - 1) / softmax(g["y"])}),
    ("labels_0_1", "two_class_slope", lambda g: two(g, z=(g["z"] + 1) // 2)),
    ("label_off_by_one", "k_class_slope", lambda g: {"dl_dy": softmax(g["y"]) - one_hot(3, g["z"])}),
    ("adam_no_correction", "adam_first", lambda g: adam(g, corrected=False)),
    ("adam_eps_inside", "adam_first", lambda g: adam(g, inside=True)),
    ("decay_off_by_one", "decayed_rate", lambda g: {"eta_t": g["eta0"] / (1 + g["eta0"] * g["lam"] * g["n"])}),
    ("l2_factor", "l2_slope", lambda g: {"total": g["dW"] + g["lam"] * g["W"]}),
    ("dropout_not_rescaled", "dropout_forward", dropped),
    ("he_variance", "he_deviation", lambda g: {"deviation": math.sqrt(math.sqrt(2 / g["d_in"]))}),
]


@pytest.mark.parametrize(("key", "name", "wrong"), ON_PAPER, ids=[f"{key}-{name}" for key, name, _ in ON_PAPER])
def test_a_wrong_calculation_is_recognized(key, name, wrong):
    record, recognized = exercise(name), 0
    for variant in variants(name):
        several = len(variant.parts) > 1
        answer = {}
        for number, part in enumerate(variant.parts, start=1):
            came = wrong(part.given)
            answer |= {f"{number}.{ask}" if several else ask: as_text(came[ask]) for ask in record.asks}
        check = variant.check(answer)
        assert check.verdict == "wrong"
        recognized += key in {each.key for each in check.found}
    assert recognized >= 0.95 * len(SEEDS)


def test_all_that_is_promised_is_here():
    assert len({key for key, *_ in ON_PAPER}) == 24
