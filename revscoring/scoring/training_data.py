"""What a model learned from, as its file has it, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from .wording import label_words

if TYPE_CHECKING:
    from .models import Model

__all__ = ["DataRecord", "data_of", "data_sentence", "learned_from"]

DataRecord = TypedDict(
    "DataRecord",
    {
        "wiki": str,
        "label": str,
        "edits": int,
        "examples": dict[str, int],
        "authors": int,
        "from": str,
        "to": str,
        "languages": list[str],
    },
    total=False,
)
"""What a model learned from; what is not known is not there.

``examples`` counts the edits of each label, ``from`` and ``to`` are the days of the first and the last edit,
and ``languages`` are those whose words are counted.
"""


def data_of(model: Model) -> Mapping[str, Any]:
    """Return what is known of the data that a model learned from; see `DataRecord`."""
    found = model.info.get("data")
    return found if isinstance(found, Mapping) else {}


def data_sentence(data: Mapping[str, Any]) -> str:
    """Return what a model learned from: edits, those with a label of interest, authors and days.

    Examples
    --------
    >>> counts = {"edits": 3721, "examples": {"true": 62, "false": 3659}, "authors": 25}
    >>> days = {"from": "2011-01-02", "to": "2015-03-04"}
    >>> data_sentence({"wiki": "en.wikipedia.org", "label": "reverted", **counts, **days})
    '3,721 edits on en.wikipedia.org, 62 of them reverted, by 25 authors, 2011-01-02 to 2015-03-04'
    """
    edits, authors, first, last = (data.get(name) for name in ("edits", "authors", "from", "to"))
    examples = data.get("examples")
    wiki = f" on {data['wiki']}" if data.get("wiki") else ""
    parts = [f"{edits:,} edits{wiki}"] if isinstance(edits, int) else []
    if parts and isinstance(examples, Mapping) and examples.keys() == {"true", "false"}:
        parts.append(f", {examples['true']:,} of them {label_words(True, data.get('label')).being},")
    parts += [f" by {authors:,} authors"] if isinstance(authors, int) else []
    text = "".join(parts).strip(" ,")
    days = f"{str(first)[:10]} to {str(last)[:10]}" if first and last else ""
    return ", ".join(filter(None, [text, days]))


UNKNOWN = {
    "wiki": "of which wiki",
    "edits": "how many",
    "authors": "by how many authors",
    "from": "when they were made",
}
"""Field of a `DataRecord` → how it is called when it is not known."""


def learned_from(model: Model, *, name_wiki: bool = True) -> list[str]:
    """Say what a model learned from, and what is not known of that."""
    data = data_of(model)
    sentences = []
    if learned := data_sentence(data if name_wiki else {**data, "wiki": None}):
        sentences.append(f"Learned from {learned}.")
    languages = data.get("languages")
    if isinstance(languages, Sequence) and not isinstance(languages, str) and languages:
        sentences.append(f"It counts words of {' and '.join(str(one).capitalize() for one in languages)}.")
    if len(missing := [words for field, words in UNKNOWN.items() if not data.get(field)]) == len(UNKNOWN):
        sentences.append("The file does not say what it learned from: which wiki, which edits, when.")
    elif missing:
        sentences.append(f"Not known of the edits that it learned from: {', '.join(missing)}.")
    return sentences
