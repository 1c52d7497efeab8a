"""The base of the models that a model file can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model_info import ModelInfo

if TYPE_CHECKING:
    from ...features import Feature

__all__ = ["Storable"]


class Storable:
    """Base of the classes of models that a model file may name; see `revscoring.scoring.Model`."""

    features: tuple[Feature, ...]
    version: str | None
    params: dict[str, Any]
    info: ModelInfo

    features_path: str | None = None
    """The dotted path of the list that the features are, which a model file records."""

    drift: tuple[str, ...] = ()
    """What has changed since the model was trained, as noticed when its file was read."""

    def rebuild(self) -> None:
        """Restore, on a model read from a file, the attributes that are not stored."""
