"""The parameters of requests, from the query or from a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from ..core import BadRequest
from ..state import read_body

__all__ = [
    "FORM",
    "ID_LIMIT",
    "Parameters",
    "parameters_of",
    "parse_id",
    "parse_injected",
    "parse_json",
    "read_parameters",
]

FORM: Final = "application/x-www-form-urlencoded"

#: The ids that a database of MediaWiki can hold have at most this many digits.
LONGEST_ID: Final = 18
ID_LIMIT: Final = 10**LONGEST_ID

#: How deeply values of JSON may be nested.
DEEPEST: Final = 40

#: Where a request keeps its parameters once they are read.
KEPT: Final = "revscoring.parameters"


class Parameters:
    """What a request asks for.

    Parameters
    ----------
    pairs : iterable of (str, str)
        The first value of a name counts.

    Examples
    --------
    >>> parameters = Parameters([("models", "a|b|a"), ("features", "")])
    >>> parameters.list("models"), parameters.flag("features"), parameters.list("revids")
    (['a', 'b'], True, None)
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            self._values.setdefault(name, value)

    def replaced(self, **values: str) -> Parameters:
        """Return parameters in which some have other values."""
        return Parameters([*values.items(), *self._values.items()])

    def get(self, name: str) -> str | None:
        """Return a value, or None."""
        return self._values.get(name)

    def flag(self, name: str) -> bool:
        """Return whether a parameter is there, whatever its value."""
        return name in self._values

    def list(self, name: str) -> list[str] | None:
        """Return the values of a list, each once; None if it is not there."""
        value = self._values.get(name)
        if value is None:
            return None
        return list(dict.fromkeys(part.strip() for part in value.split("|") if part.strip()))

    def values_of_nodes(self) -> dict[str, Any]:
        """Return the values that are given for features and datasources.

        Raises
        ------
        BadRequest
            If one is not JSON.
        """
        return {
            name: parse_json(value)
            for name, value in self._values.items()
            if name.startswith(("feature.", "datasource."))
        }


async def read_parameters(request: Request, limit: int) -> Parameters:
    """Return the parameters of a request; those of the query win over those of the body.

    Parameters
    ----------
    request : Request
    limit : int
        Bytes that the body may have.
    """
    pairs = _query(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind == FORM:
        pairs += _pairs(await read_body(request, limit))
    parameters = request.scope[KEPT] = Parameters(pairs)
    return parameters


def parameters_of(request: Request) -> Parameters:
    """Return the parameters that were read; those of the query before that."""
    kept: Parameters | None = request.scope.get(KEPT)
    return Parameters(_query(request)) if kept is None else kept


def _query(request: Request) -> list[tuple[str, str]]:
    return _pairs(request.scope["query_string"])


def _pairs(text: bytes) -> list[tuple[str, str]]:
    return parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


def parse_json(text: str | bytes) -> Any:
    """Parse JSON of a request.

    Raises
    ------
    BadRequest
    """
    try:
        document = msgspec.json.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadRequest(f"This is no JSON: {error}") from error
    level = [document]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value) if isinstance(inner, dict | list)]
        if not level:
            return document
    raise BadRequest(f"This JSON is nested more than {DEEPEST} levels deep.")


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def parse_id(text: str) -> int | None:
    """Return the id of a revision, or None if the text is none.

    Examples
    --------
    >>> parse_id("5"), parse_id("-1"), parse_id("five"), parse_id("5" * 30)
    (5, -1, None, None)
    """
    return int(text) if re.fullmatch(rf"-?[0-9]{{1,{LONGEST_ID}}}", text.strip()) else None


def parse_injected(text: str | None) -> dict[int, Mapping[str, Any]]:
    """Return the values of `inject` by revision.

    Raises
    ------
    BadRequest
        If it is not JSON of this form.
    """
    if text is None:
        return {}
    document = parse_json(text)
    if not isinstance(document, dict) or not all(isinstance(values, dict) for values in document.values()):
        raise BadRequest('inject: give {"1205": {"feature.NAME": value}}')
    injected: dict[int, Mapping[str, Any]] = {}
    for key, values in document.items():
        rev_id = parse_id(key)
        if rev_id is None:
            raise BadRequest(f"inject: {key!r} is no id of a revision")
        injected[rev_id] = values
    return injected
