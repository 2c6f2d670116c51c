"""Each published query that asks another service, answered by our server and a stand-in for it.

The services cannot be reached from a test. What is shown here is that the queries are understood by
another engine, join what they should, and hold what the graph says; not that the services answer.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.request import Request, urlopen

import pytest

from atlas_kg.federation.allow_list import AllowList
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.queries import PublishedQuery, named_query, published_queries, rows
from atlas_kg.store import EmbeddedStore
from atlas_kg.web import Settings
from tests.conftest import ROOT, Run
from tests.federation.stand_ins import DATA
from tests.reasoning.remote import oxigraph_server
from tests.security.servers import Server, served

QUERIES = [query for query in published_queries() if query.services]
DOI = re.compile(r"10\.\d{4,9}/[^\s\">]+")
EXPECTED = {
    "affiliations-in-dblp": [
        ["Lin et al. (2022)", "https://dblp.org/pid/2", "John Roe", "", ""],
        [
            "Mitchell et al. (2019)",
            "https://dblp.org/pid/1",
            "Jane Doe",
            "Example University",
            "https://orcid.org/0000-0000-0000-0000",
        ],
        ["Mitchell et al. (2019)", "https://dblp.org/pid/2", "John Roe", "", ""],
    ],
    "citations-in-dblp": [
        ["Mitchell et al. (2019)", "https://dblp.org/rec/conf/x/C", "An invented paper"]
    ],
    "citing-works-in-wikidata": [
        ["Ouyang et al. (2022)", "http://www.wikidata.org/entity/Q5", ""],
        ["Ouyang et al. (2022)", "http://www.wikidata.org/entity/Q3", "An invented article"],
    ],
    "comparisons-in-orkg": [
        [
            "Touvron et al. (2023, LLaMA)",
            "http://orkg.org/orkg/resource/R1",
            "http://orkg.org/orkg/resource/R5",
            "An invented comparison",
        ]
    ],
    "identifiers-in-opencitations": [
        [
            "Lewis et al. (2020)",
            "https://w3id.org/oc/meta/br/1",
            "http://purl.org/spar/datacite/openalex",
            "W1",
        ]
    ],
}


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[dict[str, str]]:
    """The address of each stand-in, by the service for which it stands."""
    with ExitStack() as stack:
        addresses = {}
        for service, data in DATA.items():
            url = stack.enter_context(oxigraph_server())
            headers = {"Content-Type": "text/turtle"}
            with urlopen(Request(f"{url}/store?default", data.encode(), headers)):  # noqa: S310
                pass
            addresses[service] = f"{url}/query"
        yield addresses


@pytest.fixture(scope="module")
def server(graph: KnowledgeGraph, stand_ins: dict[str, str]) -> Iterator[Server]:
    allowed = AllowList((), tuple(stand_ins.values()))
    with served(graph, Settings(allowed=allowed)) as running:
        yield running


def test_each_has_an_expected_answer() -> None:
    assert {query.name for query in QUERIES} == set(EXPECTED)
    assert {service for query in QUERIES for service in query.services} == set(DATA)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: str(query.name))
def test_answer_of_two_endpoints(
    query: PublishedQuery, server: Server, stand_ins: dict[str, str]
) -> None:
    text = query.text
    for service in query.services:
        assert text.count(f"<{service}>") == 1
        text = text.replace(f"<{service}>", f"<{stand_ins[service]}>")
    answer = server.query(text, "text/csv")
    assert answer.status == 200, answer.text
    assert list(csv.reader(io.StringIO(answer.text)))[1:] == EXPECTED[query.name]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: str(query.name))
def test_works_asked_for_are_those_of_one_cell(query: PublishedQuery, store: EmbeddedStore) -> None:
    (listed,) = re.findall(r"VALUES \?\w+ \{([^}]*)\}", query.text)
    asked = {doi.lower() for doi in DOI.findall(listed)}
    cells = [set(DOI.findall(row["dois"])) for row in rows(store, "federation/dois-by-cell")]
    assert asked
    assert any(asked <= cell for cell in cells)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: str(query.name))
def test_page_says_what_must_be_allowed(query: PublishedQuery, server: Server) -> None:
    page = server.send("GET", f"/queries/{query.name}", headers={"Accept": "text/html"})
    assert page.status == 200
    assert "may not call" in page.text
    for service in query.services:
        assert f"--allow-service {service}" in page.text
    assert server.send("GET", f"/queries/{query.name}.rq").text == query.text
    rows_of_it = server.send("GET", f"/queries/{query.name}.csv")
    assert rows_of_it.status == 404


def test_page_says_what_is_allowed(graph: KnowledgeGraph) -> None:
    query = named_query("comparisons-in-orkg")
    with served(graph, Settings(allowed=AllowList(query.services))) as running:
        page = running.send("GET", f"/queries/{query.name}", headers={"Accept": "text/html"})
        assert "which this server may call" in page.text


def test_document_tells_of_each(run: Run) -> None:
    text = (ROOT / "docs" / "federation.md").read_text("utf-8")
    rows_of_table = re.findall(r"^\| `([\w-]+)` \| (.*?) \|", text, re.MULTILINE)
    told = {name: re.findall(r"`(https://[^`]+)`", asked) for name, asked in rows_of_table}
    group = [query for query in published_queries() if query.group == "federation"]
    assert told == {query.name: list(query.services) for query in group}
    commands = re.findall(r"^```sh\natlas-kg (.*)\n```$", text, re.MULTILINE)
    assert commands
    for command in commands:
        assert run(*command.split()).returncode == 0
    for option in re.findall(r"--[a-z][\w-]+", text):
        verbs = ("serve", "query")
        assert any(option in run(verb, "--help").stdout for verb in verbs), option


def test_command_alone_calls_nobody(run: Run) -> None:
    done = run("query", "comparisons-in-orkg")
    assert (done.returncode, done.stdout) == (2, "")
    assert "SERVICE is not allowed" in done.stderr


def test_query_is_refused_without_permission(graph: KnowledgeGraph) -> None:
    with served(graph, Settings()) as running:
        refused = running.query(QUERIES[0].text)
        assert refused.status == 400
        assert "SERVICE is not allowed" in refused.text
