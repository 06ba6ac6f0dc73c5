"""A run that computes its rows again: bit for bit those of `nbnn.sgd`, forked, extended, saved and stopped like it."""

import json

import numpy as np
import pytest

import nbnn
from nbnn.core.training.replay import (
    EVERY,
    FIRST,
    LAST,
    Replay,
    corners,
    measure,
    measure_each,
    replay,
    replay_of,
    updates_at_once,
)

MOONS = nbnn.datasets.moons(20, seed=1)
NET = nbnn.Network.random([2, 110, 30, 1], seed=2, bias=True)


def both(**given):
    given = {"network": NET, "data": MOONS, "loss": nbnn.hinge, "eta": 0.05, "steps": 60, "seed": 3} | given
    return nbnn.sgd(**given), replay(**given)


FULL, MADE = both()


def assert_same(full, made):
    assert isinstance(made, Replay) and len(full) == len(made) and np.array_equal(full.examples, made.examples)
    for at in {0, 1, EVERY - 1, EVERY, len(full) - 1} & {*range(len(full))}:
        assert np.array_equal(full.rows[at], made.rows[at]) and str(full[at]) == str(made[at])
    for at in (0, len(full) // 2, len(full)):
        assert np.array_equal(full.network(at).theta, made.network(at).theta)
    for name in ("loss", "eta", "a1", "dl_dW1"):
        assert np.array_equal(full.column(name), made.column(name))
    assert full.stopped_because == made.stopped_because and full.breaks.keys() == made.breaks.keys()


def test_each_update_is_bit_for_bit_the_one_of_sgd():
    assert_same(FULL, MADE)
    full, made = both(eta=nbnn.decay(0.1, 0.5), network=nbnn.Network.random([2, 110, 3, 1], nbnn.tanh, output=nbnn.sigmoid),
                      loss=nbnn.binary_cross_entropy_01, steps=30)
    assert_same(full, made)


def test_it_forks_and_goes_on_as_sgd_does():
    other = FULL.network(30).with_weight(1, 0, 0, 2.0)
    full, made = (run.fork(30, network=other).fork(41, order=[1, 2, 3]).extend(EVERY + 2) for run in (FULL, MADE))
    assert_same(full, made)
    assert made.parent is not None and made.forked_at == 41
    assert_same(full, replay_of(full))
    with pytest.raises(ValueError, match="data cannot be changed"):
        MADE.fork(3, data=MOONS)


def test_what_is_kept_are_the_corners_and_measures_of_all_entries():
    dW = FULL.column("dl_dW2").reshape(60, -1)
    assert np.array_equal(MADE.rows.kept("dl_dW2"), dW[:, corners((30, 111))])
    assert np.array_equal(MADE.rows.measures("dl_dW2")[7], measure(dW[7]))
    assert measure([[0.0, -3.0], [5.0, 2.0]]).tolist() == [-3.0, 5.0, 1.0, 25.0]
    assert np.array_equal(measure_each(dW)[9], measure(dW[9]))
    assert corners((100,)).tolist() == [*range(FIRST), *range(100 - LAST, 100)]
    assert len(corners((64,))) == 64 and corners(()).tolist() == [0]


def test_it_stops_where_the_numbers_leave_as_sgd_does():
    full, made = both(eta=1e60, steps=40)
    assert 0 < len(full) < 40 and "leaves the finite numbers" in full.stopped_because
    assert full.stopped_because == made.stopped_because and np.array_equal(full.examples, made.examples)
    assert np.array_equal(full.rows[len(full) - 1], made.rows[len(full) - 1])


def test_the_mean_loss_is_asked_for_where_the_weights_are_kept():
    means = MADE.total_losses(2)
    asked = np.flatnonzero(np.isfinite(means))
    assert asked.tolist() == [0, EVERY, 2 * EVERY]
    assert np.allclose(means[asked], FULL.total_losses()[asked], rtol=1e-12)


def test_what_would_take_too_much_is_refused_with_its_number():
    with pytest.raises(ValueError, match=r"steps is 10,000,000: .* give at most"):
        both(steps=10 ** 7)[1]
    large = replay(nbnn.Network.random([2, 500, 500, 1]), MOONS, nbnn.hinge, steps=50)
    with pytest.raises(ValueError, match="ask for one update at a time"):
        large.rows[..., :]
    assert updates_at_once(large.start, 1000) < 1000 == updates_at_once(NET, 1000)


def test_it_is_saved_without_its_rows_and_comes_back():
    made = MADE.fork(30, network=MADE.network(30).with_weight(1, 0, 0, 2.0))
    text = made.to_json()
    assert len(text) < len(FULL.to_json()) / 5
    back = nbnn.from_json(text)
    assert_same(FULL.fork(30, network=made.network(30)), back)
    assert back.to_json() == text


@pytest.mark.parametrize(("wrong", "words"), [
    (lambda rows: rows | {"at": [1]}, "count up from 0"), (lambda rows: rows | {"at": [0, 0]}, "theta of rows is float64 of 1"),
    (lambda rows: rows | {"at": [0, 99]}, "names what there is not"), (lambda rows: rows | {"more": 1}, "more"),
])
def test_a_text_with_wrong_rows_says_what_is_wrong(wrong, words):
    content = json.loads(MADE.to_json())
    content["rows"] = wrong(content["rows"])
    with pytest.raises(ValueError, match=words):
        nbnn.from_json(json.dumps(content))


def test_only_a_large_network_may_lack_its_rows():
    small = replay(nbnn.Network.random([2, 3, 1]), MOONS, nbnn.hinge, steps=5)
    with pytest.raises(ValueError, match="only a run of a large network"):
        nbnn.from_json(small.to_json())


def test_rows_are_cut_at_their_end_and_have_no_others():
    assert len(MADE.rows[:7]) == 7 and np.array_equal(MADE.rows[:7][6], MADE.rows[6])
    with pytest.raises(TypeError, match="the rows of a replayed run can be cut at their end only"):
        MADE.rows[2:7]
    with pytest.raises(IndexError, match=f"there is no update {len(MADE)}: the run has {len(MADE)}"):
        MADE.rows.theta(len(MADE))


def test_of_a_fork_only_the_part_up_to_a_cut_is_kept():
    forked = MADE.fork(30, network=MADE.network(30).with_weight(1, 0, 0, 2.0))
    assert [len(forked.rows[:count].stretches) for count in (10, 30, 31)] == [1, 1, 2]
