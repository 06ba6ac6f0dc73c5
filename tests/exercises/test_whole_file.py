"""A file is written as a whole or stays as it was."""

import errno
import os
from pathlib import Path

import pytest

from nbnn.exercises.whole_file import write_whole


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
