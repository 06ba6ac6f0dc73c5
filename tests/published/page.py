"""The documentation's page of published examples, written from the table: python -m tests.published.page writes docs/published.md."""

import re
from pathlib import Path

from tests.published.examples import PUBLISHED, Layers, Published

PAGE = Path(__file__).parents[2] / "docs" / "published.md"
WIDE = 110  # characters of a line of code
WORDS = {"loss_after": "the loss after the update", "-dl_da": "the hidden units' errors, −∂ℓ/∂a,", "W1_after": "the new W₁"}
BEGINNING = """# Worked examples from books and courses

If your book or course has a small network with numbers worked out by hand, you can step through it here. These {count} examples are ready
to paste, each in at most five lines. All of them are graphs: `GraphLab` shows every value, and then every derivative. Those that are a
network with one example stand on the board too: `worked_example` steps through it line by line.

Every number that a source prints is compared with the graph and with the board, to the last digit that it prints. Where a source prints
something else than what is right, its section says so.

| example | from | numbers compared | digits |
| --- | --- | --- | --- |
"""


def text() -> str:
    """The whole page."""
    head = BEGINNING.format(count=len(PUBLISHED))
    rows = "\n".join(_row(example) for example in PUBLISHED)
    return f"{head}{rows}\n\n" + "\n\n".join(map(_section, PUBLISHED)) + "\n"


def _row(example: Published) -> str:
    numbers = list(example.numbers())
    digits = sorted({len(re.sub(r"^0+", "", re.sub(r"[-.]", "", number.text)) or "0") for number in numbers})
    return (f"| [{example.name}](#{anchor(example.name)}) | {example.title} | {len(numbers)} | "
            f"{digits[0]}{f' to {digits[-1]}' if len(digits) > 1 else ''} |")


def anchor(words: str) -> str:
    """Where a link to a heading leads, as GitHub and Sphinx name it."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def _section(example: Published) -> str:
    source = f"<{example.source}>" if example.source.startswith("http") else example.source
    parts = [f"## {example.name}", f"{example.author}, *{example.title}*, {example.place}. {source}", *_remarks(example),
             f"```python\nimport nbnn\n\n{graph_code(example)}\n```"]
    if example.layers and example.layers.loss:
        parts += [f"```python\n{network_code(example.layers)}\n```"]
    return "\n\n".join(parts)


def _remarks(example: Published) -> list[str]:
    wrong = [f"It prints {WORDS[name]} as {printed.replace(';', ' /').replace('-', '−')}: {reason}."
             for name, (printed, reason) in example.wrong.items()]
    rounded = ["It goes on computing with rounded numbers, so its last digits differ a little from exact ones."] if example.rounded else []
    stays = ["It leaves the biases as they are; an update here changes them too."] if example.layers and example.layers.biases_stay else []
    return [" ".join([*rounded, *stays, *wrong])] if rounded or stays or wrong else []


def graph_code(example: Published) -> str:
    """A call of GraphLab."""
    values = _wrapped([f'"{name}": {_written(value)}' for name, value in example.values.items()], "    {", "}")
    constants = f", {list(example.constants)!r}".replace("'", '"') if example.constants else ""
    formula = _wrapped(example.formula.split("; "), 'nbnn.labs.GraphLab("', '"', "; ", '"')
    return f"{formula},\n{values}{constants})"


def network_code(layers: Layers) -> str:
    """A call of worked_example."""
    weights = ", ".join(_written(W.tolist()) for W in layers.weights_with_biases())
    options = [f'loss="{layers.loss}"', *([f"eta={layers.eta:g}"] if layers.eta else [])]
    options += [f'activation="{layers.activation}"'] if len(layers.weights) > 1 else []
    options += [f'output="{layers.output}"'] if layers.output != "identity" else []
    options += ["bias=True"] if layers.biases is not None else []
    return (f"nbnn.labs.worked_example([{weights}],\n    x={_written(layers.x)}, z={_written(layers.z)}, {', '.join(options)})")


def _written(value) -> str:
    """A number, or nested lists of numbers, as one writes them."""
    return f"[{', '.join(map(_written, value))}]" if isinstance(value, list) else f"{value:g}"


def _wrapped(parts: list[str], before: str, after: str, between: str = ", ", quote: str = "") -> str:
    """The parts after one another, in lines of code that are not too long."""
    lines, indent = [before], " " * (len(before) - len(quote))
    for number, part in enumerate(parts):
        piece = part + (between if number < len(parts) - 1 else "")
        if len(lines[-1]) + len(piece) > WIDE and number:
            lines[-1] = lines[-1].rstrip() + quote if not quote else lines[-1] + quote
            lines.append(indent + quote)
        lines[-1] += piece
    return "\n".join(lines) + after


if __name__ == "__main__":
    PAGE.write_text(text(), "utf-8")
