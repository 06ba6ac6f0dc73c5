"""As much of torch.nn as reading a module needs, for where PyTorch is not installed. `tests/oracles` reads the real one."""

import numpy as np

from tests.bridges import cases

MODULE = "torch.nn.modules.made_up"


class Tensor:
    """Numbers with the methods that reading calls."""

    def __init__(self, values):
        self.values = np.asarray(values)

    def is_complex(self):
        return self.values.dtype.kind == "c"

    def detach(self):
        return self

    cpu = double = detach

    def tolist(self):
        return self.values.tolist()


class Module:
    _forward_hooks = _forward_pre_hooks = ()

    def forward(self, x):
        raise NotImplementedError


class Sequential(Module):
    def __init__(self, *layers, **named):
        self.children = {**{str(number): layer for number, layer in enumerate(layers)}, **named}

    def forward(self, x):
        raise AssertionError("a module's code is not run")

    def named_children(self):
        return self.children.items()


class Linear(Module):
    def __init__(self, columns, rows, bias=True):
        rng = np.random.default_rng([columns, rows])
        self.weight = Tensor(rng.normal(size=(rows, columns)))
        self.bias = Tensor(rng.normal(size=rows)) if bias else None

    def forward(self, x):
        raise AssertionError("a module's code is not run")


class LeakyReLU(Module):
    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, x):
        raise AssertionError("a module's code is not run")


class Softplus(Module):
    def __init__(self, beta=1.0, threshold=20.0):
        self.beta, self.threshold = beta, threshold

    def forward(self, x):
        raise AssertionError("a module's code is not run")


def layer(name):
    """A class of that name that is made of nothing to read."""
    return type(name, (Module,), {"__init__": lambda self, *args, **kwargs: None, "forward": lambda self, x: x, "__module__": MODULE})


for _kind in (Module, Sequential, Linear, LeakyReLU, Softplus):
    _kind.__module__ = MODULE
for _name in cases.WITHOUT_PARAMETERS:
    globals()[_name] = layer(_name)
