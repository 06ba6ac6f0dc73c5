"""What the board writes of a loss: its branches, each with the numbers of y and z in."""

from typing import NamedTuple

from ...core.records.formula import Formula, Tree
from ...core.records.losses import ONE_HOT, Loss
from .arrays import vector
from .formula import formula_node
from .template import SUBSCRIPT, Node, row, slot, sub

OWN_VALUE, OWN_DERIVATIVE = "ℓ", "ℓ′"  # what stands for the formulas of a loss that says no more


class Branch(NamedTuple):
    """One branch of a loss: when it holds, and its formulas; None where the record gives none."""

    condition: str
    value: Formula | None
    derivative: Formula | None


class LossFormulas:
    """The formulas of one loss for a network with `scores` scores (1: one score, with labels ±1); targets : z are numbers to predict.

    With several targets, z_k stands where the formulas for a label have [k = z].
    """

    def __init__(self, loss: Loss, scores: int, one: bool, targets: bool = False):
        self.loss, self.scores, self.one, self.many_targets = loss, scores, one, targets and not one
        self.branches = self._branches()

    def _branches(self) -> list[Branch]:
        cases = self.loss.cases if self.one else self.loss.cases_many or self.loss.cases
        if cases:
            return [Branch(each.condition, self.of_targets(each.value), self.of_targets(each.derivative)) for each in cases]
        whole = self.of_targets(self.loss.formula if self.one else self.loss.formula_many or self.loss.formula)
        return [Branch("", self.in_one(whole), None)]

    def of_targets(self, formula: Formula) -> Formula:
        """The formula with z_k for [k = z], where z are several targets."""
        return Formula(formula.replace(ONE_HOT, "z_k"), formula.products) if self.many_targets else formula

    def in_one(self, formula: Formula) -> Formula | None:
        """What the loss is, where that can stand between two equals signs: no words, no second equation."""
        return formula.definition if formula.stands else None

    def values(self) -> list[tuple[Node, Node]]:
        """(formula, the same with numbers) of ℓ for each branch; the loss's own formula where that says all of them at once."""
        whole = self.in_one(self.loss.formula) if self.one else None
        return [(formula_node(whole.tree) if whole else self.written(each.value, OWN_VALUE, each.condition),
                 self.with_numbers(whole or each.value, OWN_VALUE)) for each in self.branches]

    def derivatives(self) -> list[tuple[Node, Node]]:
        """The same of ∂ℓ/∂y."""
        return [(self.written(each.derivative, OWN_DERIVATIVE, each.condition), self.with_numbers(each.derivative, OWN_DERIVATIVE))
                for each in self.branches]

    def written(self, formula: Formula | None, own: str, condition: str) -> Node:
        """A formula and when it holds, set apart from the equation: −z  (if yz < 1)."""
        return row(f"{own}(y, z)" if formula is None else formula_node(formula.tree), f"  ({condition})" if condition else "")

    def with_numbers(self, formula: Formula | None, own: str) -> Node:
        """A formula with the numbers of y and z in, signs and all: 1 − yz becomes 1 − (−0.5)·(−1)."""
        y = slot("y") if self.one else vector("y", self.scores)
        z = vector("z", self.scores) if self.many_targets else slot("z")
        if formula is None:
            return row(f"{own}(", y, ", ", z, ")")
        if self.one:
            return formula_node(formula.tree, {"y": slot("y", paren=True), "z": slot("z", paren=True)}, numbers=True)
        p = row("softmax", y)
        softmax = {"p_k": p, "p_z": sub(p, slot("z"))} if self.loss.logit == 1 else {}
        single = {"y_z": sub(y, slot("z")), "y_r": row(sub("max", row("k ≠ ", slot("z"))), " ", y)}
        return formula_node(formula.tree, {"y": y, "y_k": y, "z": z, "z_k": z} | single | softmax, numbers=True)

    def derivative_of_entry(self, k: int) -> Node | None:
        """∂ℓ/∂y_k of one score with its numbers in, 2(3 − [2 = 3]); None where the loss has no formula for one score by itself."""
        tree = self._of_an_entry()
        found: dict[str, Node] = {"y_k": slot("y", k, paren=True), "z": slot("z"), "k": str(k + 1)}
        if self.many_targets:
            found["z_k"] = slot("z", k, paren=True)
        if self.loss.logit == 1:
            found["p_k"] = f"softmax(y){str(k + 1).translate(SUBSCRIPT)}"
        return None if tree is None or not tree.letters() <= set(found) else formula_node(tree, found)

    def _of_an_entry(self) -> Tree | None:
        first, *others = self.branches
        return first.derivative.tree if not others and first.derivative is not None else None
