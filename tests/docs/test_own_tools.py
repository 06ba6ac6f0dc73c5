"""What the README and the documentation show of DataFrames and scikit-learn runs as it is written."""

import re

import pytest

import nbnn
import nbnn.labs
from docs.making.course import ROOT

pandas = pytest.importorskip("pandas")


def blocks(path: str, heading: str) -> list[str]:
    """The Python below a heading, up to the next one."""
    section = (ROOT / path).read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", section, re.DOTALL)


def run(code: str, known: dict) -> object:
    """Run a block; what its last line is worth."""
    *lines, last = code.strip().splitlines()
    exec(compile("\n".join(lines), "block", "exec"), known)
    return eval(last.partition("  # ")[0], known) if last.startswith("nbnn.") else exec(last, known)


@pytest.fixture
def flowers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = nbnn.datasets.iris().to_frame(label="species")
    frame.to_csv("flowers.csv", index=False)
    return frame


def test_the_readmes_lines_give_two_steppers(flowers):
    known: dict = {}
    found = [run(code, known) for code in blocks("README.md", "With your own data and tools")]
    assert [type(each) for each in found] == [nbnn.labs.Stepper] * 2
    assert known["data"].class_names == ("setosa", "versicolor", "virginica")
    assert known["model"].score(flowers[["petal length", "petal width"]], flowers["species"]) > 0.9
    for each in found:
        each.close()


def test_the_pages_lines_for_data_frames(flowers, monkeypatch):
    houses = flowers.rename(columns={"petal length": "price", "petal width": "size", "sepal width": "age"})
    known = {"nbnn": nbnn, "frame": houses}
    [code] = blocks("docs/using.md", "Your own data")
    run(code, known)
    assert known["data"].targets == ("price",) and list(known["frame"].columns) == ["size", "age", "price"]


def test_the_pages_lines_for_scikit_learn(flowers):
    known = {"nbnn": nbnn, "frame": flowers, "names": ["petal length", "petal width"]}
    first, second = blocks("docs/using.md", "In scikit-learn")
    run(first, known)
    stepper = run(second, known)
    assert known["classifier"].network_.sizes[0] == 2 and isinstance(stepper, nbnn.labs.Stepper)
    stepper.close()
