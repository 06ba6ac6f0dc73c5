"""Worked examples from books and courses: what each one is given, and the numbers that it prints.

One record an example. All of them are graphs (`formula` at `values`); those that are a network with one example have a `Layers`
as well, for the board. The names of quantities are the board's:

    a h s y loss p        values; p are the softmax probabilities of the scores
    dl_ds dl_dW1 …        derivatives; a minus before it: the source prints the negative, an "error" (z − y)·…
    W1_after loss_after   after `updates` updates

Each printed number is a text, since its digits say how exactly it must agree: to half a unit of its last digit. Where a source
went on computing with numbers that it had rounded, `from_printed` has the formula: from the same rounded numbers it gives the print to
its last digit (`rounded.py`). What a source prints wrongly is in `wrong`, with the reason, and what is right there is tested instead.

Each example says in `checked` against what its numbers were compared, one by one: an original, a public copy of it, or notes of readers
that repeat every number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True, eq=False)
class Layers:
    """A network and one example: weights layer by layer (rows are units; a single output's weights are a vector), biases or None.

    activation, output, loss : keys of the package's records ("identity": none). z : the target, several targets, or a label from 1;
    forward_only : the source has neither target nor loss; those here are ours. biases_stay : the source does not update its biases.
    """

    x: list
    weights: list
    biases: list | None = None
    activation: str = "sigmoid"
    output: str = "sigmoid"
    loss: str = "half_squared"
    z: object = None
    eta: float | None = None
    updates: int = 1
    forward_only: bool = False
    biases_stay: bool = False

    def weights_with_biases(self) -> list[np.ndarray]:
        """The weights as `nbnn.Network(…, bias=True)` takes them: each unit's bias behind its weights."""
        if self.biases is None:
            return [np.asarray(W, dtype=float) for W in self.weights]
        return [np.hstack([W, b]) if np.ndim(W) == 1 else np.column_stack([W, b]) for W, b in zip(self.weights, self.biases)]


class Printed(NamedTuple):
    """One printed number: of the quantity `name` (a leading minus: of its negative), at `place`, as text."""

    name: str
    place: tuple[int, ...]
    text: str

    @property
    def unit(self) -> float:
        """One unit of its last digit."""
        return 10.0 ** int(Decimal(self.text).as_tuple().exponent)


class Checked(NamedTuple):
    """Against what an example's numbers were compared: how (one of HOW), where, with its version, and on which day."""

    how: str
    where: str
    on: str = "2026-11-29"


ORIGINAL, COPY, NOTES, UNCHECKED = HOW = ("the original", "a public copy", "readers' notes", "not checked")


@dataclass(frozen=True, eq=False)
class Published:
    """A worked example.

    name : what the tests and the documentation call it. title, author, source (an address or ISBN), place (where in it).
    formula, values, constants : the graph, as GraphLab takes them.
    printed : name → the numbers, "0.332 0.525"; rows of a matrix apart by ";", "·" where none is printed.
    from_printed : name → the formula of rounded numbers that are printed too, from which the source computed it.
    wrong : name → the numbers, and why they are wrong. left_out : what else the source prints, if that is not compared, and why.
    """

    name: str
    title: str
    author: str
    source: str
    place: str
    formula: str
    values: Mapping[str, object]
    printed: Mapping[str, str]
    checked: Checked
    constants: tuple[str, ...] = ()
    layers: Layers | None = None
    from_printed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    left_out: str = ""

    def numbers(self) -> Iterator[Printed]:
        for name, text in self.printed.items():
            yield from _numbers(name, text)

    def wrong_numbers(self) -> Iterator[Printed]:
        for name, (text, _) in self.wrong.items():
            yield from _numbers(name, text)


def _numbers(name: str, text: str) -> Iterator[Printed]:
    rows = [row.split() for row in text.split(";")]
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            place = (i, j) if len(rows) > 1 else (j,) if len(row) > 1 else ()
            if number != "·":
                yield Printed(name, place, number)


TWO_LAYERS = "a = W1 @ x + b1; h = sigmoid(a); s = W2 @ h + b2; y = sigmoid(s); e = (y - z)**2/2; sum(e)"
ONE_OUTPUT = "a = W1 @ x + b1; h = sigmoid(a); s = w2 @ h + b2; y = sigmoid(s); (y - z)**2/2"
SOFTMAX = "t = exp(y); p = t/sum(t); -ln(sum(k*p))"

MAZUR = Published(
    name="Mazur's 2–2–2", title="A Step by Step Backpropagation Example", author="Matt Mazur, 2015",
    source="https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/", place="the whole post",
    formula=TWO_LAYERS, constants=("x", "z", "b1", "b2"),
    values={"x": [0.05, 0.10], "z": [0.01, 0.99], "W1": [[0.15, 0.20], [0.25, 0.30]], "b1": [0.35, 0.35],
            "W2": [[0.40, 0.45], [0.50, 0.55]], "b2": [0.60, 0.60]},
    layers=Layers(x=[0.05, 0.10], weights=[[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]],
                  biases=[[0.35, 0.35], [0.60, 0.60]], z=[0.01, 0.99], eta=0.5, biases_stay=True),
    printed={"a": "0.3775 ·", "h": "0.593269992 0.596884378", "s": "1.105905967 ·", "y": "0.75136507 0.772928465",
             "e": "0.274811083 0.023560026", "loss": "0.298371109", "dl_dy": "0.74136507 ·",
             "dy_ds": "0.186815602 ·", "dl_ds": "0.138498562 ·", "dl_dW2": "0.082167041 ·; · ·",
             "dl_dh": "0.036350306 ·", "dh_da": "0.241300709 ·", "dl_dW1": "0.000438568 ·; · ·",
             "W2_after": "0.35891648 0.408666186; 0.511301270 0.561370121",
             "W1_after": "0.149780716 0.19956143; 0.24975114 0.29950229"},
    wrong={"loss_after": ("0.291027924", "the biases stay, and then it is 0.291027774")},
    left_out="the two terms of ∂ℓ/∂h₁, whose sum is compared, and what 10,000 updates lead to, because here the biases change too",
    checked=Checked(COPY, "the whole post in https://github.com/mltrees/document, note/A_Step_by_Step_Backpropagation_Example, e5b8672"))

HAN = Published(
    name="Han, Kamber, and Pei's 3–2–1", title="Data Mining: Concepts and Techniques, 3rd edition",
    author="Jiawei Han, Micheline Kamber, Jian Pei, 2011",
    source="ISBN 978-0-12-381479-1", place="section 9.2, Example 9.1, Tables 9.1 to 9.4",
    formula=ONE_OUTPUT, constants=("x", "z"),
    values={"x": [1, 0, 1], "z": 1, "W1": [[0.2, 0.4, -0.5], [-0.3, 0.1, 0.2]], "b1": [-0.4, 0.2], "w2": [-0.3, -0.2], "b2": 0.1},
    layers=Layers(x=[1, 0, 1], weights=[[[0.2, 0.4, -0.5], [-0.3, 0.1, 0.2]], [-0.3, -0.2]], biases=[[-0.4, 0.2], 0.1], z=1, eta=0.9),
    printed={"a": "-0.7 0.1", "h": "0.332 0.525", "s": "-0.105", "y": "0.474", "-dl_ds": "0.1311", "-dl_da": "-0.0087 -0.0065",
             "w2_after": "-0.261 -0.138", "W1_after": "0.192 0.4 -0.508; -0.306 0.1 0.194",
             "b2_after": "0.218", "b1_after": "-0.408 0.194"},
    from_printed={"-dl_ds": "y*(1 - y)*(z - y)"},
    checked=Checked(NOTES, "all four tables, as Appendix B of a report, in https://huggingface.co/datasets/nvidia/Nemotron-CC-Math-v1; the "
                          "given and the new weights also in SigmoidTest.java of https://github.com/ivan-vasilev/neuralnetworks, cb52c1b"))

MACLEOD = Published(
    name="MacLeod's 2–2–1", title="An Introduction to Practical Neural Networks and Genetic Algorithms for Engineers and Scientists",
    author="Christopher MacLeod, The Robert Gordon University",
    source="https://www4.rgu.ac.uk/files/chapter3%20-%20bp.pdf",
    place="chapter 3, worked example 3.1",
    formula="a = W1 @ x; h = sigmoid(a); s = w2 @ h; y = sigmoid(s); (y - z)**2/2", constants=("x", "z"),
    values={"x": [0.35, 0.9], "z": 0.5, "W1": [[0.1, 0.8], [0.4, 0.6]], "w2": [0.3, 0.9]},
    layers=Layers(x=[0.35, 0.9], weights=[[[0.1, 0.8], [0.4, 0.6]], [0.3, 0.9]], z=0.5, eta=1.0),
    printed={"a": "0.755 0.68", "h": "0.68 0.6637", "s": "0.80133", "y": "0.69", "-dl_ds": "-0.0406", "w2_after": "0.272392 0.87305"},
    from_printed={"s": "w2 @ h", "-dl_ds": "y*(1 - y)*(z - y)", "w2_after": "w2 - eta*dl_ds*h"},
    checked=Checked(NOTES, "every step and the figure in README.md of "
                           "https://github.com/nathansamsel/simple_backpropagation_example, dbf80fb"),
    wrong={"-dl_da": ("-0.002406 -0.007916", "computed with the new weights out of the hidden units instead of the old ones"),
           "W1_after": ("0.09916 0.7978; 0.3972 0.5928", "follows from the wrong errors of the hidden units")})

HMKCODE = Published(
    name="HMKCode's 2–2–1 without an activation", title="Backpropagation Step by Step", author="Hani M. K. (HMKCode), 2019",
    source="https://hmkcode.com/ai/backpropagation-step-by-step/", place="the whole post",
    formula="h = W1 @ x; y = w2 @ h; (y - z)**2/2", constants=("x", "z"),
    values={"x": [2, 3], "z": 1, "W1": [[0.11, 0.21], [0.12, 0.08]], "w2": [0.14, 0.15]},
    layers=Layers(x=[2, 3], weights=[[[0.11, 0.21], [0.12, 0.08]], [0.14, 0.15]], activation="identity", output="identity", z=1, eta=0.05),
    printed={"h": "0.85 0.48", "y": "0.191", "loss": "0.327", "dl_dy": "-0.809", "w2_after": "0.17 0.17",
             "W1_after": "0.12 0.23; 0.13 0.10", "h_after": "0.92 0.56", "y_after": "0.26"},
    checked=Checked(ORIGINAL, "the post and its pictures in https://github.com/hmkcode/hmkcode.github.io, ebace54"))

NG_SOFTMAX = Published(
    name="Ng's four classes", title="Improving Deep Neural Networks (Deep Learning Specialization, course 2)", author="Andrew Ng, 2017",
    source="https://www.coursera.org/learn/deep-neural-network", place="week 3, Softmax Regression",
    formula="y = W1 @ x; t = exp(y); u = sum(t); p = t/u; -ln(sum(k*p))", constants=("x", "k"),
    values={"x": [1], "k": [1, 0, 0, 0], "W1": [[5], [2], [-1], [3]]},
    layers=Layers(x=[1], weights=[[[5], [2], [-1], [3]]], output="identity", loss="cross_entropy", z=1, forward_only=True),
    printed={"y": "5 2 -1 3", "t": "148.4 7.4 0.4 20.1", "u": "176.3", "p": "0.842 0.042 0.002 0.114"},
    checked=Checked(NOTES, "seven students' notes of the lecture with the same probabilities, three of them with the powers and the sum, "
                          "found on GitHub by their numbers"))

RASHID = Published(
    name="Rashid's 3–3–3", title="Make Your Own Neural Network", author="Tariq Rashid, 2016",
    source="ISBN 978-1-5308-2660-5", place="part 1, A Three Layer Example with Matrix Multiplication",
    formula="a = W1 @ x; h = sigmoid(a); s = W2 @ h; y = sigmoid(s); sum(y)", constants=("x",),
    values={"x": [0.9, 0.1, 0.8], "W1": [[0.9, 0.3, 0.4], [0.2, 0.8, 0.2], [0.1, 0.5, 0.6]],
            "W2": [[0.3, 0.7, 0.5], [0.6, 0.5, 0.2], [0.8, 0.1, 0.9]]},
    layers=Layers(x=[0.9, 0.1, 0.8], weights=[[[0.9, 0.3, 0.4], [0.2, 0.8, 0.2], [0.1, 0.5, 0.6]],
                                              [[0.3, 0.7, 0.5], [0.6, 0.5, 0.2], [0.8, 0.1, 0.9]]],
                  z=[1, 0, 0], forward_only=True),
    printed={"a": "1.16 0.42 0.62", "h": "0.761 0.603 0.650", "s": "0.975 0.888 1.254", "y": "0.726 0.708 0.778"},
    from_printed={"s": "W2 @ h", "y": "sigmoid(s)"},
    checked=Checked(NOTES, "a reader's program that tests itself against every number, and four more with the sums, "
                          "found on GitHub by their numbers"))

NIELSEN = Published(
    name="Nielsen's neuron", title="Neural Networks and Deep Learning", author="Michael Nielsen, 2015",
    source="http://neuralnetworksanddeeplearning.com/chap3.html", place="chapter 3, The cross-entropy cost function, first start",
    formula="s = w1*x + b1; y = sigmoid(s); (y - z)**2/2", constants=("x", "z"), values={"x": 1, "z": 0, "w1": 0.6, "b1": 0.9},
    layers=Layers(x=[1], weights=[[0.6]], biases=[0.9], z=0, eta=0.15, updates=300),
    printed={"y": "0.82", "y_after": "0.09"},
    checked=Checked(COPY, "the paragraph quoted word for word in readers' notes, found on GitHub by its text; the start also in "
                          "http://www.mzph.cn/news/508961.shtml"))

NIELSEN_SLOW = Published(
    name="Nielsen's slow neuron", title=NIELSEN.title, author=NIELSEN.author, source=NIELSEN.source,
    place="chapter 3, The cross-entropy cost function, second start", formula=NIELSEN.formula, constants=("x", "z"),
    values={"x": 1, "z": 0, "w1": 2.0, "b1": 2.0},
    layers=Layers(x=[1], weights=[[2.0]], biases=[2.0], z=0, eta=0.15),
    printed={"y": "0.98"}, checked=NIELSEN.checked,
    left_out="the output at the end, which only the book's animation shows")

GOODFELLOW = Published(
    name="Goodfellow's XOR, one example", title="Deep Learning", author="Ian Goodfellow, Yoshua Bengio, Aaron Courville, 2016",
    source="ISBN 978-0-262-03561-3", place="section 6.1, the example (1, 1)",
    formula="a = W1 @ x + b1; h = relu(a); y = w2 @ h + b2; (y - z)**2", constants=("x", "z"),
    values={"x": [1, 1], "z": 0, "W1": [[1, 1], [1, 1]], "b1": [0, -1], "w2": [1, -2], "b2": 0},
    layers=Layers(x=[1, 1], weights=[[[1, 1], [1, 1]], [1, -2]], biases=[[0, -1], 0], activation="relu", output="identity",
                  loss="squared", z=0),
    printed={"a": "2 1", "h": "2 1", "y": "0"},
    checked=Checked(COPY, "the Chinese translation, https://github.com/exacity/deeplearningbook-chinese, a03e98d, "
                          "Chapter6/deep_feedforward_networks.tex"))

GOODFELLOW_ALL = Published(
    name="Goodfellow's XOR, all four examples", title=GOODFELLOW.title, author=GOODFELLOW.author, source=GOODFELLOW.source,
    place="section 6.1, equations 6.4 to 6.11",
    formula="u = X @ W; a = u + c; H = relu(a); y = H @ w; mean((y - z)**2)", constants=("X", "z"),
    values={"X": [[0, 0], [0, 1], [1, 0], [1, 1]], "z": [0, 1, 1, 0], "W": [[1, 1], [1, 1]], "c": [0, -1], "w": [1, -2]},
    printed={"u": "0 0; 1 1; 1 1; 2 2", "a": "0 -1; 1 0; 1 0; 2 1", "H": "0 0; 1 0; 1 0; 2 1", "y": "0 1 1 0"},
    checked=GOODFELLOW.checked)

CS231N_SCORES = ([-15, 22, -44, 56], [[0.01, -0.05, 0.1, 0.05], [0.7, 0.2, 0.05, 0.16], [0.0, -0.45, -0.2, 0.03]], [0.0, 0.2, -0.3])

CS231N_SOFTMAX = Published(
    name="CS231n's softmax", title="CS231n: Linear Classification", author="Andrej Karpathy, Stanford University",
    source="https://cs231n.github.io/linear-classify/", place="SVM vs. Softmax",
    formula=f"y = W1 @ x + b1; {SOFTMAX}", constants=("x", "k"),
    values={"x": CS231N_SCORES[0], "k": [0, 0, 1], "W1": CS231N_SCORES[1], "b1": CS231N_SCORES[2]},
    layers=Layers(x=CS231N_SCORES[0], weights=[CS231N_SCORES[1]], biases=[CS231N_SCORES[2]], output="identity", loss="cross_entropy", z=3),
    printed={"y": "-2.85 0.86 0.28", "t": "0.058 2.36 1.32", "p": "0.016 0.631 0.353", "loss": "1.04"}, from_printed={"p": "t/sum(t)"},
    checked=Checked(ORIGINAL, "https://github.com/cs231n/cs231n.github.io, 3d84654: linear-classify.md and assets/svmvssoftmax.png"))

CS231N_SVM = Published(
    name="CS231n's SVM", title=CS231N_SOFTMAX.title, author=CS231N_SOFTMAX.author, source=CS231N_SOFTMAX.source, place=CS231N_SOFTMAX.place,
    formula="y = W1 @ x + b1; sum((1 - k)*max(0, 1 + y - sum(k*y)))", constants=("x", "k"),
    values=CS231N_SOFTMAX.values,
    layers=Layers(x=CS231N_SCORES[0], weights=[CS231N_SCORES[1]], biases=[CS231N_SCORES[2]], output="identity",
                  loss="weston_watkins", z=3),
    printed={"y": "-2.85 0.86 0.28", "loss": "1.58"}, checked=CS231N_SOFTMAX.checked)

NNFS = Published(
    name="Kinsley and Kukieła's layer", title="Neural Networks from Scratch in Python", author="Harrison Kinsley, Daniel Kukieła, 2020",
    source="https://nnfs.io", place="chapters 2 and 4, a layer of neurons and its softmax",
    formula=f"y = W1 @ x + b1; {SOFTMAX}", constants=("x", "k"),
    values={"x": [1, 2, 3, 2.5], "k": [1, 0, 0], "W1": [[0.2, 0.8, -0.5, 1.0], [0.5, -0.91, 0.26, -0.5], [-0.26, -0.27, 0.17, 0.87]],
            "b1": [2, 3, 0.5]},
    layers=Layers(x=[1, 2, 3, 2.5], weights=[[[0.2, 0.8, -0.5, 1.0], [0.5, -0.91, 0.26, -0.5], [-0.26, -0.27, 0.17, 0.87]]],
                  biases=[[2, 3, 0.5]], output="identity", loss="cross_entropy", z=1, forward_only=True),
    printed={"y": "4.8 1.21 2.385", "t": "121.51041752 3.35348465 10.85906266", "p": "0.89528266 0.02470831 0.08000903"},
    checked=Checked(NOTES, "the layer in the authors' https://github.com/Sentdex/nnfs_book, 9cf2fc4, Chapter_2; the softmax in "
                           "https://github.com/luisegarduno/First-NeuralNetwork, 1ec0e95, Part 6"))

UDL = Published(
    name="Prince's toy model, notebook 7.1", title="Understanding Deep Learning", author="Simon J. D. Prince, 2023",
    source="https://github.com/udlbook/udlbook/blob/main/Notebooks/Chap07/7_1_Backpropagation_in_Toy_Model.ipynb",
    place="section 7.3 and notebook 7.1",
    formula="f0 = β0 + ω0*x; h1 = sin(f0); f1 = β1 + ω1*h1; h2 = exp(f1); f2 = β2 + ω2*h2; h3 = cos(f2); f3 = β3 + ω3*h3; (f3 - y)**2",
    constants=("x", "y"),
    values={"β0": 1.0, "β1": 2.0, "β2": -3.0, "β3": 0.4, "ω0": 0.1, "ω1": -0.4, "ω2": 2.0, "ω3": 3.0, "x": 2.3, "y": 2.0},
    printed={"f0": "1.230", "h1": "0.942", "f1": "1.623", "h2": "5.068", "f2": "7.137", "h3": "0.657", "f3": "2.372", "loss": "0.139",
             "dl_df3": "0.745", "dl_dh3": "2.234", "dl_df2": "-1.683", "dl_dh2": "-3.366", "dl_df1": "-17.060", "dl_dh1": "6.824",
             "dl_df0": "2.281", "dl_dβ3": "0.745", "dl_dω3": "0.489", "dl_dβ2": "-1.683", "dl_dω2": "-8.530", "dl_dβ1": "-17.060",
             "dl_dω1": "-16.079", "dl_dβ0": "2.281", "dl_dω0": "5.246"},
    checked=Checked(ORIGINAL, "https://github.com/udlbook/udlbook, a8fe82b, Notebooks/Chap07/7_1_Backpropagation_in_Toy_Model.ipynb"))

CS231N_NEURON = Published(
    name="CS231n's sigmoid circuit", title="CS231n: Backpropagation, Intuitions", author=CS231N_SOFTMAX.author,
    source="https://cs231n.github.io/optimization-2/", place="Modularity: Sigmoid example",
    formula="m0 = w0*x0; m1 = w1*x1; q = m0 + m1; u = q + w2; n = -u; e = exp(n); d = e + 1; 1/d",
    values={"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3},
    printed={"m0": "-2.00", "m1": "6.00", "q": "4.00", "u": "1.00", "n": "-1.00", "e": "0.37", "d": "1.37", "loss": "0.73",
             "dl_dd": "-0.53", "dl_de": "-0.53", "dl_dn": "-0.20", "dl_du": "0.20", "dl_dq": "0.20", "dl_dm0": "0.20", "dl_dm1": "0.20",
             "dl_dw0": "-0.20", "dl_dx0": "0.39",
             "dl_dw1": "-0.39", "dl_dx1": "-0.59", "dl_dw2": "0.20"},
    checked=Checked(ORIGINAL, "the circuit in https://github.com/cs231n/cs231n.github.io, 3d84654: optimization-2.md"))

CS231N_MAX = Published(
    name="CS231n's max gate", title=CS231N_NEURON.title, author=CS231N_NEURON.author, source=CS231N_NEURON.source,
    place="Patterns in backward flow",
    formula="q = x*y; m = max(z, w); s = q + m; 2*s", values={"x": 3, "y": -4, "z": 2, "w": -1}, checked=CS231N_NEURON.checked,
    printed={"q": "-12.00", "m": "2.00", "s": "-10.00", "loss": "-20.00", "dl_ds": "2.00", "dl_dq": "2.00", "dl_dm": "2.00",
             "dl_dx": "-8.00", "dl_dy": "6.00", "dl_dz": "2.00", "dl_dw": "0.00"})

MICROGRAD = Published(
    name="Karpathy's micrograd", title="micrograd", author="Andrej Karpathy, 2020",
    source="https://github.com/karpathy/micrograd", place="README, example usage",
    formula="c0 = a + b; c1 = c0 + c0 + 1; c = c1 + 1 + c1 - a; d0 = a*b + b**3; d1 = d0 + d0*2 + relu(b + a); "
            "d = d1 + 3*d1 + relu(b - a); f = (c - d)**2; f/2 + 10/f",
    values={"a": -4, "b": 2}, printed={"loss": "24.7041", "dl_da": "138.8338", "dl_db": "645.5773"},
    checked=Checked(ORIGINAL, "README.md of https://github.com/karpathy/micrograd, c911406"))

JURAFSKY = Published(
    name="Jurafsky and Martin's c(a + 2b)", title="Speech and Language Processing, 3rd edition draft",
    author="Daniel Jurafsky, James H. Martin",
    source="https://web.stanford.edu/~jurafsky/slp3/", place="the chapter on neural networks, computation graphs: L = c(a + 2b)",
    formula="d = 2*b; e = a + d; c*e", values={"a": 3, "b": 1, "c": -2},
    printed={"d": "2", "e": "5", "loss": "-10", "dl_de": "-2", "dl_dc": "5", "dl_da": "-2", "dl_dd": "-2", "dl_db": "-4"},
    checked=Checked(NOTES, "forward: the text of Figure 6.15, pages 148 to 150 of the draft; backward: notes with every derivative; "
                           "both found on GitHub by their text"))

NG_GRAPH = Published(
    name="Ng's 3(a + bc)", title="Neural Networks and Deep Learning (Deep Learning Specialization, course 1)", author="Andrew Ng, 2017",
    source="https://www.coursera.org/learn/neural-networks-deep-learning", place="week 2, Computation Graph",
    formula="u = b*c; v = a + u; 3*v", values={"a": 5, "b": 3, "c": 2},
    printed={"u": "6", "v": "11", "loss": "33", "dl_dv": "3", "dl_da": "3", "dl_du": "3", "dl_db": "6", "dl_dc": "9"},
    checked=Checked(NOTES, "the transcript, https://pt.coursera.org/lecture/neural-networks-deep-learning/computation-graph-4WdOY; "
                           "the derivatives in https://huymachinelearning.blogspot.com/2017/11/computation-graph-why-forward-pass-and.html"))

TIMELINE = Published(
    name="A 2–2–1 with the logistic loss", title="Numerical walkthrough: backprop by hand on a 2-2-1 net", author="surafelml, NN timeline",
    source="https://surafelml.github.io/nn-timeline/supp/04_mlp_backprop_numerical.html", place="sections 20.1 to 20.3",
    formula="a = W1 @ x; h = sigmoid(a); s = w2 @ h; y = sigmoid(s); -(z*ln(y) + (1 - z)*ln(1 - y))", constants=("x", "z"),
    values={"x": [1, 0], "z": 1, "W1": [[0.1, 0.2], [0.3, 0.4]], "w2": [0.5, 0.6]},
    layers=Layers(x=[1, 0], weights=[[[0.1, 0.2], [0.3, 0.4]], [0.5, 0.6]], loss="binary_cross_entropy_01", z=1),
    printed={"a": "0.1 0.3", "h": "0.525 0.5744", "s": "0.6072", "y": "0.6473", "loss": "0.435", "dl_ds": "-0.3527",
             "dl_dw2": "-0.1852 -0.2026"},
    left_out="the derivatives of the first layer, which were cut off in the copy that we had",
    checked=Checked(ORIGINAL, "up to section 20.3, https://surafelml.github.io/nn-timeline/supp/04_mlp_backprop_numerical.html"))

SAITOH = Published(
    name="Saitoh's 2–3–2–2", title="Deep Learning from Scratch (ゼロから作るDeep Learning)", author="Koki Saitoh, 2016",
    source="ISBN 978-4-87311-758-4", place="section 3.4, a network of three layers",
    formula="a1 = W1 @ x + b1; h1 = sigmoid(a1); a2 = W2 @ h1 + b2; h2 = sigmoid(a2); y = W3 @ h2 + b3; sum(y)", constants=("x",),
    values={"x": [1.0, 0.5], "W1": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], "b1": [0.1, 0.2, 0.3],
            "W2": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], "b2": [0.1, 0.2], "W3": [[0.1, 0.2], [0.3, 0.4]], "b3": [0.1, 0.2]},
    layers=Layers(x=[1.0, 0.5], weights=[[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]],
                                         [[0.1, 0.2], [0.3, 0.4]]],
                  biases=[[0.1, 0.2, 0.3], [0.1, 0.2], [0.1, 0.2]], output="identity", z=[0, 1], forward_only=True),
    printed={"a1": "0.3 0.7 1.1", "h1": "0.57444252 0.66818777 0.75026011", "h2": "0.62624937 0.7710107", "y": "0.31682708 0.69627909"},
    checked=Checked(NOTES, "a reader's notebook with the book's code and output, https://github.com/Panverson/DeepLearining, e3909b1, "
                          "Ch3. Neural Network"))

SAITOH_FRUIT = Published(
    name="Saitoh's apples and oranges", title=SAITOH.title, author=SAITOH.author, source=SAITOH.source,
    place="section 5.4, buying apples and oranges",
    formula="apples = apple*apple_num; oranges = orange*orange_num; both = apples + oranges; both*tax",
    values={"apple": 100, "apple_num": 2, "orange": 150, "orange_num": 3, "tax": 1.1},
    printed={"apples": "200", "oranges": "450", "both": "650", "loss": "715", "dl_dboth": "1.1", "dl_dapples": "1.1", "dl_doranges": "1.1",
             "dl_dapple": "2.2", "dl_dapple_num": "110", "dl_dorange": "3.3", "dl_dorange_num": "165", "dl_dtax": "650"},
    checked=Checked(NOTES, "the given numbers in the author's https://github.com/oreilly-japan/deep-learning-from-scratch, 07b1161, "
                          "ch05/buy_apple_orange.py; its output in https://github.com/Panverson/DeepLearining, e3909b1, "
                           "Ch5. Backpropagation"))

D2L = Published(
    name="Zhang, Lipton, Li, and Smola's 2x·x", title="Dive into Deep Learning",
    author="Aston Zhang, Zachary C. Lipton, Mu Li, Alexander J. Smola",
    source="https://d2l.ai/chapter_preliminaries/autograd.html", place="section 2.5, a simple function",
    formula="s = x @ x; 2*s", values={"x": [0, 1, 2, 3]}, printed={"loss": "28", "dl_dx": "0 4 8 12"},
    checked=Checked(ORIGINAL, "https://github.com/d2l-ai/d2l-pytorch-colab, f854371, chapter_preliminaries/autograd.ipynb"))

PUBLISHED: tuple[Published, ...] = (
    MAZUR, HAN, MACLEOD, NG_SOFTMAX, TIMELINE, HMKCODE, RASHID, NIELSEN, NIELSEN_SLOW, GOODFELLOW, GOODFELLOW_ALL, CS231N_SOFTMAX,
    CS231N_SVM, NNFS, UDL, SAITOH, CS231N_NEURON, CS231N_MAX, MICROGRAD, JURAFSKY, NG_GRAPH, SAITOH_FRUIT, D2L)
NETWORKS = tuple(each for each in PUBLISHED if each.layers is not None)
