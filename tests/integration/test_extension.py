"""What MediaWiki's ORES extension asks, in both of its modes, of a service in front of a real MediaWiki.

The requests are the recorded ones, with revisions of this wiki, in the order in which edits and the jobs of a
wiki's queue cause them. (MediaWiki 1.39 has no temporary accounts: who is not logged in has an address.)
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.service.patrol import write_models
from tests.service.recordings import REQUESTS, assert_within, shape
from tests.service.running import Process

from .proxy import FaultyProxy

pytestmark = pytest.mark.integration

REVERT_RISK = "revertrisk-language-agnostic"
NOT_FOUND = "The MW API does not have any info related to the rev-id"
EXTENSION = [one for one in REQUESTS if re.match("MediaWiki Extension:ORES|the same", one["client"])]


def recorded(when: str, client: str = "") -> dict[str, Any]:
    """The request of the extension that is sent on an occasion."""
    (found,) = [one for one in EXTENSION if one["when"].startswith(when) and client in one["client"]]
    return found


class Served:
    """The service as a process, and what the wiki is asked by it."""

    def __init__(self, address: str, proxy: FaultyProxy) -> None:
        self.address = address
        self.proxy = proxy

    def send(
        self, request: dict[str, Any], revids: list[int] | None = None, **body: Any
    ) -> requests.Response:
        """Send a recorded request, about other revisions."""
        path = request["path"].replace("WIKI", "wiki")
        if revids is not None:
            path = re.sub(r"revids=[^&]*", f"revids={'%7C'.join(map(str, revids))}", path)
        content = {**request["body"], **body} if "body" in request else None
        with requests.Session() as session:
            return session.request(
                request["method"],
                self.address + path,
                headers=request.get("headers"),
                data=None if content is None else json.dumps(content),
                timeout=60,
                allow_redirects=False,
            )

    def scores(self, request: dict[str, Any], revids: list[int]) -> dict[int, Any]:
        """Send a recorded request, and return the scores in its reply, which is as a recorded one."""
        reply = self.send(request, revids)
        assert reply.status_code == 200, reply.text
        document = reply.json()
        if "precache" not in request["path"]:
            versions = {name: model["version"] for name, model in document["wiki"]["models"].items()}
            assert versions == {"damaging": "1.2.3", "goodfaith": "1.2.3"}
        return {int(rev_id): found for rev_id, found in document["wiki"]["scores"].items()}


@pytest.fixture(scope="module")
def service(wiki, tmp_path_factory) -> Iterator[Served]:
    directory = tmp_path_factory.mktemp("extension")
    models: dict[str, Any] = write_models(directory)
    del models["reverted"]
    models["revertrisk"] = {"file": models["damaging"], "kserve": REVERT_RISK}
    with FaultyProxy(wiki.url) as proxy:
        config = directory / "service.json"
        config.write_text(json.dumps({"wikis": {"wiki": {"host": proxy.url, "models": models}}}))
        process = Process("--config", str(config), "--listen", "127.0.0.1:0", "--workers", "1")
        try:
            yield Served(process.address, proxy)
        finally:
            process.close()


EDIT = recorded("once for each edit")


def outcomes(found: dict[str, Any]) -> set[str]:
    """What the models of a revision gave: ``score``, or the type of an error."""
    assert found.keys() == {"damaging", "goodfaith"}
    return {one["error"]["type"] if "error" in one else "score" for one in found.values()}


def test_models_and_levels(service: Served) -> None:
    models = service.send(recorded("once, while it knows no model")).json()["wiki"]["models"]
    assert {"damaging", "goodfaith"} <= models.keys()
    for when in ("wherever levels are shown", "the same for goodfaith"):
        request = recorded(when)
        reply = service.send(request)
        assert_within(
            shape(json.loads(json.dumps(request["reply"]).replace("WIKI", "wiki"))), shape(reply.json())
        )


def test_jobs_of_edits_as_they_are_saved(wiki, service: Served) -> None:
    """A page is created, edited without an account, and damaged; the jobs are run after the edits."""
    title = f"Jobs {time.time()}"
    saved = [
        wiki.edit("Ann", title, "A lake is water.", "new"),
        wiki.edit(None, title, "A lake is deep water.", ""),
        wiki.edit("Ben", title, "A lake is fucking stupid shit.", "hm"),
    ]
    found = {}
    for rev_id in saved:
        asked = len(service.proxy.log)
        found |= service.scores(EDIT, [rev_id])
        assert len(service.proxy.log) - asked <= 3
        assert outcomes(found[rev_id]) == {"score"}
    damaging = [found[rev_id]["damaging"]["score"]["prediction"] for rev_id in saved]
    assert damaging == [False, False, True]
    asked = len(service.proxy.log)
    assert service.scores(EDIT, [saved[2]]) == {saved[2]: found[saved[2]]}  # the job is run again
    assert len(service.proxy.log) == asked


def test_revisions_that_are_gone_when_the_job_comes(wiki, service: Served) -> None:
    title = f"Gone {time.time()}"
    saved = wiki.edit("Ann", title, "Soon gone.", "new")
    hidden = wiki.edit("Ben", f"{title} too", "Soon hidden.", "new")
    after = wiki.edit("Ann", f"{title} too", "Soon hidden, and more.", "more")
    wiki.act("Admin", action="delete", title=title, reason="test")
    wiki.hide(hidden, "content")
    deleted = service.scores(recorded("the same for a revision that was deleted"), [saved])[saved]
    for one in deleted.values():
        message = f"RevisionNotFound: Could not find revision ({{revision}}:{saved})"
        assert one == {"error": {"type": "RevisionNotFound", "message": message}}
    assert outcomes(service.scores(EDIT, [hidden])[hidden]) == {"TextDeleted"}
    assert outcomes(service.scores(EDIT, [after])[after]) == {"TextDeleted"}  # of the parent
    assert outcomes(service.scores(EDIT, [wiki.ids.orphan])[wiki.ids.orphan]) == {"RevisionNotFound"}


def test_backfill_of_old_edits(wiki, service: Served) -> None:
    """Newest first; revisions that fail leave the others their scores."""
    special = {
        wiki.ids.deleted: "RevisionNotFound",
        wiki.ids.nowhere: "RevisionNotFound",
        wiki.ids.hidden_text: "TextDeleted",
    }
    good = [wiki.ids.creation, wiki.ids.plain, wiki.ids.anonymous, wiki.ids.revert, wiki.ids.bot]
    rev_ids = sorted([*special, *good], reverse=True)
    found = service.scores(recorded("backfill"), rev_ids)
    assert {rev_id: outcomes(found[rev_id]) for rev_id in rev_ids} == {
        **{rev_id: {"score"} for rev_id in good},
        **{rev_id: {kind} for rev_id, kind in special.items()},
    }


def test_gadgets_in_browsers(wiki, service: Served) -> None:
    reply = service.send(recorded("gadgets"), [wiki.ids.plain, wiki.ids.anonymous])
    assert reply.status_code == 200 and reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.json()["wiki"]["scores"].keys() == {str(wiki.ids.plain), str(wiki.ids.anonymous)}


def test_lift_wing_mode(wiki, service: Served) -> None:
    request = recorded("for each model and each revision")
    for rev_id in (wiki.ids.creation, wiki.ids.anonymous):
        reply = service.send(request, rev_id=rev_id).json()["wiki"]
        assert "probability" in reply["scores"][str(rev_id)]["damaging"]["score"]
        assert reply["models"]["damaging"]["version"] == "1.2.3"
    for rev_id in (wiki.ids.deleted, wiki.ids.nowhere):
        reply = service.send(request, rev_id=rev_id)
        assert reply.status_code == 400 and reply.json()["error"].startswith(NOT_FOUND)
    reply = service.send(request, rev_id=wiki.ids.hidden_text)
    assert reply.status_code == 400 and not reply.json()["error"].startswith(NOT_FOUND)


def test_revert_risk_of_saved_edits_and_of_drafts(wiki, service: Served) -> None:
    reply = service.send(recorded("as above; not for the first"), rev_id=wiki.ids.plain).json()
    assert (reply["wiki_db"], reply["revision_id"], reply["model_version"]) == (
        "wiki",
        wiki.ids.plain,
        "1.2.3",
    )
    assert reply["output"]["probabilities"].keys() == {"true", "false"}
    draft = recorded("while the editor waits")
    document = json.loads(json.dumps(draft["body"]))["revision_data"]
    document["parent"]["id"] = wiki.ids.plain
    reply = service.send(draft, revision_data=document)
    assert reply.status_code == 200, reply.text
    assert reply.json()["revision_id"] == -1
    assert 0 <= reply.json()["output"]["probabilities"]["true"] <= 1
