"""Values and scores of whole wikis on Apache Spark: `revscoring.arrow` in each Python worker.

`extract`, `score`
    A data frame of revisions in, a data frame of values or scores out.
`read_dump`, `register`
    Dumps as a data frame; and as the data source ``mediawiki-dump`` of Spark 4.
`with_first_edits`
    What a history tells about its users: when they first edited.
`write_chunks`
    A long job in parts, with a manifest; a rerun does what is missing.

It needs Spark 3.5 or 4, and Java: ``pip install 'revscoring[spark]'``.
"""

from ..importing import needs_extra

with needs_extra("spark"):
    import pyspark  # noqa: F401

from .chunks import Chunk, write_chunks
from .dumps import read_dump, register
from .frames import extract, score
from .users import with_first_edits

__all__ = ["Chunk", "extract", "read_dump", "register", "score", "with_first_edits", "write_chunks"]
