"""The tests of W3C for SPARQL 1.0 and 1.1 queries: what they give an engine and what they expect.

https://www.w3.org/2001/sw/DataAccess/tests/ and https://www.w3.org/2009/sparql/docs/tests/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

FOLDER = Path(__file__).parents[2] / "build" / "w3c"
SUITES = ("data-r2", "data-sparql11")
"""The folders of SPARQL 1.0 and of SPARQL 1.1."""

BASE = "http://example.org/w3c/"
EMPTY = BASE + "empty"
"""A graph that has no triples."""

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
DAWGT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")
_FROM = re.compile(r"FROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)
_FORMATS = {
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".ttl": ox.RdfFormat.TURTLE,
}
_OTHERS = {
    # They ask what follows from the data, for which this endpoint has a graph and no regime.
    "entailment",
    # They need endpoints elsewhere, which this endpoint does not reach.
    "service",
}
_EVALUATION = {MF.QueryEvaluationTest, MF.CSVResultFormatTest}
_SYNTAX = {
    MF.PositiveSyntaxTest: True,
    MF.PositiveSyntaxTest11: True,
    MF.NegativeSyntaxTest: False,
    MF.NegativeSyntaxTest11: False,
}


@dataclass(frozen=True)
class Evaluation:
    """A query, what it is asked of, and what it must give.

    Attributes:
        name: Its suite, folder and name.
        text: The query, with the base that its relative IRIs have.
        default: The graphs that make up the default graph.
        named: The named graphs.
        sources: The graphs that the query names itself with FROM, in place of these.
        result: The file of the answer.
        lax: Whether a row may be left out that is there already.
    """

    name: str
    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    sources: tuple[str, ...]
    result: Path
    lax: bool


@dataclass(frozen=True)
class Syntax:
    """A text that is a query or is none.

    Attributes:
        name: Its suite, folder and name.
        text: The text, with the base that its relative IRIs have.
        is_query: Whether an engine must accept it.
    """

    name: str
    text: str
    is_query: bool


def evaluations() -> dict[str, Evaluation]:
    """Return the tests of evaluation by name."""
    found = (
        _evaluation(name, graph, test)
        for name, graph, test in _tests()
        if graph.value(test, RDF.type) in _EVALUATION
    )
    return {case.name: case for case in found}


def syntaxes() -> dict[str, Syntax]:
    """Return the tests of syntax by name."""
    found = {}
    for name, graph, test in _tests():
        kind = graph.value(test, RDF.type)
        if isinstance(kind, URIRef) and kind in _SYNTAX:
            query = graph.value(test, MF.action)
            text = f"BASE <{query}> {path_of(query).read_text('utf-8')}"
            found[name] = Syntax(name, text, _SYNTAX[kind])
    return found


def path_of(iri: Node | str | None) -> Path:
    """Return the file that an IRI stands for."""
    return FOLDER / str(iri).removeprefix(BASE)


@cache
def quads_of(iri: str, graph: str | None) -> tuple[ox.Quad, ...]:
    """Return what a file of data says, in a graph."""
    path = path_of(iri)
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    form = _FORMATS[path.suffix]
    quads = ox.parse(path.read_bytes(), form, base_iri=iri, rename_blank_nodes=True)
    return tuple(ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads)


def _tests() -> Iterator[tuple[str, Graph, Node]]:
    if not FOLDER.is_dir():
        raise FileNotFoundError(f"There is no {FOLDER}: 'make w3c' downloads the tests of W3C.")
    for suite in SUITES:
        for manifest in sorted((FOLDER / suite).glob("*/manifest.ttl")):
            place = manifest.parent.relative_to(FOLDER)
            if place.name in _OTHERS:
                continue
            graph = Graph().parse(manifest, publicID=f"{BASE}{place}/manifest.ttl")
            for head in graph.objects(None, MF.entries):
                for test in Collection(graph, head):
                    if graph.value(test, DAWGT.approval) == DAWGT.Withdrawn:
                        continue
                    name = graph.value(test, MF.name)
                    yield f"{place}: {name}", graph, test


def _evaluation(name: str, graph: Graph, test: Node) -> Evaluation:
    action = graph.value(test, MF.action)
    query = graph.value(action, QT.query)
    text = path_of(query).read_text("utf-8")
    default = tuple(sorted(map(str, graph.objects(action, QT.data))))
    named = tuple(sorted(map(str, graph.objects(action, QT.graphData))))
    sources = () if default or named else _FROM.findall(text)
    return Evaluation(
        name=name,
        text=f"BASE <{query}> {text}",
        default=default,
        named=named,
        sources=tuple(dict.fromkeys(urljoin(str(query), source) for source in sources)),
        result=path_of(graph.value(test, MF.result)),
        lax=(test, MF.resultCardinality, MF.LaxCardinality) in graph,
    )
