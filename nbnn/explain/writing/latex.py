"""A record's formula as LaTeX, without dollar signs: what JupyterLab typesets, and what one pastes into a lesson."""

from collections.abc import Iterable

from ...core.notation import NOTATION
from ...core.records.formula import Formula, Tree

#: Letters as the board has them; a vector of weights is bold there, a letter within a record's formula stands for one entry.
LETTERS = {entry.symbol: entry.latex for entry in NOTATION.values() if "mathbf" not in entry.latex and "/" not in entry.symbol}
SIGNS = {"−": "-", "·": r"\cdot", "⊙": r"\odot", "←": r"\leftarrow", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx",
         "…": r"\dots", "‖": r"\|", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil",
         "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "#": r"\#",
         "$": r"\$", "\\": r"\backslash", "_": r"\_", "^": r"\hat{}", "~": r"\sim"}
GREEK = {"π": r"\pi", "ρ": r"\rho", "γ": r"\gamma", "α": r"\alpha", "κ": r"\kappa", "μ": r"\mu", "σ": r"\sigma", "δ": r"\delta"}
KNOWN = ("exp", "log", "max", "min", "sin", "cos", "tan", "tanh")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx")
SHIFTED = LOWERED | str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵗᵀⁿ", "0123456789+-()tTn")
ACCENTS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar"}


def latex(formula: Formula) -> str:
    """The formula for LaTeX's mathematics: quotients as fractions, roots, indices, words as text."""
    return _write(formula.tree)


def _write(tree: Tree | str) -> str:
    if isinstance(tree, str):
        return tree
    return KINDS.get(tree.kind, _row)(tree)


def _row(tree: Tree) -> str:
    """The pieces; a space beside a word is one to see."""
    parts = tree.parts
    words = [isinstance(part, Tree) and part.kind == "word" for part in parts]
    seen = [str(part).isspace() and any(words[max(0, at - 1):at + 2]) for at, part in enumerate(parts)]
    return _beside(r"\ " if space else _write(part) for part, space in zip(parts, seen))


def _beside(pieces: Iterable[str]) -> str:
    """The pieces one after the other; a space ends a command that a letter follows."""
    found = ""
    for piece in pieces:
        ends_in_command = found[found.rfind("\\") + 1:].isalpha() and "\\" in found
        found += f" {piece}" if ends_in_command and piece[:1].isalpha() else piece
    return found


def _sign(tree: Tree) -> str:
    return _beside(SIGNS.get(sign, sign) for sign in tree.text)


def _word(tree: Tree) -> str:
    return rf"\text{{{_sign(tree)}}}"


def _letter(tree: Tree) -> str:
    if tree.text in LETTERS:
        return LETTERS[tree.text]
    match tree.parts:
        case ("∂", Tree() as above, "/∂", Tree() as below):
            return rf"\frac{{\partial {_letter(above)}}}{{\partial {_letter(below)}}}"
        case ("∂" | "Δ" as sign, Tree() as inner):
            return rf"\{'partial' if sign == '∂' else 'Delta'} {_letter(inner)}"
        case (Tree() as base, *indices):
            return _letter(base) + "".join(_index(str(index)) for index in indices)
    return _with_accents(tree.text)


def _with_accents(letter: str) -> str:
    base, marks = letter[0], letter[1:]
    written = r"\sum" if base == "Σ" else r"\partial" if base == "∂" else LETTERS.get(base) or GREEK.get(base, base)
    for mark in marks:
        written = f"{written}'" if mark == "′" else rf"{ACCENTS.get(mark, '')}{{{written}}}"
    return written


def _index(index: str) -> str:
    if index.startswith("_"):
        return f"_{{{index[1:]}}}"
    return f"{'_' if ord(index[0]) in LOWERED else '^'}{{{index.translate(SHIFTED)}}}"


def _power(tree: Tree) -> str:
    base, *above = tree.parts
    return f"{_write(base)}^{{{_bare(above[-1])}}}"


def _bare(tree: Tree | str) -> str:
    """Without the brackets that a fraction's line, a root or a raised place makes unnecessary."""
    if isinstance(tree, Tree) and tree.kind == "group" and str(tree.parts[0]) == "(" and len(tree.parts) == 3:
        return _write(tree.parts[1])
    return tree.text.translate(SHIFTED) if isinstance(tree, Tree) and tree.kind == "raised" else _write(tree)


def _call(tree: Tree) -> str:
    name, *rest = tree.parts
    raised = [isinstance(part, Tree) and part.kind == "raised" for part in rest]
    written = rf"\{name}" if str(name) in KNOWN else rf"\operatorname{{{name}}}"
    return _beside((written, *(f"^{{{_bare(part)}}}" if above else _write(part) for part, above in zip(rest, raised))))


def _group(tree: Tree) -> str:
    opening, inside, *closing = map(_write, tree.parts)
    return _beside((rf"\left{opening}", inside, rf"\right{closing[0]}") if closing else (opening, inside))


KINDS = {"sign": _sign, "word": _word, "letter": _letter, "power": _power, "call": _call, "group": _group,
         "quotient": lambda tree: rf"\frac{{{_bare(tree.parts[0])}}}{{{_bare(tree.parts[-1])}}}",
         "root": lambda tree: rf"\sqrt{{{_bare(tree.parts[-1])}}}"}
