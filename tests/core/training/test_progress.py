"""A long run without a record says how far it is; a short one says nothing; one that is stopped keeps what there is."""

import numpy as np
import pytest

import nbnn
from nbnn.core.training import sgd
from nbnn.core.training.progress import Progress, duration

NET, DATA = nbnn.Network.random((2, 3, 1)), nbnn.datasets.moons(n=20)


def test_it_is_quiet_at_first_and_says_how_much_time_is_left():
    said, now = [], [0.0]
    progress = Progress(1000, said.append, lambda: now[0])
    progress(100)
    assert said == []
    now[0] = 4.0
    progress(250)
    progress(251)  # not again at once
    assert said == ["\r|█████               | 250 of 1,000 updates, 12 s left; Stop (or Ctrl+C) keeps the network that there is"]
    progress.close()
    assert said[1:] == ["\r" + " " * (len(said[0]) - 1), "\r"]


def test_what_is_soon_done_says_nothing(capsys):
    nbnn.sgd_last(NET, DATA, "hinge", steps=3000)
    assert capsys.readouterr() == ("", "")


def test_times_in_words():
    assert [duration(seconds) for seconds in (0.2, 12.4, 180, 7200)] == ["0 s", "12 s", "3 min", "2 h"]


@pytest.mark.parametrize("optimizer", ["sgd_optimizer", "nesterov", "adam"])
def test_an_interrupt_keeps_what_is_there(monkeypatch, optimizer):
    update = sgd.Workspace.update

    def interrupted(work, x, z, t, record=None):
        made = update(work, x, z, t, record)
        if t == 2345:
            work.here[:] = np.nan  # as torn as an update can be
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(sgd.Workspace, "update", interrupted)
    with pytest.warns(UserWarning, match=r"^stopped after 2,000 of 10,000 updates: this is the network there"):
        stopped = nbnn.sgd_last(NET, DATA, "hinge", steps=10_000, optimizer=optimizer)
    assert np.array_equal(stopped.theta, nbnn.sgd_last(NET, DATA, "hinge", steps=2000, optimizer=optimizer).theta)
