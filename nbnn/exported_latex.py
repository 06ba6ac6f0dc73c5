"""What nbconvert does with pictures where it makes LaTeX or PDF of a notebook: with Inkscape they are drawn, without it there is text.

nbconvert alone would stop at the first picture where Inkscape is not installed. `nbnn-nbconvert.json` beside this file, which is
installed among its settings, has it call `draw_pictures` in place of its own step.
"""

from typing import Any
from warnings import warn

SVG = "image/svg+xml"


def draw_pictures(notebook, resources) -> tuple[Any, Any]:
    """Let Inkscape make PDF of each SVG picture; where it is not installed, leave pictures out, with a warning that says so.

    A preprocessor of nbconvert: (notebook, resources) → the same two.
    """
    from nbconvert.preprocessors import ExtractOutputPreprocessor, SVG2PDFPreprocessor
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ()) if SVG in output.get("data", {})]
    if not shown:
        return notebook, resources
    converter = SVG2PDFPreprocessor(enabled=True)
    try:
        converter.inkscape  # noqa: B018  (looked for when it is first asked for)
    except FileNotFoundError:
        warn("pictures are left out: Inkscape, which nbconvert needs for them, is not installed; `--to webpdf` shows them without it",
             stacklevel=2)
        for output in shown:
            del output.data[SVG]
        return notebook, resources
    notebook, resources = converter(notebook, resources)
    for output in shown:  # PDF takes the SVG's place, in the text and among the files
        del output.data[SVG]
        for name in output.metadata.pop("filenames", {}).values():
            resources["outputs"].pop(name, None)
    return ExtractOutputPreprocessor(enabled=True)(notebook, resources)
