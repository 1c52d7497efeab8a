"""Values from a wiki, and from a cache."""

from __future__ import annotations

import mwapi
from feature_lists import damaging

from revscoring.errors import DependencyError, RevisionNotFound
from revscoring.extractors import Extractor, OfflineExtractor, api


def values_from_wiki(rev_ids: list[int]) -> dict[int, list[float]]:
    extractor = api.Extractor(mwapi.Session("https://en.wikipedia.org", user_agent="me@example.org"))
    found = {}
    for rev_id, (error, values) in zip(rev_ids, extractor.extract(rev_ids, damaging), strict=True):
        if isinstance(error, RevisionNotFound):
            print(error.key)
        elif error is None:
            found[rev_id] = list(values)
    return found


def values_of_one(extractor: Extractor, rev_id: int) -> list[float]:
    try:
        return list(extractor.extract(rev_id, damaging))
    except DependencyError as error:
        print(error.message)
        return list(OfflineExtractor().extract(rev_id, damaging, cache={"datasource.revision.text": ""}))
