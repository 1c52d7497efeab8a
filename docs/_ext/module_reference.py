"""Pages of the API reference: one per package, made before the build from what there is to import."""

from __future__ import annotations

import importlib
import pkgutil
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

#: The rooms of the package, in the order in which data flows through them.
ROOMS = [
    "errors",
    "importing",
    "dependencies",
    "datasources",
    "text",
    "features",
    "languages",
    "extractors",
    "observations",
    "scoring",
    "audit",
    "publishing",
    "score_processor",
    "cli",
    "utilities",
]


def public_modules(room: str) -> list[str]:
    """Return the modules of a room that export something, the room first."""
    names = [f"revscoring.{room}"]
    module = importlib.import_module(names[0])
    names += sorted(
        found.name
        for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"revscoring.{room}.")
        if not found.name.rpartition(".")[2].startswith("_")
    )
    return [name for name in names if getattr(importlib.import_module(name), "__all__", None)]


def own_members(name: str) -> list[str]:
    """Return what a module exports and defines itself."""
    module = importlib.import_module(name)
    return [
        member for member in module.__all__ if getattr(getattr(module, member), "__module__", None) == name
    ]


def directive(module: str, member: str) -> str:
    """Return the line that documents a member."""
    value = getattr(importlib.import_module(module), member)
    if isinstance(value, type):
        return f".. autoclass:: {member}"
    return f".. autofunction:: {member}" if callable(value) else f".. autodata:: {member}"


def page(room: str) -> str:
    """Return the text of a room's page."""
    lines = [f"revscoring.{room}", "=" * (len(room) + 11), ""]
    for name in public_modules(room):
        members = own_members(name)
        if name != f"revscoring.{room}":
            if not members:
                continue
            lines += [name, "-" * len(name), ""]
        lines += [f".. automodule:: {name}", "   :no-members:", "", f".. currentmodule:: {name}", ""]
        for member in members:
            lines += [directive(name, member), ""]
    return "\n".join(lines)


def write_pages(app: Sphinx) -> None:
    """Write one page per room, and leave those alone that would not change."""
    directory = Path(app.srcdir) / "reference" / "generated"
    directory.mkdir(parents=True, exist_ok=True)
    for room in ROOMS:
        if find_spec(f"revscoring.{room}") is None:
            continue
        path, text = directory / f"{room}.rst", page(room)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def number_references(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Make the numbers of references in a docstring unique on its page: ``[1]`` in ``curves.auc``."""
    numbers = {found[1] for line in lines if (found := re.match(r"\s*\.\. \[(\d+)\]", line))}
    for place, line in enumerate(lines):
        for number in numbers:
            line = line.replace(f"[{number}]", f"[{name.rpartition('.')[2]}{number}]")
        lines[place] = line


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages when the builder has been set up, before sources are read; mend docstrings."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-docstring", number_references)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
