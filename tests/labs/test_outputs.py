"""Every lab that takes a network, found by inspection: one whose output has an activation works in it, or is refused in a sentence."""

import ast
from inspect import signature

import numpy as np
import pytest

import nbnn
from tests.labs.every_lab import lab_classes

NETWORKS = {
    "output": 'nbnn.Network.random([2, 3, 1], nbnn.tanh, output=nbnn.sigmoid)',
    "mixed": 'nbnn.Network.random([2, 3, 2, 1], [nbnn.tanh, nbnn.relu])',
    "both": 'nbnn.Network.random([2, 3, 2, 1], [nbnn.tanh, nbnn.relu], output=nbnn.tanh, bias=True)',
    "no hidden layer": 'nbnn.Network([[1.0, -1.0]], output=nbnn.tanh)',
}


def takers() -> list[str]:
    """The examples of every lab that takes a network."""
    return [line for lab in lab_classes() if "net" in signature(lab.__init__).parameters for line in lab.examples]


def with_network(line: str, network: str) -> str:
    """The same line of code with this network, and a loss that takes any output where the lab takes one."""
    call = ast.parse(line, mode="eval").body
    parameters = [*signature(getattr(nbnn.labs, call.func.attr).__init__).parameters][1:]
    given = dict(zip(parameters, call.args)) | {keyword.arg: keyword.value for keyword in call.keywords}
    given["net"] = ast.parse(network, mode="eval").body
    if "loss" in parameters:
        given["loss"] = ast.parse("nbnn.squared", mode="eval").body
    call.args, call.keywords = [], [ast.keyword(name, value) for name, value in given.items()]
    return ast.unparse(call)


def made(line: str):
    """The lab, and the sentence with which it refuses: one of them is None."""
    try:
        return eval(line, {"nbnn": nbnn}), None
    except (ValueError, TypeError) as error:
        return None, str(error)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("line", takers())
def test_a_lab_works_with_such_a_network_or_says_why_not(line, name):
    lab, refused = made(with_network(line, NETWORKS[name]))
    if lab is None:
        assert len(refused.split()) > 5 and "NoneType" not in refused, refused
        return
    bundle = lab._repr_mimebundle_()
    assert bundle["text/html"] and bundle["text/plain"]
    player = getattr(lab, "player", None)
    for at in range(0, len(player.schema.get("lines", ())) if player else 0, 1 if name == "both" else 4):  # "both" has every kind of line
        player.line = at
        assert lab._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("name", NETWORKS)
def test_these_labs_work(name):
    """The Stepper in all its forms, a graph and a path of weights take any network."""
    lines = [line for line in takers() if line.startswith(("nbnn.labs.Stepper", "nbnn.labs.TrajectoryLab(net"))
             or "GraphLab(net" in line]
    for line in lines:
        line = with_network(line, NETWORKS[name])
        if "dl_dw2" in line:
            last = eval(NETWORKS[name], {"nbnn": nbnn}).quantities.layers[-1].dl_dW
            line = line.replace("dl_dw2", last)
        if "hidden_space" in line and name == "no hidden layer":
            continue
        if "weights=[(2, 1)]" in line:
            line = line.replace("weights=[(2, 1)]", "weights=[(1, 0, 0)]")
        assert made(line)[1] is None, line


def test_what_a_lab_refuses_it_says():
    for line, words in (
            ('nbnn.labs.LossLab(view="run", main="hinge", net=NET)', "the margin zy is that of a score: leave output out"),
            ('nbnn.labs.BatchLab("packed", net=NET)', "one score without an activation")):
        assert words in made(line.replace("NET", NETWORKS["output"]))[1]


def test_the_classic_example_in_a_line():
    lab = nbnn.labs.worked_example([[.15, .20, .35], [.25, .30, .35]], [[.40, .45, .60], [.50, .55, .60]], x=[.05, .10], z=1,
                                   loss=nbnn.squared, activation=nbnn.sigmoid, output=nbnn.sigmoid, bias=True)
    np.testing.assert_allclose(lab.step.y, [0.75136507, 0.772928465], rtol=1e-8)
    names = [line["name"] for line in lab.player.schema["lines"]]
    assert names == ["x", "a", "h", "s", "y", "loss", "dl_dy", "dy_ds", "dl_ds", "dl_dW2", "dl_dh", "dl_da", "dl_dW1", "theta"]


def test_an_example_of_any_depth():
    lab = nbnn.labs.worked_example([[[.1, .2], [.3, .4]], [[.5, .6], [.7, .8]], [.9, 1.0]], x=[1, 2], z=-1, loss=nbnn.squared,
                                   activation=[nbnn.tanh, nbnn.sigmoid], output=nbnn.tanh)
    assert lab.run.start.activations == (nbnn.tanh, nbnn.sigmoid) and lab.run.start.output is nbnn.tanh
    with pytest.raises(ValueError, match="activation has 2 activations for 1 hidden layer: give one"):
        nbnn.labs.worked_example([[1, 2]], [1], x=[1, 2], z=1, activation=[nbnn.tanh, nbnn.relu])


def test_the_controls_keep_what_each_layer_has():
    """The menu names the mixed activations; another choice is for all layers, and all of it can be taken back."""
    net = nbnn.Network.random([2, 3, 2, 1], [nbnn.tanh, nbnn.relu], output=nbnn.sigmoid)
    lab = nbnn.labs.Stepper(net, nbnn.datasets.moons(), loss=nbnn.squared, show="all", steps=5)
    menu, hidden = lab.controls.fields["activation"], lab.controls.fields["hidden"]
    assert menu.options[0] == ("tanh, ReLU", "tanh-relu") and menu.value == "tanh-relu"
    lab.controls.fields["seed"].value = "4"
    assert lab.run.start.activations == (nbnn.tanh, nbnn.relu) and lab.run.start.output is nbnn.sigmoid
    hidden.value = "3"
    assert lab.run.start.sizes == (2, 3, 2, 1), "one layer cannot have two activations: it is refused"
    hidden.value = "3, 2"
    menu.value = "sigmoid"
    assert lab.run.start.activations == (nbnn.sigmoid,) * 2 and lab.run.start.output is nbnn.sigmoid
    menu.value = "tanh-relu"
    assert lab.run.start.activations == (nbnn.tanh, nbnn.relu)


def test_without_a_hidden_layer_the_output_bends_the_loss():
    """Squared loss of a sigmoid is not convex in θ: the lab shows the network that was given, and says so."""
    net = nbnn.Network([[1.0, -1.0]], output=nbnn.sigmoid)
    lab = nbnn.labs.ConvexityLab("line", net=net, data=nbnn.datasets.moons(n=20), loss="squared")
    assert "sigmoid bends them" in lab.subject.about


def test_a_lab_without_a_loss_takes_one_that_has_meaning_for_its_output():
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], output=nbnn.sigmoid), nbnn.datasets.xor())
    assert lab.run.loss is nbnn.binary_cross_entropy_01
    lab.close()
