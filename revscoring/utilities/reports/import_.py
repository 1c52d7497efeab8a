"""``revscoring reports import``: take reports from pages of a wiki, or from lines of JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

import click

from ...audit import KINDS, Endorsement, Report, StoreError, mentions, page_of_address
from ...cli.command import utility
from ...cli.files import InputFile, open_input
from ...cli.hosts import make_session
from ...cli.options import host_option, login_option
from ...cli.stores import open_store, store_option
from ...cli.totals import Totals
from ...extractors import api
from ...extractors.tasks import chunks
from ...observations import ObservationError, read_numbered_observations

if TYPE_CHECKING:
    from ...audit import ReportStore

__all__ = ["command"]

#: How many lines are kept together, and lost together if the program is killed.
TOGETHER: Final = 100

#: What a line of JSON may be.
TYPES: Final = ("report", "theme", "judgement", "redaction")


class _Page(NamedTuple):
    """A page of a wiki: where it is, the name of the wiki, its newest revision."""

    address: str
    wiki: str
    rev_id: int
    created: str
    text: str


@utility("import")
@store_option
@click.option("--wiki-page", "pages", multiple=True, metavar="URL", help="A page with links to edits.")
@click.option(
    "--jsonl",
    "jsonl",
    type=InputFile(),
    metavar="FILE",
    help="Lines of JSON, as revscoring reports export writes them, or with a rev_id, kind and note.",
)
@click.option(
    "--wiki", metavar="NAME", help="The name of the wiki.  [default: what the wiki says, such as enwiki]"
)
@click.option(
    "--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, help="What the page is about."
)
@click.option(
    "--model", default="", metavar="NAME", help="The model that the reports are about, such as damaging."
)
@host_option()
@login_option
def command(
    store: str,
    pages: tuple[str, ...],
    jsonl: str | None,
    wiki: str | None,
    kind: str,
    model: str,
    host: str | None,
    login: bool,
) -> None:
    """Take reports from pages of a wiki, or from lines of JSON.

    On a page, each link to an edit is a report: [[Special:Diff/5]], addresses with diff= or oldid=,
    {{diff|...}} and the like. The headings above are themes. What is there already is not taken again, so
    that a page can be imported as often as you like. Links to other wikis are left out.

    Example: revscoring reports import --wiki-page https://my.wiki/wiki/Project:Wrong_scores
    """
    if bool(pages) == (jsonl is not None):
        raise click.UsageError("give either --wiki-page URL or --jsonl FILE")
    for address in pages:
        if urlsplit(address).scheme not in ("http", "https") or not page_of_address(address)[1]:
            raise click.UsageError(
                f"--wiki-page {address}: give the address of a page, such as https://my.wiki/wiki/Project:Scores"
            )
    kept = open_store(store, make=True)
    totals = Totals("reports import", "reports", left_out_words="known before")
    with totals.kept_when_interrupted(resumable=False):
        if jsonl is not None:
            _import_lines(kept, jsonl, wiki, kind, model, totals)
        for address in pages:
            _import_page(kept, address, host, login, wiki, kind, model, totals)
    totals.finish()
    if totals.outputs:
        click.echo(
            f"Next: revscoring reports list --open --store {store}; with models: revscoring reports table",
            err=True,
        )


# -- pages ------------------------------------------------------------------------------------------


def _import_page(
    store: ReportStore,
    address: str,
    host: str | None,
    login: bool,
    wiki: str | None,
    kind: str,
    model: str,
    totals: Totals,
) -> None:
    server, title = page_of_address(address)
    session = make_session(host or server, login)
    with closing(session.session):
        client = api.Client(session)
        with client.explained():
            page = _fetch(client, title, address)
            own = urlsplit(page.address).netloc.lower()
            found = list(mentions(page.text))
            here = [one for one in found if one.host in ("", own)]
            missing = _missing(client, {one.rev_id for one in here})
    reports = [
        Report(
            wiki or page.wiki,
            one.rev_id,
            model,
            "",
            kind,
            note=one.line,
            source=page.address,
            section=one.section,
            created=page.created,
            source_rev_id=page.rev_id,
        )
        for one in here
    ]
    numbers = store.add_all(reports)
    totals.inputs += len(reports)
    totals.outputs += sum(number > 0 for number in numbers)
    totals.left_out += sum(number == 0 for number in numbers)
    if not found:
        click.echo(f"reports import: {address} links to no edit", err=True)
    if len(here) < len(found):
        click.echo(f"reports import: {len(found) - len(here):,} links to other wikis are left out", err=True)
    if missing:
        shown = ", ".join(map(str, sorted(missing)[:5])) + (", …" if len(missing) > 5 else "")
        click.echo(f"reports import: the wiki has no revision {shown}; the reports are kept", err=True)


def _fetch(client: api.Client, title: str, address: str) -> _Page:
    """Ask a wiki for the newest revision of a page."""
    reply = client.get(
        {
            "action": "query",
            "titles": title,
            "redirects": 1,
            "prop": ["revisions", "info"],
            "inprop": "url",
            "rvprop": ["ids", "timestamp", "content"],
            "rvslots": "main",
            "meta": "siteinfo",
            "formatversion": 2,
        }
    )["query"]
    (page, *_) = reply["pages"] or [{}]
    if not page.get("revisions"):
        raise RuntimeError(f"--wiki-page {address}: the wiki has no page {title!r}")
    (revision,) = page["revisions"]
    text = revision["slots"]["main"].get("content")
    if text is None:
        raise RuntimeError(f"--wiki-page {address}: the text of the page is hidden")
    wiki = str(reply["general"].get("wikiid") or urlsplit(address).netloc)
    address = str(page.get("canonicalurl") or address)
    return _Page(address, wiki, revision["revid"], revision["timestamp"], text)


def _missing(client: api.Client, rev_ids: set[int]) -> set[int]:
    """Return the revisions that a wiki does not have."""
    missing: set[int] = set()
    for some in chunks(sorted(rev_ids), client.limit):
        reply = client.get({"action": "query", "revids": list(some), "prop": "info", "formatversion": 2})
        bad = reply.get("query", {}).get("badrevids", {})
        missing.update(int(rev_id) for rev_id in bad)
    return missing


# -- lines of JSON ----------------------------------------------------------------------------------


def _import_lines(
    store: ReportStore, path: str, wiki: str | None, kind: str, model: str, totals: Totals
) -> None:
    with open_input(path) as lines:
        for some in chunks(_lines(lines, path, wiki, kind, model), TOGETHER):
            reports = [pair for pair in some if isinstance(pair[1], Report)]
            numbers = iter(store.add_all([one for _, one in reports], [key for key, _ in reports]))
            for _, one in some:
                totals.inputs += 1
                is_new = True
                if isinstance(one, Report):
                    is_new = next(numbers) > 0
                elif isinstance(one, Endorsement):
                    is_new = store.judge(one)
                elif one[0] == "theme":
                    is_new = store.add_theme(*one[1:])
                else:
                    store.redact_texts(*one[1:])
                totals.outputs += is_new
                totals.left_out += not is_new


def _lines(lines: Any, path: str, wiki: str | None, kind: str, model: str) -> Iterator[tuple[str, Any]]:
    """Yield what lines say, each with its key: reports, endorsements, themes and redactions."""
    for number, document in read_numbered_observations(lines):
        where = f"{path}, line {number}"
        what = document.get("type", "report")
        given = {"wiki": wiki, "kind": kind, "model": model, "version": "", "source": path, **document}
        key = (
            given.pop("key", None)
            or hashlib.sha256(json.dumps(document, sort_keys=True).encode("utf-8", "replace")).hexdigest()[
                :32
            ]
        )
        if what not in TYPES:
            raise ObservationError(f"{where}: {what!r} is none of {', '.join(TYPES)}")
        if not isinstance(given["wiki"], str) or not given["wiki"]:
            raise ObservationError(f"{where}: it does not say which wiki; add --wiki NAME")
        rev_id = given.get("rev_id")
        if not isinstance(rev_id, int) or isinstance(rev_id, bool) or not 0 < rev_id < 2**63:
            raise ObservationError(f"{where}: its rev_id is no id of a revision, such as 123456")
        try:
            yield str(key), _read(what, given)
        except (TypeError, ValueError, KeyError, StoreError) as error:
            raise ObservationError(f"{where}: this is no {what}: {error}") from error


def _read(what: str, given: dict[str, Any]) -> Any:
    if what == "report":
        if "cache" in given or isinstance(given.get("score"), dict):
            raise ValueError("it is a scored edit, which says nobody's opinion")
        if given["kind"] not in KINDS:
            raise ValueError(f"{given['kind']!r} is no kind of report: {', '.join(KINDS)}")
        return Report(**_checked(given, Report))
    if what == "judgement":
        if "data" not in given:
            raise ValueError("it has no data, such as true")
        return Endorsement(**_checked({**given, "origin": given.get("origin", "import")}, Endorsement))
    if what == "theme":
        return ("theme", given["wiki"], given["rev_id"], str(given["name"]))
    return ("redaction", given["wiki"], given["rev_id"])


def _checked(given: dict[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return the fields of a record; those that are texts have to be texts."""
    found = {name: value for name, value in given.items() if name in kind._fields}
    for name, value in found.items():
        if name == "probability":
            is_right = value is None or (type(value) in (int, float) and 0 <= value <= 1)
        elif name in ("rev_id", "source_rev_id"):
            is_right = value is None or type(value) is int
        else:
            is_right = name == "data" or isinstance(value, str) or (name == "author" and value is None)
        if not is_right:
            raise ValueError(f"{name}: {json.dumps(value)}")
    return found
