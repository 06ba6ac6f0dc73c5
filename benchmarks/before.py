"""Another checkout of nbnn beside this one, both measured in the same run: NBNN_BEFORE names its folder."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOW, BEFORE = "now", "before"
BARE = "a bare anywidget"  # what no lab can be without: NumPy, ipywidgets, anywidget, and what a front end does for one widget
HELLO = """import numpy, anywidget
class Hello(anywidget.AnyWidget):
    _esm = 'export default { render({ el }) { el.className = "hello"; el.textContent = "Hello"; } }'
Hello()"""


def checkouts() -> dict[str, Path]:
    """This checkout as "now" and, where NBNN_BEFORE names one, the other as "before". Raises ValueError where that has no nbnn."""
    named = os.environ.get("NBNN_BEFORE")
    if not named:
        return {NOW: ROOT}
    folder = Path(named).resolve()
    if not (folder / "nbnn" / "__init__.py").is_file():
        raise ValueError(f"NBNN_BEFORE is {named}, and there is no nbnn in it: it takes the folder of another checkout, "
                         "such as `git worktree add ../before COMMIT` makes")
    return {NOW: ROOT, BEFORE: folder}


def importing(folder: Path, code: str) -> str:
    """The code, with nbnn from that checkout."""
    return f"import sys\nsys.path.insert(0, {str(folder)!r})\nimport nbnn\nassert nbnn.__file__.startswith({str(folder)!r})\n{code}"
