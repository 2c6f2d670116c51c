"""The written site as a whole: its bytes, and what they hold."""

from __future__ import annotations

import csv
import filecmp
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.queries import published_queries, render
from atlas_kg.static_site.folder import MANIFEST, files_below
from atlas_kg.store import EmbeddedStore
from tests.conftest import COMMAND, environment

PATIENCE = 600
Run = Callable[..., CompletedProcess[str]]


def test_two_runs_write_the_same_bytes(written: Path, few_data: Path, tmp_path: Path) -> None:
    # In a process of its own, in which texts have other hashes.
    done = subprocess.run(
        [COMMAND, "export", "--site", tmp_path / "again", "--data", few_data],
        check=False,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert files_below(tmp_path / "again") == files_below(written)
    _, differing, unread = filecmp.cmpfiles(
        written, tmp_path / "again", files_below(written), shallow=False
    )
    assert (differing, unread) == ([], [])
    told = done.stderr.splitlines()[-1]
    assert f"{len(files_below(written)) - 1:,} files" in told
    assert "MB" in told
    assert "seconds" in told


def test_the_list_of_files_is_whole(written: Path) -> None:
    listed = (written / MANIFEST).read_text().splitlines()
    assert {*listed, MANIFEST} == {*files_below(written)}


def test_published_queries_have_their_answers(written: Path, few: KnowledgeGraph) -> None:
    table = written / "queries" / "cq04-gaps.csv"
    with table.open(newline="") as rows:
        found = list(csv.DictReader(rows))
    answer = json.loads(table.with_suffix(".json").read_text())
    assert len(found) == len(answer["results"]["bindings"]) == 2
    page = table.with_suffix(".html").read_text()
    assert all(row["problemLabel"] in page for row in found)
    (asked,) = (query for query in published_queries() if query.name == "cq04-gaps")
    assert table.with_suffix(".rq").read_text() == asked.text
    again = render(EmbeddedStore(few.store).query(asked.text), "csv")
    assert table.read_bytes() == again


def test_release_files_can_be_downloaded(written: Path) -> None:
    page = (written / "download.html").read_text()
    for file in (written / "download").iterdir():
        assert f'href="download/{file.name}"' in page


def test_search_finds_all_publications(written: Path) -> None:
    script = (written / "search-index.js").read_text()
    index = json.loads(script.removeprefix("globalThis.atlasSearchIndex = ").rstrip(";\n"))
    leading = {address for _, _, address, *_ in index["entries"]}
    pages = {f"id/publication/{file.name}" for file in (written / "id/publication").glob("*.html")}
    assert pages <= leading
    assert all((written / address.partition("#")[0]).is_file() for address in leading)


def test_notices_stand_where_a_server_is_needed(written: Path) -> None:
    page = (written / "screening.html").read_text()
    assert 'href="needs-a-server.html#filters"' in page
    query = (written / "queries" / "cq04-gaps.html").read_text()
    assert 'href="../needs-a-server.html#queries"' in query


def test_a_folder_to_fill_must_be_named(run: Run) -> None:
    done = run("export")
    assert done.returncode == 2
    assert "-o DIR" in done.stderr
    assert "--site DIR" in done.stderr


def test_a_folder_of_something_else_is_refused_before_any_work(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    done = run("export", "--site", tmp_path)
    assert done.returncode == 2
    assert "thesis.tex" in done.stderr
    assert "Reading" not in done.stderr
