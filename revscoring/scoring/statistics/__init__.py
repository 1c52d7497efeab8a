"""How well a model does: statistics of scores against true labels."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .classification.classification import Classification
    from .statistics import Statistics

__all__ = ["Classification", "Statistics"]

_HOMES = {"Classification": ".classification.classification", "Statistics": ".statistics"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __name__), name)
    if name in ("classification", "statistics"):
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
