"""The history of an XML dump as that of a MediaWiki on this machine."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import datetime
from html import unescape
from pathlib import Path

from revscoring.extractors.dump.files import DumpFile

from .mediawiki import MediaWiki

__all__ = ["account_name", "attribute", "import_history", "moved_to", "pages_of", "read_history"]

TIME = "%Y-%m-%dT%H:%M:%SZ"

#: A user's account is as old as the user's first edit.
REGISTRATIONS = """update user set user_registration = coalesce((select min(rev_timestamp) from revision
    join actor on rev_actor = actor_id where actor_user = user_id), user_registration)"""


def read_history(path: Path) -> str:
    """Return the XML of a dump, which may be compressed."""
    with closing(DumpFile(str(path))) as file:
        return b"".join(file.chunks()).decode()


def pages_of(xml: str, limit: int) -> str:
    """Return a dump of whole pages with at most so many revisions, those with long histories first."""
    head, *pages = re.split(r"(?=  <page>)", xml.replace("</mediawiki>", ""))
    chosen, count = [], 0
    for page in sorted(pages, key=lambda page: (-page.count("<revision>"), page)):
        if count + page.count("<revision>") <= limit:
            chosen.append(page)
            count += page.count("<revision>")
    return f"{head}{''.join(chosen)}</mediawiki>\n"


def moved_to(xml: str, end: datetime) -> str:
    """Return a dump in which all times are moved, so that the newest edit is at another time (of UTC).

    Examples
    --------
    >>> moved_to("<timestamp>2022-01-01T00:00:00Z</timestamp>", datetime(2026, 5, 1))
    '<timestamp>2026-05-01T00:00:00Z</timestamp>'
    """
    times = re.findall(r"<timestamp>([^<]*)</timestamp>", xml)
    if not times:
        return xml
    difference = end - datetime.strptime(max(times), TIME)

    def move(match: re.Match[str]) -> str:
        return f"<timestamp>{datetime.strptime(match[1], TIME) + difference:{TIME}}</timestamp>"

    return re.sub(r"<timestamp>([^<]*)</timestamp>", move, xml)


def attribute(xml: str, pattern: str, default: str) -> str:
    """Return what a dump says about its wiki, by a pattern with a group.

    Examples
    --------
    >>> attribute('<mediawiki xml:lang="it">', 'xml:lang="([^"]*)"', "en")
    'it'
    """
    match = re.search(pattern, xml[:10_000])
    return unescape(match[1]) if match and match[1] else default


def account_name(name: str) -> str:
    """Return a user's name in XML as MediaWiki writes it.

    Examples
    --------
    >>> account_name("ann_b &amp; co")
    'Ann b & co'
    """
    text = unescape(name).replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def import_history(wiki: MediaWiki, xml: str) -> None:
    """Import a dump, its users as local accounts that registered at their first edit."""
    names = sorted({account_name(name) for name in re.findall(r"<username>([^<]*)</username>", xml)})
    wiki.create_users({name: (["bot"] if "bot" in name.lower() else []) for name in names}, password=False)
    path = wiki.directory / "history.xml"
    path.write_text(xml, encoding="utf8")
    wiki.maintain("importDump", "--no-updates", str(path))
    with wiki.database() as database:
        database.execute(REGISTRATIONS)
    database.close()
