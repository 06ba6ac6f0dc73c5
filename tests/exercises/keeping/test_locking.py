"""One writer at a time, and no wait for one that is dead. The dead ones are processes that were really killed."""

import errno
import importlib.util
import os
import signal
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from nbnn.exercises.keeping import locking
from nbnn.exercises.keeping.locking import Lock
from nbnn.exercises.progress import FILE, Progress, ProgressFile

KEY = "hinge_slope"
unix = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
KILLED = """
import os, pathlib, signal, sys
from nbnn.exercises.progress import ProgressFile
kept, where = ProgressFile(sys.argv[1]), sys.argv[2]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def half(path, content):
    with open(path, "wb") as file:
        file.write(content[:len(content) // 2])
    die()
if where == "half":
    pathlib.Path.write_bytes = half
elif where == "replace":
    os.replace = die
kept.hint("hinge_slope")
"""
WORKING = """
import sys
from nbnn.exercises.progress import ProgressFile
kept = ProgressFile(sys.argv[1])
while True:
    kept.another("hinge_slope")
    print(kept.progress.events[-1].id if not kept.notice else kept.notice, flush=True)
"""


@pytest.fixture
def waits(monkeypatch):
    """How often somebody waited."""
    counted = []
    monkeypatch.setattr(locking.time, "sleep", counted.append)
    return counted


def names(folder):
    return sorted(each.name for each in folder.iterdir())


@unix
@pytest.mark.parametrize(("where", "hints"), [("half", 1), ("replace", 2)])
def test_what_a_killed_writer_left_costs_no_wait_and_nothing(tmp_path, waits, where, hints):
    """It left its lock and a part. A part that is all there is taken in, half of one is not; both are gone afterwards."""
    path = tmp_path / FILE
    ProgressFile(path, "s1").another(KEY)
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), where], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(names(tmp_path)) == 3 and f"{FILE}.lock" in names(tmp_path)
    kept = ProgressFile(path)
    kept.hint(KEY)
    assert waits == [] and kept.notice == ""
    assert [each.kind for each in ProgressFile(path).progress.events] == ["another", *["hint"] * hints]
    assert names(tmp_path) == [FILE]


@unix
def test_two_writers_one_killed_lose_nothing_that_was_said(tmp_path):
    """Two processes write at once and are killed in the middle of it: every event that either reported is in the file."""
    path = tmp_path / FILE
    path.write_text(Progress("s1").as_text(), "utf-8")
    working = [subprocess.Popen([sys.executable, "-c", WORKING, str(path)], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [[each.stdout.readline() for _ in range(10)] for each in working]
    for each in working:
        each.kill()
    said = [[*lines, *each.communicate()[0].splitlines(keepends=True)] for lines, each in zip(said, working)]
    told = {line.strip() for lines in said for line in lines if line.endswith("\n")}
    ProgressFile(path).hint(KEY)
    assert told <= {each.id for each in ProgressFile(path).progress.events}
    assert names(tmp_path) == [FILE]


def test_an_empty_lock_and_parts_of_earlier_versions_cost_no_wait(tmp_path, waits):
    path = tmp_path / FILE
    for name in (f"{FILE}.lock", f"{FILE}.0123abcd.part"):
        (tmp_path / name).touch()
    ProgressFile(path, "s1").hint(KEY)
    assert waits == [] and names(tmp_path) == [FILE]


def test_a_part_from_before_the_file_is_not_taken_in(tmp_path):
    """A learner who took the file away began anew; so did one who put an older one back."""
    path, part = tmp_path / FILE, tmp_path / f".{FILE}.0123abcd.part"
    part.write_text(Progress("s1").another(KEY).as_text(), "utf-8")
    kept = ProgressFile(path, "s1")
    kept.hint(KEY)
    assert len(kept.progress.events) == 1 and names(tmp_path) == [FILE]
    part.write_text(Progress("s1").another(KEY).as_text(), "utf-8")
    os.utime(part, (1, 1))
    kept.hint(KEY)
    assert len(kept.progress.events) == 2 and names(tmp_path) == [FILE]


def test_one_at_a_time_and_the_lock_is_gone_afterwards(tmp_path):
    inside, most, path = [], [], tmp_path / "file"

    def work():
        for _ in range(20):
            with Lock(path) as held:
                assert held
                inside.append(1)
                most.append(len(inside))
                inside.pop()
    threads = [threading.Thread(target=work) for _ in range(4)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert most == [1] * 80 and names(tmp_path) == []


def test_a_living_writer_is_waited_for_and_in_the_end_not_any_more(tmp_path, waits, monkeypatch):
    monkeypatch.setattr(locking, "PATIENCE", -1.0)
    with Lock(tmp_path / "file") as mine:
        assert mine
        with Lock(tmp_path / "file") as other:
            assert not other
        assert names(tmp_path) == ["file.lock"], "it is still ours"
    monkeypatch.setattr(locking, "PATIENCE", 1e9)
    first = Lock(tmp_path / "file")
    first.__enter__()
    monkeypatch.setattr(locking.time, "sleep", lambda _: waits.append(first.__exit__(None, None, None)))
    with Lock(tmp_path / "file") as held:
        assert held
    assert len(waits) == 1


def test_the_lock_of_a_file_that_was_taken_away_is_none(tmp_path, waits, monkeypatch):
    """Between opening it and locking it, the one who had it has let go of it and has taken it away: others would make a new one."""
    path, really, asked = tmp_path / "file", locking.lock, []
    monkeypatch.setattr(locking, "PATIENCE", -1.0)

    def late(file):
        asked.append(file)
        if len(asked) == 1:
            (tmp_path / "file.lock").unlink()
        return really(file)
    monkeypatch.setattr(locking, "lock", late)
    with Lock(path) as held, Lock(path) as other:
        assert held and not other and len(asked) == 3
    assert waits == [] and names(tmp_path) == []


def test_where_files_cannot_be_locked_one_writes_all_the_same(tmp_path, waits, monkeypatch):
    def refuse(_):
        raise NotImplementedError
    monkeypatch.setattr(locking, "lock", refuse)
    one, other = ProgressFile(tmp_path / FILE, "s1"), ProgressFile(tmp_path / FILE, "s1")
    part = tmp_path / f".{FILE}.0123abcd.part"
    part.touch()
    one.hint(KEY)
    other.another(KEY)
    assert waits == [] and len(ProgressFile(tmp_path / FILE).progress.events) == 2
    assert part.exists(), "it may be a living one's"


def test_a_lock_that_is_somebody_elses_file(tmp_path, waits, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr(locking, "FileIO", refuse)
    with pytest.raises(PermissionError), Lock(tmp_path / FILE):
        pass
    (tmp_path / f"{FILE}.lock").touch()
    ProgressFile(tmp_path / FILE, "s1").hint(KEY)
    assert waits == [] and (tmp_path / FILE).exists()


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError), Lock(tmp_path / "no such folder" / "file"):
        pass


# ---- other systems, as far as one can be another ----

def on(system, monkeypatch):
    """The module as it is read on another system."""
    monkeypatch.setattr(sys, "platform", system)
    spec = importlib.util.spec_from_file_location("locking_elsewhere", locking.__file__)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    monkeypatch.setattr(made, "PATIENCE", -1.0)
    return made


def test_in_a_browsers_own_python_nobody_waits(tmp_path, waits, monkeypatch):
    made, touched = on("emscripten", monkeypatch), []
    monkeypatch.setattr(made, "FileIO", touched.append)
    with made.Lock(tmp_path / "file") as held:
        assert not held and touched == []
    assert waits == [] and names(tmp_path) == []


@pytest.mark.parametrize(("number", "held"), [(0, True), (errno.EACCES, False), (errno.EDEADLK, False), (errno.EINVAL, False)])
def test_on_windows_a_byte_is_locked(tmp_path, waits, monkeypatch, number, held):
    asked = []

    def locking_of_a_byte(file, mode, count):
        asked.append((mode, count))
        if number:
            raise OSError(number, "no")
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking_of_a_byte))
    with on("win32", monkeypatch).Lock(tmp_path / "file") as found:
        assert found is held
    assert asked == [(2, 1)] and waits == []
    assert names(tmp_path) == ([] if held or number == errno.EINVAL else ["file.lock"])


@pytest.mark.skipif(sys.platform == "win32", reason="another lock")
def test_a_file_system_without_locks(tmp_path, waits, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")
    monkeypatch.setattr(locking.fcntl, "flock", refuse)
    with Lock(tmp_path / "file") as held:
        assert not held
    assert waits == [] and names(tmp_path) == []
