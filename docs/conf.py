"""How Sphinx builds the documentation; `./run docs` calls it (see docs/making/)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import nbnn

project = "nbnn"
author = "the nbnn contributors"
release = version = nbnn.__version__
html_title = "nbnn"

extensions = ["myst_nb", "sphinx.ext.autodoc", "docs.making.extension"]
suppress_warnings = ["myst.header"]  # the lecturer's page begins its lists of questions one level deeper

# The pages that are notebooks run when they are built; a cell that fails is an error.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = -1
nb_ipywidgets_js = {}  # no widget's script from another site: the labs have pages of their own

myst_heading_anchors = 4

autodoc_typehints = "none"  # the docstrings give shapes and units
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
add_module_names = False

html_theme = "furo"
html_static_path = ["images", "static"]
html_css_files = ["docs.css"]
html_js_files = ["frames.js"]
html_favicon = "images/icon.svg"
html_copy_source = html_show_sourcelink = False
html_show_sphinx = html_show_copyright = False
templates_path = ["templates"]
html_theme_options = {"footer_icons": []}
