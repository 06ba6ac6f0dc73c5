"""A show of hands: how many people chose each answer of a vote, counted by the lecturer. Always optional."""

from collections.abc import Sequence

MOST = 9999  # hands for one answer


def read_hands(given, count: int) -> list[int | None] | None:
    """Return a message's hands for each of `count` answers, None for those that were not counted.

    None where nothing was counted at all, and for whatever this page does not send.
    """
    if not isinstance(given, list) or len(given) != count or not all(_is_number(each) for each in given):
        return None
    return given if any(each is not None for each in given) else None


def counted(given, options: Sequence[Sequence[str]]) -> list[list]:
    """Return [[answer, hands], …] of a question's options, for `AskingView.told`; [] where nobody counted."""
    hands = read_hands(given, len(options))
    return [[words, each or 0] for (_, words), each in zip(options, hands, strict=True)] if hands else []


def hands_words(hands: Sequence[Sequence]) -> str:
    """Say the count as a sentence: "Counted: yes 12, no 5."."""
    return f"Counted: {', '.join(f'{words} {each}' for words, each in hands)}."


def _is_number(given) -> bool:
    return given is None or (type(given) is int and 0 <= given <= MOST)
