"""A real Apache that has the file of rules in its folder, as w3id.org has it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

_MODULES = ("mpm_event", "authz_core", "headers", "rewrite")
_PATIENCE = 20.0

PROGRAM = shutil.which("apache2", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
"""The program of Debian's package apache2-bin, if it is there; ``make system`` installs it."""


@dataclass(frozen=True)
class Apache:
    """A running server.

    Attributes:
        port: Its port on this machine.
        folder: The folder in its address that has the rules.
    """

    port: int
    folder: str

    def ask(self, path: str, accept: str) -> tuple[int, str | None, str | None]:
        """Return status, address and allowed origin that answer a path below the folder."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            # Apache understands addresses as they are sent, so a browser's escapes are made here.
            connection.request("GET", f"/{self.folder}/{quote(path)}", headers={"Accept": accept})
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        allowed = answer.getheader("Access-Control-Allow-Origin")
        return answer.status, answer.getheader("Location"), allowed


@contextmanager
def apache(rules: Path) -> Iterator[Apache]:
    """Run Apache with a file of rules.

    Args:
        rules: The file, named ``.htaccess``.
    """
    assert PROGRAM, "There is no apache2: make system installs it."
    modules = Path(PROGRAM).parents[1] / "lib" / "apache2" / "modules"
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        root = Path(name)
        # Its workers are nobody's, and must come in.
        root.chmod(0o755)
        (root / "site" / "llm-atlas").mkdir(parents=True)
        shutil.copy(rules, root / "site" / "llm-atlas" / ".htaccess")
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        settings = root / "httpd.conf"
        settings.write_text(_settings(root, port, modules), "utf-8")
        command = [PROGRAM, "-D", "FOREGROUND", "-d", name, "-f", str(settings)]
        process = subprocess.Popen(command)
        try:
            _wait(port, process, root / "error.log")
            yield Apache(port, "llm-atlas")
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _settings(root: Path, port: int, modules: Path) -> str:
    loaded = (f"LoadModule {each}_module {modules}/mod_{each}.so" for each in _MODULES)
    return "\n".join(
        (
            *loaded,
            f"Listen 127.0.0.1:{port}",
            "ServerName localhost",
            *(("User nobody", "Group nogroup") if os.geteuid() == 0 else ()),
            f"PidFile {root}/httpd.pid",
            f"ErrorLog {root}/error.log",
            f"DefaultRuntimeDir {root}",
            f"DocumentRoot {root}/site",
            f"<Directory {root}/site>",
            "  AllowOverride All",
            "  Require all granted",
            "</Directory>",
            "",
        )
    )


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text("utf-8") if log.exists() else "no log"
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("Apache did not start in time.")
