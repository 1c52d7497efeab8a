"""How Sphinx builds the documentation: ``make docs``."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

from revscoring import __version__  # noqa: E402

project = "revscoring"
author = "the revscoring developers"
copyright = "the revscoring developers, MIT licence"
version = release = __version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "command_reference",
    "feature_reference",
    "module_reference",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"revscoring {release}"
html_theme_options = {
    # Readable links on both backgrounds; without external fonts or scripts.
    "light_css_variables": {"color-brand-primary": "#1a56a8", "color-brand-content": "#1a56a8"},
    "dark_css_variables": {"color-brand-primary": "#8ab4f8", "color-brand-content": "#8ab4f8"},
}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
html_static_path = ["_static"]
html_css_files = ["revscoring.css"]
html_show_sourcelink = False

default_role = "literal"  # docstrings put names, parameters and values in single backquotes
suppress_warnings = ["ref.python"]  # many classes are called Revision or Diff, as what they are of
autodoc_default_options = {"members": True, "member-order": "bysource", "show-inheritance": True}
autodoc_typehints = "none"  # the docstrings name the types, in words
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
toc_object_entries = False
