"""Run lessons from top to bottom and store their outputs: `./run store [--check] [NOTEBOOK ...]`.

The stored outputs are the golden numbers that nbval compares with. What differs from run to run is left out: the
widgets' state and identities, timings, and anything a kernel adds to a notebook's own metadata. With --check nothing is
written: what would change is printed, and the command fails when there is anything.
"""

import argparse
import sys
from difflib import unified_diff
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}


def rerun(text: str) -> str:
    """A notebook's text after running it; an error in a cell is raised as nbclient's CellExecutionError."""
    notebook = nbformat.reads(text, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(HERE)}}).execute()
    notebook.metadata = METADATA
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in ("tags", "editable", "slideshow")}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.pop("transient", None)
    return nbformat.writes(notebook) + "\n"


def store(path: Path, check: bool = False) -> str:
    """Run the notebook and write it back, unless it is only to be checked; the difference to what it held before, as text."""
    before = path.read_text("utf-8")
    after = rerun(before)
    if not check:
        path.write_text(after, "utf-8")
    return "\n".join(unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=1))


def main(arguments: list[str]) -> int:
    """Store the named lessons, or all of them, and print what changed; 1 when a check finds something."""
    parser = argparse.ArgumentParser(prog="./run store", description="Run lessons and store their outputs.")
    parser.add_argument("notebook", nargs="*", type=Path, help="left out: all lessons")
    parser.add_argument("--check", action="store_true", help="write nothing: print what would change, and fail when there is anything")
    given = parser.parse_args(arguments)
    found = 0
    for path in given.notebook or sorted(HERE.glob("*.ipynb")):
        difference = store(path, given.check)
        found += bool(difference)
        print(f"{path.name}: {('would change' if given.check else 'changed') if difference else 'as before'}")
        if difference:
            print(difference)
    return int(given.check and found > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
