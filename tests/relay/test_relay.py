"""The relay gives what the embedded engine gives, whatever store it asks."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_ONTOLOGY, GRAPH_PROPOSED
from atlas_kg.queries import PublishedQuery, published_queries
from atlas_kg.relay import Relay
from atlas_kg.relay.graphs import LOADED
from atlas_kg.store import EmbeddedStore
from atlas_kg.workers.frames import Change, Failure, Operation, Task
from atlas_kg.workers.reply import UnansweredError
from tests.relay.stores import CSV, TURTLE, RunningStore, answered, body, limited, rows_of, within

COMPETENCY = [query for query in published_queries() if query.expected]
JSON = "application/sparql-results+json"
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def rows(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode(), newline="")))


def test_competency_queries_have_the_expected_rows(
    relay: Relay, running_store: RunningStore
) -> None:
    async def ask(relay: Relay) -> dict[str, list[list[str]]]:
        return {q.name: rows(await body(relay, rows_of(q.text))) for q in COMPETENCY}

    found = within(ask(relay))
    for query in COMPETENCY:
        assert query.expected
        with query.expected.open(encoding="utf-8", newline="") as file:
            expected = running_store.arranged(list(csv.reader(file)))
            assert running_store.arranged(found[query.name]) == expected, query.name


def test_published_graphs_are_those_of_the_embedded_engine(
    relay: Relay, store: EmbeddedStore
) -> None:
    queries = [q for q in published_queries() if "CONSTRUCT" in q.text]
    assert queries

    async def ask(relay: Relay) -> dict[str, bytes]:
        return {q.name: await body(relay, rows_of(q.text)) for q in queries}

    for name, text in within(ask(relay)).items():
        query = next(q for q in queries if q.name == name)
        found = canonical(text, ox.RdfFormat.TURTLE)
        assert found == canonical_of(store, query), name


def canonical_of(store: EmbeddedStore, query: PublishedQuery) -> set[str]:
    answer = store.query(query.text)
    assert isinstance(answer, ox.QueryTriples)
    text = ox.serialize(answer, format=ox.RdfFormat.N_TRIPLES)
    return canonical(text or b"", ox.RdfFormat.N_TRIPLES)


def canonical(text: bytes, form: ox.RdfFormat) -> set[str]:
    dataset = ox.Dataset(ox.parse(text, form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))


@pytest.mark.parametrize(
    "media_type",
    [
        TURTLE,
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
    ],
)
def test_graphs_come_whole_in_every_format(
    media_type: str, relay: Relay, graph: KnowledgeGraph
) -> None:
    task = Task(ALL, CSV, media_type, union=False, default_graphs=(GRAPH_ONTOLOGY.value,))
    form = ox.RdfFormat.from_media_type(media_type)
    assert form
    quads = graph.store.quads_for_pattern(None, None, None, GRAPH_ONTOLOGY)
    expected = ox.serialize({quad.triple for quad in quads}, format=ox.RdfFormat.N_TRIPLES)
    found = answered(relay, task)
    assert canonical(found, form) == canonical(expected or b"", ox.RdfFormat.N_TRIPLES)


SORTS = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?iri ?text ?tagged ?number ?blank ?none WHERE {
  VALUES (?iri ?text ?tagged ?number) { (owl:Class "a\\tb \\"c\\", é" "ü"@en 5) }
  { SELECT ?blank { ?blank a owl:Restriction } LIMIT 1 }
}"""
SORTED = ["<http://www.w3.org/2002/07/owl#Class>", '"a\\tb \\"c\\", é"', '"ü"@en']


@pytest.mark.parametrize(
    "media_type", [JSON, "application/sparql-results+xml", "text/tab-separated-values"]
)
def test_terms_come_whole_in_every_format(media_type: str, relay: Relay) -> None:
    text = answered(relay, Task(SORTS, media_type, TURTLE))
    form = ox.QueryResultsFormat.from_media_type(media_type)
    found = ox.parse_query_results(text, format=form)
    assert isinstance(found, ox.QuerySolutions)
    (row,) = found
    assert [str(row[at]) for at in range(3)] == SORTED
    assert (str(row["number"])[:3], row["none"]) == ('"5"', None)
    assert isinstance(row["blank"], ox.BlankNode)


def test_rows_are_counted(relay: Relay) -> None:
    async def ask(relay: Relay) -> int | None:
        query = "SELECT ?s { ?s a <http://www.w3.org/2002/07/owl#Ontology> } LIMIT 3"
        task = rows_of(query, counts=True)
        async with relay.ask(task, "a") as answer:
            assert [chunk async for chunk in answer.chunks()]
            return answer.rows

    assert within(ask(relay)) == 3


@pytest.mark.parametrize(
    ("rows_type", "expected"),
    [
        (CSV, b"true\n"),
        ("text/tab-separated-values", b"true\n"),
        (JSON, b'{"head":{},"boolean":true}'),
    ],
)
def test_yes_and_no(rows_type: str, expected: bytes, relay: Relay) -> None:
    assert answered(relay, Task("ASK { ?s ?p ?o }", rows_type, TURTLE)) == expected


def test_first_rows_for_a_page(relay: Relay) -> None:
    query = "SELECT ?s { ?s a <http://www.w3.org/2002/07/owl#Ontology> } ORDER BY ?s"
    page = json.loads(answered(relay, Task(query, JSON, TURTLE, page=2)))
    assert (page["variables"], page["is_cut"], len(page["rows"])) == (["s"], True, 2)
    assert page["rows"][0][0][0] == "uri"
    whole = json.loads(answered(relay, Task(query, JSON, TURTLE, page=1_000)))
    assert (whole["is_cut"], whole["rows"][:2]) == (False, page["rows"])


def test_nothing_is_given_to_who_takes_nothing_of_the_kind(relay: Relay) -> None:
    async def ask(relay: Relay) -> tuple[str, str | None, int | None, list[bytes]]:
        async with relay.ask(Task("ASK {}", None, TURTLE), "a") as answer:
            chunks = [chunk async for chunk in answer.chunks()]
            return answer.family, answer.media_type, answer.generation, chunks

    assert within(ask(relay)) == ("rows", None, None, [])


def test_default_graph_is_the_union_of_what_is_shown(relay: Relay) -> None:
    mark = "http://example.org/mark"
    insert = Change(
        Operation.UPDATE,
        text=f"INSERT DATA {{ GRAPH <{GRAPH_PROPOSED.value}> {{ <{mark}> <{mark}> 1 }} }} ; "
        f"INSERT DATA {{ GRAPH <{mark}> {{ <{mark}> <{mark}> 2 }} }}",
    )
    values = rows_of(f"SELECT ?o {{ <{mark}> ?p ?o }}")
    names = rows_of(f"SELECT ?g {{ GRAPH ?g {{ <{mark}> ?p ?o }} }} ORDER BY ?g")
    both = "SELECT ?o (COUNT(*) AS ?n) { ?o a <http://www.w3.org/2002/07/owl#Class> } GROUP BY ?o"

    async def ask(relay: Relay) -> list[bytes]:
        try:
            await relay.change(insert, "a")
            found = [await body(relay, task) for task in (values, names, rows_of(both))]
        finally:
            for name in (mark, GRAPH_PROPOSED.value):
                await relay.change(Change(Operation.DELETE, graph=name), "a")
        return [*found, await body(relay, values)]

    found, named, counted, after = within(ask(relay))
    assert rows(found) == [["o"], ["2"]]
    assert [row[0] for row in rows(named)] == ["g", mark, GRAPH_PROPOSED.value]
    # No statement is seen twice for being read from several graphs.
    assert {row[1] for row in rows(counted)[1:]} == {"1"}
    assert rows(after) == [["o"]]


def test_what_the_store_keeps_for_itself_is_not_seen(relay: Relay) -> None:
    found = answered(relay, rows_of("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))
    names = {row[0] for row in rows(found)[1:]}
    assert {name.rpartition("/")[2] for name in names} == {
        "ontology",
        "literature",
        "corpus",
        "links",
        "inferred",
    }
    assert LOADED not in names


def test_dataset_of_a_request_is_kept_to(relay: Relay, graph: KnowledgeGraph) -> None:
    inferred = GRAPH_INFERRED.value
    both = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    clause = both.replace("{", f"FROM <{inferred}> {{", 1)

    async def ask(relay: Relay) -> list[list[list[str]]]:
        tasks = [
            Task(both, CSV, None, union=False, default_graphs=(inferred,), named_graphs=()),
            Task(named, CSV, None, union=False, default_graphs=(inferred,), named_graphs=()),
            Task(both, CSV, None, union=False, default_graphs=(), named_graphs=(inferred,)),
            Task(named, CSV, None, union=False, default_graphs=(), named_graphs=(inferred,)),
            Task(clause, CSV, None, union=False),
        ]
        return [rows(await body(relay, task)) for task in tasks]

    size = [str(len(graph.closure.triples))]
    only, nothing, none, one, same = within(ask(relay))
    assert (only[1], nothing[1:], none[1], one[1:], same[1]) == (
        size,
        [],
        ["0"],
        [[inferred]],
        size,
    )


def test_missing_graph_is_told(relay: Relay) -> None:
    with pytest.raises(UnansweredError) as raised:
        answered(relay, rows_of("ASK {}", existing="http://example.org/nowhere"))
    assert raised.value.failure is Failure.MISSING
    there = rows_of("ASK {}", existing=GRAPH_INFERRED.value)
    assert answered(relay, there) == b"true\n"


def test_malformed_query_is_told_in_the_words_of_the_store(
    running_store: RunningStore, relay: Relay
) -> None:
    with pytest.raises(UnansweredError) as raised:
        answered(relay, rows_of("SELECT *\nWHERE { ?s ?p }"))
    assert raised.value.failure is Failure.MALFORMED
    place = {"oxigraph": "error at 2:", "virtuoso": "line 2: syntax error at '}'"}
    assert place[running_store.kind] in raised.value.what
    assert "default-graph" not in raised.value.what


def test_too_long_an_answer_is_cut_off(running_store: RunningStore) -> None:
    with limited(running_store, answer=10_000) as relay:
        for page in (None, 1_000):
            with pytest.raises(UnansweredError) as raised:
                answered(relay, rows_of("SELECT * { ?s ?p ?o } LIMIT 1000", page=page))
            assert (raised.value.failure, raised.value.what) == (Failure.TOO_LARGE, "10000")
