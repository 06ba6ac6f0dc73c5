"""The kinds of exercises: by hand, choice, order, prediction, code."""
