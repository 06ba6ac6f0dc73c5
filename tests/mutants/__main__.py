"""`python -m tests.mutants [PLACE ...]`: see the package's text."""

import argparse
import json
from collections import Counter

from ..mirrors import ROOT, mirrors
from .reach import FLOORS, KEPT, Reach, reach
from .survey import Mutant, drawn
from .trial import Outcome, load, trial

RESULTS = KEPT / "results.json"
SPARE = 20  # seconds of processor time for a trial, besides ten times what its tests need without a fault


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run mutants", description="Would the tests notice a fault?")
    parser.add_argument("place", nargs="*", default=list(FLOORS), help="folders and modules of nbnn; by default core, explain and exercises")
    parser.add_argument("--first", type=int, default=150, metavar="N", help="how many of the mutants, in the seed's order (150)")
    parser.add_argument("--after", type=int, default=0, metavar="N", help="leave out as many at the beginning")
    parser.add_argument("--seed", type=int, default=1, help="which order (1)")
    parser.add_argument("--again", action="store_true", help="only those that survived the last time")
    parser.add_argument("--write", action="store_true", help="write tests/mutants/summary.md from all results of this seed")
    return parser.parse_args()


def main(asked: argparse.Namespace) -> int:
    chosen = drawn(asked.place, asked.seed)[asked.after:asked.first]
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    if asked.again:
        chosen = [mutant for mutant in chosen if kept.get(mutant.name, ["", ""])[0] == "survived"]
    known = reach(any_code=asked.again)
    load()
    tally = Counter()
    for number, mutant in enumerate(chosen, 1):
        outcome = judge(mutant, known)
        tally[outcome.verdict] += 1
        kept[mutant.name] = outcome
        print(f"{number} of {len(chosen)}: {outcome.verdict}: {mutant.name}", flush=True)
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False), "utf-8")
    print(dict(tally))
    return 0


def judge(mutant: Mutant, known: Reach) -> Outcome:
    """What the tests that mirror its module say, and where they pass, every other test that reaches its line."""
    reaching = known.tests_of(mutant.module, mutant.lines)
    own = [str(path.relative_to(ROOT)) for path in mirrors(mutant.module) if path.exists()]
    first = [test for test in reaching if test.split("::")[0] in own]
    rest = [test for test in reaching if test.split("::")[0] not in own]
    outcome = trial(mutant, first, own, bound(known, known.tests_in(own))) if own else Outcome("survived")
    if outcome.verdict == "survived" and rest:
        outcome = trial(mutant, rest, [], bound(known, rest))
    return outcome


def bound(known: Reach, tests: list[str]) -> int:
    return SPARE + round(10 * sum(known.cost[test] for test in tests))


raise SystemExit(main(arguments()))
