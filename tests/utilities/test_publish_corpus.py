"""``revscoring publish corpus``: scores without texts and names, with cards and digests that hold."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import subprocess
import sys

import pytest
import yaml

from revscoring.features import revision_oriented, wikitext
from revscoring.scoring.models import GradientBoosting

#: What the dump of the tests hides, or what no corpus has.
NAMES = ("Secret Sam", "secret words", "secret summary", "Ann", "Fact")

VALIDATION = """
import json, sys, mlcroissant
issues = mlcroissant.Dataset(jsonld=sys.argv[1]).metadata.ctx.issues
print(json.dumps([[str(one) for one in found] for found in (issues.errors, issues.warnings)]))
"""

RAI = ("rai:dataBiases", "rai:personalSensitiveInformation", "rai:dataReleaseMaintenancePlan")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model about the length of a text, and about who edits."""
    features = [wikitext.revision.chars, revision_oriented.revision.user.is_anon]
    made = GradientBoosting(features, [True, False], n_estimators=3, version="1.2")
    made.train([((number * 10, number % 2 == 0), number > 5) for number in range(12)])
    path = tmp_path_factory.mktemp("model") / "reverted.model"
    made.dump(str(path))
    return path


@pytest.fixture
def corpus(inside, program, model):
    """A corpus of the dump, without an edit that is hidden since."""
    line = {"wiki": "testwiki", "rev_id": 3, "hidden": ["text"], "time": "2026-05-01T00:00:00Z"}
    program.write("redactions.jsonl", json.dumps(line) + "\n")
    inside(
        "publish", "corpus", model, "--dump=wiki.xml", "--output=corpus", "--license=CC0-1.0", "--extractors=0",
        "--shard-rows=50", "--creator=The \"testers\"", "--redactions=redactions.jsonl",
    )  # fmt: skip
    return program.path("corpus")


def rows_of(directory):
    return [
        json.loads(line)
        for path in sorted(directory.glob("scores-*.jsonl.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]


def test_a_corpus_has_scores_cards_and_digests_but_no_text_and_no_name(inside, program, model, corpus):
    rows = rows_of(corpus)
    assert len(rows) > 100 and 3 not in {row["rev_id"] for row in rows}
    assert all(set(row) == {"rev_id", "page", "time", "score", "version"} for row in rows)
    assert rows[0]["version"] == "1.2" and rows[0]["time"] == "2003-01-01T00:30:00Z" and rows[0]["page"] == 1
    assert set(rows[0]["score"]["probability"]) == {"true", "false"}
    names = sorted(path.name for path in corpus.iterdir())
    assert names[:3] == ["CITATION.cff", "README.md", "SHA256SUMS"] and len(names) == 7
    for line in (corpus / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((corpus / name).read_bytes()).hexdigest() == digest
    content = b"".join(path.read_bytes() for path in corpus.iterdir() if path.suffix != ".gz").decode()
    assert not [name for name in NAMES if name in content + json.dumps(rows)]
    citation = yaml.safe_load((corpus / "CITATION.cff").read_text())
    assert citation["authors"] == [{"name": 'The "testers"'}] and citation["license"] == "CC0-1.0"
    card = (corpus / "README.md").read_text()
    assert yaml.safe_load(card.split("---")[1])["license"] == "CC0-1.0"
    assert "Redacted until: 2026-05-01T00:00:00Z" in card and "feature.revision.user.is_anon" in card
    assert f"| Edits | {len(rows):,}, " in card
    before = [path.read_bytes() for path in sorted(corpus.glob("*.gz"))]
    again = "publish", "corpus", model, "--dump=wiki.xml", "--license=CC0-1.0", "--extractors=0"
    assert "exists already" in inside(*again, "--output=corpus", check=2).stderr
    inside(*again, "--output=again", "--shard-rows=50", "--redactions=redactions.jsonl")
    assert [path.read_bytes() for path in sorted(program.path("again").glob("*.gz"))] == before


def test_the_metadata_is_croissant(corpus):
    document = json.loads((corpus / "croissant.json").read_text())
    assert document["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    assert document["@type"] == "sc:Dataset" and document["license"] == "CC0-1.0"
    assert all(document[name] for name in ("name", "description", "url", "creator", "datePublished", *RAI))
    objects = [one for one in document["distribution"] if one["@type"] == "cr:FileObject"]
    assert [one["contentUrl"] for one in objects] == sorted(path.name for path in corpus.glob("*.gz"))
    for one in objects:
        path = corpus / one["contentUrl"]
        assert one["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert one["contentSize"] == f"{path.stat().st_size} B"
    (record_set,) = document["recordSet"]
    ids = {one["@id"] for one in document["distribution"]}
    row = rows_of(corpus)[0]
    for field in record_set["field"]:
        assert field["source"]["fileSet"]["@id"] in ids and field["dataType"].startswith("sc:")
        value = row
        for part in field["source"]["extract"]["jsonPath"].removeprefix("$.").split("."):
            value = value[part]
        assert value is not None
    defined = {name.partition(":")[0] for name in document["@context"]} | {"@id", "@type"}
    used = {
        name.partition(":")[0] for name in json.dumps(document).split('"') if name.startswith(("cr:", "rai:"))
    }
    assert used <= defined


def test_the_metadata_is_valid_by_the_validator_of_its_authors(corpus):
    if importlib.util.find_spec("mlcroissant") is None:
        pytest.skip(
            "mlcroissant is not installed (it brings pandas and rdflib); the test before holds the form"
        )
    done = subprocess.run(
        [sys.executable, "-c", VALIDATION, str(corpus / "croissant.json")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[], []]


def test_redactions_reach_a_corpus_and_its_cards(inside, program, corpus):
    rev_id = rows_of(corpus)[0]["rev_id"]
    line = {"wiki": "testwiki", "rev_id": rev_id, "hidden": ["removed"], "time": "2026-07-01T00:00:00Z"}
    with program.path("redactions.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
    inside("publish", "redactions", "apply", "redactions.jsonl", "--to=corpus")
    assert rows_of(corpus)[0]["redacted"] == ["comment", "removed", "text", "user"]
    assert json.loads((corpus / "croissant.json").read_text())["redacted_until"] == "2026-07-01T00:00:00Z"
    assert "Redacted until: 2026-07-01T00:00:00Z" in (corpus / "README.md").read_text()
    test_the_metadata_is_croissant(corpus)
    for line in (corpus / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((corpus / name).read_bytes()).hexdigest() == digest


def test_what_a_real_dump_hides_is_in_no_corpus(inside, program, model, data_dir):
    """Texts, users and summaries are suppressed in this dump; such edits have no score, and nothing else is said."""
    dump = data_dir / "histories" / "simplewiki-two-pages.xml.xz"
    done = inside(
        "publish", "corpus", model, "--dump", dump, "--output=simple", "--license=CC0-1.0", "--extractors=0"
    )
    rows = rows_of(program.path("simple"))
    assert 20 < len(rows) < 33 and f"33 revisions in = {len(rows)} out" in done.stderr
    assert all(set(row) == {"rev_id", "page", "time", "score", "version"} for row in rows)
    assert all(isinstance(row["rev_id"], int) and isinstance(row["page"], int) for row in rows)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dump=wiki.xml", "--output=new"], "say under which licence"),
        (
            ["--dump=none.xml", "--output=new", "--license=CC0-1.0"],
            "none.xml: cannot be opened: No such file",
        ),
        (["--dump=binary", "--output=new", "--license=CC0-1.0"], "binary"),
        (["--dump=wiki.xml", "--output=none/new", "--license=CC0-1.0"], "No such file"),
        (["--dump=wiki.xml", "--output=new", "--license=CC0-1.0", "--redactions=binary"], "not a redaction"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(inside, program, model, arguments, message):
    program.path("binary").write_bytes(b"\x00\xff\n" * 100)
    before = set(program.directory.iterdir())
    done = inside("publish", "corpus", model, "--extractors=0", *arguments, check=2)
    assert message in done.stderr.strip().splitlines()[-1]
    assert set(program.directory.iterdir()) == before
