"""What the lessons claim in words, by running it: a claim that a seed decides over ten seeds, a choice against its numbers.

Each test of a claim first finds the words in the lesson, so that neither changes without the other.
"""

import re
from pathlib import Path

import numpy as np
import pytest

import nbnn
from nbnn.core.records.curves import CURVES
from nbnn.exercises.lessons.table import exercise
from nbnn.explain.initialization import spreads
from nbnn.explain.overfitting import at_zero
from tests.notebooks.manners import read

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEN = range(10)


def says(lesson: str, *words: str) -> None:
    """The lesson's prose has these words."""
    (path,) = NOTEBOOKS.glob(f"{lesson}-*.ipynb")
    prose = "\n".join(read(path).prose)
    for each in words:
        assert each in prose, f"lesson {lesson} no longer says {each!r}: is its claim still true?"


def flowers(first: str, second: str) -> nbnn.Dataset:
    return nbnn.standardize(nbnn.datasets.iris((first, second), ("petal length", "petal width")))


def best_line(data: nbnn.Dataset, bias: bool) -> float:
    """The largest fraction that a straight line classifies correctly, among 720 directions and, with a bias, every offset."""
    angles = np.linspace(0, 2 * np.pi, 721)
    along = np.column_stack([np.cos(angles), np.sin(angles)]) @ data.x.T
    if not bias:
        return right(along, 0.0, data.z).max()
    return max(right(each, cut, data.z) for each in along for cut in [-np.inf, *each])


def right(scores: np.ndarray, cut: float, labels: np.ndarray) -> np.ndarray:
    return (np.where(scores > cut, 1, -1) == labels).mean(axis=-1)


# ---- 00 to 05 ----

def test_a_convex_curve_has_no_valley_but_the_lowest_and_a_single_valley_is_not_convex():
    says("00", "**A convex loss has no valley but the lowest**")
    assert all(valley.kind == "global" for curve in CURVES.values() if curve.convex for valley in curve.minima)
    assert len(nbnn.curves.plateau.minima) == 1
    assert nbnn.convex.counterexample(nbnn.curves.plateau, -3, 3) is not None


def test_the_fold_lays_the_plane_on_two_axes():
    says("01", "at most one unit is on", "The line $h_1 + h_2 - 1 = 0$ gets 98 of the 100 points right")
    folding, crosswise = nbnn.Network([[[1, -1, 0], [-1, 1, 0]], [1, 1, -1]], bias=True), nbnn.datasets.xor(seed=0)
    h = folding.forward(crosswise.x).h[0][:, :2]
    assert (h.min(axis=1) == 0).all()
    assert nbnn.measures.accuracy(folding, crosswise) == 0.98


def test_where_the_updates_are_counted_from():
    says("00", "$t$ counts from 0 in the decay of the learning rate", "but from 1 in Adam")
    assert nbnn.decay(0.1, lam=1.0)(0) == pytest.approx(0.1)
    first = nbnn.descend("parabola", start=1.0, optimizer=nbnn.adam(), eta=0.1, steps=1).states
    assert first["m_hat"][0] == pytest.approx(first["m"][0] / (1 - 0.9 ** 1))


def test_the_best_line_on_the_crosswise_clouds():
    says("01", "This line gets 42 % right.", "The best line through the origin gets 61 %.", "the best of those gets 78 %")
    clouds = nbnn.datasets.xor(seed=0)
    assert (nbnn.Network([[1.0, 0.5]]).predict(clouds.x) == clouds.z).mean() == pytest.approx(0.42)
    assert best_line(clouds, bias=False) == pytest.approx(0.61)
    assert best_line(clouds, bias=True) == pytest.approx(0.78)


def test_a_hundred_steps_beside_a_thousand_guesses():
    says("02", "better than the best of a thousand guesses (so it is with nine of ten seeds)",
         "after the first hundred guesses the best was 0.25")
    data = nbnn.standardize(nbnn.datasets.iris(("versicolor", "virginica")))
    start = nbnn.Network.random([4, 8, 1], seed=0)
    mean_loss = nbnn.convex.of_network(start, data, nbnn.hinge)
    guesses = [mean_loss(nbnn.Network.random([4, 8, 1], seed=seed).theta) for seed in range(1000)]
    assert min(guesses[:100]) == pytest.approx(0.25, abs=0.005)
    ends = [mean_loss(nbnn.sgd(start, data, loss=nbnn.hinge, eta=0.05, steps=100, seed=seed).network(100).theta) for seed in TEN]
    assert sum(end < min(guesses) for end in ends) == 9


def test_sgd_on_the_perceptrons_loss_never_leaves_zero():
    says("03", "From zero weights, SGD on this loss never moves.")
    assert nbnn.Network([[0.0, 0.0]]).predict([1, 2]) == 1
    assert (nbnn.perceptron.value(0.0, -1), nbnn.perceptron.derivative(0.0, -1)) == (0, 0)
    start = nbnn.Network([[0.0, 0.0]])
    for seed in TEN:
        ends = [nbnn.sgd(start, flowers("versicolor", "virginica"), loss=loss, eta=0.1, steps=400, seed=seed)[-1].after.theta
                for loss in (nbnn.perceptron, nbnn.hinge)]
        assert not ends[0].any()
        assert ends[1].all()


def test_the_derivative_of_counting_is_zero_except_at_the_jump():
    says("03", "Zero at every score but one.", "its derivative is 0 except at the jump")
    assert not any(nbnn.zero_one.derivative(y, z) for y in np.linspace(-3, 3, 100) for z in (-1, 1))


@pytest.mark.parametrize(("data", "settles"), [(nbnn.datasets.xor(seed=0), True), (flowers("setosa", "versicolor"), False)])
def test_cross_entropy_widens_the_margin_only_where_a_line_separates(data, settles):
    says("04", "Where no line separates the data, the examples hold each other back and the weights stay small.")
    for seed in TEN:
        run = nbnn.sgd(nbnn.Network([[0.0, 0.0]]), data, loss=nbnn.binary_cross_entropy, eta=0.05, steps=5_000, seed=seed)
        early, late = (float(np.linalg.norm(run.network(i).theta)) for i in (1_000, 5_000))
        assert (late < 1) if settles else (late > 1.3 * early > 2)


def test_the_midpoint_of_two_swapped_units():
    says("05", "of 200 random ones it was higher in 187")
    moons = nbnn.datasets.moons(n=100)
    nets = (nbnn.Network.random([2, 4, 1], seed=seed) for seed in range(200))
    assert sum(not nbnn.convex.midpoint(net, moons, nbnn.binary_cross_entropy).holds for net in nets) == 187


def test_each_network_beats_logistic_regression_on_xor():
    says("05", "each of them beats it")
    clouds = nbnn.datasets.xor(seed=0)
    starts = [nbnn.Network([[0.0, 0.0]]), *(nbnn.Network.random([2, 4, 1], seed=seed) for seed in TEN)]
    runs = [nbnn.sgd(start, clouds, loss=nbnn.binary_cross_entropy, eta=0.1, steps=5_000, seed=0) for start in starts]
    line, *networks = [(run.network(5_000).predict(clouds.x) == clouds.z).mean() for run in runs]
    assert line < min(networks)


def test_the_chord_of_a_maximum_lies_above_both_chords():
    why = next(each.why for each in exercise("what_keeps_convexity").options if each.text.startswith("max"))
    assert "its own chord is at least as high as both of theirs" in why
    f, g, x1, x2 = (lambda x: x ** 2), (lambda x: (x - 2) ** 2), 0.0, 2.0
    for p in np.linspace(0.01, 0.99, 50):
        chords = [p * each(x1) + (1 - p) * each(x2) for each in (f, g)]
        of_maximum = p * max(f(x1), g(x1)) + (1 - p) * max(f(x2), g(x2))
        at = p * x1 + (1 - p) * x2
        assert of_maximum > max(chords)
        assert max(f(at), g(at)) <= of_maximum


# ---- 06 to 11 ----

@pytest.fixture(scope="module")
def sixty() -> tuple[nbnn.Network, nbnn.Dataset]:
    """The network and the examples of lesson 06."""
    return nbnn.Network.random([2, 8, 1], seed=0), nbnn.datasets.moons(n=60)


def five_looks(sixty, batch: int, eta: float, seed: int = 0) -> float:
    net, moons = sixty
    return float(nbnn.train(net, moons, loss=nbnn.hinge, eta=eta, batch_size=batch, epochs=5, seed=seed).train_loss[-1])


def test_single_examples_beside_all_of_them(sixty):
    says("06", "At the same rate the restless path is far ahead", "at its own rate it nearly catches up",
         r"At $\eta = 2$ single examples diverge.")
    singles = [five_looks(sixty, 1, 0.1, seed) for seed in TEN]
    assert max(singles) < five_looks(sixty, 60, 2) < 1.2 * np.mean(singles) < five_looks(sixty, 60, 0.1) / 1.5
    assert min(five_looks(sixty, 1, 2, seed) for seed in TEN) > 1


def test_the_mean_loss_falls_fast_then_slowly_and_jitters(sixty):
    says("06", "First fast, then slowly", "With most seeds it has also risen in between",
         "in *a* valley, not necessarily the best one", "it jitters")
    net, moons = sixty
    losses = [nbnn.sgd(net, moons, loss=nbnn.hinge, eta=0.05, steps=2_000, seed=seed).total_losses(every=400)[::400] for seed in TEN]
    assert all(one[0] - one[1] > 5 * (one[1] - one[-1]) for one in losses)
    assert sum((np.diff(one) > 0).any() for one in losses) > 5


def test_more_and_more_updates_change_nothing(sixty):
    says("06", "There are many, and more and more of them")
    net, moons = sixty
    for seed in TEN:
        quiet = nbnn.sgd(net, moons, loss=nbnn.hinge, eta=0.1, steps=600, seed=seed).losses == 0
        assert quiet[400:].sum() > quiet[:200].sum() > 80


def test_hinge_updates_more_than_twice_as_often():
    says("06", "Hinge updates more than twice as often, whatever the seed")
    start, data = nbnn.Network([[0.5, -1.0]]), flowers("versicolor", "virginica")
    for seed in TEN:
        calm, keen = (sum(bool(step.dl_dw1.any()) for step in nbnn.sgd(start, data, loss=loss, eta=0.1, steps=400, seed=seed))
                      for loss in (nbnn.perceptron, nbnn.hinge))
        assert keen > 2 * calm


def test_the_lecturers_vote_on_one_update(sixty):
    assert "at 22 it rises" in (NOTEBOOKS / "LECTURER.md").read_text("utf-8")
    net, moons = sixty
    losses = nbnn.sgd(net, moons, loss=nbnn.hinge, eta=0.1, steps=30, seed=0).total_losses()
    assert [losses[i + 1] > losses[i] for i in (21, 22, 23)] == [False, True, False]


def test_the_update_needs_no_loss():
    lines = exercise("sgd_order").lines
    start, repeat, example, loss, update, until = lines
    variant = exercise("sgd_order").variant(0)
    assert variant.check([start, repeat, example, update, loss, until]).right
    for wrong in ([start, repeat, loss, example, update, until], [start, repeat, example, loss, until, update],
                  [start, repeat, example, update, until, loss], [repeat, start, example, loss, update, until]):
        assert variant.check(wrong).verdict == "wrong"


def test_where_zeros_learn_nothing():
    says("08", "With a hidden layer and no bias, zeros learn nothing", "a bias of the last layer would move")
    moves = {bias: nbnn.sgd_step(nbnn.Network.random([2, 3, 1], initializer=nbnn.zeros, bias=bias), [2, 1], -1, loss=nbnn.hinge).dl_dtheta
             for bias in (False, True)}
    assert not moves[False].any()
    assert np.flatnonzero(moves[True]).tolist() == [len(moves[True]) - 1]
    assert nbnn.sgd_step(nbnn.Network([[0.0, 0.0]]), [2, 1], -1, loss=nbnn.hinge).dl_dtheta.all()


def test_different_weights_need_no_chance():
    says("08", "The weights only have to *differ*")
    net = nbnn.Network([[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], [0.1, 0.2, 0.3]])
    rows = nbnn.sgd(net, nbnn.datasets.moons(n=60), loss=nbnn.hinge, eta=0.1, steps=100, seed=0)[-1].after.W1
    assert len(np.unique(rows.round(6), axis=0)) == 3


def test_he_stays_more_level_than_xavier_with_tanh_too():
    says("08", "from nine of ten seeds, He's larger weights stay more level on the way forward with tanh as well", "$2/(d_{in} + d_{out})$",
         "the last hidden layer is spread 0.49 times as widely as the first under He, and 0.19 times under Xavier")
    data, sizes = nbnn.datasets.moons(n=200, seed=0), (2, 32, 32, 32, 32, 32, 1)
    rows = pytest.importorskip("nbnn.labs").InitLab(["he", "xavier"], "relu").table()
    assert [re.search(r"spread ([\d.]+) times", row["verdict"])[1] for row in rows] == ["0.494", "0.185"]
    stds = [spreads([nbnn.he, nbnn.xavier], sizes, nbnn.tanh, data, nbnn.hinge, seed).forward for seed in TEN]
    change = [abs(np.log(each[:, -2] / each[:, 0])) for each in stds]
    assert sum(he < xavier for he, xavier in change) == 9, change
    drawn = nbnn.xavier.draw(np.random.default_rng(0), (300, 500))
    assert 1 / 500 < drawn.var() < 1 / 300
    assert drawn.var() == pytest.approx(2 / 800, rel=0.01)


def test_the_rate_as_a_way_out_of_a_local_optimum():
    says("09", "from ten starts between 3.0 and 3.9 the decaying rate ends lower than the small one from eight of them",
         "in the lowest valley from five")
    value = nbnn.curves.ripples.value
    ends = [[nbnn.descend("ripples", start=start, eta=eta, steps=400).points[-1] for eta in (0.05, nbnn.decay(0.5, lam=0.1))]
            for start in 3 + np.arange(10) / 10]
    assert sum(value(decaying) < value(small) - 0.01 for small, decaying in ends) == 8
    assert sum(abs(decaying) < 0.01 for _, decaying in ends) == 5


def test_exactly_one_option_is_true_of_each_walk():
    record, came = exercise("rate_too_large"), set()
    for seed in range(80):
        variant = record.variant(seed)
        w = variant.drawn.points
        nearer, same_side = np.diff(abs(w)) < 0, w[1:] * w[:-1] > 0
        true = {"It comes closer and stays on its side of the minimum.": nearer.all() and same_side.all(),
                "It jumps from side to side and comes closer.": nearer.all() and not same_side.any(),
                "It moves further away at every update.": not nearer.any()}
        assert set(true) == set(variant.fields[0].options)
        assert [option for option, holds in true.items() if holds] == [variant.outcome().option]
        came.add((variant.drawn.etas[0], variant.outcome().option))
    assert len(came) == 6


def test_adagrads_rate_falls_and_its_step_may_grow():
    says("10", r"$G$ only grows, so the rate of each weight, $\eta/\sqrt{G}$, can only fall",
         "a step still grows when the derivative grows faster")
    record, state, updates, rates = nbnn.adagrad(), nbnn.adagrad().start(()), [], []
    for slope in (10.0, 1.0, 5.0):
        state, update = record.step(state, slope, 0.1)
        updates, rates = [*updates, abs(float(update))], [*rates, abs(float(update)) / slope]
    assert rates == sorted(rates, reverse=True)
    assert updates[2] > updates[1]


def test_momentum_keeps_one_rate():
    says("10", r"$\eta$ stays the same, for every weight and at every update", "momentum does not")
    pushes = {nbnn.momentum(0.9).step({"v": np.zeros(())}, slope, 0.1)[1] / slope for slope in (0.5, 1.0, 4.0)}
    assert pushes == {-0.1}


@pytest.mark.parametrize(("method", "end"), [(nbnn.sgd_optimizer, -1), (nbnn.adam(beta1=0.0, beta2=0.1), 1), (nbnn.adam(), -1)])
def test_which_adam_goes_the_wrong_way(method, end):
    says("10", r"with $\beta_1 = 0$ and $\beta_2 = 0.1$", r"With the usual $\beta_1 = 0.9$ and $\beta_2 = 0.999$")
    assert nbnn.descend("reddi", optimizer=method, eta=0.004, steps=1500).points[-1] == pytest.approx(end, abs=0.05)


def test_batches_each_at_a_rate_of_its_own():
    says("11", "Each at a rate of its own, all four sizes get about equally far in three epochs.",
         "each at its own rate, they get about equally far")
    net, moons = nbnn.Network([[-1.5, -2.0]]), nbnn.datasets.moons(n=200, noise=0.2, seed=0)

    def ends(size: int, eta: float) -> float:
        runs = (nbnn.train(net, moons, loss="binary_cross_entropy", eta=eta, batch_size=size, epochs=3, seed=seed) for seed in TEN)
        return float(np.mean([run.train_loss[-1] for run in runs]))
    own = [ends(size, eta) for size, eta in ((1, 0.05), (10, 0.2), (100, 2), (200, 2))]
    assert max(own) < 1.02 * min(own)
    assert ends(200, 0.2) > 3 * ends(10, 0.2)


# ---- 12 to 15 ----

def test_the_boundary_does_not_need_large_weights_but_the_margin_does():
    says("12", "with ReLU and no bias, all weights times 0.1 give the same predictions")
    moons = nbnn.datasets.moons(n=100)
    for seed in TEN:
        net = nbnn.Network.random([2, 8, 1], seed=seed)
        small = net.with_theta(0.1 * net.theta)
        assert (small.predict(moons.x) == net.predict(moons.x)).all()
        steepest = np.linalg.norm(net.W1, 2) * np.linalg.norm(net.w2)  # |y(x) − y(x′)| is at most this times the distance
        rise, way = abs(np.diff(net.scores(moons.x))), np.linalg.norm(np.diff(moons.x, axis=0), axis=1)
        assert (rise <= steepest * way + 1e-12).all()


def test_a_penalty_has_a_best_size():
    says("12", "Without a penalty the training loss is nearly 0 and the validation loss is bad.", "λ = 0.01 has the lowest validation loss",
         "With λ = 0.5 large weights cost so much that nothing is learned at all.")
    train, validation = nbnn.datasets.moons(n=100, noise=0.3, seed=1).split(0.3, seed=1)
    swept = nbnn.sweep((2, 32, 1), train, validation, loss=nbnn.hinge, etas=[0.3], seeds=TEN, epochs=150, batch_size=10,
                       l2=[0, 0.001, 0.01, 0.5], bias=True)
    ends, last = swept.train_loss[0, :, :, -1], swept.validation_loss[0, :, :, -1]
    assert (np.argsort(ends, axis=0) == np.arange(4)[:, None]).mean() > 0.9, "the larger λ, the larger the training loss"
    assert ends[0].max() < 0.02
    assert (last.argmin(axis=0) == 2).all()
    assert last[0].mean() > last[1].mean() > 1.5 * last[2].mean()
    assert ends[3].min() > 0.8, "a score of 0 everywhere costs 1"


def on_moons(seed: int, **options) -> nbnn.History:
    """The training of lesson 12's lab, from another seed."""
    train, validation = nbnn.datasets.moons(n=100, noise=0.3, seed=1).split(0.3, seed=1)
    start = nbnn.Network.random((2, 8, 1), seed=seed, bias=True)
    return nbnn.train(start, train, validation, loss=nbnn.hinge, epochs=150, batch_size=10, **({"eta": 0.3, "seed": seed} | options))


def test_only_proximal_l1_leaves_weights_at_exactly_0():
    says("12", "With proximal L1, 18 of the 24 weights; with L1 and its plain steps none, although many are tiny; with L2 none.",
         "From other seeds proximal L1 leaves 15 to 21 weights at 0. Seven of the eight units no longer look at the inputs at all;",
         "L2 with the same λ has the lower validation loss from all ten seeds", "set λ to 0.005. Six weights are at 0 now")
    by_l2, by_l1, held = ([on_moons(seed, penalty=penalty(0.02)) for seed in TEN] for penalty in (nbnn.l2, nbnn.l1, nbnn.proximal_l1))
    assert all(history.last.theta.all() for history in by_l2 + by_l1)
    assert sum(abs(by_l1[1].last.theta) < 0.3 * 0.02) > 10, "nearer to 0 than a step"
    zeros = [at_zero(history, 150) for history in held]
    assert [zeros[1].zeros, zeros[1].held, zeros[1].weights] == [18, 18, 24]
    assert (min(each.zeros for each in zeros), max(each.zeros for each in zeros)) == (15, 21)
    assert sum(~held[1].last.W1[:, :2].any(axis=1)) == 7
    assert all(one.validation_loss[-1] < other.validation_loss[-1] for one, other in zip(by_l2, held))
    assert at_zero(on_moons(1, penalty=nbnn.proximal_l1(0.005)), 150).zeros == 6


def test_weight_decay_is_l2_with_plain_sgd_and_not_with_adam():
    says("12", "With plain SGD L2 and weight decay are the same run.", "L2 leaves much smaller weights, from all ten seeds we tried",
         "dividing by its own size makes it a full step of η", "it takes the same fraction of every weight, 0.0001 at each update")
    l2, decay = nbnn.l2(0.005), nbnn.weight_decay(0.01)
    np.testing.assert_allclose(on_moons(1, penalty=l2).last.theta, on_moons(1, penalty=decay).last.theta, rtol=1e-9)
    for seed in TEN:
        sizes = [sum(on_moons(seed, optimizer=nbnn.adam(), eta=0.01, penalty=each).last.theta ** 2) for each in (l2, decay)]
        assert sizes[0] < 0.75 * sizes[1]
    assert decay.settle(np.array([2.0, -0.1]), np.array([2.0, -0.1]), 0.01) == pytest.approx([2.0 * 0.9999, -0.1 * 0.9999])
    pushed = nbnn.adam().rule({"m": np.zeros(1), "v": np.zeros(1), "t": 0}, l2.derivative(np.array([0.3])), 0.01)[1]
    assert pushed == pytest.approx([-0.01], rel=1e-3), "the penalty alone: a full step"


def test_a_bias_does_not_make_a_score_steeper():
    says("12", "they place the folds of the hidden units, but do not make the score steeper")
    net = nbnn.Network.random([1, 4, 1], seed=0, bias=True)
    moved = nbnn.Network([net.W1 + np.array([0.0, 3.0]), net.w2], bias=True)
    x = np.linspace(-20, 20, 4001)[:, None]
    steepest = [abs(np.diff(each.scores(x))).max() / 0.01 for each in (net, moved)]
    assert max(steepest) <= np.abs(net.W1[:, 0] * net.w2[:-1]).sum() + 1e-9


def test_a_unit_left_out_for_one_example_may_move_with_its_batch():
    says("12", "so this example adds nothing to the derivative of its weights", "for other examples of the batch the unit may take part",
         "each hidden unit is left out with probability $p$")
    train = nbnn.datasets.moons(n=30, noise=0.3, seed=1)
    net = nbnn.Network.random([2, 8, 1], seed=0)
    history = nbnn.train(net, train, loss=nbnn.hinge, eta=0.3, batch_size=10, epochs=1, dropout=0.5, seed=0)
    kept = np.concatenate([update.kept[0] for update in history.replay(0)])
    assert len(set(map(tuple, kept))) > 10, "a mask for each example"
    assert len(set(kept.sum(axis=1).tolist())) > 2, "half of the units on average only"


def test_dropout_helps_on_few_digits():
    says("12", "Dropout helps from all ten seeds, and the mean falls by a third.")
    few, many = nbnn.standardize(*nbnn.datasets.digits((3, 8)).split(0.1, seed=0))
    assert (len(few), few.x.shape[1]) == (36, 64)
    swept = nbnn.sweep((64, 64, 1), few, many, loss=nbnn.hinge, etas=[0.05], seeds=TEN, epochs=30, batch_size=10,
                       dropout=[0.0, 0.5], bias=True)
    without, halved = swept.best_losses[0]
    assert (halved < without).all()
    assert halved.mean() < 0.68 * without.mean()


def test_dropout_does_not_always_help():
    says("12", "It does not always help", "the mean over ten seeds is 0.356 without dropout and 0.356 with it",
         "single seeds differ by far more")
    train, validation = nbnn.datasets.moons(n=100, noise=0.3, seed=1).split(0.3, seed=1)
    swept = nbnn.sweep((2, 32, 1), train, validation, loss=nbnn.hinge, etas=[0.3], seeds=TEN, epochs=150, batch_size=10,
                       dropout=[0.0, 0.5], bias=True)
    best = swept.best_losses[0]
    assert best.mean(axis=1) == pytest.approx([0.356, 0.356], abs=5e-4)
    assert np.ptp(best.mean(axis=1)) < 0.25 * np.ptp(best, axis=1).min()


def test_the_second_and_third_boards_have_numbers_of_their_own():
    says("13", "the margin is met only after three updates")
    (path,) = NOTEBOOKS.glob("13-*.ipynb")
    (cell,) = (each["source"] for each in read(path).code if "loss_falls" in each["source"])
    assert "worked_example([[2, -0.5], [1, -1], [0, 1]], [-1, 3, 0.5], x=[1, 2], z=1, eta=0.04," in cell
    net, seen = nbnn.Network([[[2, -0.5], [1, -1], [0, 1]], [-1, 3, 0.5]], activation=nbnn.relu), []
    for _ in range(4):
        step = nbnn.sgd_step(net, [1, 2], 1, loss=nbnn.hinge, eta=0.04)
        seen, net = [*seen, step.dl_dW1], step.after
    assert [bool(each.any()) for each in seen] == [True, True, True, False]
    assert not any(np.array_equal(one, other) for one, other in zip(seen, seen[1:]))


def test_every_reason_of_the_summary_makes_a_zero():
    says("13", "the margin is met, the unit is off, the input was zero, or the weight on the way back is zero")
    met, off, none = (nbnn.sgd_step(nbnn.Network([[[1, -1], [0.5, 2], [-1, 0.5]], w2]), [2, 1], -1, loss=nbnn.hinge)
                      for w2 in ([-3, -0.5, 2], [1, -0.5, 2], [0, 0.5, 2]))
    reasons = [met.why_zero("dl_dW1", 0, 0), off.why_zero("dl_dW1", 2, 0), off.why_zero("dl_dw2", 2), none.why_zero("dl_dW1", 0, 0)]
    assert [each.name for each in reasons] == ["MARGIN_MET", "RELU_OFF", "INPUT_ZERO", "WEIGHT_ZERO"]


def test_a_straight_line_on_two_rings():
    says("15", "The trained line gets 55 % of the validation examples right, and other seeds between 43 % and 60 %.",
         "The best line gets 72 %")
    playground = pytest.importorskip("nbnn.labs").Playground
    assert best_line(playground("circles", hidden=()).setting.validation, bias=True) == pytest.approx(43 / 60)
    ends = [float(playground("circles", hidden=(), seed=seed).train().accuracy[-1]) for seed in TEN]
    assert (ends[0], min(ends), max(ends)) == pytest.approx((0.55, 26 / 60, 0.6))
