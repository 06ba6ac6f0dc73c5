"""How well mistakes are recognized: each misconception entered as an answer to many variants, and what was found."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..judging.diagnosis import differs, likely_pair
from ..judging.matching import ABSOLUTE, RELATIVE
from ..judging.misconceptions import MISCONCEPTIONS, Misconception
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


@dataclass(frozen=True)
class PairRecognition:
    """Two misconceptions made at once in one exercise, over `variants` variants.

    Attributes
    ----------
    apart : variants in which the two make an answer that is not right and that no single misconception makes.
    recognized : those of them in which these two are named.
    """

    exercise: str
    pair: tuple[str, str]
    variants: int
    apart: int
    recognized: int


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
            if not any(differs(a, b, asks, by) for a, b, by in zip(mine, theirs, variant.scales)):
                yield one.key, other.key


def pair_recognition(exercise: ByHand, variants: Sequence[Numbers]) -> tuple[PairRecognition, ...]:
    """Every two misconceptions that an exercise is made to tell, made at once."""
    apart, recognized = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for variant in variants:
        for pair, named in _told_pairs(variant):
            keys = (pair[0].key, pair[1].key)
            apart[keys] += 1
            recognized[keys] += named == pair
    return tuple(PairRecognition(exercise.key, keys, len(variants), apart[keys], recognized[keys]) for keys in sorted(apart))


def _told_pairs(variant: Numbers) -> Iterable[tuple[tuple[Misconception, Misconception], tuple[Misconception, ...]]]:
    """Each pair that makes an answer of its own, and the pair that is named for it."""
    pairs = [pair for pair, _ in variant.pairs]
    if not pairs:
        return
    answers = np.array([_flat(variant, wrong) for _, wrong in variant.pairs])
    single = np.array([_flat(variant, variant.right), *(_flat(variant, wrong) for _, wrong in variant.mistakes)])
    seen, same = _same(answers, single).any(axis=1), _same(answers, answers)
    for at in np.flatnonzero(~seen):
        yield pairs[at], likely_pair([pairs[other] for other in np.flatnonzero(same[at])], variant.exercise.tells)


def _flat(variant: Numbers, values: Sequence[Mapping[str, Any]]) -> np.ndarray:
    return np.concatenate([np.ravel(each[name]) for each in values for name in variant.exercise.asks])


def _same(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Rows × rows: would this answer be taken for that one? New weights are compared as any number here, which is less strict."""
    return (np.abs(mine[:, None] - theirs) <= ABSOLUTE + RELATIVE * np.abs(theirs)).all(axis=2)


def report(exercises: Iterable[ByHand], count: int = 200) -> str:
    """Both tables as text, over so many variants of each."""
    lines = [f"Over {count} variants each: in how many a mistake shows, is recognized, and is the only one found.",
             f"{'exercise':<18}{'misconception':<26}{'shows':>7}{'recognized':>12}{'alone':>7}"]
    together, pairs = [], []
    for each in exercises:
        variants = variants_of(each, count)
        for row in recognition(each, variants):
            mark = "" if row.told else "  (not what this exercise is made to tell)"
            lines.append(f"{row.exercise:<18}{row.misconception:<26}{row.visible:>7}{row.recognized:>12}{row.alone:>7}{mark}")
        same = sorted(collisions(variants).items())
        together += [f"{each.key:<18}{one:<22}= {other:<22}{count:>5}" for (one, other), count in same]
        pairs += [f"{each.key:<18}{row.pair[0]:<22}+ {row.pair[1]:<22}{row.apart:>5}{row.recognized:>5}"
                  for row in pair_recognition(each, variants)]
    return "\n".join([*lines, "", "Mistakes that make the same answer, and in how many variants:", *together,
                      "", "Two at once: in how many variants they look like no single mistake, and are recognized:", *pairs])
