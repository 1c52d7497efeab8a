"""Templates of the page of the lint, and of the files of a new language."""

from __future__ import annotations

__all__ = ["render"]


def render(template: str, /, **values: object) -> str:
    """Fill in a template of this directory; values in HTML are escaped.

    Parameters
    ----------
    template : str
        The name of its file.
    **values
        Its variables.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader(__name__, ""),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(values)
