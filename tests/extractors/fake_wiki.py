"""A wiki in memory that answers the queries of an extractor as `mwapi.Session` would; it counts them."""

from __future__ import annotations

from typing import Any

import mwapi.errors

#: An account, as the API tells of it.
ANN = {
    "userid": 1,
    "name": "Ann",
    "editcount": 12,
    "registration": "2019-01-01T00:00:00Z",
    "groups": ["*", "user"],
    "gender": "unknown",
    "emailable": "",
}


def revision(rev_id: int, **more: Any) -> dict[str, Any]:
    """A revision of formatversion 2, whose values follow from its id unless they are given."""
    made: dict[str, Any] = {
        "revid": rev_id,
        "parentid": rev_id - 1,
        "user": "Ann",
        "userid": 1,
        "timestamp": f"2020-01-01T00:{rev_id // 60:02}:{rev_id % 60:02}Z",
        "size": 10 + rev_id,
        "comment": f"comment {rev_id}",
        "minor": False,
        "pageid": 7,
        "text": f"text {rev_id}",
    }
    return {**made, **more}


class FakeWiki:
    """Revisions, pages and users; `get` and `post` answer.

    Each of the requests stands in `log`. Replies have the form of `formatversion`. `fail` is called with the
    parameters before each answer: what it returns is raised or returned instead, unless it is None.
    """

    def __init__(self, revisions: Any, users: Any = (), pages: Any = None, formatversion: int = 1) -> None:
        self.revisions = {one["revid"]: one for one in revisions}
        self.users = {one["name"]: one for one in users}
        self.pages = pages or {7: {"pageid": 7, "ns": 1, "title": "Talk:Ants: a study"}}
        self.formatversion = formatversion
        self.log: list[dict[str, Any]] = []
        self.page_size: int | None = None
        self.suggestions: Any = None
        self.fail: Any = lambda parameters: None

    def get(self, **parameters: Any) -> dict[str, Any]:
        self.log.append(parameters)
        instead = self.fail(parameters)
        if isinstance(instead, Exception):
            raise instead
        if instead is not None:
            return instead
        if parameters["action"] == "wbsgetsuggestions":
            return self._suggest(parameters)
        if parameters.get("list") == "users":
            return {"query": {"users": [self._user(name) for name in parameters["ususers"]]}}
        if parameters.get("list") == "usercontribs":
            return self._contributions(parameters)
        if "meta" in parameters:
            return {"batchcomplete": "", "query": {}}
        if "pageids" in parameters:
            found = [one for one in self.revisions.values() if one["pageid"] == parameters["pageids"]]
            found.sort(key=lambda one: one["revid"])
            if parameters.get("rvdir") == "older":
                found = [one for one in found if one["revid"] <= parameters["rvstartid"]][::-1]
            return self._revisions(found[: parameters.get("rvlimit", 1)], parameters)
        found = [self.revisions[id] for id in parameters["revids"] if id in self.revisions]
        start = parameters.get("rvcontinue", 0)
        end = len(found) if self.page_size is None else start + self.page_size
        reply = self._revisions(found[start:end], parameters)
        if end < len(found):
            reply["continue"] = {"rvcontinue": end, "continue": "||"}
        return reply

    post = get

    def _revisions(self, found: Any, parameters: Any) -> dict[str, Any]:
        pages: dict[int, dict[str, Any]] = {}
        for one in found:
            page = pages.setdefault(one["pageid"], {**self.pages[one["pageid"]], "revisions": []})
            page["revisions"].append(self._revision(one, "content" in parameters["rvprop"]))
        if self.formatversion == 2:
            return {"batchcomplete": True, "query": {"pages": list(pages.values())}}
        return {"batchcomplete": "", "query": {"pages": {str(id): page for id, page in pages.items()}}}

    def _revision(self, one: dict[str, Any], content: bool) -> dict[str, Any]:
        shown = {k: v for k, v in one.items() if k not in ("text", "hidden", "pageid")}
        hidden = one.get("hidden", ())
        slot: dict[str, Any] = {"contentmodel": one.get("contentmodel", "wikitext")}
        if content and "text" in hidden:
            slot["texthidden"] = ""
        elif content:
            slot["*" if self.formatversion == 1 else "content"] = one["text"]
        if "user" in hidden:
            shown = {k: v for k, v in shown.items() if k not in ("user", "userid")} | {"userhidden": ""}
        if "comment" in hidden:
            shown = {k: v for k, v in shown.items() if k != "comment"} | {"commenthidden": ""}
        if self.formatversion == 1:
            shown = {k: "" if v is True else v for k, v in shown.items() if v is not False}
        return {**shown, "slots": {"main": slot}}

    def _user(self, name: str) -> dict[str, Any]:
        if name not in self.users:
            return {"name": name, "missing": "" if self.formatversion == 1 else True}
        return self.users[name]

    def _contributions(self, parameters: dict[str, Any]) -> dict[str, Any]:
        found = [
            {**self._revision(one, False), **self.pages[one["pageid"]]}
            for one in self.revisions.values()
            if one["user"] == parameters["ucuser"] and one["timestamp"] <= parameters["ucstart"]
        ]
        found.sort(key=lambda one: one["timestamp"], reverse=True)
        reply: dict[str, Any] = {"query": {"usercontribs": found[: parameters["uclimit"]]}}
        if len(found) > 1:
            reply["continue"] = {"uccontinue": "more"}
        return reply

    def _suggest(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if self.suggestions is None:
            raise mwapi.errors.APIError("badvalue", 'Unrecognized value for parameter "action".', "")
        if parameters["entity"] not in self.suggestions:
            raise mwapi.errors.APIError("no-such-entity", "", "")
        return {"search": self.suggestions[parameters["entity"]], "success": 1}
