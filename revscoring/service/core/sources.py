"""Where a model comes from: a file, or Python that makes it."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import NamedTuple

from ...errors import ModelFileError
from ...scoring import Model
from ...scoring.files import MissingFeature
from ..config import ConfigError, ModelConfig

__all__ = ["ModelSource", "load", "source_of"]


class ModelSource(NamedTuple):
    """What a model is loaded from; two that are equal are one model.

    Attributes
    ----------
    file : str or None
    digest : str
        SHA-256 of the file, so that a file with new content is another source.
    definition : str
        JSON: class and arguments, or module, as for `Model.from_config`.
    trust : tuple of str
        Packages that the file may import features from.
    features_path : str or None
        The list of features, if the file does not say it.
    """

    file: str | None
    digest: str
    definition: str
    trust: tuple[str, ...]
    features_path: str | None = None


def source_of(name: str, config: ModelConfig, trust: tuple[str, ...]) -> ModelSource:
    """Return the source of a model; the file is read once, for its digest.

    Raises
    ------
    ConfigError
        If the file cannot be read.
    """
    if config.file is None:
        return ModelSource(None, "", json.dumps(config.definition, sort_keys=True, default=str), trust)
    try:
        data = Path(config.file).read_bytes()
    except OSError as error:
        raise ConfigError(f"model {name}: {config.file}: {error.strerror or error}") from error
    return ModelSource(
        str(Path(config.file).resolve()), hashlib.sha256(data).hexdigest(), "", trust, config.features_path
    )


def load(source: ModelSource) -> Model:
    """Load or make a model.

    Raises
    ------
    ConfigError
        If the file is another one now, or no model file, or needs what is not trusted, or if the definition
        cannot be imported.
    """
    try:
        if source.file is None:
            config = {"scorer_models": {"model": json.loads(source.definition)}}
            model: Model = Model.from_config(config, "model")
        else:
            data = Path(source.file).read_bytes()
            if hashlib.sha256(data).hexdigest() != source.digest:
                raise ConfigError(f"{source.file}: the file was replaced; reload the service to use it")
            model = Model.load(
                io.BytesIO(data), trusted_modules=source.trust, features_path=source.features_path
            )
    except (ModelFileError, ImportError, OSError, TypeError, KeyError) as error:
        what = source.file or source.definition
        raise ConfigError(f"{what}: {' '.join(str(error).split())}") from error
    if not hasattr(model, "score") or not hasattr(model, "features"):
        raise ConfigError(f"{source.file or source.definition}: this is no model")
    processes = ((feature, feature.process) for feature in model.features)
    missing = [(feature, found.reason) for feature, found in processes if isinstance(found, MissingFeature)]
    if missing:
        feature, reason = missing[0]
        what = f"{len(missing)} features of the model cannot be computed"
        raise ConfigError(f"{source.file}: {what}, for example {feature}: {reason}")
    return model
