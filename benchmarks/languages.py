"""Time all feature sets of a language on one page of 64 kB, beside revscoring 2.x if it is there.

    python benchmarks/languages.py [--peer PYTHON] [--pages N] [LANGUAGE ...]

Every page is new to the process, which is warm: it has seen other pages with most of the words. Pages
are put together from the articles of `articles/minidumps/` in the directory of real data
($REVSCORING_DATA, or ../shared/data beside the checkout), each with another cut of the text. Times are
milliseconds of the processor, the median of the pages; "fresh" is the first page after one, with most of
its words new to the process. With --peer, the interpreter of an environment with revscoring 2.x runs the same
pages in turn.
"""

from __future__ import annotations

import argparse
import bz2
import gc
import importlib
import json
import os
import re
import statistics
import subprocess
import sys
import time
from html import unescape
from pathlib import Path
from typing import Any

LANGUAGES = {"english": "en", "german": "de", "russian": "ru", "arabic": "ar", "chinese": "zh"}
PAGE_BYTES = 65_536
#: Pages are cuts of so much text, so that the first ones hold nearly all of its words.
POOL_BYTES = 6 * PAGE_BYTES
#: Pages seen before those that count.
WARM_UP = 24


def data_directory() -> Path:
    """Return the directory of real data."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("REVSCORING_DATA", beside))


def pages(code: str, count: int) -> list[str]:
    """Return pages of 64 kB, no two of which are alike."""
    path = data_directory() / "articles" / "minidumps" / f"{code}-wiki.xml.bz2"
    xml = bz2.decompress(path.read_bytes()).decode("utf-8")
    texts = [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", xml)]
    pool = "\n\n".join(texts).encode("utf-8")[:POOL_BYTES].decode("utf-8", "ignore")
    paragraphs = [part for part in pool.split("\n\n") if part.strip()]
    made = []
    for number in range(count):
        shift = (number * 7 * len(paragraphs) // 40) % len(paragraphs)
        turned = paragraphs[shift:] + paragraphs[:shift]
        page, size = [], 0
        while size < PAGE_BYTES:
            for paragraph in turned:
                page.append(f"{paragraph} {number}")
                size += len(paragraph.encode("utf-8")) + 4
                if size >= PAGE_BYTES:
                    break
        made.append("\n\n".join(page).encode("utf-8")[:PAGE_BYTES].decode("utf-8", "ignore"))
    return made


def features_of(module: Any, sets: list[str]) -> list[Any]:
    """Return the features of the text itself of some sets: not those of its parent, nor of the diff."""
    found = []
    for name in sets:
        revision = getattr(module, name).revision
        members = vars(revision).values()
        found += [member for member in members if hasattr(member, "process") and hasattr(member, "returns")]
    return found


def set_names(module: Any) -> list[str]:
    """Return the names of the feature sets of a language."""
    return sorted(name for name, found in vars(module).items() if hasattr(found, "revision"))


def measure(features: list[Any], texts: list[str], warm_up: int = WARM_UP) -> tuple[float, float]:
    """Return the milliseconds that pages take: the median after the first ones, and the second page."""
    from revscoring.datasources import revision_oriented
    from revscoring.dependencies import solve

    times = []
    for text in texts:
        gc.collect()
        start = time.process_time()
        list(solve(features, cache={revision_oriented.revision.text: text}))
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times[warm_up:]), times[min(1, len(times) - 1)]


def run(language: str, count: int, only: list[str] | None) -> dict[str, Any]:
    """Measure a language in this process."""
    texts = pages(LANGUAGES[language], WARM_UP + count + max(count, 12))
    module = importlib.import_module(f"revscoring.languages.{language}")
    sets = [name for name in set_names(module) if only is None or name in only]
    usable, missing = [], []
    for name in sets:
        try:
            measure(features_of(module, [name]), ["a word"], 0)
            usable.append(name)
        except Exception as error:
            missing.append(f"{name}: {type(error).__name__}")
    warm, fresh = measure(features_of(module, usable), texts[: WARM_UP + count])
    others = texts[WARM_UP + count :]
    each = {
        name: measure(features_of(module, [name]), others[number :: len(usable)], 0)[0]
        for number, name in enumerate(usable)
    }
    return {
        "language": language,
        "sets": usable,
        "missing": missing,
        "ms": warm,
        "fresh": fresh,
        "each": each,
    }


def run_apart(python: str, language: str, count: int, only: list[str] | None) -> dict[str, Any]:
    """Measure a language in a process of its own."""
    arguments = [python, "-W", "ignore", __file__, "--worker", language, "--pages", str(count)]
    if only is not None:
        arguments += ["--only", ",".join(only)]
    root = str(Path(__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": root if python == sys.executable else ""}
    environment["REVSCORING_DATA"] = str(data_directory())
    done = subprocess.run(
        arguments, capture_output=True, text=True, check=False, env=environment, cwd=data_directory()
    )
    if done.returncode:
        nan = float("nan")
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        return {"language": language, "sets": [], "missing": last, "ms": nan, "fresh": nan, "each": {}}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("languages", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--peer", metavar="PYTHON", help="an interpreter with revscoring 2.x")
    parser.add_argument("--pages", type=int, default=15, help="pages that count (default: 15)")
    parser.add_argument("--each", action="store_true", help="print each set, too")
    parser.add_argument("--worker", metavar="LANGUAGE", help=argparse.SUPPRESS)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        only = options.only.split(",") if options.only else None
        print(json.dumps(run(options.worker, options.pages, only)))
        return
    print("language   all sets, warm     fresh   those of 2.x        2.x           sets of 2.x")
    for language in options.languages:
        ours = run_apart(sys.executable, language, options.pages, None)
        line = f"{language:10} {ours['ms']:11.1f} ms {ours['fresh']:6.1f} ms"
        if options.peer:
            peer = run_apart(options.peer, language, max(3, options.pages // 5), None)
            same = run_apart(sys.executable, language, options.pages, peer["sets"])
            line += f" {same['ms']:11.1f} ms {peer['ms']:7.1f} ms {peer['ms'] / same['ms']:5.0f}x   "
            line += ", ".join(peer["sets"] or peer["missing"])
        print(line)
        for missing in ours["missing"]:
            print(f"           not measured: {missing}")
        if options.each:
            for name, spent in ours["each"].items():
                print(f"           {name}: {spent:.1f} ms")


if __name__ == "__main__":
    main()
