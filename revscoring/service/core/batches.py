"""Batches of revisions and models that are fetched or computed together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .models import ServedModel

__all__ = ["batches", "by_features"]


def batches(
    pairs: Iterable[tuple[int, ServedModel]], given: Mapping[int, Mapping[str, Any]]
) -> Iterable[tuple[list[int], list[ServedModel]]]:
    """Group revisions that the same values are given for, with the models that are asked for them."""
    groups: dict[frozenset[str], tuple[dict[int, None], dict[str, ServedModel]]] = {}
    for rev_id, model in pairs:
        rev_ids, models = groups.setdefault(frozenset(given.get(rev_id, ())), ({}, {}))
        rev_ids[rev_id] = None
        models[model.name] = model
    return [(list(rev_ids), list(models.values())) for rev_ids, models in groups.values()]


def by_features(models: Sequence[ServedModel]) -> list[list[ServedModel]]:
    """Group models that have the same features: their values are computed once."""
    groups: dict[tuple[str, ...], list[ServedModel]] = {}
    for model in models:
        groups.setdefault(model.features_key, []).append(model)
    return list(groups.values())
