"""The texts of the pages: a YAML file for each language, chosen by the request."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from starlette.requests import Request

__all__ = ["DEFAULT", "Texts", "languages", "texts_of"]

DIRECTORY: Final = Path(__file__).parent / "texts"

#: The language of those who ask for none that there is.
DEFAULT: Final = "en"


class Texts:
    """The texts of a language.

    Parameters
    ----------
    code : str
    texts : dict
        By keys such as ``front.title``.
    """

    def __init__(self, code: str, texts: Mapping[str, str]) -> None:
        self.code = code
        self.texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its placeholders filled."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Return whether there is a text."""
        return key in self.texts

    def many(self, share: float | None, many: int = 100) -> str:
        """Return a share as so many of a hundred or a thousand; never all or none of it by rounding."""
        if share is None:
            return "?"
        count = round(share * many)
        if count == many and share < 1:
            return self("words.over", n=f"{many - 1:,}")
        return self("words.under", n=1) if count == 0 and share > 0 else f"{count:,}"


@cache
def languages() -> dict[str, Texts]:
    """Return the texts of all languages, by code."""
    return {path.stem: _read(path) for path in sorted(DIRECTORY.glob("*.yaml"))}


@cache
def _read(path: Path) -> Texts:
    return Texts(path.stem, dict(_flat(yaml.safe_load(path.read_text(encoding="utf-8")))))


def _flat(document: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found = []
    for key, value in document.items():
        name = f"{prefix}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, Mapping) else [(name, str(value))]
    return found


def texts_of(request: Request) -> Texts:
    """Return the texts of the language that a request asks for: by ``lang``, or by Accept-Language."""
    known = languages()
    return known[preferred(request.query_params.get("lang"), request.headers.get("accept-language"), known)]


def preferred(named: str | None, accepted: str | None, known: Mapping[str, object]) -> str:
    """Return the code of the best language.

    Examples
    --------
    >>> preferred(None, "de, it-CH;q=0.8, en;q=0.5", {"en": 0, "it": 0})
    'it'
    >>> preferred("it", "en", {"en": 0, "it": 0}), preferred("xx", None, {"en": 0})
    ('it', 'en')
    """
    if named in known:
        return str(named)
    ranked = []
    for part in (accepted or "").split(","):
        code, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), code.partition("-")[0].lower()))
        except ValueError:
            continue
    return next((code for weight, code in sorted(ranked, key=lambda one: one[0]) if code in known), DEFAULT)
