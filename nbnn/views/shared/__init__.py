"""What views share: modules and style sheets, charts, and what a page asks for."""
