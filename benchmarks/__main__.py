"""Measure, and print the table: `python -m benchmarks [PART ...]`. Ends with 1 when a budget is not kept."""

import platform
import sys
from importlib import import_module
from pkgutil import iter_modules

import numpy

import benchmarks

from .table import head, line, summary

NOT_PARTS = {"table", "soak", "__main__"}


def parts() -> list[str]:
    return [module.name for module in iter_modules(benchmarks.__path__) if module.name not in NOT_PARTS]


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(parts())
    if unknown:
        print(f"There is no part {', '.join(sorted(unknown))}; the parts are {', '.join(parts())}.")
        return 2
    print(f"Python {platform.python_version()}, numpy {numpy.__version__}, {platform.machine()}\n\n{head()}")
    rows = []
    for part in chosen or parts():
        for row in import_module(f"benchmarks.{part}").measure():
            print(line(row), flush=True)
            rows.append(row)
    print(f"\n{summary(rows)}")
    return 1 if any(row.verdict == "falls short" for row in rows) else 0


sys.exit(main(sys.argv[1:]))
