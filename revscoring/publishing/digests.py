"""Digests of files that are published together: ``SHA256SUMS``, and those in ``croissant.json``."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Final

from ..files import replace_file

__all__ = [
    "CARD",
    "CITATION",
    "DIGESTS",
    "METADATA",
    "PUBLISHED_WITH",
    "REDACTED_UNTIL",
    "digest_of",
    "renew_digests",
    "write_digests",
]

DIGESTS: Final = "SHA256SUMS"
METADATA: Final = "croissant.json"
CARD: Final = "README.md"
CITATION: Final = "CITATION.cff"

#: Files about the others, which tell of no revision.
PUBLISHED_WITH: Final = (DIGESTS, METADATA, CARD, CITATION)

#: How the card says until when redactions are obeyed.
REDACTED_UNTIL: Final = "Redacted until: "


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_digests(directory: Path, names: list[str]) -> None:
    """Write the digests of files, as ``sha256sum --check`` reads them."""
    lines = "".join(f"{digest_of(directory / name)}  {name}\n" for name in names)
    replace_file(directory / DIGESTS, lines.encode())


def renew_digests(directory: Path, redacted_until: str | None = None) -> bool:
    """Bring the digests of a directory up to date, and its time of redaction; return whether it has some."""
    metadata, card, digests = (directory / name for name in (METADATA, CARD, DIGESTS))
    if metadata.is_file():
        document = json.loads(metadata.read_text(encoding="utf-8"))
        for one in document.get("distribution") or ():
            path = directory / str(one.get("contentUrl"))
            if "sha256" in one and path.is_file():
                one |= {"sha256": digest_of(path), "contentSize": f"{path.stat().st_size} B"}
        if redacted_until is not None and "redacted_until" in document:
            document["redacted_until"] = redacted_until
        replace_file(metadata, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
        if redacted_until is not None and card.is_file():
            line = re.compile(rf"^{re.escape(REDACTED_UNTIL)}.*$", re.MULTILINE)
            text = line.sub(REDACTED_UNTIL + redacted_until, card.read_text(encoding="utf-8"))
            replace_file(card, text.encode())
    if digests.is_file():
        names = [line[66:] for line in digests.read_text(encoding="utf-8").splitlines()]
        write_digests(directory, [name for name in names if (directory / name).is_file()])
    return metadata.is_file() or digests.is_file()
