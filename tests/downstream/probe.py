"""Print, as JSON, what the feature lists of installed packages are made of.

Run as a program in the scratch environment: ``probe.py MODULE...``. For each module, either its error
or, for each module-level list of dependents: names, types of values, and the inputs that it needs.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def facts_of(dependents: list[Any]) -> dict[str, list[Any]]:
    """Return names, types and inputs of a list; constants are leaves, and count as inputs."""
    from revscoring.dependencies import dig

    return {
        "names": [str(one) for one in dependents],
        "returns": [getattr(getattr(one, "returns", None), "__name__", None) for one in dependents],
        "roots": sorted({str(leaf) for leaf in dig(dependents)}),
    }


def lists_of(module_name: str) -> dict[str, Any]:
    """Return the facts of all lists of a module."""
    from revscoring import Dependent

    module = importlib.import_module(module_name)
    return {
        name: facts_of(value)
        for name, value in vars(module).items()
        if isinstance(value, list) and value and all(isinstance(one, Dependent) for one in value)
    }


def main(module_names: list[str]) -> None:
    """Print the facts of modules."""
    found: dict[str, Any] = {}
    for name in module_names:
        try:
            found[name] = {"lists": lists_of(name)}
        except Exception as error:
            found[name] = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
