"""What `nbnn site` prints."""

from nbnn.__main__ import main
from nbnn.cli.site import command


def test_a_site_can_be_checked_and_not_built(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(command, "check_plan", lambda _plan: None)
    assert main(["site", str(tmp_path / "site"), "--only-check"]) == 0
    assert "The site can be built." in capsys.readouterr().out and not (tmp_path / "site").exists()


def test_where_python_comes_from_is_said(monkeypatch, capsys, tmp_path):
    built = []
    monkeypatch.setattr(command, "check_plan", lambda _plan: None)
    monkeypatch.setattr(command, "build_site", lambda plan, say: built.append(plan))
    assert main(["site", str(tmp_path / "site")]) == 0
    assert "loads Python from a public address" in capsys.readouterr().out
    assert main(["site", str(tmp_path / "site"), "--pyodide", str(tmp_path)]) == 0
    assert "public address" not in capsys.readouterr().out
    assert [plan.pyodide for plan in built] == [None, tmp_path]


def test_what_cannot_be_built_is_one_line(capsys, tmp_path):
    (tmp_path / "mine").write_text("mine")
    assert main(["site", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("nbnn: ") and error.count("\n") == 1
