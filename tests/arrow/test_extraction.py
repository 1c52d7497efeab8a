"""Values for record batches: those of `revscoring extract`, from both tables, however rows are divided."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from datetime import datetime, timezone
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring import arrow
from revscoring.datasources.revision_oriented import revision as roots
from revscoring.errors import RevisionNotFound
from revscoring.features import Feature, FeatureVector, revision_oriented, temporal, wikitext
from revscoring.languages import english
from revscoring.observations import read_observations
from revscoring.utilities import extract

from .tables import as_wikitext_history, content_row, content_table, hostile_rows, part_of_sample

TEXT = wikitext.revision
FEATURES = [
    TEXT.diff.words_added,
    TEXT.parent.chars,
    TEXT.wikilinks,
    english.informals.revision.diff.match_delta_sum,
    temporal.revision.page.creation.seconds_since,
    revision_oriented.revision.comment_matches("lol"),
    revision_oriented.revision.user.is_anon,
    revision_oriented.revision.page.namespace.id_in_set({0}),
]


def rows_of(table, features=FEATURES, **options) -> dict[int, dict]:
    found = arrow.extract(table if isinstance(table, list) else table.to_batches(), features, **options)
    return {row["revision_id"]: row for batch in found for row in batch.to_pylist()}


@pytest.fixture(scope="module")
def hostile():
    return rows_of(content_table(hostile_rows()))


def test_values_are_those_that_the_command_extracts_from_the_sample_wiki(repository, tmp_path):
    dump = part_of_sample(repository, tmp_path)
    names = [str(feature) for feature in FEATURES]
    output = tmp_path / "values.jsonl"
    options = ["--dump", dump, "--extractors", "0", "--output", str(output)]
    extract.main(["tests.arrow.test_extraction.FEATURES", *options])
    with output.open() as lines:
        expected = {row["rev_id"]: row for row in read_observations(lines)}
    found = rows_of(list(arrow.read_dump(dump)))
    assert found.keys() == expected.keys()
    assert {row["wiki_id"] for row in found.values()} == {"halvarrawiki"}
    for rev_id, row in expected.items():
        if "error" in row:
            assert found[rev_id]["error"] == row["error"]
            assert found[rev_id]["features"] is None
        else:
            assert found[rev_id]["error"] is None
            assert found[rev_id]["features"] == {name: row["cache"][name] for name in names}


def test_both_tables_of_wikimedia_give_the_same_rows(hostile):
    assert rows_of(as_wikitext_history(hostile_rows())) == hostile


def test_a_bad_row_costs_only_itself_and_its_children(hostile):
    kinds = {rev_id: row["error"] and row["error"]["type"] for rev_id, row in hostile.items()}
    assert kinds == {
        10: None,
        11: None,
        12: "TextDeleted",
        13: "TextDeleted",
        14: "UserDeleted",
        15: "CommentDeleted",
        16: None,
        20: "RevisionNotFound",
        21: "DependencyError",  # the creation of the page is not in the table
        30: None,
        31: "TextDeleted",
        40: None,
    }
    assert hostile[16]["features"][str(revision_oriented.revision.user.is_anon)] is True
    assert hostile[30]["features"][str(revision_oriented.revision.page.namespace.id_in_set({0}))] is True
    assert hostile[11]["features"][str(temporal.revision.page.creation.seconds_since)] == 60


@given(cuts=st.lists(st.integers(0, len(hostile_rows())), max_size=8))
def test_any_division_into_batches_gives_the_same_rows(hostile, cuts):
    table = content_table(hostile_rows())
    edges = [0, *sorted(cuts), table.num_rows]
    batches = [
        pa.RecordBatch.from_arrays([column.combine_chunks() for column in part.columns], schema=part.schema)
        for begin, end in pairwise(edges)
        for part in [table.slice(begin, end - begin)]
    ]
    assert rows_of(batches) == hostile


def test_what_is_not_utf8_is_an_error_of_its_row():
    good = content_table([content_row(1, 10, None, "Good."), content_row(1, 11, 10, "Good too.")])
    table = as_wikitext_history([content_row(1, 10, None, "Good."), content_row(1, 11, 10, "Good too.")])
    texts = pa.array([b"B\xffd.", b"Good too."]).cast(pa.binary())
    bad = pa.StringArray.from_buffers(2, texts.buffers()[1], texts.buffers()[2])
    place = table.schema.get_field_index("revision_text")
    table = table.set_column(place, "revision_text", bad)
    found = rows_of(table, [TEXT.chars])
    assert "the text of revision 10 cannot be read" in found[10]["error"]["message"]
    assert found[11] == rows_of(good, [TEXT.chars])[11]
    comments = table.set_column(
        table.schema.get_field_index("revision_comment"), "revision_comment", bad
    ).set_column(place, "revision_text", pa.array(["Good.", "Good too."]))
    found = rows_of(comments, [revision_oriented.revision.comment_matches("x"), TEXT.chars])
    assert "the comment of revision 10 cannot be read" in found[10]["error"]["message"]
    assert found[11]["error"] is None


def test_a_row_without_ids_is_an_error_row():
    rows = [content_row(1, 10, None, "One."), content_row(1, 11, 10, "Two.") | {"revision_id": None}]
    found = rows_of(content_table(rows), [TEXT.chars])
    assert found[10]["features"] == {str(TEXT.chars): 4.0}
    assert "no revision_id" in found[None]["error"]["message"]


def test_what_the_table_does_not_tell_comes_by_a_column():
    seconds = temporal.revision.user.seconds_since_registration
    groups = revision_oriented.revision.user.in_group({"sysop"})
    rows = [content_row(1, 10, None, "A", user_text="Sue"), content_row(1, 11, 10, "B", user_id=None)]
    table = content_table(rows)
    message = rows_of(table, [groups])[10]["error"]["message"]
    assert "the table does not tell datasource.revision.user.info.groups" in message
    assert "columns={'user_groups': 'COLUMN'}" in message
    since = datetime(2004, 3, 1, tzinfo=timezone.utc)
    more = table.append_column("groups", pa.array([["sysop"], None])).append_column("since", [[since, None]])
    found = rows_of(more, [groups, seconds], columns={"user_groups": "groups", "user_registration": "since"})
    assert [*found[10]["features"].values()] == [True, 12 * 3600 + 600]
    assert [*found[11]["features"].values()] == [False, 0]
    # A parent that was merged into another page:
    orphan = content_table([content_row(1, 11, 10, "The deep lake.")])
    given = orphan.append_column("before", pa.array(["The lake."]))
    assert rows_of(orphan, [TEXT.diff.words_added])[11]["error"]["type"] == "RevisionNotFound"
    by_column = {"datasource.revision.parent.text": "before"}
    found = rows_of(given, [TEXT.diff.words_added], columns=by_column)
    assert found[11]["features"] == {str(TEXT.diff.words_added): 1.0}


def test_other_tables_by_a_mapping():
    table = pa.table({"page": [1, 1], "id": [5, 6], "body": ["One.", "One two."]})
    names = {"page_id": "page", "revision_id": "id", "text": "body"}
    found = rows_of(table, [TEXT.diff.words_added], columns=names)
    assert found[5]["error"] is None  # without parent ids, the row before is the parent
    assert [*found[6]["features"].values()] == [1.0]
    error = rows_of(table, [temporal.revision.day_of_week], columns=names)[5]["error"]
    assert "does not tell datasource.revision.timestamp_str" in error["message"]
    with pytest.raises(ValueError, match="needs a column for the field 'page_id'; the columns are page, id"):
        rows_of(table)
    with pytest.raises(ValueError, match="no column 'text' for text"):
        rows_of(table, columns={**names, "text": "text"})
    with pytest.raises(ValueError, match="'words' is not a field"):
        rows_of(table, columns={**names, "words": "body"})


def test_rows_that_are_only_parents_give_no_values():
    rows = [content_row(1, 10, None, "One."), content_row(1, 11, 10, "One two.")]
    table = content_table(rows).append_column("emit", pa.array([False, True]))
    assert [*rows_of(table, [TEXT.diff.words_added])] == [11]


def test_types_and_layouts():
    count = Feature("count", lambda text: len(text), returns=int, depends_on=[roots.text])
    pair = FeatureVector("pair", lambda text: [1.5, 2.5], returns=float, depends_on=[roots.text])
    huge = Feature("huge", lambda text: 10 ** len(text), returns=int, depends_on=[roots.text])
    lone = Feature("lone", lambda text: text[0] + "\ud800", returns=str, depends_on=[roots.text])
    table = content_table([content_row(1, 10, None, "One"), content_row(1, 11, 10, "x" * 30)])
    found = rows_of(table, [count, pair, roots.user.text, roots.comment])
    assert found[10]["features"] == {
        "feature.count": 3,
        "feature_vector.pair": [1.5, 2.5],
        "datasource.revision.user.text": '"Ann"',
        "datasource.revision.comment": '"/* Top */ more"',
    }
    assert rows_of(table, [count, pair], layout="vector")[10]["features"] == [3.0, 1.5, 2.5]
    assert rows_of(table, [count], layout="columns")[10]["feature.count"] == 3
    with pytest.raises(ValueError, match="the layout is struct, columns, vector, not 'rows'"):
        rows_of(table, [count], layout="rows")
    found = rows_of(table, [count, huge])
    assert found[10]["features"]["feature.huge"] == 1000
    assert found[11]["error"]["message"].startswith("DependencyError: a value cannot be written to a table")
    assert rows_of(table, [lone])[10]["features"] is None


def test_the_first_error_is_raised_on_request():
    with pytest.raises(RevisionNotFound):
        rows_of(content_table([content_row(1, 11, 10, "An orphan.")]), errors="raise")


def test_a_long_page_is_not_held_in_memory():
    def batches():
        for rev in range(1, 301):
            yield content_table([content_row(1, rev, rev - 1, chr(97 + rev % 26) * 200_000)]).to_batches()[0]

    tracemalloc.start()
    try:
        found = arrow.extract(
            batches(), [revision_oriented.revision.page.namespace.id_in_set({0})], window=2_000_000
        )
        assert sum(batch.num_rows for batch in found) == 300
        assert tracemalloc.get_traced_memory()[1] < 20_000_000  # of 60 million characters
    finally:
        tracemalloc.stop()


def test_without_pyarrow_it_says_what_to_install():
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import revscoring, revscoring.features.wikitext\n"
        "try: import revscoring.arrow\n"
        "except RuntimeError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "pyarrow is missing: pip install 'revscoring[arrow]'\n"
