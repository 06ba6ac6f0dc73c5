"""Pictures as SVG text: what a record or a lab shows where nothing runs, on GitHub, in a stored notebook, on a slide."""
