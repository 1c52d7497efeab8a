"""Writing the wiki as a MediaWiki XML dump, export schema 0.11."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from generator.wiki import NAMESPACES, Page, Revision, Wiki

SCHEMA = "http://www.mediawiki.org/xml/export-0.11/"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def sha1(text: str) -> str:
    """Digest a text as MediaWiki does: SHA-1 in base 36, 31 digits.

    Examples
    --------
    >>> sha1("")
    'phoiac9h4m842xq45sp7s6u21eteeq1'
    """
    number = int(hashlib.sha1(text.encode("utf-8")).hexdigest(), 16)
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits.rjust(31, "0")


def write(wiki: Wiki) -> Iterator[str]:
    """Yield the lines of the dump."""
    yield (
        f'<mediawiki xmlns="{SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{SCHEMA} {SCHEMA[:-1]}.xsd" version="0.11" xml:lang="en">'
    )
    yield "  <siteinfo>"
    yield "    <sitename>Halvarra Wiki</sitename>"
    yield "    <dbname>halvarrawiki</dbname>"
    yield "    <base>https://wiki.hv.example/wiki/Halvarra</base>"
    yield "    <generator>revscoring sample wiki</generator>"
    yield "    <case>first-letter</case>"
    yield "    <namespaces>"
    for number, name in NAMESPACES.items():
        ending = f">{name}</namespace>" if name else " />"
        yield f'      <namespace key="{number}" case="first-letter"{ending}'
    yield "    </namespaces>"
    yield "  </siteinfo>"
    for page in wiki.pages.values():
        yield from _page(page)
    yield "</mediawiki>"


def _page(page: Page) -> Iterator[str]:
    yield "  <page>"
    yield f"    <title>{escape(page.title)}</title>"
    yield f"    <ns>{page.namespace}</ns>"
    yield f"    <id>{page.id}</id>"
    if page.last.text.startswith("#REDIRECT [["):
        yield f"    <redirect title={quoteattr(page.last.text[12:-2])} />"
    for revision in page.revisions:
        yield from _revision(revision)
    yield "  </page>"


def _revision(revision: Revision) -> Iterator[str]:
    yield "    <revision>"
    yield f"      <id>{revision.id}</id>"
    if revision.parent is not None:
        yield f"      <parentid>{revision.parent}</parentid>"
    yield f"      <timestamp>{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(revision.time))}</timestamp>"
    yield from _contributor(revision)
    if revision.minor:
        yield "      <minor />"
    if "comment" in revision.deleted:
        yield '      <comment deleted="deleted" />'
    elif revision.comment:
        yield f"      <comment>{escape(revision.comment)}</comment>"
    yield f"      <origin>{revision.id}</origin>"
    yield "      <model>wikitext</model>"
    yield "      <format>text/x-wiki</format>"
    digest, size = sha1(revision.text), len(revision.text.encode("utf-8"))
    if "text" in revision.deleted:
        yield f'      <text bytes="{size}" deleted="deleted" />'
        yield "      <sha1 />"
    else:
        ending = f">{escape(revision.text)}</text>" if revision.text else " />"
        yield f'      <text bytes="{size}" sha1="{digest}" xml:space="preserve"{ending}'
        yield f"      <sha1>{digest}</sha1>"
    yield "    </revision>"


def _contributor(revision: Revision) -> Iterator[str]:
    if "user" in revision.deleted:
        yield '      <contributor deleted="deleted" />'
        return
    yield "      <contributor>"
    if revision.user.anonymous:
        yield f"        <ip>{revision.user.name}</ip>"
    else:
        yield f"        <username>{escape(revision.user.name)}</username>"
        yield f"        <id>{revision.user.id}</id>"
    yield "      </contributor>"
