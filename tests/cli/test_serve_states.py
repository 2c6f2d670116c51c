"""What a server answers that cannot serve everything: not yet, not these data, not now."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.conftest import COMMAND, environment
from tests.reasoning.remote import oxigraph_server

Serve = Callable[..., AbstractContextManager[tuple[subprocess.Popen[str], str]]]

PATIENCE = 300
PROMPTLY = 5


class Told:
    """A response, whatever its status."""

    def __init__(self, url: str, accept: str = "*/*") -> None:
        request = Request(url, headers={"Accept": accept})  # noqa: S310
        try:
            answer = urlopen(request, timeout=60)  # noqa: S310
        except HTTPError as error:
            answer = error
        with answer:
            self.status = answer.status
            self.headers = answer.headers
            self.text = answer.read().decode()


@contextmanager
def begun(*words: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server from the moment on in which its port is open."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [COMMAND, "serve", "--port", str(port), *words],
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            wait_for(lambda: is_open(url))
            yield process, url
        finally:
            process.kill()


def is_open(url: str) -> bool:
    try:
        Told(f"{url}/-/health/live")
    except (URLError, ConnectionError):
        return False
    return True


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_building_is_told_until_the_site_is_ready() -> None:
    with begun() as (_, url):
        page = Told(f"{url}/cells/ModelSelection/Screening", "text/html")
        data = Told(f"{url}/sparql?query=ASK{{}}", "application/json")
        live, ready = Told(f"{url}/-/health/live"), Told(f"{url}/-/health/ready")
        style = Told(f"{url}/styles/site.css")
        assert page.status == data.status == ready.status == 503
        assert live.status == style.status == 200
        assert page.headers["Retry-After"] == data.headers["Retry-After"] == "5"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Refresh"] == "5"
        assert "The graph is being built" in page.text
        told = json.loads(data.text)
        assert told["stage"] == "building"
        assert told["step"]
        assert told["since"] >= told["begun"]
        assert [step["step"] for step in told["steps"]][:1] == ["Reading ontology and data"]
        assert json.loads(ready.text)["live"]
        assert not json.loads(ready.text)["ready"]
        wait_for(lambda: Told(f"{url}/-/health/ready").status == 200)
        health = json.loads(Told(f"{url}/-/health").text)
        assert health["live"]
        assert health["ready"]
        found = Told(f"{url}/cells/ModelSelection/Screening", "text/html")
        assert (found.status, "Screening in model selection" in found.text) == (200, True)


def test_data_that_break_rules_are_told_with_what_to_mend(data: Path) -> None:
    file = data / "codings" / "seed-paper-authors" / "Kaltenpoth2024.yaml"
    file.write_text(file.read_text("utf-8").replace("phase: Model", "phase: Modell", 1), "utf-8")
    with begun("--data", data) as (process, url):
        wait_for(lambda: "failed" in Told(f"{url}/-/health").text)
        page, told = Told(f"{url}/validation", "text/html"), Told(f"{url}/")
        assert page.status == told.status == 503
        assert "Refresh" not in page.headers
        assert f"codings/{file.parent.name}/{file.name}:" in page.text
        assert "Did you mean" in page.text
        assert "atlas-kg validate" in page.text
        assert str(data.parent.parent) not in page.text
        finding = json.loads(told.text)["findings"][0]
        assert finding["field"] == "phase"
        assert str(data.parent.parent) not in told.text
        assert Told(f"{url}/-/health/live").status == 200
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PROMPTLY)
        assert process.returncode == 130
        assert "Nothing is served until this is mended" in err
        assert "Traceback" not in err


def test_a_store_that_went_away_is_told(serve: Serve) -> None:
    with oxigraph_server() as store:
        words = ("--store", f"{store}/query", "--store-update", f"{store}/update")
        running = serve(*words)
        _, url = running.__enter__()
        assert Told(f"{url}/sparql?query=ASK{{}}").status == 200
    try:
        page = Told(f"{url}/sparql?query=ASK{{?a?b?c}}", "text/html")
        told = Told(f"{url}/sparql?query=ASK{{?a?b?c}}", "application/json")
        health = Told(f"{url}/-/health")
        assert {page.status, told.status, health.status} <= {502, 503}
        assert "Traceback" not in page.text
        assert json.loads(told.text)["detail"]
        assert not json.loads(health.text)["ready"]
        assert Told(f"{url}/-/health/live").status == 200
        assert Told(f"{url}/", "text/html").status == 200
    finally:
        running.__exit__(None, None, None)
