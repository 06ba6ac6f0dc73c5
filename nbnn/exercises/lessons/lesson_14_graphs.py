"""Exercises of lesson 14: computational graphs and automatic differentiation."""

import numpy as np

from ..judging.sheets import Line
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import pick, plain

TWO_PATHS = (
    Line("u", lambda v: v.x * v.w, "x · w", symbol="u"),
    Line("paths", lambda v: np.array([2.0 * v.u, v.c]), "2u and c", symbol="the two paths back to u"),
    Line("df_du", lambda v: v.paths.sum(), "2u + c", symbol="∂f/∂u", role="all_paths"),
    Line("df_dw", lambda v: v.flow * v.slope, "∂f/∂u x", symbol="∂f/∂w", role="along_a_path", letters={"flow": "df_du", "slope": "x"}),
)


def _used_twice(rng: Chance) -> tuple[Part, ...]:
    among = {"x": (-2.0, 2.0, 3.0), "w": (-1.5, -1.0, 0.5, 1.5), "c": (-4.0, -3.0, 3.0, 5.0)}
    given = {letter: float(pick(rng, choices)) for letter, choices in among.items()}
    return (Part(given, TWO_PATHS, f"x = {plain(given['x'])}, w = {plain(given['w'])}, c = {plain(given['c'])}"),)


shared_node = ByHand(
    key="shared_node", name="A node used twice", lesson="14", asks=("df_du", "df_dw"), draw=_used_twice,
    text="u = x·w is used twice: f = u² + c·u. What are ∂f/∂u and ∂f/∂w?",
    hints=("From u² comes 2u, and from c·u comes c.", "Add what comes back along both paths.", "∂u/∂w = x."),
    tells=("last_path_only", "paths_multiplied", "slope_left_out", "flow_left_out", "factors_added"),
    source="Goodfellow et al., Deep Learning, sec. 6.5",
)

reverse_cost = Choice(
    key="reverse_cost", name="The cost of all derivatives", lesson="14",
    text="A network has a million weights. What do all its ∂ℓ/∂w cost by backpropagation, compared with one forward pass?",
    options=(Option("a few times as much", "Going backward visits each edge of the graph once, for all weights together.", True),
             Option("a million times as much", "That is what changing one weight after another costs."),
             Option("as much as solving a million equations", "There is nothing to solve, only products and sums."),
             Option("nothing", "The graph must be traversed once more, backward.")),
    hints=("How often does backpropagation visit each edge?",), source="Goodfellow et al., Deep Learning, sec. 6.5.6",
)

EXERCISES = (shared_node, reverse_cost)
