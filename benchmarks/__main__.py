"""Measure, and print the table: `python -m benchmarks [PART ...]`. Ends with 1 when a budget is not kept.

What was measured goes into build/benchmarks.json, and the next run says which numbers have changed since.
"""

import platform
import sys
from importlib import import_module
from pkgutil import iter_modules

import numpy

import benchmarks

from . import kept
from .table import Row, head, keyed, line, summary

NOT_PARTS = {"before", "kept", "soak", "table", "__main__"}


def parts() -> list[str]:
    return [module.name for module in iter_modules(benchmarks.__path__) if module.name not in NOT_PARTS]


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(parts())
    if unknown:
        print(f"There is no part {', '.join(sorted(unknown))}; the parts are {', '.join(parts())}.")
        return 2
    machine = f"Python {platform.python_version()}, numpy {numpy.__version__}, {platform.machine()}"
    print(f"{machine}\n\n{head()}")
    rows: dict[str, Row] = {}
    before = kept.read()
    for part in chosen or parts():
        for key, row in keyed(part, import_module(f"benchmarks.{part}").measure()):
            print(line(row, kept.change(key, row, before)), flush=True)
            rows[key] = row
    kept.write(rows, machine)
    print(f"\n{summary(rows.values())}\nKept for the next run in {kept.FILE}.")
    return 1 if any(row.verdict == "falls short" for row in rows.values()) else 0


sys.exit(main(sys.argv[1:]))
