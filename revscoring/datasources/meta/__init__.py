"""Datasources made from other datasources."""

from __future__ import annotations

from . import (
    dicts,
    extractors,
    filters,
    frequencies,
    gramming,
    hashing,
    indexable,
    mappers,
    selectors,
    timestamp,
    vectorizers,
)

__all__ = [
    "dicts",
    "extractors",
    "filters",
    "frequencies",
    "gramming",
    "hashing",
    "indexable",
    "mappers",
    "selectors",
    "timestamp",
    "vectorizers",
]
