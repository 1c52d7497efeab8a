"""The edits that a review is about: those of a dump, and those that a user such as a bot has reverted."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final

from ..extractors.dump import Dump, DumpError
from ..extractors.revert_labels import label_edits
from ..extractors.reverts import find_reverted
from ..languages import RevertSummaries
from ..observations import Observation
from .dumps import read_whole_dump, report_broken, summary_reader
from .hosts import make_extractor

__all__ = ["edits_of_dump", "reverted_on_wiki"]

#: The tags of MediaWiki for edits that take others back.
REVERT_TAGS: Final = frozenset(("mw-rollback", "mw-undo", "mw-manual-revert"))


def edits_of_dump(path: str, reverted_by: str | None, keep_going: bool) -> list[Observation]:
    """Return the edits of a dump, labelled as ``autolabel`` does; or those that a user reverted.

    What a user reverted is in the list even if others restored it: these are the wrong reverts.
    """
    broken: list[DumpError] = []
    with Dump(path) as dump:
        edits = label_edits(
            read_whole_dump(dump, None, broken),
            lambda reason, where: None,
            lambda page: find_reverted(page, restored=reverted_by is not None),
            summary_reader(dump),
        )
        rows: list[Observation] = [dict(edit) for edit in edits]
        wiki = dump.site.wiki
    report_broken(broken, keep_going)
    if reverted_by is not None:
        name = reverted_by.replace("_", " ")
        own = {row["rev_id"] for row in rows if row["user"] == name}
        rows = [row for row in rows if row.get("reverting_id") in own]
        if not rows:
            raise RuntimeError(f"{path}: {name} has reverted nothing in it")
    return [{**row, **({} if wiki is None else {"wiki": wiki})} for row in rows]


def reverted_on_wiki(host: str, login: bool, user: str, newest: int) -> list[Observation]:
    """Return the edits that a user of a wiki has reverted: of several in a row, the last one.

    Reverts are told by the tags of MediaWiki, or by their summaries.
    """
    client = make_extractor(host, login).client
    with client.explained():
        site = client.get({"action": "query", "meta": "siteinfo", "formatversion": 2})
        site = site.get("query", {}).get("general", {})
        summaries = RevertSummaries.of_language(site.get("lang"))

        def reverts() -> Iterator[Observation]:
            query = {
                "action": "query",
                "list": "usercontribs",
                "ucuser": user,
                "ucprop": ["ids", "title", "tags", "comment"],
                "uclimit": "max",
                "formatversion": 2,
            }
            for reply in client.query(query):
                for one in reply.get("query", {}).get("usercontribs", ()):
                    is_revert = not REVERT_TAGS.isdisjoint(one.get("tags", ())) or (
                        one.get("comment") and summaries.read(one["comment"]) is not None
                    )
                    if is_revert and one.get("parentid"):
                        yield _observation(one, site.get("wikiid"))

        rows = list(itertools.islice(reverts(), newest))
    if not rows:
        raise RuntimeError(f"{host}: {user} has reverted nothing there")
    return rows


def _observation(contribution: dict[str, Any], wiki: str | None) -> Observation:
    """Return what is known of the edit before a contribution."""
    return {
        "rev_id": contribution["parentid"],
        "reverting_id": contribution["revid"],
        "page_id": contribution.get("pageid"),
        "title": contribution.get("title"),
        "namespace": contribution.get("ns"),
        **({} if wiki is None else {"wiki": wiki}),
    }
