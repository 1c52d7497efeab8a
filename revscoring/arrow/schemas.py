"""Schemas of what is extracted and scored, and how values are put into their columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

import pyarrow as pa

from ..dependencies import Dependent
from ..features import Feature, FeatureVector
from ..observations import encode_value
from ..scoring import Model
from ..scoring.formats import label_name

__all__ = [
    "ERROR",
    "KEYS",
    "Layout",
    "as_models",
    "converter_of",
    "extract_schema",
    "feature_fields",
    "label_converter",
    "score_schema",
]

#: How values are laid out: a struct, a column each, or a vector of numbers.
Layout: TypeAlias = Literal["struct", "columns", "vector"]

KEYS: Final = [
    pa.field("wiki_id", pa.string()),
    pa.field("page_id", pa.int64()),
    pa.field("revision_id", pa.int64()),
]

ERROR: Final = pa.field("error", pa.struct([("type", pa.string()), ("message", pa.string())]))

_TYPES: Final[dict[type, tuple[pa.DataType, Callable[[Any], Any]]]] = {
    bool: (pa.bool_(), bool),
    int: (pa.int64(), int),
    float: (pa.float64(), float),
    str: (pa.string(), str),
}


def _as_json(value: Any) -> str:
    return json.dumps(encode_value(value), ensure_ascii=False)


def _type_and_converter(node: Dependent) -> tuple[pa.DataType, Callable[[Any], Any]]:
    found = _TYPES.get(node.returns) if isinstance(node, Feature) else None
    if found is None:
        return pa.string(), _as_json
    kind, convert = found
    if isinstance(node, FeatureVector):
        return pa.list_(kind), lambda values: [convert(value) for value in values]
    return kind, convert


def feature_fields(features: Sequence[Dependent]) -> list[pa.Field]:
    """Return the fields of nodes, by their names: features have their types, datasources are typed JSON."""
    return [pa.field(str(node), _type_and_converter(node)[0]) for node in features]


def converter_of(node: Dependent) -> Callable[[Any], Any]:
    """Return the function that turns a value of a node into one of its column."""
    return _type_and_converter(node)[1]


def extract_schema(features: Sequence[Dependent], layout: Layout = "struct") -> pa.Schema:
    """Return the schema of what `extract` yields.

    Examples
    --------
    >>> from revscoring.features import wikitext
    >>> schema = extract_schema([wikitext.revision.chars])
    >>> schema.names
    ['wiki_id', 'page_id', 'revision_id', 'features', 'error']
    >>> str(schema.field("features").type)
    'struct<feature.wikitext.revision.chars: double>'
    """
    fields = feature_fields(features)
    inner = {
        "struct": [pa.field("features", pa.struct(fields))],
        "columns": fields,
        "vector": [pa.field("features", pa.list_(pa.float64()))],
    }
    if layout not in inner:
        raise ValueError(f"the layout is {', '.join(inner)}, not {layout!r}")
    return pa.schema([*KEYS, *inner[layout], ERROR])


def as_models(models: Model | Mapping[str, Model]) -> dict[str, Model]:
    """Return models by the names of their columns; one alone is called "score"."""
    return {"score": models} if isinstance(models, Model) else dict(models)


def _prediction(model: Model) -> tuple[pa.DataType, Callable[[Any], Any]]:
    labels = getattr(model, "labels", None) or ["?"]
    kinds = {type(label) for label in labels}
    kind, convert = _TYPES.get(kinds.pop(), (pa.string(), label_name)) if len(kinds) == 1 else _TEXT
    if getattr(model, "multilabel", False):
        return pa.list_(kind), lambda labels: [convert(label) for label in labels]
    return kind, label_name if kind == pa.string() else convert


_TEXT: Final = (pa.string(), label_name)


def label_converter(model: Model) -> Callable[[Any], Any]:
    """Return the function that turns a prediction of a model into a value of its column."""
    return _prediction(model)[1]


def score_schema(models: Model | Mapping[str, Model]) -> pa.Schema:
    """Return the schema of what `score` yields."""
    fields = [
        pa.field(
            name,
            pa.struct(
                [
                    ("prediction", _prediction(model)[0]),
                    ("probability", pa.map_(pa.string(), pa.float64())),
                    ("version", pa.string()),
                ]
            ),
        )
        for name, model in as_models(models).items()
    ]
    taken = {*(field.name for field in KEYS), ERROR.name}
    odd = [field.name for field in fields if field.name in taken]
    if odd or not fields:
        raise ValueError(f"a model cannot be called {odd[0]!r}" if odd else "there is no model to score with")
    return pa.schema([*KEYS, *fields, ERROR])
