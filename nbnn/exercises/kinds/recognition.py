"""How well mistakes are recognized: each misconception entered as an answer to many variants, and what was found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..judging.diagnosis import differs, likely_pair
from ..judging.matching import ABSOLUTE, RELATIVE
from ..judging.misconceptions import MISCONCEPTIONS, Misconception
from .by_hand import ByHand, Numbers

DENOMINATORS = np.arange(1.0, 65.0)  # of the fractions that answers are written with


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
    """Every misconception that an exercise can meet, entered as a learner would, with three digits."""
    visible, recognized, alone = Counter[str](), Counter[str](), Counter[str]()
    for variant in variants:
        for mistake, found in (_checked if any(variant.has_choice) else looks_like)(variant):
            visible[mistake.key] += 1
            recognized[mistake.key] += mistake in found
            alone[mistake.key] += found == (mistake,)
    keys = [key for key in MISCONCEPTIONS if key in visible or key in exercise.tells]
    return tuple(Recognition(exercise.key, key, len(variants), visible[key], recognized[key], alone[key], key in exercise.tells)
                 for key in keys)


def _checked(variant: Numbers) -> Iterator[tuple[Misconception, tuple[Misconception, ...]]]:
    """Each misconception whose answer is wrong, and what a check finds in it: at a kink it may be another right answer."""
    for mistake, _ in variant.mistakes:
        check = variant.check(variant.answer_of(mistake))
        if check.verdict == "wrong":
            yield mistake, check.found


def looks_like(variant: Numbers) -> Iterator[tuple[Misconception, tuple[Misconception, ...]]]:
    """Each misconception, and all that make what it makes: what a check finds away from a kink, many times faster."""
    known = [mistake for mistake, _ in variant.mistakes]
    if known:
        answers, scales = np.array([_flat(variant, wrong) for _, wrong in variant.mistakes]), _flat_scales(variant)
        same = _same(_as_entered(answers, scales), answers, scales)
        shapes = [[np.shape(each[name]) for each in wrong for name in variant.exercise.asks] for _, wrong in variant.mistakes]
        for at, mistake in enumerate(known):
            yield mistake, tuple(known[other] for other in np.flatnonzero(same[at]) if shapes[at] == shapes[other])


def _as_entered(values: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """The numbers as a learner writes them: pleasant fractions and new weights as they are, all others with three digits."""
    halves_and_such = np.isclose(values[..., None] * DENOMINATORS, np.round(values[..., None] * DENOMINATORS), atol=1e-12).any(axis=-1)
    with np.errstate(divide="ignore"):
        places = 10.0 ** (2 - np.floor(np.log10(np.where(values == 0, 1.0, np.abs(values)))))
    return np.where(halves_and_such | ~np.isnan(scales), values, np.round(values * places) / places)


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
    scales = _flat_scales(variant)
    seen, same = _same(answers, single, scales).any(axis=1), _same(answers, answers, scales)
    for at in np.flatnonzero(~seen):
        yield pairs[at], likely_pair([pairs[other] for other in np.flatnonzero(same[at])], variant.exercise.tells)


def _flat(variant: Numbers, values: Sequence[Mapping[str, Any]]) -> np.ndarray:
    return np.concatenate([np.ravel(each[name]) for each in values for name in variant.exercise.asks])


def _flat_scales(variant: Numbers) -> np.ndarray:
    """What each number's 1 % is taken of; nan where it is the number itself."""
    return np.concatenate([np.ravel(np.broadcast_to(by.get(name, np.nan), np.shape(right[name])))
                           for by, right in zip(variant.scales, variant.right) for name in variant.exercise.asks])


def _same(mine: np.ndarray, theirs: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Rows × rows: would this answer be taken for that one?"""
    size = np.where(np.isnan(scales), np.abs(theirs), np.abs(scales))
    return (np.abs(mine[:, None] - theirs) <= ABSOLUTE + RELATIVE * size).all(axis=2)


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
