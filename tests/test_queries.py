"""The published queries, and how answers are written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from atlas_kg.errors import AtlasError, UsageError
from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS
from atlas_kg.namespaces import expand
from atlas_kg.queries import named_query, published_queries, render, rows
from atlas_kg.store import EmbeddedStore

HEADER = "#+ summary: Why?\n#+ description: So.\n#+ tags:\n#+   - a\n#+   - b\n\n"


def write(folder: Path, text: str) -> Path:
    file = folder / "group" / "q01-name.rq"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


def test_header_is_read_and_taken_off(tmp_path: Path) -> None:
    file = write(tmp_path, f"{HEADER}ASK {{}} # kept\n")
    (query,) = published_queries(tmp_path)
    assert (query.group, query.name, query.id) == ("group", "q01-name", "q01")
    assert (query.summary, query.description, query.tags) == ("Why?", "So.", ("a", "b"))
    assert query.text == "ASK {} # kept\n"
    assert query.expected is None
    file.with_suffix(".csv").touch()
    assert published_queries(tmp_path)[0].expected == file.with_suffix(".csv")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "#+ summary: Why?\n",
        "#+ summary: [\n",
        "#+ - a\n",
        "#+ summary: Why?\n#+ description: So.\n",
        "#+ summary: Why?\n#+ description: So.\n#+ tags:\n",
    ],
)
def test_incomplete_header_is_told(header: str, tmp_path: Path) -> None:
    file = write(tmp_path, f"{header}\nASK {{}}\n")
    with pytest.raises(AtlasError, match="header is not complete") as raised:
        published_queries(tmp_path)
    assert str(file) in str(raised.value)


@pytest.mark.parametrize("name", ["cq04", "cq04-gaps", "competency/cq04-gaps"])
def test_query_has_several_names(name: str) -> None:
    assert named_query(name).name == "cq04-gaps"


@pytest.mark.parametrize("name", ["cells", "map/cells"])
def test_query_of_the_map_has_a_name(name: str) -> None:
    assert named_query(name).group == "map"


def test_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"Did you mean 'cq04-gaps'\? The queries are: cq01-"):
        named_query("cq04-gap")


def test_rows_are_texts_by_variable(store: EmbeddedStore) -> None:
    found = rows(store, "map/phases")
    assert len(found) == 5
    assert found[0]["phase"] == expand("atlas:BusinessProblemDefinition")
    assert found[0]["position"] == "1"
    # A variable without value is left out.
    assert {"scopeNote" in row for row in found} == {True, False}


def test_rows_take_bindings(store: EmbeddedStore) -> None:
    phase = ox.NamedNode(expand("atlas:ModelSelection"))
    found = rows(store, "map/cells", {"phase": phase})
    assert {row["phase"] for row in found} == {phase.value}
    assert len(found) == 4


def answer(store: EmbeddedStore) -> ox.QuerySolutions:
    text = "SELECT ?a ?b { VALUES (?a ?b) { ('x,\\n\"' UNDEF) (<http://e/> 1) } }"
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return found


def test_csv_escapes(store: EmbeddedStore) -> None:
    text = render(answer(store), "csv").decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b"],
        ['x,\n"', ""],
        ["http://e/", "1"],
    ]


def test_json_leaves_out_what_has_no_value(store: EmbeddedStore) -> None:
    first, second = json.loads(render(answer(store), "json"))["results"]["bindings"]
    assert first == {"a": {"type": "literal", "value": 'x,\n"'}}
    assert second["b"]["datatype"] == expand("xsd:integer")


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_rows_are_no_graph(form: str, store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="Choose one of json, xml, csv, tsv"):
        render(answer(store), form)


@pytest.mark.parametrize("form", RESULT_FORMATS)
def test_triples_are_no_rows(form: str, store: EmbeddedStore) -> None:
    found = store.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1")
    with pytest.raises(UsageError, match="Choose one of ttl, jsonld, nt, rdf"):
        render(found, form)


@pytest.mark.parametrize("form", RESULT_FORMATS)
def test_yes_or_no_in_each_format(form: str, store: EmbeddedStore) -> None:
    assert b"true" in render(store.query("ASK {}"), form)
