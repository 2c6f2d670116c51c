"""Answers that are given again, and clients that have them already."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from atlas_kg.web.answer_cache import AnswerCache, CachedAnswer

NAMES = "SELECT ?s { ?s a <https://w3id.org/llm-atlas/ontology#Mechanism> } ORDER BY ?s"
MANY = "SELECT * { ?s ?p ?o }"
CSV = {"Accept": "text/csv", "Accept-Encoding": "identity"}


def ask(client: TestClient, query: str, **headers: str) -> tuple[int, str | None, bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.get("/sparql", params={"query": query}, headers={**CSV, **names})
    return answer.status_code, answer.headers.get("etag"), answer.content


def test_an_answer_has_a_strong_tag(client: TestClient) -> None:
    status, tag, body = ask(client, NAMES)
    assert (status, ask(client, NAMES)) == (200, (200, tag, body))
    assert tag
    assert tag.startswith('"')
    assert ask(client, NAMES, If_None_Match=tag) == (304, tag, b"")
    assert ask(client, NAMES, If_None_Match=f'"other", W/{tag}') == (304, tag, b"")
    assert ask(client, NAMES, If_None_Match='"other"') == (200, tag, body)


def test_each_form_has_its_own_tag(client: TestClient) -> None:
    unasked = f"{MANY} # by nobody else"
    _, csv, _ = ask(client, NAMES)
    _, tsv, _ = ask(client, NAMES, Accept="text/tab-separated-values")
    _, zipped, _ = ask(client, NAMES, Accept_Encoding="gzip")
    _, large, _ = ask(client, unasked, Accept_Encoding="gzip")
    assert len({csv, tsv}) == 2
    assert zipped == csv
    assert large is None
    _, large, _ = ask(client, unasked, Accept_Encoding="gzip")
    assert large
    assert large.endswith('-gzip"')
    assert ask(client, unasked, Accept_Encoding="gzip", If_None_Match=large)[0] == 304


def test_long_answers_are_the_same_again(client: TestClient) -> None:
    _, _, first = ask(client, MANY)
    _, tag, second = ask(client, MANY)
    assert first == second
    assert tag


@pytest.mark.parametrize("call", ["RAND()", "now()", "UUID()", "STRUUID()"])
def test_what_changes_is_asked_anew(client: TestClient, call: str) -> None:
    query = f"SELECT ({call} AS ?x) {{}}"
    assert ask(client, query)[2] != ask(client, query)[2]


def test_datasets_do_not_share_answers(client: TestClient) -> None:
    graph = "https://w3id.org/llm-atlas/graph/ontology"
    everywhere = ask(client, NAMES)[2]
    params = {"query": NAMES, "default-graph-uri": f"{graph}-of-nobody"}
    assert client.get("/sparql", params=params, headers=CSV).content != everywhere


def test_what_was_not_asked_for_longest_goes() -> None:
    cache = AnswerCache(160)
    cache.get(1, "anything")
    for number in range(20):
        cache.put(1, number, CachedAnswer.of("rows", bytes(10)))
        assert cache.get(1, 0)
    cache.put(1, "large", CachedAnswer.of("rows", bytes(11)))
    kept = [number for number in range(20) if cache.get(1, number)]
    assert kept == [0, *range(5, 20)]
    assert cache.get(1, "large") is None
    cache.put(1, 0, CachedAnswer.of("rows", bytes(1)))
    cache.put(1, "new", CachedAnswer.of("rows", bytes(9)))
    assert [number for number in range(20) if cache.get(1, number)] == kept


def test_nothing_outlives_the_data() -> None:
    cache = AnswerCache(160)
    answer = CachedAnswer.of("rows", b"")
    assert cache.get(1, "question") is None
    cache.put(1, "question", answer)
    assert cache.get(1, "question") is answer
    assert cache.get(2, "question") is None
    cache.put(1, "question", answer)
    assert cache.get(2, "question") is None
    cache.put(None, "question", answer)
    assert cache.get(None, "question") is None
