"""Revisions from the rows of record batches: one text in memory at a time, beside the batch itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import DependencyError
from ..extractors.dump import INFO_FIELDS, Accounts, DumpPage, DumpRevision
from .columns import Columns

__all__ = ["TableRevision", "read_rows"]

#: The slot of a page that has its text.
MAIN_SLOT: Final = "main"

#: Fields of accounts → their names in `Accounts`.
ACCOUNT_FIELDS: Final = {
    "user_groups": "groups",
    "user_registration": "registration_str",
    "user_editcount": "editcount",
}


@dataclass(slots=True)
class TableRevision(DumpRevision):
    """A revision of a table.

    Attributes
    ----------
    wiki : str or None
    emit : bool
        Whether values are wanted, or the row is only there as the parent of others.
    known : dict of str to object
        Roots that the table has columns for.
    untold : frozenset of str
        Roots that the table has no columns for.
    bad_row : DependencyError or None
        Why the row is not a revision.
    """

    wiki: str | None = None
    emit: bool = True
    known: dict[str, Any] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()
    bad_row: DependencyError | None = None


def read_rows(
    batches: Iterable[pa.RecordBatch], given: Mapping[str, str] | None = None
) -> Iterator[TableRevision]:
    """Yield the revisions of batches.

    Parameters
    ----------
    batches : iterable of RecordBatch
        Rows of a page follow each other, parents before children.
    given : mapping of str to str, optional
        See `Columns.of`.
    """
    columns: Columns | None = None
    page: DumpPage | None = None
    last: tuple[Any, Any] | None = None
    for batch in batches:
        if columns is None:
            columns = Columns.of(batch.schema.names, given)
        rows = _Rows(batch, columns)
        for place in range(batch.num_rows):
            where = rows.wiki[place], rows.page_id[place]
            if page is None or where != last:
                page, last = rows.page(place), where
            revision = rows.revision(place, page)
            if page.first is None:
                page.first = replace(revision, text=None, stored_bytes=revision.byte_length)
            yield revision


class _Rows:
    """The columns of one batch: the texts as they are, the others as lists."""

    def __init__(self, batch: pa.RecordBatch, columns: Columns) -> None:
        self.batch, self.names, self.length = batch, columns.names, batch.num_rows
        self.untold = columns.untold
        self.wiki = self._list("wiki")
        self.page_id = self._list("page_id")
        self.revision_id = self._list("revision_id")
        self.parent_id = self._list("parent_id")
        self.namespace = self._list("namespace")
        self.title = self._list("title")
        self.user_id = self._list("user_id")
        self.user_text = self._list("user_text", "" if "user_text" not in self.names else None)
        self.user_visible = self._list("user_visible", True)
        self.timestamp = self._times("timestamp")
        self.minor = self._list("minor")
        self.comment = self._list("comment", "" if "comment" not in self.names else None)
        self.comment_visible = self._list("comment_visible")
        self.size = self._list("size")
        self.model = self._list("content_model")
        self.text_visible = self._list("text_visible", True)
        self.emit = self._list("emit", True)
        self.accounts = {
            key: self._times(name) if name == "user_registration" else self._list(name)
            for name, key in ACCOUNT_FIELDS.items()
            if name in self.names
        }
        self.roots = {name: self._list(name) for name in self.names if name.startswith("datasource.")}
        self.text: Callable[[int], Any] = lambda place: ""
        if "slots" in self.names:
            self._read_slots(batch.column(self.names["slots"]))
        elif "text" in self.names:
            self.text = _getter(batch.column(self.names["text"]))

    def _list(self, name: str, default: Any = None) -> list[Any]:
        """Return the values of a field; one that is not UTF-8 is an error."""
        if name not in self.names:
            return [default] * self.length
        array = self.batch.column(self.names[name])
        try:
            return list(array.to_pylist())
        except UnicodeDecodeError:
            return [*map(_getter(array), range(self.length))]

    def _times(self, name: str) -> list[Any]:
        """Return times as MediaWiki writes them."""
        if name not in self.names:
            return [None] * self.length
        array = self.batch.column(self.names[name])
        if not pa.types.is_timestamp(array.type):
            return self._list(name)
        utc = array.cast(pa.timestamp("s", array.type.tz), safe=False).cast(pa.int64())
        return list(pc.strftime(utc.cast(pa.timestamp("s")), format="%Y-%m-%dT%H:%M:%SZ").to_pylist())

    def _read_slots(self, slots: pa.MapArray) -> None:
        """Find the main slot of each row, and what it says beside the text."""
        keys, items, offsets = slots.keys.to_pylist(), slots.items, slots.offsets.to_pylist()
        valid = slots.is_valid().to_pylist()
        places: list[int | None] = [
            next((at for at in range(offsets[row], offsets[row + 1]) if keys[at] == MAIN_SLOT), None)
            if valid[row]
            else None
            for row in range(self.length)
        ]
        fields = {field.name: items.field(number) for number, field in enumerate(items.type)}
        body = _getter(fields["content_body"])
        there = items.is_valid().to_pylist()
        places = [at if at is not None and there[at] else None for at in places]

        def of_slot(name: str) -> list[Any]:
            if name not in fields:
                return [None] * self.length
            values = fields[name].to_pylist()
            return [None if at is None else values[at] for at in places]

        self.model = of_slot("content_model")
        sizes = of_slot("content_size")
        self.size = [own if own is not None else whole for own, whole in zip(sizes, self.size, strict=True)]
        self.text = lambda row: None if (at := places[row]) is None else body(at)

    def page(self, place: int) -> DumpPage:
        """Return the page of a row, whose title may have the prefix of its namespace."""
        number, title = self.namespace[place] or 0, self.title[place]
        full = title.replace("_", " ") if isinstance(title, str) else ""
        prefix, colon, rest = full.partition(":") if number > 0 else ("", "", full)
        if not colon:
            prefix, rest = "", full
        return DumpPage(self.page_id[place] or 0, full, rest, number, prefix)

    def revision(self, place: int, page: DumpPage) -> TableRevision:
        """Return the revision of a row."""
        broken: dict[str, Exception] = {}
        rev_id, title = self.revision_id[place], self.title[place]
        text = self.text(place) if self.text_visible[place] is not False else None
        comment, name = self.comment[place], self.user_text[place]
        if comment is None and self.comment_visible[place]:
            comment = ""
        if self.comment_visible[place] is False:
            comment = None
        if self.user_visible[place] is False:
            name = None
        for part, value in (("text", text), ("comment", comment), ("contributor", name), ("page", title)):
            if isinstance(value, Exception):
                broken[part] = DependencyError(f"the {part} of revision {rev_id} cannot be read: {value}")
        if title is None and "title" in self.names:
            broken["page"] = DependencyError(f"the page of revision {rev_id} has no title")
        size, parent_id = self.size[place], self.parent_id[place]
        revision = TableRevision(
            page=page,
            id=rev_id or 0,
            parent_id=parent_id if parent_id is not None and parent_id > 0 else None,
            timestamp=self.timestamp[place] or "",
            user_id=None if name is None or "contributor" in broken else self._user_id(place),
            user_text=None if "contributor" in broken else name,
            minor=bool(self.minor[place]),
            comment=None if "comment" in broken else comment,
            model=self.model[place],
            text=None if "text" in broken else text,
            line=0,
            broken=broken,
            stored_bytes=size if size is not None and size >= 0 else None,
            wiki=self.wiki[place],
            emit=self.emit[place] is not False,
            untold=self.untold,
        )
        if rev_id is None or self.page_id[place] is None:
            missing = "page_id" if rev_id is not None else "revision_id"
            revision.bad_row = DependencyError(f"a row has no {missing} (column {self.names[missing]})")
        self._add_known(place, revision)
        return revision

    def _user_id(self, place: int) -> int | None:
        """Return the id of a user, 0 for anonymous ones; in one of the tables -1 is a lost id."""
        user_id: int | None = self.user_id[place]
        if user_id is not None and user_id < 0:
            return None if "user_visible" in self.names else 0
        return user_id or 0

    def _add_known(self, place: int, revision: TableRevision) -> None:
        if self.accounts:
            given = {key: values[place] for key, values in self.accounts.items()}
            own = {key: value for key, value in given.items() if value is not None}
            if "groups" in own:
                own["groups"] = list(dict.fromkeys(["*", "user", *own["groups"]]))
            name = revision.user_text or ""
            found = Accounts({name: own} if revision.user_id else {}).look_up(revision.user_id, name)
            for key in INFO_FIELDS:
                if revision.user_text is not None and key in (found or {}):
                    revision.known[f"datasource.revision.user.info.{key}"] = (found or {})[key]
        for name, values in self.roots.items():
            if values[place] is not None:
                revision.known[name] = values[place]


def _getter(array: pa.Array) -> Callable[[int], Any]:
    """Return a function that reads a value of an array of strings; what is not UTF-8 is an error."""

    def get(place: int) -> Any:
        try:
            value = array[place].as_py()
            return value.decode("utf8") if isinstance(value, bytes) else value
        except UnicodeDecodeError as error:
            return error

    return get
