"""A wiki in memory, which the tests of the extractors of an API share."""

from __future__ import annotations

import pytest

from .fake_wiki import ANN, FakeWiki, revision


@pytest.fixture(params=[1, 2], ids=["formatversion 1", "formatversion 2"])
def wiki(request):
    revisions = [
        revision(1, parentid=0, minor=True),
        revision(2, user="::1", userid=0, anon=True),
        revision(3),
        revision(4, hidden=["text", "user", "comment"]),
        revision(5),
        revision(6, user="Ghost", userid=66),
        revision(8, parentid=7),
        revision(9, parentid=8, pageid=9),
    ]
    pages = {
        7: {"pageid": 7, "ns": 1, "title": "Talk:Ants: a study"},
        9: {"pageid": 9, "ns": 0, "title": "Q9: x"},
    }
    return FakeWiki(revisions, [ANN], pages, request.param)
