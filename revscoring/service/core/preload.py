"""Loads the models into the process that the workers are forked from, when it imports this module.

`multiprocessing` imports it there by its name, so what to load stands in an environment variable. What
cannot be loaded is left to the workers, which say why.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Final

from .sources import ModelSource
from .worker import load_models, warm_up

__all__ = ["VARIABLE", "environment_value"]

#: The environment variable that holds the sources of the models, as JSON.
VARIABLE: Final = "REVSCORING_SERVICE_MODELS"


def environment_value(sources: list[ModelSource]) -> str:
    """Return the value of the variable for models."""
    return json.dumps(sources)


for file, digest, definition, trust, features_path in json.loads(os.environ.get(VARIABLE) or "[]"):
    with suppress(Exception):
        load_models([ModelSource(file, digest, definition, tuple(trust), features_path)])
warm_up()
