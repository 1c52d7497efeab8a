"""Publishing: scores and data that others may have, and what has to be taken back.

`Scrubber`
    Takes data about people out of observations, and tells what it did not look for.
`find_personal_data`, `mask_personal_data`
    Personal data in texts, by rules whose hits can be checked.
`pseudonym`
    The same name for the same user, which is of no use without the key.
`write_shards`, `write_cards`
    Write a corpus of scores: its shards, and the card and the metadata (`croissant`) beside them.
`RedactionFile`, `Redaction`
    What wikis hide, in a file that holds nothing of it.
`sweep`
    Asks a wiki which revisions it hides.
`HiddenRevisions`, `redact_document`, `redact_file`
    Remove what is hidden from documents and files; `renew_digests` brings digests up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazy_names
from .pseudonyms import SHORTEST_KEY, account_kind, pseudonym

if TYPE_CHECKING:
    from .corpora import ROWS_IN_SHARD, new_directory, write_cards, write_shards
    from .croissant import CorpusFacts, Shard, croissant
    from .digests import PUBLISHED_WITH, renew_digests
    from .personal_data import Finding, find_personal_data, mask_personal_data
    from .redacting import HiddenRevisions, redact_document, revisions_in
    from .redactions import HIDDEN_KINDS, Redaction, RedactionError, RedactionFile, newest
    from .rewriting import collect_hidden_texts, file_revisions, redact_file
    from .scrubbing import Scrubber
    from .sweeping import sweep, wiki_names

__all__ = [
    "HIDDEN_KINDS",
    "PUBLISHED_WITH",
    "ROWS_IN_SHARD",
    "SHORTEST_KEY",
    "CorpusFacts",
    "Finding",
    "HiddenRevisions",
    "Redaction",
    "RedactionError",
    "RedactionFile",
    "Scrubber",
    "Shard",
    "account_kind",
    "collect_hidden_texts",
    "croissant",
    "file_revisions",
    "find_personal_data",
    "mask_personal_data",
    "new_directory",
    "newest",
    "pseudonym",
    "redact_document",
    "redact_file",
    "renew_digests",
    "revisions_in",
    "sweep",
    "wiki_names",
    "write_cards",
    "write_shards",
]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "personal_data": ["Finding", "find_personal_data", "mask_personal_data"],
            "corpora": ["ROWS_IN_SHARD", "new_directory", "write_cards", "write_shards"],
            "croissant": ["CorpusFacts", "Shard", "croissant"],
            "digests": ["PUBLISHED_WITH", "renew_digests"],
            "redacting": ["HiddenRevisions", "redact_document", "revisions_in"],
            "redactions": ["HIDDEN_KINDS", "Redaction", "RedactionError", "RedactionFile", "newest"],
            "rewriting": ["collect_hidden_texts", "file_revisions", "redact_file"],
            "scrubbing": ["Scrubber"],
            "sweeping": ["sweep", "wiki_names"],
        },
    )
