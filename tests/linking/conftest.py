"""The development set of references, and both engines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from pyspark.sql import SparkSession

from atlas_kg.linking import BibliographicRecord, Reference


@dataclass(frozen=True)
class DevelopmentSet:
    """References whose records are known, and the bibliography.

    Attributes:
        records: The records of the ACL Anthology.
        references: The references.
        truth: The identifier of the record of each reference that has one.
    """

    records: tuple[BibliographicRecord, ...]
    references: tuple[Reference, ...]
    truth: dict[str, str]


@pytest.fixture(scope="session")
def development_set() -> DevelopmentSet:
    """The development set, if it lies beside the checkout."""
    places = (parent / "shared" / "data" / "linking" for parent in Path(__file__).parents)
    folder = next((place for place in places if place.is_dir()), None)
    if folder is None:
        pytest.skip("shared/data/linking does not lie beside the checkout")
    records = duckdb.read_parquet(str(folder / "acl_records.parquet")).fetchall()
    references = (
        duckdb.read_parquet(str(folder / "refs_dev.parquet"))
        .filter("kind <> 'wrong_link'")
        .project("ref_id, title, authors, year, raw, acl_id")
        .fetchall()
    )
    return DevelopmentSet(
        tuple(
            BibliographicRecord(key, title, tuple(authors or ()), year)
            for key, title, authors, year, *_ in records
        ),
        tuple(
            Reference(key, title or "", tuple(authors or ()), year, raw or "")
            for key, title, authors, year, raw, _ in references
        ),
        {key: acl_id for key, *_, acl_id in references if acl_id},
    )


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A session that all tests share, since opening one takes seconds."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings: dict[str, bool | float | int | str | None] = {
        "spark.driver.memory": "1g",
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
    }
    session = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    yield session
    session.stop()


@pytest.fixture(params=["duckdb", "spark"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of an engine."""
    if request.param == "spark":
        request.getfixturevalue("spark")
    return str(request.param)
