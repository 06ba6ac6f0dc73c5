"""Exercises of lesson 05: convex or not."""

import numpy as np

from ..judging.sheets import Line
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import pick, plain

CURVES = {"x²": lambda x: x * x, "|x|": abs, "max(0, 1 − x)": lambda x: max(0.0, 1.0 - x), "−x²": lambda x: -x * x}
CHORD = (Line("chord", lambda v: v.p * v.f(v.x1) + (1 - v.p) * v.f(v.x2), "p f(x₁) + (1 − p) f(x₂)", symbol="height of the chord"),)


def _two_points(rng: Chance) -> tuple[Part, ...]:
    name = pick(rng, tuple(CURVES))
    x1, x2 = (float(each) for each in np.sort(rng.permutation(np.arange(-3, 4))[:2]))
    p = float(pick(rng, (0.25, 0.75)))
    given = {"f": CURVES[name], "x1": x1, "x2": x2, "p": p}
    return (Part(given, CHORD, f"f(x) = {name}, x₁ = {plain(x1)}, x₂ = {plain(x2)}, p = {plain(p)}"),)


chord_height = ByHand(
    key="chord_height", name="The chord", lesson="05", asks=("chord",), draw=_two_points,
    text="In the definition of convexity, f(p x₁ + (1 − p) x₂) ≤ p f(x₁) + (1 − p) f(x₂). "
         "How large is the right side, the height of the chord?",
    hints=("First f at the two points.", "Then their mean, weighted by p and 1 − p."),
    tells=("value_for_chord", "shares_exchanged"), source="the lecture's slide on convexity",
)

what_keeps_convexity = Choice(
    key="what_keeps_convexity", name="What keeps convexity", lesson="05",
    text="f and g are convex. Which of these need not be convex?",
    options=(Option("f(g(x))", "f(u) = −u is convex too, and then f(g(x)) = −g(x) is upside down.", True),
             Option("f(x) + g(x)", "The two chord inequalities add up: a sum stays convex."),
             Option("max(f(x), g(x))", "The maximum is f or g at each point, and its own chord is at least as high as both of theirs."),
             Option("3 f(x)", "A positive factor changes nothing in the inequality.")),
    hints=("A network is a composition of functions; its loss is usually not convex.",), source="the lecture's slide on convexity",
)

EXERCISES = (chord_height, what_keeps_convexity)
