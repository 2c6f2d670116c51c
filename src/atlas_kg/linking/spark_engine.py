"""Linking with Apache Spark, for a bibliography that outgrows one machine.

Runs in the Spark session that is active, so that whoever has a cluster opens a session on it first
(atlas-kg must be installed on its workers); without one, on all processors of this machine.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from atlas_kg.errors import UsageError
from atlas_kg.linking.bibliography_files import (
    OPENALEX_COLUMNS,
    FileForm,
    table_selection,
    unreadable,
)
from atlas_kg.linking.candidate_pairs import (
    COMPARED,
    RECORD_COLUMNS,
    REFERENCE_COLUMNS,
    levels,
    record_keys,
    reference_keys,
    steps,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["compared_rows"]

_LIST = "array<string>"
_CAUSE = re.compile(r"^Caused by: [\w.$]+: (.+)$", re.MULTILINE)
_FUNCTIONS = (reference_keys, record_keys, levels)


def compared_rows(
    references: Path, files: Mapping[FileForm, Sequence[Path]], folder: Path, memory: int
) -> Iterator[tuple[object, ...]]:
    """Yield the pairs that may be one work: `COMPARED`, in the order of references.

    Args:
        references: JSON Lines as `write_references` writes them.
        files: The files of the bibliography by their form.
        folder: An empty folder for what does not fit the memory.
        memory: The memory that the Java machine may take, in MiB; a session that is active keeps
            its own.

    Raises:
        UsageError: PySpark or Java is missing, or a file is not what its name says.
    """
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415
        from pyspark import StorageLevel  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import DataFrame, SparkSession  # noqa: PLC0415
        from pyspark.sql.functions import udf  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "PySpark is not installed. Install it: pip install 'atlas-kg[spark]'."
        ) from error
    active = SparkSession.getActiveSession()
    session = active or _own_session(folder, memory)
    made: list[str] = []
    try:
        for function in _FUNCTIONS:
            # Spark would otherwise call a function once for a filter and once for its value.
            registered = udf(function, _LIST, useArrow=False).asNondeterministic()
            session.udf.register(function.__name__, registered)
        _json(session, [references], REFERENCE_COLUMNS).createOrReplaceTempView("reference")
        records = [_records(session, *each) for each in files.items()]
        reduce(DataFrame.unionAll, records).createOrReplaceTempView("record")
        for step in steps("explode"):
            table = session.sql(step.query).persist(StorageLevel.DISK_ONLY)
            table.createOrReplaceTempView(step.table)
            made.append(step.table)
        yield from session.sql(COMPARED).toLocalIterator()
    except (PySparkException, Py4JError) as error:
        raise unreadable(files, _cause(error)) from error
    finally:
        if active is None:
            session.stop()
        else:
            for name in made:
                session.catalog.uncacheTable(name)


def _cause(error: Exception) -> str:
    """Return the one line of an error of Spark that says what was wrong with a file."""
    text = str(error)
    causes: list[str] = _CAUSE.findall(text)
    return causes[-1] if causes else text.splitlines()[0]


def _own_session(folder: Path, memory: int) -> SparkSession:
    """Open a session on this machine."""
    from pyspark.sql import SparkSession  # noqa: PLC0415

    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise UsageError("Spark needs Java 17 or newer. Install it, or leave out --engine spark.")
    # Read when the session is opened; another Python would lack this package.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings: dict[str, bool | float | int | str | None] = {
        "spark.driver.memory": f"{memory}m",
        "spark.local.dir": str(folder / "spilled"),
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.appName("atlas-kg link").master("local[*]")
    return builder.config(map=settings).getOrCreate()


def _records(session: SparkSession, form: FileForm, paths: Sequence[Path]) -> DataFrame:
    """Return the records of files of one form."""
    if form is FileForm.OPENALEX:
        return _json(session, paths, OPENALEX_COLUMNS).selectExpr(
            "id",
            "coalesce(title, display_name) AS title",
            "authorships.author.display_name AS authors",
            "publication_year AS year",
            "array('doi:' || substr(doi, 17)) AS identifiers",
        )
    if form is FileForm.RECORDS:
        return _json(session, paths, RECORD_COLUMNS)
    names = [str(path) for path in paths]
    if form is FileForm.PARQUET:
        table = session.read.option("mergeSchema", value=True).parquet(*names)
    else:
        # As RFC 4180 has it: a quote in a quoted field is doubled, and lines may end in it.
        table = session.read.options(header=True, multiLine=True, escape='"').csv(names)
    lists = {name: kind.startswith("array") for name, kind in table.dtypes}
    return table.selectExpr(*table_selection(paths[0], lists, "split"))


def _json(session: SparkSession, paths: Sequence[Path], columns: Mapping[str, str]) -> DataFrame:
    """Return columns of JSON Lines; a line that is no object stops the run."""
    schema = ", ".join(f"{name} {_spark_type(kind)}" for name, kind in columns.items())
    return session.read.schema(schema).option("mode", "FAILFAST").json(list(map(str, paths)))


def _spark_type(kind: str) -> str:
    """Return what Spark calls a type of DuckDB."""
    if kind.endswith("[]"):
        return f"array<{_spark_type(kind.removesuffix('[]'))}>"
    if kind.startswith("STRUCT("):
        name, _, inner = kind.removeprefix("STRUCT(").removesuffix(")").partition(" ")
        return f"struct<{name}: {_spark_type(inner)}>"
    return {"VARCHAR": "string", "BIGINT": "bigint"}[kind]
