"""The board of one update as LaTeX (amsmath), a row for each of its lines, whatever lines it has."""

import re
from collections.abc import Callable, Iterable, Iterator
from textwrap import wrap

from ...core.records.formula import Formula
from ..writing.latex import KNOWN, SHIFTED, latex
from ..writing.numbers import as_fraction, format_number
from ..writing.step import step_nodes
from ..writing.template import Node
from ..writing.template import text as as_text

PRODUCTS = "yzs"  # letters that side by side are a product in a loss's formula
OPERATORS = "+−-·⊙=<>≤≥≠←≈,;:×"  # TeX sets them apart by itself
HIGH, LOW = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵗⁿ", "₀₁₂₃₄₅₆₇₈₉"
ONE_TEXT = re.compile(r"\\text{([^{}]*)}")
JOINED = re.compile(rf"{ONE_TEXT.pattern}(\\ {ONE_TEXT.pattern})+")
FENCES = {")": "(", "]": "["}
TALL = r"\begin{bmatrix}"
LONG = 70  # letters of a row; what would make it longer goes to the next
#: What a formula's text may hold and `latex` leaves as it is.
SIGNS = {"⋮": r"\vdots", "ᵀ": r"^{\top}", "⊤": r"\top", "√": r"\surd", "∞": r"\infty", "→": r"\to", "×": r"\times", "\u00a0": "~",
         "’": "'", "–": "-", "Δ": r"\Delta", "±": r"\pm", "∈": r"\in"}


def step_latex(step, fractions: bool = False) -> str:
    r"""The board between \begin{aligned} and \end{aligned}: put it between \[ and \], or between two $$."""
    rows = [_stretched(row) for each in step_nodes(step, as_fraction if fractions else format_number) for row in _rows(each)]
    return "\n".join([r"\begin{aligned}", *(f"{row} \\\\" for row in rows[:-1]), rows[-1], r"\end{aligned}"])


def node_latex(node: Node) -> str:
    """A filled-in node as LaTeX's mathematics."""
    if isinstance(node, str):
        return text_latex(node)
    if isinstance(node, list):
        pieces = [node_latex(part) for part in node[1:]]
        return beside(f"{{{piece}}}" if "^" in piece and following.startswith("^") else piece
                      for piece, following in zip(pieces, [*pieces[1:], ""]))
    kind = next(kind for kind in KINDS if kind in node)
    return KINDS[kind](node)


def text_latex(words: str) -> str:
    """A piece of the board's text: letters, signs and words. Between two things a space stays; around an operator TeX makes its own."""
    inner = words.strip(" ")
    if not inner:
        return r"\," if words else ""
    before, after = (r"\ " if words[at] == " " and inner[at] not in OPERATORS else "" for at in (0, -1))
    written = _with_functions(latex(Formula(inner, PRODUCTS)), ends=" " not in words)
    return beside((before, _known_signs(written), after))


def _with_functions(written: str, ends: bool) -> str:
    """Words that are functions as such, the one at the end too where its argument follows; other words side by side as one text."""
    written = re.sub(rf"\\text{{({'|'.join(KNOWN)})}}", r"\\\1 ", written)
    written = re.sub(r"\\text{(\w+)}$", r"\\operatorname{\1}", written) if ends else written
    written = re.sub(r"(\d)'s\b", r"\1\\text{'s}", written)
    return JOINED.sub(lambda found: f"\\text{{{' '.join(ONE_TEXT.findall(found[0]))}}}", written)


def beside(pieces: Iterable[str]) -> str:
    """Pieces one after the other; a space ends a command that a letter follows."""
    found = ""
    for piece in pieces:
        ends_in_command = "\\" in found and found[found.rfind("\\") + 1:].isalpha()
        found += f" {piece}" if ends_in_command and piece[:1].isalpha() else piece
    return found


def _rows(each: dict) -> Iterator[str]:
    """The rows of one line of the board; what an update makes of each weight has a row of its own."""
    parts = {name: each[name] for name in ("symbol", "formula", "numbers", "value")}
    if all(isinstance(parts[name], dict) and "stack" in parts[name] for name in ("numbers", "value")):
        yield rf"{node_latex(parts['symbol'])} &\leftarrow {node_latex(parts['formula'])}"
        for numbers, (_, name, _, value) in zip(parts["numbers"]["stack"], parts["value"]["stack"], strict=True):
            yield from _equation(name, r"\leftarrow", [numbers, value])
    else:
        yield from _equation(parts["symbol"], "=", [parts[name] for name in ("formula", "numbers", "value") if parts[name] != ""])
    for words in each["reasons"]:
        first, *others = wrap(words, LONG)
        yield rf"&\quad\hookrightarrow\ {text_latex(first)}"
        yield from (rf"&\qquad\quad {text_latex(line)}" for line in others)


def _equation(symbol: Node, sign: str, parts: list[Node]) -> Iterator[str]:
    """symbol = formula = numbers = value, in as many rows as it needs."""
    row, long = beside((f"{node_latex(symbol)} &{sign} ", node_latex(parts[0]))), _length(parts[0])
    for part in parts[1:]:
        if long + _length(part) > LONG:
            yield row
            row, long = "&", 0
        row += f"{' ' if long else ''}= {node_latex(part)}"
        long += _length(part)
    yield row


def _stretched(row: str) -> str:
    r"""The row, with \left and \right before the brackets around matrices: as tall as these."""
    pieces = re.split(r"(\\left[(\[]|\\right[)\]]|[()\[\]])", row)
    for start, end in _pairs(pieces):
        if TALL in "".join(pieces[start:end]):
            pieces[start], pieces[end] = rf"\left{pieces[start]}", rf"\right{pieces[end]}"
    return "".join(pieces)


def _pairs(pieces: list[str]) -> Iterator[tuple[int, int]]:
    """Where brackets open and close among the pieces of a row; one without its other is none."""
    opened: list[int] = []
    for at, piece in enumerate(pieces):
        if piece in FENCES.values():
            opened.append(at)
        elif opened and FENCES.get(piece) == pieces[opened[-1]]:
            yield opened.pop(), at


def _length(node: Node) -> int:
    return len(as_text(node, lambda *_: 0.0))


def _known_signs(written: str) -> str:
    r"""Signs that `latex` leaves as they are as commands. What pdflatex does not know is a question mark; letters stay, within \text."""
    written = re.sub(f"[{HIGH}]+", lambda found: f"^{{{found[0].translate(SHIFTED)}}}", written)
    written = re.sub(f"[{LOW}]+", lambda found: f"_{{{found[0].translate(SHIFTED)}}}", written)
    pieces = re.split(f"([{''.join(SIGNS)}])", written)
    return "".join(c if c.isascii() or c.isalpha() else "?" for c in beside(SIGNS.get(each, each) for each in pieces if each))


def _matrix(node: dict) -> str:
    rows = [" & ".join(map(node_latex, cells)) for cells in node["m"]]
    between = r" \\[3pt] " if any(r"\frac" in row for row in rows) else r" \\ "  # fractions above one another would touch
    return rf"\begin{{bmatrix}}{between.join(rows)}\end{{bmatrix}}"


def _raised(node: dict) -> str:
    base, index = node["sup"]
    inner = node_latex(base)
    return rf"{f'{{{inner}}}' if '^' in inner else inner}^{{{_known_signs(index)}}}"


def _lowered(node: dict) -> str:
    base, index = map(node_latex, node["sub"])
    return rf"{{{base}}}_{{{index}}}"


def _stack(node: dict) -> str:
    rows = r" \\ ".join(map(node_latex, node["stack"]))
    return rf"\begin{{gathered}}{rows}\end{{gathered}}"


KINDS: dict[str, Callable[[dict], str]] = {
    "t": lambda node: rf"\mathbf{{{node['s']}}}" if node["t"] == "vec" else text_latex(node["s"]),
    "frac": lambda node: rf"\frac{{{node_latex(node['frac'][0])}}}{{{node_latex(node['frac'][1])}}}",
    "sup": _raised, "sub": _lowered, "m": _matrix, "stack": _stack,
}
