"""The documentation's page of published examples, written from the table: python -m tests.published.page writes docs/published.md."""

import re
from collections.abc import Iterable
from pathlib import Path

from tests.published.examples import PUBLISHED, Layers, Published

PAGE = Path(__file__).parents[2] / "docs" / "published.md"
WIDE = 120  # characters of a line of code
WORDS = {"loss_after": "the loss after the update", "-dl_da": "the hidden units' errors, −∂ℓ/∂a,", "W1_after": "the new W₁",
         "-dl_ds": "−∂ℓ/∂s", "w2_after": "the new w₂"}
BEGINNING = """# Worked examples from books and courses

If your book or course has a small network with numbers worked out by hand, you can step through it here. These {count} examples are ready
to paste, each in at most five lines. All of them are graphs: `GraphLab` shows every value, and then every derivative. Those that are a
network with one example stand on the board too: `worked_example` steps through it line by line.

To type the example of your own book, start from the one that looks most like it:

- The weights are a list with a matrix for each layer, and a matrix has a row for each unit. A single output may be a plain list.
- With `bias=True` each row ends with its unit's bias.
- `loss="half_squared"` is ½ (y − z)², `"squared"` is (y − z)², and `"cross_entropy"` has the softmax inside. Classes count from 1.
- `activation=` is for the hidden layers and `output=` for the outputs. `eta=` is the learning rate.

Every number that a source prints is compared with the graph and with the board, to the last digit that it prints. Where a source prints
something else than what is right, its section says so. The last column says what we compared them with: the original, a public copy of it,
or the notes of readers who repeat its numbers.

| example | from | numbers compared | digits | against |
| --- | --- | --- | --- | --- |
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
            f"{digits[0]}{f' to {digits[-1]}' if len(digits) > 1 else ''} | {example.checked.how} |")


def anchor(words: str) -> str:
    """Where a link to a heading leads, as GitHub and Sphinx name it."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def _section(example: Published) -> str:
    source = f"<{example.source}>" if example.source.startswith("http") else example.source
    parts = [f"## {example.name}", f"{example.author}, *{example.title}*, {example.place}. {source}",
             f"Compared on {example.checked.on} with {example.checked.how}: {_linked(example.checked.where)}.", *_remarks(example),
             *(f"```python\n{block}\n```" for block in blocks(example))]
    return "\n\n".join(parts)


def _linked(words: str) -> str:
    """The words with their addresses as links."""
    return re.sub(r"https?://[^\s,;]+", r"<\g<0>>", words)


def blocks(example: Published) -> list[str]:
    """What to type, each in a session of its own: the graph, and the network where it is one."""
    lines = [graph_code(example), *([network_code(example.layers)] if example.layers else [])]
    return [f"import nbnn\n\n{code}" for code in lines]


def defined(line: str) -> str:
    """The name that a line of a formula defines; the last line has none."""
    return line.partition(" = ")[0] if " = " in line else ""


def _remarks(example: Published) -> list[str]:
    layers = example.layers
    forward = ["It goes forward only; what comes after its outputs here is ours."] if layers and layers.forward_only else []
    rounded = [f"It computes {_listed(example.from_printed)} from numbers that it has rounded; from these we get the same digits. "
               "The lab does not round in between, so its last digits differ a little."] if example.from_printed else []
    later = [f"Its last output is the one after {layers.updates} updates."] if layers and layers.updates > 1 else []
    stays = ["It leaves the biases as they are; an update here changes them too."] if layers and layers.biases_stay else []
    wrong = [f"It prints {WORDS[name]} as {printed.replace(';', ' /').replace('-', '−')}: {reason}."
             for name, (printed, reason) in example.wrong.items()]
    left_out = [f"Not compared: {example.left_out}."] if example.left_out else []
    return [" ".join(found)] if (found := [*forward, *rounded, *later, *stays, *wrong, *left_out]) else []


def _listed(names: Iterable[str]) -> str:
    """"s, −∂ℓ/∂s, and the new w₂"."""
    words = [WORDS.get(name, name) for name in names]
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])}, and {words[-1]}"


def graph_code(example: Published) -> str:
    """A call of GraphLab."""
    values = _wrapped([f'"{name}": {_written(value)}' for name, value in example.values.items()], "    {", "}")
    constants = f", {list(example.constants)!r}".replace("'", '"') if example.constants else ""
    formula = _wrapped(example.formula.split("; "), 'nbnn.labs.GraphLab("', '"', "; ", '"')
    return f"{formula},\n{values}{constants})"


def network_code(layers: Layers) -> str:
    """A call of worked_example."""
    weights = _wrapped([_written(W.tolist()) for W in layers.weights_with_biases()], "nbnn.labs.worked_example([", "]")
    options = [f'loss="{layers.loss}"', *([f"eta={layers.eta:g}"] if layers.eta else [])]
    options += [f'activation="{layers.activation}"'] if len(layers.weights) > 1 else []
    options += [f'output="{layers.output}"'] if layers.output != "identity" else []
    options += ["bias=True"] if layers.biases is not None else []
    return f"{weights},\n    x={_written(layers.x)}, z={_written(layers.z)}, {', '.join(options)})"


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
