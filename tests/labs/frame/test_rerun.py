"""Running a cell again closes what its earlier run made; another cell's labs stay."""

import gc
import sys
from types import SimpleNamespace
from weakref import ref

import pytest

from nbnn.labs.frame.rerun import remember_for_rerun


@pytest.fixture
def run(monkeypatch):
    """A function that plays the run of a notebook's cell."""
    def begin(cell, execution):
        request = {"metadata": {"cellId": cell}, "header": {"msg_id": execution}}
        kernel = SimpleNamespace(get_parent=lambda _channel: request)
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=kernel)))
    return begin


class Made:
    closed = 0

    def close(self):
        self.closed += 1


def test_an_earlier_run_of_the_cell_is_closed_once(run):
    labs = [Made() for _ in range(5)]
    for cell, execution, lab in zip(("rerun 1", "rerun 1", "rerun 2", "rerun 1", "rerun 1"), "aabcd", labs):
        run(cell, execution)
        remember_for_rerun(lab)
    assert [lab.closed for lab in labs] == [1, 1, 0, 1, 0]


def test_an_earlier_run_of_the_cell_is_let_go(run):
    lab = Made()
    earlier = ref(lab)
    for execution in "ab":
        run("let go", execution)
        remember_for_rerun(lab)
        lab = Made()
    gc.collect()
    assert earlier() is None


def test_outside_a_notebook_nothing_is_closed(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    one, two = Made(), Made()
    remember_for_rerun(one)
    remember_for_rerun(two)
    assert one.closed == two.closed == 0


def test_pyodides_kernel_is_asked_for_no_channel(monkeypatch):
    """It has none, and says so by a TypeError. (One that cannot tell at all is no reason to fail either.)"""
    labs = [Made() for _ in range(3)]
    for execution, lab in zip("ab", labs):
        request = {"metadata": {"cellId": "in the browser"}, "header": {"msg_id": execution}}
        kernel = Kernel(request)
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda kernel=kernel: SimpleNamespace(kernel=kernel)))
        remember_for_rerun(lab)
    assert [lab.closed for lab in labs] == [1, 0, 0]
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=object())))
    remember_for_rerun(labs[2])


class Kernel:
    """As Pyodide's."""

    def __init__(self, request):
        self._request = request

    def get_parent(self):
        return self._request
