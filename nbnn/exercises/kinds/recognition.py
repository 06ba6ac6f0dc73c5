"""How well mistakes are recognized: each misconception entered as an answer to many variants, and what was found."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..judging.diagnosis import differs
from ..judging.misconceptions import MISCONCEPTIONS
from .by_hand import ByHand, Numbers


@dataclass(frozen=True)
class Recognition:
    """One misconception in one exercise, over `variants` variants.

    Attributes
    ----------
    visible : variants in which its answer is wrong: at a kink it may be another right one.
    recognized : those of them in which it is among what is found; alone : in which it is the only one.
    told : whether the exercise's variants are chosen to tell it.
    """

    exercise: str
    misconception: str
    variants: int
    visible: int
    recognized: int
    alone: int
    told: bool


def variants_of(exercise: ByHand, count: int = 200) -> list[Numbers]:
    """The variants of the first seeds."""
    return [exercise.variant(seed) for seed in range(count)]


def recognition(exercise: ByHand, variants: Sequence[Numbers]) -> tuple[Recognition, ...]:
    """Every misconception that an exercise can meet, entered as text, as a learner would."""
    visible, recognized, alone = Counter[str](), Counter[str](), Counter[str]()
    for variant in variants:
        for mistake, _ in variant.mistakes:
            check = variant.check(variant.answer_of(mistake))
            visible[mistake.key] += check.verdict == "wrong"
            recognized[mistake.key] += mistake in check.found
            alone[mistake.key] += check.found == (mistake,)
    keys = [key for key in MISCONCEPTIONS if key in visible or key in exercise.tells]
    return tuple(Recognition(exercise.key, key, len(variants), visible[key], recognized[key], alone[key], key in exercise.tells)
                 for key in keys)


def collisions(variants: Iterable[Numbers]) -> dict[tuple[str, str], int]:
    """(one misconception, another) → in how many variants both make the same answer; pairs that never do are left out."""
    return dict(Counter(pair for variant in variants for pair in _pairs(variant)))


def _pairs(variant: Numbers) -> Iterable[tuple[str, str]]:
    asks = variant.exercise.asks
    for at, (one, mine) in enumerate(variant.mistakes):
        for other, theirs in variant.mistakes[at + 1:]:
            if not any(differs(a, b, asks) for a, b in zip(mine, theirs)):
                yield one.key, other.key


def report(exercises: Iterable[ByHand], count: int = 200) -> str:
    """Both tables as text, over so many variants of each."""
    lines = [f"Over {count} variants each: in how many a mistake shows, is recognized, and is the only one found.",
             f"{'exercise':<18}{'misconception':<26}{'shows':>7}{'recognized':>12}{'alone':>7}"]
    together = []
    for each in exercises:
        variants = variants_of(each, count)
        for row in recognition(each, variants):
            mark = "" if row.told else "  (not what this exercise is made to tell)"
            lines.append(f"{row.exercise:<18}{row.misconception:<26}{row.visible:>7}{row.recognized:>12}{row.alone:>7}{mark}")
        same = sorted(collisions(variants).items())
        together += [f"{each.key:<18}{one:<22}= {other:<22}{count:>5}" for (one, other), count in same]
    return "\n".join([*lines, "", "Mistakes that make the same answer, and in how many variants:", *together])
