"""Kinds of wrong files among the contributed ones, with what has to be told of each."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from tests.seeded_faults import CODINGS, GAO

Spoil = Callable[[Path], object]
Places = list[tuple[str, int, int]]

ADJUDICATION = "adjudications/Gao2020.yaml"
DECISION = """\
schema: 1
adjudications:
  - id: first
    codings:
      - Kaltenpoth2024.seed-paper-authors.data-cards-signal-datasets
      - Kaltenpoth2024.seed-paper-authors.nothing-of-the-kind
    decision: Kaltenpoth2024.seed-paper-authors.data-cards-signal-datasets
    reason: It is so.
    by: seed-paper-authors
    date: '2026-11-23T00:00:00Z'
"""


def text(data: Path) -> str:
    return (data / GAO).read_text("utf-8")


def replaced(content: Callable[[str], bytes]) -> Spoil:
    """Return what replaces the content of a file, made from its text."""
    return lambda data: (data / GAO).write_bytes(content(text(data)))


def added(name: str, content: bytes = b"schema: 1\n") -> Spoil:
    def spoil(data: Path) -> None:
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)

    return spoil


def linked(name: str, to: str) -> Spoil:
    """Return what puts a symbolic link; its goal is told from the folder of the data."""
    return lambda data: (data / name).symlink_to(data / to)


def folder(data: Path) -> None:
    (data / GAO).unlink()
    (data / GAO).mkdir()


def pipe(data: Path) -> None:
    os.mkfifo(data / "publications/pipe.yaml")


def plug(data: Path) -> None:
    # The path of a socket must be short.
    before = Path.cwd()
    os.chdir(data / "publications")
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("plug.yaml")
    finally:
        os.chdir(before)


def copied(name: str, to: str) -> Spoil:
    return lambda data: shutil.copy(data / name, data / to)


def moved(name: str, to: str) -> Spoil:
    def spoil(data: Path) -> None:
        (data / to).parent.mkdir(parents=True, exist_ok=True)
        (data / name).rename(data / to)

    return spoil


TEXT = "is not UTF-8 text"
STRAY = "no contributed file is expected"
LINK = "a symbolic link"
PUT = "publications/"

SPOILT: dict[str, tuple[Spoil, Places, str, str]] = {
    "empty": (replaced(lambda _: b""), [(GAO, 1, 1)], "not hold fields", "'field: value'"),
    "Latin-1": (
        replaced(lambda t: (t + "note: K\xf6pf\n").encode("latin-1")),
        [(GAO, 29, 8)],
        TEXT,
        "Save the file as UTF-8",
    ),
    "UTF-16": (replaced(lambda t: t.encode("utf-16")), [(GAO, 1, 1)], TEXT, "as UTF-8"),
    "UTF-16 without mark": (
        replaced(lambda t: t.encode("utf-16-le")),
        [(GAO, 1, 2)],
        "U+0000",
        "as UTF-8",
    ),
    "UTF-32": (replaced(lambda t: t.encode("utf-32-be")), [(GAO, 1, 1)], "U+0000", "UTF-8"),
    "half a sign": (
        replaced(lambda t: (t + "note: K\xf6").encode()[:-1]),
        [(GAO, 29, 8)],
        TEXT,
        "Save the file as UTF-8",
    ),
    "surrogates": (
        replaced(lambda t: t.encode() + b"note: \xed\xa0\x80"),
        [(GAO, 29, 7)],
        TEXT,
        "Save the file as UTF-8",
    ),
    "picture": (replaced(lambda _: b"\x89PNG\r\n\x1a\n"), [(GAO, 1, 1)], TEXT, "UTF-8"),
    "compressed": (replaced(lambda _: b"\x1f\x8b\x08"), [(GAO, 1, 2)], TEXT, "as UTF-8"),
    "oversize": (
        replaced(lambda t: (t + "# " + "x" * 1_000_000).encode()),
        [(GAO, 1, 1)],
        "larger than 1,000,000 bytes",
        "into a file",
    ),
    "cut off": (
        replaced(lambda t: t[: t.index("year")].encode()),
        [(GAO, 2, 1)],
        "'year' is missing",
        "Give",
    ),
    "two marks of order": (
        replaced(lambda t: ("\ufeff\ufeff" + t).encode()),
        [(GAO, 1, 1)],
        "U+FEFF",
        "Remove it",
    ),
    "Turtle": (
        replaced(lambda _: b"@prefix a: <http://example.org/> .\n"),
        [(GAO, 1, 1)],
        "not valid YAML",
        "Mend the line",
    ),
    "JSON with a tab": (
        replaced(lambda _: b'{"schema": 1,\n"label":\t["a"'),
        [(GAO, 3, 1)],
        "not valid YAML",
        "Mend the line",
    ),
    "folder": (folder, [(GAO, 1, 1)], "not a file", "remove it"),
    "pipe": (pipe, [("publications/pipe.yaml", 1, 1)], "not a file", "remove it"),
    "socket": (plug, [("publications/plug.yaml", 1, 1)], "not a file", "remove it"),
    "link out of the data": (
        linked("publications/Out.yaml", "../../../../../etc/passwd"),
        [("publications/Out.yaml", 1, 1)],
        LINK,
        "the file itself",
    ),
    "link to a folder": (
        linked("codings/out", "../.."),
        [("codings/out", 1, 1)],
        LINK,
        "the file itself",
    ),
    "link within the data": (
        linked("publications/Gao2021.yaml", GAO),
        [("publications/Gao2021.yaml", 1, 1)],
        LINK,
        "the file itself",
    ),
    "link to nothing": (
        linked("publications/None.yaml", "missing"),
        [("publications/None.yaml", 1, 1)],
        LINK,
        "the file itself",
    ),
    "link to itself": (
        linked("publications/Loop.yaml", "publications/Loop.yaml"),
        [("publications/Loop.yaml", 1, 1)],
        LINK,
        "the file itself",
    ),
    "suffix in capitals": (
        moved(GAO, "publications/Gao2020.YAML"),
        [("publications/Gao2020.YAML", 1, 1)],
        STRAY,
        PUT,
    ),
    "copy of an editor": (
        added("publications/Gao2020.yaml~"),
        [("publications/Gao2020.yaml~", 1, 1)],
        STRAY,
        PUT,
    ),
    "no suffix": (added("publications/Gao2021"), [("publications/Gao2021", 1, 1)], STRAY, PUT),
    "table": (added("mappings/a.csv"), [("mappings/a.csv", 1, 1)], STRAY, "<name>.sssom.tsv"),
    "record in a folder of its own": (
        added("solutions/more/a.yaml"),
        [("solutions/more/a.yaml", 1, 1)],
        STRAY,
        PUT,
    ),
    "adjudication by coder": (
        added("adjudications/a/Gao2020.yaml"),
        [("adjudications/a/Gao2020.yaml", 1, 1)],
        STRAY,
        PUT,
    ),
    "publication among the coders": (
        copied(GAO, "coders/Gao2020.yaml"),
        [("coders/Gao2020.yaml", line, 1) for line in (4, 5, 18, 19, 20, 21, 23, 24, 25)],
        "is not a field of a coder",
        "The fields are: label, kind",
    ),
    "publication twice": (
        copied(GAO, "publications/Gao2020b.yaml"),
        [("publications/Gao2020b.yaml", 3, 8)],
        "Distinct labels",
        "a label of its own",
    ),
    "adjudication of codings of another work": (
        added(ADJUDICATION, DECISION.encode()),
        [(ADJUDICATION, 5, 9), (ADJUDICATION, 7, 15)],
        "Adjudication of one publication",
        "after which the file is named",
    ),
    "adjudication of a missing coding": (
        added(ADJUDICATION, DECISION.encode()),
        [(ADJUDICATION, 6, 9)],
        "is not a known coding",
        "Name the statements of this publication on which is decided",
    ),
    "adjudication of nothing": (
        added(ADJUDICATION),
        [(ADJUDICATION, 1, 1)],
        "The file states nothing",
        "Add adjudications",
    ),
    "adjudication of a missing work": (
        added("adjudications/Gao1820.yaml", DECISION.encode()),
        [("adjudications/Gao1820.yaml", 1, 1)],
        "is not a known publication",
        "Name the file after",
    ),
    "codings of a missing coder": (
        moved(CODINGS, "codings/nobody/Kaltenpoth2024.yaml"),
        [("codings/nobody/Kaltenpoth2024.yaml", 1, 1)],
        "'nobody' is not a known coder",
        "Name the folder",
    ),
}
