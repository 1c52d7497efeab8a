"""What the known clients send and read, and how a reply is compared with a recorded one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "recorded" / "requests.json"
REQUESTS = json.loads(RECORDED.read_text())["requests"]


def shape(document: Any) -> Any:
    """The names and types of a document; of numbers only that they are such."""
    if isinstance(document, dict):
        return {name: shape(value) for name, value in document.items()}
    if isinstance(document, list):
        return [shape(value) for value in document]
    return float if isinstance(document, int | float) and not isinstance(document, bool) else type(document)


def assert_within(expected: Any, found: Any, place: str = "") -> None:
    """All that is expected is there, with the same types; there may be more. An entry of thresholds may be null."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            assert name in found, f"{place}.{name}"
            assert_within(value, found[name], f"{place}.{name}")
    elif isinstance(expected, list):
        assert len(expected) == len(found), place
        for one, other in zip(expected, found, strict=True):
            if other is not None:
                assert_within(one, other, place)
    else:
        assert expected == found, place
