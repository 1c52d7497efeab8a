"""Scores over HTTP: ``revscoring serve``.

`make_app`
    The ASGI application of a configuration.
`Config`, `load_config`, `parse_config`
    The configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazy_names

if TYPE_CHECKING:
    from .app import make_app
    from .config import Config, ConfigError, load_config, parse_config

__all__ = ["Config", "ConfigError", "load_config", "make_app", "parse_config"]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {"app": ["make_app"], "config": ["Config", "ConfigError", "load_config", "parse_config"]},
    )
