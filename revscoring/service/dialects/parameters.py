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

__all__ = ["FORM", "Parameters", "parse_id", "parse_injected", "parse_json", "read_parameters"]

FORM: Final = "application/x-www-form-urlencoded"

#: The ids that a database of MediaWiki can hold have at most this many digits.
LONGEST_ID: Final = 18


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
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind == FORM:
        body = await read_body(request, limit)
        pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Parameters(pairs)


def parse_json(text: str | bytes) -> Any:
    """Parse JSON of a request.

    Raises
    ------
    BadRequest
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"This is no JSON: {error}") from error


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
