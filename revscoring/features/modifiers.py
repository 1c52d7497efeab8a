"""The modifiers by name: features that are computed from other features."""

from .feature import add, and_, div, eq, ge, gt, le, log, lt, max, min, mul, ne, not_, or_, sub

__all__ = [
    "add",
    "and_",
    "div",
    "eq",
    "ge",
    "gt",
    "le",
    "log",
    "lt",
    "max",
    "min",
    "mul",
    "ne",
    "not_",
    "or_",
    "sub",
]
