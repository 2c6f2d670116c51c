"""Answers that are given again, and clients that have them already."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from atlas_kg.web.answer_cache import AnswerCache, CachedAnswer

NAMES = "SELECT ?s { ?s a <https://w3id.org/llm-atlas/ontology#Mechanism> } ORDER BY ?s"
MANY = "SELECT * { GRAPH <https://w3id.org/llm-atlas/graph/literature> { ?s ?p ?o } }"
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
    # Each takes 500 bytes besides its own and its question's.
    cache = AnswerCache(16 * 512)
    cache.get(1, b"anything")
    for number in range(20):
        cache.put(1, b"%02d" % number, CachedAnswer.of("rows", bytes(10)))
        assert cache.get(1, b"00")
    cache.put(1, b"large", CachedAnswer.of("rows", bytes(8)))
    kept = [number for number in range(20) if cache.get(1, b"%02d" % number)]
    assert kept == [0, *range(5, 20)]
    assert cache.get(1, b"large") is None
    cache.put(1, b"00", CachedAnswer.of("rows", bytes(1)))
    assert [number for number in range(20) if cache.get(1, b"%02d" % number)] == kept
    cache.put(1, b"new", CachedAnswer.of("rows", bytes(9)))
    assert [number for number in range(20) if cache.get(1, b"%02d" % number)] == kept[1:]


def test_long_questions_take_their_part() -> None:
    cache = AnswerCache(16 * 1_000)
    cache.get(1, b"anything")
    for number in range(100):
        cache.put(1, b"%0400d" % number, CachedAnswer.of("rows", b""))
    assert sum(bool(cache.get(1, b"%0400d" % number)) for number in range(100)) == 16_000 // 900
    cache.put(1, bytes(501), CachedAnswer.of("rows", b""))
    assert cache.get(1, bytes(501)) is None


def test_nothing_outlives_the_data() -> None:
    cache = AnswerCache(16_000)
    answer = CachedAnswer.of("rows", b"")
    assert cache.get(1, b"question") is None
    cache.put(1, b"question", answer)
    assert cache.get(1, b"question") is answer
    assert cache.get(2, b"question") is None
    cache.put(1, b"question", answer)
    assert cache.get(2, b"question") is None
    cache.put(None, b"question", answer)
    assert cache.get(None, b"question") is None
