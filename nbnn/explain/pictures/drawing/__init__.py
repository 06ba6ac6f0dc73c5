"""What pictures are made of: SVG, charts, typeset formulas, tables."""
