"""Feature lists that others have published for 2.x, installed from the registry, on this library.

``golden.json.xz`` holds what each of the 323 lists is made of under 2.x: names and types in their
order, and the input data that it asks for. Models find their features by these.
"""

from __future__ import annotations

import json
import lzma
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RECIPES = json.loads((HERE / "recipes.json").read_text(encoding="utf-8"))
GOLDEN = json.loads(lzma.decompress((HERE / "golden.json.xz").read_bytes()))

#: Where gensim is not installed: vectors for the lists of drafttopic, which load some when imported.
STAND_IN_FOR_GENSIM = '''"""A stand-in: word vectors of three numbers, without words."""


class KeyedVectors(dict):
    vector_size = 3

    @classmethod
    def load(cls, *arguments, **options):
        return cls()
'''


def _pip_install(directory: Path) -> str | None:
    """Install the recipes; return why that was not possible, if so."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "--no-deps", "--target", str(directory), *RECIPES["packages"], *RECIPES["beside"]],
        capture_output=True,
        text=True,
        timeout=300,
        env={"PIP_RETRIES": "1", "PIP_DEFAULT_TIMEOUT": "60", **os.environ},
    )
    if done.returncode == 0:
        return None
    complaints = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return (complaints or done.stderr.splitlines() or ["no message"])[-1]


def _write_stand_ins(directory: Path, working_directory: Path) -> None:
    """Write a module in the place of gensim, and the files of vectors that lists look for."""
    package = directory / "gensim"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "models.py").write_text(STAND_IN_FOR_GENSIM)
    vectors = working_directory / "word2vec"
    vectors.mkdir()
    for source in (directory / "drafttopic").rglob("*.py"):
        for name in re.findall(r'"([^"/]+\.kv)"', source.read_text(encoding="utf-8")):
            (vectors / name).touch()


@pytest.fixture(scope="session")
def scratch(tmp_path_factory):
    """A directory with the published packages, or a skip."""
    directory = tmp_path_factory.mktemp("published")
    problem = _pip_install(directory)
    if problem is not None:
        pytest.skip(f"the published packages cannot be installed here: {problem}")
    return directory


@pytest.fixture(scope="session")
def published(scratch, tmp_path_factory):
    """What the lists are made of on this library: module → its lists, or its error."""
    working_directory = tmp_path_factory.mktemp("work")
    _write_stand_ins(scratch, working_directory)
    paths = [str(scratch), str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(HERE / "probe.py"), *GOLDEN],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=working_directory,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("module", GOLDEN)
def test_lists_are_made_of_the_same_features(published, module):
    assert "error" not in published[module], published[module]["error"]
    ours = published[module]["lists"]
    for name, facts in GOLDEN[module].items():
        assert name in ours, f"{module}.{name} is missing"
        typed = zip(facts["names"], facts["returns"], strict=True)
        assert list(zip(ours[name]["names"], ours[name]["returns"], strict=True)) == list(typed)


@pytest.mark.parametrize("module", GOLDEN)
def test_lists_need_the_same_inputs(published, module):
    for name, facts in GOLDEN[module].items():
        assert published[module]["lists"][name]["roots"] == sorted(facts["roots"]), name


def test_a_published_list_can_be_solved(scratch):
    code = (
        "from editquality.feature_lists import enwiki\n"
        "from revscoring.dependencies import solve\n"
        "cache = {\n"
        "    'datasource.revision.text': 'The ships are BIG!!!',\n"
        "    'datasource.revision.parent.text': 'The ships are large.',\n"
        "    'datasource.revision.comment': '', 'datasource.revision.page.title': 'Ships',\n"
        "    'datasource.revision.page.namespace.id': 0, 'datasource.revision.user.id': 0,\n"
        "    'datasource.revision.user.text': '192.0.2.1',\n"
        "    'datasource.revision.user.info.groups': ['*'],\n"
        "    'datasource.revision.user.info.registration_str': None,\n"
        "    'datasource.revision.timestamp_str': '2020-01-02T03:04:05Z',\n"
        "    'datasource.revision.parent.timestamp_str': '2020-01-01T03:04:05Z',\n"
        "}\n"
        "values = dict(zip(map(str, enwiki.damaging), solve(enwiki.damaging, cache=cache)))\n"
        "assert values['feature.revision.user.is_anon'] is True, values\n"
        "assert values['feature.wikitext.revision.diff.uppercase_word_delta_increase'] == 1, values\n"
        "print(len(values))"
    )
    paths = [str(scratch), str(HERE.parents[1])]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 70
