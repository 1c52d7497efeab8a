"""Whole wikis on Spark: the same values as without it, large pages in segments, and jobs that go on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

pytest.importorskip("pyspark")

import pyarrow as pa
import pyarrow.dataset as ds
from pyspark.sql import functions as F

from revscoring import arrow, spark
from revscoring.observations import read_observations
from revscoring.scoring import Model
from revscoring.spark.segments import in_order
from revscoring.utilities import extract
from tests.arrow.tables import as_wikitext_history, content_row, content_table, hostile_rows, part_of_sample
from tests.integration import spark_features

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(
        shutil.which("java") is None, reason="there is no Java: apt install openjdk-17-jre-headless"
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

PATH = "tests.integration.spark_features"


@pytest.fixture(scope="module")
def session(repository, tmp_path_factory):
    from pyspark.sql import SparkSession

    directory = tmp_path_factory.mktemp("spark")
    patch = pytest.MonkeyPatch()
    patch.setenv("PYSPARK_PYTHON", sys.executable)
    patch.setenv("PYTHONPATH", os.pathsep.join([str(repository), os.environ.get("PYTHONPATH", "")]))
    patch.setenv("REVSCORING_TEST_LOADS", str(directory / "loads"))
    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "Europe/Rome")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.warehouse.dir", str(directory))
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()
    patch.undo()


@pytest.fixture(scope="module")
def dump(repository, tmp_path_factory):
    return part_of_sample(repository, tmp_path_factory.mktemp("dump"), 120)


@pytest.fixture(scope="module")
def history(session, dump, tmp_path_factory):
    """The dump as a table."""
    path = str(tmp_path_factory.mktemp("history") / "history.parquet")
    spark.read_dump(session, [dump]).write.parquet(path)
    return session.read.parquet(path)


def plain(dump: str, features, **options) -> dict:
    """Return the rows that the kernel gives."""
    found = arrow.extract(arrow.read_dump(dump), features, **options)
    return {row["revision_id"]: row for batch in found for row in batch.to_pylist()}


def rows(df) -> dict:
    found = df.collect()
    result = {row["revision_id"]: row.asDict(recursive=True) for row in found}
    assert len(result) == len(found)  # none twice
    return result


def test_values_are_those_of_the_kernel_in_any_order_and_partitioning(session, history, dump):
    expected = plain(dump, spark_features.features)
    assert rows(spark.extract(history, f"{PATH}.features")) == expected
    shuffled = history.orderBy(F.hash("revision_id")).repartition(5)
    found = spark.extract(shuffled, spark_features.features, segment_mb=0.004, partitions=3)
    assert rows(found) == expected


def test_a_large_page_is_cut_and_each_segment_has_what_it_needs(session):
    # Each text is 100 characters; parents are the row before, the first, and one far back.
    parents = {rev: rev - 1 for rev in range(2, 41)} | {30: 1, 31: 3}
    table = content_table([content_row(7, rev, parents.get(rev), f"{rev:0100d}") for rev in range(1, 41)])
    small = content_table([content_row(page, page * 100, None, "small") for page in range(8, 11)])
    hour = datetime(2004, 10, 31, 0, 30, tzinfo=timezone.utc)  # in Rome, 02:30 to 03:00 comes twice
    times = pa.array([hour + timedelta(minutes=rev) for rev in range(1, 41)], pa.timestamp("us", "UTC"))
    table = table.set_column(table.schema.get_field_index("revision_dt"), "revision_dt", times)
    df = session.createDataFrame(table).union(session.createDataFrame(small))
    ordered = in_order(df, arrow.Columns.of(df.columns), 1000, 4)
    placed = ordered.withColumn("task", F.spark_partition_id()).where("page_id = 7").collect()
    emitted = [row for row in placed if row["_emit"]]
    assert sorted(row.revision_id for row in emitted) == [*range(1, 41)]
    copies = Counter(row.revision_id for row in placed if not row["_emit"])
    assert copies == {1: 3, 10: 1, 20: 1, 30: 1, 3: 1}
    assert len({row["task"] for row in emitted}) > 1
    found = rows(spark.extract(df, f"{PATH}.cheap", segment_mb=0.001, partitions=4))
    kernel = arrow.extract([*table.to_batches(), *small.to_batches()], spark_features.cheap)
    assert found == {row["revision_id"]: row for batch in kernel for row in batch.to_pylist()}


def test_batches_of_long_texts_are_bounded_by_bytes(session):
    if session.version < "4":
        pytest.skip("Spark 3.5 counts rows only")

    def sizes(batches):
        for batch in batches:
            yield pa.RecordBatch.from_pydict({"bytes": [batch.nbytes]})

    texts = session.range(0, 50, 1, 1).select(F.repeat(F.lit("long"), 250_000).alias("text"))
    spark.extract(session.createDataFrame(content_table([])), spark_features.cheap)
    found = [row.bytes for row in texts.mapInArrow(sizes, "bytes long").collect()]
    assert sum(found) >= 50_000_000 and max(found) < 20_000_000


def test_hostile_rows_of_both_tables_are_error_rows(session):
    expected = {
        row["revision_id"]: row
        for batch in arrow.extract(content_table(hostile_rows()).to_batches(), spark_features.features)
        for row in batch.to_pylist()
    }
    assert sum(row["error"] is not None for row in expected.values()) >= 6
    for table in (content_table(hostile_rows()), as_wikitext_history(hostile_rows())):
        df = session.createDataFrame(table)
        assert rows(spark.extract(df, spark_features.features)) == expected


def test_a_model_is_loaded_once_in_each_worker(session, history, dump, tmp_path):
    model = spark_features.NotingModel(spark_features.cheap, labels=[True, False], version="3")
    model.train([([float(n), float(n % 7), 5.0 * n], n % 2 == 0) for n in range(40)])
    path = tmp_path / "noting.model"
    with path.open("wb") as file:
        model.dump(file)
    loads = os.environ["REVSCORING_TEST_LOADS"]
    scores = spark.score(
        history, {"damaging": path}, trusted_modules=["tests"], partitions=6, segment_mb=0.01
    )
    expected = {
        row["revision_id"]: row
        for batch in arrow.score(
            arrow.read_dump(dump), {"damaging": Model.load(path, trusted_modules=["tests"])}
        )
        for row in batch.to_pylist()
    }
    for row in expected.values():
        if row["damaging"] is not None:
            row["damaging"]["probability"] = dict(row["damaging"]["probability"])
    for _ in range(2):
        assert rows(scores) == expected
    with open(loads) as file:
        processes = Counter(int(line) for line in file)
    del processes[os.getpid()]
    assert processes and set(processes.values()) == {1}


def test_users_as_the_command_derives_them(session, history, dump, tmp_path):
    output = tmp_path / "users.jsonl"
    extract.main([f"{PATH}.of_users", "--dump", dump, "--extractors", "0", "--output", str(output)])
    found = rows(spark.extract(spark.with_first_edits(history), f"{PATH}.of_users"))
    with output.open() as lines:
        for row in read_observations(lines):
            assert found[row["rev_id"]]["features"] == row.get("cache")


def test_the_data_source_reads_dumps(session, history, dump):
    if session.version < "4":
        pytest.skip("Python data sources need Spark 4")
    spark.register(session)
    read = session.read.format("mediawiki-dump").option("wiki", "mywiki").load(dump.replace("part", "p*t"))
    assert read.schema == spark.read_dump(session, dump).schema
    found = {row.revision_id: row.wiki_id for row in read.select("revision_id", "wiki_id").collect()}
    assert found == {row.revision_id: "mywiki" for row in history.select("revision_id").collect()}


def test_a_job_in_chunks_goes_on_where_it_ended(session, history, dump, tmp_path):
    directory = str(tmp_path / "chunks")
    tried = []

    def compute(df):
        tried.append(df)
        return spark.extract(df, spark_features.cheap)

    begun = spark.write_chunks(history, directory, compute, chunk_mb=0.05)
    first = next(begun)
    begun.close()
    shutil.rmtree(f"{directory}/rows/chunk=000001", ignore_errors=True)
    tried.clear()
    chunks = [*spark.write_chunks(history, directory, compute, chunk_mb=0.05)]
    assert chunks[0] == first and len(chunks) >= 2
    assert len(tried) == len(chunks)  # once for the columns, and not again for the first chunk
    expected = plain(dump, spark_features.cheap)
    assert sum(chunk.rows for chunk in chunks) == len(expected)
    errors = Counter(row["error"]["type"] for row in expected.values() if row["error"])
    assert sum((Counter(chunk.errors) for chunk in chunks), Counter()) == errors
    assert rows(session.read.parquet(f"{directory}/rows").drop("chunk")) == expected
    with pytest.raises(ValueError, match="has results with other columns"):
        next(spark.write_chunks(history, directory, lambda df: spark.extract(df, spark_features.features)))


def test_the_notebook_runs_as_written(session, repository, monkeypatch, capsys):
    notebook = json.loads(
        (repository / "examples" / "spark" / "whole_wiki.ipynb").read_text(encoding="utf-8")
    )
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert sum(bool(line.strip()) for cell in cells for line in cell.splitlines()) <= 20
    monkeypatch.chdir(repository)
    names: dict = {}
    *cells, last = "\n".join(cells).rsplit("\n", 1)
    exec(cells[0], names)
    shown = eval(last, names)
    assert len(shown) == 5 and shown.iloc[0, 1] >= shown.iloc[4, 1] > 0
    assert re.search(r"^\d+ rows, \d errors$", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--output", "there"], "--spark needs --dump FILE and --output DIRECTORY"),
        (["--dump", "x.xml"], "--spark needs --dump FILE and --output DIRECTORY"),
        (
            ["--dump", "x.xml", "--output", "there", "--extractors", "3"],
            "--extractors does not go with --spark",
        ),
        (["--dump", "x.xml", "--output", __file__], "is a file: --spark writes a directory"),
    ],
)
def test_options_that_mean_nothing_on_spark_are_errors(options, message, capsys):
    with pytest.raises(SystemExit):
        extract.main([f"{PATH}.cheap", "--spark", "local[2]", *options])
    assert message in " ".join(capsys.readouterr().err.split())


def test_without_spark_it_says_what_to_install():
    program = (
        "import sys; sys.modules['pyspark'] = None\n"
        "try: import revscoring.spark\n"
        "except RuntimeError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert re.search(r"pyspark is missing: pip install 'revscoring\[spark\]'", done.stdout)


def test_the_command_ends_with_one_line_if_the_dump_is_broken_and_with_totals_if_not(
    session, dump, tmp_path, capsys
):
    """The last test: the command stops the session."""
    command = [f"{PATH}.cheap", f"{PATH}.of_users", "--spark", "local[2]"]
    broken = tmp_path / "broken.xml"
    with open(dump) as whole:
        broken.write_text(whole.read()[:-200])
    with pytest.raises(SystemExit):
        extract.main([*command, "--dump", str(broken), "--output", str(tmp_path / "of_broken")])
    *_, last = capsys.readouterr().err.strip().splitlines()
    assert re.search(r"error: Spark: .*broken\.xml, line \d+: the dump ends early", last)
    output = tmp_path / "values"
    extract.main([*command, "--dump", dump, "--output", str(output)])
    expected = plain(dump, spark_features.cheap)
    found = ds.dataset(output / "rows", format="parquet").to_table().to_pylist()
    assert {row["revision_id"] for row in found} == expected.keys() and len(found) == len(expected)
    users = str(spark_features.of_users[1])
    for row in found:
        if row["error"] is None:
            assert row["features"].pop(users) is False
            row["features"].pop(str(spark_features.of_users[0]))
            assert row["features"] == expected[row["revision_id"]]["features"]
    errors = sum(row["error"] is not None for row in found)
    assert (
        f"{len(found)} revisions in = {len(found) - errors} out + {errors} errors" in capsys.readouterr().err
    )
