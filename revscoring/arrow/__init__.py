"""Record batches of Arrow in, record batches out: values and scores of tables, without an engine.

`extract`, `score`
    Values of features, and scores of models, for batches of revisions.
`read_dump`
    The revisions of a dump as batches, with the columns of `CONTENT_HISTORY`.
`extract_schema`, `score_schema`, `CONTENT_HISTORY_SCHEMA`
    The schemas of what these functions yield.
`CONTENT_HISTORY`, `WIKITEXT_HISTORY`, `Columns`
    The columns of Wikimedia's two tables of histories, and those of another table.

It needs pyarrow: ``pip install 'revscoring[arrow]'``.
"""

from ..importing import needs_extra

with needs_extra("arrow"):
    import pyarrow  # noqa: F401

from .columns import CONTENT_HISTORY, WIKITEXT_HISTORY, Columns
from .dumps import CONTENT_HISTORY_SCHEMA, read_dump
from .extraction import extract
from .schemas import Layout, extract_schema, score_schema
from .scoring import score

__all__ = [
    "CONTENT_HISTORY",
    "CONTENT_HISTORY_SCHEMA",
    "WIKITEXT_HISTORY",
    "Columns",
    "Layout",
    "extract",
    "extract_schema",
    "read_dump",
    "score",
    "score_schema",
]
