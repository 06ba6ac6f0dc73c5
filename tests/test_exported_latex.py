"""What nbconvert makes of pictures in LaTeX, with Inkscape and without."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import LatexExporter, PDFExporter
from traitlets.config import Config

import nbnn
from nbnn import exported_latex

SETTINGS = json.loads((Path(exported_latex.__file__).parent / "nbnn-nbconvert.json").read_text("utf-8"))
INKSCAPE = """#!/bin/sh
if [ "$1" = --version ]; then echo "Inkscape 1.2.2 (b0a8486541, 2022-12-01)"; else printf '%%PDF-1.4' >"${1#--export-filename=}"; fi
"""


def latex_of(*records, kind=LatexExporter):
    cells = [nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("display_data", each._repr_mimebundle_())]) for each in records]
    return kind(config=Config(SETTINGS)).from_notebook_node(nbformat.v4.new_notebook(cells=cells))


@pytest.fixture
def no_inkscape(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_without_inkscape_there_is_text_and_a_word_about_it(no_inkscape):
    with pytest.warns(UserWarning, match="Inkscape, which nbconvert needs for them, is not installed"):
        latex, _ = latex_of(nbnn.Network.random([2, 3, 1]))
    assert "Network(2–3–1, ReLU)" in latex and "includegraphics" not in latex.partition(r"\begin{document}")[2]


def test_with_inkscape_there_are_pictures(no_inkscape):
    (no_inkscape / "inkscape").write_text(INKSCAPE)
    (no_inkscape / "inkscape").chmod(0o755)
    os.environ["PATH"] += f"{os.pathsep}/bin{os.pathsep}/usr/bin"
    latex, resources = latex_of(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())
    drawn = [name for name, content in resources["outputs"].items() if name.endswith(".pdf") and content == b"%PDF-1.4"]
    assert len(drawn) == 2 and all(name.removesuffix(".pdf") in latex for name in drawn)


def test_a_notebook_without_pictures_stays_as_it_is(no_inkscape):
    latex, _ = latex_of()
    assert r"\begin{document}" in latex


def test_pdf_is_made_in_the_same_way():
    called = PDFExporter(config=Config(SETTINGS))._preprocessors
    assert exported_latex.draw_pictures in called and not [each for each in called if type(each).__name__ == "SVG2PDFPreprocessor"
                                                           and each.enabled]
