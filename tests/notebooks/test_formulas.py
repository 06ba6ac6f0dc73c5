"""What the prose writes as a formula is what the code computes: parsed, and compared at random points.

Each row of FORMULAS is one formula as it stands in a lesson, between its dollar signs, and where its letters and its value
come from: the core. A formula that is changed in a lesson is changed here as well, and then has to be right.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import nbnn
from tests.notebooks.latex import expression, parse, tokens
from tests.notebooks.manners import read

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = [path.name[:2] for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
POINTS = 25
MATH = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$([^$\n]+?)\$", re.DOTALL)


def formulas_of(lesson: str) -> list[list[str]]:
    """The tokens of every formula in a lesson's prose."""
    (path,) = NOTEBOOKS.glob(f"{lesson}-*.ipynb")
    return [tokens(one or other) for source in read(path).prose for one, other in MATH.findall(source)]


# ---- where letters come from: each makes (letters, values by the core) ----

def network(rng) -> dict:
    """A step of SGD on the lecture's network: every quantity under its own name."""
    while True:
        net = nbnn.Network([rng.normal(size=(3, 2)), rng.normal(size=3)], activation=nbnn.relu)
        step = nbnn.sgd_step(net, rng.normal(size=2), int(rng.choice([-1, 1])), loss=nbnn.hinge, eta=rng.uniform(0.01, 1))
        if step.y * step.z < 1 and (step.a > 0).any():
            break
    names = ("x", "z", "a", "h", "y", "eta", "dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1", "dl_dtheta", "theta", "loss")
    letters = {name: getattr(step, name) for name in names} | {"W1": net.W1, "w2": net.w2, "n": 2, "g": nbnn.relu.value}
    i, j, k = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(1, 4))
    slopes = {"dy_dw2": slope(lambda w2: w2 @ step.h, net.w2), "dy_dh": slope(lambda h: net.w2 @ h, step.h),
              "da_dW": slope(lambda W1: nbnn.Network([W1, net.w2]).forward(step.x).a[0][k - 1], net.W1)[i - 1, j - 1]}
    return letters | slopes | {"i": i, "j": j, "k": k, "after": step.after.theta}


def slope(function, at) -> np.ndarray:
    """The derivative of a number by each entry, from small changes; exact for what is linear."""
    at = np.asarray(at, dtype=float)
    found = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        step = np.zeros(at.shape)
        step[place] = 0.5
        found[place] = function(at + step) - function(at - step)
    return found


def chain(rng) -> dict:
    """The same with one unit everywhere, tanh and the squared loss: every quantity is a number."""
    net = nbnn.Network([[[rng.normal()]], [rng.normal()]], activation=nbnn.tanh)
    step = nbnn.sgd_step(net, [rng.normal()], int(rng.choice([-1, 1])), loss=nbnn.squared, eta=0.1)
    numbers = {name: float(np.squeeze(getattr(step, name))) for name in ("x", "z", "a", "h", "y", "dl_dy", "dl_dh", "dl_da", "loss")}
    slopes = {"dl_dw2": float(step.dl_dw2[0]), "dl_dw1": float(step.dl_dW1[0, 0]), "dl_dW1": float(step.dl_dW1[0, 0])}
    return numbers | slopes | {"w1": float(net.W1[0, 0]), "w2": float(net.w2[0]), "g": nbnn.tanh.value, "g'": nbnn.tanh.derivative}


def target(rng) -> dict:
    """One weight and a number to predict, with the half squared loss."""
    step = nbnn.sgd_step(nbnn.Network([[rng.normal()]]), [rng.normal()], rng.normal(), loss=nbnn.half_squared, eta=0.1)
    return {"y": step.y, "z": step.z, "loss": step.loss, "dl_dy": step.dl_dy}


def without_hidden(rng) -> dict:
    """A network without a hidden layer, the margin not met."""
    w, x, z = rng.normal(size=3), rng.normal(size=3), int(rng.choice([-1, 1]))
    step = nbnn.sgd_step(nbnn.Network([w / 10]), x, z, loss=nbnn.hinge, eta=0.1)
    return {"w": w / 10, "x": x, "z": z, "y": step.y, "dl_dy": step.dl_dy, "dl_dw": step.dl_dw1}


def curve(rng) -> dict:
    """One update on the curve w², from any place at any rate."""
    w, eta = rng.normal(), rng.uniform(0.01, 1)
    path = nbnn.descend("parabola", start=w, eta=eta, steps=1)
    record = nbnn.curves.parabola
    return {"w": w, "eta": eta, "dl_dw": record.derivative(w), "l": record.value(w), "after": float(np.ravel(path.points[1])[0])}


def whole_data(rng) -> dict:
    """A network, a few examples, and the sum of their losses as the chord test's function computes the mean."""
    net = nbnn.Network.random([2, 3, 1], seed=int(rng.integers(1000)))
    data = nbnn.Dataset.from_arrays(rng.normal(size=(5, 2)), [-1, 1, 1, -1, 1], class_names=("a", "b"))
    total = nbnn.convex.of_network(net, data, nbnn.hinge)(net.theta) * 5
    return {"D": list(zip(data.x, data.z)), "theta": net.theta, "L": total,
            "l": lambda x, z, theta: nbnn.hinge.value(net.with_theta(theta).forward(x).y, z)}


def batch(rng) -> dict:
    """A mini-batch: one update of a training whose only batch it is, and its forward pass as one matrix."""
    net, eta = nbnn.Network([rng.normal(size=(3, 2)), rng.normal(size=3)]), rng.uniform(0.01, 0.5)
    data = nbnn.Dataset.from_arrays(rng.normal(size=(4, 2)), [-1, 1, 1, -1], class_names=("a", "b"))
    after = nbnn.train(net, data, loss=nbnn.hinge, eta=eta, batch_size=4, epochs=1).weights[1]
    at = lambda x, z, theta: nbnn.sgd_step(net.with_theta(theta), x, z, loss=nbnn.hinge).dl_dtheta
    return {"D_i": list(zip(data.x, data.z)), "theta": net.theta, "eta": eta, "dl_dtheta": at, "after": after,
            "W1": net.W1, "X": data.x.T, "A": np.stack([net.forward(x).a[0] for x in data.x], axis=1)}


def one_score(loss: str) -> Callable:
    def draw(rng) -> dict:
        y, z, record = rng.normal() * 2, int(rng.choice([-1, 1])), getattr(nbnn, loss)
        return {"y": y, "z": z, "loss": record.value(y, z), "dl_dy": record.derivative(y, z), "p": np.exp(-record.value(y, z))}
    return draw


def unmet(rng) -> dict:
    """One score whose margin is below 1."""
    while (made := one_score("hinge")(rng))["y"] * made["z"] >= 1:
        pass
    return made


def scores(rng) -> dict:
    y, z, k = rng.normal(size=4), int(rng.integers(1, 5)), int(rng.integers(1, 5))
    p = [np.exp(-nbnn.cross_entropy.value(y, label)) for label in range(1, 5)]
    return {"y": y, "z": z, "k": k, "n": 4, "p": p, "p_k": p[k - 1], "loss": nbnn.cross_entropy.value(y, z),
            "slope": nbnn.cross_entropy.derivative(y, z)[k - 1]}


def first_weights(rng) -> dict:
    """He's deviation and Xavier's limit, read off what the records draw."""
    d_in, d_out, seed = int(rng.integers(1, 30)), int(rng.integers(1, 30)), int(rng.integers(1000))
    he, normal = (draw((d_out, d_in)) for draw in (lambda shape: nbnn.he.draw(np.random.default_rng(seed), shape),
                                                    np.random.default_rng(seed).standard_normal))
    xavier = nbnn.xavier.draw(np.random.default_rng(seed), (d_out, d_in))
    unit = np.random.default_rng(seed).random((d_out, d_in)) * 2 - 1
    return {"d_in": d_in, "d_out": d_out, "deviation": float(he[0, 0] / normal[0, 0]), "r": float(xavier[0, 0] / unit[0, 0])}


def rate(rng) -> dict:
    eta, lam, t = rng.uniform(0.01, 1), rng.uniform(0, 2), int(rng.integers(0, 500))
    return {"eta_0": eta, "lam": lam, "t": t, "eta_t": nbnn.decay(eta, lam)(t)}


def memory(rng) -> dict:
    """Two updates of every method, the second one's letters."""
    slope, eta, before, made = rng.normal(), rng.uniform(0.01, 1), rng.normal(), {}
    for record in (nbnn.momentum(0.8), nbnn.adagrad(), nbnn.rmsprop(0.7), nbnn.adam(0.8, 0.9, 1e-3)):
        first, _ = record.step(record.start(()), before, 0.1)
        after, update = record.step(first, slope, eta)
        made |= {f"{record.key}_update": float(update)}
        made |= {f"{record.key}_{name}": float(value) for name, value in first.items()}
        made |= {f"{record.key}_{name}_after": float(value) for name, value in after.items()}
    return made | {"dl_dw": slope, "eta": eta, "t": 2}


def momentum(rng) -> dict:
    made = memory(rng)
    return made | {"beta": 0.8, "v": made["momentum_v"], "w": 0.0}


def check_yourself(rng) -> dict:
    """The velocity of the usual β, the derivative called d."""
    v, d, eta = rng.normal(), rng.normal(), rng.uniform(0.01, 1)
    after, _ = nbnn.momentum(0.9).step({"v": np.array(v)}, d, eta)
    return {"v": v, "d": d, "eta": eta, "after": float(after["v"])}


def moved(rng) -> dict:
    """After the velocity is known: w begins at 0, so that what it becomes is the update."""
    made = memory(rng)
    return made | {"v": made["momentum_v_after"], "w": 0.0}


def adagrad(rng) -> dict:
    made = memory(rng)
    return made | {"G": made["adagrad_G"]}


def rmsprop(rng) -> dict:
    made = memory(rng)
    return made | {"s": made["rmsprop_s"], "beta": 0.7}


def rmsprop_after(rng) -> dict:
    """RMSProp once s is that of this update."""
    made = memory(rng)
    return made | {"s": made["rmsprop_s_after"], "epsilon": 1e-8}


def adam(rng) -> dict:
    made = memory(rng)
    return made | {"m": made["adam_m"], "v": made["adam_v"], "beta_1": 0.8, "beta_2": 0.9}


def corrected(rng) -> dict:
    """Adam once m and v are those of this update."""
    made = memory(rng)
    hats = {"m_hat": made["adam_m_hat_after"], "v_hat": made["adam_v_hat_after"]}
    return made | hats | {"m": made["adam_m_after"], "v": made["adam_v_after"], "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}


def graph(rng) -> dict:
    w, x = rng.normal(), rng.normal()
    g = nbnn.graph
    return {"w": w, "x": x, "l": float(((g.variable(w, name="w") * g.constant(x, name="x") - 1) ** 2).value)}


def regular(rng) -> dict:
    """L2 on a long θ, and what dropout makes of a unit that is kept."""
    theta, lam, p = rng.normal(size=6), rng.uniform(0, 1), rng.uniform(0, 0.9)
    record = nbnn.l2(lam)
    return {"theta": theta, "lam": lam, "p": p, "penalty": record.value(theta),
            "slope": record.derivative(theta), "scale": nbnn.dropout(p).scale}


def chord(rng) -> dict:
    x1, x2, p = rng.normal(), rng.normal(), rng.uniform()
    found = nbnn.convex.chord(nbnn.curves.double_well, x1, x2, p)
    return {"x": np.array([x1, x2]), "p": p, "f": nbnn.curves.double_well.value, "below": found.below, "above": found.above}


# ---- the formulas ----

class Said(NamedTuple):
    """A formula of a lesson: the LaTeX between the dollar signs, where its letters come from, which of them each side is."""

    lesson: str
    latex: str
    draw: Callable
    values: tuple[str, ...]


RULE = r"\theta \leftarrow \theta - \eta\,\partial\ell/\partial\theta"
UPDATE = r"\theta \leftarrow \theta - \eta\,\frac{\partial \ell(x, z, \theta)}{\partial \theta}"
FORMULAS = (
    Said("01", r"a = W^{(1)}x", network, ("a",)),
    Said("01", r"h = \max(0, a)", network, ("h",)),
    Said("01", r"h = g(W^{(1)}x)", network, ("h",)),
    Said("01", r"y = w^{(2)} \cdot h", network, ("y",)),
    Said("02", r"L(D, \theta) = \sum_{(x, z) \in D} \ell(x, z, \theta)", whole_data, ("L",)),
    Said("01", r"h = g(a)", network, ("h",)),
    Said("02", UPDATE, network, ("after",)),
    Said("02", RULE, network, ("after",)),
    Said("06", r"\ell = w^2", curve, ("l",)),
    Said("06", r"w \leftarrow w - \eta\,\partial\ell/\partial w", curve, ("after",)),
    Said("06", RULE, network, ("after",)),
    Said("06", r"\theta \leftarrow \theta - \eta\,\partial\ell(x, z, \theta)/\partial\theta", network, ("after",)),
    Said("06", r"\partial\ell/\partial w = -zx", without_hidden, ("dl_dw",)),
    Said("03", r"\ell = [zy < 0]", one_score("zero_one"), ("loss",)),
    Said("03", r"\ell = \max(0, 1 - zy)", one_score("hinge"), ("loss",)),
    Said("03", r"\max(0, -zy)", one_score("perceptron"), ("loss",)),
    Said("03", r"\partial \ell/\partial y = -z", unmet, ("dl_dy",)),
    Said("04", r"p_k = \exp(y_k) / \sum_j \exp(y_j)", scores, ("p_k",)),
    Said("04", r"\ell = -\log p_z", scores, ("loss",)),
    Said("04", r"\partial \ell / \partial y_k = p_k - [k = z]", scores, ("slope",)),
    Said("04", r"\ell = -y_z + \log(\sum_j \exp(y_j))", scores, ("loss",)),
    Said("04", r"\ell = \log(1 + \exp(-2zy))", one_score("binary_cross_entropy"), ("loss",)),
    Said("04", r"\frac{\partial\ell}{\partial y} = -2z\,\frac{\exp(-2zy)}{1 + \exp(-2zy)}", one_score("binary_cross_entropy"), ("dl_dy",)),
    Said("04", r"p = \frac{\exp(zy)}{\exp(zy) + \exp(-zy)} = \frac{1}{1 + \exp(-2zy)}", one_score("binary_cross_entropy"), ("p", "p")),
    Said("04", r"\ell = -\log \frac{1}{1 + \exp(-2zy)}", one_score("binary_cross_entropy"), ("loss",)),
    Said("04", r"-2z(1 - p)", one_score("binary_cross_entropy"), ("dl_dy",)),
    Said("06", r"\frac{\partial\ell}{\partial w} = \frac{\partial\ell}{\partial y}\,x = -zx", without_hidden, ("dl_dw", "dl_dw")),
    Said("06", r"y = w \cdot x", without_hidden, ("y",)),
    Said("08", r"\sqrt{2/d_{in}}", first_weights, ("deviation",)),
    Said("08", r"r = \sqrt{6}/\sqrt{d_{in} + d_{out}}", first_weights, ("r",)),
    Said("09", r"\eta_t = \eta_0 (1 + \eta_0 \lambda t)^{-1}", rate, ("eta_t",)),
    Said("09", r"\eta_t = \eta_0/(1 + \eta_0 \lambda t)", rate, ("eta_t",)),
    Said("10", r"v \leftarrow \beta v - \eta\,\partial\ell/\partial w", momentum, ("momentum_v_after",)),
    Said("10", r"v = 0.9\,v - \eta d", check_yourself, ("after",)),
    Said("10", r"w \leftarrow w + v", moved, ("momentum_update",)),
    Said("10", r"G \leftarrow G + (\partial\ell/\partial w)^2", adagrad, ("adagrad_G_after",)),
    Said("10", r"s \leftarrow \beta s + (1 - \beta)(\partial\ell/\partial w)^2", rmsprop, ("rmsprop_s_after",)),
    Said("10", r"\Delta w = -\eta\,\frac{\partial\ell}{\partial w}/(\sqrt{s} + \epsilon)", rmsprop_after, ("rmsprop_update",)),
    Said("10", r"m \leftarrow \beta_1 m + (1 - \beta_1)\,\partial\ell/\partial w", adam, ("adam_m_after",)),
    Said("10", r"v \leftarrow \beta_2 v + (1 - \beta_2)(\partial\ell/\partial w)^2", adam, ("adam_v_after",)),
    Said("10", r"\hat m = m/(1-\beta_1^t)", corrected, ("adam_m_hat_after",)),
    Said("10", r"\hat v = v/(1-\beta_2^t)", corrected, ("adam_v_hat_after",)),
    Said("10", r"\Delta w = -\eta\,\hat m/(\sqrt{\hat v} + \epsilon)", corrected, ("adam_update",)),
    Said("11", r"\theta \leftarrow \theta - \eta\,\frac{1}{|D_i|}\sum_{(\mathbf{x}_j, z_j) \in D_i} "
               r"\frac{\partial\ell(\mathbf{x}_j, z_j, \theta)}{\partial\theta}", batch, ("after",)),
    Said("11", r"\mathbf{A} = \mathbf{W}^{(1)}\mathbf{X}", batch, ("A",)),
    Said("12", r"\lambda\|\theta\|^2", regular, ("penalty",)),
    Said("12", r"2\lambda\theta", regular, ("slope",)),
    Said("12", r"1/(1-p)", regular, ("scale",)),
    Said("13", RULE, network, ("after",)),
    Said("13", r"\partial y / \partial w^{(2)} = h", network, ("dy_dw2",)),
    Said("13", r"\partial y / \partial h = w^{(2)}", network, ("dy_dh",)),
    Said("13", r"\partial a_k / \partial W^{(1)}_{ij} = [k = i]\, x_j", network, ("da_dW",)),
    Said("13", r"a = w^{(1)} x", chain, ("a",)),
    Said("13", r"h = g(a)", chain, ("h",)),
    Said("13", r"y = w^{(2)} h", chain, ("y",)),
    Said("13", r"\ell = (y - z)^2", chain, ("loss",)),
    Said("13", r"\frac{\partial \ell}{\partial y} = 2(y - z)", chain, ("dl_dy",)),
    Said("13", r"\frac{\partial \ell}{\partial w^{(2)}} = \frac{\partial \ell}{\partial y}\, h", chain, ("dl_dw2",)),
    Said("13", r"\frac{\partial \ell}{\partial w^{(1)}} = \frac{\partial \ell}{\partial y}\, w^{(2)}\, g'(a)\, x", chain, ("dl_dw1",)),
    Said("13", r"h = \mathrm{ReLU}(a)", network, ("h",)),
    Said("13", r"\ell = \max(0, 1 - yz)", network, ("loss",)),
    Said("13", r"\partial \ell / \partial y = -z", network, ("dl_dy",)),
    Said("13", r"\partial \ell / \partial w^{(2)} = \frac{\partial \ell}{\partial y}\, h", network, ("dl_dw2",)),
    Said("13", r"\partial \ell / \partial h = \frac{\partial \ell}{\partial y}\, w^{(2)}", network, ("dl_dh",)),
    Said("13", r"\partial \ell / \partial a = \partial \ell / \partial h \odot [a > 0]", network, ("dl_da",)),
    Said("13", r"\partial \ell / \partial W^{(1)} = \frac{\partial \ell}{\partial a}\, x^\top", network, ("dl_dW1",)),
    Said("14", r"\ell = (w x - 1)^2", graph, ("l",)),
    Said("15", r"\ell = (y-z)^2/2", target, ("loss",)),
    Said("15", r"\partial\ell/\partial y = y - z", target, ("dl_dy",)),
)


# Formulas that are an example of their lesson or are said in words: nothing in the code computes them, or a test below does.
EXAMPLES = {
    ("01", r"z = \mathrm{argmax}_i\, y_i"), ("02", r"L = \sum \ell"), ("04", "[k = z]"),
    ("05", r"f(w) = w^2"), ("05", r"f(u) = u^2"), ("05", r"g(x) = x^2 - 1"), ("05", r"f(x) = \max(x^2,\; 3x - 1)"),
    ("05", r"f(p\,x_1 + (1-p)\,x_2) \;\le\; p\,f(x_1) + (1-p)\,f(x_2)."),
    ("12", r"\|\theta\|^2 = \theta_1^2 + \theta_2^2 + \dots"),
    ("13", r"y = w^{(2)} \cdot h = 1 \cdot 1 + (-0.5) \cdot 3 + 2 \cdot 0"), ("13", r"a_i = \sum_j W^{(1)}_{ij} x_j"), ("13", "k = i"),
    ("14", "u = wx"), ("14", r"\frac{\partial}{\partial u} = e + 2"), ("14", r"\frac{\partial u}{\partial w} = x = 2"), ("14", "v = u - 1"),
}
A_LETTER = re.compile(r"[A-Za-z]|\\(?:theta|eta|ell|lambda|beta|partial)")


def calculates(formula: list[str]) -> bool:
    """It has a relation with a letter to the right of it: y = 3 is a number, y = w·h a formula."""
    _, found, after = " ".join(formula).partition(" = " if "=" in formula else r" \leftarrow ")
    plain = [token for token in after.split() if token not in (r"\pm", r"\cdot", r"\frac", r"\sqrt", r"\log", r"\exp", r"\max")]
    return bool(found) and any(A_LETTER.fullmatch(token) for token in plain)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_formula_of_a_lesson_is_left_out(lesson):
    known = [tokens(said.latex) for said in FORMULAS] + [tokens(latex) for of, latex in EXAMPLES if of == lesson]
    left = ["".join(formula) for formula in formulas_of(lesson) if calculates(formula) and formula not in known]
    assert not left, "give each a row in FORMULAS, or in EXAMPLES where nothing computes it"


@pytest.mark.parametrize("said", FORMULAS, ids=lambda said: f"{said.lesson} {said.latex}")
def test_the_lesson_says_it(said):
    assert tokens(said.latex) in formulas_of(said.lesson), f"lesson {said.lesson} no longer says {said.latex}: change it here as well"


@pytest.mark.parametrize("said", FORMULAS, ids=lambda said: f"{said.lesson} {said.latex}")
def test_the_code_computes_it(said):
    formula, rng = parse(said.latex), np.random.default_rng(1)
    assert len(formula.right) == len(said.values)
    for _ in range(POINTS):
        letters = said.draw(rng)
        for side, value in zip(formula.right, said.values):
            np.testing.assert_allclose(side(letters), letters[value], rtol=1e-9, atol=1e-12)


def test_the_sum_over_the_inputs():
    formula = parse(r"a_i = \sum_j W^{(1)}_{ij} x_j")
    assert tokens(r"a_i = \sum_j W^{(1)}_{ij} x_j") in formulas_of("13")
    for seed in range(POINTS):
        letters = network(np.random.default_rng(seed))
        assert formula.right[0](letters) == pytest.approx(letters["a"][letters["i"] - 1])


def test_both_sides_of_the_chord():
    text = r"f(p\,x_1 + (1-p)\,x_2) \;\le\; p\,f(x_1) + (1-p)\,f(x_2)."
    assert tokens(text) in formulas_of("05")
    formula, rng = parse(text), np.random.default_rng(2)
    below = expression(r"f(p x_1 + (1-p) x_2)")
    assert formula.relations == ("≤",)
    for _ in range(POINTS):
        letters = chord(rng)
        assert below(letters) == pytest.approx(letters["below"])
        assert formula.right[0](letters) == pytest.approx(letters["above"])


@pytest.mark.parametrize(("right", "wrong"), [
    (r"\ell = \max(0, 1 - zy)", r"\ell = \max(0, 1 + zy)"),
    (r"\partial \ell / \partial h = \frac{\partial \ell}{\partial y}\, w^{(2)}",
     r"\partial \ell / \partial h = \frac{\partial \ell}{\partial y}\, h"),
    (r"\hat m = m/(1-\beta_1^t)", r"\hat m = m/(1-\beta_1)"),
    (r"\sqrt{2/d_{in}}", r"2/d_{in}"),
])
def test_a_wrong_formula_would_be_noticed(right, wrong):
    said = next(each for each in FORMULAS if each.latex == right)
    with pytest.raises(AssertionError):
        test_the_code_computes_it(said._replace(latex=wrong))
