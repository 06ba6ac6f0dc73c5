"""Networks from PyTorch's modules and to them, where PyTorch is installed: the same scores to 1e-12."""

import warnings

import numpy as np
import pytest

import nbnn
from tests.bridges import cases

torch = pytest.importorskip("torch", reason="PyTorch is not installed: the group `oracle` of pyproject.toml has it")
nn = torch.nn


def inputs(count, scale=1.0):
    return np.random.default_rng(3).normal(size=(50, count)) * scale


def agree(module, net, scale=1.0):
    X = inputs(net.n_inputs, scale)
    with torch.no_grad():
        theirs = module.double().eval()(torch.from_numpy(X)).numpy()
    np.testing.assert_allclose(net.scores(X).reshape(50, -1), theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", cases.READ)
def test_a_modules_scores_are_the_networks(name):
    module = cases.READ[name][0](nn)
    net = nbnn.Network.from_torch(module)
    agree(module, net)
    assert (net.sizes, net.bias) == cases.READ[name][1:3]


@pytest.mark.parametrize("name", cases.REFUSED)
def test_any_other_layer_is_named_with_its_place(name):
    make, words = cases.REFUSED[name]
    with pytest.raises(ValueError) as caught:
        nbnn.Network.from_torch(make(nn))
    assert words in str(caught.value)


@pytest.mark.parametrize("make", [cases.with_code_of_its_own, cases.with_a_layer_of_its_own])
def test_code_of_its_own_is_not_taken_for_a_layer(make):
    with pytest.raises(ValueError, match="computes with code of its own"):
        nbnn.Network.from_torch(make(nn))


def test_dropout_is_left_out_and_missing_biases_are_put_in():
    module = nn.Sequential(nn.Linear(4, 3, bias=False), nn.ReLU(), nn.Dropout(0.5), nn.Linear(3, 3), nn.AlphaDropout(0.1))
    with pytest.warns(UserWarning) as said:
        net = nbnn.Network.from_torch(module)
    assert [str(each.message).split(",")[0] for each in said] == [
        "left out: Dropout at module[2]", "put in: a bias of 0 for Linear at module[0]"]
    agree(module, net)


@pytest.mark.filterwarnings("ignore:lazy modules:UserWarning", "ignore:Lazy modules:UserWarning")
def test_what_pytorch_keeps_in_other_ways():
    named = nn.Sequential()
    named.add_module("first", nn.Linear(2, 3))
    named.add_module("gate", nn.GELU())
    with pytest.raises(ValueError, match=r"GELU at module\.gate cannot be read"):
        nbnn.Network.from_torch(named)
    normed = nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(2, 3)), nn.ReLU(), nn.Linear(3, 1))
    normed.double()  # it computes its weights when it is asked for them
    agree(normed, nbnn.Network.from_torch(normed))
    half = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)).bfloat16()
    agree(half, nbnn.Network.from_torch(half))
    for layer in (nn.LazyLinear(3), nn.Linear(2, 1, device="meta")):
        with pytest.raises(ValueError, match=f"{type(layer).__name__} at module"):
            nbnn.Network.from_torch(layer)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", [(3, 1), (3, 4), (3, 5, 1), (3, 5, 4, 3)])
@pytest.mark.parametrize("record", [*nbnn.ACTIVATIONS.values(), nbnn.leaky_relu(0.3)], ids=repr)
def test_a_network_becomes_a_module_and_comes_back(record, sizes, bias):
    net = nbnn.Network.random(sizes, record, seed=1, bias=bias)
    net = net.with_theta(net.theta + 0.1)
    module = net.to_torch()
    agree(module, net)
    agree(module, net, scale=100.0)  # softplus goes straight there
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        back = nbnn.Network.from_torch(module)
    assert np.array_equal(back.theta, net.theta) and (back.sizes, back.bias) == (net.sizes, net.bias)
    assert (repr(back.activations), repr(back.output)) == (repr(net.activations), repr(net.output))


@pytest.mark.parametrize("output", nbnn.ACTIVATIONS.values(), ids=repr)
def test_an_output_and_one_activation_a_layer_go_both_ways(output):
    net = nbnn.Network.random([3, 5, 4, 2], [nbnn.leaky_relu(0.1), nbnn.tanh], seed=2, bias=True, output=output)
    agree(net.to_torch(), net)
    agree(net.to_torch(), nbnn.Network.from_torch(net.to_torch()))
