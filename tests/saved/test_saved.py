"""What any version saved opens in this one, with the numbers that stood beside it then."""

import json
import warnings

import numpy as np
import pytest

import nbnn
from tests.labs.every_lab import make
from tests.saved import writing
from tests.saved.opening import NUMBERS, opened, saved_files, versions


def assert_says(found, wanted, where):
    """`found` says all that `wanted` says; numbers may differ by their last digits, since products do from machine to machine."""
    if isinstance(wanted, dict):
        for name, value in wanted.items():
            assert_says(found[name], value, f"{where}, {name}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), where
        for number, (one, other) in enumerate(zip(found, wanted)):
            assert_says(one, other, f"{where} {number}")
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12), where
    else:
        assert found == wanted, where


@pytest.mark.parametrize("path", saved_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_of_any_version_opens_with_its_numbers(path):
    wanted = json.loads((path.parent / NUMBERS).read_text("utf-8"))[path.name]
    assert_says(opened(path.name, path.read_text("utf-8")), wanted, path.name)


def test_every_number_has_its_file_and_every_file_its_numbers():
    for folder in versions():
        names = json.loads((folder / NUMBERS).read_text("utf-8"))
        assert sorted([*names, NUMBERS]) == sorted(path.name for path in folder.iterdir())


def test_this_version_has_a_folder():
    assert nbnn.__version__ in [folder.name for folder in versions()], "python -m tests.saved.writing makes it (CONTRIBUTING, A release)"


@pytest.mark.parametrize("folder", versions(), ids=lambda folder: folder.name)
def test_a_link_of_any_version_leads_to_its_moment(folder):
    for line, token in json.loads((folder / "tokens.json").read_text("utf-8")):
        lab = make(line)
        lab.go(token)
        assert lab.token() == token
        lab.close()


def test_all_that_can_be_saved_now_is_written_once_and_stays(tmp_path, capsys, monkeypatch):
    """Every record of every table has its file; a file that is there is somebody's, and not written again."""
    monkeypatch.setattr(writing, "_tokens", list)  # of every view of every lab: tests/labs/page/test_moment.py
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        writing.write(tmp_path / "now")
        written = {path.name: path.read_bytes() for path in (tmp_path / "now").iterdir()}
        writing.write(tmp_path / "now")
    assert {path.name: path.read_bytes() for path in (tmp_path / "now").iterdir()} == written
    assert len(capsys.readouterr().out.splitlines()) == len(written) - 1
    for key in (*nbnn.LOSSES, *nbnn.OPTIMIZERS, *nbnn.SCHEDULES, *nbnn.REGULARIZERS, *nbnn.ACTIVATIONS, *nbnn.INITIALIZERS):
        assert any(key in name for name in written), key
