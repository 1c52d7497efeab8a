"""Datasources made from other datasources.

All take a `name`. By default a datasource is named after its class and its arguments, for example
``keys(<datasource.d>)``.
"""

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
