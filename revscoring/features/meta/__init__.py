"""Features made from datasources of any kind: aggregators, bools and vectorizers."""

from . import aggregators, bools, vectorizers

__all__ = ["aggregators", "bools", "vectorizers"]
