"""The log of queries and changes that ``serve --access-log`` writes."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas_kg.cli.access_log import write_access_log
from atlas_kg.errors import UsageError
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.workers.limits import Limits
from tests.short_ways import TOKEN, get, served

LOG = logging.getLogger("atlas_kg.queries")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = (list(LOG.handlers), LOG.propagate, LOG.level)
    yield
    for handler in LOG.handlers:
        handler.close()
    LOG.handlers[:], LOG.propagate, LOG.level = before
    LOG.setLevel(before[2])


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_line_for_each_query_and_change(graph: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "log"
    write_access_log(path)
    # The log gives the text of what took longer than the patience, even on a busy machine.
    with served(graph, limits=Limits(patience=60)) as server, server.connect() as client:
        query = "SELECT ?x { VALUES ?x { 1 2 3 } }"
        for _ in range(4):
            client.ask(get(query))
        client.ask(get("SELECT *"))
        server.update("INSERT DATA { <http://e.org/a> a <http://e.org/b> }")
        ways = list(server.ways)
    found = lines(path)
    assert "repeated" in ways
    assert [line["outcome"] for line in found] == ["answered"] * 4 + ["refused", "made"]
    assert [line["rows"] for line in found[:4]] == [3] * 4
    assert len({line["query"] for line in found[:4]}) == 1
    assert all(line["client"] == "127.0.0.1" for line in found)
    assert (found[5]["change"], found[5]["owner"]) == ("update", "ann")
    for line in found:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(line["time"]))
    text = path.read_text("utf-8")
    assert TOKEN not in text
    assert "VALUES" not in text


def test_the_file_may_be_moved_away(tmp_path: Path) -> None:
    path = tmp_path / "log"
    write_access_log(path)
    LOG.info('{"number": 1}')
    path.rename(tmp_path / "old")
    LOG.info('{"number": 2}')
    assert [line["number"] for line in lines(tmp_path / "old")] == [1]
    assert [line["number"] for line in lines(path)] == [2]


def test_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    write_access_log(Path("-"))
    LOG.info('{"number": 1}')
    assert json.loads(capsys.readouterr().err)["number"] == 1


def test_without_it_slow_queries_alone_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    write_access_log(None)
    LOG.info('{"number": 1}')
    LOG.warning('{"number": 2}')
    assert json.loads(capsys.readouterr().err)["number"] == 2


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written: No such file"):
        write_access_log(tmp_path / "none" / "log")
