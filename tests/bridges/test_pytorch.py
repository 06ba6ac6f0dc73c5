"""Modules of PyTorch read layer by layer, without PyTorch: a made-up torch.nn stands for it. `tests/oracles` has the real one."""

import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import nbnn
from nbnn.bridges.pytorch import torch_activation
from tests.bridges import cases
from tests.bridges import made_up_torch as nn


@pytest.mark.parametrize("name", cases.READ)
def test_what_can_be_read_is_read(name):
    make, sizes, bias, activation = cases.READ[name]
    net = nbnn.Network.from_torch(make(nn))
    assert (net.sizes, net.bias) == (sizes, bias)
    assert net.n_hidden == 0 or repr(net.activation) == activation
    assert repr(net.output) == {"an output": "sigmoid", "an output alone": "tanh"}.get(name, "identity")


def test_weights_and_biases_are_those_of_the_layers():
    first, last = nn.Linear(2, 3), nn.Linear(3, 1)
    net = nbnn.Network.from_torch(nn.Sequential(first, nn.Tanh(), last))
    assert np.array_equal(net.W1, np.column_stack([first.weight.values, first.bias.values]))
    assert np.array_equal(net.w2, np.append(last.weight.values[0], last.bias.values))


@pytest.mark.parametrize("name", cases.REFUSED)
def test_any_other_layer_is_named_with_its_place(name):
    make, words = cases.REFUSED[name]
    with pytest.raises(ValueError) as caught:
        nbnn.Network.from_torch(make(nn))
    assert words in str(caught.value)


def test_code_of_its_own_is_not_taken_for_a_layer():
    with pytest.raises(ValueError, match=r"Net at module computes with code of its own, which is not read here: give an nn\.Sequential"):
        nbnn.Network.from_torch(cases.with_code_of_its_own(nn))
    with pytest.raises(ValueError, match=r"Twice at module\[0\]\[0\] computes with code of its own"):
        nbnn.Network.from_torch(cases.with_a_layer_of_its_own(nn))
    changed = nn.Linear(2, 1)
    changed.forward = lambda x: 0
    with pytest.raises(ValueError, match="Linear at module computes with code of its own"):
        nbnn.Network.from_torch(changed)
    hooked = nn.Linear(2, 1)
    hooked._forward_hooks = {1: print}
    with pytest.raises(ValueError, match="Linear at module has a hook"):
        nbnn.Network.from_torch(hooked)


@pytest.mark.parametrize("given", [None, [1, 2], np.zeros((2, 2)), "module", nbnn.Network([[1.0, 2.0]]), SimpleNamespace(forward=1)])
def test_what_is_no_module_is_refused(given):
    with pytest.raises(TypeError, match="give a module of PyTorch"):
        nbnn.Network.from_torch(given)


def test_dropout_and_biases_put_in_are_said_where_it_was_called():
    module = nn.Sequential(nn.Linear(2, 3, bias=False), nn.ReLU(), nn.Dropout(0.5), nn.Linear(3, 1))
    with pytest.warns(UserWarning) as said:
        net = nbnn.Network.from_torch(module)
    words = [str(each.message) for each in said]
    assert words == ["left out: Dropout at module[2], as the module does in eval(); nbnn.train(..., dropout=p) trains with it",
                     "put in: a bias of 0 for Linear at module[0], since other layers have one; training would change it"]
    assert {each.filename for each in said} == {__file__}
    assert net.bias and (net.W1[:, -1] == 0).all() and net.w2[-1] != 0


@pytest.mark.parametrize(("values", "words"), [
    ([[np.nan, 1.0]], "its weight contains nan, and every weight must be finite"), ([[1j, 1.0]], "its weight is complex"),
])
def test_numbers_that_are_none_are_refused(values, words):
    layer = nn.Linear(2, 1)
    layer.weight = nn.Tensor(values)
    with pytest.raises(ValueError, match=f"Linear at module cannot be read: {words}"):
        nbnn.Network.from_torch(layer)


@pytest.mark.parametrize("record", nbnn.ACTIVATIONS.values(), ids=repr)
def test_every_activation_is_written_as_it_is_read(record):
    name, arguments = torch_activation(record)
    if name != "Identity":
        module = nn.Sequential(nn.Linear(2, 2), getattr(nn, name)(**arguments), nn.Linear(2, 1))
        assert repr(nbnn.Network.from_torch(module).activation) == repr(record)


def test_an_activation_of_ones_own_says_what_it_is_in_pytorch_or_is_refused():
    own = nbnn.Activation(key="own", name="own", value=np.sin, derivative=np.cos)
    with pytest.raises(ValueError, match="the activation 'own' names nothing that is the same in PyTorch: give the record torch="):
        nbnn.Network.random([2, 3, 1], own).to_torch()
    assert torch_activation(replace(own, torch=nbnn.TorchLayer("Sine"))) == ("Sine", {})


def test_without_pytorch_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match=r"PyTorch is not installed here.*pip install torch"):
        nbnn.Network.random([2, 3, 1]).to_torch()
