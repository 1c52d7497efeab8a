"""Pictures of the dependency graph; see `graph`."""

from .formats import graph

__all__ = ["graph"]
