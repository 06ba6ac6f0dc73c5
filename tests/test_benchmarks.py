"""What benchmarks keep for the next run, without measuring anything."""

import pytest

from benchmarks.before import ROOT, checkouts, importing
from benchmarks.kept import change, read, write
from benchmarks.table import Row, keyed


def test_rows_that_say_it_have_a_key_of_their_own():
    rows = [Row("a sweep", 1.0, "µs"), Row("  its updates / it", 2.0, "×"), Row("a loop", 1.0, "µs"), Row("  its updates / it", 3.0, "×")]
    keys = [key for key, _row in keyed("part", rows)]
    assert keys == ["part: a sweep", "part: a sweep | its updates / it", "part: a loop", "part: a loop | its updates / it"]


def test_the_next_run_is_told_what_has_changed(tmp_path):
    path = tmp_path / "new" / "kept.json"
    assert read(path) == {}
    write({"a": Row("a", 2.0, "×", 3), "b": Row("b", 0.0, "")}, "a machine", path)
    write({"c": Row("c", 1.0, "ms")}, "a machine", path)
    before = read(path)
    assert before.keys() == {"a", "b", "c"} and before["a"] == {"value": 2.0, "unit": "×", "budget": 3}
    assert change("a", Row("a", 2.5, "×"), before) == "was 2"
    for key, row in (("a", Row("a", 2.1, "×")), ("a", Row("a", 9.0, "ms")), ("b", Row("b", 1.0, "")), ("d", Row("d", 1.0, ""))):
        assert change(key, row, before) == ""


def test_another_checkout_is_measured_where_it_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("NBNN_BEFORE", raising=False)
    assert checkouts() == {"now": ROOT}
    monkeypatch.setenv("NBNN_BEFORE", str(tmp_path))
    with pytest.raises(ValueError, match="there is no nbnn in it"):
        checkouts()
    (tmp_path / "nbnn").mkdir()
    (tmp_path / "nbnn" / "__init__.py").write_text("", "utf-8")
    assert checkouts() == {"now": ROOT, "before": tmp_path}
    assert repr(str(tmp_path)) in importing(tmp_path, "nbnn.labs") and importing(tmp_path, "nbnn.labs").endswith("\nnbnn.labs")
