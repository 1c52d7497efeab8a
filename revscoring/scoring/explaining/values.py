"""Values of features as a person counts: days instead of logarithms, percentages instead of shares."""

from __future__ import annotations

import math
from typing import Any, Final

from ...features import Constant, Feature, describe, modifiers

__all__ = ["value_in_words"]

#: Units of time, the longest first, and their seconds.
TIMES: Final = {"years": 365.25 * 86400, "days": 86400.0, "hours": 3600.0, "minutes": 60.0}


def value_in_words(feature: Feature, value: Any) -> str:
    """Return the description of a feature with its value.

    Examples
    --------
    >>> from revscoring.features import temporal, wikitext
    >>> added = wikitext.revision.diff.words_added
    >>> value_in_words(added, 2440.0)
    'words added: 2,440'
    >>> value_in_words(modifiers.log(added + 1), math.log(20))
    'words added: 19'
    >>> value_in_words(added / wikitext.revision.words, 0.026)
    'words added per number of words: 2.6 %'
    >>> value_in_words(temporal.revision.user.seconds_since_registration, 19 * 86400)
    'time since the registration of the editor: 19 days'
    >>> days = temporal.revision.user.seconds_since_registration / 86400
    >>> value_in_words(modifiers.log(days + 1, name="log_of_days.since_registration"), math.log(1 + 8 / 24))
    'time since registration: 8 hours'
    >>> value_in_words(added, math.nan), value_in_words(added, [0.5] * 300)
    ('words added: unknown', 'words added: 300 numbers')
    """
    description = describe(feature)
    if isinstance(value, bool):
        return description if value else f"{description}: no"
    if isinstance(value, list | tuple):
        return f"{description}: {len(value):,} numbers"
    if isinstance(value, float) and not math.isfinite(value):
        return f"{description}: unknown" if math.isnan(value) else f"{description}: without limit"
    if not isinstance(value, int | float):
        return f"{description}: {value}"
    if isinstance(feature, modifiers.log):
        return _without_logarithm(feature, value, description)
    if feature.unit == "seconds" and description.startswith("seconds since "):
        return f"time{description.removeprefix('seconds')}: {_duration(value)}"
    if isinstance(feature, modifiers.div) and 0 <= value <= 1:
        return f"{description}: {value * 100:.3g} %"
    return f"{description}: {_number(value)}"


def _without_logarithm(feature: Feature, value: float, description: str) -> str:
    operand = feature.dependencies[0]
    added = 0.0
    if isinstance(operand, modifiers.add):
        constants = [node for node in operand.dependencies if isinstance(node, Constant)]
        added = float(sum(constant.value for constant in constants))
    for beginning in ("logarithm of ", "log of "):
        description = description.removeprefix(beginning)
    if added:
        description = description.removesuffix(f" plus {added:g}")
    number = math.exp(value) - added
    if description.startswith("days since "):
        return f"time{description.removeprefix('days')}: {_duration(number * TIMES['days'])}"
    return f"{description}: {_number(number)}"


def _duration(seconds: float) -> str:
    for unit, size in TIMES.items():
        if abs(seconds) >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:.0f} seconds"


def _number(value: float) -> str:
    if abs(value - round(value)) < 1e-6 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
