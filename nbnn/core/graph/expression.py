"""A typed formula such as "max(0, 1 - z*(w1*relu(a) + w2*x))" as a computational graph.

The text is cut into signs, names and numbers, read by Python's own parser, and each piece of what that returns must be on
a short list; the graph is then built piece by piece. Nothing is evaluated as code, and there is nothing to call but the
functions of the list. What is wrong is told with its place. Vectors and matrices of numbers may be written: [1, 2], [[1, 2], [3, 4]].

Intermediate results get a name on a line of their own, or before a semicolon: "u = w*x; max(0, u) + u**2".
"""

import ast
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from types import MappingProxyType

import numpy as np

from . import graph
from .graph import Backward, Node, SlopeError

LONGEST = 300  # characters
MOST_PIECES = 60  # numbers, names and operations
DEEPEST = 30  # operations inside one another
LARGEST_POWER = 100
CLOSING = MappingProxyType({"(": ")", "[": "]"})
WIDEST = 30  # characters of the text that an error repeats

#: Name → (how many operands it takes at least, at most, the function, in words).
FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Node], str]] = MappingProxyType({
    "exp": (1, 1, graph.exp, "the exponential function"),
    "log": (1, 1, graph.log, "the natural logarithm, of numbers above 0"),
    "ln": (1, 1, graph.ln, "the natural logarithm too"),
    "sqrt": (1, 1, graph.sqrt, "the square root, of numbers from 0 on"),
    "pow": (2, 2, graph.pow, "pow(a, b) is a**b"),
    "abs": (1, 1, graph.abs, "the size of a number without its sign"),
    "sin": (1, 1, graph.sin, "the sine, of an angle in radians"),
    "cos": (1, 1, graph.cos, "the cosine, of an angle in radians"),
    "max": (1, 8, graph.max, "the largest of its operands; of one vector, its largest entry"),
    "min": (1, 8, graph.min, "the smallest of its operands; of one vector, its smallest entry"),
    "relu": (1, 1, graph.relu, "max(0, a)"),
    "leaky_relu": (1, 1, graph.leaky_relu, "a above 0, 0.01·a below"),
    "tanh": (1, 1, graph.tanh, "the hyperbolic tangent"),
    "sigmoid": (1, 1, graph.sigmoid, "1/(1 + exp(−a))"),
    "softplus": (1, 1, graph.softplus, "log(1 + exp(a))"),
    "sum": (1, 1, graph.sum, "the sum of the entries of a vector or matrix"),
    "mean": (1, 1, graph.mean, "the mean of the entries of a vector or matrix"),
})

#: Functions of other languages, and how we write them.
WRITTEN: Mapping[str, str] = MappingProxyType({
    "softmax": "exp(y)/sum(exp(y))", "dot": "a @ b", "matmul": "a @ b", "square": "a**2", "maximum": "max(a, b)", "minimum": "min(a, b)"})

OPERATORS: Mapping[type, tuple[str, Callable[[Node, Node], Node]]] = MappingProxyType({
    ast.Add: ("+", lambda a, b: a + b), ast.Sub: ("−", lambda a, b: a - b), ast.Mult: ("*", lambda a, b: a * b),
    ast.Div: ("/", lambda a, b: a / b), ast.Pow: ("**", lambda a, b: a ** b), ast.MatMult: ("@", lambda a, b: a @ b),
})

ALLOWED = f"allowed are numbers, names, + − * / ** @, parentheses, [1, 2], and the functions {', '.join(FUNCTIONS)}"

#: What to begin with: title → (the formula, values for its names).
EXAMPLES: Mapping[str, tuple[str, Mapping[str, object]]] = MappingProxyType({
    "a product and a sum": ("a*b + c", {"a": 2.0, "b": -3.0, "c": 1.0}),
    "a variable used twice": ("a*b + relu(a)", {"a": 2.0, "b": 3.0}),
    "a diamond": ("u = w*x; exp(u) + u**2", {"w": 0.5, "x": 2.0}),
    "one unit and the hinge loss": ("max(0, 1 - z*(w1*relu(a) + w2*x))", {"z": -1.0, "w1": 0.5, "a": 2.0, "w2": 1.0, "x": -1.5}),
    "a unit of vectors": ("max(0, 1 - z*relu(w @ x))", {"z": 1.0, "w": [0.5, -1.0], "x": [2.0, 0.5]}),
    "a chain of units": ("h1 = tanh(w1*x); h2 = tanh(w2*h1); (w3*h2 - z)**2", {"w1": 0.5, "x": 2.0, "w2": -1.0, "w3": 1.5, "z": 1.0}),
    "the two-class cross entropy": ("log(1 + exp(-2*y*z))", {"y": 0.5, "z": -1.0}),
})
FURTHER_EXAMPLES: Mapping[str, tuple[str, Mapping[str, object]]] = MappingProxyType({  # for who asks for more than the lecture's
    "a layer of sigmoid units": ("mean(sigmoid(W @ x + b))", {"W": [[0.5, -1.0], [2.0, 1.0]], "x": [1.0, 2.0], "b": [0.5, -1.0]}),
    "a sine inside an exponential": ("b1 + w1*exp(sin(b0 + w0*x))", {"b1": 0.5, "w1": -0.4, "b0": 1.0, "w0": 0.5, "x": 2.0}),
})

_SAME_SIGN = str.maketrans("−·⋅×∙÷\n\t₀₁₂₃₄₅₆₇₈₉", "-****/  0123456789")  # one sign for one sign: places stay what they are
_TOKEN = re.compile(r"(?P<space>[^\S\n]+)|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[^\W\d]\w*)"
                    r"|(?P<sign>\*\*|[-+*/@(),\[\]]|[−·⋅×∙÷])|(?P<end>[;\n])|(?P<is>=(?!=))|(?P<other>.)")
_POWERS = "^²³⁴⁵⁶⁷⁸⁹⁰¹"


class ExpressionError(ValueError):
    """A typed formula that cannot be read or computed: str(error) says where and why; start, end : where in the text, from 0."""

    def __init__(self, what: str, text: str, start: int, end: int):
        self.what, self.text, self.start, self.end = what, text, start, end
        piece = text[start:end] if end - start <= WIDEST else f"{text[start:start + WIDEST]}…"
        shown = f", {piece!r}" if piece.strip() else ""
        super().__init__(f"at character {start + 1}{shown}: {what}")

    @property
    def pointed(self) -> str:
        """The line of the text that is meant, and below it marks at the place."""
        first = self.text.rfind("\n", 0, self.start) + 1
        line = self.text[first:].split("\n", 1)[0]
        return f"{line}\n{' ' * (self.start - first)}{'^' * max(1, min(self.end, first + len(line)) - self.start)}"


@dataclass(frozen=True, eq=False)
class Built:
    """The graph of a formula at given values.

    Attributes
    ----------
    root : the node of the whole formula. nodes : name → node, of every variable and intermediate result.
    places : node → its places in the text, (start, end) from 0; a variable has one for each use. text : the formula.
    """

    root: Node
    nodes: Mapping[str, Node]
    places: Mapping[Node, tuple[tuple[int, int], ...]]
    text: str

    def backward(self) -> Backward:
        """The derivatives of the root; ExpressionError with the place where one is not finite."""
        try:
            return graph.backward(self.root)
        except SlopeError as error:
            raise ExpressionError(str(error), self.text, *self.places[error.node][0]) from None


@dataclass(frozen=True, eq=False)
class Expression:
    """A formula that was read and found right: `names` are its variables, in the order in which they first appear."""

    text: str
    names: tuple[str, ...]
    _lines: tuple["_Line", ...]

    def graph(self, values: Mapping[str, object], constants: Iterable[str] = ()) -> Built:
        """The graph at these values: name → a number, a vector or a matrix. constants : names that no derivative is wanted for.

        Raises ExpressionError where something cannot be computed, ValueError for a name without a value or a value without a name.
        """
        given = {_normal(name): value for name, value in values.items()}
        fixed = {_normal(name) for name in constants}
        self._check_names(given, fixed)
        make = {name: graph.constant if name in fixed else graph.variable for name in self.names}
        nodes = {name: make[name](given[name], name, pretty(name)) for name in self.names}
        for name, node in nodes.items():
            if len(node.shape) > 2:
                raise ValueError(f"{name} has {len(node.shape)} axes: give a number, a vector such as [1, 2], or a matrix [[1, 2], [3, 4]]")
        return _Builder(self, nodes).build()

    def _check_names(self, given: Mapping[str, object], fixed: Iterable[str]) -> None:
        missing = [name for name in self.names if name not in given]
        if missing:
            raise ValueError(f"{', '.join(missing)} in {self.text!r} needs a value")
        for name in (*given, *fixed):
            if name not in self.names:
                raise ValueError(f"{name!r} is no variable of {self.text!r}: it has {', '.join(self.names)}")
        if set(self.names) <= set(fixed):
            raise ValueError(f"every name of {self.text!r} is a constant: leave one to differentiate by")

    def __repr__(self) -> str:
        return f"Expression({self.text!r}: {', '.join(self.names)})"


def parse(text: str) -> Expression:
    """Read a typed formula. ExpressionError (a ValueError) with the place for all that is not on the list, or too much."""
    if not isinstance(text, str):
        raise TypeError(f"the formula is {text!r}: it must be a text such as 'a*b + relu(a)'")
    if len(text) > LONGEST:
        raise ExpressionError(f"the formula has {len(text)} characters, at most {LONGEST} are read", text, LONGEST, len(text))
    lines = tuple(_line(text, tokens) for tokens in _statements(text))
    if not lines:
        raise ExpressionError("there is no formula: write one such as a*b + relu(a)", text, 0, len(text))
    return Expression(text, _check(text, lines), lines)


def pretty(name: str) -> str:
    """How a typed name is written: w1 and w_1 as w₁."""
    found = re.fullmatch(r"([^\W\d_]+)_?(\d+)", name)
    return f"{found[1]}{found[2].translate(str.maketrans('0123456789', '₀₁₂₃₄₅₆₇₈₉'))}" if found else name


# ---------------------------------------------------------------------------------------------- from text to trees


@dataclass(frozen=True)
class _FormulaToken:
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, eq=False)
class _Line:
    """One statement: a tree, from where in the text it was read, and the name that its result gets (None for the last)."""

    name: _FormulaToken | None
    tree: ast.expr
    source: str
    start: int

    def place(self, tree: ast.expr) -> tuple[int, int]:
        """Where a piece of the tree stands in the whole text. The parser counts bytes, people count characters."""
        count = [len(self.source.encode()[:column].decode()) for column in (tree.col_offset, tree.end_col_offset)]
        return self.start + count[0], self.start + count[1]


def _tokens(text: str) -> Iterator[_FormulaToken]:
    last = None
    for found in _TOKEN.finditer(text):
        token = _FormulaToken(found.lastgroup, found[0], found.start())
        _check_token(text, token, last)
        last = token
        yield token


def _check_token(text: str, token: _FormulaToken, last: _FormulaToken | None) -> None:
    power = next((at for at, sign in enumerate(token.text) if sign in _POWERS), None)
    if power is not None:
        raise ExpressionError("powers are written **, as in a**2", text, token.start + power, token.start + power + 1)
    if token.kind == "other":
        raise ExpressionError(f"this sign is not allowed; {ALLOWED}", text, token.start, token.end)
    if token.kind != "name":
        return
    if last is not None and last.kind == "number":
        raise ExpressionError(f"a product needs its sign: {last.text}*{token.text}", text, last.start, token.end)
    name = _normal(token.text)
    if keyword.iskeyword(name) or name.startswith("_") or not name.isidentifier():
        raise ExpressionError("this is no name that can be used here: give letters and digits, such as w1", text, token.start, token.end)


def _statements(text: str) -> list[list[_FormulaToken]]:
    """The tokens of each statement; a line may break inside parentheses."""
    found: list[list[_FormulaToken]] = [[]]
    depth = 0
    for token in _tokens(text):
        depth += (token.text in CLOSING) - (token.text in CLOSING.values())
        if token.kind == "end" and (depth <= 0 or token.text == ";"):
            found.append([])
        elif token.kind != "space":
            found[-1].append(token)
    return [tokens for tokens in found if tokens]


def _line(text: str, tokens: list[_FormulaToken]) -> _Line:
    name = None
    if len(tokens) > 1 and tokens[0].kind == "name" and tokens[1].kind == "is":
        name, tokens = tokens[0], tokens[2:]
        if not tokens:
            raise ExpressionError(f"nothing is given to {name.text}: write what it is, as in {name.text} = a*b", text, name.start, name.end)
    for token in tokens:
        if token.kind == "is":
            raise ExpressionError("= names an intermediate result, at the beginning of a line: u = a*b", text, token.start, token.end)
    _check_parentheses(text, tokens)
    _check_neighbors(text, tokens)
    source = text[tokens[0].start:tokens[-1].end].translate(_SAME_SIGN)
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        raise _unreadable(text, tokens, error) from None
    return _Line(name, tree, source, tokens[0].start)


def _check_parentheses(text: str, tokens: list[_FormulaToken]) -> None:
    open_at: list[_FormulaToken] = []
    for token in tokens:
        if token.text in CLOSING:
            open_at.append(token)
        elif token.text in CLOSING.values():
            if not open_at or CLOSING[open_at[-1].text] != token.text:
                raise ExpressionError(f"this {_bracket(token)} was never opened", text, token.start, token.end)
            open_at.pop()
    if open_at:
        raise ExpressionError(f"this {_bracket(open_at[-1])} is never closed", text, open_at[-1].start, open_at[-1].end)


def _bracket(token: _FormulaToken) -> str:
    return "parenthesis" if token.text in "()" else "bracket"


def _check_neighbors(text: str, tokens: list[_FormulaToken]) -> None:
    """Two operands without a sign between them, or a sign without its operand: the parser tells these less plainly."""
    for before, token in zip([None, *tokens], tokens):
        ended = before is not None and _ends(before)
        if ended and (token.kind != "sign" or (token.text in CLOSING and before.kind != "name")):
            raise ExpressionError("something is missing between these two: a product is written with *", text, before.start, token.end)
        empty = before is not None and CLOSING.get(before.text) == token.text  # f() and []: told by what they take
        if not ended and not empty and token.kind == "sign" and token.text.translate(_SAME_SIGN) not in "([-+":
            raise ExpressionError("something is missing before this", text, token.start, token.end)
    if not _ends(tokens[-1]):
        raise ExpressionError("something is missing after this", text, tokens[-1].start, tokens[-1].end)


def _ends(token: _FormulaToken) -> bool:
    """May a formula end here?"""
    return token.kind in ("number", "name") or token.text in CLOSING.values()


def _unreadable(text: str, tokens: list[_FormulaToken], error: Exception) -> ExpressionError:
    """The parser's complaint at the token that it complains about, or else at the whole."""
    if isinstance(error, SyntaxError) and error.offset:
        at = tokens[0].start + error.offset - 1
        for token in tokens:
            if token.start <= at < token.end:
                return ExpressionError(f"something is missing or too much here; {ALLOWED}", text, token.start, token.end)
    return ExpressionError(f"this cannot be read: something is missing or too much; {ALLOWED}", text, tokens[0].start, tokens[-1].end)


# ------------------------------------------------------------------------------------------------- what is allowed


def _check(text: str, lines: tuple[_Line, ...]) -> tuple[str, ...]:
    """The names of the variables, when every piece is on the list, nothing is too much, and each definition is used."""
    names: dict[str, None] = {}
    defined: dict[str, _FormulaToken] = {}
    used: set[str] = set()
    pieces = 0
    for number, line in enumerate(lines):
        for tree, depth in walk_tree(line.tree, 1):
            pieces += 1
            _check_piece(text, line, tree, depth, pieces)
            if isinstance(tree, ast.Name):
                used.add(tree.id)
                if tree.id not in defined:
                    names[tree.id] = None
        _check_definition(text, line, last=number == len(lines) - 1, known={*names, *defined})
        if line.name is not None:
            defined[_normal(line.name.text)] = line.name
    *inner, _ = lines
    for name in (line.name for line in inner):
        if _normal(name.text) not in used:
            raise ExpressionError(f"{name.text} is not used in what follows: leave the line out, or use it", text, name.start, name.end)
    if not names:
        raise ExpressionError("there is no variable in it to differentiate by: use a name, as in 2*a", text, 0, len(text))
    return tuple(names)


def walk_tree(tree: ast.expr, depth: int) -> Iterator[tuple[ast.expr, int]]:
    """Every piece with how deep inside it is, as it stands from left to right; stops below what is too deep."""
    yield tree, depth
    if depth <= DEEPEST:
        for part in _parts(tree):
            yield from walk_tree(part, depth + 1)


def _parts(tree: ast.expr) -> list[ast.expr]:
    """The operands of a piece, from left to right; none for what is not on the list."""
    if isinstance(tree, ast.BinOp):
        return [tree.left, tree.right]
    if isinstance(tree, ast.UnaryOp):
        return [tree.operand]
    return list(tree.args) if isinstance(tree, ast.Call) else []


def _check_piece(text: str, line: _Line, tree: ast.expr, depth: int, pieces: int) -> None:
    wrong = what_is_wrong(tree)
    exponent = None if wrong else _exponent(tree)
    if exponent is not None:
        _check_power(_literal(exponent), text, line.place(exponent))
    if isinstance(tree, ast.List) and not wrong:
        pieces += int(np.prod(_shape_of(tree) or ()))
    if depth > DEEPEST:
        wrong = f"more than {DEEPEST} operations stand inside one another: name a part on a line of its own, as in u = a*b"
    if pieces > MOST_PIECES:
        wrong = f"the formula has more than {MOST_PIECES} numbers, names and operations: its graph could not be read"
    if wrong:
        raise ExpressionError(wrong, text, *line.place(tree))


def what_is_wrong(tree: ast.expr) -> str:
    """Why a piece is not allowed; "" when it is."""
    if isinstance(tree, ast.Constant):
        return _wrong_number(tree.value)
    if isinstance(tree, ast.Name):
        return f"{tree.id} is a function: write {tree.id}(…)" if tree.id in FUNCTIONS else ""
    if isinstance(tree, ast.Call):
        return _wrong_call(tree)
    if isinstance(tree, ast.List):
        return _wrong_array(tree)
    if isinstance(tree, ast.Subscript):
        return "entries are not picked by brackets: give what you need a name of its own"
    if isinstance(tree, ast.BinOp | ast.UnaryOp) and type(tree.op) in (*OPERATORS, ast.USub, ast.UAdd):
        return ""
    if isinstance(tree, ast.Tuple):
        return "a comma stands only between the operands of a function, as in max(0, a)"
    return f"this is not allowed; {ALLOWED}"


def _wrong_number(value) -> str:
    if type(value) not in (int, float):
        return f"this is not allowed; {ALLOWED}"
    return "" if isfinite(float(value)) else "this number is too large"


def _wrong_array(tree: ast.List) -> str:
    shape = _shape_of(tree)
    if shape is None:
        return "brackets hold numbers: a vector such as [1, 2], or a matrix such as [[1, 2], [3, 4]], each row with as many"
    return "" if 0 not in shape else "there is no number in it"


def _shape_of(tree: ast.expr) -> tuple[int, ...] | None:
    """The shape of an array that is written in brackets, () of a number; None where it is none."""
    if not isinstance(tree, ast.List):
        return None if _literal(tree) is None else ()
    rows = [_shape_of(part) for part in tree.elts]
    first = rows[0] if rows else ()
    if first is None or len(first) > 1 or any(row != first for row in rows):
        return None
    return (len(rows), *first)


def _entries(tree: ast.expr) -> object:
    """The numbers of an array that is written in brackets, as lists."""
    return [_entries(part) for part in tree.elts] if isinstance(tree, ast.List) else _literal(tree)


def _wrong_call(tree: ast.Call) -> str:
    if not isinstance(tree.func, ast.Name):
        return "only a function's name stands before parentheses; a product is written with *"
    name = tree.func.id
    if name in WRITTEN:
        return f"{name} is no function here: it is written {WRITTEN[name]}"
    if name not in FUNCTIONS:
        near = get_close_matches(name.lower(), FUNCTIONS, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"{name} is no function{hint}: the functions are {', '.join(FUNCTIONS)}; a product is written {name}*(…)"
    least, most, *_ = FUNCTIONS[name]
    if tree.keywords or any(isinstance(each, ast.Starred) for each in tree.args):
        return f"{name} takes formulas only, such as {name}(a)"
    if not least <= len(tree.args) <= most:
        takes = "one formula" if most == 1 else f"{least} formulas" if least == most else f"{least} to {most} formulas"
        return f"{name} takes {takes}, not {len(tree.args)}"
    return ""


def _literal(tree: ast.expr) -> float | None:
    """The number that is written there, with its sign; None for anything else."""
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.operand, ast.Constant):
        number = _literal(tree.operand)
        return None if number is None else -number if isinstance(tree.op, ast.USub) else number if isinstance(tree.op, ast.UAdd) else None
    if isinstance(tree, ast.Constant) and type(tree.value) in (int, float) and not _wrong_number(tree.value):
        return float(tree.value)  # type: ignore[arg-type]
    return None


def _exponent(tree: ast.expr) -> ast.expr | None:
    """b of a**b and of pow(a, b); None of anything else."""
    if isinstance(tree, ast.BinOp):
        return tree.right if isinstance(tree.op, ast.Pow) else None
    return tree.args[1] if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "pow" else None


def _check_power(power, text: str, place: tuple[int, int]) -> None:
    largest = 0.0 if power is None else float(np.max(np.abs(power)))
    if largest > LARGEST_POWER:
        raise ExpressionError(f"an exponent of size {largest:g}: powers to {LARGEST_POWER} are computed", text, *place)


def _check_definition(text: str, line: _Line, last: bool, known: set[str]) -> None:
    if line.name is None and not last:
        end = line.place(line.tree)[1]
        raise ExpressionError("only the last line is a formula without a name: give this one a name, as in u = a*b", text, line.start, end)
    if line.name is None:
        return
    name = line.name.text
    if name in FUNCTIONS or _normal(name) in known:
        what = "is a function" if name in FUNCTIONS else "stands for something already"
        raise ExpressionError(f"{name} {what}: give this result another name", text, line.name.start, line.name.end)


def _normal(name: str) -> str:
    """The name as it is read: w₁ as w1, and as Python's parser has it, ℓ as l."""
    return unicodedata.normalize("NFKC", name.translate(_SAME_SIGN)) if isinstance(name, str) else name


# ------------------------------------------------------------------------------------------ from trees to a graph


class _Builder:
    """Makes the nodes of one formula, and notes where each stands in the text."""

    def __init__(self, expression: Expression, nodes: dict[str, Node]):
        self.expression, self.nodes = expression, nodes
        self.places: dict[Node, list[tuple[int, int]]] = {}

    def build(self) -> Built:
        for line in self.expression._lines:
            root = self.node(line, line.tree)
            if line.name is not None:
                root = self.define(_normal(line.name.text), root)
        if root.shape:
            size = " × ".join(map(str, root.shape))
            what = f"a vector of {size} entries" if len(root.shape) == 1 else f"a matrix {size}"
            raise ExpressionError(f"this gives {what}, and backward starts from one number: sum(…) makes one",
                                  self.expression.text, *line.place(line.tree))
        places = {node: tuple(found) for node, found in self.places.items()}
        return Built(root, MappingProxyType(self.nodes), MappingProxyType(places), self.expression.text)

    def define(self, name: str, node: Node) -> Node:
        """The node under its name; a variable or an intermediate result keeps the one that it has."""
        named = node if node.name else node.named(name, pretty(name))
        self.places[named] = self.places.pop(node)
        self.nodes[name] = named
        return named

    def node(self, line: _Line, tree: ast.expr) -> Node:
        """The node of a piece. The list is asked again here: what is not on it is never built."""
        place = line.place(tree)
        try:
            made = self.make(line, tree, place)
        except ExpressionError:
            raise
        except ValueError as error:
            raise ExpressionError(str(error), self.expression.text, *place) from None
        self.places.setdefault(made, []).append(place)
        return made

    def make(self, line: _Line, tree: ast.expr, place: tuple[int, int]) -> Node:
        number = _literal(tree)
        if number is not None:
            return graph.constant(number)
        if isinstance(tree, ast.List) and not what_is_wrong(tree):
            return graph.constant(_entries(tree))
        if isinstance(tree, ast.Name):
            return self.nodes[tree.id]
        if isinstance(tree, ast.UnaryOp):
            operand = self.node(line, tree.operand)
            return -operand if isinstance(tree.op, ast.USub) else operand
        operands = [self.node(line, part) for part in _parts(tree)]
        exponent = _exponent(tree)
        if exponent is not None:
            _check_power(operands[1].value, self.expression.text, line.place(exponent))
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
            return FUNCTIONS[tree.func.id][2](*operands)
        if isinstance(tree, ast.BinOp):
            return OPERATORS[type(tree.op)][1](*operands)
        raise ExpressionError(f"this is not allowed; {ALLOWED}", self.expression.text, *place)
