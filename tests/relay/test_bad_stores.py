"""Stores that are down, slow, busy or broken: what their clients are told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.relay import Endpoints, PatientStore, Relay
from atlas_kg.relay.forms import JSON, Forms
from atlas_kg.workers.frames import Failure, Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.reply import StoppedError, UnansweredError
from tests.relay.stores import RunningStore, body, within

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

QUERY = Task("SELECT * { ?s ?p ?o }", JSON, "text/turtle")
MIB = 1 << 20


class Seen:
    """What a server has seen and done."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.sent = 0
        self.came = asyncio.Event()
        self.gone = asyncio.Event()


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server on this machine that answers every request in its way; gives its address."""

    async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        finally:
            writer.close()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(closing, "127.0.0.1", 0)

    async def stop(running: asyncio.Server) -> None:
        running.close()

    running = within(start())
    try:
        yield f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}/sparql"
    finally:
        within(stop(running))


def saying(head: str, text: bytes, seen: Seen, *, length: int | None = None) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.requests.append(await reader.readuntil(b"\r\n\r\n"))
        size = len(text) if length is None else length
        writer.write(f"HTTP/1.1 {head}\r\nContent-Length: {size}\r\n".encode())
        writer.write(b"Connection: close\r\n\r\n" + text)
        with contextlib.suppress(ConnectionError):
            await writer.drain()

    return answer


def relay_to(url: str, *, is_known: bool = True, **limits: float) -> Relay:
    """A relay to a store of which it is known, or not, that it writes JSON well."""
    relay = RunningStore("a test", Endpoints.of(url), None).relay(Limits(**limits))  # type: ignore[arg-type] # by name
    relay._forms = Forms(frozenset([JSON] if is_known else []))
    relay._graphs._listed = float("inf")
    return relay


def failed(url: str, *, is_known: bool = True, seconds: float = 10.0) -> Exception:
    async def ask() -> Exception:
        relay = relay_to(url, is_known=is_known, seconds=seconds)
        try:
            await body(relay, QUERY)
        except (UnansweredError, StoppedError, OverloadError) as error:
            return error
        finally:
            await relay.stop()
        raise AssertionError("it answered")

    return within(ask())


def test_store_that_is_down(caplog: pytest.LogCaptureFixture) -> None:
    error = failed("http://127.0.0.1:9/sparql")
    assert isinstance(error, OverloadError)
    assert str(error).startswith("the store cannot be reached: ")
    assert "127.0.0.1" not in str(error)
    assert "the store http://127.0.0.1:9/sparql cannot be reached" in caplog.text
    assert error.retry_after == 5
    with (
        PatientStore(Endpoints.of("http://127.0.0.1:9/sparql")) as store,
        pytest.raises(UsageError, match=r"127\.0\.0\.1:9/sparql cannot be reached"),
    ):
        store.update("CLEAR ALL")


def test_store_that_does_not_answer_in_time_is_left() -> None:
    seen = within(_seen())

    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while await reader.read(MIB):
            pass
        seen.gone.set()

    with server(silent) as url:
        error = failed(url, seconds=0.5)
        assert isinstance(error, StoppedError)
        assert str(error) == "it takes longer than 0.5 seconds"
        within(asyncio.wait_for(seen.gone.wait(), 5))


async def _seen() -> Seen:
    return Seen()


@pytest.mark.parametrize(
    ("head", "text", "failure", "words"),
    [
        ("302 Found\r\nLocation: http://127.0.0.1:9/x", b"", Failure.FAILED, "redirects to 'http:"),
        ("400 Bad Request", b"no such <b>word</b>\n", Failure.MALFORMED, "no such word"),
        ("401 Unauthorized", b"", Failure.FAILED, "does not let us do this"),
        ("404 Not Found", b"<title>Not here</title>", Failure.FAILED, "status 404"),
        ("500 Oh", b'{"detail": "out of order"}', Failure.FAILED, "status 500: out of order"),
        ("200 OK\r\nContent-Type: text/html", b"<p>", Failure.FAILED, "the store gives text/html"),
        ("200 OK", b"", Failure.FAILED, "the store gives no media type"),
    ],
)
def test_store_that_refuses(head: str, text: bytes, failure: Failure, words: str) -> None:
    seen = within(_seen())
    with server(saying(head, text, seen)) as url:
        error = failed(url)
    assert isinstance(error, UnansweredError)
    assert error.failure is failure
    assert words in error.what
    assert len(seen.requests) == 1


def test_store_that_gives_garbage() -> None:
    head = f"200 OK\r\nContent-Type: {JSON}"
    with server(saying(head, b'{"head": nothing', within(_seen()))) as url:
        error = failed(url, is_known=False)
    assert isinstance(error, UnansweredError)
    assert error.what == f"the store gives something that is not {JSON}"


@pytest.mark.parametrize("is_known", [True, False])
def test_store_that_breaks_off(is_known: bool) -> None:
    head = f"200 OK\r\nContent-Type: {JSON}"
    with server(saying(head, b'{"head": {', within(_seen()), length=100)) as url:
        error = failed(url, is_known=is_known)
    assert isinstance(error, UnansweredError)
    assert "broke off" in error.what


def test_store_that_gives_a_part_as_if_it_were_all() -> None:
    head = f"200 OK\r\nContent-Type: {JSON}\r\nX-SQL-State: S1TAT\r\nX-SQL-Message: it ran long."
    with server(saying(head, b"{}", within(_seen()))) as url:
        error = failed(url)
    assert isinstance(error, StoppedError)
    assert str(error) == "the store broke it off: it ran long"


def test_store_that_is_busy_says_for_how_long() -> None:
    with server(saying("503 Busy\r\nRetry-After: 17", b"later", within(_seen()))) as url:
        error = failed(url)
    assert isinstance(error, OverloadError)
    assert (error.retry_after, str(error)) == (17, "the store is busy: later")


def endless(seen: Seen) -> Answer:
    """Rows without end, as fast as they are taken."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + b'{"head":{"vars":["x"]},"results":{"bindings":[{}')
        row = b',{"x":{"type":"literal","value":"' + b"x" * 1000 + b'"}}'
        try:
            while True:
                writer.write(row * 64)
                seen.sent += len(row) * 64
                seen.came.set()
                await writer.drain()
        except ConnectionError:
            seen.gone.set()

    return answer


@pytest.mark.parametrize("is_known", [True, False])
def test_slow_reader_slows_the_store_down_and_leaving_ends_it(is_known: bool) -> None:
    seen = within(_seen())

    async def read_little(url: str) -> int:
        relay = relay_to(url, is_known=is_known)
        try:
            async with relay.ask(QUERY, "a") as answer:
                chunks = answer.chunks()
                await anext(chunks)
                await asyncio.sleep(1)
                before = seen.sent
                await asyncio.sleep(0.5)
                assert seen.sent == before, "the store goes on although nobody reads"
                await chunks.aclose()
            await asyncio.wait_for(seen.gone.wait(), 5)
            assert relay.running() == {"fast": 0, "slow": 0, "waiting": 0}
            return before
        finally:
            await relay.stop()

    with server(endless(seen)) as url:
        assert within(read_little(url)) < 32 * MIB


@pytest.mark.parametrize("is_known", [True, False])
def test_client_that_goes_away_closes_the_request(is_known: bool) -> None:
    seen = within(_seen())

    async def leave(url: str) -> None:
        relay = relay_to(url, is_known=is_known)
        try:
            task = asyncio.ensure_future(body(relay, QUERY))
            await asyncio.wait_for(seen.came.wait(), 5)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await asyncio.wait_for(seen.gone.wait(), 5)
            assert relay.running() == {"fast": 0, "slow": 0, "waiting": 0}
        finally:
            await relay.stop()

    with server(endless(seen)) as url:
        within(leave(url))


def test_long_queries_make_room_for_others() -> None:
    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while await reader.read(MIB):
            pass

    async def crowd(url: str) -> tuple[dict[str, int], list[BaseException | bytes]]:
        relay = relay_to(url, workers=1, slow=2, patience=0.1, grace=0.2, seconds=1.5)
        try:
            tasks = [asyncio.ensure_future(body(relay, QUERY, "a")) for _ in range(4)]
            await asyncio.sleep(1)
            return relay.running(), await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            await relay.stop()

    with server(silent) as url:
        running, ends = within(crowd(url))
    assert running["slow"] == 2
    assert {type(end) for end in ends} == {StoppedError, OverloadError}
