"""Make the sample wiki, three years of an invented encyclopaedia, as a MediaWiki XML dump.

Run as ``python examples/sample_wiki/make_sample_wiki.py``. The same script and material give the
same XML each time; the story itself is told by the modules of ``generator/``.
"""

from __future__ import annotations

import argparse
import lzma
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generator import dump
from generator.simulation import Simulation
from generator.wiki import Wiki

SEED = 1911
DEFAULT = Path(__file__).resolve().parent / "sample_wiki.xml.xz"


def make() -> tuple[Wiki, str]:
    """Let the wiki live and return it with its dump."""
    wiki = Simulation(SEED).run()
    return wiki, "\n".join(dump.write(wiki)) + "\n"


def statistics(wiki: Wiki, xml: str) -> list[tuple[str, int]]:
    """Count what is in the wiki; the purposes are those of the generator, not labels."""
    pages = list(wiki.pages.values())
    revisions = [revision for page in pages for revision in page.revisions]
    purposes = Counter(revision.intent for revision in revisions)
    plain = {"good", "mistake", "dispute", "revert", "self-revert", "cleanup"}
    harmful = sum(count for purpose, count in purposes.items() if purpose not in plain)
    roles = Counter(revision.user.role for revision in revisions)
    helpful = sum(
        revision.user.anonymous and revision.intent in ("good", "revert", "cleanup") for revision in revisions
    )
    return [
        ("pages", len(pages)),
        ("of them articles", sum(page.namespace == 0 for page in pages)),
        ("revisions", len(revisions)),
        ("by anonymous editors", roles["ip"]),
        ("of them helpful", helpful),
        ("by newcomers", roles["newcomers"]),
        ("by regulars and experts", roles["regulars"] + roles["experts"]),
        ("by administrators and patrollers", roles["admins"] + roles["patrollers"]),
        ("by bots", roles["bots"]),
        ("harmful on purpose", harmful),
        ("mistakes made in good faith", purposes["mistake"]),
        ("turns in disputes", purposes["dispute"]),
        ("reverts and clean-ups", purposes["revert"] + purposes["self-revert"] + purposes["cleanup"]),
        ("longest text in bytes", max(len(revision.text.encode()) for revision in revisions)),
        ("bytes of XML", len(xml.encode())),
    ]


def table(rows: list[tuple[str, int]]) -> str:
    """Draw the statistics as a table of reStructuredText."""
    left = max(len(name) for name, _ in rows)
    right = max(len(f"{count:,}") for _, count in rows)
    rule = f"{'=' * left}  {'=' * right}"
    return "\n".join([rule, *(f"{name:<{left}}  {f'{count:,}':>{right}}" for name, count in rows), rule])


def main(argv: list[str] | None = None) -> None:
    """Write the dump and print its statistics."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--output", type=Path, default=DEFAULT, help="where to write; .xz compresses")
    options = parser.parse_args(argv)
    wiki, xml = make()
    data = xml.encode("utf-8")
    if options.output.suffix == ".xz":
        filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 25}]
        data = lzma.compress(data, check=lzma.CHECK_CRC64, filters=filters)
    options.output.write_bytes(data)
    print(table(statistics(wiki, xml)))


if __name__ == "__main__":
    main()
