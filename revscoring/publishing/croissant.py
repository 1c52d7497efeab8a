"""Metadata of a corpus of scores in Croissant 1.1 with RAI 1.0, which data sets are found and judged by."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from .digests import CARD

__all__ = ["CorpusFacts", "Shard", "croissant"]

_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "redacted_until": "cr:redacted_until",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

#: The fields of a row: their types, where they stand, and what they are.
_FIELDS: Final = {
    "rev_id": ("sc:Integer", "rev_id", "The id of the revision in the wiki."),
    "page": ("sc:Integer", "page", "The id of its page."),
    "time": ("sc:DateTime", "time", "When it was saved (UTC)."),
    "prediction": ("sc:Text", "score.prediction", "The label that the model predicts."),
    "version": ("sc:Text", "version", "The version of the model."),
}


class Shard(NamedTuple):
    """A file of a corpus: its name, the rows in it, its bytes, and its SHA-256."""

    name: str
    rows: int
    size: int
    digest: str


class CorpusFacts(NamedTuple):
    """What the metadata and the card of a corpus say.

    Attributes
    ----------
    name, title, description : str
    license : str
        Its SPDX name, or an address.
    creator, url : str
        Of those who publish it; may be empty.
    version : str
        Of the model.
    model, digest : str
        The name of the model's file, and its SHA-256.
    learned_from : str
        What the model learned from, in words.
    who_features : tuple of str
        The features that are about who edits.
    labels : tuple of str
        As they stand in the probabilities.
    wiki : str
    first, last : str
        The times of the first and the last edit.
    rows, left_out : int
        The edits with a score, and those without.
    published : str
        The day.
    redacted_until : str
        Until when redactions are obeyed; empty if none were looked at.
    """

    name: str
    title: str
    description: str
    license: str
    creator: str
    url: str
    version: str
    model: str
    digest: str
    learned_from: str
    who_features: tuple[str, ...]
    labels: tuple[str, ...]
    wiki: str
    first: str
    last: str
    rows: int
    left_out: int
    published: str
    redacted_until: str

    @property
    def biases(self) -> str:
        """What is known of biases, in words."""
        about = (
            f"These of its features depend on who edits: {', '.join(self.who_features)}. So it may flag good "
            "edits of newcomers and of people without an account far more often than those of others."
            if self.who_features
            else "None of its features depends on who edits."
        )
        return (
            f"The scores are of a model that learned from {self.learned_from or 'data it does not name'}. "
            f"Labels that come from reverts share the bias of those who revert. {about} Edits whose text is "
            "hidden have no score."
        )

    @property
    def personal_information(self) -> str:
        """Which personal information there is, in words."""
        return (
            "No texts, summaries, titles or names of users. The id of a revision leads to its public page on "
            "the wiki, where its author is named as long as the wiki shows it; a score says something about "
            "an edit of that person."
        )

    @property
    def maintenance(self) -> str:
        """How what is hidden later is taken back, in words."""
        return (
            "What the wiki hid until the time of `redacted_until` is left out. Whoever keeps a copy should "
            "apply later redactions (`revscoring publish redactions`). Fetch texts anew, do not keep them."
        )


def croissant(facts: CorpusFacts, shards: list[Shard]) -> dict[str, Any]:
    """Return the JSON-LD of a corpus."""
    files = [
        {
            "@type": "cr:FileObject",
            "@id": shard.name,
            "name": shard.name,
            "description": f"{shard.rows:,} scores, one JSON object a line, gzip.",
            "contentUrl": shard.name,
            "contentSize": f"{shard.size} B",
            "encodingFormat": ["application/jsonlines", "application/gzip"],
            "sha256": shard.digest,
        }
        for shard in shards
    ]
    shown = dict(_FIELDS)
    for label in facts.labels:
        path = f"score.probability.{label}"
        shown[f"probability_{label}"] = ("sc:Float", path, f"The probability of the label {label}.")
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"scores/{name}",
            "name": name,
            "description": description,
            "dataType": kind,
            "source": {"fileSet": {"@id": "shards"}, "extract": {"jsonPath": f"$.{path}"}},
        }
        for name, (kind, path, description) in shown.items()
    ]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": facts.name,
        "description": facts.description,
        "version": facts.version,
        "license": facts.license,
        "url": facts.url or CARD,
        "creator": {"@type": "sc:Organization", "name": facts.creator or "not named"},
        "datePublished": facts.published,
        "temporalCoverage": f"{facts.first[:10]}/{facts.last[:10]}",
        "isLiveDataset": False,
        "citeAs": f"{facts.title}, version {facts.version}, {facts.published[:4]}",
        "redacted_until": facts.redacted_until,
        "rai:dataBiases": facts.biases,
        "rai:personalSensitiveInformation": facts.personal_information,
        "rai:dataReleaseMaintenancePlan": facts.maintenance,
        "rai:dataLimitations": (
            "A score is an estimate, not a judgement: no edit should be undone for its score alone."
        ),
        "distribution": [
            *files,
            {
                "@type": "cr:FileSet",
                "@id": "shards",
                "name": "shards",
                "description": "All files of scores.",
                "encodingFormat": "application/jsonlines",
                "includes": "scores-*.jsonl.gz",
            },
        ],
        "recordSet": [{"@type": "cr:RecordSet", "@id": "scores", "name": "scores", "field": fields}],
    }
