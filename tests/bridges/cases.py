"""Modules of PyTorch, made with a torch.nn that the caller gives: the real one, or as much of it as reading needs."""

from types import MappingProxyType

WITHOUT_PARAMETERS = ("ReLU", "Tanh", "Sigmoid", "Identity", "Flatten", "Dropout", "AlphaDropout", "Softmax", "LogSoftmax", "GELU",
                      "Conv1d", "BatchNorm1d")

# What can be read: what it makes, its sizes, its biases, its activation.
READ = MappingProxyType({
    "one layer": (lambda nn: nn.Linear(3, 2), (3, 2), True, "relu"),
    "one score": (lambda nn: nn.Sequential(nn.Linear(2, 4, bias=False), nn.ReLU(), nn.Linear(4, 1, bias=False)), (2, 4, 1), False, "relu"),
    "biases": (lambda nn: nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3)), (2, 4, 3), True, "tanh"),
    "nested": (lambda nn: nn.Sequential(nn.Flatten(), nn.Sequential(nn.Linear(4, 3), nn.Sigmoid()),
                                        nn.Sequential(nn.Sequential(nn.Linear(3, 3), nn.Sigmoid()), nn.Linear(3, 1))),
               (4, 3, 3, 1), True, "sigmoid"),
    "a slope": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.LeakyReLU(0.2), nn.Identity(), nn.Linear(3, 2), nn.Identity()),
                (2, 3, 2), True, "leaky_relu(slope=0.2)"),
    "linear layers alone": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1)), (2, 3, 1), True, "identity"),
    "each its own": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1)),
                     (2, 3, 2, 1), True, "(relu, tanh)"),
    "an output": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 2), nn.Sigmoid()), (2, 3, 2), True, "sigmoid"),
    "an output alone": (lambda nn: nn.Sequential(nn.Linear(2, 1), nn.Tanh()), (2, 1), True, ""),
    "softplus": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Softplus(), nn.Linear(3, 1)), (2, 3, 1), True, "softplus"),
})

# What cannot: what it makes, words of the error.
REFUSED = MappingProxyType({
    "convolution": (lambda nn: nn.Sequential(nn.Conv1d(2, 3, 1), nn.Linear(2, 3)), "Conv1d at module[0] cannot be read"),
    "normalization": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.BatchNorm1d(3))), "BatchNorm1d at module[1][0]"),
    "gelu": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.GELU()), "GELU at module[1] cannot be read: a network here is made of Linear"),
    "softmax": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Softmax(dim=-1)), "Softmax at module[1] cannot be a layer"),
    "log softmax": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.LogSoftmax(dim=-1)), "cross entropy has the softmax inside"),
    "an activation first": (lambda nn: nn.Sequential(nn.Tanh(), nn.Linear(2, 3)), "Tanh at module[0] cannot be read: it stands before"),
    "two activations": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.ReLU()), "ReLU at module[2] cannot be read: it stands"),
    "flatten later": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Flatten(), nn.Linear(3, 1)), "Flatten at module[1] cannot be read"),
    "another slope": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.LeakyReLU(-1)), "LeakyReLU at module[1] cannot be read: slope is -1"),
    "another softplus": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Softplus(beta=2)), "the softplus here is the one with beta=1"),
    "a low threshold": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Softplus(threshold=5)), "threshold=20 or more"),
    "nothing": (lambda nn: nn.Sequential(nn.Flatten()), "there is no Linear layer in this module"),
    "layers that do not fit": (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(4, 1)), "weight 2 takes"),
})


def with_code_of_its_own(nn):
    """A class of one's own, whose forward could be anything."""
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 1)

        def forward(self, x):
            return self.layer(x) ** 2
    return Net()


def with_a_layer_of_its_own(nn):
    """A dense layer that computes something else, inside a Sequential with names."""
    class Twice(nn.Linear):
        def forward(self, x):
            return 2 * super().forward(x)

    class Named(nn.Sequential):
        pass
    return Named(nn.Sequential(Twice(2, 1)))
