"""Would the tests notice? Small faults are put into the package, one at a time, and its tests are run against each.

    python -m tests.mutants [PLACE ...] [--first N] [--after N] [--seed S]

A mutant is one changed expression or statement (`changes`). It lives in the memory of a forked process (`trial`): no file of the clone is
touched. The tests that mirror its module run first, then those of what imports it; of each file of tests those that reach its lines, in the
order of their cost (`reach`). `survey` chooses mutants by a seed, and `summary.md` says what survived.

Why not a tool that exists: mutmut 3 mutates the bodies of functions only, and here most of the mathematics stands in tables of lambdas;
it copies the package, writes all mutants of all functions and runs all of them. Cosmic Ray writes each mutant into the files of the
clone and starts Python and pytest anew for it, two seconds a mutant. Neither draws a sample that stays the same when other code changes.
"""
