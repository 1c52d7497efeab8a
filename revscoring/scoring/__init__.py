"""Models, what they score, how well, and on what they were made.

Importing this package loads no estimator library: that happens when a model is made.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .environment import Environment
    from .model_info import ModelInfo
    from .models.model import Model
    from .statistics.statistics import Statistics

__all__ = ["Environment", "Model", "ModelInfo", "Statistics"]

_HOMES = {
    "Environment": ".environment",
    "Model": ".models.model",
    "ModelInfo": ".model_info",
    "Statistics": ".statistics.statistics",
}
_SUBMODULES = ("environment", "labels", "model_info", "models", "statistics", "util")


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __name__), name)
    if name in _SUBMODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_SUBMODULES})
