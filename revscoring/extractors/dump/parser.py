"""The parser of a MediaWiki XML dump: expat's handlers, and the revision under construction."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from .records import DumpError, DumpPage, DumpRevision

if TYPE_CHECKING:
    from .reader import Dump

__all__ = ["Parser"]

#: Children of <revision> whose text is kept.
FIELDS: Final = frozenset({"id", "parentid", "timestamp", "model", "format", "sha1", "text", "comment"})

#: Elements that hold text only: markup in them, which has to be escaped, would cut off what is before it.
LEAVES: Final = FIELDS | {"username", "ip", "title", "ns"}

#: Children of <siteinfo> by the attribute of SiteInfo that holds them.
SITE_FIELDS: Final = {"sitename": "name", "dbname": "dbname", "base": "base"}


class Parser:
    """The expat handlers, and the revision under construction."""

    def __init__(self, dump: Dump) -> None:
        self.dump = dump
        self.complete: list[DumpRevision] = []
        self.stopped = False
        self.path: list[str] = []
        self.characters: list[str] = []
        self.page: DumpPage | None = None
        self.page_line: int | None = None
        self.page_fields: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self.revision_line: int | None = None
        self.unclosed_pages = 0
        self.outer_page: tuple[DumpPage | None, dict[str, str]] | None = None
        self.seen_root = False
        self.seen_end = False
        self.started = False
        self.lines_before = 0
        self.markup_depth = 0
        self.broken: dict[str, DumpError] = {}
        self.broken_page: DumpError | None = None
        self.log_items = 0
        self.stubs = self.orphans = self.pages_with_revisions = 0
        self.expat = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 1 << 20
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters.append
        parser.EntityDeclHandler = self.refuse_entity
        parser.CommentHandler = lambda _text: self.find_markup("a comment <!-- -->")
        parser.ProcessingInstructionHandler = lambda target, _text: self.find_markup(f"<?{target}")

    @property
    def line(self) -> int:
        """The line of the file."""
        return self.expat.CurrentLineNumber + self.lines_before

    @property
    def has_no_histories(self) -> bool:
        """Whether no page has more than one revision although revisions have parents."""
        return bool(self.orphans) and self.dump.revisions == self.pages_with_revisions

    @property
    def has_no_texts(self) -> bool:
        """Whether all texts are in another file."""
        return 0 < self.stubs == self.dump.revisions

    def feed(self, chunk: bytes, last: bool = False) -> None:
        if not self.started and not last:
            rest = chunk.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
            self.lines_before += chunk[: len(chunk) - len(rest)].count(b"\n")
            chunk, self.started = rest, bool(rest)
        try:
            self.expat.Parse(chunk, last)
        except expat.ExpatError as error:
            self.give_up(self._explain(error))

    def _explain(self, error: expat.ExpatError) -> DumpError | None:
        """Return the defect; None if it only follows from an unclosed page that is known already."""
        text = expat.ErrorString(error.code)
        line = error.lineno + self.lines_before
        if self.seen_end:
            return self._error(
                "a second dump begins here, or something else follows the end of the first: give dumps that "
                "were put together one by one",
                line,
            )
        ends_early = text in ("no element found", "unclosed token", "unclosed CDATA section")
        if not self.seen_root:
            is_empty = ends_early and "CDATA" not in text
            reason = "the file is empty: it has no <mediawiki> element"
            return self._error(reason if is_empty else f"this is no MediaWiki XML dump ({text})", line)
        if ends_early:
            where = self.path[-1] if self.path else "mediawiki"
            reason = f"the dump ends early, inside <{where}>: the file is cut off; fetch it again"
            return self._error(reason, line)
        if self.unclosed_pages and self.page_line is None and text == "mismatched tag":
            return None
        return self._error(f"the XML is broken ({text}, column {error.offset})", line)

    def _error(self, reason: str, line: int | None = None) -> DumpError:
        return DumpError(self.dump.path, reason, self.line if line is None else line)

    def give_up(self, error: DumpError | None) -> None:
        """Stop reading; an open revision is lost."""
        if error is not None:
            self.dump.defects.append(error)
        self._lose_revision()
        self.stopped = True

    def _lose_revision(self) -> None:
        if self.revision_line is not None:
            self.revision_line = None
            self.dump.lost += 1

    def refuse_entity(self, name: str, *_declaration: object) -> None:
        raise self._error(f"declares the entity {name!r}; a MediaWiki dump has none, so it is not read")

    def find_markup(self, what: str) -> None:
        """Note that the element that is open, which holds text only, has markup in it."""
        element = self.path[-1] if self.path else ""
        if element not in LEAVES or "page" not in self.path:
            return
        error = self._error(
            f"there is markup that is not escaped ({what}) inside <{element}>, which can hold text only"
        )
        if self.revision_line is None:
            self.broken_page = self.broken_page or error
            return
        name = "contributor" if self.path[-2] == "contributor" else element
        if self.path[-2] in ("revision", "contributor"):
            self.broken.setdefault(name, error)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self.path[-1] if self.path else None
        if self.markup_depth or (parent in LEAVES and tag != "page"):
            if not self.markup_depth:
                self.find_markup(f"<{tag}>")
            self.markup_depth += 1
            return
        self.path.append(tag)
        self.characters.clear()
        if tag == "page":
            self._open_page()
        elif parent == "revision":
            if tag == "minor":
                self.fields["minor"] = "1"
            elif tag in ("text", "comment", "contributor"):
                if "deleted" in attributes:
                    self.fields[f"{tag} deleted"] = "1"
                if tag == "text":
                    self.attributes = attributes
                    self.fields["text"] = ""
                    if not self.dump.texts:
                        self.expat.CharacterDataHandler = None
        elif tag == "revision" and parent == "page":
            self.page = self.page or self._make_page()
            self.revision_line = self.line
            self.fields, self.attributes, self.broken = {}, {}, {}
        elif tag == "logitem":
            self.log_items += 1
        elif tag == "redirect":
            self.page_fields["redirect"] = attributes.get("title", "")
        elif tag == "namespace":
            self.attributes = attributes
        elif parent is None:
            self._open_root(tag, attributes)

    def end(self, tag: str) -> None:
        if self.markup_depth:
            self.markup_depth -= 1
            return
        path = self.path
        path.pop()
        parent = path[-1] if path else None
        if tag == "page":
            self.page_line = self.page = None
            if self.outer_page is not None:
                (self.page, self.page_fields), self.outer_page = self.outer_page, None
        elif parent == "revision":
            if tag in FIELDS:
                self.fields[tag] = "".join(self.characters)
            if tag == "text" and not self.dump.texts:
                self.expat.CharacterDataHandler = self.characters.append
        elif parent == "contributor" and path[-2] == "revision":
            self.fields[f"user {tag}"] = "".join(self.characters)
        elif parent == "page":
            if tag == "revision":
                self._close_revision()
            elif tag in ("title", "ns", "id"):
                self.page_fields[tag] = "".join(self.characters)
        elif tag == "namespace":
            number = _number(self.attributes.get("key"))
            if number is not None:
                self.dump.site.namespaces[number] = "".join(self.characters)
        elif tag in SITE_FIELDS and parent == "siteinfo":
            setattr(self.dump.site, SITE_FIELDS[tag], "".join(self.characters))
        elif parent is None:
            self.seen_end = True
        self.characters.clear()

    def _open_root(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "mediawiki":
            raise self._error(f"this is no MediaWiki XML dump: it begins with <{tag}>, not with <mediawiki>")
        self.seen_root = True
        self.dump.site.schema = attributes.get("version", "")
        self.dump.site.language = attributes.get("xml:lang")

    def _open_page(self) -> None:
        if self.page_line is not None:
            self.unclosed_pages += 1
            title = self.page_fields.get("title", "")
            self.dump.defects.append(
                self._error(
                    f"a page begins inside the page {title!r} of line {self.page_line}, which is not closed: "
                    "a part of the dump may be missing here"
                )
            )
            self._lose_revision()
            self.outer_page = (self.page, self.page_fields)
        self.dump.pages += 1
        self.broken_page = None
        self.page = None
        self.page_line = self.line
        self.page_fields = {}

    def _make_page(self) -> DumpPage:
        fields, site = self.page_fields, self.dump.site
        title = full_title = fields.get("title", "")
        number = _number(fields.get("ns"))
        if number is None:
            number, title = site.split_title(full_title)
        elif number > 0 and ":" in full_title:
            title = full_title.partition(":")[2]
        return DumpPage(
            id=_number(fields.get("id")) or 0,
            full_title=full_title,
            title=title,
            namespace=number,
            namespace_name=site.namespaces.get(number, ""),
            redirect=fields.get("redirect"),
        )

    def _close_revision(self) -> None:
        line, self.revision_line = self.revision_line, None
        fields, page = self.fields, self.page
        rev_id = _number(fields.get("id"))
        if line is None or page is None:
            return
        if rev_id is None:
            self.dump.lost += 1
            self.dump.defects.append(self._error(f"a revision has no valid <id>: {fields.get('id')!r}", line))
            return
        other = self.broken.keys() - {"text", "comment", "contributor"}
        if other:
            self.dump.lost += 1
            self.dump.defects.append(self.broken[min(other)])
            return
        broken = {**self.broken, "page": self.broken_page} if self.broken_page else self.broken
        user_id, user_text = self._user()
        revision = DumpRevision(
            page=page,
            id=rev_id,
            parent_id=_number(fields.get("parentid")),
            timestamp=fields.get("timestamp", "").strip(),
            user_id=user_id,
            user_text=user_text,
            minor="minor" in fields,
            comment=None if "comment deleted" in fields or "comment" in broken else fields.get("comment", ""),
            model=fields.get("model"),
            format=fields.get("format"),
            text=self._text(),
            line=line,
            stored_sha1=fields.get("sha1") or self.attributes.get("sha1"),
            stored_bytes=self._byte_length(),
            broken=broken,
        )
        self.stubs += self._is_stub()
        if page.first is None:
            self.pages_with_revisions += 1
            self.orphans += bool(revision.parent_id)
            page.first = replace(revision, text=None, stored_bytes=revision.byte_length)
        self.complete.append(revision)

    def _user(self) -> tuple[int | None, str | None]:
        fields = self.fields
        if "contributor deleted" in fields or "contributor" in self.broken:
            return None, None
        if "user ip" in fields:
            return 0, fields["user ip"]
        return _number(fields.get("user id")), fields.get("user username")

    def _text(self) -> str | None:
        if "text deleted" in self.fields or "text" in self.broken or not self.dump.texts or self._is_stub():
            return None
        return self.fields.get("text")

    def _is_stub(self) -> bool:
        """Return whether the text of the revision exists, but not in this file."""
        if self.fields.get("text") != "" or "text deleted" in self.fields:
            return False
        if (self._byte_length() or 0) > 0:
            return True
        return "id" in self.attributes and "bytes" not in self.attributes  # schemas without the length

    def _byte_length(self) -> int | None:
        length = _number(self.attributes.get("bytes"))
        return None if length is not None and length < 0 else length


def _number(text: str | None) -> int | None:
    """Return a number, or None if it is missing or invalid."""
    try:
        return None if text is None else int(text)
    except ValueError:
        return None
