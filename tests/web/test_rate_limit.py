"""How many requests a client may send."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web import Settings, create_app
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.rate_limit import RateLimit


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def sent(limit: RateLimit, client: str = "a") -> int:
    """Return how many requests are let through at once."""
    return next(number for number in range(1_000) if not limit.admits(client))


def test_some_at_once_and_so_many_in_the_long_run() -> None:
    clock = Clock()
    limit = RateLimit(5, burst=2, clock=clock)
    assert sent(limit) == 10
    clock.now += 1
    assert sent(limit) == 5
    clock.now += 3_600
    assert sent(limit) == 10


def test_slow_rates_let_one_through() -> None:
    clock = Clock()
    limit = RateLimit(0.1, clock=clock)
    assert sent(limit) == 1
    assert limit.delay("a") == pytest.approx(10)
    clock.now += 9
    assert not limit.admits("a")
    clock.now += 1.001
    assert limit.admits("a")


def test_refused_requests_do_not_count() -> None:
    clock = Clock()
    limit = RateLimit(1, burst=1, clock=clock)
    assert limit.admits("a")
    for _ in range(100):
        assert not limit.admits("a")
    clock.now += 1
    assert limit.admits("a")


def test_clients_do_not_pay_for_others() -> None:
    limit = RateLimit(2, burst=1, clock=Clock())
    assert [sent(limit, client) for client in "abc"] == [2, 2, 2]


def test_many_clients_take_a_bounded_memory() -> None:
    limit = RateLimit(1, burst=1, clock=Clock())
    for number in range(10_001):
        assert limit.admits(str(number))
    assert not limit.admits("10000")
    assert limit.admits("0"), "The one that has been quiet longest is forgotten"


def test_no_rate_is_no_limit() -> None:
    limit = RateLimit(None)
    assert all(limit.admits("a") for _ in range(1_000))


def test_problem_says_when_to_ask_again() -> None:
    limit = RateLimit(0.25, clock=Clock())
    limit.check("a")
    with pytest.raises(ProblemError, match=r"0\.25 requests a second") as found:
        limit.check("a")
    assert (found.value.status, found.value.headers["Retry-After"]) == (429, "4")


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/rdf-graph-store?default"])
def test_endpoints_are_limited_and_pages_are_not(graph: KnowledgeGraph, path: str) -> None:
    with TestClient(create_app(graph, Settings(rate=0.001))) as client:
        assert client.get(path).status_code == 200
        refused = client.get(path)
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["access-control-allow-origin"] == "*"
        assert client.options(path).status_code == 204
        assert client.get("/-/versions").status_code == 200
