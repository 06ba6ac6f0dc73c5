"""Computational graphs: operations, formulas, derivatives by the chain rule."""
