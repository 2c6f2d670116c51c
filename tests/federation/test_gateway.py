"""The gateway calls what is allowed and nothing else, for the engine and for nobody else."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pyoxigraph as ox
import pytest

from atlas_kg import __version__
from atlas_kg.federation.addresses import Resolver, resolved
from atlas_kg.federation.allow_list import AllowList
from atlas_kg.federation.gateway import Gateway
from tests.federation.endpoints import Endpoint, endpoint


@pytest.fixture(scope="module")
def other() -> Iterator[Endpoint]:
    with endpoint() as running:
        yield running


@contextmanager
def gateway(allowed: AllowList, resolve: Resolver = resolved) -> Iterator[Gateway]:
    running = Gateway(allowed, seconds=1, size=3_000_000, resolve=resolve)
    running.start()
    try:
        yield running
    finally:
        running.stop()


class NoAnswerError(Exception):
    """The engine finds no answer."""


def asked(running: Gateway, address: str, *, silent: bool = False) -> list[str]:
    """Return the rows that the engine finds by calling an endpoint through a gateway."""
    keyword = "SERVICE SILENT" if silent else "SERVICE"
    query = running.rewritten(f"SELECT ?s {{ {keyword} <{address}> {{ ?s ?p ?o }} }}")
    rows = ox.Store().query(query)
    assert isinstance(rows, ox.QuerySolutions)
    try:
        return [str(row["s"]) for row in rows]
    except OSError as error:
        told = str(error)
    finally:
        # The engine wants its rows to end in the thread in which they began.
        del rows
    raise NoAnswerError(told)


def failure(running: Gateway, address: str) -> str:
    """Return how a call fails, as a client is told."""
    with pytest.raises(NoAnswerError, match=r"502|504") as caught:
        asked(running, address)
    told = running.told(str(caught.value))
    assert str(running.port) not in told
    assert running._secret not in told
    return told


def test_endpoint_is_asked_as_ourselves_and_nobody_else(other: Endpoint) -> None:
    other.asked.clear()
    with gateway(AllowList(private=(f"{other.url}/good",))) as running:
        for _ in range(2):
            assert asked(running, f"{other.url}/good") == ["<urn:from-elsewhere>"]
    method, path, headers, body = other.asked[-1]
    assert (method, path) == ("POST", "/good")
    assert b"?s ?p ?o" in body
    assert headers["User-Agent"].startswith(f"atlas-kg/{__version__} ")
    assert headers["Content-Type"] == "application/sparql-query"
    assert headers["Host"] == f"127.0.0.1:{other.port}"
    assert not {"cookie", "authorization", "x-forwarded-for"} & {name.lower() for name in headers}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("page", "in no format of SPARQL results"),
        ("packed", "in no format of SPARQL results"),
        ("refusing", "refuses (status 500)"),
        ("moved", "sends elsewhere, which is not followed (status 307)"),
        ("silent", "longer than 1 seconds"),
        ("dripping", "longer than 1 seconds"),
        ("endless", "longer than 3,000,000 bytes"),
        ("broken", "cannot be reached"),
    ],
)
def test_bad_endpoint_fails_the_query_in_time(other: Endpoint, path: str, why: str) -> None:
    other.asked.clear()
    with gateway(AllowList(private=(f"{other.url}/{path}",))) as running:
        begun = time.monotonic()
        told = failure(running, f"{other.url}/{path}")
        assert time.monotonic() - begun < 4
        assert why in told
        assert asked(running, f"{other.url}/{path}", silent=True) in ([], ["None"])
    assert {path for _, path, _, _ in other.asked} == {f"/{path}"}


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0"]
)
def test_allowed_name_that_leads_to_this_machine(other: Endpoint, host: str) -> None:
    other.asked.clear()
    address = f"http://{host}:{other.port}/good"
    with gateway(AllowList(services=(address,))) as running:
        assert "not public" in failure(running, address)
    assert other.asked == []


def test_name_that_changes_its_mind(other: Endpoint) -> None:
    """The first answer of the resolver is public, the second leads here (DNS rebinding)."""
    other.asked.clear()
    answers = iter([["1.1.1.1", "127.0.0.1"], ["127.0.0.1"], ["::1"]])

    async def resolve(_host: str, _port: int) -> list[str]:
        return next(answers)

    address = f"http://good.example:{other.port}/good"
    with gateway(AllowList(services=(address,)), resolve) as running:
        for _ in range(3):
            assert "not public" in failure(running, address)
    assert other.asked == []


def test_endpoint_that_is_not_there() -> None:
    address = "http://127.0.0.1:9/good"
    with gateway(AllowList(private=(address,))) as running:
        assert "cannot be reached" in failure(running, address)


def test_call_inside_a_call_goes_nowhere(other: Endpoint) -> None:
    other.asked.clear()
    address = f"{other.url}/good"
    query = f"ASK {{ SERVICE <{address}> {{ SERVICE <{address}> {{ ?s ?p ?o }} }} }}"
    allowed, told = AllowList(private=(address,)), "SERVICE may not stand inside SERVICE"
    with gateway(allowed) as running, pytest.raises(OSError, match=told):
        ox.Store().query(running.rewritten(query))
    assert other.asked == []


def request(running: Gateway, method: str, path: str, body: bytes = b"") -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)) as connection:
        connection.request(method, path, body)
        return connection.getresponse().status


Path = Callable[[str], str]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", lambda secret: f"/{secret}/0", 200),
        ("GET", lambda secret: f"/{secret}/0", 404),
        ("POST", lambda secret: f"/{secret}/1", 404),
        ("POST", lambda secret: f"/{secret}/-1", 404),
        ("POST", lambda secret: f"/{secret}/", 404),
        ("POST", lambda secret: f"/{secret}/0/x", 404),
        ("POST", lambda secret: f"/{secret[:-1]}/0", 404),
        ("POST", lambda secret: f"/{secret.swapcase()}/0", 404),
        ("POST", lambda _: "/0", 404),
        ("POST", lambda _: "/", 404),
        ("POST", lambda _: "//0", 404),
        ("POST", lambda _: "/%C3%A9/0", 404),
        ("CONNECT", lambda _: "one.example:80", 404),
    ],
)
def test_nobody_else_calls_through_it(
    other: Endpoint, method: str, path: Path, status: int
) -> None:
    other.asked.clear()
    with gateway(AllowList(private=(f"{other.url}/good",))) as running:
        assert request(running, method, path(running._secret)) == status
    assert len(other.asked) == (status == 200)


def test_each_process_has_a_secret_of_its_own() -> None:
    with gateway(AllowList()) as one, gateway(AllowList()) as two:
        assert one._secret != two._secret
        assert len(one._secret) >= 43
