"""The client is polite, patient within bounds, and keeps answers."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.registries import (
    Answer,
    Cache,
    Client,
    OfflineError,
    Patience,
    RefusedError,
    Registry,
    UnreachableError,
    UnreadableAnswerError,
)
from tests.registries import servers
from tests.registries.servers import Reply

QUICK = Patience(tries=4, pause=0.01, longest_pause=3, timeout=0.5, whole=1.0, most_bytes=1_000)
GOOD = Reply(b'{"a": 1}', headers={"Content-Type": "application/json", "ETag": '"1"'})


def content(answer: Answer) -> object:
    return answer.json()


@pytest.fixture
def server(registry: servers.Registry) -> servers.Registry:
    return registry


@pytest.fixture
def ask(server: servers.Registry) -> Callable[..., object]:
    """Ask the server for /x by a client of its own."""

    def asked(
        cache: Cache | None = None, *, interval: float = 0, offline: bool = False, times: int = 1
    ) -> object:
        told = Registry("example", "Example", server.url, interval)
        with Client(cache=cache, patience=QUICK, offline=offline) as client:
            return [client.get(told, "x", content) for _ in range(times)][-1]

    return asked


def test_status_500_then_success(server: servers.Registry, ask: Callable[..., object]) -> None:
    server.answer("/x", Reply(status=500), Reply(status=503), GOOD)
    assert ask() == {"a": 1}
    assert len(server.asked) == 3


def test_retry_after_in_seconds_is_waited_for(
    server: servers.Registry, ask: Callable[..., object]
) -> None:
    server.answer("/x", Reply(status=429, headers={"Retry-After": "1"}), GOOD)
    begun = time.monotonic()
    assert ask() == {"a": 1}
    assert time.monotonic() - begun >= 1


def test_retry_after_as_a_date_is_waited_for(
    server: servers.Registry, ask: Callable[..., object]
) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    server.answer("/x", Reply(status=503, headers={"Retry-After": at}), GOOD)
    begun = time.monotonic()
    assert ask() == {"a": 1}
    assert time.monotonic() - begun >= 0.9


def test_long_wait_is_left_to_the_reader(
    server: servers.Registry, ask: Callable[..., object]
) -> None:
    server.answer("/x", Reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(UnreachableError, match=r"asks to wait 3,600 seconds"):
        ask()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "at",
    [
        "Fri, 31 Dec 9999 23:59:59 -2300",
        "Mon, 01 Jan 0001 00:00:00 +2300",
        "Fri, 31 Feb 2026 23:59:59 GMT",
        "soon",
    ],
)
def test_date_that_is_none_is_no_wait(
    server: servers.Registry, ask: Callable[..., object], at: str
) -> None:
    server.answer("/x", Reply(status=429, headers={"Retry-After": at}))
    with pytest.raises(UnreachableError, match=r"status 429; it was asked 4 times"):
        ask()


@pytest.mark.parametrize("body", [b'{"a": ["\\ud800"]}', b'{"\\udfff": 1}', b'["\xed\xa0\x80"]'])
def test_half_a_sign_is_told_and_not_kept(
    server: servers.Registry, ask: Callable[..., object], tmp_path: Path, body: bytes
) -> None:
    server.answer("/x", Reply(body), Reply(b'{"a": "\\ud83c\\udf4b"}'))
    with pytest.raises(UnreadableAnswerError, match="half a sign"):
        ask(Cache(tmp_path))
    assert ask(Cache(tmp_path)) == {"a": "\U0001f34b"}


def test_patience_ends(server: servers.Registry, ask: Callable[..., object]) -> None:
    server.answer("/x", Reply(status=502))
    with pytest.raises(UnreachableError, match=r"status 502; it was asked 4 times"):
        ask()
    assert len(server.asked) == 4


def test_what_is_not_there_is_none(server: servers.Registry, ask: Callable[..., object]) -> None:
    assert ask() is None
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_refusal_is_told_at_once(
    server: servers.Registry, ask: Callable[..., object], status: int
) -> None:
    server.answer("/x", Reply(status=status))
    with pytest.raises(RefusedError, match=f"refuses to answer, with status {status}"):
        ask()
    assert len(server.asked) == 1


def test_who_asks_to_wait_long_is_left_alone_until_then(server: servers.Registry) -> None:
    told = Registry("example", "Example", server.url, 0)
    server.answer("/x", Reply(status=429, headers={"Retry-After": "4"}), GOOD)
    with Client(patience=QUICK) as client:
        for words in ("asks to wait 4 seconds", "asks to wait 4 seconds more"):
            with pytest.raises(UnreachableError, match=words):
                client.get(told, "x", content)
        assert len(server.asked) == 1
        time.sleep(4)
        assert client.get(told, "x", content) == {"a": 1}


@pytest.mark.parametrize(
    ("limit", "interval", "least"),
    [("2", "1s", 0.5), ("1", "1", 1.0), ("1", "9999s", 3.0), ("x", "1s", 0), ("0", "", 0)],
)
def test_distance_that_answers_tell_is_kept(
    server: servers.Registry, ask: Callable[..., object], limit: str, interval: str, least: float
) -> None:
    told = {"X-Rate-Limit-Limit": limit, "X-Rate-Limit-Interval": interval}
    server.answer("/x", Reply(b"{}", headers=told))
    begun = time.monotonic()
    assert ask(times=2) == {}
    assert time.monotonic() - begun >= least


def test_answer_that_is_cut_off_is_asked_for_again(
    server: servers.Registry, ask: Callable[..., object]
) -> None:
    server.answer("/x", Reply(b'{"a"', promised=100), GOOD)
    assert ask() == {"a": 1}


def test_json_that_is_cut_off_is_told_and_not_kept(
    server: servers.Registry, ask: Callable[..., object], tmp_path: Path
) -> None:
    server.answer("/x", Reply(b'{"a": '), GOOD)
    cache = Cache(tmp_path)
    with pytest.raises(UnreadableAnswerError, match="not whole JSON"):
        ask(cache)
    assert ask(cache) == {"a": 1}


def test_silent_server(server: servers.Registry, ask: Callable[..., object]) -> None:
    server.answer("/x", Reply(b"{}", slowly=2))
    with pytest.raises(UnreachableError, match="did not answer in time"):
        ask()
    assert len(server.asked) == 2


def test_server_that_drips(server: servers.Registry, ask: Callable[..., object]) -> None:
    server.answer("/x", Reply(b"{" + b" " * 50, slowly=0.2))
    begun = time.monotonic()
    with pytest.raises(UnreachableError, match="too slowly"):
        ask()
    assert time.monotonic() - begun < 15


def test_large_answer(server: servers.Registry, ask: Callable[..., object]) -> None:
    server.answer("/x", Reply(b" " * 2_000))
    with pytest.raises(UnreadableAnswerError, match="more than 1,000 bytes"):
        ask()


def test_circle_of_redirects(server: servers.Registry, ask: Callable[..., object]) -> None:
    server.answer("/x", Reply(status=302, headers={"Location": "/x"}))
    with pytest.raises(UnreadableAnswerError, match="without end"):
        ask()
    assert len(server.asked) == 6


def test_distance_between_requests(server: servers.Registry, ask: Callable[..., object]) -> None:
    server.answer("/x", GOOD)
    begun = time.monotonic()
    ask(interval=0.2, times=4)
    assert time.monotonic() - begun >= 0.6


def test_fresh_answer_is_not_asked_for_again(
    server: servers.Registry, ask: Callable[..., object], tmp_path: Path
) -> None:
    server.answer("/x", GOOD)
    assert ask(Cache(tmp_path), times=2) == ask(Cache(tmp_path)) == {"a": 1}
    assert len(server.asked) == 1


def test_absence_is_kept_too(
    server: servers.Registry, ask: Callable[..., object], tmp_path: Path
) -> None:
    assert ask(Cache(tmp_path), times=2) is None
    assert len(server.asked) == 1


def test_old_answer_is_validated(
    server: servers.Registry, ask: Callable[..., object], tmp_path: Path
) -> None:
    server.answer("/x", GOOD, Reply(status=304))
    assert ask(Cache(tmp_path, lifetime=0), times=2) == {"a": 1}
    assert server.asked[1][1]["if-none-match"] == '"1"'


@pytest.mark.parametrize("control", ["max-age=0", "no-cache", "no-store"])
def test_registry_says_how_long_an_answer_holds(
    server: servers.Registry, ask: Callable[..., object], tmp_path: Path, control: str
) -> None:
    server.answer("/x", Reply(b"{}", headers={"Cache-Control": control}))
    ask(Cache(tmp_path), times=2)
    assert len(server.asked) == 2


SPOILT: dict[str, dict[str, object] | None] = {
    "another address": {"url": 1},
    "header that is none": {"headers": {"cache-control": None}},
    "headers that are a text": {"headers": "etag"},
    "headers that are a list": {"headers": [["etag", 1]]},
    "status without end": {"status": float("inf")},
    "age that is none": {"at": "long ago"},
    "body of other signs": {"body": "e30*"},
    "body that is no JSON": {"body": "bm8ganNvbg=="},
    "body that nests": {"body": base64.b64encode(b"[" * 100_000).decode()},
    "no JSON object": None,
}


@pytest.mark.parametrize("lifetime", [1000, 0], ids=["fresh", "old"])
@pytest.mark.parametrize("spoilt", [*SPOILT, "deep", "nothing", "half"])
def test_spoilt_cache_is_passed_over(
    server: servers.Registry,
    ask: Callable[..., object],
    tmp_path: Path,
    spoilt: str,
    lifetime: float,
) -> None:
    server.answer("/x", GOOD)
    cache = Cache(tmp_path, lifetime)
    ask(cache)
    (file,) = tmp_path.rglob("*.json")
    good = file.read_text("utf-8")
    texts = {"deep": "[" * 100_000, "nothing": "", "half": good[: len(good) // 2]}
    if spoilt in SPOILT:
        change = SPOILT[spoilt]
        texts[spoilt] = json.dumps(change and {**json.loads(good), **change})
    file.write_text(texts[spoilt], "utf-8")
    with pytest.raises(OfflineError, match="no earlier answer"):
        ask(cache, offline=True)
    assert ask(cache) == {"a": 1}
    # Nobody asks whether something holds that cannot be read.
    assert "if-none-match" not in server.asked[1][1]
    assert ask(cache, offline=True) == {"a": 1}
    assert len(server.asked) == 2


def test_validator_that_cannot_be_sent(
    server: servers.Registry, ask: Callable[..., object], tmp_path: Path
) -> None:
    server.answer("/x", Reply(b'{"a": 1}', headers={"ETag": '"\xe9"'}))
    assert ask(Cache(tmp_path, lifetime=0), times=2) == {"a": 1}
    assert "if-none-match" not in server.asked[1][1]


def test_offline_uses_old_answers_and_nothing_else(
    server: servers.Registry, ask: Callable[..., object], tmp_path: Path
) -> None:
    server.answer("/x", GOOD)
    ask(Cache(tmp_path, lifetime=0))
    assert ask(Cache(tmp_path, lifetime=0), offline=True) == {"a": 1}
    with pytest.raises(OfflineError, match="--offline"):
        ask(Cache(tmp_path / "empty"), offline=True)
    assert len(server.asked) == 1


def test_nobody_there() -> None:
    nobody = Registry("example", "Example", "http://127.0.0.1:9", 0)
    told = pytest.raises(UnreachableError, match=r"Example cannot be reached .* 2 times")
    with Client(patience=QUICK) as client, told:
        client.get(nobody, "x", content)


@pytest.mark.parametrize("mailto", ["jane", "a@b\r\nX: y", "jane (me) <a@b>"])
def test_mail_address_that_is_none(mailto: str) -> None:
    with pytest.raises(UsageError, match="no mail address"):
        Client(mailto)
