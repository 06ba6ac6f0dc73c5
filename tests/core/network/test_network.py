"""Networks: shapes and names at every depth, forward and backward, labels, immutability, and bad weights."""

import numpy as np
import pytest

import nbnn

SIZES = [(2, 1), (3, 4), (2, 8, 1), (3, 4, 3), (2, 4, 2, 1), (3, 5, 4, 3), (2, 3, 4, 2, 1), (2, 3, 4, 2, 3)]


@pytest.fixture(params=SIZES, ids=str)
def sizes(request):
    return request.param


@pytest.fixture(params=[False, True], ids=["no bias", "bias"])
def bias(request):
    return request.param


@pytest.fixture
def net(sizes, bias):
    """A network whose biases are not the zeros that it would be drawn with."""
    net = nbnn.Network.random(sizes, activation=nbnn.tanh, seed=1, bias=bias)
    return net.with_theta(net.theta + 0.1)


def by_loops(net, x):
    """The lecture's sums, one number at a time; nothing of the core but its weights."""
    below = [*x, 1.0] if net.bias else list(x)
    a, h = [], []
    for W in net.weights[:-1]:
        a.append([sum(w * v for w, v in zip(row, below, strict=True)) for row in W.tolist()])
        below = [float(np.tanh(v)) for v in a[-1]] + ([1.0] if net.bias else [])
        h.append(below)
    y = [sum(w * v for w, v in zip(row, below, strict=True)) for row in np.atleast_2d(net.weights[-1]).tolist()]
    return a, h, y


class TestShape:
    def test_sizes_are_kept(self, net, sizes):
        assert net.sizes == sizes
        assert (net.n_inputs, net.depth, net.n_hidden) == (sizes[0], len(sizes) - 1, len(sizes) - 2)
        assert net.one_score == (sizes[-1] == 1)

    def test_weights_are_outputs_by_inputs_and_a_single_score_has_a_vector(self, net, sizes, bias):
        one = 1 if bias else 0
        expected = [(rows, columns + one) for columns, rows in zip(sizes, sizes[1:])]
        if sizes[-1] == 1:
            expected[-1] = expected[-1][1:]
        assert [w.shape for w in net.weights] == expected

    def test_theta_is_all_weights_one_after_the_other(self, net):
        assert net.theta.tolist() == [v for w in net.weights for v in w.ravel().tolist()]
        assert np.array_equal(net.with_theta(net.theta).theta, net.theta)

    def test_weights_by_name(self, net):
        names = [f"W{number}" for number in range(1, net.depth + 1)]
        if net.one_score:
            names[-1] = names[-1].lower()
        assert all(getattr(net, name) is weight for name, weight in zip(names, net.weights, strict=True))

    @pytest.mark.parametrize(("sizes", "names"), [
        ((2, 1), "y loss dl_dy dl_dw1"),
        ((2, 3), "y loss dl_dy dl_dW1"),
        ((2, 8, 1), "a h y loss dl_dy dl_dw2 dl_dh dl_da dl_dW1"),
        ((2, 8, 3), "a h y loss dl_dy dl_dW2 dl_dh dl_da dl_dW1"),
        ((2, 4, 2, 1), "a1 h1 a2 h2 y loss dl_dy dl_dw3 dl_dh2 dl_da2 dl_dW2 dl_dh1 dl_da1 dl_dW1"),
    ])
    def test_names_in_teaching_order(self, sizes, names):
        assert nbnn.Network.random(sizes).quantities.names == tuple(names.split())

    def test_no_hidden_layer_understands_both_names(self):
        net = nbnn.Network([[1.0, 2.0]])
        assert net.W1 is net.w1

    def test_an_unknown_name_gets_the_nearest(self):
        with pytest.raises(AttributeError, match=r"no 'w1'; its weights are W1, w2 \(did you mean"):
            nbnn.Network.random((2, 3, 1)).w1

    def test_repr_is_short_and_stable(self):
        assert repr(nbnn.Network.random((2, 8, 1), bias=True)) == "Network(2–8–1, ReLU, bias)"


class TestImmutable:
    def test_weights_are_copied_and_locked(self):
        W1, w2 = np.eye(2), np.ones(2)
        net = nbnn.Network([W1, w2])
        W1[:] = 7
        assert net.W1[0, 0] == 1
        with pytest.raises(ValueError, match="read-only"):
            net.W1[0, 0] = 7
        with pytest.raises(ValueError, match="read-only"):
            net.W1 += 1

    def test_with_weight_makes_another(self):
        net = nbnn.Network.random((2, 3, 1))
        other = net.with_weight(1, 2, 1, 9.0)
        changed = other.theta != net.theta
        assert other.W1[2, 1] == 9.0 and changed.sum() == 1
        assert net.with_weight(2, 0, 1, 9.0).w2[1] == 9.0

    @pytest.mark.parametrize("place", [(0, 0, 0), (3, 0, 0), (1, 3, 0), (1, 0, 2), (1, -1, 0), (2, 1, 0)])
    def test_with_weight_needs_a_place_that_exists(self, place):
        with pytest.raises(ValueError, match=r"does not exist|has no entry"):
            nbnn.Network.random((2, 3, 1)).with_weight(*place, 1.0)

    def test_random_is_repeatable_and_begins_with_bias_zero(self):
        one, same, other = (nbnn.Network.random((2, 3, 1), seed=seed, bias=True) for seed in (4, 4, 5))
        assert np.array_equal(one.theta, same.theta) and not np.array_equal(one.theta, other.theta)
        assert not one.W1[:, -1].any() and one.w2[-1] == 0 and one.W1[:, :-1].all()

    def test_a_bias_does_not_count_as_an_input_of_the_initializer(self):
        plain, biased = (nbnn.Network.random((2, 3, 1), seed=4, bias=bias) for bias in (False, True))
        assert np.array_equal(biased.W1[:, :-1], plain.W1)

    def test_random_does_not_touch_the_global_generator(self):
        before = np.random.get_state()[1].copy()  # noqa: NPY002  (it is the global one that must stay)
        nbnn.Network.random((2, 3, 1))
        assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


class TestForward:
    def test_as_sums_by_hand(self, net, sizes):
        x = np.random.default_rng(0).normal(size=sizes[0])
        forward, (a, h, y) = net.forward(x), by_loops(net, x.tolist())
        for ours, theirs in zip((*forward.a, *forward.h, np.atleast_1d(forward.y)), (*a, *h, y), strict=True):
            assert ours == pytest.approx(np.array(theirs), rel=1e-13, abs=1e-14)

    def test_a_batch_is_every_example_of_it(self, net, sizes):
        X = np.random.default_rng(0).normal(size=(5, sizes[0]))
        together, alone = net.forward(X), [net.forward(x) for x in X]
        assert together.y == pytest.approx(np.array([f.y for f in alone]), rel=1e-12, abs=1e-13)
        for number in range(net.n_hidden):
            assert together.h[number] == pytest.approx(np.array([f.h[number] for f in alone]), rel=1e-12, abs=1e-13)

    def test_bias_appends_a_one_to_x_and_h(self, net, bias):
        forward = net.forward(np.zeros(net.n_inputs))
        for v in (forward.x, *forward.h):
            assert not bias or v[-1] == 1
        assert len(forward.x) == net.n_inputs + bias

    def test_one_score_is_a_python_float(self):
        net = nbnn.Network.random((2, 3, 1))
        assert type(net.scores([1, 2])) is float
        assert net.scores([[1, 2]]).shape == (1,) and nbnn.Network.random((2, 3, 4)).scores([[1, 2]]).shape == (1, 4)

    def test_input_is_left_alone(self, net):
        x = np.ones(net.n_inputs)
        net.forward(x)
        assert x.flags.writeable and np.array_equal(x, np.ones(net.n_inputs))


class TestBackward:
    def test_batch_derivatives_are_those_of_every_example(self, net, sizes):
        rng = np.random.default_rng(0)
        X, dl_dy = rng.normal(size=(4, sizes[0])), rng.normal(size=(4,) if net.one_score else (4, sizes[-1]))
        together = net.backward(net.forward(X), dl_dy)
        for n in range(4):
            alone = net.backward(net.forward(X[n]), float(dl_dy[n]) if net.one_score else dl_dy[n])
            assert alone.keys() == together.keys()
            for name, value in alone.items():
                assert np.asarray(together[name])[n] == pytest.approx(value, rel=1e-12, abs=1e-13), name

    def test_shapes_are_those_the_names_promise(self, net):
        d = net.backward(net.forward(np.ones(net.n_inputs)), 1.0 if net.one_score else np.ones(net.sizes[-1]))
        for name, value in d.items():
            assert np.shape(value) == net.quantities.shapes[name], name


class TestPredict:
    def test_one_score_and_zero_is_plus_one(self):
        net = nbnn.Network([[1.0, 0.0]])
        assert net.predict([[2, 0], [-2, 0], [0, 0]]).tolist() == [1, -1, 1]
        assert net.predict([-2, 0]) == -1 and type(net.predict([-2, 0])) is int

    def test_k_scores_count_from_one_and_a_tie_goes_to_the_lowest(self):
        net = nbnn.Network([np.eye(3)])
        assert net.predict([[1, 2, 3], [2, 2, 1], [0, 0, 0], [0, 1, 1]]).tolist() == [3, 1, 1, 2]
        assert net.predict([1, 2, 3]) == 3


class TestBadInput:
    """Every message says what was given and what is needed."""

    @pytest.mark.parametrize(("weights", "error", "words"), [
        ([], ValueError, "empty"),
        ([[[1, 2], [3, 4]], [1, 2, 3]], ValueError, r"weight 2 takes 3 .* weight 1 gives 2.*needs 2"),
        ([[1, 2], [1, 2]], ValueError, r"weight 1 has shape \(2,\): it must be a matrix, outputs × inputs"),
        ([[[1, 2], [3]], [1, 2]], ValueError, "weight 1 must be an array of numbers"),
        ([[["a", 2]], [1]], TypeError, "weight 1 must be an array of numbers"),
        ([[[1, np.nan]], [1]], ValueError, "weight 1 contains nan"),
        ([[[1, 2]], [np.inf]], ValueError, "weight 2 contains inf"),
        ([[[1, 2]], [[1]]], ValueError, "one row: for one score write it as a vector of 1"),
        ([[[[1]]], [1]], ValueError, "must be a matrix"),
        ([1, 2], ValueError, r"weight 1 has shape \(\)"),
        ([[[]], [1]], ValueError, r"weight 1 has shape \(1, 0\)"),
        (3, TypeError, "weights is 3: give a list"),
        (None, TypeError, "weights is None: give a list"),
    ])
    def test_weights(self, weights, error, words):
        with pytest.raises(error, match=words):
            nbnn.Network(weights)

    def test_bias_needs_a_column_for_it(self):
        with pytest.raises(ValueError, match=r"weight 2 takes 2 .*and the constant 1: it needs 3"):
            nbnn.Network([[[1, 1], [1, 1]], [1, 1]], bias=True)
        with pytest.raises(ValueError, match="only the column of the constant 1"):
            nbnn.Network([[[1], [1]], [1, 1, 1]], bias=True)

    @pytest.mark.parametrize("sizes", [(2,), (), (2, 0, 1), (2, -3, 1), (2, 2.5, 1), (2, True, 1), (2, None, 1), ("a", 1), 3])
    def test_sizes(self, sizes):
        with pytest.raises((ValueError, TypeError), match=r"sizes is .*such as \(2, 8, 1\)"):
            nbnn.Network.random(sizes)

    @pytest.mark.parametrize(("x", "error", "words"), [
        ([1, 2, 3], ValueError, r"x has 3 entries .* W1 takes 2 .*\(2,\) or \(N, 2\)"),
        (5, ValueError, "x is the number 5: give a list, 2 entries, such as "),
        ([[[1, 2]]], ValueError, r"\(2,\) or \(N, 2\)"),
        ([1, np.nan], ValueError, "x contains nan"),
        ([[1, 2], [3, -np.inf]], ValueError, "x contains -inf"),
        (["a", "b"], TypeError, "x must be numbers"),
        (None, (TypeError, ValueError), "x "),
        ([[1, 2], [3]], ValueError, "x must be numbers"),
    ])
    def test_x(self, x, error, words):
        net = nbnn.Network.random((2, 3, 1))
        for ask in (net.forward, net.predict, net.scores):
            with pytest.raises(error, match=words):
                ask(x)

    def test_activation(self):
        with pytest.raises(ValueError, match="did you mean 'relu'"):
            nbnn.Network([[1.0]], activation="rellu")

    def test_theta(self):
        with pytest.raises(ValueError, match="9 weights"):
            nbnn.Network.random((2, 3, 1)).with_theta(np.zeros(8))

    @pytest.mark.parametrize("value", [np.nan, np.inf, "a"])
    def test_a_typed_weight(self, value):
        with pytest.raises((ValueError, TypeError), match=r"^value .*(nan|inf|text)"):
            nbnn.Network.random((2, 3, 1)).with_weight(1, 0, 0, value)

    @pytest.mark.parametrize("given", [["relu"], ["relu", "tanh", "relu"], []])
    def test_a_list_of_activations_has_one_for_each_hidden_layer(self, given):
        with pytest.raises(ValueError, match=f"activation has {len(given)} activations? for 2 hidden layers: give one for all"):
            nbnn.Network.random((2, 3, 3, 1), activation=given)


def test_a_truth_value_is_no_weight_and_a_word_is_no_bias():
    net = nbnn.Network([[[1, 2], [3, 4]], [1, 2]])
    with pytest.raises(TypeError, match="value is True, a truth value: give a number"):
        net.with_weight(1, 0, 0, True)
    for bias in ("yes", 2, None):
        with pytest.raises(TypeError, match=f"bias is {bias!r}: give True"):
            nbnn.Network([[1.0, 2.0]], bias=bias)


def test_a_slope_for_other_scores_is_refused():
    net = nbnn.Network([[[1, 2], [3, 4]], [1, 2]])
    with pytest.raises(ValueError, match=r"dl_dy has shape \(2,\), but the scores have \(\): give ∂ℓ/∂y for each of them"):
        net.backward(net.forward([1.0, 2.0]), [1.0, 2.0])
