"""Documents of models for JSON, under the path by which programs import them."""

from ..formats import format_params, key_normalize, normalize, normalize_json

__all__ = ["format_params", "key_normalize", "normalize", "normalize_json"]
