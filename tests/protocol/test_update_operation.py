"""Updates: the ways to send one, all or nothing, seen at once (SPARQL 1.1 Protocol, 2.2)."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest

from tests.protocol.wire import FORM, UPDATE, Answer, Endpoint, send, with_parameters

JSON = "application/sparql-results+json"
BASE = "http://example.org/updated/"
GRAPH = f"{BASE}graph"
USING, USING_NAMED = "using-graph-uri", "using-named-graph-uri"


@pytest.fixture
def empty(endpoint: Endpoint) -> Endpoint:
    """The server, without the graph that these tests write to."""
    endpoint.change(f"DROP SILENT GRAPH <{GRAPH}>")
    return endpoint


def values(endpoint: Endpoint) -> set[str]:
    """Return the values that the graph holds."""
    query = f"SELECT ?o {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
    return {row["o"]["value"] for row in endpoint.post(query, JSON).rows()}


def insert(value: str) -> str:
    return f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{BASE}s> <{BASE}p> '{value}' }} }}"


def is_done(answer: Answer) -> bool:
    assert answer.rest == b""
    return answer.status in (200, 202, 204)


@pytest.mark.parametrize("text", ["plain", "a + b", "a%20b", "50 % & = ; #?", "Köpf 知識 🧭"])
def test_each_way_of_sending_brings_the_text_unchanged(empty: Endpoint, text: str) -> None:
    direct = [("Content-Type", UPDATE), *empty.authorization]
    form = [("Content-Type", FORM), *empty.authorization]
    encoded = [f"update={quote(insert(text), safe='')}", f"update={quote_plus(insert(text))}"]
    for chunked in (False, True):
        for headers, body in (
            (direct, insert(text)),
            (form, encoded[0]),
            (form, encoded[1]),
        ):
            answer = send(empty.update_url, "POST", headers, body.encode(), chunked=chunked)
            assert is_done(answer), answer.body
            assert values(empty) == {text}
            empty.change(f"DROP GRAPH <{GRAPH}>")


def test_iris_arrive_unchanged(empty: Endpoint) -> None:
    iri = f"{BASE}a%20b+c%2B"
    update = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{BASE}s> <{BASE}p> <{iri}> }} }}"
    assert is_done(empty.post_form([("update", update)], url=empty.update_url))
    assert values(empty) == {iri}


@pytest.mark.own
def test_the_query_address_takes_updates_too(empty: Endpoint) -> None:
    assert is_done(empty.update(insert("direct"), url=empty.query_url))
    assert is_done(empty.post_form([("update", insert("form"))], url=empty.query_url))
    assert values(empty) == {"direct", "form"}


def test_each_update_is_seen_by_the_next_query(empty: Endpoint) -> None:
    for number in range(20):
        empty.change(insert(str(number)))
        assert values(empty) == {str(done) for done in range(number + 1)}


def test_hundreds_of_updates_in_a_row(empty: Endpoint) -> None:
    for number in range(300):
        empty.change(f"DROP SILENT GRAPH <{GRAPH}> ; {insert(str(number))}")
    assert values(empty) == {"299"}


def test_operations_run_in_their_order(empty: Endpoint) -> None:
    empty.change(
        f"{insert('a')} ; DELETE WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p 'a' }} }} ; {insert('b')} ; "
        f"INSERT {{ GRAPH <{GRAPH}> {{ ?s ?p 'c' }} }} WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p 'b' }} }}"
    )
    assert values(empty) == {"b", "c"}


@pytest.mark.parametrize(
    "failing",
    [
        f"CREATE GRAPH <{GRAPH}>",
        f"DROP GRAPH <{BASE}no-such-graph>",
        f"CLEAR GRAPH <{BASE}no-such-graph>",
    ],
)
def test_a_failing_operation_leaves_nothing_of_the_others(empty: Endpoint, failing: str) -> None:
    empty.change(insert("before"))
    answer = empty.update(f"{insert('a')} ; {failing} ; {insert('b')}")
    assert 400 <= answer.status < 600
    assert values(empty) == {"before"}
    assert is_done(empty.update(insert("after")))
    assert values(empty) == {"before", "after"}


def test_silent_operations_do_not_fail(empty: Endpoint) -> None:
    none = f"<{BASE}no-such-graph>"
    empty.change(f"DROP SILENT GRAPH {none} ; CLEAR SILENT GRAPH {none} ; {insert('a')}")
    assert values(empty) == {"a"}


def test_graphs_are_copied_moved_and_added(empty: Endpoint) -> None:
    other = f"<{BASE}other>"
    empty.change(f"DROP SILENT GRAPH {other} ; {insert('a')} ; COPY <{GRAPH}> TO {other}")
    assert empty.ask(f"ASK {{ GRAPH {other} {{ ?s ?p 'a' }} }}")
    empty.change(f"CLEAR GRAPH <{GRAPH}> ; {insert('b')} ; ADD {other} TO <{GRAPH}>")
    assert values(empty) == {"a", "b"}
    empty.change(f"MOVE {other} TO <{GRAPH}>")
    assert values(empty) == {"a"}
    assert not empty.ask(f"ASK {{ GRAPH {other} {{ ?s ?p ?o }} }}")


def test_a_syntax_error_late_in_the_text_leaves_nothing(empty: Endpoint) -> None:
    assert empty.update(f"{insert('a')} ; INSERT DATA {{ <").status == 400
    assert values(empty) == set()


@pytest.mark.parametrize("text", ["", "# nothing", "PREFIX e: <http://e.org/>"])
def test_an_update_may_do_nothing(empty: Endpoint, text: str) -> None:
    assert is_done(empty.update(text))
    assert is_done(empty.post_form([("update", text)], url=empty.update_url))


@pytest.mark.parametrize(
    "headers",
    [[("Content-Type", "application/sparql-update; charset=latin-1")], [("Content-Type", "")], []],
)
def test_other_media_types_are_refused(empty: Endpoint, headers: list[tuple[str, str]]) -> None:
    sent = [*headers, *empty.authorization]
    answer = send(empty.update_url, "POST", sent, insert("a").encode())
    assert answer.status in (400, 415)
    assert values(empty) == set()


def test_what_is_not_utf8_is_refused(empty: Endpoint) -> None:
    body = insert("é").encode("latin-1")
    sent = [("Content-Type", UPDATE), *empty.authorization]
    assert send(empty.update_url, "POST", sent, body).status == 400
    assert values(empty) == set()


@pytest.mark.own
def test_a_malformed_update_says_where(empty: Endpoint) -> None:
    answer = empty.update(f"{insert('a')} ;\nINSERT DATA {{ <{BASE}s> }}")
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert answer.json()["line"] == 2
    assert answer.json()["column"] > 1


@pytest.fixture
def three(empty: Endpoint) -> Endpoint:
    """Three graphs that each name themselves."""
    for name in "abc":
        graph = f"{BASE}{name}"
        empty.change(
            f"DROP SILENT GRAPH <{graph}> ; "
            f"INSERT DATA {{ GRAPH <{graph}> {{ <{graph}> a <{BASE}Kind> }} }}"
        )
    return empty


@pytest.mark.parametrize(
    ("pattern", "parameters", "expected"),
    [
        ("?s a ?k", [(USING, "a")], {"a"}),
        ("?s a ?k", [(USING, "a"), (USING, "c")], {"a", "c"}),
        ("?s a ?k", [(USING_NAMED, "a")], set()),
        ("GRAPH ?g { ?s a ?k }", [(USING_NAMED, "b")], {"b"}),
        ("GRAPH ?g { ?s a ?k }", [(USING, "a")], set()),
        ("GRAPH ?g { ?s a ?k }", [(USING, "a"), (USING_NAMED, "c")], {"c"}),
    ],
)
@pytest.mark.parametrize("in_form", [False, True])
def test_the_request_names_what_is_matched(
    three: Endpoint,
    pattern: str,
    parameters: list[tuple[str, str]],
    expected: set[str],
    in_form: bool,
) -> None:
    text = f"INSERT {{ GRAPH <{GRAPH}> {{ <{BASE}s> <{BASE}p> ?s }} }} WHERE {{ {pattern} }}"
    named = [(name, BASE + graph) for name, graph in parameters]
    if in_form:
        assert is_done(three.post_form([*named, ("update", text)], url=three.update_url))
    else:
        assert is_done(three.update(text, named))
    assert values(three) == {BASE + name for name in expected}


def test_the_request_names_what_is_matched_for_each_operation(three: Endpoint) -> None:
    text = " ; ".join(
        f"INSERT {{ GRAPH <{GRAPH}> {{ <{BASE}s> <{BASE}p{n}> ?s }} }} WHERE {{ ?s a ?k }}"
        for n in (1, 2)
    )
    three.change(f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }} ; {text}", [(USING, f"{BASE}b")])
    query = f"SELECT ?p ?o {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
    rows = three.post(query, JSON).rows()
    assert {row["o"]["value"] for row in rows} == {f"{BASE}b"}
    assert len(rows) == 2


@pytest.mark.parametrize("name", [USING, USING_NAMED])
@pytest.mark.parametrize(
    "clause",
    [
        "WITH <{a}> INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p ?o }}",
        "INSERT {{ GRAPH <{g}> {{ ?s ?p 1 }} }} USING <{a}> WHERE {{ ?s ?p ?o }}",
        "INSERT {{ GRAPH <{g}> {{ ?s ?p 1 }} }} USING NAMED <{a}> WHERE {{ GRAPH ?x {{ }} }}",
        "CREATE SILENT GRAPH <{g}> ; WITH <{g}> INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p ?o }}",
    ],
    ids=["WITH", "USING", "USING NAMED", "WITH later"],
)
def test_request_and_update_may_not_both_name_what_is_matched(
    three: Endpoint, clause: str, name: str
) -> None:
    text = clause.format(a=f"{BASE}a", g=GRAPH)
    assert three.update(text, [(name, f"{BASE}a")]).status == 400
    assert values(three) == set()


def test_the_word_with_in_a_text_is_no_clause(three: Endpoint) -> None:
    text = (
        f"INSERT {{ GRAPH <{GRAPH}> {{ ?s <{BASE}using> 'WITH <x> USING' }} }} WHERE {{ ?s a ?k }}"
    )
    three.change(f"# WITH USING\n{text}", [(USING, f"{BASE}a")])
    assert values(three) == {"WITH <x> USING"}


@pytest.mark.parametrize("name", [USING, USING_NAMED])
@pytest.mark.parametrize("value", ["", "not an iri", "relative"])
def test_what_is_no_iri_is_refused(empty: Endpoint, name: str, value: str) -> None:
    url = with_parameters(empty.update_url, [(name, value)])
    assert empty.update(insert("a"), url=url).status == 400
    assert values(empty) == set()
