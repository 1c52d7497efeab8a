"""Time the markup index against mwparserfromhell's tokenizer and its tree of nodes.

    python benchmarks/markup.py PAGE.wikitext [PAGE.wikitext ...]
    python benchmarks/markup.py --dump HISTORY.xml[.xz|.bz2|.gz] [--revisions FIRST LAST]

Times are those of the processor. For a page: the whole index, the index with an empty cache, and
after a small edit with a warm one. For a dump: a pass through a range of its revisions with one
cache. Every index of a page is checked against the tree.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import lzma
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mwparserfromhell

from revscoring.text import cache
from revscoring.text.markup import MarkupIndex, index_of

READ = (
    "heading_levels",
    "heading_titles",
    "external_link_urls",
    "wikilink_titles",
    "tag_names",
    "template_names",
    "content_chars",
)
OPENERS: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".bz2": bz2.open, ".gz": gzip.open}


def tokenize(text: str) -> None:
    """Run the tokenizer of mwparserfromhell alone."""
    mwparserfromhell.parser.Parser()._tokenizer.tokenize(text)


def read_cold(text: str) -> list[object]:
    """Read a text with empty caches."""
    cache.clear()
    return read(index_of(text))


def read(index: MarkupIndex) -> list[object]:
    """Read all that features read, sources of nodes excepted."""
    return [getattr(index, name) for name in READ]


def read_tree(text: str) -> list[object]:
    """Read the same from the tree of nodes."""
    code = mwparserfromhell.parse(text)
    headings = code.filter_headings()
    return [
        tuple(heading.level for heading in headings),
        tuple(str(heading.title).strip() for heading in headings),
        tuple(str(link.url) for link in code.filter_external_links()),
        tuple(str(link.title) for link in code.filter_wikilinks()),
        tuple(str(tag.tag) for tag in code.filter_tags()),
        tuple(str(template.name) for template in code.filter_templates()),
        len(code.strip_code()),
    ]


def milliseconds(action: Callable[[], object], repeat: int = 20) -> float:
    """Return the shortest processor time of some runs: what the action costs when nothing disturbs it."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def edits(text: str, count: int) -> Iterator[str]:
    """Yield versions of a text with one word more each, in a random place."""
    chooser = random.Random(0)
    for number in range(count):
        place = text.find(" ", chooser.randrange(len(text)))
        yield f"{text[:place]} word{number}{text[place:]}"


def time_page(name: str, text: str) -> None:
    """Print the figures of one page."""
    bare = milliseconds(lambda: tokenize(text))
    assert read_cold(text) == read_tree(text)
    edited = []
    for version in edits(text, 100):
        start = time.process_time()
        found = read(index_of(version))
        edited.append(1000 * (time.process_time() - start))
        assert found == read_tree(version)
    figures = {
        "bare tokenizer": bare,
        "index, empty caches": milliseconds(lambda: read_cold(text)),
        "index, small edit (median)": statistics.median(edited),
        "index, small edit (mean)": statistics.mean(edited),
        "tree and filters": milliseconds(lambda: read_tree(text), 3),
    }
    print(f"{name}: {len(text)} characters")
    for label, value in figures.items():
        print(f"  {label:34} {value:8.2f} ms  {value / bare:6.2f} x bare tokenizer")


def texts(path: Path, first: int, last: int) -> Iterator[str]:
    """Yield the texts of a range of revisions of a dump."""
    number = 0
    with OPENERS.get(path.suffix, open)(path, "rb") as source:
        for _, element in ElementTree.iterparse(source):
            if element.tag.endswith("}revision"):
                if first <= number < last:
                    yield element.findtext("{*}text") or ""
                number += 1
                element.clear()
                if number >= last:
                    return


def time_dump(path: Path, first: int, last: int) -> None:
    """Print the figures of a pass through revisions."""
    cache.clear()
    bare, cached = [], []
    chars = 0
    for text in texts(path, first, last):
        chars += len(text)
        start = time.process_time()
        tokenize(text)
        middle = time.process_time()
        read(index_of(text))
        cached.append(1000 * (time.process_time() - middle))
        bare.append(1000 * (middle - start))
    print(f"{path.name}: {len(bare)} revisions from {first}, mean {chars // len(bare)} characters")
    for label, times in (("bare tokenizer", bare), ("index, one cache", cached)):
        print(
            f"  {label:34} mean {statistics.mean(times):8.2f} ms  median {statistics.median(times):8.2f} ms"
        )
    print(f"  the caches: {cache.usage()['texts'] / 2**20:.1f} MB")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE")
    parser.add_argument("--dump", type=Path)
    parser.add_argument("--revisions", nargs=2, type=int, default=(0, 500), metavar=("FIRST", "LAST"))
    args = parser.parse_args()
    for page in args.pages:
        time_page(page.name, page.read_text("utf8"))
    if args.dump:
        time_dump(args.dump, *args.revisions)


if __name__ == "__main__":
    main()
