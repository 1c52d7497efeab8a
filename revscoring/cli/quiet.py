"""Silence for log messages that a command says in its own words, or that say nothing to people."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["quiet"]


@contextmanager
def quiet(*names: str) -> Iterator[None]:
    """Keep loggers below `revscoring` from warning within a block, also in processes that are forked there.

    Examples
    --------
    >>> with quiet("scoring.statistics"):
    ...     logging.getLogger("revscoring.scoring.statistics.rates").isEnabledFor(logging.WARNING)
    False
    """
    loggers = [logging.getLogger(f"revscoring.{name}") for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
