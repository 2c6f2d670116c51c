"""What the page about record linkage shows and tells of commands is so."""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "linking.md").read_text("utf-8")
TOPICS = ("parsing", "tagging", "dialogue", "speech", "morphology", "translation", "semantics")
MANNERS = ("neural", "lazy", "greedy", "patient", "sparse", "joint", "robust", "shallow")
PLACES = ("forests", "deserts", "rivers", "markets", "gardens", "harbours")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_example_prints_what_the_page_shows() -> None:
    (example,), (shown,) = blocks("python"), blocks("text")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(example, {})  # noqa: S102
    assert printed.getvalue() == shown


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bibliography and references in the form of the development set, all invented."""
    folder = tmp_path_factory.mktemp("linking")
    titles = [f"{m} {t} of {p} in detail" for m in MANNERS for t in TOPICS for p in PLACES]
    records = [
        (f"{n}", title, [f"Jane|Doe{n % 7}", f"John|Roe{n % 5}"], 2000 + n % 20)
        for n, title in enumerate(titles)
    ]
    references: list[tuple[object, ...]] = [
        (f"r{n}", title.title(), authors, year, None, f"source{n % 3}", "match", key)
        for n, (key, title, authors, year) in enumerate(records[::5])
    ]
    references += [
        (f"n{n}", f"Unheard {m} thoughts on nothing", None, None, None, "source0", "nil", None)
        for n, m in enumerate(MANNERS)
    ]
    known = "acl_id VARCHAR, title VARCHAR, authors VARCHAR[], year BIGINT"
    more = "raw VARCHAR, src VARCHAR, kind VARCHAR, acl_id VARCHAR"
    tables = (
        ("acl_records", known, records),
        ("refs_dev", f"ref_id{known.removeprefix('acl_id')}, {more}", references),
    )
    with duckdb.connect() as connection:
        for name, declared, rows in tables:
            connection.execute(f"CREATE TABLE {name} ({declared})")
            lines = folder / f"{name}.jsonl"
            columns = [part.split()[0] for part in declared.split(", ")]
            told = (json.dumps(dict(zip(columns, row, strict=True))) for row in rows)
            lines.write_text("\n".join(told), "utf-8")
            connection.execute(f"COPY {name} FROM '{lines}' (FORMAT json)")
            connection.table(name).write_parquet(str(folder / f"{name}.parquet"))
    return folder


@pytest.mark.parametrize(
    ("command", "more", "told"),
    [
        ("linkage_weights", "{folder}", r"0\.8 cross-validated by bibliographies: 68 0 1\.0000"),
        ("linkage_contenders", "{folder}", r"the rule in use, .*: 68 right, 0 wrong"),
        (
            "linking",
            "{folder}/acl_records.parquet --references 100 --records 400 --engine duckdb",
            r"links, precision [01]\.\d+, recall",
        ),
    ],
)
def test_commands_of_the_page_run(small: Path, command: str, more: str, told: str) -> None:
    assert f"`python -m benchmarks.{command}`" in PAGE
    words = [part.format(folder=small) for part in more.split()]
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{command}", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(told, done.stdout), done.stdout
