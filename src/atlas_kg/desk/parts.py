"""What waits, in parts that can be published on their own: a work with all that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.desk.waiting import Waiting
from atlas_kg.literature import CODINGS
from atlas_kg.model import Record
from atlas_kg.record_shapes import RecordShapes

__all__ = ["Part", "files_of", "parts", "records_in"]

_ADJUDICATIONS = "adjudications"


@dataclass(frozen=True)
class Part:
    """Files that wait and that can be published together.

    Attributes:
        name: The key of the publication that they code, or the path of the one file.
        files: The files. Each needs but those before it, so that a folder in which the first few
            stand is as valid as one with all of them.
        is_work: Whether they hold codings of a publication.
    """

    name: str
    files: tuple[Path, ...]
    is_work: bool


def parts(waiting: Waiting) -> tuple[Part, ...]:
    """Return what waits, in parts: each work with what it needs, then what no work needs.

    Args:
        waiting: What waits.
    """
    needed = _Needed(waiting)
    works = {p.stem for p in waiting.files if p.parts[0] in (CODINGS, _ADJUDICATIONS)}
    found = []
    for work in sorted(works):
        own = sorted(
            path
            for path in waiting.files
            if path.parts[0] in (CODINGS, _ADJUDICATIONS) and path.stem == work
        )
        found.append(Part(work, needed.in_order(own), is_work=True))
    covered = {path for part in found for path in part.files}
    others = (
        Part(path.as_posix(), needed.in_order([path]), is_work=False)
        for path in sorted(set(waiting.files) - covered)
    )
    return (*found, *others)


def files_of(chosen: Iterable[Part]) -> tuple[Path, ...]:
    """Return the files of several parts, each once and after those that it needs."""
    return tuple(dict.fromkeys(path for part in chosen for path in part.files))


def records_in(waiting: Waiting, files: Iterable[Path]) -> tuple[Record, ...]:
    """Return the records of some files that wait.

    Args:
        waiting: What waits.
        files: The files.
    """
    wanted = set(files)
    return tuple(record for record in waiting.records if _file(record) in wanted)


class _Needed:
    """Which files each one needs."""

    def __init__(self, waiting: Waiting) -> None:
        self._named = {(record.kind, record.slug): _file(record) for record in waiting.records}
        self._by_file: dict[Path, list[Record]] = {}
        for record in waiting.records:
            self._by_file.setdefault(_file(record), []).append(record)
        self._shapes = waiting.shapes

    def in_order(self, files: Iterable[Path]) -> tuple[Path, ...]:
        """Return files after those that they need."""
        found: dict[Path, None] = {}
        seen: set[Path] = set()

        def visit(path: Path) -> None:
            if path in seen:
                return
            seen.add(path)
            for record in self._by_file.get(path, ()):
                for name in _names(record, self._shapes):
                    if name in self._named:
                        visit(self._named[name])
            found[path] = None

        for path in files:
            visit(path)
        return tuple(found)


def _names(record: Record, shapes: RecordShapes) -> Iterator[tuple[str, str]]:
    """Yield the kind and the slug of each record that another one names."""
    yield from ((link.kind, link.slug) for link in record.links)
    fields = shapes.by_kind[record.kind].fields
    for name, values in record.fields.items():
        for value in values if name in fields else ():
            if named := shapes.named(fields[name], value.text):
                yield named


def _file(record: Record) -> Path:
    """Return where the file of a record lies, from the folder of the desk on."""
    return Path(*record.location.file.parts[1:])
