"""Corpora: scores of many edits for others, in shards with digests, a card and metadata; no text, no name."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from .croissant import CorpusFacts, Shard, croissant
from .digests import CARD, CITATION, METADATA, REDACTED_UNTIL, digest_of, write_digests

__all__ = ["ROWS_IN_SHARD", "new_directory", "write_cards", "write_shards"]

ROWS_IN_SHARD: Final = 1_000_000


@contextmanager
def new_directory(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a directory that gets its name when all is in it, and is removed if something fails.

    Raises
    ------
    FileExistsError
        If there is something of that name already, other than an empty directory.
    """
    target = Path(path).resolve()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise FileExistsError(errno.EEXIST, "it exists already, and is not replaced", str(path))
    directory = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent))
    try:
        yield directory
        directory.chmod(0o755)
        directory.replace(target)
    except BaseException:
        shutil.rmtree(directory)
        raise


def write_shards(
    directory: Path, rows: Iterable[dict[str, Any]], size: int = ROWS_IN_SHARD
) -> tuple[list[Shard], str, str]:
    """Write rows to shards; return these, and the times of the first and the last edit.

    The same rows make the same bytes.
    """
    shards: list[Shard] = []
    first, last = "", ""
    found = iter(rows)
    row = next(found, None)
    while row is not None:
        path = directory / f"scores-{len(shards):05}.jsonl.gz"
        count = 0
        with (
            path.open("wb") as file,
            gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
            io.TextIOWrapper(packed, "utf-8", newline="\n") as out,
        ):
            while row is not None and count < size:
                out.write(json.dumps(row) + "\n")
                first, last = min(first or row["time"], row["time"]), max(last, row["time"])
                count += 1
                row = next(found, None)
        shards.append(Shard(path.name, count, path.stat().st_size, digest_of(path)))
    return shards, first, last


def write_cards(directory: Path, facts: CorpusFacts, shards: list[Shard]) -> None:
    """Write what stands beside the shards: the card, the citation, the metadata, and the digests of all."""
    environment = Environment(
        loader=PackageLoader("revscoring.publishing"),
        undefined=StrictUndefined,
        autoescape=False,  # Markdown and YAML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["yaml"] = lambda text: json.dumps(text, ensure_ascii=False)
    is_spdx = not facts.license.startswith(("http://", "https://"))
    for name in (CARD, CITATION):
        template = environment.get_template(f"{name}.jinja")
        text = template.render(facts=facts, redacted_until=REDACTED_UNTIL, is_spdx=is_spdx)
        (directory / name).write_text(text, encoding="utf-8")
    metadata = json.dumps(croissant(facts, shards), ensure_ascii=False, indent=2) + "\n"
    (directory / METADATA).write_text(metadata, encoding="utf-8")
    write_digests(directory, [*(shard.name for shard in shards), CARD, CITATION, METADATA])
