"""Results as a JSON file: each run writes what it measured there, and tells beside it what the run before had found."""

import json
from pathlib import Path

from .table import Row

FILE = Path(__file__).parents[1] / "build" / "benchmarks.json"
NOTABLE = 1.15  # a ratio that changed by less is this machine's other work


def read(path: Path = FILE) -> dict[str, dict]:
    """What was measured before, by key: {"value", "unit", "budget"}; {} where nothing was."""
    return json.loads(path.read_text("utf-8"))["rows"] if path.is_file() else {}


def write(rows: dict[str, Row], machine: str, path: Path = FILE) -> None:
    """Put these rows into the file; what was not measured this time stays."""
    kept = read(path) | {key: {"value": row.value, "unit": row.unit, "budget": row.budget} for key, row in rows.items()}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"machine": machine, "rows": kept}, ensure_ascii=False, indent=1) + "\n", "utf-8")


def change(key: str, row: Row, before: dict[str, dict]) -> str:
    """In words what became of the row since the run before; "" where it is new or about the same."""
    old = before.get(key)
    if old is None or old["unit"] != row.unit or not old["value"]:
        return ""
    grown = row.value / old["value"]
    return "" if 1 / NOTABLE <= grown <= NOTABLE else f"was {old['value']:.4g}"
