"""The part of the literature that a record has to do with, so that checking it reads no more.

A corpus may have ten thousand publications. Whether a statement is right depends on those that it
names, on what else was coded from its publication, and on the names that are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from atlas_kg.literature import CODINGS, SLUG, Literature, place_of, read_files
from atlas_kg.record_shapes import RecordShapes

__all__ = ["codings_of", "keys", "neighbourhood", "states_something"]

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SMALL = ("coders", "solutions")
"""The folders whose names must not be taken twice, and which stay small."""


def keys(data: Path, directory: str) -> tuple[str, ...]:
    """Return the keys of the records of a folder, in order, without reading any.

    Args:
        data: The folder of contributed literature.
        directory: The folder in it.
    """
    folder = data / directory
    return tuple(sorted(path.stem for path in folder.glob("*.yaml"))) if folder.is_dir() else ()


def codings_of(data: Path, publication: str) -> dict[str, Path]:
    """Return the files of statements about a publication, by coder, from the folder on.

    Args:
        data: The folder of contributed literature.
        publication: The key of the publication.
    """
    folders = sorted((data / CODINGS).iterdir()) if (data / CODINGS).is_dir() else []
    files = {folder.name: Path(CODINGS, folder.name, f"{publication}.yaml") for folder in folders}
    return {coder: file for coder, file in files.items() if (data / file).is_file()}


def states_something(file: Path, shapes: RecordShapes) -> bool:
    """Tell whether a file of codings makes a statement; one that cannot be read may do so.

    Args:
        file: The file.
        shapes: All kinds of record.
    """
    try:
        content = yaml.load(file.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader
    except (OSError, ValueError, yaml.YAMLError):
        return True
    sections = shapes.sections_of_directory(CODINGS)
    return not isinstance(content, dict) or any(content.get(name) for name in sections)


def neighbourhood(data: Path, files: Iterable[Path], shapes: RecordShapes) -> Literature:
    """Read what a record has to do with.

    Args:
        data: The folder of contributed literature.
        files: The files, from the folder on, of the record and of those that it names; those that
            are not there are passed over.
        shapes: All kinds of record.

    Returns:
        What these files hold, those of the records that they name, and all coders and solutions.
    """
    small = {Path(name, f"{key}.yaml") for name in _SMALL for key in keys(data, name)}
    return _read(data, set(files), small, shapes)


def _read(data: Path, files: set[Path], alone: set[Path], shapes: RecordShapes) -> Literature:
    """Read some files and those of the records they name, and others whose names do not matter."""
    read = read_files(data, alone - files, shapes)
    records, findings = [*read.records], [*read.findings]
    done = alone - files
    new = files
    while new := {file for file in new - done if (data / file).is_file()}:
        done |= new
        read = read_files(data, new, shapes)
        records += read.records
        findings += read.findings
        new = set(_named(read, shapes))
    return Literature(tuple(records), tuple(findings))


def _named(read: Literature, shapes: RecordShapes) -> Iterator[Path]:
    """Yield the files of the records that records name, where each has a file of its own."""
    for record in read.records:
        for link in record.links:
            yield from _file(link.kind, link.slug, shapes)
        for name, scalars in record.fields.items():
            target = shapes.by_kind[record.kind].field(name).target_class
            kind = shapes.kind_of_class(target) if target else None
            for scalar in scalars if kind else ():
                yield from _file(str(kind), scalar.text, shapes)


def _file(kind: str, slug: str, shapes: RecordShapes) -> Iterator[Path]:
    shape = shapes.by_kind[kind]
    if shape.directory and not shape.section and SLUG.fullmatch(slug):
        yield place_of(shape, {"key": slug})
