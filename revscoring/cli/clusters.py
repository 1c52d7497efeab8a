"""Extraction of a whole dump on Spark, for `revscoring extract --spark`."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from ..dependencies import Dependent
from ..extractors.dump import needs_accounts, root_names
from ..importing import needs_extra
from .totals import Totals

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["check_cluster_options", "extract_on_cluster"]

#: Options of `extract` that say something to Spark.
ALLOWED: Final = {"dependent", "dump_path", "output", "spark", "by_order", "chunk"}


def check_cluster_options(context: click.Context) -> str:
    """Return the dump; raise an error of usage if options contradict `--spark`, or some are missing."""
    given = [
        parameter
        for parameter in context.command.params
        if parameter.name not in ALLOWED
        and context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"{given[0].opts[0]} does not go with --spark")
    values = context.params
    if values["dump_path"] in (None, "-") or values["output"] == "<stdout>":
        raise click.UsageError("--spark needs --dump FILE and --output DIRECTORY, on a disk of all workers")
    if os.path.isfile(values["output"]):
        raise click.UsageError(f"--output {values['output']} is a file: --spark writes a directory")
    return str(values["dump_path"])


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    """Open a session; a failure of Spark is said in one line."""
    with needs_extra("spark"):
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise RuntimeError("Spark needs Java 17 or newer (Debian: apt install openjdk-17-jre-headless)")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("revscoring extract")
    session = None
    try:
        session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
    except (PySparkException, Py4JJavaError) as error:
        raise RuntimeError(f"Spark: {_reason(str(error))}") from error
    finally:
        if session is not None:
            session.stop()


def _reason(text: str) -> str:
    """Return what a worker said in the end, or else the first reason that Spark gives.

    >>> _reason("An error\\n  File x\\nrevscoring.errors.DumpError: x.xml: broken\\n\\n\\tat java")
    'x.xml: broken'
    """
    of_python: list[str] = re.findall(r"^(?:[a-z_]\w*\.)+\w*(?:Error|Exception): (.+)$", text, re.MULTILINE)
    of_java: list[str] = re.findall(r"^: (?:\w+\.)*\w+: (.+)$", text, re.MULTILINE)
    return (of_python or of_java or [text.strip().partition("\n")[0]])[0].strip()


def extract_on_cluster(
    master: str,
    paths: Sequence[str],
    dependents: Sequence[Dependent],
    dump: str,
    output: str,
    by_order: bool,
    chunk_mb: float,
) -> None:
    """Write the values of all revisions of a dump to a directory of Parquet files; go on where it ended.

    Parameters
    ----------
    master : str
        The address of the cluster, such as ``local[4]`` or ``spark://HOST:7077``.
    paths : sequence of str
        Dotted paths of lists of features.
    dependents : sequence of Dependent
        What the paths lead to.
    dump, output : str
        A file and a directory, which all workers see.
    by_order : bool
        Take the previous revision of the page as the parent.
    chunk_mb : float
        Megabytes of text to finish at a time.
    """
    totals = Totals("extract", "revisions")
    output = os.path.abspath(output)
    history = os.path.join(output, "history")
    with _session(master) as session:
        from .. import spark

        if not os.path.exists(os.path.join(history, "_SUCCESS")):
            read = spark.read_dump(session, os.path.abspath(dump), by_order=by_order)
            read.write.mode("overwrite").parquet(history)
        table = session.read.parquet(history)
        if needs_accounts(root_names(dependents)):
            table = spark.with_first_edits(table)

        def compute(part: DataFrame) -> DataFrame:
            return spark.extract(part, paths)

        for chunk in spark.write_chunks(table, output, compute, chunk_mb=chunk_mb):
            totals.inputs += chunk.rows
            totals.outputs += chunk.rows - sum(chunk.errors.values())
            for kind, count in sorted(chunk.errors.items()):
                totals.note(f"{count:,} of {chunk.rows:,} revisions: {kind} (column error)", count)
    totals.finish()
