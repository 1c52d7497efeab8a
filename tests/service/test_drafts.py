"""What an edit tells of itself before it is saved."""

from __future__ import annotations

import pytest

pytest.importorskip("msgspec")

from revscoring.dependencies import solve
from revscoring.examples import any_wiki
from revscoring.service.core.drafts import Draft

VERSION = {"id": 5, "lang": "en", "text": "Ants.", "timestamp": "2020-01-01T00:00:00Z", "bytes": 5}
PAGE = {"id": 7, "title": "Ants", "first_edit_timestamp": "2019-01-01T00:00:00Z"}


def test_the_history_of_its_page_is_unknown() -> None:
    parts = {"parent": VERSION, "user": {"id": 0}, "page": PAGE}
    draft = Draft.read({**VERSION, "id": -1, "text": "Ants are small.", "comment": "", **parts})
    roots = {**draft.root_values(), "datasource.revision.minor": False}
    values = dict(zip(map(str, any_wiki), solve(any_wiki, cache=roots), strict=True))
    assert values["feature.pace.revision.is_known"] is False
    assert values["feature.pace.revision.revisions"] == -1
