"""A confined process reaches no server and no file, whatever it runs."""

from __future__ import annotations

import asyncio
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from atlas_kg.workers.frames import Change, Operation, Task
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool
from atlas_kg.workers.reply import StoppedError, UnansweredError

ANSWER = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}}]}}'
PROGRAM = """
import errno, json, os, socket, subprocess, sys
from pathlib import Path
import pyoxigraph as ox
import atlas_kg.workers.confinement as c

gateway, other, folder, secret, how, queries = json.loads(sys.argv[1])
store = ox.Store()
if how == "isolate":
    held = c.isolate(gateway=gateway, folders=[Path(folder)] if folder else [])
else:
    held = c.confine(1 << 30, gateway=gateway, folders=[Path(folder)] if folder else [])

def tried(action):
    try:
        return str(action())
    except Exception as error:
        code = getattr(error, "errno", None)
        return errno.errorcode.get(code) or f"{type(error).__name__}: {error}"

def connect(family, kind, address):
    with socket.socket(family, kind) as opened:
        opened.settimeout(5)
        opened.connect(address)
        return "connected"

def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        return opened.sendto(b"x", ("127.0.0.1", 53))

def child():
    pid = os.fork()
    if pid == 0:
        os._exit(0 if tried(lambda: open(secret).read()) in ("EACCES", "EMFILE") else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

print(json.dumps({
    "held": [held.files, held.network],
    "gateway": gateway and tried(lambda: connect(2, 1, ("127.0.0.1", gateway))),
    "other": tried(lambda: connect(2, 1, ("127.0.0.1", other))),
    "six": tried(lambda: connect(socket.AF_INET6, 1, ("::1", other))),
    "unix": tried(lambda: connect(socket.AF_UNIX, 1, "/tmp/none")),
    "udp": tried(send),
    "name": tried(lambda: socket.getaddrinfo("example.org", 80)),
    "read": tried(lambda: open(secret).read()),
    "write": tried(lambda: open(secret + ".new", "w")),
    "inside": folder and tried(lambda: Path(folder, "new").write_text("x")),
    "run": tried(lambda: os.execv("/bin/true", ["true"])),
    "child": tried(child),
    "queries": [tried(lambda: list(store.query(q))) for q in queries],
    "updates": [tried(lambda: store.update(f"LOAD <http://127.0.0.1:{other}/{n}>")) for n in "ab"],
    "file": tried(lambda: store.load(path=secret, format=ox.RdfFormat.TURTLE)),
}))
"""


class Trap:
    """A server that notes what it is asked."""

    def __init__(self) -> None:
        trap = self
        self.asked: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                trap.asked.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(200)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.send_header("Content-Length", str(len(ANSWER)))
                self.end_headers()
                self.wfile.write(ANSWER)

            do_GET = do_POST  # noqa: N815 - the library's spelling

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.server.shutdown()
    trap.server.server_close()


def tried(
    trap: Trap,
    tmp_path: Path,
    how: str = "confine",
    gateway: Trap | None = None,
    *,
    has_folder: bool = False,
) -> dict[str, Any]:
    """Tell what a process of its own achieves once it is confined."""
    secret, folder = tmp_path / "secret.ttl", tmp_path / "store"
    secret.write_text("<urn:a> <urn:b> <urn:c> .", "utf-8")
    folder.mkdir(exist_ok=True)
    urls = [f"http://127.0.0.1:{server.port}/sparql" for server in (trap, gateway) if server]
    queries = [f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}" for url in urls]
    task = (
        gateway and gateway.port,
        trap.port,
        str(folder) if has_folder else None,
        str(secret),
        how,
        queries,
    )
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(task)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


SHUT = ("EACCES", "EPERM", "EMFILE")


@pytest.mark.parametrize("has_folder", [False, True])
@pytest.mark.parametrize("how", ["confine", "isolate"])
def test_no_server_and_no_file(trap: Trap, tmp_path: Path, how: str, *, has_folder: bool) -> None:
    found = tried(trap, tmp_path, how, has_folder=has_folder)
    assert found["held"] == [True, True]
    for way in ("other", "six", "unix", "udp", "read", "write", "run"):
        assert found[way] in SHUT, way
    assert not str(found["name"]).startswith("[(")
    assert found["child"] == "0"
    assert found["inside"] == ("1" if has_folder else None)
    assert trap.asked == []
    assert not (tmp_path / "secret.ttl.new").exists()
    for failed in [*found["queries"], *found["updates"], found["file"]]:
        assert "[<" not in failed
        assert failed != "None"


@pytest.mark.parametrize("how", ["confine", "isolate"])
def test_only_the_gateway(trap: Trap, tmp_path: Path, how: str) -> None:
    gateway = Trap()
    found = tried(trap, tmp_path, how, gateway)
    assert found["held"] == [True, True]
    assert found["gateway"] == "connected"
    for way in ("other", "six", "unix", "udp", "read", "write", "run"):
        assert found[way] in SHUT, way
    assert trap.asked == []
    past, through = found["queries"]
    assert "denied" in past
    assert "Literal value=x" in through
    assert gateway.asked == ["/sparql"]
    gateway.server.shutdown()
    gateway.server.server_close()


def test_without_confinement_the_engine_calls_any_server(trap: Trap) -> None:
    """What the other tests try would work, so that the confinement is what stops it."""
    program = (
        "import sys, pyoxigraph as ox\n"
        f"url = 'http://127.0.0.1:{trap.port}/x'\n"
        "print(len(list(ox.Store().query('SELECT * { SERVICE <' + url + '> { ?s ?p ?o } }'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.strip(), trap.asked) == ("1", ["/x"])


def test_pool_calls_nobody_whatever_it_is_given(trap: Trap) -> None:
    """Queries and changes that no guard has seen, over several generations."""
    url = f"http://127.0.0.1:{trap.port}/"

    async def work() -> list[bytes]:
        pool = Pool(lambda file: file.close(), {}, Limits(workers=2))
        answers = []
        await pool.start()
        try:
            for number in range(20):
                text = f"INSERT DATA {{ <urn:s> <urn:p> {number} }}"
                await pool.change(Change(Operation.UPDATE, text), "")
                for hostile in (
                    f"LOAD <{url}load>",
                    "LOAD <file:///etc/passwd>",
                    f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}in> {{ ?s ?p ?o }} }}",
                ):
                    with pytest.raises(UnansweredError):
                        await pool.change(Change(Operation.UPDATE, hostile), "")
                with pytest.raises((UnansweredError, StoppedError)):
                    answers.append(await asked(pool, f"ASK {{ SERVICE <{url}q> {{ ?s ?p ?o }} }}"))
            answers.append(await asked(pool, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
        finally:
            await pool.stop()
        return answers

    assert asyncio.run(work()) == [b"n\r\n20\r\n"]
    assert trap.asked == []


async def asked(pool: Pool, query: str) -> bytes:
    async with pool.ask(Task(query, "text/csv", None), "") as reply:
        return b"".join([part async for part in reply.chunks()])
