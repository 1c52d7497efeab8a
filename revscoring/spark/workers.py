"""What runs in Python workers: the kernel, with feature lists and models that are loaded once a process."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from .. import arrow
from ..dependencies import Dependent
from ..importing import import_from_path
from ..scoring import Model

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DumpReading", "Extraction", "Features", "ModelFile", "Scoring", "load_features"]

#: Dotted paths of features and lists of features, or the features.
Features: TypeAlias = "str | Sequence[str | Dependent]"

#: Models that this process has loaded, by the digests of their files.
_loaded: dict[str, Model] = {}


def load_features(features: Features) -> list[Dependent]:
    """Return features, those at dotted paths imported; each name once, as the commands do."""
    given = [features] if isinstance(features, str) else features
    members = [node for one in given for node in (_import_features(one) if isinstance(one, str) else [one])]
    named: dict[str, Dependent] = {}
    for node in members:
        named.setdefault(str(node), node)
    return list(named.values())


@cache
def _import_features(path: str) -> list[Dependent]:
    found = import_from_path(path)
    members = [found] if isinstance(found, Dependent) else list(found)
    odd = next((member for member in members if not isinstance(member, Dependent)), None)
    if odd is not None:
        raise ValueError(f"{path} has {odd!r}, which is not a feature")
    return members


@dataclass(frozen=True)
class ModelFile:
    """The bytes of a model file, and the packages that it may import features from.

    A model is loaded once in each worker process, however many batches and tasks it works on.
    """

    data: bytes = field(repr=False)
    trusted: tuple[str, ...] = ()
    digest: str = ""

    @classmethod
    def of(cls, model: Any, trusted: Iterable[str] = ()) -> ModelFile:
        """Return the file of a model: of its path, of its bytes, or of a model in memory."""
        if isinstance(model, Model):
            buffer = io.BytesIO()
            model.dump(buffer)
            data = buffer.getvalue()
        elif isinstance(model, bytes):
            data = model
        else:
            with open(model, "rb") as file:
                data = file.read()
        trusted = tuple(trusted)
        digest = hashlib.sha256(repr(trusted).encode() + data).hexdigest()
        return cls(data, trusted, digest)

    def load(self) -> Model:
        """Return the model."""
        if self.digest not in _loaded:
            _loaded[self.digest] = Model.load(io.BytesIO(self.data), trusted_modules=self.trusted)
        return _loaded[self.digest]


@dataclass(frozen=True)
class Extraction:
    """Batches of revisions to batches of values."""

    features: Features
    options: Mapping[str, Any]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return arrow.extract(batches, load_features(self.features), **self.options)


@dataclass(frozen=True)
class Scoring:
    """Batches of revisions to batches of scores."""

    models: Mapping[str, ModelFile]
    options: Mapping[str, Any]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        loaded = {name: file.load() for name, file in self.models.items()}
        return arrow.score(batches, loaded, **self.options)


@dataclass(frozen=True)
class DumpReading:
    """Batches of numbers of dumps to batches of revisions."""

    paths: Sequence[str]
    options: Mapping[str, Any]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from arrow.read_dump(self.paths[number], **self.options)
