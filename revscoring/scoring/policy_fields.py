"""The fields of policies: what each may say, and how a model file has it.

A policy is data from anybody, so it is checked: its size, then the value of each field that is known.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import count
from typing import Any, Final
from urllib.parse import urlsplit

from .statistics.classification import ThresholdOptimization

__all__ = ["FIELDS", "PolicyError", "floor_question", "plain_policy"]

STATUSES: Final = ("active", "deprecated", "withdrawn")
AUTOMATION: Final = ("never", "with-review", "allowed")
LABEL_SOURCES: Final = ("human", "reverts")

#: The newest version of policies that is understood.
VERSION: Final = 1

#: How long a text of a policy, all of its unknown fields, and a whole policy may be, in characters.
LONGEST_TEXT: Final = 10_000
LONGEST_POLICY: Final = 100_000

#: How many values a policy may have, and how deep they may be nested.
MOST_VALUES: Final = 5_000
DEEPEST: Final = 10

#: Characters that control terminals, and halves of characters.
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d.*)?")


class PolicyError(ValueError):
    """A policy says something that is not understood; the message names it."""


def plain_policy(document: Any) -> dict[str, Any]:
    """Return a policy document as a model file has it: plain values, and its fields in one order.

    Fields that are not known come last, in the order of their names; those without a value are left out.

    Raises
    ------
    PolicyError
        If it says something that is not understood, or is too large.

    Examples
    --------
    >>> plain_policy({"colour": "green", "wikis": "itwiki", "license": "CC0-1.0", "contact": None})
    {'license': 'CC0-1.0', 'wikis': ['itwiki'], 'colour': 'green'}
    """
    if not isinstance(document, Mapping):
        raise PolicyError("the policy is no mapping of fields to values")
    given = _plain("the policy", document, 0, count(1))
    if len(json.dumps(given, ensure_ascii=False)) > LONGEST_POLICY:
        raise PolicyError(f"the policy has more than {LONGEST_POLICY:,} characters")
    given = {name: value for name, value in given.items() if value is not None}
    version = given.pop("version", VERSION)
    if version != VERSION:
        raise PolicyError(
            f"policy.version: {version!r:.40} is not understood, only {VERSION}: update revscoring"
        )
    known = {name: read(name, given[name]) for name, read in FIELDS.items() if name in given}
    others = {name: given[name] for name in sorted(given.keys() - FIELDS.keys())}
    if len(json.dumps(others, ensure_ascii=False)) > LONGEST_TEXT:
        raise PolicyError(f"the policy has more than {LONGEST_TEXT} characters of unknown fields")
    return {**known, **others}


def _plain(name: str, value: Any, depth: int, values: count[int]) -> Any:
    """Return a value as JSON has it; one that is too large, or not of JSON, is refused."""
    if depth > DEEPEST or next(values) > MOST_VALUES:
        raise PolicyError(f"{name}: more than {MOST_VALUES:,} values, or more than {DEEPEST} in one another")
    if isinstance(value, str):
        return _checked(name, value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if (isinstance(value, int) and abs(value) < 2**53) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, Mapping):
        return {
            _checked(name, str(key)): _plain(f"{name}, {str(key)[:40]!r}", one, depth + 1, values)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(name, one, depth + 1, values) for one in value]
    raise PolicyError(f"{name}: give text, a number, true, false, a list or a mapping")


def _checked(name: str, text: str) -> str:
    """Return a text, unless it has characters that no file or terminal should get."""
    if CONTROLS.search(text):
        raise PolicyError(f"{name}: there are characters in {text[:40]!r} that are not text")
    return text


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise PolicyError(f"policy.{name}: this is no text of at most {LONGEST_TEXT} characters")
    return value


def _texts(name: str, value: Any) -> list[str]:
    return [_text(name, one) for one in (value if isinstance(value, list) else [value])]


def _numbers(name: str, value: Any) -> list[int]:
    found = value if isinstance(value, list) else [value]
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in found):
        raise PolicyError(f"policy.{name}: give numbers of namespaces, such as [0, 10]")
    return found


def _day(name: str, value: Any) -> str:
    found = DAY.fullmatch(str(value))
    try:
        return date.fromisoformat(found[1] if found else "").isoformat()
    except ValueError:
        raise PolicyError(f"policy.{name}: {value!r:.80} is no date, such as 2027-12-31") from None


def _address(name: str, value: Any) -> str:
    text = _text(name, value)
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and text.split() == [text]
    except ValueError:
        is_address = False
    if not is_address:
        raise PolicyError(f"policy.{name}: {text!r:.80} is no address, such as https://my.wiki/wiki/Page")
    return text


def _one_of(*choices: str) -> Callable[[str, Any], str]:
    def read(name: str, value: Any) -> str:
        if value not in choices:
            raise PolicyError(f"policy.{name}: {value!r:.80} is none of {', '.join(choices)}")
        return str(value)

    return read


def floor_question(floor: str) -> ThresholdOptimization:
    """Return the question to the threshold that reaches a floor, such as "precision >= 0.9"."""
    return ThresholdOptimization.from_words(f"recall at {floor}")


def _floor(name: str, value: Any) -> str:
    text = _text(name, value)
    try:
        floor_question(text)
    except ValueError as error:
        known = f": {str(error).rstrip('.')}" if "form" not in str(error) else ""
        raise PolicyError(
            f'policy.{name}: {text!r:.80} is no question to a threshold, such as "precision >= 0.9" or '
            f'"fpr <= 0.01"{known}'
        ) from None
    return text


def _mapping(parts: Mapping[str, Callable[[str, Any], Any]]) -> Callable[[str, Any], dict[str, Any]]:
    """Return what reads a mapping: known keys first, the others as they are."""

    def read(name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise PolicyError(f"policy.{name}: give a mapping of {', '.join(parts)}")
        known = {
            key: read_part(f"{name}.{key}", value[key])
            for key, read_part in parts.items()
            if value.get(key) is not None
        }
        return {**known, **{key: value[key] for key in sorted(value.keys() - parts.keys())}}

    return read


_read_training = _mapping({"from": _day, "to": _day, "labels": _one_of(*LABEL_SOURCES), "digest": _text})


def _training(name: str, value: Any) -> dict[str, Any]:
    found = _read_training(name, value)
    if {"from", "to"} <= found.keys() and found["from"] > found["to"]:
        raise PolicyError(f"policy.{name}: from ({found['from']}) is after to ({found['to']})")
    return found


def _answers(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise PolicyError(f"policy.{name}: give a mapping of questions of the card to texts")
    return {
        key: _text(f"{name}, {key[:40]!r}", value[key]) for key in sorted(value) if value[key] is not None
    }


_read_gate = _mapping({"text": _text, "fields": _texts})


def _gate(name: str, value: Any) -> dict[str, Any]:
    found = _read_gate(name, {"text": value} if isinstance(value, str) else value)
    if not found.get("text"):
        raise PolicyError(f"policy.{name}: give the conditions, such as {{text: Ask before you use it.}}")
    return found


#: Field → what reads its value: name and value in, a plain value out. In the order that files have.
FIELDS: Final[Mapping[str, Callable[[str, Any], Any]]] = {
    "license": _text,
    "licence_url": _address,
    "wikis": _texts,
    "namespaces": _numbers,
    "languages": _texts,
    "trained_on": _training,
    "intended_uses": _texts,
    "not_for": _texts,
    "automation": _one_of(*AUTOMATION),
    "floor": _floor,
    "status": _one_of(*STATUSES),
    "deprecated": _day,
    "expires": _day,
    "successor": _text,
    "contact": _text,
    "report_url": _address,
    "gated": _gate,
    "tags": _texts,
    "ethics": _texts,
    "answers": _answers,
    "audit": _mapping({"date": _day, "digest": _text, "worst": _text}),
}
