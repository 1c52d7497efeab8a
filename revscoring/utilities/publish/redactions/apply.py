"""Remove what wikis hide from files: observations, scores, explanations, reviews, corpora, stores of reports.

Files are lines of JSON or JSON documents, plain or compressed (gz, bz2, xz), or stores of reports. A
directory stands for all files in it. Of a revision of which something is hidden, numbers, true and false,
times and scores remain; other strings go, because they may quote it. Its place is kept, and a field
"redacted" says what is gone. Digests that lie beside a file are renewed. A file is replaced in one step;
what cannot be read is named, left as it is, and makes the status 2.

Example: revscoring publish redactions apply redactions.jsonl --to observations.jsonl corpus/ reports.sqlite
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ....cli.command import utility
from ....cli.files import InputFile
from ....files import is_same_file
from ....publishing import (
    PUBLISHED_WITH,
    HiddenRevisions,
    RedactionFile,
    collect_hidden_texts,
    newest,
    redact_file,
    renew_digests,
)

__all__ = ["command"]


@utility("apply")
@click.argument("redactions", type=InputFile())
@click.argument("more", nargs=-1, metavar="[FILE]...")
@click.option("--to", "files", multiple=True, required=True, metavar="FILE", help="What to redact.")
@click.option(
    "--wiki", metavar="NAME", help="The wiki that the files are about.  [default: the only one in REDACTIONS]"
)
def command(redactions: str, more: tuple[str, ...], files: tuple[str, ...], wiki: str | None) -> None:
    if not Path(redactions).is_file():
        raise click.UsageError(f"{redactions}: there is no such file of redactions")
    kept = RedactionFile(redactions)
    hidden = HiddenRevisions(kept.of_wiki(wiki))
    given = [Path(name) for name in (*files, *more)]
    found = dict.fromkeys(path for one in given for path in _files_in(one))
    paths = [path for path in found if not is_same_file(str(path), redactions)]
    problems: dict[Path, str] = {}
    for path in paths:
        try:
            orphans = collect_hidden_texts(path, hidden)
            if orphans:
                print(
                    f"warning: {path}: {orphans:,} rows quote texts of parents without the ids of these, so "
                    "what is hidden of a parent may remain: extract "
                    "revscoring.datasources.revision_oriented.revision.parent.id, too",
                    file=sys.stderr,
                )
        except (RuntimeError, OSError) as error:
            problems[path] = _in_words(path, error)
    for path in [path for path in paths if path not in problems]:
        try:
            count = redact_file(path, hidden)
        except (RuntimeError, OSError) as error:
            problems[path] = _in_words(path, error)
            continue
        print(f"publish redactions apply: {path}: {count:,} redacted", file=sys.stderr)
    for directory in dict.fromkeys(one if one.is_dir() else one.parent for one in given):
        whole = directory in given and not any(directory in path.parents for path in problems)
        if renew_digests(directory, newest(kept.hidden()) if whole else None):
            print(f"publish redactions apply: digests in {directory} are renewed", file=sys.stderr)
    print(
        f"publish redactions apply: {len(paths):,} files in = {len(paths) - len(problems):,} out + "
        f"{len(problems):,} errors; {len(hidden.redactions):,} revisions are hidden",
        file=sys.stderr,
    )
    if problems:
        raise RuntimeError("; ".join(problems.values()))


def _files_in(path: Path) -> Iterator[Path]:
    """Yield a file, or those in a directory that may be about revisions."""
    if not path.is_dir():
        yield path
        return
    for inner in sorted(path.rglob("*")):
        if inner.is_file() and inner.name not in PUBLISHED_WITH and not inner.name.endswith(("-wal", "-shm")):
            yield inner


def _in_words(path: Path, error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{path}: {error.strerror}"
    return str(error)
