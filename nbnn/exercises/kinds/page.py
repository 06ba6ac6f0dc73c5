"""What a page shows of an exercise, as texts and nodes to be typeset: the question with its numbers, the boxes, the solution."""

import numpy as np

from ...explain.writing.numbers import as_fraction
from ...explain.writing.step import step_nodes
from ...explain.writing.typeset import label_pieces, pieces, symbol_node, value_node
from ..judging.exercise import Exercise, Field, Variant
from ..judging.matching import TOLERANCE, TOLERANCE_OF_CHANGE
from ..judging.sheets import fill
from .by_hand import ByHand, Numbers, Part
from .code import Code, CodeTask

ANOTHER = {"choice": "Shuffle", "order": "Shuffle"}  # what another seed makes of a question without numbers
KINDS = {"numbers": "by hand", "choice": "choose", "order": "put into order", "prediction": "predict", "code": "write a function"}


def question(variant: Variant) -> dict:
    """kind, name, numbers (the variant's fingerprint), paragraphs (lists of pieces), note, the fields with their boxes, and what a
    variant by another seed is called."""
    first = variant.fields[0]
    lines = variant.question.split("\n")
    kept = lines[:len(lines) - len(first.options)] if first.options else lines
    note = kept[-1] if kept[-1] in (TOLERANCE, TOLERANCE_OF_CHANGE) else ""
    asked = {box.id for box in variant.fields}
    return {
        "key": variant.exercise.key, "name": variant.exercise.name, "kind": first.kind, "task": KINDS[variant.exercise.kind],
        "numbers": variant.fingerprint, "paragraphs": [pieces(line) for line in kept if line != note or not note], "note": note,
        "fields": [_field(box, first.kind, box.id not in asked) for box in variant.boxes()], "hints": len(variant.hints),
        "another": ANOTHER.get(variant.exercise.kind, "Other numbers"),
    }


def _field(box: Field, kind: str, optional: bool) -> dict:
    """A box; what is as in most of them is left out: the kind of the whole question, no options, and that it is asked for."""
    many = any(size > 1 for size in box.shape)
    label = label_pieces(box.label, many) if box.kind == "numbers" else [box.label]
    own = {"kind": box.kind} if box.kind != kind else {}
    options = {"options": [pieces(option) for option in box.options]} if box.options else {}
    return {"id": box.id, "label": label, "words": box.label, "shape": list(box.shape), "needs": box.needs, **own, **options,
            **({"optional": True} if optional else {})}


def solution(variant: Variant) -> dict:
    """title and rows of each board (symbol, formula, numbers, value: nodes; reasons: texts), or the solution as text."""
    if isinstance(variant, Numbers):
        titles = [f"Example {number}" if len(variant.parts) > 1 else "" for number in range(1, len(variant.parts) + 1)]
        return {"boards": [{"title": title, "rows": _rows(part)} for title, part in zip(titles, variant.parts)]}
    return {"code" if isinstance(variant, CodeTask) else "text": variant.solution()}


def _rows(part: Part) -> list[dict]:
    if part.step is not None:
        return [{**row, "reasons": list(row["reasons"])} for row in step_nodes(part.step, as_fraction)]
    values = fill(part.sheet, part.given)
    return [{"name": line.name, "symbol": symbol_node(line.symbol), "formula": line.formula, "numbers": "",
             "value": value_node(_plain(values[line.name]), as_fraction), "reasons": []} for line in part.sheet]


def _plain(value):
    """A single number without the brackets of its array."""
    return float(np.ravel(value)[0]) if np.size(value) == 1 else value


# ---- what stands where nothing can be entered: the same for every learner ----

def sentence(exercise: Exercise) -> str:
    """The exercise in a line."""
    return f"Exercise “{exercise.name}” ({KINDS[exercise.kind]})."


def table(exercise: Exercise) -> list[dict[str, str]]:
    """What is asked and what an answer takes, with the numbers of variant 0 as an example."""
    variant = exercise.variant(0)
    lines = [line for line in variant.question.split("\n") if line]
    asked = [{"question": f"{box.label} = ?", "answer": box.needs} for box in variant.fields] if isinstance(exercise, ByHand) else []
    needs = variant.fields[0].needs if isinstance(exercise, Code) else ""
    return [*({"question": line.strip(), "answer": needs if at == 0 else ""} for at, line in enumerate(lines)), *asked]
