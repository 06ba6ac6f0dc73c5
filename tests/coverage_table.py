"""`python -m tests.coverage_table`: of each folder of nbnn, how many of its lines and of its branches ran (after `./run coverage`)."""

import json
import sys
from collections import defaultdict
from pathlib import Path

COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")


def rows(files: dict[str, dict]) -> list[str]:
    """A row of a Markdown table for each folder, and one for all."""
    folders = defaultdict(lambda: [0, 0, 0, 0])
    for name, each in files.items():
        folder = "/".join(Path(name).parts[:2]) if len(Path(name).parts) > 2 else "nbnn/*.py"
        for key in (folder, "all"):
            folders[key] = [total + each["summary"][count] for total, count in zip(folders[key], COUNTS, strict=True)]
    table = sorted((key, counts) for key, counts in folders.items() if key != "all")
    return [f"| {key} | {_share(*counts[:2])} | {_share(*counts[2:])} |" for key, counts in [*table, ("all", folders["all"])]]


def _share(ran: int, there: int) -> str:
    return f"{100 * ran / there:.1f} % of {there}" if there else "none"


if __name__ == "__main__":
    print("| folder | lines | branches |", "| --- | --- | --- |", *rows(json.load(sys.stdin)["files"]), sep="\n")
