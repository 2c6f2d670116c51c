"""The benchmark of the endpoint measures what it says, on a literature that is small enough."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks.bars import DISK, MEMORY, RDFLIB, bars
from benchmarks.contenders import atlas, started
from benchmarks.costs import costs
from benchmarks.endpoint import connections_for, options
from benchmarks.literature_at_scale import Scale, write_literature
from benchmarks.load import percentile
from benchmarks.processes import family, memory_of
from benchmarks.questions import GRAPH, ROWS, questions
from benchmarks.sameness import differences, essence
from benchmarks.served import Served, ask
from benchmarks.soak import Sample, growth, stretches

SMALL = Scale().smaller(100)
BY_NAME = {question.name: question for question in questions(SMALL)}


@pytest.fixture(scope="module")
def literature(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("literature") / "literature.nq"
    assert write_literature(file, SMALL) == file.read_bytes().count(b"\n")
    return file


@pytest.fixture(scope="module")
def pair(literature: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Served]]:
    """Our server and another one over the same literature."""
    folder = tmp_path_factory.mktemp("servers")
    with (
        atlas(literature, folder, {}) as ours,
        started(MEMORY, literature, folder) as other,
    ):
        yield [ours, other]


def test_literature_is_the_same_every_time(literature: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.nq"
    write_literature(again, SMALL)
    generated = re.compile(rb"<https://w3id\.org/llm-atlas/id/\w+/[Ss]caled.*")
    first, second = (generated.findall(file.read_bytes()) for file in (literature, again))
    assert first == second != []


def test_every_question_has_answers(literature: Path) -> None:
    store = ox.Store()
    store.bulk_load(path=str(literature), format=ox.RdfFormat.N_QUADS)
    for question in BY_NAME.values():
        found = Counter[object]()
        for text in islice(question.queries(), len(question.constants)):
            answer = store.query(text, use_default_graph_as_union=True)
            if isinstance(answer, ox.QueryTriples):
                body = ox.serialize(answer, format=ox.RdfFormat.N_TRIPLES)
            else:
                body = answer.serialize(format=ox.QueryResultsFormat.JSON)
            found += essence(body or b"", question.accept)
        assert found, question.name


def test_no_query_comes_twice_unless_it_is_to_be_repeated() -> None:
    for question in BY_NAME.values():
        texts = list(islice(question.queries(), 1_000))
        assert (len(set(texts)) <= 60) if question.repeats else (len(set(texts)) == 1_000)


def test_servers_are_compared_by_what_they_answer(pair: list[Served]) -> None:
    asked = [question for question in BY_NAME.values() if not question.repeats]
    assert differences(pair, asked) == []
    ours, _ = pair
    nothing = Served("nothing", ours.address.replace("sparql", "nowhere"), ours.pid)
    assert len(differences([ours, nothing], [BY_NAME["Q1"]])) == 3


def test_what_answers_say_is_told_from_how_they_say_it() -> None:
    row = b'{"a":{"type":"literal","value":"1"},"b":{"type":"uri","value":"urn:b"}}'
    turned = b'{"b":{"type":"uri","value":"urn:b"},"a":{"type":"typed-literal","value":"1"}}'
    one, other, twice = (
        essence(b'{"head":{},"results":{"bindings":[' + rows + b"]}}", ROWS)
        for rows in (row, turned, row + b"," + turned)
    )
    assert one == other != twice
    assert essence(b'<urn:a> <urn:b> "\\u00e9" .', GRAPH) == essence(
        '<urn:a> <urn:b> "é" .'.encode(), GRAPH
    )


def test_memory_of_all_processes_of_a_server_is_counted(pair: list[Served]) -> None:
    ours, _ = pair
    assert ask(ours.address, "ASK {}", ROWS)[0] == 200
    # The one that listens, the one that holds the store, and those that answer.
    assert len(family(ours.pid)) >= 4
    assert memory_of(ours.pid) > 50


def test_costs_are_told_in_microseconds(pair: list[Served]) -> None:
    ours, _ = pair
    lines = list(costs(ours))
    whole = {line[:20]: float(line.split()[-1]) for line in lines[1:]}
    assert whole["point lookup: the wh"] > whole["in this process: the"] > 0


def test_bars_are_those_of_the_issue() -> None:
    quick, slow = {MEMORY: 0.1}, {MEMORY: 2.0}
    assert {bar.other: bar.ratio for bar in bars("Q1", 8, quick)} == {MEMORY: 0.30, RDFLIB: 5.0}
    assert [bar.ratio for bar in bars("Q1r", 64, quick)] == [1.5]
    assert {bar.other: bar.ratio for bar in bars("Q2", 1, quick)} == {DISK: 1.5, RDFLIB: 5.0}
    assert {bar.other: bar.ratio for bar in bars("Q5", 1, slow)} == {
        MEMORY: 0.9,
        DISK: 3.0,
        RDFLIB: 5.0,
    }


def test_long_queries_are_not_sent_from_many_connections_to_slow_servers() -> None:
    wanted = [1, 8, 64]
    assert connections_for("atlas-kg", BY_NAME["Q3"], wanted) == wanted
    assert connections_for(RDFLIB, BY_NAME["Q3"], wanted) == [1]
    assert connections_for(RDFLIB, BY_NAME["Q1"], wanted) == wanted
    assert connections_for(DISK, BY_NAME["Q1r"], wanted) == []
    assert connections_for("atlas-kg", BY_NAME["Q8"], wanted) == [1, 8]


def test_what_is_unknown_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        options(["--servers", "atlas-kg,blazegraph"])
    assert "there is no blazegraph" in capsys.readouterr().err


def test_percentiles_are_of_those_that_there_are() -> None:
    assert percentile([], 0.5) == 0
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([3, 1, 2], 0.95) == 3


def test_growth_is_told_from_what_comes_and_goes() -> None:
    flat = [100.0 + 10 * (place % 2) for place in range(20)]
    leaking = [100.0 + 10 * place for place in range(20)]
    assert growth(flat) == 0
    assert growth([20.0, 60.0, *flat]) == 0
    assert growth(leaking) > 50
    samples = [Sample(second, 10.0, 100.0 if second % 5 else 500.0) for second in range(100)]
    assert [part.total for part in stretches(samples)] == [100.0] * 20
