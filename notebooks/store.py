"""Run lessons from top to bottom and store their outputs: `./run store [NOTEBOOK ...]`.

The stored outputs are the golden numbers that nbval compares with. What differs from run to run is left out: the
widgets' state and identities, timings, and anything a kernel adds to a notebook's own metadata.
"""

import sys
from difflib import unified_diff
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}


def store(path: Path) -> str:
    """Run the notebook and write it back; the difference to what it held before, as text."""
    before = path.read_text("utf-8")
    notebook = nbformat.reads(before, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(HERE)}}).execute()
    notebook.metadata = METADATA
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in ("tags", "editable")}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.pop("transient", None)
    after = nbformat.writes(notebook) + "\n"
    path.write_text(after, "utf-8")
    return "\n".join(unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=1))


def main(names: list[str]) -> None:
    """Store the named lessons, or all of them, and print what changed."""
    for path in map(Path, names) if names else sorted(HERE.glob("*.ipynb")):
        changed = store(path)
        print(f"{path.name}: {'changed' if changed else 'as before'}")
        print(changed)


if __name__ == "__main__":
    main(sys.argv[1:])
