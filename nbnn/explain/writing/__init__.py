"""How numbers and formulas are written: text, boards, LaTeX, MathML."""
