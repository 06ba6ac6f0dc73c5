"""A file is written as a whole or stays as it was."""

import errno
import os
import time
from pathlib import Path

import pytest

from nbnn.exercises.whole_file import clean, left_over, write_whole


def test_text_bytes_and_folders(tmp_path):
    write_whole(tmp_path / "a" / "b" / "c", "é\r\n\n")
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"\xc3\xa9\r\n\n"
    write_whole(tmp_path / "a" / "b" / "c", b"\xff")
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"\xff"


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=["full", "stopped"])
@pytest.mark.parametrize("where", ["write_bytes", "replace"])
def test_what_was_there_stays(tmp_path, monkeypatch, where, error):
    def fail(*_):
        raise error
    (tmp_path / "a").write_text("before")
    monkeypatch.setattr(Path if where == "write_bytes" else os, where, fail)
    with pytest.raises(type(error)):
        write_whole(tmp_path / "a", "after")
    monkeypatch.undo()
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a", "before")]


def test_half_a_character_writes_nothing(tmp_path):
    with pytest.raises(UnicodeError):
        write_whole(tmp_path / "a", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_one(tmp_path):
    (tmp_path / "real").write_text("before")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", "after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "after"


def test_a_folder_in_the_way(tmp_path):
    with pytest.raises(IsADirectoryError, match="there is a folder of that name"):
        write_whole(tmp_path, "x")


def test_what_was_left_an_hour_ago_is_taken_away_and_what_is_being_written_is_not(tmp_path):
    mine, old, others = (tmp_path / name for name in (".a.0123abcd.part", ".a.89abcdef.part", ".b.89abcdef.part"))
    for each in (mine, old, others):
        each.touch()
    for each in (old, others):
        os.utime(each, (time.time() - 7200,) * 2)
    write_whole(tmp_path / "a", "after")
    assert sorted(each.name for each in tmp_path.iterdir()) == [mine.name, others.name, "a"]
    assert left_over(tmp_path / "a") == [mine]
    clean(tmp_path / "a")
    assert left_over(tmp_path / "a") == []


def test_a_name_with_signs_that_stand_for_others(tmp_path):
    (tmp_path / ".x.0123abcd.part").touch()
    clean(tmp_path / "[x]")
    assert left_over(tmp_path / "x") == [tmp_path / ".x.0123abcd.part"]


def test_it_says_what_was_written(tmp_path):
    for durable in (False, True):
        said, found = write_whole(tmp_path / "a", "é" * 5, durable), (tmp_path / "a").stat()
        assert (said.st_ino, said.st_size, said.st_mtime_ns) == (found.st_ino, found.st_size, found.st_mtime_ns)
