"""The small faults: what one may change in a module, found in its syntax tree."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

PROSE = re.compile(r"[^\W\d_]{2,}\s|\s[^\W\d_]{2,}")  # a word beside a space: how a sentence is put is for readers to judge
COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
            ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
COMPUTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
            ast.Pow: ast.Mult, ast.MatMult: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
JOINED = {ast.And: ast.Or, ast.Or: ast.And}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor", "argmin": "argmax",
          "argmax": "argmin", "minimum": "maximum", "maximum": "minimum", "zeros": "ones", "ones": "zeros",
          "startswith": "endswith", "endswith": "startswith", "sin": "cos", "cos": "sin"}
UNTOUCHED = {"annotation", "returns", "decorator_list", "ctx", "format_spec", "type"}
WIDTH = 90


class Change(NamedTuple):
    """One way to spoil a tree: `key` of `holder` becomes `new`. A reader is shown `node` before it and `after` then."""
    kind: str
    holder: ast.AST
    key: str
    new: object
    node: ast.AST
    after: ast.AST
    within: str = ""

    def apply(self) -> object:
        """Spoil the tree; returns what was there."""
        old = getattr(self.holder, self.key)
        setattr(self.holder, self.key, self.new)
        return old

    def described(self) -> tuple[str, str]:
        """The code before and after; the tree stays as it is."""
        before, old = _brief(self.node), self.apply()
        after = _brief(self.after)
        setattr(self.holder, self.key, old)
        return before, after


def changes(tree: ast.Module) -> list[Change]:
    """Every change of a module, always in the same order."""
    return [change._replace(within=".".join(names)) for node, parent, names in _walk(tree, None, ())
            for rule in RULES.get(type(node), ()) for change in rule(node, parent)]


def _walk(node: ast.AST, parent: ast.AST | None, names: tuple[str, ...]) -> Iterator[tuple[ast.AST, ast.AST, tuple[str, ...]]]:
    yield node, parent, names
    inside = (*names, node.name) if isinstance(node, ast.FunctionDef | ast.ClassDef) else names
    for child in _children(node):
        yield from _walk(child, node, inside)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What of a node may be changed: no annotations, decorators, imports, docstrings, and nothing inside an error that is raised."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Raise) or _is_docstring(node):
        return
    for name, value in ast.iter_fields(node):
        if name not in UNTOUCHED:
            yield from (child for child in (value if isinstance(value, list) else [value]) if isinstance(child, ast.AST))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _brief(node: ast.AST) -> str:
    text = "nothing" if isinstance(node, ast.Pass) else " ".join(ast.unparse(node).split())
    return text if len(text) <= WIDTH else text[:WIDTH] + " ..."


# --- the rules: what may become of a node ------------------------------------------------------------------------

def _comparison(node: ast.Compare, _: ast.AST) -> Iterator[Change]:
    for place, sign in enumerate(node.ops):
        signs = [*node.ops[:place], COMPARED[type(sign)](), *node.ops[place + 1:]]
        yield Change("comparison", node, "ops", signs, node, node)


def _operator(node: ast.BinOp | ast.AugAssign, _: ast.AST) -> Iterator[Change]:
    if type(node.op) in COMPUTED:
        yield Change("operator", node, "op", COMPUTED[type(node.op)](), node, node)


def _junction(node: ast.BoolOp, _: ast.AST) -> Iterator[Change]:
    yield Change("and, or", node, "op", JOINED[type(node.op)](), node, node)


def _sign(node: ast.UnaryOp, parent: ast.AST) -> Iterator[Change]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield _replacing("sign", parent, node, node.operand)


def _constant(node: ast.Constant, _: ast.AST) -> Iterator[Change]:
    other = _other(node.value)
    if other is not None:
        yield Change("constant", node, "value", other, node, node)


def _other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return ("" if value == "~" else "~") if isinstance(value, str) and not PROSE.search(value) else None


def _condition(node: ast.If | ast.IfExp | ast.While, _: ast.AST) -> Iterator[Change]:
    opposite = _located(ast.UnaryOp(ast.Not(), node.test), node.test)
    yield Change("condition", node, "test", opposite, node.test, opposite)


def _filter(node: ast.comprehension, _: ast.AST) -> Iterator[Change]:
    for place in range(len(node.ifs)):
        yield Change("filter", node, "ifs", [*node.ifs[:place], *node.ifs[place + 1:]], node, node)


def _value(node: ast.Return, _: ast.AST) -> Iterator[Change]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        nothing = _located(ast.Constant(None), node.value)
        yield Change("return", node, "value", nothing, node.value, nothing)


def _statement(node: ast.Expr | ast.Raise, parent: ast.AST) -> Iterator[Change]:
    if not _is_docstring(node):
        yield _replacing("statement", parent, node, ast.Pass())


def _leaving(node: ast.Break | ast.Continue, parent: ast.AST) -> Iterator[Change]:
    yield _replacing("loop", parent, node, ast.Continue() if isinstance(node, ast.Break) else ast.Break())


def _name(node: ast.Name | ast.Attribute, parent: ast.AST) -> Iterator[Change]:
    key = "id" if isinstance(node, ast.Name) else "attr"
    if isinstance(parent, ast.Call) and parent.func is node and getattr(node, key) in CALLED:
        yield Change("call", node, key, CALLED[getattr(node, key)], parent, parent)


RULES = {
    ast.Compare: [_comparison], ast.BinOp: [_operator], ast.AugAssign: [_operator], ast.BoolOp: [_junction], ast.UnaryOp: [_sign],
    ast.Constant: [_constant], ast.If: [_condition], ast.IfExp: [_condition], ast.While: [_condition], ast.comprehension: [_filter],
    ast.Return: [_value], ast.Expr: [_statement], ast.Raise: [_statement], ast.Break: [_leaving], ast.Continue: [_leaving],
    ast.Name: [_name], ast.Attribute: [_name],
}


def _replacing(kind: str, parent: ast.AST, old: ast.AST, new: ast.AST) -> Change:
    """`new` where `old` stands in its parent, alone or in a list."""
    new = _located(new, old)
    for key, value in ast.iter_fields(parent):
        if value is old:
            return Change(kind, parent, key, new, old, new)
        if isinstance(value, list) and any(item is old for item in value):
            return Change(kind, parent, key, [new if item is old else item for item in value], old, new)
    raise LookupError(f"{ast.dump(old)} is not in {ast.dump(parent)}")


def _located(new: ast.AST, old: ast.AST) -> ast.AST:
    return ast.fix_missing_locations(ast.copy_location(new, old))
