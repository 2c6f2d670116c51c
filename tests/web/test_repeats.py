"""Requests that come again byte by byte."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from atlas_kg.web.repeats import RepeatedResponse, Repeats

REQUEST = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: e.org\r\n\r\n"
HEADERS = [(b"host", b"e.org")]


class State:
    """What the repeats ask for, and what they tell."""

    def __init__(self) -> None:
        self.generation: int | None = 1
        self.admits = True
        self.noted: list[str] = []
        self.repeats = Repeats(lambda: self.generation, lambda _: self.admits)

    def put(
        self,
        request: bytes = REQUEST,
        rest: bytes = b"rest",
        headers: Iterable[tuple[bytes, bytes]] = HEADERS,
    ) -> None:
        response = RepeatedResponse(rest, self.noted.append)
        self.repeats.put(request, headers, response, self.generation)

    def get(self, request: bytes = REQUEST) -> bytes | None:
        return self.repeats.get(request, "ann")


@pytest.fixture
def state() -> State:
    return State()


def test_the_same_bytes_have_the_same_response(state: State) -> None:
    assert state.get() is None
    state.put()
    assert state.get() == b"rest"
    assert state.noted == ["ann"]
    assert state.get(REQUEST.replace(b"e.org", b"e.net")) is None


def test_other_data_have_other_responses(state: State) -> None:
    state.put()
    state.generation = 2
    assert state.get() is None
    state.put(rest=b"new")
    assert state.get() == b"new"
    state.generation = None
    assert state.get() is None


def test_nothing_is_kept_where_others_change_the_data(state: State) -> None:
    state.generation = None
    state.put()
    assert state.get() is None


def test_clients_that_send_too_much_have_none(state: State) -> None:
    state.put()
    state.admits = False
    assert state.get() is None
    assert state.noted == []


@pytest.mark.parametrize(
    "name",
    [
        b"connection",
        b"content-length",
        b"expect",
        b"if-none-match",
        b"transfer-encoding",
        b"upgrade",
        b"x-forwarded-for",
        b"x-forwarded-proto",
    ],
)
def test_requests_that_are_more_than_a_question(state: State, name: bytes) -> None:
    state.put(headers=[*HEADERS, (name, b"x")])
    assert state.get() is None


def test_connections_that_are_to_be_closed(state: State) -> None:
    old = REQUEST.replace(b"HTTP/1.1", b"HTTP/1.0")
    state.put(old)
    assert state.get(old) is None


def test_responses_take_a_bounded_memory(state: State) -> None:
    state.put(rest=bytes(1 << 16))
    assert state.get() is None
    size = 1 << 15
    requests = [REQUEST.replace(b"e.org", b"e%05d.org" % number) for number in range(1_200)]
    for request in requests:
        state.put(request, bytes(size))
    kept = [request for request in requests if state.get(request)]
    assert kept == requests[-len(kept) :]
    assert len(kept) == (32 << 20) // (size + len(requests[0]))
