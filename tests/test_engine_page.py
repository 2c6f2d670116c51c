"""What docs/engine.md says of the engine, and that the sources hold nothing that it changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from atlas_kg.dataset import Dataset, Sources
from atlas_kg.lifting import lift
from atlas_kg.literature import read_literature
from atlas_kg.query_rewriting import answered

PAGE = (Path(__file__).parents[1] / "docs" / "engine.md").read_text("utf-8")
XSD = "http://www.w3.org/2001/XMLSchema#"
PROLOGUE = f"PREFIX : <http://example.org/> PREFIX xsd: <{XSD}> "
SOURCES = Sources.carried()
TURTLE = sorted([*SOURCES.ontology.glob("*.ttl"), *SOURCES.shapes.glob("*.ttl")])


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without its head."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("| ") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip("`") for cell in re.split(r" \| ", line)] for line in lines[2:]]


def store() -> ox.Store:
    found = ox.Store()
    found.update(PROLOGUE + "INSERT DATA { :a :p :b . GRAPH :g { :a :p :b } }")
    return found


def written(text: str) -> ox.Literal:
    value, language, datatype = re.fullmatch(r'"(.*)"(?:@([\w-]+)|\^\^xsd:(\w+))', text).groups()  # type: ignore[union-attr]
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


def kept(literal: ox.Literal) -> ox.Literal:
    found, name = ox.Store(), ox.NamedNode("http://example.org/a")
    found.add(ox.Quad(name, name, literal))
    (quad,) = found
    assert isinstance(quad.object, ox.Literal)
    return quad.object


@pytest.mark.parametrize(("given", "stored"), rows("Literals have one form"))
def test_store_keeps_a_literal_as_the_page_says(given: str, stored: str) -> None:
    assert kept(written(given)) == written(stored)


@pytest.mark.parametrize(("query", "engine", "right"), rows("What is not mended"))
def test_engine_answers_as_the_page_says(query: str, engine: str, right: str) -> None:
    answer = answered(PROLOGUE + query, store().query)
    if isinstance(answer, ox.QueryBoolean):
        assert str(bool(answer)).lower() == engine
        assert not right.startswith(engine)
    else:
        assert isinstance(answer, ox.QuerySolutions)
        assert engine == "no value"
        assert [row["x"] for row in answer] == [None]


def told(answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> tuple[list[str], ...]:
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return names, [str(row) for row in answer]


@pytest.mark.parametrize(("query", "what"), rows("What is mended"))
def test_query_is_mended(query: str, what: str) -> None:
    assert what
    mended = told(answered(PROLOGUE + query, store().query))
    try:
        own = told(store().query(PROLOGUE + query))
    except SyntaxError:
        return
    assert mended != own


def lossy() -> set[str]:
    """Return the datatypes of which the page says that others take their place."""
    pairs = ((written(one), written(other)) for one, other in rows("Literals have one form"))
    return {one.datatype.value for one, other in pairs if one.datatype != other.datatype}


def literals(asserted: Dataset) -> Iterator[ox.Literal]:
    """Yield all literals of the sources, as they are written."""
    for path in TURTLE:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(quad.object, ox.Literal):
                yield quad.object
    records = read_literature(SOURCES.data, asserted.record_shapes).records
    for triple in lift(records, asserted.record_shapes).triples:
        if isinstance(triple.object, ox.Literal):
            yield triple.object


def test_sources_hold_no_literal_that_the_store_changes(asserted: Dataset) -> None:
    found = list(literals(asserted))
    assert len(found) > 1_000
    changed = {literal.value for literal in found if kept(literal) != literal}
    # The layout of Turtle files spells UTC so.
    assert changed == {"2026-11-23T00:00:00+00:00"}


def test_sources_write_languages_in_small_letters() -> None:
    # The engine's parser changes them already.
    tags = [tag for path in TURTLE for tag in re.findall(r'"@([\w-]+)', path.read_text("utf-8"))]
    assert len(tags) > 1_000
    assert [tag for tag in tags if tag != tag.lower()] == []


def test_sources_name_no_datatype_that_the_store_replaces() -> None:
    assert len(lossy()) == 13
    for path in TURTLE:
        triples = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        names = {quad.object.value for quad in triples if isinstance(quad.object, ox.NamedNode)}
        assert names.isdisjoint(lossy())


@pytest.mark.parametrize(
    ("count", "number"), [("*", 2), ("DISTINCT *", 1), ("?s", 2), ("DISTINCT ?s", 1)]
)
def test_what_two_graphs_say_counts_twice(count: str, number: int) -> None:
    assert "`COUNT(*)` counts it twice" in PAGE
    query = f"{PROLOGUE} SELECT (COUNT({count}) AS ?n) {{ ?s :p :b }}"
    answer = store().query(query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    assert [row["n"].value for row in answer] == [str(number)]
