"""The rooms of the package: no file imports another in a circle, and no room uses private names of another.

Which room may import which is in the contracts of the import linter, in pyproject.toml.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

import revscoring

PACKAGE = Path(revscoring.__file__).parent
MODULES = {
    ".".join(("revscoring", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
#: Folders whose own folders are rooms too.
HALLS = ("revscoring.text", "revscoring.scoring")

#: Attributes that other libraries define, and the name of a `DependentSet`, whose public attributes are nodes.
PROTECTED = {"_fields", "_make", "_name", "_predictors", "_replace"}


def test_no_file_imports_another_in_a_circle() -> None:
    graph = grimp.build_graph("revscoring", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def room_of(name: str) -> str:
    """Return the room that a module, or a name in a module, belongs to."""
    depth = 3 if name.startswith(tuple(f"{hall}." for hall in HALLS)) else 2
    return ".".join(name.split(".")[:depth])


def is_shared(name: str, module: str) -> bool:
    """Return whether a name is one of a private module of the hall in which the importing module is."""
    return any(name.startswith(f"{hall}._") and f"{module}.".startswith(f"{hall}.") for hall in HALLS)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def private_imports(module: str, path: Path) -> Iterator[str]:
    """Yield the private names that a module imports from other rooms, or reaches through what it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound.update({a.asname or a.name.split(".")[0]: a.name for a in node.names})
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            bound.update({a.asname or a.name: f"{source}.{a.name}" for a in node.names})
    reached = set(bound.values())
    for node in ast.walk(tree):
        attributes = []
        while isinstance(node, ast.Attribute):
            attributes.append(node.attr)
            node = node.value
        if attributes and isinstance(node, ast.Name) and node.id in bound:
            reached.add(".".join([bound[node.id], *reversed(attributes)]))
    for name in reached:
        if (
            name.startswith("revscoring.")
            and room_of(name) != room_of(module)
            and not is_shared(name, module)
        ):
            yield from (name for part in name.split(".") if is_private(part))


def private_definitions(path: Path) -> set[str]:
    """Return the private names of a module that are assigned, annotated or defined, attributes included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.id if isinstance(node, ast.Name) else node.attr)
    return set(filter(is_private, found))


def private_attributes(path: Path) -> set[str]:
    """Return the private attributes of other objects than ``self`` that a module reads."""
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and is_private(node.attr)
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    }


def test_no_room_imports_private_names_of_another() -> None:
    uses = {(module, name) for module, path in MODULES.items() for name in private_imports(module, path)}
    assert uses == set()


def test_no_room_reads_private_attributes_that_another_defines() -> None:
    defined: dict[str, set[str]] = defaultdict(set)
    for module, path in MODULES.items():
        defined[room_of(module)] |= private_definitions(path)
    uses = set()
    for module, path in MODULES.items():
        room = room_of(module)
        foreign = set().union(*(names for other, names in defined.items() if other != room))
        uses |= {(module, name) for name in (private_attributes(path) & foreign) - defined[room] - PROTECTED}
    assert uses == set()


def test_a_private_name_is_found(tmp_path: Path) -> None:
    path = tmp_path / "card.py"
    path.write_text(
        "from ..files import _archive\n"
        "from ..files.archive import Archive, _read as read\n"
        "from ... import text\n"
        "from ._tables import rows\n"
        "import revscoring.text.diff\n"
        "text.diff._differ.run(Archive.__name__, self._own)\n"
    )
    assert set(private_imports("revscoring.scoring.reports.card", path)) == {
        "revscoring.scoring.files._archive",
        "revscoring.scoring.files.archive._read",
        "revscoring.text.diff._differ",
        "revscoring.text.diff._differ.run",
    }
