"""`python -m tests.coverage_table`: of each folder of nbnn, how many of its lines and of its branches ran (after `./run coverage`).

It reads what `coverage json` wrote. With `--bound` it fails where one of `HELD` has a smaller share of its branches than `LEAST`.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")
LEAST = 0.95
ALL = "all"
HELD = ("nbnn/core", "nbnn/explain", "nbnn/exercises", "nbnn/labs", ALL)  # the others draw and serve: a browser runs part of them


def folders(files: dict[str, dict]) -> dict[str, list[int]]:
    """The four `COUNTS` of each folder, in the order of their names, and last of all. Where nothing of nbnn ran, no branch was counted."""
    found = defaultdict(lambda: [0, 0, 0, 0])
    for name in sorted(files, key=_folder):
        for key in (_folder(name), ALL):
            found[key] = [total + files[name]["summary"].get(count, 0) for total, count in zip(found[key], COUNTS, strict=True)]
    return {**{key: counts for key, counts in found.items() if key != ALL}, ALL: found[ALL]}


def _folder(name: str) -> str:
    parts = Path(name).parts
    return "/".join(parts[:2]) if len(parts) > 2 else "nbnn/*.py"


def rows(files: dict[str, dict]) -> list[str]:
    """A row of a Markdown table for each folder, and one for all."""
    return [f"| {key} | {_share(*counts[:2])} | {_share(*counts[2:])} |" for key, counts in folders(files).items()]


def _share(ran: int, there: int) -> str:
    return f"{100 * ran / there:.1f} % of {there}" if there else "none"


def too_few(files: dict[str, dict]) -> list[str]:
    """Which of `HELD` have a smaller share of their branches run than `LEAST`."""
    return [key for key, (*_, ran, there) in folders(files).items() if key in HELD and ran < LEAST * there]


def main(bound: bool) -> int:
    files = json.load(sys.stdin)["files"]
    print("| folder | lines | branches |", "| --- | --- | --- |", *rows(files), sep="\n")
    missing = too_few(files) if bound else []
    if missing:
        print(f"fewer than {LEAST:.0%} of the branches run in {', '.join(missing)}: see above which", file=sys.stderr)
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main("--bound" in sys.argv[1:]))
