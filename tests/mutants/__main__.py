"""`python -m tests.mutants [PLACE ...]`: see the package's text."""

import argparse
import json
import os
import sys
from collections import Counter

from ..mirrors import ROOT
from . import javascript, survey
from .importers import own_tests, wider_tests
from .reach import order
from .trial import Outcome, load, trial

FLOORS = ["core", "explain", "exercises"]
RESULTS = ROOT / ".venv" / "mutants.json"
SECONDS = 100  # of processor time for a trial: no test file needs half of it


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run mutants", description="Would the tests notice a fault?")
    parser.add_argument("place", nargs="*", default=FLOORS, help="folders and modules of nbnn (core explain exercises)")
    parser.add_argument("--javascript", action="store_true", help="instead, the views' modules")
    parser.add_argument("--first", type=int, default=150, metavar="N", help="as many of the mutants, in the seed's order (150)")
    parser.add_argument("--after", type=int, default=0, metavar="N", help="without as many at the beginning")
    parser.add_argument("--seed", type=int, default=1, help="which order (1)")
    parser.add_argument("--near", action="store_true", help="only the tests that mirror the module, which takes a tenth of the time")
    parser.add_argument("--again", action="store_true", help="of these only those that survived the last time")
    parser.add_argument("--new", action="store_true", help="of these only those that were never tried: a run that was cut off goes on")
    return parser.parse_args()


def chosen(asked: argparse.Namespace, known: dict[str, list[str]]) -> list:
    found = javascript.drawn(asked.seed) if asked.javascript else survey.drawn(asked.place, asked.seed)
    verdicts = [verdict for asked, verdict in ((asked.again, "survived"), (asked.new, "")) if asked]
    return [each for each in found[asked.after:asked.first] if not verdicts or known.get(each.name, [""])[0] in verdicts]


def judge(mutant, near: bool) -> Outcome:
    """What the tests that mirror its module say, and where they pass and more is wanted, those of what imports it; or of JavaScript."""
    if isinstance(mutant, javascript.Script):
        outcomes = javascript.outcomes(mutant, near, SECONDS)
    else:
        stages = [own_tests(mutant.module), *([] if near else [wider_tests(mutant.module)])]
        outcomes = (trial(mutant, files, SECONDS, order(files, mutant.module, mutant.lines)) for files in stages if files)
    return next((outcome for outcome in outcomes if outcome.verdict != "survived"), Outcome("survived"))


def results() -> dict[str, list[str]]:
    """What is known of every mutant that was ever tried."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}


def keep(name: str, outcome: Outcome) -> None:
    """Write it down at once, so that nothing is lost where the command is cut off."""
    made = RESULTS.with_suffix(f".{os.getpid()}")
    made.write_text(json.dumps(results() | {name: outcome}, indent=1, ensure_ascii=False), "utf-8")
    made.replace(RESULTS)


def main(asked: argparse.Namespace) -> int:
    mutants, tally = chosen(asked, results()), Counter()
    load()
    for number, mutant in enumerate(mutants, 1):
        outcome = judge(mutant, asked.near)
        tally[outcome.verdict] += 1
        print(f"{number} of {len(mutants)}, {outcome.verdict}: {mutant.name}", flush=True)
        keep(mutant.name, outcome)
    print(", ".join(f"{count} {verdict}" for verdict, count in tally.most_common()))
    return 0


sys.exit(main(arguments()))
