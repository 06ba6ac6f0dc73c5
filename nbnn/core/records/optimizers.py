"""All optimizers: each one record that turns a derivative into the update of θ, θ ← θ + Δθ, remembering what it must.

An optimizer is pure: `start` gives the state, `step` takes a state, ∂ℓ/∂θ and η and gives the next state and Δθ. It works
entry by entry, so a number, a vector of weights, or many runs at once (leading axes) are all the same to it, to the last bit.
The letters are the papers', but the rate is η and the derivative ∂ℓ/∂θ throughout. ε is added outside the root everywhere.

Where PyTorch (torch.optim) defines one differently, the maker says so and how to compare.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType

import numpy as np

from ..given import checked_text
from ..notation import NOTATION
from ..numbers import as_array
from .formula import Written
from .record import Record, look_up
from .schedules import checked_eta, checked_number

State = dict[str, np.ndarray | int]


@dataclass(frozen=True)
class OptimizerLine:
    """One thing an optimizer computes in an update.

    Attributes
    ----------
    symbol : how it is written, "m̂".
    formula : how it is computed, "m̂ = m/(1 − β₁ᵗ)".
    words : what it is.
    key : its key in the state, or "update" for Δθ.
    """

    symbol: Written = Written()
    formula: Written = Written()
    words: str = ""
    key: str = "update"


@dataclass(frozen=True)
class TorchOptimizer:
    """The same updates by torch.optim, from the same start.

    Attributes
    ----------
    make : an expression of `weights`, a list of tensors, and of `eta`, the rate of the first update.
    rate_inside : η belongs to the derivative and not before the update: the loss is multiplied by it.
    weight : what our θ is, an expression of the tensor w and of `optimizer`.
    """

    make: str
    rate_inside: bool = False
    weight: str = "w"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Optimizer(Record):
    """How a derivative becomes an update.

    Attributes
    ----------
    rule : (state, derivative, eta) → (state, update), arguments unchecked and not changed: what the loops call.
    lines : what `rule` computes, in order, the last one Δθ; every array of the state has its line.
    counts : the state has "t" besides its arrays: how many updates have been made.
    remembered : (state before, state, eta) → the part of Δθ that comes from the updates before, an arrow in pictures; None: no such part.
    reach : (state, eta) → how far a derivative of 1 would move each weight, where weights have rates of their own; None: η for all.
    letters : the letters of parameters that the table of names (core/notation.py) does not have: {"rho": "ρ"}.
    look : (state, eta) → offset: the derivative is wanted at θ + offset, arguments unchecked; None: at θ itself.
    direct : Δθ is −η ∂ℓ/∂θ and nothing besides: θ stays where the derivative is 0, and a board writes θ − η ∂ℓ/∂θ without a Δθ.
    in_place : the faster form of `rule`, if there is one: what `move` does, to the same bits.
    torch : the same in PyTorch; None: there is none.
    """

    rule: Callable
    lines: tuple[OptimizerLine, ...]
    counts: bool = False
    remembered: Callable | None = None
    reach: Callable | None = None
    letters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    look: Callable | None = None
    direct: bool = False
    in_place: Callable | None = None
    torch: TorchOptimizer | None = None

    def letter(self, name: str) -> str:
        """How a parameter, or η, is written in the formulas; its name where it has no letter."""
        return self.letters.get(checked_text(name, "name", "eta")) or (NOTATION[name].symbol if name in NOTATION else name)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The names of the state's arrays, in the order of computation."""
        return tuple(line.key for line in self.lines if line.key != "update")

    @property
    def move(self) -> Callable:
        """(state, θ, derivative, η, room) → (state, Δθ): make an update, written into θ; arguments unchecked.

        Neither result is the derivative's array, which may be written again; `room` is an array like θ for numbers on the way.
        """
        return self.in_place or partial(_move_by_rule, self.rule)

    def shown(self, weight: str) -> str:
        """Which quantity a board shows as what changes that weight: "dl_dW1", times η, or "change_W1"."""
        checked_text(weight, "weight", "W1")
        return f"dl_d{weight}" if self.direct else f"change_{weight}"

    def start(self, shape) -> State:
        """The state before the first update of a θ of that shape: zeros, and a count t of 0 where it is needed."""
        state: State = {"t": 0} if self.counts else {}
        for key in self.keys:
            state[key] = np.zeros(shape)
        return state

    def step(self, state: Mapping, derivative, eta) -> tuple[State, np.ndarray]:
        """The next state, and Δθ: θ after the update is θ + Δθ.

        Parameters
        ----------
        state : from `start`, or from the step before. It is not changed.
        derivative : ∂ℓ/∂θ, of the shape that the state was made for.
        eta : the rate of this update, η > 0; an array of rates must fit the derivative's shape.

        An overflow shows as an infinity or NaN in what is returned. Raises ValueError or TypeError for anything that does not fit.
        """
        derivative = _checked_derivative(derivative)
        state, eta = self.checked_state(state, derivative.shape), _checked_rates(eta, derivative.shape)
        with np.errstate(all="ignore"):
            after, update = self.rule(state, derivative, eta)
        return {key: value if key == "t" else np.asarray(value) for key, value in after.items()}, np.array(update)

    def ahead(self, state: Mapping, eta) -> np.ndarray | None:
        """Where the derivative is wanted, as an offset from θ; None where it is wanted at θ itself (all but Nesterov's)."""
        shape = np.shape(state[self.keys[0]]) if self.keys and isinstance(state, Mapping) and self.keys[0] in state else ()
        state, eta = self.checked_state(state, shape), _checked_rates(eta, shape)
        if self.look is None:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(self.look(state, eta))

    def checked_state(self, state, shape: tuple[int, ...]) -> State:
        """The state as a dict, its arrays of the shape of θ; ValueError that says what it should be."""
        needed = (*(("t",) if self.counts else ()), *self.keys)
        if not isinstance(state, Mapping) or set(state) != set(needed):
            given = ", ".join(map(str, state)) if isinstance(state, Mapping) else repr(state)
            raise ValueError(f"the state of {self!r} has {', '.join(needed) or 'nothing in it'}, but it is {given or 'empty'}: "
                             f"begin with {self.key}.start(theta.shape)")
        for key in self.keys:
            if np.shape(state[key]) != shape:
                raise ValueError(f"{key} of the state has shape {np.shape(state[key])} but the derivative has {shape}: "
                                 f"begin with {self.key}.start({shape})")
        return dict(state)


def _checked_derivative(derivative) -> np.ndarray:
    derivative = as_array(derivative, "derivative", "a number or an array of numbers")
    if derivative.dtype.kind not in "fiu":
        raise TypeError(f"derivative is {derivative!r}: it must be a number or an array of numbers")
    return derivative.astype(float, copy=False)


def _checked_rates(eta, shape: tuple[int, ...]):
    if callable(eta):
        raise TypeError(f"eta is {eta!r}: one update takes one rate; ask the schedule for it, such as schedule(0)")
    if not isinstance(eta, (np.ndarray, list, tuple)):
        return checked_eta(eta)
    rates = as_array(eta, "eta", "a number, or one for each entry")
    if rates.dtype.kind not in "fiu" or not (np.isfinite(rates) & (rates > 0)).all():
        raise ValueError(f"eta is {eta!r}: every learning rate must be a positive finite number, such as 0.1")
    try:
        fits = np.broadcast_shapes(rates.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"eta has shape {rates.shape}, which does not fit the derivative's {shape}: give one rate, or one per run")
    return rates.astype(float, copy=False)


def _move_by_rule(rule, state, theta, derivative, eta, room):
    state, change = rule(state, derivative.copy(), eta)  # a state may keep the derivative, and its array is written again
    np.add(theta, change, theta)
    return state, change


# The rules. Each returns new arrays; a + b·c is computed in the order in which it is written.

def _sgd_rule(state, derivative, eta):
    return {}, -(eta * derivative)


def _sgd_in_place(state, theta, derivative, eta, room):
    np.multiply(derivative, np.asarray(-eta), room)  # NumPy takes an array of no axes sooner than a Python number
    np.add(theta, room, theta)
    return state, room


def _momentum_rule(state, derivative, eta, beta):
    v = beta * state["v"] - eta * derivative
    return {"v": v}, v


def _nesterov_look(state, eta, beta):
    return beta * state["v"]


def _adagrad_rule(state, derivative, eta, eps):
    G = state["G"] + derivative * derivative
    return {"G": G}, -(eta * derivative) / (np.sqrt(G) + eps)


def _rmsprop_rule(state, derivative, eta, beta, eps):
    s = beta * state["s"] + (1.0 - beta) * (derivative * derivative)
    return {"s": s}, -(eta * derivative) / (np.sqrt(s) + eps)


def _adam_rule(state, derivative, eta, beta1, beta2, eps):
    t = state["t"] + 1
    m = beta1 * state["m"] + (1.0 - beta1) * derivative
    v = beta2 * state["v"] + (1.0 - beta2) * (derivative * derivative)
    m_hat = m / (1.0 - beta1 ** t)
    v_hat = v / (1.0 - beta2 ** t)
    return {"t": t, "m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat}, -(eta * m_hat) / (np.sqrt(v_hat) + eps)


# What pictures show of a state.

def _old_velocity(before, state, eta, beta):
    return beta * before["v"]


def _first_moment(before, state, eta):
    return -eta * state["m_hat"]


def _own_rates(state, eta, squares, eps):
    return eta / (np.sqrt(state[squares]) + eps)


# The records' makers.

def _sgd() -> Optimizer:
    """Δθ = −η ∂ℓ/∂θ, the lecture's SGD: nothing is remembered. torch.optim.SGD(lr=η) is the same."""
    return Optimizer(
        key="sgd_optimizer", name="SGD", rule=_sgd_rule, direct=True, in_place=_sgd_in_place, formula="θ ← θ − η ∂ℓ/∂θ",
        source="Robbins and Monro, 1951; the lecture's SGD slides", make=_sgd,
        torch=TorchOptimizer("torch.optim.SGD(weights, lr=eta)"),
        lines=(OptimizerLine("Δθ", "Δθ = −η ∂ℓ/∂θ", "the update: the rate times the derivative, downhill", "update"),),
    )


def _momentum(beta: float = 0.9) -> Optimizer:
    """v ← βv − η ∂ℓ/∂θ, θ ← θ + v: old updates go on, fading by β. It does not adapt the rate. 0 ≤ beta < 1.

    torch.optim.SGD(momentum=β) keeps b ← βb + ∂ℓ/∂θ and sets θ ← θ − ηb, with η outside. At a constant rate v = −ηb and the
    two are equal; under a schedule they are not: here an old update keeps the rate it was made with. Some divide further by
    1 − β: autograd's `sgd` has v ← βv − (1 − β) ∂ℓ/∂θ and η outside, which at a constant rate is ours with the rate η·(1 − β).
    """
    beta = _checked_beta(beta, "beta")
    return Optimizer(
        key="momentum", name="momentum", rule=partial(_momentum_rule, beta=beta), formula="v ← βv − η ∂ℓ/∂θ, θ ← θ + v",
        source="Polyak, 1964; Rumelhart et al., 1986; with η inside v as in Ruder, arXiv:1609.04747, eq. 4, whose v is −v here",
        parameters=MappingProxyType({"beta": beta}), make=_momentum,
        remembered=partial(_old_velocity, beta=beta),
        torch=TorchOptimizer(f"torch.optim.SGD(weights, lr=1.0, momentum={beta!r})", rate_inside=True),
        lines=(OptimizerLine("v", "v ← βv − η ∂ℓ/∂θ", "the velocity: what is left of the last one, and a push downhill", "v"),
               OptimizerLine("Δθ", "Δθ = v", "the update: the velocity", "update")),
    )


def _nesterov(beta: float = 0.9) -> Optimizer:
    """v ← βv − η ∂ℓ/∂θ with the derivative taken at θ + βv, then θ ← θ + v. 0 ≤ beta < 1.

    `ahead` gives the βv. torch.optim.SGD(momentum=β, nesterov=True) keeps the place ahead as its weights: at a constant rate
    they are our θ + βv after as many updates (not our θ), and the derivatives used are the same.
    """
    beta = _checked_beta(beta, "beta")
    return Optimizer(
        key="nesterov", name="Nesterov", rule=partial(_momentum_rule, beta=beta), look=partial(_nesterov_look, beta=beta),
        formula="v ← βv − η ∂ℓ/∂θ at θ + βv, θ ← θ + v",
        source="Nesterov, 1983, as written in Sutskever et al., ICML 2013, eq. 3 and 4",
        parameters=MappingProxyType({"beta": beta}), make=_nesterov,
        remembered=partial(_old_velocity, beta=beta),
        torch=TorchOptimizer(f"torch.optim.SGD(weights, lr=1.0, momentum={beta!r}, nesterov=True)", rate_inside=True,
                             weight=f"(w + {beta!r} * optimizer.state[w]['momentum_buffer'])"),
        lines=(OptimizerLine("v", "v ← βv − η ∂ℓ/∂θ at θ + βv", "the velocity, pushed by the derivative where the old one leads", "v"),
               OptimizerLine("Δθ", "Δθ = v", "the update: the velocity", "update")),
    )


def _adagrad(eps: float = 1e-8) -> Optimizer:
    """G ← G + (∂ℓ/∂θ)², Δθ = −η ∂ℓ/∂θ/(√G + ε): a weight that was pushed much moves less. eps > 0.

    G is the diagonal of Duchi's matrix, and ε, his δ, stands outside the root as in his paper and in most textbooks (Ruder
    writes it inside). torch.optim.Adagrad(lr=η, eps=ε) is the same; its default ε is 1e-10.
    """
    eps = _checked_eps(eps)
    return Optimizer(
        key="adagrad", name="AdaGrad", rule=partial(_adagrad_rule, eps=eps),
        formula="G ← G + (∂ℓ/∂θ)², θ ← θ − η ∂ℓ/∂θ/(√G + ε)", source="Duchi et al., JMLR 2011, fig. 1 with diagonal matrices",
        parameters=MappingProxyType({"eps": eps}), make=_adagrad,
        reach=partial(_own_rates, squares="G", eps=eps),
        torch=TorchOptimizer(f"torch.optim.Adagrad(weights, lr=eta, eps={eps!r})"),
        lines=(OptimizerLine("G", "G ← G + (∂ℓ/∂θ)²", "the sum of all squared derivatives so far", "G"),
               OptimizerLine("Δθ", "Δθ = −η ∂ℓ/∂θ/(√G + ε)", "the update: each weight at its own falling rate", "update")),
    )


def _rmsprop(beta: float = 0.9, eps: float = 1e-8) -> Optimizer:
    """s ← βs + (1 − β)(∂ℓ/∂θ)², Δθ = −η ∂ℓ/∂θ/(√s + ε): as AdaGrad, but old derivatives are forgotten. 0 ≤ beta < 1, eps > 0.

    s is Hinton's MeanSquare, 0 before the first update, so that the first ones are long (1/√(1 − β) η). His slide has no ε; we
    add it outside the root, as torch.optim.RMSprop(lr=η, alpha=β, eps=ε) does, which is the same (its default alpha is 0.99);
    Ruder writes it inside. autograd's `rmsprop` begins with s = 1: begin with the state {"s": ones} to compare.
    """
    beta, eps = _checked_beta(beta, "beta"), _checked_eps(eps)
    return Optimizer(
        key="rmsprop", name="RMSProp", rule=partial(_rmsprop_rule, beta=beta, eps=eps),
        formula="s ← βs + (1 − β)(∂ℓ/∂θ)², θ ← θ − η ∂ℓ/∂θ/(√s + ε)",
        source="Tieleman and Hinton, COURSERA Neural Networks for Machine Learning, 2012, lecture 6e",
        parameters=MappingProxyType({"beta": beta, "eps": eps}), make=_rmsprop,
        reach=partial(_own_rates, squares="s", eps=eps),
        torch=TorchOptimizer(f"torch.optim.RMSprop(weights, lr=eta, alpha={beta!r}, eps={eps!r})"),
        lines=(OptimizerLine("s", "s ← βs + (1 − β)(∂ℓ/∂θ)²", "a running mean of the squared derivatives", "s"),
               OptimizerLine("Δθ", "Δθ = −η ∂ℓ/∂θ/(√s + ε)", "the update: the derivative by its usual size, times the rate", "update")),
    )


def _adam(beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> Optimizer:
    """Running means of the derivative (m) and of its square (v), both corrected for their start at 0, Δθ = −η m̂/(√v̂ + ε).

    0 ≤ beta1, beta2 < 1, eps > 0. ε stands outside the root, beside √v̂, as in the paper's algorithm 1 (not as in its remark
    on a faster order, where another ε stands beside √v). torch.optim.Adam(lr=η, betas=(β₁, β₂), eps=ε) is the same but for
    the order of its roundings, and so is autograd's `adam`. The paper suggests η = 0.001.
    """
    beta1, beta2, eps = _checked_beta(beta1, "beta1"), _checked_beta(beta2, "beta2"), _checked_eps(eps)
    return Optimizer(
        key="adam", name="Adam", rule=partial(_adam_rule, beta1=beta1, beta2=beta2, eps=eps), counts=True,
        formula="m ← β₁m + (1 − β₁) ∂ℓ/∂θ, v ← β₂v + (1 − β₂)(∂ℓ/∂θ)², θ ← θ − η m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)",
        source="Kingma and Ba, ICLR 2015, algorithm 1",
        parameters=MappingProxyType({"beta1": beta1, "beta2": beta2, "eps": eps}), make=_adam,
        remembered=_first_moment, reach=partial(_own_rates, squares="v_hat", eps=eps),
        torch=TorchOptimizer(f"torch.optim.Adam(weights, lr=eta, betas=({beta1!r}, {beta2!r}), eps={eps!r})"),
        lines=(OptimizerLine("m", "m ← β₁m + (1 − β₁) ∂ℓ/∂θ", "the first moment: a running mean of the derivatives", "m"),
               OptimizerLine("v", "v ← β₂v + (1 − β₂)(∂ℓ/∂θ)²", "the second moment: a running mean of their squares", "v"),
               OptimizerLine("m̂", "m̂ = m/(1 − β₁ᵗ)", "the first moment, corrected for its start at 0; t counts this update too", "m_hat"),
               OptimizerLine("v̂", "v̂ = v/(1 − β₂ᵗ)", "the second moment, corrected for its start at 0", "v_hat"),
               OptimizerLine("Δθ", "Δθ = −η m̂/(√v̂ + ε)", "the update: at most about η where derivatives agree", "update")),
    )


def _checked_beta(beta, name: str) -> float:
    beta = checked_number(beta, name)
    if not 0 <= beta < 1:
        raise ValueError(f"{name} is {beta:g}: it must be at least 0 and below 1, such as 0.9 (at 1 nothing would ever fade)")
    return beta


def _checked_eps(eps) -> float:
    eps = checked_number(eps, "eps")
    if eps <= 0:
        raise ValueError(f"eps is {eps:g}: it must be above 0, such as 1e-8, or a derivative of 0 would be divided by 0")
    return eps


sgd_optimizer = _sgd()
momentum = _momentum()
nesterov = _nesterov()
adagrad = _adagrad()
rmsprop = _rmsprop()
adam = _adam()

OPTIMIZERS = {record.key: record for record in (sgd_optimizer, momentum, nesterov, adagrad, rmsprop, adam)}


def optimizer(given: Optimizer | str) -> Optimizer:
    """The record itself, or the one with that name; ValueError with the nearest name, TypeError for anything else."""
    return look_up(given, OPTIMIZERS, Optimizer, "optimizer")
