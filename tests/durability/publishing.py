"""Publishing into folders of data, for tests that kill it: ``FOLDER``, and what to be killed at.

For each moment at which the file system is about to be asked for something, a copy of this process
kills itself there, in a folder of its own: ``FOLDER/1/data``, ``FOLDER/2/data`` and so on. What it
is at is ``keep`` or ``undo``, after it has written, or ``finish``, after it was killed half-way.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from atlas_kg.dataset import Sources, load_theory
from atlas_kg.desk.data_folder import write
from atlas_kg.desk.journal import finish
from atlas_kg.record_shapes import RecordShapes

DECIDED = "adjudications/Zou2023.yaml"
DECISIONS = "schema: 1\nadjudications:\n"
ENTRY = """  - id: {name}
    codings:
      - Zou2023.jane-doe.{name}
      - Zou2023.john-roe.{name}
    decision: Zou2023.jane-doe.{name}
    by: ann-other
    date: '2026-01-01T00:00:00Z'
    reason: Its section says so.
"""
HEAD = "# Decisions.\n"
BEFORE = {
    DECIDED: HEAD + DECISIONS + ENTRY.format(name="one"),
    "coders/other.yaml": "label: Other\n",
}
NEW = {
    f"{folder}/{name}.yaml": f"label: {name} of {folder}\n"
    for folder in ("coders", "solutions")
    for name in ("one", "two")
}
CHANGES = NEW | {DECIDED: HEAD + "# Later.\n" + DECISIONS + ENTRY.format(name="two")}
AFTER = {
    **BEFORE,
    **NEW,
    DECIDED: BEFORE[DECIDED] + "# Later.\n" + ENTRY.format(name="two"),
}


def held(data: Path) -> dict[str, str]:
    """Return what everybody reads of a folder of data."""
    files = {file.relative_to(data): file for file in data.rglob("*") if file.is_file()}
    return {
        inside.as_posix(): file.read_text("utf-8")
        for inside, file in files.items()
        if not any(part.startswith(".") for part in inside.parts)
    }


def prepare(data: Path) -> None:
    for path, text in BEFORE.items():
        (data / path).parent.mkdir(parents=True)
        (data / path).write_text(text)


def publish(data: Path, shapes: RecordShapes, end: str) -> None:
    written = write(data, {Path(path): text for path, text in CHANGES.items()}, shapes)
    written.undo() if end == "undo" else written.keep()


def die_at(moment: int, folder: Path) -> None:
    """Be killed when the file system is asked for something in a folder so many times."""
    count = 0

    def count_down(event: str, args: tuple[object, ...]) -> None:
        nonlocal count
        is_ours = event.startswith(("os.", "open", "tempfile", "fcntl"))
        if is_ours and any(str(arg).startswith(str(folder)) for arg in args):
            count += 1
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count_down)


def is_killed(moment: int, folder: Path, act: str, shapes: RecordShapes) -> bool:
    """Tell whether a copy of this process was killed before it was through."""
    data = folder / str(moment) / "data"
    prepare(data)
    if act == "finish":
        # Killed among the files, whose journal stands.
        _run(len(CHANGES) * 2, data, "keep", shapes)
    return _run(moment, data, act, shapes)


def _run(moment: int, data: Path, act: str, shapes: RecordShapes) -> bool:
    pid = os.fork()
    if pid == 0:
        die_at(moment, data)
        if act == "finish":
            finish(data, lambda _: None)
        else:
            publish(data, shapes, act)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def main(folder: Path, act: str) -> None:
    shapes = load_theory(Sources.carried()).record_shapes
    moment = 1
    while is_killed(moment, folder, act, shapes):
        moment += 1
    sys.stdout.write(f"{moment}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
