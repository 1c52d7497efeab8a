"""All information about a model as text for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ..scoring.model_info import ModelInfo

__all__ = ["all_fields"]

#: Long fields, which are printed only if they are asked for.
LONG: Final = ("score_schema", "provenance")


def all_fields(info: ModelInfo) -> str:
    """Return the fields of the information about a model, each parameter on a line.

    Of the environment, only what can change scores is there. The last line says how to get what is left out.
    `ModelInfo.format` has the form of revscoring 2.x.

    Examples
    --------
    >>> from revscoring.scoring.model_info import ModelInfo
    >>> info = ModelInfo({"version": "1.0", "params": {"n_estimators": 5, "init": None}})
    >>> print(all_fields(info).expandtabs(4))
    Model Information:
         - version: 1.0
         - params:
             - n_estimators: 5
             - init: None
    """
    from ..scoring.environment import MATTERS, Environment
    from ..scoring.formats import tab_it_in

    lines, left_out = [info.heading], [name for name in LONG if name in info]
    for key, value in info.items():
        if key in left_out:
            continue
        if isinstance(value, Environment):
            lines += _entries(key, {name: value[name] for name in value if name in MATTERS})
            left_out.append(key)
        elif isinstance(value, Mapping) and not hasattr(value, "format_str"):
            lines += _entries(key, value)
        elif hasattr(value, "format_str"):
            lines.append(tab_it_in(value.format_str({})).rstrip())
        else:
            lines.append(f"\t - {key}: {value}")
    if left_out:
        lines.append(f"\nLeft out, and printed by name (model_info MODEL NAME): {', '.join(left_out)}")
    return "\n".join(lines)


def _entries(key: str, values: Mapping[str, Any]) -> list[str]:
    return [f"\t - {key}:", *(f"\t\t - {name}: {_shown(value)}" for name, value in values.items())]


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return str(value)
