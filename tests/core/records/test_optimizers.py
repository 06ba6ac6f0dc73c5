"""Optimizers: the first updates by hand, purity, leading axes, their records, and bad input. Oracles: tests/oracles."""

import copy
import math
import pickle

import numpy as np
import pytest

from nbnn.core.records.optimizers import (
    OPTIMIZERS,
    Optimizer,
    OptimizerLine,
    adagrad,
    adam,
    momentum,
    nesterov,
    optimizer,
    rmsprop,
    sgd_optimizer,
)

ALL = list(OPTIMIZERS.values())


def states_and_updates(record, derivatives, eta=0.1, shape=()):
    """[(state after, update)] of the derivatives one after the other."""
    state, made = record.start(shape), []
    for derivative in derivatives:
        state, update = record.step(state, derivative, eta)
        made.append((state, update))
    return made


def updates(record, derivatives, eta=0.1):
    return [float(update) for _, update in states_and_updates(record, derivatives, eta)]


class TestByHand:
    def test_sgd(self):
        assert updates(sgd_optimizer, [2, 1, -3]) == pytest.approx([-0.2, -0.1, 0.3], rel=1e-15)

    def test_momentum(self):
        made = states_and_updates(momentum(0.5), [2, 1, -3])
        assert [float(state["v"]) for state, _ in made] == pytest.approx([-0.2, -0.2, 0.2], rel=1e-14)
        assert [float(update) for _, update in made] == pytest.approx([-0.2, -0.2, 0.2], rel=1e-14)

    def test_momentum_keeps_the_rate_that_an_update_was_made_with(self):
        """η inside the velocity: after η falls to 0.01 the old push of 0.2 goes on, half as large."""
        state, _ = momentum(0.5).step({"v": np.zeros(())}, 2.0, 0.1)
        assert float(momentum(0.5).step(state, 0.0, 0.01)[1]) == pytest.approx(-0.1, rel=1e-15)

    def test_nesterov_on_a_parabola(self):
        """ℓ = θ², from θ = 1: the derivative is 2·(θ + βv), taken at 1, 0.7 and 0.44."""
        state, theta, seen = nesterov(0.5).start(()), 1.0, []
        for _ in range(3):
            place = theta + float(nesterov(0.5).ahead(state, 0.1))
            state, update = nesterov(0.5).step(state, 2 * place, 0.1)
            theta += float(update)
            seen.append((place, float(state["v"]), theta))
        assert np.allclose(seen, [(1, -0.2, 0.8), (0.7, -0.24, 0.56), (0.44, -0.208, 0.352)], rtol=1e-14, atol=0)

    def test_adagrad(self):
        made = states_and_updates(adagrad(eps=1), [3, 4, 0])
        assert [float(state["G"]) for state, _ in made] == [9, 25, 25]
        assert [float(update) for _, update in made] == pytest.approx([-0.3 / 4, -0.4 / 6, 0], rel=1e-14)

    def test_rmsprop(self):
        made = states_and_updates(rmsprop(beta=0.75, eps=1), [2, 1, -1])
        assert [float(state["s"]) for state, _ in made] == [1, 1, 1]
        assert [float(update) for _, update in made] == pytest.approx([-0.1, -0.05, 0.05], rel=1e-14)

    def test_adam(self):
        made = states_and_updates(adam(beta1=0.5, beta2=0.75, eps=1), [2, 2, -4])
        expected = {"t": [1, 2, 3], "m": [1, 1.5, -1.25], "v": [1, 1.75, 5.3125],
                    "m_hat": [2, 2, -10 / 7], "v_hat": [4, 4, 340 / 37]}
        for key, values in expected.items():
            assert [float(state[key]) for state, _ in made] == pytest.approx(values, rel=1e-14), key
        assert [float(update) for _, update in made] == pytest.approx(
            [-0.2 / 3, -0.2 / 3, (1 / 7) / (math.sqrt(340 / 37) + 1)], rel=1e-14)

    @pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
    def test_adams_first_update_is_the_rate_whatever_the_derivatives_size(self, size):
        assert updates(adam, [size]) == pytest.approx([-0.1], rel=1e-4)
        assert updates(adagrad, [size]) == pytest.approx([-0.1], rel=1e-4)
        assert updates(rmsprop, [size]) == pytest.approx([-0.1 / math.sqrt(0.1)], rel=1e-4)

    def test_epsilon_is_outside_the_root(self):
        """A derivative of 0.03 with ε = 0.01: 0.03/(0.03 + 0.01), not 0.03/√(0.0009 + 0.01)."""
        for record in (adagrad(eps=0.01), adam(eps=0.01), rmsprop(beta=0, eps=0.01)):
            assert updates(record, [0.03], eta=1) == pytest.approx([-0.75], rel=1e-12), record

    def test_without_fading_they_are_sgd(self):
        derivatives = [2.0, 1.0, -3.0]
        for record in (momentum(0), nesterov(0)):
            assert updates(record, derivatives) == updates(sgd_optimizer, derivatives)


@pytest.mark.parametrize("record", ALL, ids=repr)
class TestEach:
    def test_inputs_stay_and_results_are_new(self, record):
        rng = np.random.default_rng(0)
        state = record.start((3, 2))
        for _ in range(3):
            derivative = rng.normal(size=(3, 2))
            kept, given = copy.deepcopy(state), derivative.copy()
            for array in (derivative, *(state[key] for key in record.keys)):
                array.setflags(write=False)
            after, update = record.step(state, derivative, 0.1)
            assert np.array_equal(derivative, given) and state.keys() == kept.keys()
            assert all(np.array_equal(state[key], kept[key]) for key in kept)
            made = [*(after[key] for key in record.keys), update]
            assert not any(np.shares_memory(new, old) for new in made for old in (derivative, *(state[key] for key in record.keys)))
            assert not any(np.shares_memory(update, after[key]) for key in record.keys)
            state = after

    def test_the_same_again_gives_the_same(self, record):
        """Nothing is remembered outside of the state."""
        state = states_and_updates(record, [1.0, -2.0, 0.5])[-1][0]
        first, again = (record.step(state, 0.3, 0.1) for _ in range(2))
        assert first[1] == again[1] and all(first[0][key] == again[0][key] for key in first[0])

    def test_one_run_at_a_time_is_all_at_once_bit_for_bit(self, record):
        rng = np.random.default_rng(1)
        derivatives = rng.normal(size=(50, 7, 5)) * 10 ** rng.uniform(-6, 6, size=(50, 7, 5))
        together = states_and_updates(record, derivatives, shape=(7, 5))
        for m in range(7):
            alone = states_and_updates(record, derivatives[:, m], shape=(5,))
            for (state, update), (all_states, all_updates) in zip(alone, together, strict=True):
                assert np.array_equal(update, all_updates[m])
                assert all(np.array_equal(state[key], all_states[key][m]) for key in record.keys)
        numbers = states_and_updates(record, derivatives[:, 2, 3].tolist())
        assert [float(update) for _, update in numbers] == [update[2, 3] for _, update in together]

    def test_a_rate_for_each_run_is_each_run_with_its_rate(self, record):
        rng = np.random.default_rng(2)
        derivatives, etas = rng.normal(size=(20, 3, 4)), np.array([[0.1], [0.01], [1.0]])
        together = states_and_updates(record, derivatives, etas, shape=(3, 4))
        for m, eta in enumerate(etas.ravel().tolist()):
            alone = states_and_updates(record, derivatives[:, m], eta, shape=(4,))
            assert all(np.array_equal(one, many[m]) for (_, one), (_, many) in zip(alone, together, strict=True))

    def test_the_state_begins_with_zeros(self, record):
        for shape in ((), (3,), 3, (2, 3)):
            state = record.start(shape)
            assert all(state[key].shape == np.zeros(shape).shape and not state[key].any() for key in record.keys)
            assert set(state) == {*record.keys, *(["t"] if record.counts else [])}
            assert state.get("t", 0) == 0

    def test_the_state_keeps_its_keys_in_the_order_of_computation(self, record):
        state = record.start((2,))
        after, _ = record.step(state, [1.0, 2.0], 0.1)
        assert list(state) == list(after) == [*(["t"] if record.counts else []), *record.keys]
        assert all(isinstance(after[key], np.ndarray) and after[key].shape == (2,) for key in record.keys)
        assert type(after.get("t", 1)) is int

    def test_its_lines_tell_it(self, record):
        assert [line.key for line in record.lines] == [*record.keys, "update"]
        for line in record.lines:
            assert isinstance(line, OptimizerLine) and line.formula.startswith(line.symbol) and line.words
        assert record.formula and record.source and record.name

    def test_an_overflow_is_shown_not_raised(self, record):
        state = record.start(())
        for _ in range(3):
            state, update = record.step(state, 1e308, 1e10)
        state, update = record.step(state, math.inf, 0.1)
        assert not math.isfinite(update)

    def test_a_record_like_any_other(self, record):
        assert pickle.loads(pickle.dumps(record)) is record and OPTIMIZERS[record.key] is record
        again = record(**record.parameters)
        assert again is not record and repr(again) == repr(record)
        assert updates(again, [1.0, 2.0]) == updates(record, [1.0, 2.0])
        assert updates(pickle.loads(pickle.dumps(again)), [1.0, 2.0]) == updates(record, [1.0, 2.0])
        for name in (record.key, record.name, record.name.upper()):
            assert optimizer(name) is record
        assert optimizer(again) is again

    def test_a_move_is_its_rule_written_into_theta_bit_for_bit(self, record):
        rng = np.random.default_rng(3)
        for shape in ((4,), (3, 4)):
            theta, state, room = rng.normal(size=shape), record.start(shape), np.empty(shape)
            by_rule, of_rule = theta.copy(), record.start(shape)
            for eta in (0.1, 0.3, 1e-9) if len(shape) == 1 else (0.1, np.array([[0.1], [0.2], [0.3]])):
                derivative = rng.normal(size=shape) * (rng.random(shape) > 0.3)
                of_rule, update = record.rule(of_rule, derivative, eta)
                by_rule = by_rule + update
                state, change = record.move(state, theta, derivative, eta, room)
                assert theta.tobytes() == by_rule.tobytes() and np.array_equal(change, update)
                assert all(np.array_equal(state[key], of_rule[key]) for key in of_rule) and state.keys() == of_rule.keys()
                assert not any(np.shares_memory(found, derivative) for found in (change, *map(np.asarray, state.values())))

    def test_a_direct_one_is_the_rate_times_the_derivative_and_remembers_nothing(self, record):
        shown = [record.shown("W1"), record.shown("w2")]
        assert shown == (["dl_dW1", "dl_dw2"] if record.direct else ["change_W1", "change_w2"])
        derivative = np.array([2.0, -0.3, 0.0])
        if record.direct:
            assert record.start(3) == {} and record.look is None
            assert np.array_equal(record.step({}, derivative, 0.3)[1], -(0.3 * derivative))

    def test_only_nesterov_looks_ahead(self, record):
        state = states_and_updates(record, [1.0, -2.0])[-1][0]
        offset = record.ahead(state, 0.1)
        assert (offset is None) == (record is not nesterov)
        assert offset is None or float(offset) == 0.9 * state["v"]

    def test_a_derivative_of_zero_from_the_start_moves_nothing(self, record):
        assert [abs(update) for update in updates(record, [0.0, 0.0, 0.0])] == [0, 0, 0]


class TestParameters:
    @pytest.mark.parametrize("make", [momentum, nesterov, rmsprop, lambda b: adam(beta1=b), lambda b: adam(beta2=b)],
                             ids=["momentum", "nesterov", "rmsprop", "beta1", "beta2"])
    def test_beta(self, make):
        for right in (0, 0.5, 0.999999):
            assert make(right).parameters
        for wrong in (1, -0.1, 1.5, math.nan, math.inf):
            with pytest.raises(ValueError, match=r"beta[12]? is"):
                make(wrong)
        for wrong in ("0.9", None, True):
            with pytest.raises(TypeError, match=r"beta[12]? is"):
                make(wrong)

    @pytest.mark.parametrize("make", [adagrad, rmsprop, adam], ids=repr)
    def test_epsilon(self, make):
        assert make(eps=1e-300).parameters["eps"] == 1e-300
        for wrong in (0, -1e-8, math.nan, math.inf):
            with pytest.raises(ValueError, match="eps is"):
                make(eps=wrong)
        with pytest.raises(TypeError, match="eps is"):
            make(eps="small")

    def test_the_papers_are_the_defaults(self):
        assert dict(momentum.parameters) == dict(nesterov.parameters) == {"beta": 0.9}
        assert dict(rmsprop.parameters) == {"beta": 0.9, "eps": 1e-8}
        assert dict(adam.parameters) == {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
        assert repr(adam(beta1=0.8)) == "adam(beta1=0.8, beta2=0.999, eps=1e-08)" and repr(momentum(0.5)) == "momentum(beta=0.5)"


class TestErrors:
    def test_unknown(self):
        with pytest.raises(ValueError, match=r"no optimizer 'adm' .did you mean 'adam'"):
            optimizer("adm")
        with pytest.raises(TypeError, match="optimizer is 3: give a record or one of sgd_optimizer, momentum"):
            optimizer(3)

    @pytest.mark.parametrize(("state", "words"), [
        ({}, "has t, m, v, m_hat, v_hat, but it is empty"),
        (None, "but it is None"),
        ({"v": np.zeros(2)}, "but it is v: begin with adam.start"),
        (adam.start((3,)), r"m of the state has shape \(3,\) but the derivative has \(2,\): begin with adam.start\(\(2,\)\)"),
    ])
    def test_state(self, state, words):
        with pytest.raises(ValueError, match=words):
            adam.step(state, [1.0, 2.0], 0.1)

    def test_ahead_checks_as_well(self):
        with pytest.raises(ValueError, match="has v, but it is m"):
            nesterov.ahead({"m": np.zeros(2)}, 0.1)
        with pytest.raises(ValueError, match="eta is 0"):
            nesterov.ahead(nesterov.start(2), 0)

    @pytest.mark.parametrize("derivative", ["a", None, [True], 1j])
    def test_derivative(self, derivative):
        with pytest.raises(TypeError, match=r"^derivative is"):
            sgd_optimizer.step({}, derivative, 0.1)

    @pytest.mark.parametrize(("eta", "error", "words"), [
        (0, ValueError, "eta is 0"), (-1.0, ValueError, "eta is -1.0"), (math.nan, ValueError, "eta is nan"),
        (math.inf, ValueError, "eta is inf"), ("0.1", TypeError, "eta is '0.1'"), (None, TypeError, "eta is None"),
        (lambda t: 0.1, TypeError, "ask the schedule"), (np.array([0.1, 0.0]), ValueError, "every learning rate"),
        (np.array(["a", "b"]), ValueError, "every learning rate"), (np.ones(3), ValueError, r"shape \(3,\), .* the derivative's \(2,\)"),
        (np.ones((4, 2)), ValueError, r"shape \(4, 2\)"),
    ])
    def test_eta(self, eta, error, words):
        with pytest.raises(error, match=words):
            sgd_optimizer.step({}, np.ones(2), eta)


def test_a_teachers_own():
    """SGD with the sign of the derivative only, made in a cell."""
    own = Optimizer(key="sign", name="sign SGD", rule=lambda state, derivative, eta: ({}, -eta * np.sign(derivative)),
                    lines=(OptimizerLine("Δθ", "Δθ = −η sign(∂ℓ/∂θ)", "the update", "update"),))
    assert own.start(3) == {} and own.keys == ()
    assert own.step({}, [3.0, -0.5, 0.0], 0.1)[1].tolist() == [-0.1, 0.1, 0]
    assert optimizer(own) is own
