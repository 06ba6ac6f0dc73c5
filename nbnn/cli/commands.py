"""How a command is asked for: what every command line has in common, and what is said of one that is wrong."""

import argparse
from collections.abc import Callable

LARGEST = {"seed": 999_999_999, "seconds": 86_400, "memory": 1_000_000, "variants": 100_000, "answers": 100_000_000}
LEAST = {"answers": 0}  # where it is not 1
NOTEBOOKS = "where the lessons are (default: found from here upward, else those that came with nbnn)"
COURSE = "where the lessons are (default: found from here upward)"


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with a command, in the next what would be right, and where help is."""

    def error(self, message: str):
        example = self.get_default("example")
        called = self.prog.removesuffix(f" {example.split()[0]}") if example else ""
        self.exit(2, f"nbnn: {message}\n" + (f"For example: {called} {example}\n" if example else "") + f"Help: {self.prog} --help\n")


def add_command(commands, name: str, run: Callable[[argparse.Namespace], None], example: str, words: str, description: str = "") -> Parser:
    """Add a command, with one example."""
    made = commands.add_parser(name, help=words, description=description or f"{words[0].upper()}{words[1:]}.")
    made.epilog = f"for example: {made.prog.removesuffix(f' {name}')} {example}"
    made.set_defaults(run=run, example=example)
    return made


def whole_number(what: str) -> Callable[[str], int]:
    """Read a whole number from 1 on, or from 0 where there may be none."""
    least = LEAST.get(what, 1)

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= LARGEST[what]):
            raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number from {least} to {LARGEST[what]}")
        return int(text)
    return read


def folder_name(text: str) -> str:
    """Read the name of a folder; an empty one would be the current folder, which nobody has asked for."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not the name of a folder")
    return text
