"""The bytes that ``revscoring extract`` writes for real histories, whatever computes them.

Workers, bounds of caches and the seed of hashes must not show in the output.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: A list of all kinds of features, and tables, which are written in their own order.
LISTS = [
    "revscoring.examples.english.damaging",
    "revscoring.languages.english.badwords.revision.diff.datasources.match_delta",
    "revscoring.languages.english.dictionary.revision.diff.datasources.non_dict_word_delta",
    "revscoring.features.wikitext.revision.diff.datasources.token_delta",
    "revscoring.features.wikitext.revision.diff.datasources.word_prop_delta",
    "revscoring.features.wikitext.revision.datasources.word_frequency",
    "revscoring.features.wikitext.revision.datasources.token_frequency",
    "revscoring.languages.english.stemmed.revision.datasources.stem_frequency",
]
PROGRAM = """
import json, sys
from revscoring.text import cache
cache.configure(**json.loads(sys.argv[1]))
from revscoring.utilities.extract import main
main(sys.argv[2:])
"""
DEFAULTS = "{}"
#: Hardly a text fits, and the words are forgotten again and again.
TINY = '{"words": 1000000, "texts": 300000}'
NO_TEXTS = '{"texts": 0}'
LARGE = '{"words": 1000000000, "texts": 1000000000}'


def extract(repository: Path, dump: Path, output: Path, bounds: str, workers: int, hash_seed: int) -> bytes:
    """Run the program over a dump in a fresh process, and return what it wrote."""
    command = [sys.executable, "-c", PROGRAM, bounds, *LISTS, "--dump", str(dump), "--output", str(output)]
    done = subprocess.run(
        [*command, "--extractors", str(workers), "--batch-size", "7"],
        cwd=repository,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return output.read_bytes()


@pytest.fixture(scope="module")
def dump(data_dir: Path) -> Path:
    path = data_dir / "histories" / "enwiki-five-pages-2004-2014.xml.xz"
    if not path.exists():
        pytest.skip(f"there is no {path.name} in the directory of real data")
    return path


@pytest.fixture(scope="module")
def in_one_process(repository: Path, dump: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    written = extract(repository, dump, tmp_path_factory.mktemp("one") / "out.jsonl", DEFAULTS, 0, 0)
    assert written.count(b"\n") == 229
    assert written.count(b'"error"') == 0
    return written


@pytest.mark.parametrize(
    ("bounds", "workers", "hash_seed"),
    [
        pytest.param(DEFAULTS, 1, 1, id="one worker, other hashes"),
        pytest.param(LARGE, 2, 0, id="two workers, large caches"),
        pytest.param(TINY, 2, 1, id="two workers, tiny caches, other hashes"),
        pytest.param(NO_TEXTS, 0, 0, id="no texts kept"),
    ],
)
def test_the_same_bytes(in_one_process, repository, dump, tmp_path, bounds, workers, hash_seed):
    assert extract(repository, dump, tmp_path / "out.jsonl", bounds, workers, hash_seed) == in_one_process
