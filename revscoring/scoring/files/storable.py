"""What a model must have to be kept in a model file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model_info import ModelInfo

if TYPE_CHECKING:
    from ...features import Feature

__all__ = ["Storable"]


class Storable:
    """Base of the classes of models that a model file may name.

    Attributes
    ----------
    features : tuple of Feature
    version : str or None
    params : dict
        How the model was made.
    info : ModelInfo
        All that is known of the model.
    drift : tuple of str
        What has changed since the model was trained, as noticed when its file was read.
    """

    features: tuple[Feature, ...]
    version: str | None
    params: dict[str, Any]
    info: ModelInfo
    drift: tuple[str, ...] = ()

    features_path: str | None = None
    """The dotted path of the list that the features are, which a model file records."""

    def rebuild(self) -> None:
        """Restore, on a model read from a file, the attributes that are not stored."""
