"""The recommended feature lists for any wiki, in any language: no word lists, no dictionaries."""

from __future__ import annotations

from typing import Final

from ..dependencies import DependentSet
from ..features import (
    Feature,
    editor_past,
    form,
    memory,
    pace,
    revision_oriented,
    shape,
    summary,
    surprise,
    temporal,
)

__all__ = ["any_wiki", "any_wiki_and_editor"]


#: What is about the page and not about the edit: a model learns its training pages and years from it.
_OF_THE_PAGE: Final = frozenset(
    map(
        str,
        [
            shape.revision.chars_before,
            shape.revision.headings,
            shape.revision.links,
            shape.revision.references,
            shape.revision.share_of_markup_before,
            shape.revision.tables,
            shape.revision.templates,
            shape.revision.urls,
            pace.revision.size_by_usual,
        ],
    )
)


def _features(family: DependentSet) -> list[Feature]:
    return [node for node in family if isinstance(node, Feature) and str(node) not in _OF_THE_PAGE]


any_wiki: Final = [
    *_features(surprise.revision),
    *_features(shape.revision),
    *_features(form.revision),
    *_features(summary.revision),
    *_features(pace.revision),
    *_features(memory.revision),
]

any_wiki_and_editor: Final = [
    *any_wiki,
    *_features(editor_past.revision),
    revision_oriented.revision.user.is_anon,
    temporal.revision.user.seconds_since_registration,
    revision_oriented.revision.user.in_group({"bot"}),
    revision_oriented.revision.user.in_group({"sysop", "rollbacker", "reviewer", "patroller"}),
]
