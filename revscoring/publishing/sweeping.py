"""Sweeps: asking a wiki which of some revisions it hides. Suppressions are in no public stream."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from typing import Any, Final

from ..extractors.api import Client
from ..extractors.tasks import chunks
from .redactions import Redaction

__all__ = ["sweep", "wiki_names"]

#: What the API says of a hidden part; with the digest of a text it tells that of the text.
_FLAGS: Final = {
    "texthidden": "text",
    "sha1hidden": "text",
    "userhidden": "user",
    "commenthidden": "comment",
}


def wiki_names(client: Client) -> tuple[str, str]:
    """Return the database name of a wiki, and its server."""
    reply = client.get({"action": "query", "meta": "siteinfo", "formatversion": 2})
    general = reply.get("query", {}).get("general", {})
    wiki, domain = general.get("wikiid"), general.get("servername")
    if not isinstance(wiki, str):
        raise RuntimeError("the wiki does not say its name (wikiid)")
    return wiki, domain if isinstance(domain, str) else ""


def sweep(
    client: Client,
    names: tuple[str, str],
    rev_ids: Iterable[int],
    *,
    patience: float = 30.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Redaction]:
    """Yield what a wiki hides of each of some revisions, nothing included; no text is requested.

    Parameters
    ----------
    client : Client
    names : tuple of str
        Of the wiki; see `wiki_names`.
    rev_ids : iterable of int
    patience : float
        Revisions that are missing are asked for once more after so many seconds: a server may lag behind.
        Those that are missing twice are removed.
    sleep : callable
    """
    missing = []
    for rev_id, hidden in _ask(client, rev_ids):
        if hidden is None:
            missing.append(rev_id)
        else:
            yield Redaction(names[0], rev_id, hidden, _now(), names[1])
    if missing:
        sleep(patience)
    for rev_id, hidden in _ask(client, missing):
        kinds = frozenset({"removed"}) if hidden is None else hidden
        yield Redaction(names[0], rev_id, kinds, _now(), names[1])


def _ask(client: Client, rev_ids: Iterable[int]) -> Iterator[tuple[int, frozenset[str] | None]]:
    """Yield what is hidden of revisions; None if there is no such revision."""
    for batch in chunks(rev_ids, client.limit):
        query: dict[str, Any] = {
            "action": "query",
            "prop": "revisions",
            "revids": list(batch),
            "rvprop": ["ids", "user", "comment", "sha1"],
            "formatversion": 2,
        }
        for reply in client.query(query):
            found = reply.get("query", {})
            for page in found.get("pages") or ():
                for revision in page.get("revisions") or ():
                    yield revision["revid"], frozenset(_FLAGS[flag] for flag in _FLAGS if revision.get(flag))
            for bad in _bad(found.get("badrevids")):
                yield bad, None


def _bad(found: Any) -> Iterator[int]:
    """Yield the revisions that do not exist; versions of the API list them in two forms."""
    values = found.values() if isinstance(found, dict) else found or ()
    for value in values:
        yield int(value["revid"])


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
