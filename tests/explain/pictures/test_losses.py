"""The losses of a run and of a training as pictures."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.pictures import losses
from tests.explain.pictures.looked_at import checked, words_in

MOONS, NET = nbnn.datasets.moons(), nbnn.Network.random([2, 3, 1])
RUN = nbnn.sgd(NET, MOONS, "hinge", steps=300)


RUNS = {
    "usual": RUN, "one update": nbnn.sgd(NET, MOONS, "hinge", steps=1), "long": nbnn.sgd(NET, MOONS, "hinge", steps=5000),
    "forked": RUN.fork(100, NET), "diverges": nbnn.sgd(NET, MOONS, "squared", eta=50.0, steps=400),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_every_run_is_a_picture(run):
    checked(losses.run(run).text())
    assert len(losses.run_rows(run)) == min(8, len(run))


@pytest.mark.parametrize("options", [{}, {"validation": nbnn.datasets.moons(seed=1)}, {"epochs": 1}, {"eta": 1e5, "loss": "squared"}])
def test_every_training_is_a_picture(options):
    history = nbnn.train(NET, MOONS, **{"loss": "hinge", "epochs": 20, **options})
    words = words_in(losses.history(history).text())
    assert ("validation loss" in words) == ("validation" in options) == ("validation loss" in losses.history_rows(history)[0])


def test_what_is_said_has_its_numbers():
    assert losses.describe(RUN) == "The mean loss L/N goes from 0.635 to 0.279 in 300 updates."
    assert losses.run_rows(RUN)[0] == {"update": "0", "example": "85", "loss": "1.1", "weights": "changed"}


def test_a_training_on_targets_shows_its_r2():
    x = np.linspace(-1, 1, 30)[:, None]
    given = nbnn.Dataset.from_arrays(x, x ** 2)
    history = nbnn.train(nbnn.Network.random([1, 4, 1], activation="tanh"), given, loss="half_squared", epochs=5)
    assert "training R²" in words_in(losses.history(history).text()) and "R²" in losses.history_rows(history)[0]
    assert "the R² is" in losses.describe_history(history)


def test_the_chart_of_a_run_begins_at_zero_and_at_its_first_update():
    panel = losses.panel_of(losses.of_run(RUN))
    assert panel.x == (-0.5, 299.5) and panel.y[0] == 0 and panel.y[1] >= RUN.losses.max()
    assert losses.panel_of(losses.of_run(RUNS["one update"])).x == (-0.5, 1.0)
    assert [len(losses.panel_of(losses.of_run(RUNS[name])).legend) for name in ("usual", "forked")] == [2, 3]


def test_a_run_without_an_update_says_so():
    run = nbnn.sgd(nbnn.Network([[[1e200, 0], [0, 1]], [1e200, 1]]), MOONS, "squared", steps=3)
    assert len(run) == 0 and losses.describe(run) == "No update was made."
