"""Values of features for batches of revisions; the same as `revscoring extract` computes from a dump."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import pyarrow as pa

from ..dependencies import Dependent
from ..errors import DependencyError
from ..extractors.dump import WINDOW_BYTES, link_parents, make_task, needs_histories, root_names
from ..extractors.tasks import Extraction, Task
from ..extractors.workers import extract_many
from ..features import vectorize_values
from ..observations import error_document
from .rows import TableRevision, read_rows
from .schemas import ERROR, KEYS, Layout, converter_of, extract_schema

__all__ = ["Errors", "Key", "Rows", "extract", "extractions"]

#: How errors are told: in a column, or by raising the first.
Errors = Literal["column", "raise"]

#: How many rows a batch of results has.
BATCH_ROWS: Final = 1000


class Key(NamedTuple):
    """The revision that a row of results is about."""

    wiki: str | None
    page_id: int | None
    revision_id: int | None


def extract(
    batches: Iterable[pa.RecordBatch],
    features: Sequence[Dependent],
    *,
    columns: Mapping[str, str] | None = None,
    layout: Layout = "struct",
    errors: Errors = "column",
    by_order: bool = False,
    window: int = WINDOW_BYTES,
) -> Iterator[pa.RecordBatch]:
    """Yield the values of features for the rows of record batches, a row each.

    Parameters
    ----------
    batches : iterable of RecordBatch
        Revisions with the columns of Wikimedia's ``mediawiki_content_history_v1`` or
        ``mediawiki_wikitext_history``, or with others that `columns` names. The rows of a page follow each
        other, sorted by time: parents are found among the rows before. How rows are divided into batches
        does not matter.
    features : sequence of Dependent
        Features; datasources give typed JSON.
    columns : mapping of str to str, optional
        Field → column; see `Columns`.
    layout : "struct", "columns" or "vector"
        Values in one column ``features`` of the type struct, in a column each, or as a vector of numbers.
    errors : "column" or "raise"
        Tell the error of a row in its column ``error``, or raise the first one.
    by_order : bool
        Take the row before in the page as the parent, and ignore parent ids.
    window : int
        Bytes of text to keep of one page for its later rows.

    Yields
    ------
    RecordBatch
        Of `extract_schema`. A row whose parent is missing comes at the end of its page.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from revscoring.features import wikitext
    >>> texts = ["The lake.", "The deep lake."]
    >>> ids = {"page_id": [7, 7], "revision_id": [1, 2], "revision_parent_id": [0, 1]}
    >>> table = pa.table({**ids, "revision_text": texts})
    >>> added = wikitext.revision.diff.words_added
    >>> [batch] = extract(table.to_batches(), [added], layout="columns")
    >>> batch.column(str(added)).to_pylist()
    [2.0, 1.0]
    """
    features = list(features)
    schema = extract_schema(features, layout)
    writer = _ValueWriter(features, layout)
    rows = Rows(schema)
    for done in extractions(batches, features, columns=columns, by_order=by_order, window=window):
        error = done.error
        values: list[Any] | None = None
        if error is None:
            try:
                values = writer.convert(done.values or [])
            except Exception as problem:
                error = DependencyError(f"a value cannot be written to a table: {problem}")
        if error is not None and errors == "raise":
            raise error
        rows.add(done.key, values, error)
        if len(rows) >= BATCH_ROWS:
            yield rows.batch()
    if len(rows):
        yield rows.batch()


class _ValueWriter:
    """Turns the values of a revision into those of the columns between the keys and the error."""

    def __init__(self, features: Sequence[Dependent], layout: Layout) -> None:
        self.names = [str(feature) for feature in features]
        self.converters = [converter_of(feature) for feature in features]
        self.finish: Callable[[list[Any]], list[Any]] = {
            "columns": lambda values: values,
            "struct": lambda values: [dict(zip(self.names, values, strict=True))],
            "vector": lambda values: [[float(value) for value in vectorize_values(values)]],
        }[layout]

    def convert(self, values: Sequence[Any]) -> list[Any]:
        return self.finish([convert(value) for convert, value in zip(self.converters, values, strict=True)])


class Rows:
    """Rows of results on their way into a batch.

    Parameters
    ----------
    schema : Schema
        Keys, columns of values, and the error.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.rows: list[list[Any]] = []
        self.nothing = [None] * (len(schema) - len(KEYS) - 1)

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, key: Key, values: Sequence[Any] | None, error: BaseException | None) -> None:
        """Add a row: the values of the columns, or None, and the error, if there is one."""
        self.rows.append([*key, *(values or self.nothing), None if error is None else _document(error)])

    def batch(self) -> pa.RecordBatch:
        """Return the rows as a batch, and begin a new one."""
        rows, self.rows = self.rows, []
        try:
            return self._batch(rows)
        except (pa.ArrowException, OverflowError, UnicodeError, ValueError, TypeError):
            return self._batch([self._checked(row) for row in rows])

    def _batch(self, rows: list[list[Any]]) -> pa.RecordBatch:
        columns = zip(*rows, strict=True)
        arrays = [
            pa.array(column, type=field.type) for column, field in zip(columns, self.schema, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _checked(self, row: list[Any]) -> list[Any]:
        """Return a row; one with a value that its column cannot hold becomes an error."""
        try:
            self._batch([row])
        except (pa.ArrowException, OverflowError, UnicodeError, ValueError, TypeError) as problem:
            error = DependencyError(f"a value cannot be written to a table: {problem}")
            return [*row[: len(KEYS)], *self.nothing, _document(error)]
        return row


def _document(error: BaseException) -> dict[str, str]:
    """Return an error for its column; what Unicode cannot hold is escaped."""
    found = error_document(error)
    return {
        ERROR.type[0].name: found["type"],
        ERROR.type[1].name: found["message"].encode("utf8", "backslashreplace").decode("utf8"),
    }


def extractions(
    batches: Iterable[pa.RecordBatch],
    dependents: Sequence[Dependent],
    *,
    columns: Mapping[str, str] | None = None,
    by_order: bool = False,
    window: int = WINDOW_BYTES,
) -> Iterator[Extraction]:
    """Yield the values of nodes for the rows of batches; the key of an extraction is a `Key`."""

    def tasks() -> Iterator[Task]:
        roots = root_names(dependents)
        roots_beside: dict[frozenset[str], set[str]] = {frozenset(): roots}
        for linked in link_parents(
            read_rows(batches, columns), by_order=by_order, window=window, histories=needs_histories(roots)
        ):
            revision = linked.revision
            if not isinstance(revision, TableRevision) or not revision.emit:
                continue
            given = frozenset(revision.known)
            if given not in roots_beside:
                roots_beside[given] = root_names(dependents, given)
            key = Key(revision.wiki, revision.page.id, revision.id)
            if revision.bad_row is not None:
                key = Key(revision.wiki, revision.page.id or None, revision.id or None)
                yield Task(key, error=revision.bad_row)
                continue
            yield make_task(
                key,
                linked,
                roots_beside[given],
                cache=revision.known,
                untold=revision.untold,
                advise=_advise,
            )

    return extract_many(tasks(), dependents, workers=0)


#: Attributes of accounts → the fields of columns that they come by.
ACCOUNTS: Final = {
    "groups": "user_groups",
    "registration_str": "user_registration",
    "editcount": "user_editcount",
}


def _advise(missing: Sequence[str]) -> str:
    """Say which roots a table does not tell, and what to do."""
    field = ACCOUNTS.get(missing[0].rpartition("user.info.")[2], missing[0])
    return (
        f"the table does not tell {', '.join(missing)}; join it in, and name its column: "
        f"columns={{{field!r}: 'COLUMN'}}"
    )
